"""A large even area that is unlike all labels, and predicted all over as one class: the black around a retina.

What a prediction says there is worth nothing, since nothing like it was ever labelled. Looks at brightness only; knows
no Qt and runs in the background.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.gui.pixels.prediction import UNSURE
from segstudio.labels.classes import VOID

LEAST_AREA = 0.03  # of the image; each corner around a round picture that touches all four sides is 0.05
APART = 8  # brightness, 0 to 255, by which it lies outside of what is labelled; in an even area values are that close
EVEN = 0.9  # share of an even area's pixels that are as close to its median
STRAY = 20  # labelled pixels that are darkest, and that are brightest, say nothing: strokes reach a little too far

Bytes = NDArray[np.uint8]
Range = tuple[int, int]


@dataclass(frozen=True)
class UnlikeArea:
    """The class that is predicted all over the area, and its median brightness, 0 to 255."""

    class_id: int
    brightness: int

    def unlike(self, labelled: Iterable[Range]) -> bool:
        """Whether it is darker or brighter than all of these ranges of labelled brightness."""
        return all(not low - APART <= self.brightness <= high + APART for low, high in labelled)


def brightness_of(pixels: NDArray[Any]) -> Bytes:
    """``uint8[h, w]`` of ``[h, w]`` or ``[h, w, 3]``; other than 8 bit is scaled between percentiles 0.5 and 99.5."""
    grey = np.ascontiguousarray(pixels)
    if pixels.ndim == 3:
        grey = cv2.transform(grey, np.full((1, 3), 1 / 3, np.float32))  # the mean of the channels, rounded
    if pixels.dtype == np.uint8:
        return np.asarray(grey, np.uint8)
    grey = np.nan_to_num(grey.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = np.percentile(grey, (0.5, 99.5))
    return np.asarray(np.clip((grey - low) / max(high - low, 1e-9), 0, 1) * 255, np.uint8)


def labelled_range(brightness: Bytes, labels: Bytes, step: int = 1) -> Range | None:
    """Darkest and brightest of the labelled pixels, but for STRAY; of every ``step``-th pixel in both directions."""
    counts = np.cumsum(np.bincount(brightness[labels != VOID], minlength=256))
    if not counts[-1]:
        return None
    stray = min(STRAY // step**2, int(counts[-1] - 1) // 2)
    return int(np.searchsorted(counts, stray, "right")), int(np.searchsorted(counts, counts[-1] - stray))


def find_unlike(
    brightness: Bytes, labels: Bytes, labelled: Range, predicted: Bytes, confidence: Bytes
) -> UnlikeArea | None:
    """The largest such area, ``uint8[h, w]`` all; ``None``: there is none. Its class is labelled on this image, so that
    it is known what the class looks like here."""
    low, high = labelled
    free = (labels == VOID) & (confidence >= UNSURE)
    best, found = LEAST_AREA * labels.size, None
    for side in (brightness < low - APART, brightness > high + APART):
        for class_id in np.flatnonzero(np.bincount(labels.ravel(), minlength=256)[:VOID]):
            inside = side & free & (predicted == class_id)
            if np.count_nonzero(inside) < best:
                continue
            _, parts, facts, _ = cv2.connectedComponentsWithStats(inside.view(np.uint8), connectivity=4)
            areas = facts[1:, cv2.CC_STAT_AREA]
            if areas.max() < best:
                continue
            values = brightness[parts == 1 + int(areas.argmax())]
            middle = int(np.median(values))
            if (np.abs(values.astype(np.int16) - middle) <= APART).mean() >= EVEN:
                best, found = float(areas.max()), UnlikeArea(int(class_id), middle)
    return found
