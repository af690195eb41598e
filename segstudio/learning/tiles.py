"""Where training patches come from: class-balanced draws around labelled pixels of the project's masks.

Owns the images and masks in memory while a training runs, within a byte budget, and notices masks that change on disk,
so strokes painted while it trains join. Imports no torch and never writes. The rule of the draw (inverse square root of
the class frequency, a third forced to rare classes) follows nnU-Net's foreground oversampling (Isensee et al. 2021).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, UserError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.augment import NO_CHANGE, AugmentSettings, augment
from segstudio.project.images import ImageData, read_image
from segstudio.project.masks import read_mask
from segstudio.project.project import ImageEntry, Project

IMAGE_BYTES = 1 << 30  # budget for images and masks in memory
PLACES = 4096  # remembered labelled pixels per class and image
# Shares of the draws: to a rare class, to a class by inverse square root of its frequency, and to any labelled pixel.
# Without the last the network hardly sees what is all one common class, and finds rare things everywhere.
RARE_SHARE, BALANCED_SHARE, PLAIN_SHARE = 1 / 3, 1 / 3, 1 / 3
UPRIGHT_IMAGES, UPRIGHT_SIGMAS = 5, 3.0
CAP = 10.0  # the rarest class is drawn at most this many times as often as the commonest

Stamp = tuple[int, int] | None  # of a mask file: (modification time in ns, bytes); None: no file


@dataclass(frozen=True)
class Patch:
    """One training example: ``image`` ``float32[3,s,s]`` in 0..1, ``target`` ``uint8[s,s]`` channel numbers or void."""

    image: NDArray[np.float32]
    target: NDArray[np.uint8]


@dataclass
class _Labelled:
    """What stays in memory of every labelled image: no pixels, only counts and some places per class."""

    entry: ImageEntry
    stamp: Stamp
    counts: NDArray[np.int64]  # [K]
    places: list[NDArray[np.int64]]  # [K] of flat pixel indices, at most PLACES each


def mask_stamp(path: Path) -> Stamp:
    """Changes whenever the mask file is written."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Pixels:
    """Images and masks (``uint8[h,w]``) of a project in memory, at their stored bit depth, the least recently used
    dropped first. At least one image and one mask stay, however large."""

    def __init__(self, project: Project, budget: int = IMAGE_BYTES) -> None:
        self.project = project
        self.budget = budget
        self._images: OrderedDict[str, ImageData] = OrderedDict()
        self._masks: OrderedDict[str, tuple[Stamp, NDArray[np.uint8]]] = OrderedDict()
        self.nbytes = 0

    def image(self, entry: ImageEntry) -> ImageData:
        """The image. Raises ImageError."""
        if entry.id not in self._images:
            image = read_image(self.project.image_path(entry))
            self._images[entry.id] = image
            self.nbytes += image.pixels.nbytes
            self._shrink()
        self._images.move_to_end(entry.id)
        return self._images[entry.id]

    def mask(self, entry: ImageEntry) -> NDArray[np.uint8]:
        """The mask as it is on disk now. Raises MaskError."""
        path = self.project.mask_path(entry)
        stamp = mask_stamp(path)
        kept = self._masks.get(entry.id)
        if kept is None or kept[0] != stamp:
            classes = self.project.classes
            mask = read_mask(path, entry.shape, classes.ids, classes.retired)
            self.nbytes += mask.nbytes - (kept[1].nbytes if kept else 0)
            self._masks[entry.id] = (stamp, mask)
            self._shrink()
        self._masks.move_to_end(entry.id)
        return self._masks[entry.id][1]

    def holds(self, entry: ImageEntry) -> bool:
        """The image is in memory."""
        return entry.id in self._images

    @property
    def full(self) -> bool:
        """Reading another image would probably push one out."""
        return self.nbytes > 0.9 * self.budget

    def _shrink(self) -> None:
        while self.nbytes > self.budget and len(self._images) > 1:
            self.nbytes -= self._images.popitem(last=False)[1].pixels.nbytes
        while self.nbytes > self.budget and len(self._masks) > 1:
            self.nbytes -= self._masks.popitem(last=False)[1][1].nbytes


def channel_lookup(ids: Sequence[int]) -> NDArray[np.uint8]:
    """``uint8[256]``: class id -> channel of the network (position in ``ids``), everything else -> void."""
    lookup = np.full(256, VOID, np.uint8)
    lookup[list(ids)] = np.arange(len(ids))
    return lookup


class TileSource:
    """Draws patches of the training images. Deterministic for one seed, project state and sequence of calls."""

    def __init__(self, pixels: Pixels, entries: Sequence[ImageEntry], ids: Sequence[int], seed: int) -> None:
        self.ids = tuple(ids)
        self.pixels = pixels
        self._lookup = channel_lookup(ids)
        self._random = np.random.default_rng(seed)
        self._labelled: dict[str, _Labelled] = {}
        self.notices: list[str] = []
        self.refresh(entries)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Labelled pixels per channel over the training images, ``int64[K]``."""
        total = np.zeros(len(self.ids), np.int64)
        for labelled in self._labelled.values():
            total += labelled.counts
        return total

    @property
    def entries(self) -> tuple[ImageEntry, ...]:
        """Images that give patches."""
        return tuple(labelled.entry for labelled in self._labelled.values() if labelled.counts.any())

    @property
    def images(self) -> int:
        """How many images give patches."""
        return len(self.entries)

    def refresh(self, entries: Sequence[ImageEntry]) -> bool:
        """Take up masks that are new or changed on disk since the last call; True when any was.

        A mask or image that cannot be read is left out with a sentence in :attr:`notices`; it never ends a training.
        """
        changed = False
        wanted = {entry.id for entry in entries}
        for gone in [i for i in self._labelled if i not in wanted]:
            del self._labelled[gone]
            changed = True
        for entry in entries:
            stamp = mask_stamp(self.pixels.project.mask_path(entry))
            known = self._labelled.get(entry.id)
            if stamp is None or (known is not None and known.stamp == stamp):
                continue
            try:
                self._labelled[entry.id] = self._survey(entry, stamp)
                changed = True
            except UserError as error:
                self._labelled[entry.id] = _Labelled(entry, stamp, np.zeros(len(self.ids), np.int64), [])
                self.notices.append(f"{entry.id} is left out: {error.message}")
        return changed

    def _survey(self, entry: ImageEntry, stamp: tuple[int, int]) -> _Labelled:
        target = self._lookup[self.pixels.mask(entry)].ravel()
        counts = np.bincount(target, minlength=256)[: len(self.ids)].astype(np.int64)
        places: list[NDArray[np.int64]] = []
        for channel in range(len(self.ids)):
            found = np.flatnonzero(target == channel) if counts[channel] else np.empty(0, np.int64)
            if len(found) > PLACES:
                # Its own generator: the sample depends on the seed and the mask only, not on what was drawn before.
                choice = np.random.default_rng(int(counts[channel])).choice(len(found), PLACES, replace=False)
                found = found[np.sort(choice)]
            places.append(found)
        return _Labelled(entry, stamp, counts, places)

    def upright(self) -> bool:
        """Whether the images have an up and a down: two classes lie one above the other in image after image, as sky
        and road do. Turning such images over would teach what never comes. False for fewer than UPRIGHT_IMAGES."""
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
        counts = self.counts
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

    def draw(self, size: int, settings: AugmentSettings = NO_CHANGE, shrink: int = 1) -> Patch:
        """One patch of ``size`` x ``size`` pixels around a labelled pixel, changed as ``settings`` allow.

        ``shrink`` 2 shows twice as much of the image at half its resolution. Beyond the image a patch is mirrored, and
        void. Raises UserError when no image can be read any more.
        """
        while True:
            channel = int(self._random.choice(len(self.ids), p=self.class_chances()))
            labelled = self._choose_image(channel)
            place = int(self._random.choice(labelled.places[channel]))
            offset = size // 2 - self._random.integers(0, size, 2)
            try:
                return self._cut(labelled.entry, place, offset * shrink, size, settings, shrink)
            except UserError as error:
                # The image vanished or broke while it trains: go on without it.
                self.notices.append(f"{labelled.entry.id} is left out: {error.message}")
                labelled.counts[:] = 0
                if not self.counts.any():
                    raise

    def _choose_image(self, channel: int) -> _Labelled:
        holding = [lab for lab in self._labelled.values() if lab.counts[channel]]
        if self.pixels.full and self._random.random() < 0.9:
            # More images than fit: mostly draw from what is in memory, swap one in now and then.
            holding = [lab for lab in holding if self.pixels.holds(lab.entry)] or holding
        return holding[int(self._random.integers(len(holding)))]

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
        if image.shape != mask.shape:
            raise ImageError(f"The image {entry.path} has another size than its mask.")
        height, width = mask.shape
        row, column = divmod(place, width)
        side = size * shrink
        y, x = _inside(row + int(offset[0]), side, height), _inside(column + int(offset[1]), side, width)
        # The window that any turn, scale and bend of the patch can reach; only this much is converted to float.
        reach = shrink * (math.ceil(size * settings.scale * 0.75) + math.ceil(3 * settings.elastic) + 2)
        window = Rect(x - reach, y - reach, 2 * reach, 2 * reach).clip(mask.shape)
        seen = image.model_input(window)
        target = self._lookup[mask[window.slices]]
        if shrink > 1:
            seen, target = _shrunk(seen, target, shrink)
        centre = ((x - window.x) / shrink, (y - window.y) / shrink)
        return Patch(*augment(seen, target, centre, size, self._random, settings))


def _shrunk(
    image: NDArray[np.float32], mask: NDArray[np.uint8], shrink: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Sides divided by ``shrink`` (at least 1): means of the image's pixels, the mask's nearest values."""
    rows, columns = (max(1, n // shrink) for n in mask.shape)
    flat = np.ascontiguousarray(image.transpose(1, 2, 0))
    small = cv2.resize(flat, (columns, rows), interpolation=cv2.INTER_AREA)
    few = cv2.resize(np.ascontiguousarray(mask), (columns, rows), interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(small.transpose(2, 0, 1)), np.asarray(few, np.uint8)


def _inside(centre: int, size: int, length: int) -> int:
    """Move the centre of a window of ``size`` so that the window lies in ``0..length``; a larger one is centred."""
    half = size // 2
    if size >= length:
        return length // 2
    return min(max(centre, half), length - (size - half))
