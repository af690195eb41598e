"""Sums with footprints agree with the same sums of whole arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from segstudio.labels import footprints
from segstudio.labels.geometry import Footprint, Rect
from tests.pictures import region, seeds, shapes, spread


@settings(max_examples=60, deadline=None)
@given(seeds, seeds, shapes)
def test_sums_of_footprints_are_those_of_whole_arrays(one: int, other: int, shape: tuple[int, int]) -> None:
    a, b = region(one, shape), region(other, shape)
    whole_a, whole_b = spread(a, shape), spread(b, shape)
    np.testing.assert_array_equal(spread(footprints.common(a, b), shape), whole_a & whole_b)
    np.testing.assert_array_equal(spread(footprints.joined(a, b), shape), whole_a | whole_b)
    np.testing.assert_array_equal(spread(footprints.without(a, b), shape), whole_a & ~whole_b)
    np.testing.assert_array_equal(footprints.cut(a, b.rect), whole_a[b.rect.slices])


@settings(max_examples=30, deadline=None)
@given(seeds, shapes)
def test_tight_keeps_the_pixels_and_the_smallest_rectangle(seed: int, shape: tuple[int, int]) -> None:
    a = region(seed, shape)
    small = footprints.tight(a.rect, a.inside)
    np.testing.assert_array_equal(spread(small, shape), spread(a, shape))
    rows, columns = np.nonzero(spread(a, shape))
    assert small.rect == Rect.around(zip(columns.tolist(), rows.tolist(), strict=True))


def test_nothing_added_to_nothing_is_nothing() -> None:
    nothing = footprints.empty()
    for sum_of in (footprints.common, footprints.joined, footprints.without):
        assert not sum_of(nothing, nothing).rect
    dab = Footprint(Rect(2, 3, 2, 2), np.ones((2, 2), bool))
    assert footprints.joined(nothing, dab).rect == dab.rect
    assert footprints.without(dab, nothing).inside.all()


def test_the_pixel_under_a_point_is_none_outside_or_when_not_finite() -> None:
    assert footprints.pixel((2.9, 0.0), (1, 3)) == (2, 0)
    for point in ((3.0, 0.0), (-0.1, 0.0), (0.0, float("nan")), (float("inf"), 0.0)):
        assert footprints.pixel(point, (1, 3)) is None
