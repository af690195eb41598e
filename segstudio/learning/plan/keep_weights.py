"""Which weights of a training are kept: the latest that are not clearly worse than the best on the held-out images.

The highest of many scores on few images is mostly luck, and weights from the end, after the learning rate has fallen,
are better on unseen images. So later weights are kept unless they are worse than the best ones in nearly every
resampling of the images (paired bootstrap, Efron and Tibshirani 1993). NumPy and scores only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.scores.confusion import mean_iou

Counts = NDArray[np.int64]  # [K, K + 1] of one image: true classes by predicted ones, the last column: none

RESAMPLES = 200
SURE = 0.9  # share of the resamplings in which worse weights are worse
MARGIN = 0.02  # of the mean IoU, if there is one image only


def is_worse(new: Sequence[Counts], best: Sequence[Counts]) -> bool:
    """Whether ``new`` is worse than ``best`` on the same images, more than by the choice of images."""
    if len(new) != len(best) or not new:
        return False
    now, then = np.stack(new), np.stack(best)
    if len(new) == 1:
        return bool(mean_iou(now[0]) < mean_iou(then[0]) - MARGIN)
    draws = np.random.default_rng(0).multinomial(len(new), np.full(len(new), 1 / len(new)), RESAMPLES)
    gain = mean_iou(np.tensordot(draws, now, 1)) - mean_iou(np.tensordot(draws, then, 1))
    gain = gain[np.isfinite(gain)]
    return bool(len(gain) and (gain < 0).mean() >= SURE)


class WeightChoice:
    """Decides after every check whether its weights are kept."""

    def __init__(self) -> None:
        self._best: Sequence[Counts] = ()
        self._score = -1.0

    def take(self, images: Sequence[Counts]) -> bool:
        """Whether to keep the weights that gave these counts, one per held-out image."""
        kept = not is_worse(images, self._best)
        score = float(np.nan_to_num(mean_iou(np.sum(np.stack(images), axis=0)), nan=0.0)) if len(images) else 0.0
        if score > self._score or len(images) != len(self._best):
            self._best, self._score = images, score
        return kept

    def reset(self) -> None:
        """The masks changed: earlier counts are no longer comparable."""
        self._best, self._score = (), -1.0
