"""Whether a score rises: a trend over several checks, and on the same images by more than their choice explains.

The trend is Mann's (1945): of all pairs of the last checks, how many rose less how many fell, against what an order by
chance gives. It guards against what differs from check to check, the paired bootstrap of ``keep_weights`` against few
images. NumPy and scores only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segstudio.learning.plan.keep_weights import Counts, is_worse
from segstudio.learning.plan.schedule import GAIN
from segstudio.scores.confusion import mean_iou

CHECKS = 5  # that are looked at
# Pairs that rose less pairs that fell, by the number of checks: from here on chance gives it in at most 5 % of all
# orders (1 of 24 of four checks, 5 of 120 of five). Of fewer checks no order says so much.
LEAST = {4: 6, 5: 8}


def rises(scores: Sequence[float]) -> bool:
    """Whether these scores, oldest first, have an upward trend (one-sided, 5 %) and gained GAIN from first to last."""
    rose = sum(int(np.sign(later - score)) for at, score in enumerate(scores) for later in scores[at + 1 :])
    return rose >= LEAST.get(len(scores), np.inf) and scores[-1] - scores[0] >= GAIN


class Trend:
    """The last checks on the same labels."""

    def __init__(self) -> None:
        self._last: list[Sequence[Counts]] = []

    def take(self, images: Sequence[Counts], idle: int) -> bool | None:
        """Add the counts of a check, one per image. True: the mean IoU rises; False: it did not improve for as many
        checks as are looked at (``idle``: checks since it last did); ``None``: that cannot be said yet."""
        self._last = [*self._last, images][-CHECKS:]
        means = [float(mean_iou(np.sum(np.stack(one), axis=0))) for one in self._last]
        if rises(means) and is_worse(self._last[0], self._last[-1]):
            return True
        return False if idle >= CHECKS else None

    def reset(self) -> None:
        """The masks changed: earlier counts are no longer comparable."""
        self._last = []
