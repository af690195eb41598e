"""Keeps the head of a project fitted to its labels, and scores it.

Owns the samples of each labelled image and the order of an answer: a head that is fitted quickly, then one from all
labels, then its score. An answer is a generator of events that may be closed at every ``yield``. It reads the project,
writes nothing; no thread, process, Qt. The same labels give the same head, in whatever order they were painted.

It is scored as a network is (``held_out.py``), so that scores are comparable: on the held-out images, which it never
learns from; where there are none, on the held-out region of an image; else on the labels that it learnt from.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.classes import VOID
from segstudio.learning.data.held_out import NEVER_TRAINED, held_out_entries
from segstudio.learning.data.kinds import kinds_at, labelled_all_over
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import inside
from segstudio.learning.data.scoring import score_table
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import BLOCK
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import QUICK, Head, steps_for
from segstudio.learning.instant.held_out_region import RegionChoice, outside_region
from segstudio.learning.instant.sample import any_of, balanced, in_few_blocks, labelled_places
from segstudio.learning.instant.scoring import ScoredSample, counted, fitted
from segstudio.learning.messages import (
    HELD_OUT,
    SAME_IMAGE,
    SAME_REGION,
    SCORED_BY_HEAD,
    FitHead,
    HeadFitted,
    ScoreTable,
)
from segstudio.learning.runs.info import Region
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

PIXEL_BYTES = 512 << 20  # for images and masks in memory
LEARNT_IMAGES = 24  # labelled images at most that are learnt from: those whose masks changed last
HELD_OUT_PIXELS = 20_000  # of each image, that a score is counted on
PROJECT_FILE = "project.json"

Steps = Generator[HeadFitted | None, None, None]  # ``None``: no event, but it may be closed
Fingerprint = tuple[int, tuple[int, ...]]  # checksum of a mask, and the classes


@dataclass(frozen=True, eq=False)
class Sample(ScoredSample):
    """The sample of one labelled image."""

    entry: ImageEntry
    fingerprint: Fingerprint


class HeadFitting:
    """Answers FitHead, one project at a time. ``frozen`` makes the pretrained encoder, if there is one; it is called
    once. ``head``: the newest; ``fits``: how often one was fitted in this project."""

    def __init__(self, frozen: Callable[[], FrozenFeatures | None] | None = None, seed: int = 0) -> None:
        self._seed = seed
        self.reader = FeatureReader(frozen)
        self._forget(Path())

    def _forget(self, folder: Path) -> None:
        self.folder = folder
        self._stamp: FileStamp | None = None
        self._pixels: Pixels | None = None
        self._masks: dict[str, tuple[FileStamp | None, int]] = {}  # the checksum of a mask on disk
        self.fits = 0
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
        self._scored_for: object = None
        self._table: ScoreTable | None = None
        self.head: Head | None = None
        self._unsaved = False  # the mask of the image on the screen is not the one on disk

    def knows(self, folder: Path) -> bool:
        """Whether there is a head of the project in ``folder``."""
        return self.head is not None and self.folder == folder

    def answer(self, request: FitHead) -> Steps:
        """Events of one request. Raises ProjectError, ImageError, MaskError."""
        pixels = self._open(request.project)
        try:
            yield from self._answer(request, pixels)
        except _Color:  # the first image that is not grey: the responses of the grey ones had fewer channels
            self._begin(color=True)
            yield from self._answer(request, pixels)

    def fit_saved(self, folder: Path) -> Head | None:
        """The head for the labels on disk; ``None``: fewer than two classes are labelled. Raises as ``answer``."""
        entries = self._open(folder).project.images
        if entries:
            deque(self._fit_saved(FitHead(0, folder, "")), maxlen=0)
        return self.head

    def _fit_saved(self, request: FitHead) -> Steps:
        pixels = self._open(request.project)
        for color in (self.reader.color, True):
            try:
                yield from self._sample_others(None, tuple(pixels.project.classes.ids))
                yield from self._refit()
                return
            except _Color:
                if color:
                    raise
                self._begin(color=True)

    def _answer(self, request: FitHead, pixels: Pixels) -> Steps:
        names = dict(request.classes or ((one.id, one.name) for one in pixels.project.classes))
        ids = tuple(names)
        entry = pixels.project.entry(request.image_id)
        yield from self._sample_shown(entry, request.mask, ids)
        if self.head is not None or pixels.project.current_run is None:  # else the picture is to be as before closing
            if len({int(value) for one in self._samples.values() for value in np.unique(one.places.classes)}) < 2:
                yield from self._sample_others(entry, ids)
            yield from self._refit(QUICK)
            if self.head is not None:
                yield HeadFitted(request.generation, request.image_id, self.fits, self._table)
        yield from self._sample_others(entry, ids)
        yield from self._refit()
        if self.head is None:
            yield HeadFitted(request.generation, request.image_id, 0)
            return
        yield HeadFitted(request.generation, request.image_id, self.fits, self._table)
        table = yield from self._score(names)
        yield HeadFitted(request.generation, request.image_id, self.fits, table)

    def _open(self, folder: Path) -> Pixels:
        """The project as it is on disk."""
        stamp = file_stamp(folder / PROJECT_FILE)
        if self._pixels is None or self.folder != folder:
            self._forget(folder)
            self._pixels = Pixels(Project.open(folder, write=False), PIXEL_BYTES)
        elif stamp != self._stamp:
            self._pixels.project = Project.open(folder, write=False)
        self._stamp = stamp
        return self._pixels

    # ---- samples ------------------------------------------------------------------------------------------------

    def _sample_shown(self, entry: ImageEntry, mask: NDArray[np.uint8] | None, ids: tuple[int, ...]) -> Steps:
        """Sample the labels of the image on the screen, unless it is held out; ``mask``: ``None`` for that on disk."""
        assert self._pixels is not None
        if entry.split in NEVER_TRAINED:
            self._samples.pop(entry.id, None)
            return
        on_disk = self._pixels.project.mask_path(entry).is_file()
        saved = self._pixels.mask(entry) if on_disk else np.full(entry.shape, VOID, np.uint8)
        mask = saved if mask is None else mask
        self._unsaved = not np.array_equal(mask, saved)
        yield from self._sample(self._samples, entry, mask, (_checksum(mask), ids))

    def _sample_others(self, shown: ImageEntry | None, ids: tuple[int, ...]) -> Steps:
        """Sample the saved labels of the other images, those to learn from and those held out."""
        assert self._pixels is not None
        project = self._pixels.project
        labelled = [entry for entry in project.labelled_entries() if entry.split not in NEVER_TRAINED]
        if shown is not None and shown.split not in NEVER_TRAINED and self._unsaved:
            # As it will be once it is saved, so that the head is the same before and after.
            learn = [shown, *_newest(project, [one for one in labelled if one.id != shown.id])][:LEARNT_IMAGES]
        else:
            learn = _newest(project, labelled)[:LEARNT_IMAGES]
        held_out = held_out_entries(project)[:SCORED_BY_HEAD]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for gone in set(kept) - {entry.id for entry in entries}:
                del kept[gone]
        learn = [entry for entry in learn if shown is None or entry.id != shown.id or not self._unsaved]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for entry in entries:
                try:
                    yield from self._sample_saved(kept, entry, ids)
                except UserError:
                    kept.pop(entry.id, None)  # it cannot be read: the training says so, the others are learnt from

    def _sample_saved(self, kept: dict[str, Sample], entry: ImageEntry, ids: tuple[int, ...]) -> Steps:
        """Sample the mask of an image on disk, which is read only if its file changed."""
        assert self._pixels is not None
        stamp = file_stamp(self._pixels.project.mask_path(entry))
        if self._masks.get(entry.id, (None, 0))[0] != stamp or stamp is None:
            self._masks[entry.id] = stamp, _checksum(self._pixels.mask(entry))
        fingerprint = (self._masks[entry.id][1], ids)
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)  # its split may have changed
            return
        yield from self._sample(kept, entry, self._pixels.mask(entry), fingerprint)

    def _sample(
        self, kept: dict[str, Sample], entry: ImageEntry, mask: NDArray[np.uint8], fingerprint: Fingerprint
    ) -> Steps:
        """Sample pixels of one image and read their responses, block by block."""
        assert self._pixels is not None
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)
            return
        image = self._pixels.image(entry)
        if image.pixels.ndim == 3 and not self.reader.color:
            raise _Color
        labelled = labelled_places(mask, fingerprint[1])
        counts = np.bincount(labelled.classes, minlength=256).astype(np.int64)
        places = in_few_blocks(labelled, BLOCK)
        if kept is self._samples:
            few = not labelled_all_over(len(labelled), mask.size)
            kinds = kinds_at(image.model_input, entry.shape, places.rows, places.columns) if few else None
            places = balanced(places, entry.width, self._seed, kinds=kinds)
        else:
            places = any_of(places, entry.width, self._seed, HELD_OUT_PIXELS)
        features = yield from self.reader.at_places(image.model_input, image.shape, places)
        kept[entry.id] = Sample(mask, places, features, counts, entry, fingerprint)

    # ---- fit and score ------------------------------------------------------------------------------------------

    @property
    def _labelled(self) -> list[Sample]:
        """Samples with a label, in an order that does not depend on that of painting."""
        return [sample for _, sample in sorted(self._samples.items()) if len(sample.places)]

    def _refit(self, most: int | None = None) -> Steps:
        """Fit to all samples, unless that was done, in at most ``most`` steps. No head for less than two classes."""
        samples = self._labelled
        now = tuple((sample.entry.id, sample.fingerprint) for sample in samples)
        pixels = sum(len(sample.places) for sample in samples)
        full = steps_for(pixels)
        steps = full if most is None else min(most, full)
        if now != self._learnt or steps > self._steps:
            self.head = yield from fitted(samples, self._seed, steps)
            self._learnt, self._steps = now, steps
            self.fits += 1

    def _score(self, names: dict[int, str]) -> Generator[HeadFitted | None, None, ScoreTable | None]:
        """The score; counted again when any label or the head changed."""
        held_out = [(s.entry.id, s.fingerprint) for s in self._held_out.values()]
        now = (self.fits, names, held_out)
        if now != self._scored_for:
            self._table = yield from self._count(names)
            self._scored_for = now
        return self._table

    def _count(self, names: dict[int, str]) -> Generator[HeadFitted | None, None, ScoreTable | None]:
        """The score on the pixels that a network is scored on, of a head fitted to those that a network learns from."""
        head, learnt = self.head, self._labelled
        scored, kind = [sample for sample in self._held_out.values() if len(sample.places)], HELD_OUT
        region = None
        if not scored:
            pixels = sum(int(sample.counts.sum()) for sample in learnt)
            region = self._regions.update([(sample.entry.id, sample.mask) for sample in learnt], pixels)
        if region is not None:
            yield from self._sample_region(region)
            scored, kind = list(self._in_region.values()), SAME_REGION
            head = yield from self.head_outside(region)
        elif not scored:
            scored, kind = learnt, SAME_IMAGE
        if not head or not scored:
            return None
        area = sum(sample.mask.size for sample in scored) if region is None else region.window.w * region.window.h
        found = counted(head, scored)
        return score_table(found, [names.get(one, str(one)) for one in found.ids], kind, len(scored), area)

    def head_outside(self, region: Region | None) -> Generator[None, None, Head | None]:
        """A head that learnt nothing of a region, to be scored there."""
        if region is None:
            return self.head
        learnt = self._labelled
        chosen = [outside_region(s.places, region) | (s.entry.id != region.image_id) for s in learnt]
        return (yield from fitted(learnt, self._seed, self._steps, chosen))

    def _sample_region(self, region: Region) -> Steps:
        """Sample the labels in the region."""
        shown = self._samples[region.image_id]
        ids = tuple(int(value) for value in np.flatnonzero(shown.counts))
        mask = inside(shown.mask, region.window)
        self._in_region = {key: kept for key, kept in self._in_region.items() if key == region.image_id}
        yield from self._sample(self._in_region, shown.entry, mask, (_checksum(mask), ids))


def _newest(project: Project, entries: list[ImageEntry]) -> list[ImageEntry]:
    """The images whose masks changed last first."""
    changed = {entry.id: (file_stamp(project.mask_path(entry)) or (0, 0))[0] for entry in entries}
    return sorted(entries, key=lambda entry: (-changed[entry.id], entry.id))


class _Color(Exception):
    """An image is not grey, unlike all that were read before."""


def _checksum(mask: NDArray[np.uint8]) -> int:
    return zlib.crc32(np.ascontiguousarray(mask).data)
