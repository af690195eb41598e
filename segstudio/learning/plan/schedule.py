"""The schedule of a training: learning rate, checks, the end. Pure arithmetic, no torch, no clock."""

from __future__ import annotations

import math
from dataclasses import dataclass

LONG_STEPS, LONG_SECONDS = 400, 120.0
WARM_UP = 20  # steps from 0 to the full learning rate
FALL = 0.4  # share of a given budget over which the rate falls to 0
PATIENCE = 8  # checks without a gain
GAIN = 0.005  # of the mean IoU
LEAST_STEPS = 400  # before a plateau may end a training
CHECK_SHARE = 0.12  # of the time goes to checks
FORWARD_COST = 1 / 3  # of a training step, per pixel


@dataclass(frozen=True)
class Budget:
    """How long to train; both ``None``: until the score no longer improves."""

    steps: int | None = None
    seconds: float | None = None
    since: int = 0  # step at which the warm-up begins

    def spent(self, step: int, elapsed: float) -> float:
        """Used share of the budget, 0 without one, 1 and more when it is over."""
        return max(step / self.steps if self.steps else 0.0, elapsed / self.seconds if self.seconds else 0.0)

    @property
    def limited(self) -> bool:
        """Whether there is a budget."""
        return bool(self.steps or self.seconds)

    @property
    def long(self) -> bool:
        """Long enough for a course of several phases."""
        return (self.steps or 0) >= LONG_STEPS or (self.seconds or 0.0) >= LONG_SECONDS

    def rate(self, step: int, elapsed: float, warm_up: int = WARM_UP, fall: float = FALL) -> float:
        """Factor of the learning rate: linear warm-up, constant, and within a budget a half cosine to 0 over the last
        share ``fall`` of it."""
        warm = min(1.0, (step - self.since + 1) / warm_up)
        fallen = max(0.0, (self.spent(step, elapsed) - (1 - fall)) / fall)
        return warm * 0.5 * (1 + math.cos(math.pi * min(1.0, fallen)))


class Checks:
    """Which steps are followed by a check. Depends on pixel counts only, so that the same seed has the same checks."""

    def __init__(self, check_pixels: int, step_pixels: int, budget: Budget) -> None:
        interval = check_pixels * FORWARD_COST / (CHECK_SHARE * max(1, step_pixels))
        self._least = max(10, math.ceil(interval))
        if budget.steps:  # a short training is checked too
            self._least = max(1, min(self._least, budget.steps))
        self._next = self._least

    @property
    def first(self) -> int:
        """The earliest step that is followed by a check."""
        return self._least

    def due(self, step: int) -> bool:
        """Whether to check after this step, asked at every step. Intervals grow with a tenth of the steps."""
        if step < self._next:
            return False
        self._next = step + max(self._least, step // 10)
        return True


class Plateau:
    """Counts the checks since the score last improved: ``idle``."""

    def __init__(self) -> None:
        self._best, self.idle = -math.inf, 0

    def take(self, score: float | None) -> None:
        """Add the mean IoU of a check; ``None``: nothing could be counted."""
        if (score or 0.0) >= self._best + GAIN:
            self._best, self.idle = score or 0.0, 0
        else:
            self.idle += 1

    def reset(self) -> None:
        """The masks changed: earlier scores are no longer comparable."""
        self._best, self.idle = -math.inf, 0

    def over(self, step: int) -> bool:
        """No better for PATIENCE checks, and LEAST_STEPS steps were taken."""
        return self.idle >= PATIENCE and step >= LEAST_STEPS
