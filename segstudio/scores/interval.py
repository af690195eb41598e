"""How far a mean IoU may be off by the choice of images (bootstrap). NumPy and scores only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.scores.confusion import mean_iou

RESAMPLES = 1000
LEVEL = 0.95


def mean_iou_interval(trainings: Sequence[Sequence[NDArray[np.int64]]]) -> tuple[float, float] | None:
    """The 95 % interval of the mean IoU, averaged over ``trainings``, by the choice of images (percentile bootstrap,
    Efron and Tibshirani 1993, 13.3). Each training: counts ``int64[K, K + 1]`` of the same images in the same order.

    ``None`` for fewer than two images: nothing is known of others then.
    """
    means = _resampled(trainings)
    return None if means is None else _quantiles(means)


def share_ahead(
    better: Sequence[Sequence[NDArray[np.int64]]], other: Sequence[Sequence[NDArray[np.int64]]]
) -> float | None:
    """Share 0..1 of resamplings of the images in which ``better`` has the higher mean IoU (paired bootstrap; a draw
    counts half). Both: trainings as in ``mean_iou_interval``, of the same images; ``None`` for fewer than two."""
    first, second = _resampled(better), _resampled(other)
    if first is None or second is None or len(better[0]) != len(other[0]):
        return None
    known = np.isfinite(first) & np.isfinite(second)
    higher, level = first > second, first == second
    return float((higher + level / 2)[known].mean()) if known.any() else None


def mean_iou_difference(
    one: Sequence[Sequence[NDArray[np.int64]]], other: Sequence[Sequence[NDArray[np.int64]]]
) -> tuple[float, float] | None:
    """The 95 % interval of how much higher ``one`` scores than ``other`` on the same resamplings of the images. Both:
    trainings as in ``mean_iou_interval``, of the same images; ``None`` for fewer than two."""
    first, second = _resampled(one), _resampled(other)
    if first is None or second is None or len(one[0]) != len(other[0]):
        return None
    return _quantiles(first - second)


def _quantiles(found: NDArray[np.float64]) -> tuple[float, float] | None:
    """Those that LEVEL of the finite values lie between; ``None``: none is finite."""
    if not len(found := found[np.isfinite(found)]):
        return None
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _resampled(trainings: Sequence[Sequence[NDArray[np.int64]]]) -> NDArray[np.float64] | None:
    """Mean IoU of RESAMPLES choices of the images, the same choices for as many images."""
    images = len(trainings[0]) if trainings else 0
    if images < 2 or any(len(one) != images for one in trainings):
        return None
    draws = np.random.default_rng(0).multinomial(images, np.full(images, 1 / images), RESAMPLES)
    found: NDArray[np.float64] = np.mean([mean_iou(np.tensordot(draws, np.stack(one), 1)) for one in trainings], axis=0)
    return found
