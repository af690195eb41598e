"""Keeps the head of a project fitted to its labels, and scores it.

Owns the samples of each labelled image and the order of an answer: a head that is fitted quickly, then one from all
labels, then its score. An answer is a generator of events that may be closed at every ``yield``. It reads the project
and writes only the newest head beside its predictions; no thread, process, Qt. The same labels give the same head, in
whatever order they were painted.

It is scored as a network is (``held_out.py``), so that scores are comparable: on the held-out images, which it never
learns from; where there are none, on the held-out region of an image; else on the labels that it learnt from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.learning.data.channels import project_channels
from segstudio.learning.data.held_out import NEVER_TRAINED, find_held_out, held_out_entries
from segstudio.learning.data.region import inside
from segstudio.learning.data.scoring import score_table
from segstudio.learning.instant.feature_reader import FeatureReader, Responses
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import QUICK, Head, steps_for
from segstudio.learning.instant.held_out_region import RegionChoice, outside_region
from segstudio.learning.instant.image_sample import Sample, sample_image
from segstudio.learning.instant.kept_head import NAME, KeptHead, keep_head, kept_head, key_of
from segstudio.learning.instant.labels_on_disk import Fingerprint, LabelsOnDisk, Learnt
from segstudio.learning.instant.scoring import Fitted, counted, fitted
from segstudio.learning.messages import (
    SAME_IMAGE,
    SAME_REGION,
    SCORED_BY_HEAD,
    FitHead,
    HeadFitted,
    ScoreTable,
)
from segstudio.learning.runs.info import Region
from segstudio.models.inputs import COLOURS
from segstudio.project.project import STROKES, ImageEntry

Steps = Generator[HeadFitted | None, None, None]  # ``None``: no event, but it may be closed


class HeadFitting:
    """Answers FitHead, one project at a time. ``frozen`` makes the pretrained encoder, if there is one; it is called
    once. ``head``: the newest; ``fits``: how often one was fitted in this project; ``settled``: it is that of the
    labels of the newest request, of whose answer only the score is left, and samples for the next stroke."""

    def __init__(
        self,
        frozen: Callable[[], FrozenFeatures | None] | None = None,
        seed: int = 0,
        responses: Responses | None = None,
    ) -> None:
        self._seed = seed
        self.reader = FeatureReader(frozen, responses)
        self._forget(Path())

    def _forget(self, folder: Path) -> None:
        self.folder = folder
        self._labels: LabelsOnDisk | None = None
        self.fits = 0
        self.settled = False
        self._neighbours = 0  # of the project, on each side
        self._kept = b""  # key of the head on disk, if this process wrote it
        self._begin(color=False)

    def _begin(self, color: bool) -> None:
        """Forget all samples; with ``color`` every image has three planes, also a grey one."""
        self.reader.begin(color, COLOURS if self._labels is None else self._labels.pixels.channels)
        self._samples: dict[str, Sample] = {}
        self._held_out: dict[str, Sample] = {}
        self._regions = RegionChoice()
        self._in_region: dict[str, Sample] = {}
        self._learnt: Learnt = ()
        self._from_file = False  # the head is a kept one, and not all samples that it was fitted to are in memory
        self._steps = 0  # of the newest fit
        self._scored_for: object = None
        self._table: ScoreTable | None = None
        self.head: Head | None = None
        self._unsaved = False  # the mask of the image on the screen is not the one on disk

    def look_at(self, neighbours: int) -> None:
        """Forget a head that learnt from another number of neighbouring slices."""
        if self.head is not None and neighbours != self._neighbours:
            self._begin(color=False)

    def knows(self, folder: Path) -> bool:
        """Whether there is a head of the project in ``folder``."""
        return self.head is not None and self.folder == folder

    def answer(self, request: FitHead) -> Steps:
        """Events of one request. Raises ProjectError, ImageError, MaskError."""
        labels = self._open(request.project, request.image_id)
        self.settled = False
        try:
            yield from self._answer(request, labels)
        except _Color:  # the first image that is not grey: the responses of the grey ones had fewer channels
            self._begin(color=True)
            yield from self._answer(request, labels)

    def fit_saved(self, folder: Path) -> Head | None:
        """The head for the labels on disk; ``None``: fewer than two classes are labelled. Raises as ``answer``."""
        deque(self.fitting_saved(folder), maxlen=0)
        return self.head

    def fitting_saved(self, folder: Path) -> Generator[None, None, None]:
        """The same step by step."""
        ids = self._open_for_saved(folder)
        self._restore(ids)
        if self._from_file and self._learnt == self._disk.learnt(ids):
            return
        yield from self._in_color(lambda: self._fit_saved(ids))

    def _fit_saved(self, ids: tuple[int, ...]) -> Generator[None, None, None]:
        for _ in self._sample_others(None, ids):
            yield
        for _ in self._refit():
            yield
        self._keep()

    def beside(self, folder: Path, own: dict[str, Sample], region: Region | None) -> Generator[None, None, Head | None]:
        """The head for the labels on disk, whatever the window sends meanwhile, which learnt nothing of ``region``.
        ``own`` keeps samples that only it needs. Raises as ``answer``."""
        ids = self._open_for_saved(folder)
        if self.head is None and not self._restore(ids):
            yield from self.fitting_saved(folder)
        if region is None and self._learnt == self._disk.learnt(ids):
            return self.head
        yield from self._in_color(lambda: self._sample_beside(own, ids))
        learnt = [sample for _, sample in sorted(own.items()) if len(sample.places)]
        return (yield from self._fit_outside(learnt, region, steps_for(sum(len(one.places) for one in learnt))))

    def _sample_beside(self, own: dict[str, Sample], ids: tuple[int, ...]) -> Generator[None, None, None]:
        learn = self._disk.learn_from()
        for gone in set(own) - {entry.id for entry in learn}:
            del own[gone]
        for entry in learn:
            try:
                known = self._samples.get(entry.id)
                if known is not None and known.fingerprint == self._disk.fingerprint(entry, ids):
                    own[entry.id] = known
                for _ in self._sample_saved(own, entry, ids, learn=True):
                    yield
            except UserError:
                own.pop(entry.id, None)

    def _open_for_saved(self, folder: Path) -> tuple[int, ...]:
        """The classes of the project as it is on disk."""
        return tuple(self._open(folder).project.classes.ids)

    def _in_color(self, work: Callable[[], Generator[None, None, None]]) -> Generator[None, None, None]:
        """Do the work, and once more with colour where only then an image is seen that is not grey."""
        try:
            yield from work()
        except _Color:
            self._begin(color=True)
            yield from work()

    def _answer(self, request: FitHead, labels: LabelsOnDisk) -> Steps:
        names = dict(request.classes or ((one.id, one.name) for one in labels.project.classes))
        ids = tuple(names)
        entry = labels.project.entry(request.image_id)
        if (request.mask is None or np.array_equal(request.mask, labels.mask(entry))) and self._restore(ids):
            self.settled = True
            yield HeadFitted(request.generation, request.image_id, self.fits)
        yield from self._sample_shown(entry, request.mask, ids)
        # Else the picture is to be as before closing: no head of the first image alone.
        if not self._from_file and (self.head is not None or labels.project.current_run is None):
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
        self.settled = True
        yield HeadFitted(request.generation, request.image_id, self.fits, self._table)
        self._keep()
        table = yield from self._score(names)
        yield HeadFitted(request.generation, request.image_id, self.fits, table)

    def _open(self, folder: Path, shown: str | None = None) -> LabelsOnDisk:
        """The project as it is on disk; ``shown``: the image on the screen."""
        if self._labels is None or self.folder != folder:
            self._forget(folder)
            self._labels = LabelsOnDisk(folder)
        labels = self._labels
        labels.refresh()
        channels = project_channels(labels.project, None if shown is None else labels.project.entry(shown))
        if (channels, labels.project.neighbours) != (labels.pixels.channels, self._neighbours):
            labels.pixels.channels, self._neighbours = channels, labels.project.neighbours
            self._begin(color=False)
        return labels

    @property
    def _disk(self) -> LabelsOnDisk:
        """Of the project in work."""
        assert self._labels is not None
        return self._labels

    # ---- the head of a kept file ----

    def _restore(self, ids: tuple[int, ...]) -> bool:
        """Take the kept head if there is none yet and it was fitted to the labels on disk."""
        self.reader.load()
        learnt = self._disk.learnt(ids) if self.head is None else ()
        found = kept_head(self._file, self._key(learnt)) if learnt else None
        if found is None or (self.reader.color and not found.color):
            return False
        if not self.reader.color and found.color:
            self._begin(color=True)
        self.head, self._steps, _ = found
        self._learnt, self._from_file = learnt, True
        self.fits += 1
        return True

    def _keep(self) -> None:
        """Write the head, once."""
        key = self._key(self._learnt)
        if self.head is not None and key != self._kept:
            self._kept = key
            keep_head(self._file, key, KeptHead(self.head, self._steps, self.reader.color))

    @property
    def _file(self) -> Path:
        return self._disk.project.predictions_folder / STROKES / NAME

    def _key(self, learnt: Learnt) -> bytes:
        """Changes with labels, image files, their channels and the frozen encoder."""
        return key_of(self._seed, self.reader.encoder, self.reader.channels, learnt, self._disk.image_stamps(learnt))

    # ---- samples ------------------------------------------------------------------------------------------------

    def _sample_shown(self, entry: ImageEntry, mask: NDArray[np.uint8] | None, ids: tuple[int, ...]) -> Steps:
        """Sample the labels of the image on the screen, if it is learnt from; ``mask``: ``None`` for that on disk."""
        if entry.split in NEVER_TRAINED or not self._disk.fits(entry):
            self._samples.pop(entry.id, None)
            return
        saved = self._disk.mask(entry)
        mask = saved if mask is None else mask
        self._unsaved = not np.array_equal(mask, saved)
        yield from self._sample(self._samples, entry, mask, self._disk.fingerprint_of(mask, entry, ids), learn=True)

    def _sample_others(self, shown: ImageEntry | None, ids: tuple[int, ...]) -> Steps:
        """Sample the saved labels of the other images, those to learn from and those held out."""
        learn = self._disk.learn_from(shown if self._unsaved else None)
        held_out = held_out_entries(self._disk.project)[:SCORED_BY_HEAD]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for gone in set(kept) - {entry.id for entry in entries}:
                del kept[gone]
        learn = [entry for entry in learn if shown is None or entry.id != shown.id or not self._unsaved]
        for kept, entries in ((self._samples, learn), (self._held_out, held_out)):
            for entry in entries:
                try:
                    yield from self._sample_saved(kept, entry, ids, learn=kept is self._samples)
                except UserError:
                    kept.pop(entry.id, None)  # it cannot be read: the training says so, the others are learnt from
        self._from_file = False

    def _sample_saved(self, kept: dict[str, Sample], entry: ImageEntry, ids: tuple[int, ...], learn: bool) -> Steps:
        """Sample the mask of an image on disk."""
        fingerprint = self._disk.fingerprint(entry, ids)
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)  # its split may have changed
            return
        yield from self._sample(kept, entry, self._disk.pixels.mask(entry), fingerprint, learn)

    def _sample(
        self, kept: dict[str, Sample], entry: ImageEntry, mask: NDArray[np.uint8], fingerprint: Fingerprint, learn: bool
    ) -> Steps:
        """Sample pixels of one image, to ``learn`` from or to be scored, and read their responses, block by block."""
        if entry.id in kept and kept[entry.id].fingerprint == fingerprint:
            kept[entry.id] = replace(kept[entry.id], entry=entry)
            return
        image = self._disk.pixels.image(entry)
        if not image.grey and not self.reader.color:
            raise _Color
        kept[entry.id] = yield from sample_image(self.reader, image, mask, entry, fingerprint, learn, self._seed)

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
        scored, kind = (
            [sample for sample in self._held_out.values() if len(sample.places)],
            find_held_out(self._disk.project).kind,
        )
        region = None
        if not scored:
            pixels = sum(int(sample.counts.sum()) for sample in learnt)
            region = self._regions.update([(sample.entry.id, sample.mask) for sample in learnt], pixels)
        if region is not None:
            yield from self._sample_region(region)
            scored, kind = list(self._in_region.values()), SAME_REGION
            head = yield from self._fit_outside(learnt, region, self._steps)
        elif not scored:
            scored, kind = learnt, SAME_IMAGE
        if not head or not scored:
            return None
        area = sum(sample.mask.size for sample in scored) if region is None else region.window.w * region.window.h
        found = counted(head, scored)
        ids = {sample.entry.id for sample in scored}
        accepted = sum(one.accepted for one in self._disk.project.images if one.id in ids)
        return score_table(found, [names.get(one, str(one)) for one in found.ids], kind, len(scored), area, accepted)

    def _fit_outside(self, learnt: list[Sample], region: Region | None, steps: int) -> Fitted:
        """A head that learnt nothing of a region, to be scored there."""
        chosen = None
        if region is not None:
            chosen = [outside_region(s.places, region) | (s.entry.id != region.image_id) for s in learnt]
        return (yield from fitted(learnt, self._seed, steps, chosen))

    def _sample_region(self, region: Region) -> Steps:
        """Sample the labels in the region."""
        shown = self._samples[region.image_id]
        ids = tuple(int(value) for value in np.flatnonzero(shown.counts))
        mask = inside(shown.mask, region.window)
        self._in_region = {key: kept for key, kept in self._in_region.items() if key == region.image_id}
        fingerprint = self._disk.fingerprint_of(mask, shown.entry, ids)
        yield from self._sample(self._in_region, shown.entry, mask, fingerprint, learn=False)


class _Color(Exception):
    """An image is not grey, unlike all that were read before."""
