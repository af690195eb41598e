"""Rectangles: half-open, clipped, united."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.geometry import Rect

rects = st.builds(Rect, st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 9), st.integers(0, 9))


def pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@settings(max_examples=60, deadline=None)
@given(rects, rects)
def test_intersection_and_union_are_those_of_the_pixels(a: Rect, b: Rect) -> None:
    assert pixels(a.intersect(b)) == pixels(a) & pixels(b)
    assert pixels(a.union(b)) >= pixels(a) | pixels(b)
    assert bool(a) == bool(pixels(a))
    assert pixels(a.clip((4, 6))) == pixels(a) & pixels(Rect(0, 0, 6, 4))


def test_around_is_the_smallest_rectangle_with_its_margin() -> None:
    assert Rect.around([(1.9, -0.1), (4.0, 2.0)]) == Rect(1, -1, 4, 4)
    assert Rect.around([(1.0, 1.0)], margin=2) == Rect(1, 1, 1, 1).grow(2)
    assert not Rect.around([])


def test_slices_index_the_rectangle() -> None:
    array = np.zeros((5, 6))
    array[Rect(1, 2, 3, 2).slices] = 1
    assert array.sum() == 6 and array[2:4, 1:4].all()
