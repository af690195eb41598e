"""The connected regions of a mask, their outlines along pixel edges and their run lengths, for formats of shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.objects import WHOLE, Parting, find_objects

Loop = list[tuple[int, int]]  # corners (x, y), each between pixels


@dataclass(frozen=True)
class Region:
    """The pixels ``inside`` bool[h,w] of one object of class ``id`` (``labels.objects``); upper left at (x, y)."""

    id: int
    x: int
    y: int
    inside: NDArray[np.bool_]

    def loops(self) -> list[Loop]:
        """Its outlines along pixel edges, corners only: the widest first, then others and those of holes."""
        loops = [[(x + self.x, y + self.y) for x, y in loop] for loop in _loops(self.inside)]
        return sorted(loops, key=lambda loop: -max(x for x, _ in loop) + min(x for x, _ in loop))

    def one_loop(self) -> Loop:
        """One closed outline that goes to each hole and back on the same line; exact where the even-odd rule holds."""
        first, *holes = self.loops()
        points = list(first)
        for hole in holes:
            points += [first[0], *hole, hole[0]]
        return [*points, first[0]] if holes else points

    def column_runs(self, shape: tuple[int, int]) -> list[int]:
        """Run lengths down the columns of an image of ``shape`` (h, w), outside first, as COCO counts."""
        rows, columns = np.nonzero(self.inside)
        places = np.sort((columns + self.x) * shape[0] + rows + self.y)
        starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
        firsts, lasts = places[starts], places[np.append(starts[1:] - 1, len(places) - 1)] + 1
        edges = np.stack([firsts, lasts], 1).ravel()
        runs: list[int] = np.diff(edges, prepend=0, append=shape[0] * shape[1]).tolist()
        return runs if runs[-1] else runs[:-1]


def regions(
    values: NDArray[np.uint8], parting: Parting = WHOLE, seeds: NDArray[np.int32] | None = None
) -> Iterator[Region]:
    """The objects of ``uint8[h,w]`` class ids, class by class; void has none. ``parting``, ``seeds``: as of
    ``find_objects``."""
    objects = find_objects(values, parting, seeds)
    for number, id in enumerate(objects.classes.tolist(), 1):
        box = objects.box(number)
        yield Region(id, box.x, box.y, objects.numbers[box.slices] == number)


def _loops(inside: NDArray[np.bool_]) -> Iterator[Loop]:
    """Closed ways along the edges between inside and outside, in pixels of the array."""
    after = _edges(inside)
    while after:
        start = next(iter(after))
        loop: Loop = []
        here, before = start, (0, 0)
        while True:
            ends = after[here]
            there = ends.pop()
            if not ends:
                del after[here]
            step = there[0] - here[0], there[1] - here[1]
            if step != before:
                loop.append(here)
            here, before = there, step
            if here == start:
                break
        yield loop


def _edges(inside: NDArray[np.bool_]) -> dict[tuple[int, int], Loop]:
    """From each corner to the next ones, with the inside on the right."""
    padded = np.pad(inside, 1)
    after: defaultdict[tuple[int, int], Loop] = defaultdict(list)
    sides = (
        (padded[:-2, 1:-1], (0, 0), (1, 0)),
        (padded[1:-1, 2:], (1, 0), (1, 1)),
        (padded[2:, 1:-1], (1, 1), (0, 1)),
        (padded[1:-1, :-2], (0, 1), (0, 0)),
    )
    for neighbour, start, end in sides:
        for y, x in zip(*(part.tolist() for part in np.nonzero(inside & ~neighbour)), strict=True):
            after[x + start[0], y + start[1]].append((x + end[0], y + end[1]))
    return after
