"""The path tool by mouse and keys: traced, as wide as the brush, one undo step, taken back, discarded."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.canvas import Canvas
from segstudio.labels.classes import VOID
from tests.gui.hand import RIGHT, Hand
from tests.gui.tools.conftest import Show

ROWS = np.round(50 + 25 * np.sin(np.arange(160) / 20)).astype(int)  # of the vessel, by column


@pytest.fixture
def canvas(show: Show) -> Canvas:
    """A dark vessel of 3 px that winds over 100 x 160 pixels, and the tool in hand."""
    pixels = np.full((100, 160), 150, np.uint8)
    points = np.stack([np.arange(160), ROWS], 1).astype(np.int32)
    cv2.polylines(pixels, [points], False, 80, 3)
    canvas = show(pixels)
    canvas.toolbox.set_tool("path")
    canvas.toolbox.set_brush_size(3)
    return canvas


def wheel(canvas: Canvas, hand: Hand, turns: int, keys: Qt.KeyboardModifier) -> None:
    at = QPointF(hand.at(80, 50))
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * turns), Qt.MouseButton.NoButton, keys,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas, event)


def painted(canvas: Canvas) -> np.ndarray:
    return canvas.document.mask.array != VOID


def near_vessel(reach: int) -> np.ndarray:
    """Every pixel at most ``reach`` rows from the vessel's middle."""
    return np.abs(np.arange(100)[:, None] - ROWS[None]) <= reach


def test_three_clicks_paint_the_vessel_as_wide_as_the_brush_in_one_step(
    canvas: Canvas, hand: Hand, rest: Callable[[], None]
) -> None:
    for column in (10, 80, 150):
        hand.click(column, ROWS[column])
        rest()
    assert not painted(canvas).any(), "nothing is painted before Enter"
    hand.key(Qt.Key.Key_Return)
    rest()
    found = painted(canvas)
    assert found[ROWS[12:148], np.arange(12, 148)].all() and not (found & ~near_vessel(5)).any()
    assert 3 * 140 <= found.sum() <= 3 * 140 * 1.7, "a slanted line has more pixels in a column"
    canvas.document.queue.undo()
    assert not painted(canvas).any()


def test_the_wheel_sizes_the_path_and_the_preview_shows_what_enter_paints(
    canvas: Canvas, hand: Hand, rest: Callable[[], None]
) -> None:
    zoom = canvas.transform.scale
    hand.click(10, ROWS[10])
    rest()
    hand.click(150, ROWS[150])
    rest()
    wheel(canvas, hand, 6, Qt.KeyboardModifier.NoModifier)
    assert canvas.toolbox.brush_size > 6 and canvas.transform.scale == zoom
    wheel(canvas, hand, 1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.transform.scale > zoom
    preview = canvas.toolbox.previews.shown
    expected = np.zeros((100, 160), bool)
    expected[preview.rect.slices] = preview.values != VOID
    hand.key(Qt.Key.Key_Return)
    rest()
    assert np.array_equal(painted(canvas), expected)
    wheel(canvas, hand, -1, Qt.KeyboardModifier.NoModifier)
    assert canvas.transform.scale <= zoom * 1.01, "between two paths the wheel zooms"


def test_points_are_taken_back_and_escape_drops_all(canvas: Canvas, hand: Hand, rest: Callable[[], None]) -> None:
    for column in (10, 60, 150):
        hand.click(column, ROWS[column])
        rest()
    hand.key(Qt.Key.Key_Backspace)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert painted(canvas)[:, :66].any() and not painted(canvas)[:, 66:].any()
    canvas.document.queue.undo()
    for _ in range(2):
        hand.click(60, 80)
        rest()
    hand.key(Qt.Key.Key_Escape)
    assert not canvas.toolbox.busy and canvas.toolbox.previews.shown is None
    hand.click(60, 80)
    hand.click(60, 80, RIGHT)
    assert not canvas.toolbox.busy and not painted(canvas).any()


def test_clicks_that_come_before_the_lines_are_known_are_followed_all_the_same(
    canvas: Canvas, hand: Hand, rest: Callable[[], None]
) -> None:
    for column in (10, 80, 150):
        hand.click(column, ROWS[column])
    hand.key(Qt.Key.Key_Return)
    rest()
    assert painted(canvas)[ROWS[12:148], np.arange(12, 148)].all() and not (painted(canvas) & ~near_vessel(5)).any()
