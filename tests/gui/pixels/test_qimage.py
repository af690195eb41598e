"""Arrays as Qt images: no copy, any width, no silent conversion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPainter

from segstudio.gui.pixels.qimage import Canvas32, premultiplied_image

OPAQUE = -(1 << 24)  # alpha 255


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 41), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_rows_of_any_width_keep_their_colours(width: int, height: int, seed: int) -> None:
    colors = np.random.default_rng(seed).integers(0, 1 << 24, (height, width), dtype=np.int32) | OPAQUE
    image = premultiplied_image(colors)
    shown = [[image.pixel(x, y) for x in range(width)] for y in range(height)]
    assert np.array_equal(np.array(shown, np.uint32).view(np.int32), colors)


def test_numpy_writes_are_seen() -> None:
    colors = np.full((5, 7), OPAQUE, np.int32)
    image = premultiplied_image(colors)
    colors[2, 3] |= 0x090000
    assert image.pixelColor(3, 2).red() == 9


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
        np.zeros((4, 8), np.int32)[:, ::2],
        np.zeros((4, 8), np.int32)[:, 1:5],
        np.zeros((4, 8), np.uint8),
        np.zeros((4, 8, 4), np.int32),
        np.zeros(4, np.int32),
    ],
)
def test_an_array_that_qt_would_misread_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="colours"):
        premultiplied_image(array)


def test_an_empty_array_is_a_null_image() -> None:
    assert premultiplied_image(np.zeros((0, 3), np.int32)).isNull()
