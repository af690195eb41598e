"""Colour tables: class colours, hidden classes and void are edits of 256 entries."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from segstudio.gui.pixels.color_table import (
    DIFFERENCE,
    argb,
    class_table,
    difference_table,
    faded,
    hatch_table,
    laid_over,
    map_table,
    premultiplied,
)
from segstudio.labels.classes import VOID, ClassTable, Color

CLASSES = ClassTable.from_names(["background", "cell", "wall"])


def alpha(entry: int) -> int:
    """The alpha of a table entry."""
    return entry >> 24


@pytest.mark.parametrize(("given", "expected"), [(-1.0, 0), (0.0, 0), (0.5, 128), (1.0, 255), (7.0, 255)])
def test_alpha_is_clipped(given: float, expected: int) -> None:
    assert alpha(argb((1, 2, 3), given)) == expected
    assert argb((1, 2, 3), given) & 0xFFFFFF == 0x010203


def test_every_class_has_its_screen_color() -> None:
    table = class_table(CLASSES)
    assert len(table) == 256
    for row in CLASSES:
        assert table[row.id] == argb(row.screen_color, 1.0)


def test_hidden_classes_unknown_values_and_void_are_not_drawn() -> None:
    table = class_table(CLASSES.set_hidden(1, True))
    assert [alpha(table[i]) for i in (0, 1, 2, 3, 254, VOID)] == [255, 0, 255, 0, 0, 0]


@pytest.mark.parametrize(("strength", "expected"), [(-1.0, 0), (0.0, 0), (0.5, 128), (1.0, 255), (2.0, 255)])
def test_fading_changes_alpha_only(strength: float, expected: int) -> None:
    table = class_table(CLASSES)
    weaker = faded(table, strength)
    assert [entry & 0xFFFFFF for entry in weaker] == [entry & 0xFFFFFF for entry in table]
    assert alpha(weaker[0]) == expected and alpha(weaker[200]) == 0


def test_the_hatch_is_one_dark_and_one_light_line() -> None:
    table = hatch_table(1.0)
    assert [i for i, entry in enumerate(table) if alpha(entry)] == [1, 2]
    assert table[1] & 0xFFFFFF == 0 and table[2] & 0xFFFFFF == 0xFFFFFF


def test_only_disagreement_is_drawn() -> None:
    assert [i for i, entry in enumerate(difference_table()) if alpha(entry)] == [1, 2]


@pytest.mark.parametrize("photo", [*DIFFERENCE, (200, 90, 50), (255, 255, 255), (0, 0, 0), (128, 128, 128)])
def test_one_of_the_two_stripes_of_a_difference_stands_out_from_any_photograph(photo: Color) -> None:
    lab = cv2.cvtColor(np.float32([[photo, *DIFFERENCE]]) / 255, cv2.COLOR_RGB2LAB)[0]
    assert np.linalg.norm(lab[1:] - lab[0], axis=1).max() > 50


def test_feature_maps_get_brighter_with_the_value() -> None:
    lightness = [0.299 * (e >> 16 & 255) + 0.587 * (e >> 8 & 255) + 0.114 * (e & 255) for e in map_table()]
    assert len(lightness) == 256
    assert all(b >= a - 1 for a, b in zip(lightness, lightness[1:], strict=False))
    assert lightness[-1] - lightness[0] > 180


ENTRIES = st.integers(0, 2**32 - 1)


@given(ENTRIES)
def test_premultiplied_colours_are_those_of_qt(entry: int) -> None:
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.setPixel(0, 0, entry)
    shown = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    expected = np.frombuffer(shown.constBits(), np.uint8)[:4].astype(int)
    assert np.abs(premultiplied([entry]).view(np.uint8).astype(int) - expected).max() <= 1


@given(ENTRIES, ENTRIES, st.integers(0, 2**24 - 1))
def test_two_colours_laid_over_each_other_look_like_one_after_the_other(bottom: int, top: int, ground: int) -> None:
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    for entry in (bottom, top):
        painter.fillRect(0, 0, 1, 1, QColor.fromRgba(entry))
    painter.end()
    both = laid_over([bottom], top).view(np.uint8).astype(float)
    below = np.array([ground & 255, ground >> 8 & 255, ground >> 16 & 255])
    expected = [image.pixelColor(0, 0).blue(), image.pixelColor(0, 0).green(), image.pixelColor(0, 0).red()]
    assert np.abs(both[:3] + below * (255 - both[3]) / 255 - expected).max() <= 3
