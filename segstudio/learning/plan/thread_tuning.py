"""How many CPU threads a training uses: measured again and again, because other programs come and go.

Two threads on two free cores are nearly twice as fast as one; where something else keeps a core busy, each step waits
the slower thread and one alone is faster. Only for trainings that the clock bounds: another number of threads may
round differently, and a training of so many steps gives the same result every time.
"""

from __future__ import annotations

from collections.abc import Callable

LAPS = 4  # steps that a count is timed for
EVERY = 150  # steps between two comparisons
FIRST = 30  # steps before the first one


class ThreadTuning:
    """Call ``record`` after every step; it sets the threads through ``use(count)``."""

    def __init__(self, most: int, use: Callable[[int], object]) -> None:
        self._counts = (most, 1) if most > 1 else (most,)
        self._use = use
        self._until = FIRST
        self._laps: list[list[float]] = []

    def record(self, step: int, seconds: float, size: int) -> None:
        """Step number ``step`` took ``seconds`` with patches of ``size`` pixels a side (steps compare per pixel)."""
        if len(self._counts) == 1 or step < self._until:
            return
        if not self._laps:
            self._laps = [[]]
            self._use(self._counts[0])
            return
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
