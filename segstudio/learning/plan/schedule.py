"""When things happen in a training: learning rate, patch size, checks, the end. Pure arithmetic, no torch, no clock."""

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
    """What the person allowed; both ``None``: until it stops getting better."""

    steps: int | None = None
    seconds: float | None = None
    since: int = 0  # step at which the rate begins to rise to its full height

    def spent(self, step: int, elapsed: float) -> float:
        """Share of the budget used up, 0 without one, 1 and more when it is over."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = elapsed / self.seconds if self.seconds else 0.0
        return max(by_steps, by_time)

    @property
    def limited(self) -> bool:
        """There is a budget."""
        return bool(self.steps or self.seconds)

    @property
    def long(self) -> bool:
        """Enough for a course of several phases."""
        return (self.steps or 0) >= LONG_STEPS or (self.seconds or 0.0) >= LONG_SECONDS

    def rate(self, step: int, elapsed: float, warm_up: int = WARM_UP, fall: float = FALL) -> float:
        """Factor of the learning rate: linear warm-up, constant, and within a budget a half cosine to 0 over the last
        share ``fall`` of it."""
        warm = min(1.0, (step - self.since + 1) / warm_up)
        fallen = max(0.0, (self.spent(step, elapsed) - (1 - fall)) / fall)
        return warm * 0.5 * (1 + math.cos(math.pi * min(1.0, fallen)))


class Checks:
    """Which steps end in a check. Depends on pixel counts only, never on the clock: the same seed, the same checks."""

    def __init__(self, check_pixels: int, step_pixels: int, budget: Budget) -> None:
        interval = check_pixels * FORWARD_COST / (CHECK_SHARE * max(1, step_pixels))
        self._least = max(10, math.ceil(interval))
        if budget.steps:  # a short training is checked too
            self._least = max(1, min(self._least, budget.steps))
        self._next = self._least

    def due(self, step: int) -> bool:
        """Call after each step: whether to check now. Intervals grow by a tenth of the steps done."""
        if step < self._next:
            return False
        self._next = step + max(self._least, step // 10)
        return True


class Plateau:
    """How long ago the score was gained on."""

    def __init__(self) -> None:
        self._gained: float | None = None
        self._idle = 0

    def take(self, score: float | None) -> None:
        """Take up the mean IoU of a check; ``None``: nothing could be counted."""
        value = score if score is not None else 0.0
        if self._gained is None or value >= self._gained + GAIN:
            self._gained, self._idle = value, 0
        else:
            self._idle += 1

    def reset(self) -> None:
        """The masks changed: earlier scores cannot be compared with later ones."""
        self._gained, self._idle = None, 0

    def over(self, step: int) -> bool:
        """Nothing was gained for PATIENCE checks and LEAST_STEPS steps."""
        return self._idle >= PATIENCE and step >= LEAST_STEPS
