"""Undo and redo of a long day's strokes, held against masks that plain NumPy painted.

    python tests/benchmarks/bench_history.py [--size 8192] [--strokes 500] [--radius 50]

Every stroke is a wave of dabs joined by straight segments. The reference paints them with arithmetic of its own, and
its state after every tenth stroke is kept. Then all strokes are undone and
redone; after every tenth step the mask must equal the reference. Prints a table and last one JSON object; ends with
exit code 1 when a pixel differs or the history is larger than its goal.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections.abc import Callable

import numpy as np
from common import ROOT  # noqa: F401  finds the checkout
from numpy.typing import NDArray

from segstudio.labels.mask import Mask
from segstudio.labels.painting import brush_segment
from segstudio.labels.rules import everything

GOAL_MB = 64
CHECK_EVERY = 10
Points = list[tuple[int, int]]


def strokes(size: int, count: int, seed: int = 3) -> list[tuple[int, Points]]:
    """``count`` strokes as class and corner pixels, all over the image, some across its edges; every ninth erases."""
    rng = np.random.default_rng(seed)
    made: list[tuple[int, Points]] = []
    for index in range(count):
        x, y = rng.integers(0, size, 2)
        turns = rng.integers(-60, 61, (int(rng.integers(4, 16)), 2)).cumsum(axis=0)
        points = [(int(x), int(y)), *((int(x + a), int(y + b)) for a, b in turns)]
        if index % 9 == 8:
            points = [(a + 9, b - 7) for a, b in made[-1][1]]  # where there is something to erase
        made.append((255 if index % 9 == 8 else index % 5, points))
    return made


def paint_reference(mask: NDArray[np.uint8], value: int, points: Points, radius: int) -> None:
    """The same stroke in NumPy: per segment every pixel whose centre is at most ``radius`` from the segment."""
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        left, top = max(0, min(x0, x1) - radius - 1), max(0, min(y0, y1) - radius - 1)
        right, bottom = min(mask.shape[1], max(x0, x1) + radius + 1), min(mask.shape[0], max(y0, y1) + radius + 1)
        if left >= right or top >= bottom:
            continue
        # The dab of an even diameter is centred on the upper left corner of the pixel under the pointer.
        rows = np.arange(top, bottom)[:, None] + 0.5 - y0
        columns = np.arange(left, right)[None, :] + 0.5 - x0
        dx, dy = x1 - x0, y1 - y0
        along = np.clip((columns * dx + rows * dy) / max(1, dx * dx + dy * dy), 0, 1)
        near = (columns - along * dx) ** 2 + (rows - along * dy) ** 2 <= radius * radius + 1e-9
        mask[top:bottom, left:right][near] = value


class Trial:
    """A mask with strokes, what the reference looked like after every tenth, and what was measured."""

    def __init__(self, size: int, radius: int) -> None:
        self.mask, self.reference = Mask.empty((size, size)), np.full((size, size), 255, np.uint8)
        self.radius = radius
        self.kept: dict[int, bytes] = {}  # undo steps -> the reference with so many steps, deflated
        self.steps = self.wrong = self.compared = 0
        self.times: dict[str, list[float]] = {"commit": [], "undo": [], "redo": []}

    def _timed(self, name: str, act: Callable[[], object]) -> object:
        start = time.perf_counter()
        result = act()
        self.times[name].append(1e3 * (time.perf_counter() - start))
        return result

    def _compare(self) -> None:
        """The mask against the reference of as many steps, if that was kept."""
        if self.steps in self.kept:
            expected = np.frombuffer(zlib.decompress(self.kept[self.steps]), np.uint8).reshape(self.mask.shape)
            self.wrong += int(np.count_nonzero(self.mask.array != expected))
            self.compared += 1

    def _compare_counts(self) -> None:
        counted = sum(np.bincount(row, minlength=256) for row in self.mask.array)
        self.wrong += int(np.abs(self.mask.counts() - counted).sum())

    def paint(self, count: int) -> None:
        """All strokes, by both."""
        self.kept[0] = zlib.compress(self.reference.tobytes(), 1)
        for index, (value, points) in enumerate(strokes(self.mask.shape[0], count), 1):
            self.mask.begin("Brush")
            for start, end in zip(points, points[1:], strict=False):
                self.mask.paint(brush_segment(self.mask.shape, start, end, 2 * self.radius), value, everything())
            self.steps += self._timed("commit", self.mask.commit) is not None
            paint_reference(self.reference, value, points, self.radius)
            if index % CHECK_EVERY == 0 or index == count:
                self.kept[self.steps] = zlib.compress(self.reference.tobytes(), 1)
                self._compare()
        self._compare_counts()

    def walk(self) -> None:
        """Everything undone, everything redone."""
        while self._timed("undo", self.mask.undo) is not None:
            self.steps -= 1
            self._compare()
        self._compare_counts()
        while self._timed("redo", self.mask.redo) is not None:
            self.steps += 1
            self._compare()
        self._compare_counts()


def run(size: int, count: int, radius: int) -> dict[str, float]:
    """Paint, undo and redo everything; steps, memory, comparisons, differing pixels and counts, milliseconds."""
    trial = Trial(size, radius)
    trial.paint(count)
    painted, history_mb = trial.steps, trial.mask.history.nbytes / 1e6
    undoable = len(trial.mask.history.undo_stack)
    trial.walk()
    found = {"size": size, "strokes": count, "steps": painted, "undoable": undoable,
             "history_mb": round(history_mb, 1), "compared": trial.compared, "wrong": trial.wrong}  # fmt: skip
    for name, values in trial.times.items():
        found[f"{name}_median_ms"] = round(float(np.median(values)), 2)
        found[f"{name}_p99_ms"] = round(float(np.percentile(values, 99)), 2)
    return found


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--strokes", type=int, default=500)
    parser.add_argument("--radius", type=int, default=50)
    options = parser.parse_args()
    found = run(options.size, options.strokes, options.radius)
    good = not found["wrong"] and found["undoable"] == found["steps"] and found["history_mb"] <= GOAL_MB
    for name, value in found.items():
        print(f"{name:18s}{value:>12}")
    print(f"{'goal':18s}{'met' if good else 'MISSED':>12}  (every step, at most {GOAL_MB} MB, no difference)")
    print(json.dumps(found))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
