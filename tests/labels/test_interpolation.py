"""Slices between two labelled ones: shapes move evenly, what agrees stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import MaskError
from segstudio.labels.classes import VOID
from segstudio.labels.interpolation import interpolate
from tests.pictures import mask, seeds, shapes


def disc(x: float, radius: float) -> np.ndarray:
    rows, columns = np.indices((60, 80))
    return np.where((rows - 30) ** 2 + (columns - x) ** 2 <= radius**2, 1, 0).astype(np.uint8)


@settings(max_examples=60, deadline=None)
@given(seeds, seeds, shapes, st.floats(0, 1))
def test_what_agrees_stays_and_nothing_new_appears(
    one: int, other: int, shape: tuple[int, int], fraction: float
) -> None:
    first, last = mask(one, shape), mask(other, shape)
    (between,) = interpolate(first, last, [fraction])
    assert between.dtype == np.uint8 and between.shape == shape
    np.testing.assert_array_equal(between[first == last], first[first == last])
    assert set(np.unique(between)) <= set(np.unique(first)) | set(np.unique(last))


@settings(max_examples=20, deadline=None)
@given(seeds, seeds, shapes)
def test_the_ends_are_the_two_slices_themselves(one: int, other: int, shape: tuple[int, int]) -> None:
    first, last = mask(one, shape), mask(other, shape)
    start, end = interpolate(first, last, [0, 1])
    np.testing.assert_array_equal(start, first)
    np.testing.assert_array_equal(end, last)
    assert start is not first and end is not last


def test_a_disc_grows_and_moves_evenly() -> None:
    slices = interpolate(disc(30, 10), disc(38, 18), [0.25, 0.5, 0.75])
    for between, radius, x in zip(slices, (12, 14, 16), (32, 34, 36), strict=True):
        area = np.argwhere(between == 1)
        assert abs(len(area) - np.pi * radius**2) < 0.08 * np.pi * radius**2
        assert abs(area[:, 1].mean() - x) < 1 and abs(area[:, 0].mean() - 30) < 0.5


def test_a_class_that_only_one_slice_has_shrinks_and_is_gone_half_way() -> None:
    sizes = [int((m == 1).sum()) for m in interpolate(disc(40, 20), disc(40, 0) * 0, [0.1, 0.3, 0.5, 0.9])]
    assert sizes[0] > sizes[1] > 0 and sizes[2:] == [0, 0]


def test_void_is_a_shape_too() -> None:
    first, last = np.where(disc(30, 15), 3, VOID).astype(np.uint8), np.full((60, 80), VOID, np.uint8)
    last[10:50, 20:45] = 3
    (between,) = interpolate(first, last, [0.5])
    assert set(np.unique(between)) == {3, VOID}


def test_bad_questions_are_refused() -> None:
    one = np.zeros((3, 3), np.uint8)
    with pytest.raises(MaskError, match="sizes"):
        interpolate(one, np.zeros((3, 4), np.uint8), [0.5])
    for fraction in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="fractions"):
            interpolate(one, one, [fraction])
