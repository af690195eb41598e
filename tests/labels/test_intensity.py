"""Intensity ranges look at the stored values; NaN is in none of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import auto_window, in_range, intensity, screen
from segstudio.labels.painting import whole
from tests.pictures import image, kinds, region, seeds, shapes, spread


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, kinds, st.floats(-200, 70000), st.floats(0, 70000))
def test_in_range_keeps_exactly_the_pixels_in_the_range(
    seed: int, shape: tuple[int, int], kind: str, low: float, more: float
) -> None:
    pixels, area = image(seed, shape, kind), region(seed, shape)
    values = intensity(pixels).astype(np.float64)
    expected = spread(area, shape) & (values >= low) & (values <= low + more) & np.isfinite(values)
    np.testing.assert_array_equal(spread(in_range(area, pixels, low, low + more), shape), expected)


def test_intensity_of_rgb_is_its_luma() -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 10, 10]]], np.uint8)
    np.testing.assert_allclose(intensity(rgb)[0], [76, 150, 29, 10], atol=1)
    grey = np.array([[1, 65535]], np.uint16)
    assert intensity(grey) is grey


def test_a_range_holds_both_ends_and_never_nan() -> None:
    pixels = np.array([[1.0, 2.0, np.nan, np.inf, -np.inf]], np.float32)
    assert in_range(whole((1, 5)), pixels, 1, 2).inside.tolist() == [[True, True, False, False, False]]
    everything = in_range(whole((1, 5)), pixels, -np.inf, np.inf).inside
    assert everything.tolist() == [[True, True, False, True, True]]


def test_a_footprint_that_reaches_beyond_the_image_is_clipped() -> None:
    beyond = Footprint(Rect(-1, -1, 4, 4), np.ones((4, 4), bool))
    assert in_range(beyond, np.zeros((2, 2), np.uint8), 0, 0).rect == Rect(0, 0, 2, 2)


@settings(max_examples=40, deadline=None)
@given(seeds, shapes, kinds)
def test_the_screen_view_is_8_bit_rgb_with_black_for_nan(seed: int, shape: tuple[int, int], kind: str) -> None:
    pixels = image(seed, shape, kind)
    shown = screen(pixels)
    assert shown.shape == (*shape, 3) and shown.dtype == np.uint8
    values = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2)
    assert not shown[np.isnan(values) | (values == -np.inf)].any()
    np.testing.assert_array_equal(shown, screen(pixels, auto_window(pixels)))
    if pixels.dtype == np.uint8:
        np.testing.assert_array_equal(shown, pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2))


def test_an_image_of_another_form_is_refused() -> None:
    for bad in (np.zeros((2, 2), np.int64), np.zeros((2, 2, 4), np.uint8), np.zeros(3, np.uint8), np.zeros((0, 3))):
        with pytest.raises(ValueError, match="image"):
            in_range(whole((2, 2)), bad, 0, 1)
        with pytest.raises(ValueError, match="image"):
            screen(bad)
