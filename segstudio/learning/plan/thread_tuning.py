"""How many CPU threads a training uses: measured again and again, because the load of other programs changes.

Two threads on two free cores are nearly twice as fast as one; if another program uses a core, each step waits for the
slower thread and one is faster. Not for trainings of fixed steps, whose result must be the same every time: another
number of threads may round differently.
"""

from __future__ import annotations

from collections.abc import Callable

LAPS = 4  # timed steps for each number of threads
EVERY = 150  # steps between two comparisons
FIRST = 30  # steps before the first one


class ThreadTuning:
    """``record`` is called after every step and sets the threads with ``use(count)``."""

    def __init__(self, most: int, use: Callable[[int], object]) -> None:
        self._counts = (most, 1) if most > 1 else (most,)
        self._use = use
        self._until = FIRST
        self._laps: list[list[float]] = []

    def record(self, step: int, seconds: float, size: int) -> None:
        """Step number ``step`` took ``seconds`` with patches of ``size`` pixels a side (steps compare per pixel)."""
        if len(self._counts) == 1 or step < self._until:
            return
        if self._laps:
            self._laps[-1].append(seconds / size**2)
            if len(self._laps[-1]) < LAPS:
                return
        if len(self._laps) < len(self._counts):
            self._use(self._counts[len(self._laps)])
            self._laps.append([])
            return
        medians = [sorted(laps)[len(laps) // 2] for laps in self._laps]
        self._use(self._counts[medians.index(min(medians))])
        self._laps, self._until = [], step + EVERY
