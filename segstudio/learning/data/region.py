"""A held-out region for projects with too few images to hold out a whole one: a window with a buffer around it.

Strokes inside the window are scored, those in the buffer are ignored, the rest is learnt from: neighbouring pixels are
nearly copies of each other (Roberts et al. 2017, blocked cross-validation). Only where the training keeps most of the
labels of every class. Knows numpy only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.runs.info import Region

SIDES = (0.35, 0.25)  # of the window, as shares of the image's
KEPT = 0.75  # least share of each class's labelled pixels that the training keeps
LEAST = 300  # labelled pixels of a class in the window, for it to count
LEAST_KEPT = 2000  # labelled pixels of each class that are left to train


def outside(mask: NDArray[np.uint8], closed: Rect) -> NDArray[np.uint8]:
    """A copy of the mask, void inside ``closed``."""
    kept = mask.copy()
    kept[closed.clip(mask.shape).slices] = VOID
    return kept


def inside(mask: NDArray[np.uint8], window: Rect) -> NDArray[np.uint8]:
    """A copy of the mask, void but for ``window``."""
    kept = np.full_like(mask, VOID)
    part = window.clip(mask.shape).slices
    kept[part] = mask[part]
    return kept


def choose_region(masks: Sequence[tuple[str, NDArray[np.uint8]]]) -> Region | None:
    """The window that takes most classes and least from the training; ``None`` where labels are too few for one.

    ``masks``: image id and mask of every labelled image. Deterministic.
    """
    total = sum((_counts(mask) for _, mask in masks), np.zeros(VOID, np.int64))
    found = [
        (value, region)
        for image_id, mask in masks
        for region in (Region(image_id, window) for window in _windows(*mask.shape))
        if (value := _value(mask, region, total)) is not None
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _counts(mask: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.bincount(mask.ravel(), minlength=256)[:VOID].astype(np.int64)


def _windows(height: int, width: int) -> Iterator[Rect]:
    """Windows of a few sizes, a quarter of the free way apart; those at the border lose the least to their buffer."""
    for side, row, column in itertools.product(SIDES, range(5), range(5)):
        h, w = max(1, round(side * height)), max(1, round(side * width))
        yield Rect((width - w) * column // 4, (height - h) * row // 4, w, h)


def _value(mask: NDArray[np.uint8], region: Region, total: NDArray[np.int64]) -> tuple[int, float] | None:
    """Classes in the window, then the smallest share of a class that training keeps; ``None``: not to be used."""
    scored = _counts(mask[region.window.slices]) >= LEAST
    kept = total - _counts(mask[region.closed.clip(mask.shape).slices])
    present = total > 0
    share = float((kept[present] / total[present]).min())
    if scored.sum() < 2 or share < KEPT or (kept[present] < LEAST_KEPT).any():
        return None
    return int(scored.sum()), share
