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
    images = len(trainings[0]) if trainings else 0
    if images < 2 or any(len(one) != images for one in trainings):
        return None
    draws = np.random.default_rng(0).multinomial(images, np.full(images, 1 / images), RESAMPLES)
    means = np.mean([mean_iou(np.tensordot(draws, np.stack(one), 1)) for one in trainings], axis=0)
    means = means[np.isfinite(means)]
    if not len(means):
        return None
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
