"""The instant head of a project: learns from the strokes there are now, predicts at once, says how good it is.

Owns what it remembers of each labelled image and which answers it looks at: filters, a frozen pretrained network, or
both, whichever scores best on pixels that it did not learn from. An answer is a generator of events that can be left
at every ``yield``. It reads the project and writes nothing; no thread, no process, no Qt.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.filters import BLOCK, FINE, Answers, Cache, Planes, Source, filter_answers, fine_answers, grid
from segstudio.learning.instant_deep import Frozen
from segstudio.learning.instant_head import Floats, Head, fit
from segstudio.learning.instant_sample import Places, any_of, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant_score import BY_IMAGE, Looked, Scoring, as_table, held_out_counts
from segstudio.learning.messages import INSTANT, Instant, InstantScored, Predicted, ScoreTable
from segstudio.learning.tiles import Pixels, Stamp, mask_stamp
from segstudio.project.images import ImageData
from segstudio.project.project import ImageEntry, Project

PIXEL_BYTES = 512 << 20  # for images and masks in memory
OTHER_IMAGES = 24  # labelled images besides the one on the screen that are learnt from
HELD_OUT_IMAGES = 12
HELD_OUT_PIXELS = 20_000  # of each, that a score is counted on
WHOLE = 1 << 26  # pixels: of a larger image only the visible part is predicted
PROJECT_FILE = "project.json"
NEVER_TRAINED = ("val", "test")  # splits

Event = Predicted | InstantScored
Steps = Generator[Event | None, None, None]  # ``None``: nothing to tell, but a good moment to stop
Look = Callable[[Source, tuple[int, int], Rect], Answers]
Seal = tuple[str, object, tuple[int, ...]]  # changes with the labels of an image


@dataclass(frozen=True, eq=False)
class Sample(Looked):
    """What is remembered of one labelled image: some labelled pixels, and their answers of each source."""

    entry: ImageEntry
    seal: Seal


class InstantHead:
    """Answers :class:`~segstudio.learning.messages.Instant` requests, one project at a time.

    ``frozen`` makes the pretrained network, if there is one; it is called once, after the first overlay.
    """

    def __init__(self, frozen: Callable[[], Frozen | None] | None = None, seed: int = 0) -> None:
        self._make_frozen = frozen
        self._frozen: Frozen | None = None
        self._seed = seed
        self._cache = Cache()
        self.scoring = Scoring(seed)
        self._forget(Path())

    def _forget(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: Stamp = None
        self._pixels: Pixels | None = None
        self._samples: dict[str, Sample] = {}
        self._held_out: dict[str, Sample] = {}
        self._learnt: tuple[object, ...] = ()
        self._fits = 0
        self._scored_for: object = None
        self._table: ScoreTable | None = None
        self.head: Head | None = None
        self._cache.clear()
        self.scoring.forget()

    # ---- one request ------------------------------------------------------------------------------------------

    def answer(self, request: Instant) -> Steps:
        """Events of one request: the visible part, the rest, the score, and all again when the head changed.

        Raises ProjectError, ImageError, MaskError.
        """
        pixels = self._open(request.project)
        classes = request.classes or tuple((one.id, one.name) for one in pixels.project.classes)
        ids = tuple(class_id for class_id, _ in classes)
        entry = pixels.project.entry(request.image_id)
        yield from self._take_shown(entry, request.mask, ids)
        if self._head_classes() < 2:
            yield from self._take_others(entry, ids)
        if not self._refit():
            yield InstantScored(request.generation, request.image_id, None)
            return
        yield from self._predict(request, entry)
        yield from self._take_others(entry, ids)
        yield from self._wake()
        shown = self._fits
        table = yield from self._score(dict(classes))
        self._refit()
        yield InstantScored(request.generation, request.image_id, table, self.source if table else "")
        if self._fits != shown:
            yield from self._predict(request, entry)

    def _open(self, folder: Path) -> Pixels:
        """The project as it is on disk now."""
        stamp = mask_stamp(folder / PROJECT_FILE)
        if self._pixels is None or self._folder != folder:
            self._forget(folder)
            self._pixels = Pixels(Project.open(folder, write=False), PIXEL_BYTES)
        elif stamp != self._stamp:
            self._pixels.project = Project.open(folder, write=False)
        self._stamp = stamp
        return self._pixels

    def _predict(self, request: Instant, entry: ImageEntry) -> Steps:
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
            found, sure = self.head.predict(self._answers(entry, image, block, self.scoring.choice.source))
            yield Predicted(request.generation, entry.id, block, found, sure, INSTANT, self._fits)

    # ---- answers of a block -----------------------------------------------------------------------------------

    def _answers(self, entry: ImageEntry, image: ImageData, block: Rect, source: str) -> Answers:
        if source == "fine":
            return self._answers(entry, image, block, "filters").up_to(FINE)
        if source == "both":
            parts = [self._answers(entry, image, block, one) for one in ("filters", "network")]
            strides, levels = (tuple(v for part in parts for v in getattr(part, k)) for k in ("strides", "levels"))
            return Answers(block, strides, levels)
        read = partial(_planes, image)
        look: Look = filter_answers
        if source == "network":
            assert self._frozen is not None
            look = self._frozen.answers
        return self._cache.get((entry.id, source, block), lambda: look(read, image.shape, block))

    # ---- what is learnt from ----------------------------------------------------------------------------------

    def _head_classes(self) -> int:
        return len({int(value) for s in self._samples.values() for value in np.unique(s.places.classes)})

    def _take_shown(self, entry: ImageEntry, sent: NDArray[np.uint8] | None, ids: tuple[int, ...]) -> Steps:
        """Take up the labels of the image on the screen."""
        assert self._pixels is not None
        mask = self._pixels.mask(entry) if sent is None else sent
        seal = ("shown", zlib.crc32(np.ascontiguousarray(mask).data), ids)
        yield from self._take(self._samples, entry, mask, seal, ids)

    def _take_others(self, shown: ImageEntry, ids: tuple[int, ...]) -> Steps:
        """Take up the saved labels of the other images, those to learn from and those held out."""
        assert self._pixels is not None
        project = self._pixels.project
        labelled = [entry for entry in project.labelled_entries() if entry.id != shown.id]
        learn = [entry for entry in labelled if entry.split not in NEVER_TRAINED][:OTHER_IMAGES]
        held_out = [entry for entry in project.labelled_entries() if entry.split == "val"][:HELD_OUT_IMAGES]
        for kept, entries in ((self._samples, [*learn, shown]), (self._held_out, held_out)):
            for gone in set(kept) - {entry.id for entry in entries}:
                del kept[gone]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for entry in entries:
                try:
                    seal = ("disk", mask_stamp(project.mask_path(entry)), ids)
                    if entry.id not in kept or kept[entry.id].seal != seal:
                        yield from self._take(kept, entry, self._pixels.mask(entry), seal, ids)
                except UserError:
                    kept.pop(entry.id, None)  # it cannot be read: the training says so, a preview goes on without it

    def _take(
        self, kept: dict[str, Sample], entry: ImageEntry, mask: NDArray[np.uint8], seal: Seal, ids: tuple[int, ...]
    ) -> Steps:
        """Choose pixels of one image and find their answers, block by block."""
        assert self._pixels is not None
        if entry.id in kept and kept[entry.id].seal == seal:
            return
        image = self._pixels.image(entry)
        places = in_few_blocks(labelled_places(mask, ids), BLOCK)
        if kept is self._held_out:
            places = any_of(places, entry.width, self._seed, HELD_OUT_PIXELS)
        else:
            places = balanced(places, entry.width, self._seed)
        features: dict[str, Floats] = {}
        for source in self._sources():
            features[source] = yield from self._features(entry, image, places, source)
        fine = fine_answers(1 if image.pixels.ndim == 2 else 3)
        kept[entry.id] = Sample(mask, places, features, fine, entry, seal)

    def _sources(self) -> tuple[str, ...]:
        return ("filters", "network") if self._frozen is not None else ("filters",)

    def _features(
        self, entry: ImageEntry, image: ImageData, places: Places, source: str
    ) -> Generator[None, None, Floats]:
        """Answers at the places, ``float32[n, C]``; yields after each block."""
        found: Floats | None = None
        for block in grid(Rect.of_shape(image.shape), image.shape):
            here = (places.rows // BLOCK == block.y // BLOCK) & (places.columns // BLOCK == block.x // BLOCK)
            if here.any():
                answers = self._answers(entry, image, block, source)
                if found is None:
                    found = np.zeros((len(places), sum(answers.channels)), np.float32)
                found[here] = answers.at(places.rows[here] - block.y, places.columns[here] - block.x)
                yield None
        return found if found is not None else np.zeros((0, 0), np.float32)

    def _wake(self) -> Steps:
        """Once, after the first overlay: the pretrained network, and what it answers at the pixels known so far."""
        if self._make_frozen is not None:
            make, self._make_frozen = self._make_frozen, None
            try:
                self._frozen = make()
            except UserError:
                self._frozen = None  # damaged weights: a training says so, a preview goes on with filters
            yield None
        assert self._pixels is not None
        for sample in [*self._samples.values(), *self._held_out.values()]:
            for source in self._sources():
                if source not in sample.features:
                    image = self._pixels.image(sample.entry)
                    sample.features[source] = yield from self._features(sample.entry, image, sample.places, source)

    # ---- fit and score ----------------------------------------------------------------------------------------

    def _refit(self) -> bool:
        """Fit to all that is remembered, if that or the choice changed. ``False``: fewer than two classes."""
        choice = self.scoring.choice
        samples = [sample for sample in self._samples.values() if len(sample.places)]
        now = (choice, tuple((sample.entry.id, sample.seal) for sample in samples))
        if now != self._learnt:
            self.head = self._fitted(samples, self.head)
            self._learnt = now
            self._fits += 1
        return self.head is not None

    def _fitted(self, samples: list[Sample], start: Head | None) -> Head | None:
        choice = self.scoring.choice
        if not samples:
            return None
        features = np.concatenate([sample.looked(choice.source) for sample in samples])
        return fit(features, np.concatenate([sample.places.classes for sample in samples]), choice.penalty, start)

    def _score(self, names: dict[int, str]) -> Generator[Event | None, None, ScoreTable | None]:
        """The score; counted again when any label changed."""
        everything = [s for s in (*self._samples.values(), *self._held_out.values()) if len(s.places)]
        now = (self._all_sources(), names, [(s.entry.id, s.entry.split, s.seal) for s in everything])
        if now != self._scored_for:
            self._table = yield from self._count(names)
            self._scored_for = now
        return self._table

    def _count(self, names: dict[int, str]) -> Generator[Event | None, None, ScoreTable | None]:
        """Choose what to look at, then count: on the held-out images where there are some."""
        learnt = [s for s in self._samples.values() if s.entry.split not in NEVER_TRAINED and len(s.places)]
        found = yield from self.scoring.choose(learnt, self._all_sources())
        held_out = [sample for sample in self._held_out.values() if len(sample.places)]
        if found is None:
            return None
        if not held_out:
            return as_table(found, names, len(learnt), len(learnt) >= BY_IMAGE)
        # A held-out image on the screen is painted on and predicted, but the score is of a head that never saw it.
        head = self._fitted(learnt, self.head)
        yield None
        if head is None:
            return None
        return as_table(held_out_counts(head, held_out, self.scoring.choice.source), names, len(held_out), True)

    @property
    def source(self) -> str:
        """What the head looks at, in the words of :class:`~segstudio.learning.messages.InstantScored`."""
        source = self.scoring.choice.source
        return "filters" if source == "fine" else source

    def _all_sources(self) -> tuple[str, ...]:
        return ("fine", "filters", *(("network", "both") if self._frozen is not None else ()))


def _planes(image: ImageData, rect: Rect) -> Planes:
    """Pixels ``float32[C, h, w]`` in 0..1; a grey image is one plane."""
    return image.model_input(rect)[: 1 if image.pixels.ndim == 2 else 3]
