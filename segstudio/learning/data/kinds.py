"""Kinds of labelled pixels, and how many of each are learnt from: a large, easy area is one kind among many.

Where somebody paints says little about how much of it there is: 100,000 pixels of a black surround are one click, and
must not outvote the strokes. A kind is what a pixel and those around it look like: how bright, how rough. Only an image
that is labelled all over says how frequent things are. numpy and OpenCV only.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect, cells

ALL_OVER = 0.75  # share of an image's pixels from which it counts as labelled all over
BRIGHT, ROUGH = 8, 4  # levels of brightness, evenly spaced, and of roughness, each twice the one before
SMOOTH = 1 / 64  # standard deviation below which a pixel's surroundings are of the lowest level
REACH = 2  # pixels around a pixel that are looked at
BLOCK = 512  # pixels a side that are looked at together

Ints = NDArray[np.int64]
Read = Callable[[Rect], NDArray[np.float32]]  # pixels of a rectangle inside the image, float32[C, h, w] in 0..1


def labelled_all_over(labelled: int, pixels: int) -> bool:
    """Whether areas of an image with so many labelled pixels are those of what it shows, not of what was painted."""
    return labelled >= ALL_OVER * pixels


def kinds_at(read: Read, shape: tuple[int, int], rows: Ints, columns: Ints) -> NDArray[np.uint8]:
    """The kind of each pixel, below BRIGHT * ROUGH, of an image of ``shape``."""
    found = np.zeros(len(rows), np.uint8)
    for block in cells(Rect.of_shape(shape), BLOCK, BLOCK):
        here = np.flatnonzero((rows // BLOCK == block.y // BLOCK) & (columns // BLOCK == block.x // BLOCK))
        if len(here):
            at = block.grow(REACH).clip(shape)
            found[here] = _kinds(read(at).mean(axis=0))[rows[here] - at.y, columns[here] - at.x]
    return found


def _kinds(grey: NDArray[np.float32]) -> NDArray[np.uint8]:
    side = (2 * REACH + 1, 2 * REACH + 1)
    mean = cv2.blur(grey, side)
    spread = np.sqrt(np.maximum(cv2.blur(grey * grey, side) - mean * mean, 1e-9))
    bright = np.clip(mean * BRIGHT, 0, BRIGHT - 1).astype(np.uint8)
    rough = np.clip(1 + np.log2(spread / SMOOTH), 0, ROUGH - 1).astype(np.uint8)
    return np.asarray(bright * ROUGH + rough, np.uint8)


def quotas(sizes: Ints, limit: int, most: int) -> Ints:
    """How many of each group are taken, about ``limit`` in all and ``most`` of each: of all groups as many, or all of a
    smaller one."""
    sizes = np.minimum(sizes, most)
    if sizes.sum() <= limit:
        return sizes
    ordered = np.sort(sizes)
    smaller = np.cumsum(ordered) - ordered
    each = (limit - smaller) / np.arange(len(sizes), 0, -1)  # of the others, when all smaller groups are taken whole
    return np.asarray(np.minimum(sizes, np.ceil(each[np.argmax(each < ordered)])), np.int64)


def spread_over(
    groups: NDArray[np.uint8], order: NDArray[np.generic], limit: int, most: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """About ``limit`` of the pixels whose groups are given, of each group the first ``most`` by ``order``; ascending
    indices, and how many pixels each stands for."""
    names, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    wanted = quotas(sizes.astype(np.int64), limit, most)
    by_group = np.lexsort((order, group))
    rank = np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = np.sort(by_group[rank < np.repeat(wanted, sizes)])
    return chosen, (sizes / wanted)[group[chosen]]
