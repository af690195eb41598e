"""The preview of a project: fits a head to the present labels, predicts at once and scores itself.

Owns the samples of each labelled image and the order of an answer: an overlay from a head that is fitted quickly, then
one from all labels, then its score, and last whether more sources than the filters help. An answer is a generator of
events that may be closed at every ``yield``. It reads the project, writes nothing; no thread, process, Qt.

It is scored as a network is (``held_out.py``), so that the two scores are comparable: on the held-out images; where
there are none, on the held-out region of an image; else on the labels that both learnt from.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.data.held_out import NEVER_TRAINED, held_out_entries
from segstudio.learning.data.kinds import kinds_at, labelled_all_over
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import inside
from segstudio.learning.data.scoring import score_table
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import BLOCK, FilterResponses, grid
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import QUICK, Floats, Head, steps_for
from segstudio.learning.instant.held_out_region import RegionChoice, outside_region
from segstudio.learning.instant.sample import any_of, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant.scoring import ScoredSample, Scoring, SourceChoice, Sources, counted, fitted
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
from segstudio.learning.network.tile_grid import centre_first
from segstudio.learning.runs.info import Region
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

PIXEL_BYTES = 512 << 20  # for images and masks in memory
OTHER_IMAGES = 24  # labelled images besides the one on the screen that are learnt from
CHOSEN_BY = 6  # images by which the sources are chosen
HELD_OUT_PIXELS = 20_000  # of each image, that a score is counted on
WHOLE = 1 << 26  # pixels: of a larger image only the visible part is predicted
PROJECT_FILE = "project.json"

Event = Predicted | PreviewScored
Steps = Generator[Event | None, None, None]  # ``None``: no event, but it may be closed
Fingerprint = tuple[str, object, tuple[int, ...]]  # changes with the labels of an image


@dataclass(frozen=True, eq=False)
class Sample(ScoredSample):
    """The sample of one labelled image."""

    entry: ImageEntry
    fingerprint: Fingerprint


class PreviewModel:
    """Answers PreviewRequest, one project at a time. ``frozen`` makes the pretrained network, if there is one; it is
    called once, after the first overlay. ``fits``: how often the head of this project was fitted."""

    def __init__(self, frozen: Callable[[], FrozenFeatures | None] | None = None, seed: int = 0) -> None:
        self._seed = seed
        self.reader = FeatureReader(frozen)
        self._forget(Path())

    def _forget(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: FileStamp | None = None
        self._pixels: Pixels | None = None
        self._begin(color=False)

    def _begin(self, color: bool) -> None:
        """Forget all samples; with ``color`` every image has three planes, also a grey one."""
        self.reader.begin(color)
        self._samples: dict[str, Sample] = {}
        self._held_out: dict[str, Sample] = {}
        self._regions = RegionChoice()
        self._in_region: dict[str, Sample] = {}
        self._learnt: tuple[object, ...] = ()
        self._steps = 0  # of the newest fit
        self._fitted_for = SourceChoice()
        self.fits = 0
        self._scored_for: object = None
        self._table: ScoreTable | None = None
        self.head: Head | None = None
        self.scoring = Scoring(self._seed)

    def answer(self, request: PreviewRequest) -> Steps:
        """Events of one request: the visible part, the rest, the score, and all again when the head changed.

        Raises ProjectError, ImageError, MaskError.
        """
        pixels = self._open(request.project)
        try:
            yield from self._answer(request, pixels)
        except _Color:  # the first image that is not grey: the responses of the grey ones had fewer channels
            self._begin(color=True)
            yield from self._answer(request, pixels)

    def _answer(self, request: PreviewRequest, pixels: Pixels) -> Steps:
        names = dict(request.classes or ((one.id, one.name) for one in pixels.project.classes))
        ids = tuple(names)
        entry = pixels.project.entry(request.image_id)
        yield from self._sample_shown(entry, request.mask, ids)
        if len({int(value) for one in self._samples.values() for value in np.unique(one.places.classes)}) < 2:
            yield from self._sample_others(entry, ids)
        yield from self._refit(QUICK)
        if self.head is None:
            yield PreviewScored(request.generation, request.image_id, None)
            return
        yield from self._predict(request, entry)
        yield from self._sample_others(entry, ids)
        yield from self._show_fit(request, entry, names)
        if self.head is None:  # it was fitted to another image's labels, which are gone
            return
        for _ in chain(self._choose(), (None,)):
            yield None
            if self.scoring.choice != self._fitted_for:
                yield from self._show_fit(request, entry, names)

    def _show_fit(self, request: PreviewRequest, entry: ImageEntry, names: dict[int, str]) -> Steps:
        """Fit again if labels or sources changed, and then a new overlay; the score."""
        shown = self.fits
        yield from self._refit()
        if self.head is not None and self.fits != shown:
            yield from self._predict(request, entry)
        table = (yield from self._score(names)) if self.head is not None else None
        yield PreviewScored(request.generation, request.image_id, table, self.scoring.choice.sources if table else ())

    def _open(self, folder: Path) -> Pixels:
        """The project as it is on disk."""
        stamp = file_stamp(folder / PROJECT_FILE)
        if self._pixels is None or self._folder != folder:
            self._forget(folder)
            self._pixels = Pixels(Project.open(folder, write=False), PIXEL_BYTES)
        elif stamp != self._stamp:
            self._pixels.project = Project.open(folder, write=False)
        self._stamp = stamp
        return self._pixels

    def _predict(self, request: PreviewRequest, entry: ImageEntry) -> Steps:
        """The blocks that the visible part touches, from its centre outwards, then the others."""
        assert self.head is not None and self._pixels is not None
        image = self._pixels.image(entry)
        wanted = Rect.of_shape(image.shape) if request.rect is None else request.rect.clip(image.shape)
        blocks = centre_first(grid(wanted, image.shape), wanted)
        if not blocks:  # the score alone is wanted
            return
        if entry.width * entry.height <= WHOLE:
            blocks += [block for block in grid(Rect.of_shape(image.shape), image.shape) if block not in blocks]
        for block in blocks:
            found, sure = self.head.predict(self.reader.of_block(entry.id, image, block, self.scoring.choice.sources))
            yield Predicted(request.generation, entry.id, block, found, sure, PREVIEW, self.fits)

    def embed(self, image: ImageData, block: Rect) -> FilterResponses:
        """The features of a block (corner on the grid of 32) of any image, without the cache."""
        return self.reader.of_any_block(image, block, self.scoring.choice.sources)

    def knows(self, folder: Path) -> bool:
        """Whether there is a head of the project in ``folder``."""
        return self.head is not None and self._folder == folder

    def _sample_shown(self, entry: ImageEntry, mask: NDArray[np.uint8] | None, ids: tuple[int, ...]) -> Steps:
        """Sample the labels of the image on the screen; ``mask``: ``None`` for that on disk."""
        assert self._pixels is not None
        if mask is None:
            on_disk = self._pixels.project.mask_path(entry).is_file()
            mask = self._pixels.mask(entry) if on_disk else np.full(entry.shape, VOID, np.uint8)
        fingerprint = ("shown", zlib.crc32(np.ascontiguousarray(mask).data), ids)
        yield from self._sample(self._samples, entry, mask, fingerprint, ids)

    def _sample_others(self, shown: ImageEntry, ids: tuple[int, ...]) -> Steps:
        """Sample the saved labels of the other images, those to learn from and those held out."""
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
                        yield from self._sample(kept, entry, self._pixels.mask(entry), fingerprint, ids)
                except UserError:
                    kept.pop(entry.id, None)  # it cannot be read: the training says so, a preview works without it

    def _sample(
        self,
        kept: dict[str, Sample],
        entry: ImageEntry,
        mask: NDArray[np.uint8],
        fingerprint: Fingerprint,
        ids: tuple[int, ...],
    ) -> Steps:
        """Sample pixels of one image and read their responses, block by block."""
        assert self._pixels is not None
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)  # its split may have changed
            return
        image = self._pixels.image(entry)
        if image.pixels.ndim == 3 and not self.reader.color:
            raise _Color
        labelled = labelled_places(mask, ids)
        counts = np.bincount(labelled.classes, minlength=256).astype(np.int64)
        places = in_few_blocks(labelled, BLOCK)
        if kept is self._samples:
            few = not labelled_all_over(len(labelled), mask.size)
            kinds = kinds_at(image.model_input, entry.shape, places.rows, places.columns) if few else None
            places = balanced(places, entry.width, self._seed, kinds=kinds)
        else:
            places = any_of(places, entry.width, self._seed, HELD_OUT_PIXELS)
        features: dict[str, Floats] = {}
        for source in self.scoring.choice.sources:
            features[source] = yield from self.reader.at_places(entry.id, image, places, source)
        kept[entry.id] = Sample(mask, places, features, counts, entry, fingerprint)

    # ---- fit and score ----------------------------------------------------------------------------------------

    def _labelled(self, learnt: bool = False) -> list[Sample]:
        """Samples with a label; ``learnt``: without a held-out image, which is used for its own overlay only."""
        samples = [sample for sample in self._samples.values() if len(sample.places)]
        return [s for s in samples if s.entry.split not in NEVER_TRAINED] if learnt else samples

    def _refit(self, most: int | None = None) -> Steps:
        """Fit to all samples, unless that was done, in at most ``most`` steps. No head for less than two classes."""
        samples = self._labelled()
        if samples:
            self.scoring.update(samples)
        choice = self.scoring.choice
        now = (choice, tuple((sample.entry.id, sample.fingerprint) for sample in samples))
        full = steps_for(sum(len(sample.places) for sample in samples))
        steps = full if most is None else min(most, full)
        if now != self._learnt or steps > self._steps:
            yield from self._read_features(samples, choice.sources)
            self.head = yield from fitted(samples, choice, self._seed, steps)
            self._learnt, self._steps, self._fitted_for = now, steps, choice
            self.fits += 1

    def _choose(self) -> Generator[None, None, None]:
        """Choose the sources if there are enough images; the pretrained network is made for the first choice."""
        some = self._labelled(True)[:CHOSEN_BY]
        if not self.scoring.due(some):
            return
        if self.reader.load_network():
            yield None
        offered = self.scoring.offered(some, self.reader.beside_filters)
        if offered:
            yield from self.scoring.choose(some, offered, lambda source: self._read_features(some, (source,)))

    def _read_features(self, samples: Sequence[Sample], sources: Sources) -> Generator[None, None, None]:
        """Read the responses of the sources that the samples lack."""
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
        now = (self.fits, names, [(s.entry.id, s.entry.split, s.fingerprint) for s in everything])
        if now != self._scored_for:
            yield from self._read_features(everything, self.scoring.choice.sources)
            self._table = yield from self._count(names)
            self._scored_for = now
        return self._table

    def _count(self, names: dict[int, str]) -> Generator[Event | None, None, ScoreTable | None]:
        """The score on the pixels that a network is scored on, of a head fitted to those that a network learns from."""
        learnt, choice = self._labelled(True), self.scoring.choice
        scored, kind = [sample for sample in self._held_out.values() if len(sample.places)], HELD_OUT
        chosen: list[NDArray[np.bool_]] | None = None
        region = None
        if not scored:
            pixels = sum(int(sample.counts.sum()) for sample in learnt)
            region = self._regions.update([(sample.entry.id, sample.mask) for sample in learnt], pixels)
        if region is not None:
            yield from self._sample_region(region)
            yield from self._read_features(list(self._in_region.values()), choice.sources)
            scored, kind = list(self._in_region.values()), SAME_REGION
            chosen = [outside_region(s.places, region) | (s.entry.id != region.image_id) for s in learnt]
        elif not scored:
            scored, kind = learnt, SAME_IMAGE
        head = self.head
        if chosen is not None or len(learnt) < len(self._labelled()):
            head = yield from fitted(learnt, choice, self._seed, self._steps, chosen)
        if not head or not scored:
            return None
        area = sum(sample.mask.size for sample in scored) if region is None else region.window.w * region.window.h
        found = counted(head, scored, choice.sources)
        return score_table(found, [names.get(one, str(one)) for one in found.ids], kind, len(scored), area)

    def _sample_region(self, region: Region) -> Steps:
        """Sample the labels in the region."""
        shown = self._samples[region.image_id]
        ids = tuple(int(value) for value in np.flatnonzero(shown.counts))
        mask = inside(shown.mask, region.window)
        self._in_region = {key: kept for key, kept in self._in_region.items() if key == region.image_id}
        fingerprint = (str(region), shown.fingerprint, ids)
        yield from self._sample(self._in_region, shown.entry, mask, fingerprint, ids)


class _Color(Exception):
    """An image is not grey, unlike all that were read before."""
