"""Black, white and gamma; histograms of stored values."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.gui.pixels.levels import BINS, BRIGHTEST, Levels, Tones, histogram
from segstudio.gui.pixels.sampling import screen_colors
from segstudio.labels.intensity import windowed


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_gamma_is_the_power_that_it_says_for_every_depth(dtype: type) -> None:
    values = np.arange(256).astype(dtype).reshape(16, 16)
    levels = Levels(20.0, 220.0, 2.2)
    exact = 255 * np.clip((values.astype(np.float64) - 20) / 200, 0, 1) ** (1 / 2.2)
    assert np.abs(levels.shown(values).astype(float) - exact).max() <= 2
    flat = Levels(20.0, 220.0)
    assert np.array_equal(flat.shown(values), windowed(values, (20.0, 220.0)))


def test_what_is_not_finite_is_black_and_infinity_white_at_any_gamma() -> None:
    values = np.array([[np.nan, -np.inf, np.inf, 0.5]], np.float32)
    assert Levels(0.0, 1.0, 2.0).shown(values).tolist() == [[0, 0, 255, 180]]


def test_the_middle_handle_is_shown_as_half_of_white_and_stays_in_its_bounds() -> None:
    levels = Levels(100.0, 300.0).with_middle(150.0)
    assert levels.middle == pytest.approx(150.0) and levels.gamma == pytest.approx(2.0)
    assert levels.shown(np.full((1, 1), 150, np.uint16))[0, 0] in (127, 128)
    assert Levels(0.0, 1.0).with_middle(-5.0).gamma == BRIGHTEST
    assert Levels(0.0, 1.0).with_middle(9.0).gamma == 1 / BRIGHTEST


def test_green_only_is_the_green_channel_in_grey() -> None:
    pixels = np.array([[[10, 20, 30], [200, 100, 50]]], np.uint8)
    assert screen_colors(pixels, Tones(only=1))[0, :, :3].tolist() == [[20] * 3, [100] * 3]


def test_each_channel_has_levels_of_its_own_below_those_of_all() -> None:
    pixels = np.array([[[100, 100]]], np.uint8)
    colors = ((255, 0, 0), (0, 255, 0))
    tones = Tones(colors=colors, each=(Levels(0.0, 200.0), Levels()))
    assert screen_colors(pixels, tones)[0, 0, 2::-1].tolist() == [128, 100, 0]
    both = Tones(Levels(0.0, 127.5), colors=colors, each=(Levels(0.0, 200.0), Levels()))
    assert screen_colors(pixels, both)[0, 0, 2::-1].tolist() == [255, 200, 0]


def test_a_histogram_counts_every_value_once_and_tells_extremes_beyond_its_axis() -> None:
    bytes_found = histogram(np.arange(256, dtype=np.uint8).reshape(16, 16))
    assert bytes_found is not None and bytes_found.counts.tolist() == [[1] * BINS]
    values = np.tile(np.arange(1000, 1512, dtype=np.uint16), (8, 1))
    values[0, 0] = 60_000  # one hot pixel
    found = histogram(values)
    assert found is not None and found.most == 60_000 and found.high < 3000
    assert found.counts.sum() == values.size - 1, "of 60,000 no bin is made: the axis would hold nothing else"
    assert found.low == int(found.low) - 0.5 or (found.low - 0.5).is_integer()
    width = (found.high - found.low) / BINS
    assert width.is_integer(), "bins of unequal numbers of values would look like a comb"
    assert histogram(np.full((4, 4), np.nan, np.float32)) is None
    flat = histogram(np.full((4, 4), 7.0, np.float32))
    assert flat is not None and flat.counts.sum() == 16
