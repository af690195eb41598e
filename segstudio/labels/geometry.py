"""Rectangles and footprints in image pixels. Knows numpy only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rect:
    """Half-open pixel rectangle: columns ``x .. x+w-1``, rows ``y .. y+h-1``. Empty when ``w`` or ``h`` is 0."""

    x: int
    y: int
    w: int
    h: int

    @staticmethod
    def of_shape(shape: tuple[int, ...]) -> Rect:
        """The whole of an array of shape ``(h, w, ...)``."""
        return Rect(0, 0, shape[1], shape[0])

    @staticmethod
    def around(points: Iterable[tuple[float, float]], margin: int = 0) -> Rect:
        """The smallest rectangle that holds every ``(x, y)``, grown by ``margin`` pixels on each side."""
        pts = list(points)
        if not pts:
            return Rect(0, 0, 0, 0)
        xs, ys = [int(np.floor(p[0])) for p in pts], [int(np.floor(p[1])) for p in pts]
        x, y = min(xs) - margin, min(ys) - margin
        return Rect(x, y, max(xs) + margin + 1 - x, max(ys) + margin + 1 - y)

    @staticmethod
    def between(first: tuple[float, float], second: tuple[float, float]) -> Rect:
        """The pixels with their middle in the rectangle between two corners, by the rule of ``labels.painting``; may be
        empty."""
        (x, right), (y, bottom) = (
            sorted(int(np.ceil(value - 0.5)) for value in pair) for pair in zip(first, second, strict=True)
        )
        return Rect(x, y, right - x, bottom - y)

    @property
    def right(self) -> int:
        """First column right of the rectangle."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """First row below the rectangle."""
        return self.y + self.h

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of this rectangle into an ``(h, w)`` array; the rectangle must be inside it."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    def __bool__(self) -> bool:
        return self.w > 0 and self.h > 0

    def clip(self, shape: tuple[int, ...]) -> Rect:
        """The part inside an array of shape ``(h, w, ...)``."""
        return self.intersect(Rect.of_shape(shape))

    def intersect(self, other: Rect) -> Rect:
        """The part in both; may be empty."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect(x, y, max(0, min(self.right, other.right) - x), max(0, min(self.bottom, other.bottom) - y))

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if not other:
            return self
        if not self:
            return other
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def relative_to(self, other: Rect) -> Rect:
        """This rectangle counted from the top left pixel of ``other``."""
        return Rect(self.x - other.x, self.y - other.y, self.w, self.h)

    def grow(self, margin: int) -> Rect:
        """This rectangle with ``margin`` more pixels on each side."""
        return Rect(self.x - margin, self.y - margin, self.w + 2 * margin, self.h + 2 * margin)


def bands(rect: Rect, pixels: int = 1 << 20) -> Iterator[Rect]:
    """``rect`` cut into bands of whole rows, each of about ``pixels`` pixels and at least one row."""
    rows = max(1, pixels // max(1, rect.w))
    for y in range(rect.y, rect.bottom if rect else rect.y, rows):
        yield Rect(rect.x, y, rect.w, min(rows, rect.bottom - y))


def cells(rect: Rect, width: int, height: int) -> Iterator[Rect]:
    """The cells of a fixed grid from (0, 0) that ``rect`` touches, row by row, whole: they may reach beyond it."""
    if rect:
        for y in range(rect.y // height * height, rect.bottom, height):
            for x in range(rect.x // width * width, rect.right, width):
                yield Rect(x, y, width, height)


SPARE = 16_000  # pixels that cost as much as one more rectangle


def few_rects(rects: Iterable[Rect]) -> list[Rect]:
    """A few rectangles that hold all of ``rects``: close ones are joined."""
    found: list[Rect] = []
    for rect in rects:
        if not rect:
            continue
        for index, other in enumerate(found):
            both = rect.union(other)
            if both.w * both.h <= rect.w * rect.h + other.w * other.h + SPARE:
                found[index] = both
                break
        else:
            found.append(rect)
    return found


class Footprint(NamedTuple):
    """The pixels a gesture touches: ``inside`` is ``bool[rect.h, rect.w]``; ``rect`` is inside the image."""

    rect: Rect
    inside: NDArray[np.bool_]
