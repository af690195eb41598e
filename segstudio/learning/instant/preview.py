"""The preview of a project: learns from the strokes there are now, predicts at once, says how good it is.

Owns what it remembers of each labelled image and the order of an answer: an overlay from a head that is fitted at once,
then one from all that can be learnt, then its score, and last whether a look at more than filters helps. An answer is a
generator of events that can be left at every ``yield``. It reads the project, writes nothing; no thread, process, Qt.

Its score is counted as that of a network is (``held_out.py``), so that the window compares like with like: on the
held-out images; where there are none, on the held-out region of an image; else on the labels that both learnt from.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.data.held_out import NEVER_TRAINED, held_out_entries
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import inside
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import (
    BLOCK,
    FilterResponses,
    grid,
)
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import QUICK, Floats, Head, steps_for
from segstudio.learning.instant.held_out_region import RegionChoice, beside
from segstudio.learning.instant.sample import any_of, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant.scoring import ScoredSample, Scoring, SourceChoice, Sources, as_table, counted, fitted
from segstudio.learning.messages import (
    HELD_OUT,
    PREVIEW,
    PREVIEWED,
    SAME_IMAGE,
    SAME_REGION,
    Predicted,
    PreviewRequest,
    PreviewScored,
    ScoreTable,
)
from segstudio.learning.runs.info import Region
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

PIXEL_BYTES = 512 << 20  # for images and masks in memory
OTHER_IMAGES = 24  # labelled images besides the one on the screen that are learnt from
CHOSEN_BY = 6  # images on which it is found out what to look at
HELD_OUT_PIXELS = 20_000  # of each, that a score is counted on
WHOLE = 1 << 26  # pixels: of a larger image only the visible part is predicted
PROJECT_FILE = "project.json"

Event = Predicted | PreviewScored
Steps = Generator[Event | None, None, None]  # ``None``: nothing to tell, but a good moment to stop
Fingerprint = tuple[str, object, tuple[int, ...]]  # changes with the labels of an image


@dataclass(frozen=True, eq=False)
class Sample(ScoredSample):
    """What is remembered of one labelled image: some labelled pixels, and their answers of each source."""

    entry: ImageEntry
    fingerprint: Fingerprint


class PreviewModel:
    """Answers ``PreviewRequest`` requests, one project at a time.

    ``frozen`` makes the pretrained network, if there is one; it is called once, after the first overlay.
    """

    def __init__(self, frozen: Callable[[], FrozenFeatures | None] | None = None, seed: int = 0) -> None:
        self._seed = seed
        self.reader = FeatureReader(frozen)
        self.scoring = Scoring(seed)
        self._forget(Path())

    def _forget(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: FileStamp | None = None
        self._pixels: Pixels | None = None
        self._begin(color=False)

    def _begin(self, color: bool) -> None:
        """Nothing was looked at yet; with ``color`` every image has three planes, also a grey one."""
        self.reader.begin(color)
        self._samples: dict[str, Sample] = {}
        self._held_out: dict[str, Sample] = {}
        self._regions = RegionChoice()
        self._in_region: dict[str, Sample] = {}
        self._learnt: tuple[object, ...] = ()
        self._steps = 0  # of the newest fit
        self._fitted_for = SourceChoice()
        self._fits = 0
        self._scored_for: object = None
        self._table: ScoreTable | None = None
        self.head: Head | None = None
        self.scoring.forget()

    def answer(self, request: PreviewRequest) -> Steps:
        """Events of one request: the visible part, the rest, the score, and all again when the head changed.

        Raises ProjectError, ImageError, MaskError.
        """
        pixels = self._open(request.project)
        try:
            yield from self._answer(request, pixels)
        except _Color:  # the first image that is not grey: what was seen of the grey ones had other answers
            self._begin(color=True)
            yield from self._answer(request, pixels)

    def _answer(self, request: PreviewRequest, pixels: Pixels) -> Steps:
        classes = request.classes or tuple((one.id, one.name) for one in pixels.project.classes)
        ids = tuple(class_id for class_id, _ in classes)
        entry = pixels.project.entry(request.image_id)
        yield from self._take_shown(entry, request.mask, ids)
        if self._head_classes() < 2:
            yield from self._take_others(entry, ids)
        yield from self._refit(QUICK)
        if self.head is None:
            yield PreviewScored(request.generation, request.image_id, None)
            return
        yield from self._predict(request, entry)
        shown = self._fits
        yield from self._take_others(entry, ids)
        yield from self._refit()
        if self.head is None:  # of another image's labels, which are gone
            yield PreviewScored(request.generation, request.image_id, None)
            return
        yield from self._tell(request, entry, dict(classes), shown)
        for _ in self._choose():
            yield None
            yield from self._show_again(request, entry, dict(classes))
        yield from self._show_again(request, entry, dict(classes))

    def _show_again(self, request: PreviewRequest, entry: ImageEntry, names: dict[int, str]) -> Steps:
        """A new fit, its overlay and score, where the head looks at other things than a moment ago."""
        if self.scoring.choice != self._fitted_for:
            shown = self._fits
            yield from self._refit()
            yield from self._tell(request, entry, names, shown)

    def _tell(self, request: PreviewRequest, entry: ImageEntry, names: dict[int, str], shown: int) -> Steps:
        """The overlay, unless that of fit ``shown`` is still right, and the score."""
        if self._fits != shown:
            yield from self._predict(request, entry)
        table = yield from self._score(names)
        yield PreviewScored(request.generation, request.image_id, table, self.scoring.choice.sources if table else ())

    def _open(self, folder: Path) -> Pixels:
        """The project as it is on disk now."""
        stamp = file_stamp(folder / PROJECT_FILE)
        if self._pixels is None or self._folder != folder:
            self._forget(folder)
            self._pixels = Pixels(Project.open(folder, write=False), PIXEL_BYTES)
        elif stamp != self._stamp:
            self._pixels.project = Project.open(folder, write=False)
        self._stamp = stamp
        return self._pixels

    def _predict(self, request: PreviewRequest, entry: ImageEntry) -> Steps:
        """The blocks that the visible part touches, from its middle on, then the others."""
        assert self.head is not None and self._pixels is not None
        image = self._pixels.image(entry)
        wanted = Rect.of_shape(image.shape) if request.rect is None else request.rect.clip(image.shape)
        blocks = grid(wanted, image.shape)
        if not blocks:  # the score alone is wanted
            return
        x, y = wanted.x + wanted.w / 2, wanted.y + wanted.h / 2
        blocks.sort(key=lambda one: abs(one.x + one.w / 2 - x) + abs(one.y + one.h / 2 - y))
        if entry.width * entry.height <= WHOLE:
            blocks += [block for block in grid(Rect.of_shape(image.shape), image.shape) if block not in blocks]
        for block in blocks:
            found, sure = self.head.predict(self.reader.of_block(entry.id, image, block, self.scoring.choice.sources))
            yield Predicted(request.generation, entry.id, block, found, sure, PREVIEW, self._fits)

    def embed(self, image: ImageData, block: Rect) -> FilterResponses:
        """The responses that the head looks at, of a block (corner on the grid of 32) of any image; nothing is kept."""
        return self.reader.of_any_block(image, block, self.scoring.choice.sources)

    def knows(self, folder: Path) -> bool:
        """Whether there is a head of the project in ``folder``."""
        return self.head is not None and self._folder == folder

    @property
    def fits(self) -> int:
        """How often the head of this project was fitted."""
        return self._fits

    def _head_classes(self) -> int:
        return len({int(value) for s in self._samples.values() for value in np.unique(s.places.classes)})

    def _take_shown(self, entry: ImageEntry, sent: NDArray[np.uint8] | None, ids: tuple[int, ...]) -> Steps:
        """Take up the labels of the image on the screen."""
        assert self._pixels is not None
        if sent is not None:
            mask = sent
        elif self._pixels.project.mask_path(entry).is_file():
            mask = self._pixels.mask(entry)
        else:
            mask = np.full(entry.shape, VOID, np.uint8)
        fingerprint = ("shown", zlib.crc32(np.ascontiguousarray(mask).data), ids)
        yield from self._take(self._samples, entry, mask, fingerprint, ids)

    def _take_others(self, shown: ImageEntry, ids: tuple[int, ...]) -> Steps:
        """Take up the saved labels of the other images, those to learn from and those held out."""
        assert self._pixels is not None
        project = self._pixels.project
        labelled = [entry for entry in project.labelled_entries() if entry.id != shown.id]
        learn = [entry for entry in labelled if entry.split not in NEVER_TRAINED][:OTHER_IMAGES]
        held_out = held_out_entries(project)[:PREVIEWED]
        for kept, entries in ((self._samples, [*learn, shown]), (self._held_out, held_out)):
            for gone in set(kept) - {entry.id for entry in entries}:
                del kept[gone]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for entry in entries:
                try:
                    fingerprint = ("disk", file_stamp(project.mask_path(entry)), ids)
                    if entry.id not in kept or kept[entry.id].fingerprint != fingerprint:
                        yield from self._take(kept, entry, self._pixels.mask(entry), fingerprint, ids)
                except UserError:
                    kept.pop(entry.id, None)  # it cannot be read: the training says so, a preview does without it

    def _take(
        self,
        kept: dict[str, Sample],
        entry: ImageEntry,
        mask: NDArray[np.uint8],
        fingerprint: Fingerprint,
        ids: tuple[int, ...],
    ) -> Steps:
        """Choose pixels of one image and find their answers, block by block."""
        assert self._pixels is not None
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)  # it may be held out by now
            return
        image = self._pixels.image(entry)
        if image.pixels.ndim == 3 and not self.reader.color:
            raise _Color
        labelled = labelled_places(mask, ids)
        counts = np.bincount(labelled.classes, minlength=256).astype(np.int64)
        places = in_few_blocks(labelled, BLOCK)
        if kept is self._samples:
            places = balanced(places, entry.width, self._seed)
        else:
            places = any_of(places, entry.width, self._seed, HELD_OUT_PIXELS)
        features: dict[str, Floats] = {}
        for source in self.scoring.choice.sources:
            features[source] = yield from self.reader.at_places(entry.id, image, places, source)
        kept[entry.id] = Sample(mask, places, features, counts, entry, fingerprint)

    # ---- fit and score ----------------------------------------------------------------------------------------

    def _labelled(self, learnt: bool = False) -> list[Sample]:
        """Images with a label; ``learnt``: without one that is held out but shown, so learnt from for its overlay."""
        samples = [sample for sample in self._samples.values() if len(sample.places)]
        return [s for s in samples if s.entry.split not in NEVER_TRAINED] if learnt else samples

    def _refit(self, most: int | None = None) -> Steps:
        """Fit to all that is remembered, unless that was done, in at most ``most`` steps. No head for less than two
        classes."""
        samples = self._labelled()
        if samples:
            self.scoring.update(samples)
        choice = self.scoring.choice
        now = (choice, tuple((sample.entry.id, sample.fingerprint) for sample in samples))
        full = steps_for(sum(len(sample.places) for sample in samples)) if choice.hidden else 1
        steps = full if most is None else min(most, full)
        if now != self._learnt or steps > self._steps:
            yield from self._look(samples, choice.sources)
            self.head = yield from fitted(samples, choice, self._seed, steps)
            self._learnt, self._steps, self._fitted_for = now, steps, choice
            self._fits += 1

    def _choose(self) -> Generator[None, None, None]:
        """From enough images on: what to look at; the pretrained network is made when it is wanted first."""
        some = self._labelled(True)[:CHOSEN_BY]
        if not self.scoring.due(some):
            return
        if self.reader.load_network():
            yield None
        offered = self.scoring.offered(some, self.reader.beside_filters)
        if offered:
            yield from self.scoring.choose(some, offered, lambda source: self._look(some, (source,)))

    def _look(self, samples: Sequence[Sample], sources: Sources) -> Generator[None, None, None]:
        """What the sources answer at the places, where that is not known yet."""
        assert self._pixels is not None
        for sample in samples:
            for source in sources:
                if source not in sample.features:
                    image = self._pixels.image(sample.entry)
                    found = yield from self.reader.at_places(sample.entry.id, image, sample.places, source)
                    sample.features[source] = found

    def _score(self, names: dict[int, str]) -> Generator[Event | None, None, ScoreTable | None]:
        """The score; counted again when any label or the head changed."""
        everything = [*self._labelled(), *self._held_out.values()]
        now = (self._fits, names, [(s.entry.id, s.entry.split, s.fingerprint) for s in everything])
        if now != self._scored_for:
            yield from self._look(everything, self.scoring.choice.sources)
            self._table = yield from self._count(names)
            self._scored_for = now
        return self._table

    def _count(self, names: dict[int, str]) -> Generator[Event | None, None, ScoreTable | None]:
        """On the pixels that a network is scored on too, of a head that learnt from what a network learns from."""
        learnt, choice = self._labelled(True), self.scoring.choice
        asked, kind = [sample for sample in self._held_out.values() if len(sample.places)], HELD_OUT
        chosen: list[NDArray[np.bool_]] | None = None
        region = None
        if not asked:
            pixels = sum(int(sample.counts.sum()) for sample in learnt)
            region = self._regions.update([(sample.entry.id, sample.mask) for sample in learnt], pixels)
        if region is not None:
            yield from self._take_region(region)
            yield from self._look(list(self._in_region.values()), choice.sources)
            asked, kind = list(self._in_region.values()), SAME_REGION
            chosen = [beside(s.places, region) | (s.entry.id != region.image_id) for s in learnt]
        elif not asked:
            asked, kind = learnt, SAME_IMAGE
        head = self.head
        if chosen is not None or len(learnt) < len(self._labelled()):
            head = yield from fitted(learnt, choice, self._seed, self._steps, chosen)
        if not head or not asked:
            return None
        area = sum(sample.mask.size for sample in asked) if region is None else region.window.w * region.window.h
        return as_table(counted(head, asked, choice.sources), names, len(asked), kind, area)

    def _take_region(self, region: Region) -> Steps:
        """What is labelled in the region."""
        shown = self._samples[region.image_id]
        ids = tuple(int(value) for value in np.flatnonzero(shown.counts))
        mask = inside(shown.mask, region.window)
        self._in_region = {key: kept for key, kept in self._in_region.items() if key == region.image_id}
        fingerprint = (str(region), shown.fingerprint, ids)
        yield from self._take(self._in_region, shown.entry, mask, fingerprint, ids)


class _Color(Exception):
    """A project whose images seemed to be grey has one that is not."""
