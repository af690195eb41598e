"""Draws training patches around labelled pixels of the project's masks, balanced by class.

``refresh`` reads masks that changed on disk; new strokes are drawn more often for a while
(``learning.data.recent_strokes``), and a large area that is not part of a whole mask by its kinds of pixels
(``learning.data.kinds``). Imports no torch and never writes. The rule of the draw (inverse square root of the
class frequency, a third for rare classes) follows nnU-Net's foreground oversampling (Isensee et al. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, ImageError, UserError, said
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.data.augment import NO_CHANGE, AugmentSettings, augment
from segstudio.learning.data.border import STEPS, border_map
from segstudio.learning.data.channels import problem_of
from segstudio.learning.data.kinds import kinds_at, labelled_all_over, spread_over
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.recent_strokes import PackedMasks, RecentStrokes, pack, painted, unpack
from segstudio.learning.data.region import outside
from segstudio.learning.runs.info import Region
from segstudio.project.byte_cache import ByteCache
from segstudio.project.project import ImageEntry
from segstudio.project.storage import FileStamp, file_stamp

PLACES = 4096  # remembered labelled pixels per class and image
OF_A_KIND = 256  # of them, where there are more and the image is not labelled all over
# Shares of the draws: a rare class, a class by inverse square root of its frequency, and any labelled pixel. Without
# the last the network hardly sees areas of a single common class, and predicts rare classes everywhere.
RARE_SHARE, BALANCED_SHARE, PLAIN_SHARE = 1 / 3, 1 / 3, 1 / 3
UPRIGHT_IMAGES, UPRIGHT_SIGMAS = 5, 3.0
BORDER_BYTES = 1 << 26  # budget of the border weights in memory; for larger masks they are computed patch by patch
SEEN_BYTES = 1 << 26  # budget of the masks that are kept for the next training
CAP = 10.0  # the rarest class is drawn at most this many times as often as the commonest


@dataclass(frozen=True)
class Patch:
    """A training cut-out: ``image`` ``float32[c,s,s]`` in 0..1, ``target`` ``uint8[s,s]`` channel numbers or void,
    ``border`` ``float32[s,s]`` weights to add to those of the classes, where they were asked for."""

    image: NDArray[np.float32]
    target: NDArray[np.uint8]
    border: NDArray[np.float32] | None = None


@dataclass
class _LabelledImage:
    """Label counts and some labelled pixels per class of an image."""

    entry: ImageEntry
    stamp: FileStamp | None
    counts: NDArray[np.int64]  # [K]
    places: list[NDArray[np.int64]]  # [K] of flat pixel indices, about PLACES at most
    all_over: bool = False  # areas are those of what the image shows

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """As ``counts``; of an image that is not labelled all over as many as are remembered."""
        if self.all_over or not self.places:
            return self.counts
        return np.minimum(self.counts, [len(found) for found in self.places])


def channel_lookup(ids: Sequence[int]) -> NDArray[np.uint8]:
    """``uint8[256]``: class id -> channel of the network (position in ``ids``), all others -> void."""
    lookup = np.full(256, VOID, np.uint8)
    lookup[list(ids)] = np.arange(len(ids))
    return lookup


class PatchSource:
    """Draws patches of the training images. Deterministic for one seed, project state and sequence of calls."""

    def __init__(
        self,
        pixels: Pixels,
        entries: Sequence[ImageEntry],
        ids: Sequence[int],
        seed: int,
        *,
        region: Region | None = None,
        seen: PackedMasks | None = None,
        border: bool = False,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """``region`` is not trained on. ``seen``: masks of the training before; what was painted since is new.
        ``border``: patches have border weights. Raises ``Cancelled`` when ``stop()`` is true."""
        self.ids = tuple(ids)
        self.pixels = pixels
        self.region = region
        self.notices: list[str] = []
        self.left_out: dict[str, str] = {}  # why an image is, by its id
        self._lookup = channel_lookup(ids)
        self.random = np.random.default_rng(seed)
        self._labelled: dict[str, _LabelledImage] = {}
        self._recent = RecentStrokes()
        borders = ByteCache[str, tuple[FileStamp | None, NDArray[np.uint8]]](BORDER_BYTES, lambda kept: kept[1].nbytes)
        self._borders = borders if border else None
        for entry in entries:
            if stop is not None and stop():
                raise Cancelled
            self._take(entry)
            if seen is not None and self._labelled.get(entry.id):
                void = np.full(entry.shape, VOID, np.uint8)
                self._add_recent(entry, unpack(seen, entry.id, entry.shape) if entry.id in seen else void)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Labelled pixels per channel over the training images, ``int64[K]``."""
        return sum((labelled.counts for labelled in self._labelled.values()), np.zeros(len(self.ids), np.int64))

    @property
    def entries(self) -> tuple[ImageEntry, ...]:
        """Images that give patches."""
        return tuple(labelled.entry for labelled in self._labelled.values() if labelled.counts.any())

    def refresh(self, entries: Sequence[ImageEntry]) -> bool:
        """Read masks that are new or changed on disk since the last call; True if there were any.

        A mask or image that cannot be read is left out with a sentence in ``notices``; it never ends a training.
        """
        removed = self._labelled.keys() - {entry.id for entry in entries}
        for image_id in removed:
            del self._labelled[image_id]
            self._recent.keep(image_id, None)
        changed = bool(removed)
        for entry in entries:
            new = entry.id not in self._labelled
            before = np.full(entry.shape, VOID, np.uint8) if new else self.pixels.last_mask(entry)
            if self._take(entry):
                changed = True
                self._add_recent(entry, before)
        return changed

    def _take(self, entry: ImageEntry) -> bool:
        """Read a mask that is new or changed; True if it could be read."""
        stamp = file_stamp(self.pixels.project.mask_path(entry))
        known = self._labelled.get(entry.id)
        if stamp is None or (known is not None and known.stamp == stamp):
            return False
        try:
            self._labelled[entry.id] = self._survey(entry, stamp)
        except UserError as error:
            self._labelled[entry.id] = _LabelledImage(entry, stamp, np.zeros(len(self.ids), np.int64), [])
            self._leave_out(entry, error)
            return False
        return True

    def _leave_out(self, entry: ImageEntry, error: UserError) -> None:
        self._recent.keep(entry.id, None)
        self.left_out[entry.id] = error.message
        self.notices.append(said("{image} is left out: {reason}", image=entry.id, reason=error.message))

    def _add_recent(self, entry: ImageEntry, before: NDArray[np.uint8] | None) -> None:
        """Draw what was painted since ``before`` (class ids) more often."""
        target = self._target(entry)
        self._recent.keep(entry.id, target)
        if before is not None and before.shape == target.shape:
            self._recent.add(entry.id, painted(self._lookup[before], target, len(self.ids)))

    def seen(self) -> PackedMasks:
        """The masks that were trained on, for the next training; unknown ones beyond SEEN_BYTES."""
        kept, nbytes = [], 0
        for entry in self.entries:
            mask = self.pixels.last_mask(entry)
            nbytes += 0 if mask is None else mask.nbytes
            kept.append((entry.id, mask if nbytes <= SEEN_BYTES else None))
        return pack(kept)

    def _target(self, entry: ImageEntry) -> NDArray[np.uint8]:
        """Channels and void, ``uint8[h,w]``, without what is held out."""
        return self._learnt(self._lookup[self.pixels.mask(entry)], entry)

    def _learnt(self, mask: NDArray[np.uint8], entry: ImageEntry, at: Rect | None = None) -> NDArray[np.uint8]:
        """A mask, or the part ``at`` of it, without what is held out."""
        if self.region is None or self.region.image_id != entry.id:
            return mask
        closed = self.region.closed
        return outside(mask, closed if at is None else Rect(closed.x - at.x, closed.y - at.y, closed.w, closed.h))

    def _survey(self, entry: ImageEntry, stamp: tuple[int, int]) -> _LabelledImage:
        if problem := problem_of(self.pixels.project, entry, self.pixels.channels):
            raise ImageError(problem)
        target = self._target(entry).ravel()
        counts = np.bincount(target, minlength=256)[: len(self.ids)].astype(np.int64)
        all_over = labelled_all_over(int((self._lookup[self.pixels.mask(entry)] != VOID).sum()), target.size)
        places: list[NDArray[np.int64]] = []
        for channel in range(len(self.ids)):
            found = np.flatnonzero(target == channel) if counts[channel] else np.empty(0, np.int64)
            places.append(self._some(entry, found, all_over) if len(found) > PLACES else found)
        return _LabelledImage(entry, stamp, counts, places, all_over)

    def _some(self, entry: ImageEntry, found: NDArray[np.int64], all_over: bool) -> NDArray[np.int64]:
        """About PLACES of the flat indices: of a whole mask of all alike, else spread over their kinds."""
        kinds = np.zeros(len(found), np.uint8)
        if not all_over:
            rows, columns = np.divmod(found, entry.width)
            kinds = kinds_at(self.pixels.image(entry).model_input, entry.shape, rows, columns)
        order = np.random.default_rng(len(found)).random(len(found))  # of its own: it depends on the mask only
        return found[spread_over(kinds, order, PLACES, PLACES if all_over else OF_A_KIND)[0]]

    def upright(self) -> bool:
        """Whether the images have an up and a down: one class is above another in all of them, as sky and road are.
        Such images must not be turned upside down. False for fewer than UPRIGHT_IMAGES."""
        heights: list[list[float]] = [[] for _ in self.ids]
        for labelled in self._labelled.values():
            for found, places in zip(heights, labelled.places, strict=False):
                if len(places):
                    found.append(float((places // labelled.entry.width).mean() / labelled.entry.height))
        known = [(np.mean(found), np.var(found)) for found in heights if len(found) >= UPRIGHT_IMAGES]
        return any(
            abs(a - b) > UPRIGHT_SIGMAS * np.sqrt(va + vb + 1e-4)
            for number, (a, va) in enumerate(known)
            for b, vb in known[:number]
        )

    def class_chances(self) -> NDArray[np.float64]:
        """Probability of each channel in one draw, ``float64[K]``; 0 for classes without a labelled pixel."""
        counts = sum((one.frequencies for one in self._labelled.values()), np.zeros(len(self.ids), np.int64))
        present = counts > 0
        if not present.any():
            return np.zeros(len(counts))
        share = counts / counts.sum()
        weight = np.where(present, 1 / np.sqrt(np.where(present, share, 1)), 0)
        weight = np.minimum(weight, CAP * weight[present].min())
        chances = weight / weight.sum()
        rare = present & (share < 0.5 / present.sum())
        rarely = rare / rare.sum() if rare.any() else chances
        return np.asarray(PLAIN_SHARE * counts / counts.sum() + RARE_SHARE * rarely + BALANCED_SHARE * chances)

    def draw(
        self, size: int, settings: AugmentSettings = NO_CHANGE, shrink: int = 1, channels: Sequence[int] = ()
    ) -> Patch:
        """One augmented patch of ``size`` x ``size`` pixels around a labelled pixel, of one of ``channels`` that have
        any where they are given.

        ``shrink`` 2 covers twice as much of the image at half its resolution. Outside the image a patch is mirrored
        and void. Raises UserError when no image can be read any more.
        """
        while True:
            counts = self.counts if channels else ()
            labelled, place = self._choose_place([one for one in channels if counts[one]])
            offset = size // 2 - self.random.integers(0, size, 2)
            try:
                return self._cut(labelled.entry, place, offset * shrink, size, settings, shrink)
            except UserError as error:
                labelled.counts[:] = 0  # the image was removed or damaged during the training
                self._leave_out(labelled.entry, error)
                if not self.counts.any():
                    raise

    def _choose_place(self, channels: Sequence[int] = ()) -> tuple[_LabelledImage, int]:
        """An image and the flat index of a labelled pixel: of one of ``channels``, else of a new stroke or a class."""
        fresh = None if channels else self._recent.draw(self.random)
        if fresh is not None:
            return self._labelled[fresh[0]], fresh[1]
        if channels:
            channel = channels[int(self.random.integers(len(channels)))]
        else:
            channel = int(self.random.choice(len(self.ids), p=self.class_chances()))
        labelled = self._choose_image(channel)
        return labelled, int(self.random.choice(labelled.places[channel]))

    def _choose_image(self, channel: int) -> _LabelledImage:
        holding = [lab for lab in self._labelled.values() if lab.counts[channel]]
        if self.pixels.full and self.random.random() < 0.9:
            # More images than fit in memory: mostly draw from those that are, sometimes read another.
            holding = [lab for lab in holding if self.pixels.holds(lab.entry)] or holding
        return holding[int(self.random.integers(len(holding)))]

    def _cut(
        self,
        entry: ImageEntry,
        place: int,
        offset: NDArray[np.int64],
        size: int,
        settings: AugmentSettings,
        shrink: int,
    ) -> Patch:
        image, mask = self.pixels.image(entry), self.pixels.mask(entry)
        height, width = mask.shape
        row, column = divmod(place, width)
        side = size * shrink
        y, x = _inside(row + int(offset[0]), side, height), _inside(column + int(offset[1]), side, width)
        # All pixels that rotation, scaling and bending can bring into the patch; only these are converted to float.
        reach = shrink * (math.ceil(size * settings.scale * 0.75) + math.ceil(3 * settings.elastic) + 2)
        window = Rect(x - reach, y - reach, 2 * reach, 2 * reach).clip(mask.shape)
        seen = image.model_input(window)[: 1 if image.grey else None]  # grey: three equal planes
        target = self._learnt(self._lookup[mask[window.slices]], entry, window)
        if self._borders is not None:
            target = np.dstack((target, self._border(entry, window, target)))
        if shrink > 1:
            seen, target = _shrunk(seen, target, shrink)
        centre = ((x - window.x) / shrink, (y - window.y) / shrink)
        patch, labels = augment(seen, target, centre, size, self.random, settings)
        if self._borders is None:
            return Patch(patch, labels)
        return Patch(patch, np.ascontiguousarray(labels[..., 0]), labels[..., 1].astype(np.float32) / np.float32(STEPS))

    def _border(self, entry: ImageEntry, window: Rect, target: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Border weights of a window of an image's mask, computed once for the whole mask while it does not change."""
        assert self._borders is not None
        if entry.width * entry.height > BORDER_BYTES // 4:
            return border_map(target)
        stamp = self._labelled[entry.id].stamp
        kept = self._borders.get(entry.id)
        if kept is None or kept[0] != stamp:
            kept = self._borders.put(entry.id, (stamp, border_map(self._target(entry))))
        return kept[1][window.slices]


def _shrunk(
    image: NDArray[np.float32], mask: NDArray[np.uint8], shrink: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Sides divided by ``shrink``: area means of the image, nearest values of the mask."""
    rows, columns = (max(1, n // shrink) for n in mask.shape[:2])
    small = np.stack([cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA) for plane in image])
    few = cv2.resize(np.ascontiguousarray(mask), (columns, rows), interpolation=cv2.INTER_NEAREST)
    return small, np.asarray(few, np.uint8)


def _inside(centre: int, size: int, length: int) -> int:
    """Move the centre of a window of ``size`` so that the window is inside ``0..length``; a larger one is centred."""
    half = size // 2
    return length // 2 if size >= length else min(max(centre, half), length - (size - half))
