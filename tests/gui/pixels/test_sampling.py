"""Pixels for the screen: one value per device pixel, the same whichever rectangle is repainted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.gui.pixels.levels import Levels, Tones
from segstudio.gui.pixels.sampling import BAND, Grid, borders, nearest, photo, screen_colors, smooth
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, bands
from segstudio.labels.intensity import windowed

ZOOMS = st.sampled_from([0.07, 0.25, 0.6, 0.93, 1.0, 1.37, 3.0, 11.5])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), ZOOMS, st.integers(-60, 60), st.integers(-60, 60), st.integers(0, 99))
def test_each_device_pixel_shows_the_image_pixel_under_its_centre(
    height: int, width: int, zoom: float, left: int, top: int, seed: int
) -> None:
    mask = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    rect = Grid.covered(Rect(0, 0, 40, 30), left, top, zoom, mask.shape)
    if not rect:
        return
    shown = nearest(mask, Grid(rect, left, top, zoom))
    assert shown.shape == (rect.h, rect.w)
    for y, x in ((0, 0), (rect.h - 1, rect.w - 1), (rect.h // 2, rect.w // 2)):
        column, row = (rect.x + x + 0.5 - left) / zoom, (rect.y + y + 0.5 - top) / zoom
        assert shown[y, x] == mask[min(int(row), height - 1), min(int(column), width - 1)]


@pytest.mark.parametrize("zoom", [0.4, 0.9, 1.0, 1.7, 2.3, 5.3])
def test_a_part_equals_the_same_part_of_the_whole(zoom: float) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (60, 80), dtype=np.uint8)
    rect = Grid.covered(Rect(0, 0, 90, 70), -7, 5, zoom, pixels.shape)
    part = Rect(rect.x + 3, rect.y + 2, rect.w // 2, rect.h // 2)
    seen = [
        smooth(pixels, grid, pixels.shape) if zoom < 1 else nearest(pixels, grid)
        for grid in (Grid(rect, -7, 5, zoom), Grid(part, -7, 5, zoom))
    ]
    difference = np.abs(seen[0][2 : 2 + part.h, 3 : 3 + part.w].astype(int) - seen[1])
    assert difference.max() <= (16 if zoom < 1 else 0), "interpolated between 1/32 of a pixel"


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.0, 16.0])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_whole_magnifications_are_exact(zoom: float, dtype: type) -> None:
    for channels in ((), (3,)):
        pixels = np.random.default_rng(1).integers(0, 256, (9, 7, *channels)).astype(dtype)
        grid = Grid(Rect(0, 0, round(7 * zoom), round(9 * zoom)), 0, 0, zoom)
        expected = pixels.repeat(round(zoom), 0).repeat(round(zoom), 1)
        assert np.array_equal(nearest(pixels, grid), expected)


@pytest.mark.parametrize("zoom", [0.4, 0.9, 1.0, 1.7, 3.0])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [(), (3,)])
def test_a_photograph_is_shown_in_the_colours_of_its_pixels(zoom: float, kind: type, channels: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (60, 80, *channels)).astype(kind)
    rect = Grid.covered(Rect(0, 0, 90, 70), -7, 5, zoom, pixels.shape)
    grid, window = Grid(rect, -7, 5, zoom), (20.0, 200.0)
    seen = smooth(pixels, grid, pixels.shape) if zoom < 1 else nearest(pixels, grid)
    expected, canvas = screen_colors(seen, Tones(Levels(*window))), np.zeros((rect.h + 2, rect.w + 3, 4), np.uint8)
    photo(pixels, grid, pixels.shape, Tones(Levels(*window)), canvas[1:-1, 2:-1])
    difference = np.abs(canvas[1:-1, 2:-1].astype(int) - expected)
    # Of 8-bit colours the window is applied before they are interpolated: not the same beside its ends.
    farthest = 90 if zoom < 1 and kind is np.uint8 and channels else 1
    assert np.median(difference) <= 1 and difference.max() <= farthest
    assert not canvas[0].any() and not canvas[-1].any() and not canvas[:, :2].any() and not canvas[:, -1].any()


def test_bands_of_a_grid_show_what_the_grid_shows() -> None:
    mask = np.random.default_rng(5).integers(0, 256, (900, 1200), dtype=np.uint8)
    grid = Grid(Grid.covered(Rect(0, 0, 700, 500), 3, -2, 0.47, mask.shape), 3, -2, 0.47)
    assert np.array_equal(np.concatenate([nearest(mask, part) for part in grid.bands()]), nearest(mask, grid))


def test_bands_hold_every_pixel_once() -> None:
    rect = Rect(3, 5, 926, 796)
    parts = list(bands(rect, BAND))
    assert sum(part.w * part.h for part in parts) == rect.w * rect.h and len(parts) > 1
    assert all(a.bottom == b.y for a, b in zip(parts, parts[1:], strict=False))
    assert not list(bands(Rect(0, 0, 0, 9))) and not list(bands(Rect(0, 0, 9, 0)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("window", [(0.0, 255.0), (12.0, 90.0), (100.0, 101.0), (5.0, 5.0), (-40.0, 1e6)])
def test_a_window_maps_its_ends_to_black_and_white_and_nan_to_black(dtype: type, window: tuple[float, float]) -> None:
    pixels = np.arange(256).reshape(16, 16).astype(dtype)
    if dtype == np.float32:
        pixels[0, :3] = (np.nan, np.inf, -np.inf)
    low, high = window
    with np.errstate(invalid="ignore"):
        share = (pixels.astype(np.float64) - low) / (high - low if high > low else np.inf)
    expected = np.rint(255 * np.clip(np.nan_to_num(share, nan=0, posinf=1, neginf=0), 0, 1))
    out = screen_colors(pixels, Tones(Levels(*window)))
    assert np.abs(out[..., 0].astype(int) - expected).max() <= 1
    assert np.array_equal(windowed(pixels, window).shape, pixels.shape)


def test_colours_are_in_the_order_of_the_screen() -> None:
    out = screen_colors(np.array([[[10, 20, 30]]], np.uint8), Tones())
    assert out[0, 0, :3].tolist() == [30, 20, 10]


@pytest.mark.parametrize("width", [1, 2])
def test_only_what_lies_at_a_border_is_kept(width: int) -> None:
    values = np.full((20, 20), 3, np.uint8)
    values[:, 10:] = 7
    values[15:] = VOID
    kept = borders(values, width)
    assert np.all(kept[5, 10 - width : 10] == 3) and np.all(kept[5, 10 : 10 + width] == 7)
    assert np.all(kept[:10, : 10 - width] == VOID) and np.all(kept[15 - width : 15, 2] == 3)
    assert np.all(kept[15:] == VOID)
    assert np.all(borders(np.zeros((4, 4), np.uint8), width) == VOID)
