"""Click an object: what is outlined is taken, the wheel changes it, and it is painted as one undo step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from tests.gui.hand import ALT, CTRL, NONE, RIGHT, SHIFT, Hand

Rest = Callable[[], None]
BRIGHT, GREY = (slice(15, 45), slice(10, 40)), (slice(20, 50), slice(50, 75))


@pytest.fixture
def tool(canvas: Canvas, rest: Rest, qtbot: object) -> Canvas:
    """The canvas with the tool chosen, its regions known."""
    canvas.toolbox.set_tool("object_click")
    qtbot.waitUntil(lambda: canvas.toolbox.companion._regions is not None)  # type: ignore[attr-defined]
    return canvas


def share(mask: np.ndarray, value: int, place: tuple[slice, slice]) -> float:
    """Intersection over union of what has the value with a rectangle."""
    wanted = np.zeros(mask.shape, bool)
    wanted[place] = True
    return float(((mask == value) & wanted).sum() / ((mask == value) | wanted).sum())


def wheel(canvas: Canvas, hand: Hand, x: float, y: float, notches: int, keys: Qt.KeyboardModifier = NONE) -> None:
    """Turn the wheel over a pixel."""
    at = QPointF(hand.at(x, y))
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_the_object_under_the_pointer_is_outlined_before_any_click(tool: Canvas, hand: Hand, rest: Rest) -> None:
    hand.move(25, 30)
    rest()
    shown = tool.toolbox.previews.lines
    assert shown is not None and abs(shown.rect.w - 30) <= 2 and abs(shown.rect.h - 30) <= 2
    assert (tool.document.mask.array == VOID).all() and not tool.toolbox.busy


def test_a_click_and_enter_paint_the_object_as_one_undo_step(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    hand.click(25, 30)
    rest()
    assert (document.mask.array == VOID).all(), "nothing is painted before Enter"
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.9
    assert len(document.mask.history.undo_stack) == 1
    document.queue.undo()
    assert (document.mask.array == VOID).all()


def test_shift_adds_and_alt_cuts_away(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    hand.click(25, 30)
    rest()
    hand.click(60, 35, keys=SHIFT)
    rest()
    hand.click(26, 31, keys=ALT)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, GREY) > 0.85 and len(document.mask.history.undo_stack) == 1


def test_a_click_elsewhere_paints_and_takes_the_next(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    hand.click(25, 30)
    rest()
    hand.click(60, 35, RIGHT)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.9 and tool.toolbox.busy
    hand.key(Qt.Key.Key_Escape)
    assert not tool.toolbox.busy and tool.toolbox.previews.shown is None


def test_the_wheel_changes_the_outline_and_what_was_clicked(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    zoom = tool.transform.zoom
    hand.move(25, 30)
    rest()
    before = tool.toolbox.companion.found
    wheel(tool, hand, 25, 30, 1)
    rest()
    larger = tool.toolbox.companion.found
    assert larger.footprint.inside.sum() > before.footprint.inside.sum() and tool.transform.zoom == zoom
    hand.click(25, 30)
    rest()
    wheel(tool, hand, 25, 30, -1)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert (document.mask.array == 0).sum() == before.footprint.inside.sum()
    wheel(tool, hand, 25, 30, 1, CTRL)
    assert tool.transform.zoom > zoom, "with Ctrl it zooms"


def test_backspace_takes_one_part_back_and_escape_all(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    hand.click(25, 30)
    rest()
    hand.click(60, 35, keys=SHIFT)
    rest()
    hand.key(Qt.Key.Key_Backspace)
    assert tool.toolbox.busy
    hand.key(Qt.Key.Key_Backspace)
    assert not tool.toolbox.busy and tool.toolbox.previews.shown is None
    hand.click(25, 30)
    rest()
    hand.key(Qt.Key.Key_Escape)
    assert (document.mask.array == VOID).all() and not document.mask.history.undo_stack


def test_a_click_before_the_regions_are_known_waits_for_them(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    canvas.toolbox.set_tool("object_click")
    hand.click(25, 30)
    hand.move(60, 35)  # the pointer moves on meanwhile
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, BRIGHT) > 0.9


def test_a_locked_class_is_neither_taken_nor_given(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    document.class_list.set_current(1)
    document.class_list.change(lambda table: table.set_locked(1, True))
    hand.click(25, 30)
    rest()
    assert not tool.toolbox.busy and (document.mask.array == VOID).all()


def test_a_newer_prediction_changes_what_is_offered(tool: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    assert document.entry is not None
    for place in ((slice(10, 55), slice(5, 79)), (slice(5, 50), slice(2, 46))):
        classes = np.zeros(document.mask.shape, np.uint8)
        classes[place] = 2
        sure = np.full(classes.shape, 250, np.uint8)
        document.predictions.put(Predicted(1, document.entry.id, Rect.of_shape(classes.shape), classes, sure, "run", 1))
        hand.move(70, 58)
        rest()
        hand.move(25, 30)
        rest()
        wanted = np.count_nonzero(classes == 2)
        offered = [region.size for region in tool.toolbox.companion.found.row.regions]
        assert min(abs(size - wanted) for size in offered) < 0.03 * wanted


def test_the_predicted_region_can_be_chosen_with_the_wheel(
    tool: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    classes = np.zeros(document.mask.shape, np.uint8)
    classes[10:55, 5:79] = 2  # both squares and what is between them
    sure = np.full(classes.shape, 250, np.uint8)
    assert document.entry is not None
    document.predictions.put(Predicted(1, document.entry.id, Rect.of_shape(classes.shape), classes, sure, "run", 1))
    hand.move(25, 30)
    rest()
    found, wanted = tool.toolbox.companion.found, 45 * 74
    sizes = [abs(region.size - wanted) for region in found.row.regions]
    wheel(tool, hand, 25, 30, sizes.index(min(sizes)) - found.place)
    rest()
    hand.click(25, 30)
    rest()
    hand.key(Qt.Key.Key_Return)
    rest()
    assert share(document.mask.array, 0, (slice(10, 55), slice(5, 79))) > 0.95


def test_another_tool_removes_the_outline(tool: Canvas, hand: Hand, rest: Rest) -> None:
    hand.move(25, 30)
    rest()
    tool.toolbox.set_tool("brush")
    assert tool.toolbox.previews.lines is None and tool.toolbox.companion is None
