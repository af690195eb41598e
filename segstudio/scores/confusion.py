"""The confusion matrix over labelled pixels, and every score that follows from it.

Owns two rules. Void: a pixel whose truth is void (255) is never counted, whatever was predicted there; a pixel that is
labelled and was predicted void is wrong. Means: over the classes that have a true pixel in what is compared; a class
that was only predicted keeps its own score of 0 and is named beside the mean (``predicted_only``). With few held-out
images and rare classes a mean that counts such classes varies strongly from check to check, and favours networks that
never predict a rare class. Imports numpy, segstudio.labels and segstudio.errors only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, bands

_BLOCK = 1 << 20  # pixels counted at once


def _pair_counts(prediction: NDArray[np.uint8], truth: NDArray[np.uint8]) -> NDArray[np.int64]:
    """``int64[256, 256]``: how often each truth (row) met each prediction (column)."""
    counts = np.zeros(65536, np.int64)
    for band in bands(Rect.of_shape(truth.shape), _BLOCK):
        pairs = truth[band.slices].astype(np.uint16) << 8 | prediction[band.slices]
        counts += np.bincount(pairs.ravel(), minlength=65536)
    return counts.reshape(256, 256)


def _ratio(part: NDArray[np.number], whole: NDArray[np.number]) -> NDArray[np.float64]:
    """``part / whole``; NaN where ``whole`` is 0."""
    out = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def iou(counts: NDArray[np.number]) -> NDArray[np.float64]:
    """Intersection over union (Jaccard) of ``[..., K, K + 1]``, true classes by predicted ones and none, as
    ``float64[..., K]``; NaN where the class is in neither truth nor prediction."""
    hit = np.diagonal(counts, axis1=-2, axis2=-1)
    return _ratio(hit, counts.sum(axis=-1) + counts[..., :-1].sum(axis=-2) - hit)


def mean(scores: NDArray[np.number], truth_pixels: NDArray[np.number]) -> NDArray[np.float64]:
    """The mean of ``[..., K]`` scores over the classes with a true pixel, ``float64[...]``; NaN where none has one."""
    present = truth_pixels > 0
    return _ratio(np.where(present, scores, 0).sum(axis=-1), present.sum(axis=-1))


def mean_iou(counts: NDArray[np.number]) -> NDArray[np.float64]:
    """``[..., K, K + 1]`` -> ``float64[...]``: mean IoU over the classes with a true pixel; NaN where none has one."""
    return mean(iou(counts), counts.sum(axis=-1))


class Confusion:
    """Counts of labelled pixels by true class (rows) and predicted class (columns), in the order of ``ids``.

    ``matrix`` is ``int64[K, K]``; ``none`` is ``int64[K]``: labelled pixels that were predicted void.
    """

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids: tuple[int, ...] = tuple(int(i) for i in ids)
        if len(set(self.ids)) != len(self.ids) or any(not 0 <= i < VOID for i in self.ids):
            raise ValueError("class ids must be different numbers from 0 to 254")
        self.matrix: NDArray[np.int64] = np.zeros((len(self.ids), len(self.ids)), np.int64)
        self.none: NDArray[np.int64] = np.zeros(len(self.ids), np.int64)

    def add(self, prediction: NDArray[Any], truth: NDArray[Any]) -> None:
        """Count one image: two ``uint8`` arrays of the same shape. Raises MaskError: other size, unknown value."""
        prediction, truth = np.asarray(prediction), np.asarray(truth)
        if prediction.shape != truth.shape:
            raise MaskError(
                "The prediction is {prediction} pixels, the truth {truth}.",
                "Compare masks of the same image.",
                prediction=_size(prediction),
                truth=_size(truth),
            )
        if prediction.dtype != np.uint8 or truth.dtype != np.uint8:
            raise TypeError("masks are uint8 arrays")
        counts = _pair_counts(prediction, truth)
        counts[VOID] = 0
        self._refuse_unknown(counts)
        ids = list(self.ids)
        self.matrix += counts[np.ix_(ids, ids)]
        self.none += counts[ids, VOID]

    def _refuse_unknown(self, counts: NDArray[np.int64]) -> None:
        known = np.zeros(256, bool)
        known[[*self.ids, VOID]] = True
        met = (counts.any(axis=0) | counts.any(axis=1)) & ~known
        if met.any():
            values = ", ".join(str(v) for v in np.flatnonzero(met))
            raise MaskError(
                "A mask holds values that are not a class: {values}.", "Check the class list.", values=values
            )

    def __add__(self, other: Confusion) -> Confusion:
        if self.ids != other.ids:
            raise ValueError("confusion matrices of different classes cannot be added")
        total = Confusion(self.ids)
        total.matrix = self.matrix + other.matrix
        total.none = self.none + other.none
        return total

    def present(self) -> Confusion:
        """The same counts without the classes that are in neither truth nor prediction."""
        kept = [k for k in range(len(self.ids)) if self.truth_pixels[k] or self.matrix[:, k].any()]
        part = Confusion([self.ids[k] for k in kept])
        part.matrix, part.none = self.matrix[np.ix_(kept, kept)], self.none[kept]
        return part

    @property
    def full(self) -> NDArray[np.int64]:
        """``int64[K, K + 1]``: the matrix with the column "none" at the end."""
        return np.column_stack([self.matrix, self.none])

    @property
    def truth_pixels(self) -> NDArray[np.int64]:
        """``int64[K]``: true pixels counted of each class."""
        return np.asarray(self.matrix.sum(axis=1) + self.none, np.int64)

    @property
    def pixels(self) -> int:
        """Labelled pixels counted in all."""
        return int(self.truth_pixels.sum())

    def iou(self) -> NDArray[np.float64]:
        """Intersection over union (Jaccard) ``float64[K]``; NaN where the class is in neither truth nor prediction."""
        return iou(self.full)

    def dice(self) -> NDArray[np.float64]:
        """Dice coefficient (F1) ``float64[K]``; NaN where the class is in neither truth nor prediction."""
        return _ratio(2 * np.diagonal(self.matrix), self.truth_pixels + self.matrix.sum(axis=0))

    def accuracy(self) -> NDArray[np.float64]:
        """Share of each class's true pixels that were found (recall) ``float64[K]``; NaN where it has none."""
        return _ratio(np.diagonal(self.matrix), self.truth_pixels)

    @property
    def mean_iou(self) -> float | None:
        """Mean IoU over the classes with a true pixel; None when nothing was counted."""
        return self._mean(self.iou())

    @property
    def mean_dice(self) -> float | None:
        """Mean Dice over the classes with a true pixel; None when nothing was counted."""
        return self._mean(self.dice())

    def _mean(self, scores: NDArray[np.float64]) -> float | None:
        return float(mean(scores, self.truth_pixels)) if self.pixels else None

    @property
    def predicted_only(self) -> tuple[int, ...]:
        """Ids of the classes that were predicted but have no true pixel: no mean counts them."""
        found = (self.truth_pixels == 0) & self.matrix.any(axis=0)
        return tuple(class_id for class_id, only in zip(self.ids, found, strict=True) if only)

    @property
    def pixel_accuracy(self) -> float | None:
        """Share of all labelled pixels that are right; None when nothing was counted."""
        return int(np.trace(self.matrix)) / self.pixels if self.pixels else None


def _size(array: NDArray[Any]) -> str:
    return " x ".join(str(n) for n in array.shape[1::-1]) if array.ndim >= 2 else str(array.size)
