"""Arrays as Qt images: no copy, any width, no silent conversion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPainter

from segstudio.gui.qimage import Canvas32, Picture, shares_memory

GREYS = [QColor(i, i, i).rgba() for i in range(256)]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 41), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_rows_of_any_width_keep_their_pixels(width: int, height: int, seed: int) -> None:
    array = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    image = Picture(array).image
    shown = [[image.pixelIndex(x, y) for x in range(width)] for y in range(height)]
    assert np.array_equal(shown, array)


def test_numpy_writes_are_seen_also_after_a_new_color_table() -> None:
    array = np.zeros((5, 7), np.uint8)
    picture = Picture(array)
    picture.set_colors(GREYS)
    array[2, 3] = 9
    assert picture.image.pixelColor(3, 2).red() == 9
    picture.set_colors([0xFF112233] * 256)
    array[2, 3] = 10
    assert picture.image.pixelIndex(3, 2) == 10 and shares_memory()


def test_a_new_color_table_touches_no_pixel() -> None:
    array = np.arange(35, dtype=np.uint8).reshape(5, 7)
    before = array.copy()
    Picture(array).set_colors(GREYS[::-1])
    assert np.array_equal(array, before)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_rgb_keeps_channels_at_odd_widths(width: int) -> None:
    rgb = np.random.default_rng(width).integers(0, 256, (4, width, 3), dtype=np.uint8)
    image = Picture(rgb).image
    shown = [[image.pixelColor(x, y).getRgb()[:3] for x in range(width)] for y in range(4)]
    assert np.array_equal(shown, rgb)


def test_numpy_and_a_painter_write_to_the_same_pixels() -> None:
    made = Canvas32(5, 3)
    made.array[...] = 0
    made.array[2, 4] = (30, 20, 10, 255)
    assert made.image.pixelColor(4, 2).getRgb()[:3] == (10, 20, 30)
    painter = QPainter(made.image)
    painter.fillRect(0, 0, 2, 1, QColor(1, 2, 3))
    painter.end()
    assert made.array[0, 1, :3].tolist() == [3, 2, 1] and made.array[1, 1, :3].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 8), np.uint8)[:, ::2],
        np.zeros((4, 8), np.uint8)[:, 1:5],
        np.zeros((4, 8), np.int32),
        np.zeros((4, 8, 2), np.uint8),
        np.zeros(4, np.uint8),
    ],
)
def test_an_array_that_qt_would_misread_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="picture"):
        Picture(array)


def test_an_empty_array_is_a_null_image() -> None:
    assert Picture(np.zeros((0, 3), np.uint8)).image.isNull()
