"""The tools by real mouse events: what a hand does is exactly what the mask becomes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.gui.canvas import marks
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.tools.table import TOOLS
from segstudio.labels import painting
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.rules import PaintRule
from segstudio.learning.messages import Predicted
from tests.gui.hand import ALT, LEFT, NONE, RIGHT, Hand
from tests.gui.scripted import bring_up


@pytest.fixture
def canvas(document: Document, qtbot: object) -> Canvas:
    """A visible canvas of 720 x 560 on 80 x 60 image pixels."""
    widget = Canvas(document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(720, 560)
    bring_up(qtbot, widget)
    widget.toolbox.set_brush_size(7)
    return widget


@pytest.fixture
def hand(canvas: Canvas) -> Hand:
    """The mouse."""
    return Hand(canvas)


@pytest.fixture
def problems(document: Document) -> list[UserError]:
    """What the banner was told."""
    told: list[UserError] = []
    document.problem.connect(told.append)
    return told


def capsule(document: Document, *points: tuple[int, int], diameter: float = 7) -> np.ndarray:
    """What a brush over these pixels covers, from the rasteriser alone."""
    out = np.zeros(document.mask.shape, bool)
    for start, end in zip(points, points[1:] or points, strict=False):
        middles = [(x + 0.5, y + 0.5) for x, y in (start, end)]
        footprint = painting.brush_segment(out.shape, *middles, diameter)
        out[footprint.rect.slices] |= footprint.inside
    return out


def dab(document: Document, at: tuple[float, float], diameter: float) -> np.ndarray:
    """What a click covers, from the rasteriser alone."""
    out = np.zeros(document.mask.shape, bool)
    footprint = painting.brush_segment(out.shape, at, at, diameter)
    out[footprint.rect.slices] = footprint.inside
    return out


def predict(document: Document, value: int) -> None:
    """One class everywhere."""
    classes = np.full(document.mask.shape, value, np.uint8)
    document.predictions.put(Predicted(0, document.entry.id, Rect.of_shape(classes.shape), classes, classes, "run", 1))


# ---- brush ------------------------------------------------------------------------------------------------------


def test_a_stroke_paints_exactly_its_capsules_and_is_one_undo_step(hand: Hand, document: Document) -> None:
    points = [(10, 10), (30, 12), (35, 40), (60, 50)]
    hand.drag(*points)
    expected = capsule(document, *points)
    assert np.array_equal(document.mask.array == 0, expected)
    assert np.array_equal(document.mask.array == VOID, ~expected)
    document.queue.undo()
    assert (document.mask.array == VOID).all()


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_a_click_paints_the_ring_that_was_shown(hand: Hand, canvas: Canvas, document: Document, size: int) -> None:
    canvas.toolbox.set_brush_size(size)
    hand.click(40, 30)
    painted = document.mask.array == 0
    assert np.array_equal(painted, dab(document, hand.pointed(40, 30), size))
    square = painting.dab_square(hand.pointed(40, 30), size)
    outline = np.array(painting.brush_outline(size)) + (square.x, square.y)
    rows, columns = np.nonzero(painted)
    assert (columns.min(), columns.max() + 1) == (outline[:, 0].min(), outline[:, 0].max())
    assert (rows.min(), rows.max() + 1) == (outline[:, 1].min(), outline[:, 1].max())


def test_right_drag_paints_void_without_changing_the_tool(hand: Hand, canvas: Canvas, document: Document) -> None:
    hand.drag((10, 30), (70, 30))
    hand.drag((40, 20), (40, 40), button=RIGHT)
    gone = capsule(document, (40, 20), (40, 40))
    assert (document.mask.array[gone] == VOID).all() and canvas.toolbox.tool.name == "brush"
    assert np.array_equal(document.mask.array == 0, capsule(document, (10, 30), (70, 30)) & ~gone)


def test_the_eraser_paints_void(hand: Hand, canvas: Canvas, document: Document) -> None:
    hand.drag((10, 30), (70, 30))
    canvas.toolbox.set_tool("eraser")
    hand.drag((10, 30), (70, 30))
    assert (document.mask.array == VOID).all()


def test_escape_gives_back_every_pixel_of_the_stroke(hand: Hand, document: Document) -> None:
    hand.drag((10, 30), (70, 30))
    before = document.mask.array.copy()
    document.class_list.set_current(1)
    hand.press(20, 20)
    hand.move(60, 45)
    assert (document.mask.array != before).any()
    hand.key(Qt.Key.Key_Escape)
    assert np.array_equal(document.mask.array, before)
    hand.move(70, 50)
    hand.release(70, 50)
    assert np.array_equal(document.mask.array, before) and not document.mask.stroking
    document.queue.undo()
    assert (document.mask.array == VOID).all(), "the cancelled stroke is no undo step"


@pytest.mark.parametrize("taken", ["brush", "eraser"])
def test_another_tool_in_the_middle_of_a_drag_keeps_what_was_painted_as_one_step(
    hand: Hand, canvas: Canvas, document: Document, taken: str
) -> None:
    document.strokes.begin("before")
    document.strokes.paint(painting.whole(document.mask.shape), 1)
    document.strokes.commit()
    canvas.toolbox.set_tool(taken)
    hand.press(20, 20)
    hand.move(60, 45)
    painted = document.mask.array.copy()
    canvas.toolbox.set_tool("polygon")
    assert not document.mask.stroking and (painted != 1).any()
    hand.release(60, 45)
    assert np.array_equal(document.mask.array, painted) and not canvas.toolbox.busy
    document.queue.undo()
    assert (document.mask.array == 1).all()


def test_another_image_ends_the_stroke(hand: Hand, canvas: Canvas, document: Document) -> None:
    hand.press(20, 20)
    mask = document.mask
    document.current.step(1)
    assert not mask.stroking and not canvas.toolbox.busy


def test_a_second_button_does_not_disturb_a_stroke(hand: Hand, document: Document) -> None:
    hand.press(10, 30)
    hand.press(10, 30, RIGHT)
    hand.move(40, 30)
    hand.release(40, 30, RIGHT)
    hand.move(70, 30)
    hand.release(70, 30)
    assert np.array_equal(document.mask.array == 0, capsule(document, (10, 30), (40, 30), (70, 30)))


def test_painting_without_a_class_is_a_sentence(hand: Hand, document: Document, problems: list[UserError]) -> None:
    document.class_list.current = -1
    hand.drag((10, 30), (70, 30))
    assert len(problems) == 1 and problems[0].message and problems[0].hint
    assert (document.mask.array == VOID).all()
    assert not document.mask.stroking


@pytest.mark.parametrize("tool", ["brush", "polygon", "lasso", "fill"])
def test_painting_with_a_locked_class_is_a_sentence(
    hand: Hand, canvas: Canvas, document: Document, problems: list[UserError], tool: str
) -> None:
    document.class_list.change(lambda table: table.set_locked(0, True))
    canvas.toolbox.set_tool(tool)
    hand.drag((10, 10), (60, 15), (30, 50))
    assert len(problems) == 1 and "locked" in problems[0].message
    assert (document.mask.array == VOID).all() and not canvas.toolbox.busy


def test_pixels_of_a_locked_class_are_painted_around(hand: Hand, document: Document) -> None:
    hand.click(40, 30)
    kept = document.mask.array == 0
    document.class_list.change(lambda table: table.set_locked(0, True))
    document.class_list.set_current(1)
    hand.drag((10, 30), (70, 30))
    assert (document.mask.array[kept] == 0).all() and (document.mask.array == 1).any()


def test_a_stroke_that_starts_outside_the_image_paints_what_lies_inside(hand: Hand, document: Document) -> None:
    hand.drag((-1, -1), (5, 5))
    assert np.array_equal(document.mask.array == 0, capsule(document, (-1, -1), (5, 5)))


# ---- polygon, lasso, fill ---------------------------------------------------------------------------------------

CORNERS = [(10, 10), (60, 12), (40, 50)]


def filled(hand: Hand, corners: list[tuple[int, int]]) -> np.ndarray:
    """The polygon from the rasteriser alone."""
    return outlined(hand.canvas.document, [hand.pointed(*corner) for corner in corners])


def outlined(document: Document, corners: list[tuple[float, float]]) -> np.ndarray:
    """The same of image coordinates."""
    out = np.zeros(document.mask.shape, bool)
    footprint = painting.polygon(out.shape, corners)
    out[footprint.rect.slices] = footprint.inside
    return out


@pytest.mark.parametrize("ending", ["enter", "double", "first corner"])
def test_a_polygon_by_mouse_fills_its_corners(hand: Hand, canvas: Canvas, document: Document, ending: str) -> None:
    canvas.toolbox.set_tool("polygon")
    for corner in CORNERS[:-1]:
        hand.click(*corner)
    if ending == "double":
        hand.double(*CORNERS[-1])
    else:
        hand.click(*CORNERS[-1])
        hand.move(30, 20)
        assert (document.mask.array == VOID).all(), "nothing is painted before it is closed"
        if ending == "enter":
            hand.key(Qt.Key.Key_Return)
        else:
            hand.click(*CORNERS[0])
    assert np.array_equal(document.mask.array == 0, filled(hand, CORNERS))
    assert not canvas.toolbox.busy
    document.queue.undo()
    assert (document.mask.array == VOID).all()


def test_backspace_right_click_and_undo_take_a_corner_back(hand: Hand, canvas: Canvas, document: Document) -> None:
    hand.drag((70, 55), (75, 55))
    labelled = document.mask.array.copy()
    canvas.toolbox.set_tool("polygon")
    for corner in (*CORNERS, (5, 55), (70, 20), (20, 5)):
        hand.click(*corner)
    hand.key(Qt.Key.Key_Backspace)
    hand.click(33, 33, RIGHT)
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(document.mask.array, labelled), "undo while drawing undoes no older stroke"
    hand.key(Qt.Key.Key_Enter)
    assert np.array_equal(document.mask.array != labelled, filled(hand, CORNERS) & (labelled != 0))


def test_escape_forgets_the_polygon(hand: Hand, canvas: Canvas, document: Document) -> None:
    canvas.toolbox.set_tool("polygon")
    for corner in CORNERS:
        hand.click(*corner)
    hand.key(Qt.Key.Key_Escape)
    assert not canvas.toolbox.busy and canvas.toolbox.outline is None
    hand.key(Qt.Key.Key_Return)  # a click: the first corner of another one
    assert (document.mask.array == VOID).all()


def test_a_polygon_goes_on_after_panning(hand: Hand, canvas: Canvas, document: Document) -> None:
    canvas.toolbox.set_tool("polygon")
    hand.click(*CORNERS[0])
    first = hand.pointed(*CORNERS[0])
    canvas.transform.zoom_by(0.8)
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, NONE, QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(320, 310))
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, NONE, QPoint(320, 310))
    hand.click(*CORNERS[1])
    hand.click(*CORNERS[2])
    hand.key(Qt.Key.Key_Return)
    corners = [first, *(hand.pointed(*corner) for corner in CORNERS[1:])]
    assert np.array_equal(document.mask.array == 0, outlined(document, corners))


def test_the_lasso_fills_on_release_and_right_drag_fills_with_void(
    hand: Hand, canvas: Canvas, document: Document
) -> None:
    canvas.toolbox.set_tool("lasso")
    around = [(10, 10), (60, 10), (60, 50), (10, 50)]
    hand.drag(*around)
    assert np.array_equal(document.mask.array == 0, filled(hand, around))
    hole = [(20, 20), (40, 20), (40, 40), (20, 40)]
    hand.drag(*hole, button=RIGHT)
    assert np.array_equal(document.mask.array == VOID, ~filled(hand, around) | filled(hand, hole))
    hand.press(5, 5)
    hand.move(70, 5)
    hand.move(70, 55)
    before = document.mask.array.copy()
    hand.key(Qt.Key.Key_Escape)
    hand.release(70, 55)
    assert np.array_equal(document.mask.array, before)


def test_fill_takes_the_connected_region_of_equal_label(hand: Hand, canvas: Canvas, document: Document) -> None:
    canvas.toolbox.set_brush_size(3)
    hand.drag((40, 0), (40, 59))
    document.class_list.set_current(1)
    canvas.toolbox.set_tool("fill")
    hand.click(10, 30)
    assert (document.mask.array[:, :39] == 1).all() and (document.mask.array[:, 42:] == VOID).all()
    hand.click(10, 30, RIGHT)
    assert not (document.mask.array == 1).any()
    hand.click(-1, 30)
    assert not document.mask.stroking


# ---- pick, accept, size, pen ------------------------------------------------------------------------------------


def test_alt_click_and_the_picker_take_the_class_under_the_pointer(
    hand: Hand, canvas: Canvas, document: Document
) -> None:
    hand.click(40, 30)
    document.class_list.set_current(1)
    before = document.mask.array.copy()
    hand.click(40, 30, keys=ALT)
    assert document.class_list.current == 0 and canvas.toolbox.tool.name == "brush"
    document.class_list.set_current(1)
    canvas.toolbox.set_tool("pick")
    hand.click(5, 5)
    assert document.class_list.current == 1, "void is no class"
    hand.click(40, 30)
    assert document.class_list.current == 0 and np.array_equal(document.mask.array, before)


def test_the_picker_takes_the_predicted_class_on_void(hand: Hand, canvas: Canvas, document: Document) -> None:
    predict(document, 1)
    canvas.toolbox.set_tool("pick")
    canvas.display.set_view("labels")
    hand.click(5, 5)
    assert document.class_list.current == 0
    canvas.display.set_view("both")
    hand.click(5, 5)
    assert document.class_list.current == 1


def test_accepting_copies_the_prediction_where_it_is_painted(
    hand: Hand, canvas: Canvas, document: Document, problems: list[UserError]
) -> None:
    canvas.toolbox.set_tool("accept")
    hand.click(40, 30)
    assert len(problems) == 1, "without a prediction it says so"
    predict(document, 1)
    assert (document.mask.array == VOID).all(), "a prediction alone labels nothing"
    hand.drag((10, 30), (70, 30))
    assert np.array_equal(document.mask.array == 1, capsule(document, (10, 30), (70, 30)))
    hand.drag((40, 20), (40, 40), button=RIGHT)
    assert document.mask.array[30, 40] == VOID
    document.queue.undo()
    document.queue.undo()
    assert (document.mask.array == VOID).all()


def test_alt_right_drag_sizes_the_brush_and_paints_nothing(hand: Hand, canvas: Canvas, document: Document) -> None:
    hand.press(20, 30, RIGHT, ALT)
    hand.move(30, 30)
    hand.release(30, 30, RIGHT)
    assert canvas.toolbox.brush_size == pytest.approx(7 + 20, abs=1)
    assert (document.mask.array == VOID).all()
    hand.press(60, 30, RIGHT, ALT)
    hand.move(0, 30)
    hand.release(0, 30, RIGHT)
    assert canvas.toolbox.brush_size == 1


def pen(canvas: Canvas, kind: QTabletEvent.Type, x: float, y: float, pressure: float, eraser: bool) -> None:
    """One event of a tablet pen."""
    tip = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice("pen", 7, QInputDevice.DeviceType.Stylus, tip, QInputDevice.Capability.Pressure, 1, 2)
    at = canvas.transform.to_widget(x + 0.5, y + 0.5)
    at = QPointF(int(at.x()), int(at.y()))
    held = Qt.MouseButton.NoButton if kind == QTabletEvent.Type.TabletRelease else LEFT
    button = Qt.MouseButton.NoButton if kind == QTabletEvent.Type.TabletMove else LEFT
    event = QTabletEvent(kind, device, at, canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NONE, button, held)
    assert QApplication.sendEvent(canvas, event) and event.isAccepted()


def test_pen_pressure_scales_the_dab_and_the_eraser_tip_paints_void(canvas: Canvas, document: Document) -> None:
    canvas.toolbox.set_brush_size(20)
    press, move, release = (
        QTabletEvent.Type.TabletPress, QTabletEvent.Type.TabletMove, QTabletEvent.Type.TabletRelease
    )  # fmt: skip
    pen(canvas, press, 40, 30, 0.5, False)
    assert np.array_equal(document.mask.array == 0, capsule(document, (40, 30), diameter=10))
    pen(canvas, move, 40, 30, 1.0, False)
    pen(canvas, release, 40, 30, 0.0, False)
    assert np.array_equal(document.mask.array == 0, capsule(document, (40, 30), diameter=20))
    assert not document.mask.stroking
    pen(canvas, press, 40, 30, 1.0, True)
    pen(canvas, release, 40, 30, 0.0, True)
    assert (document.mask.array == VOID).all()


def test_every_tool_has_a_row_with_words_and_a_key() -> None:
    for name, tool in TOOLS.items():
        assert tool.name == name and tool.title and tool.icon and tool.tip.endswith(".")
    assert len({tool.key for tool in TOOLS.values()}) == len(TOOLS)


@pytest.mark.parametrize("tool", list(TOOLS))
def test_no_tool_does_anything_without_an_image(empty_document: Document, qtbot: object, tool: str) -> None:
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(400, 300)
    widget.toolbox.set_tool(tool)
    QTest.mousePress(widget, LEFT, NONE, QPoint(100, 100))
    QTest.mouseMove(widget, QPoint(150, 100))
    QTest.mouseRelease(widget, LEFT, NONE, QPoint(150, 100))
    assert not widget.toolbox.busy


def test_the_ring_of_a_large_brush_has_few_corners_and_stays_within_a_pixel_of_its_true_edge() -> None:
    true = np.array(painting.brush_outline(1000), np.float32)
    drawn = np.array([(p.x(), p.y()) for p in marks._ring_outline(1000.0, 1.0).toList()], np.float32)
    assert len(drawn) < len(true) / 4 and np.array_equal(drawn[0], drawn[-1])
    assert max(abs(cv2.pointPolygonTest(drawn, (float(x), float(y)), True)) for x, y in true) <= 1.01
    small = painting.brush_outline(41)
    assert [(p.x(), p.y()) for p in marks._ring_outline(41.0, 1.0).toList()] == small


# ---- a drag while other things happen --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["save", "train", "autosave"])
@pytest.mark.parametrize("size", [7, 300])
def test_a_drag_goes_on_when_the_masks_are_saved(
    hand: Hand, canvas: Canvas, document: Document, qtbot: QtBot, what: str, size: int
) -> None:
    canvas.toolbox.set_brush_size(size)
    points = [(-150, 5), (-140, 8), (-140, 30), (-130, 50)] if size > 60 else [(10, 10), (30, 12), (35, 40), (60, 50)]
    hand.press(*points[0])
    hand.move(*points[1])
    act = {"save": document.saving.save, "train": lambda: document.saving.prepare_training(int)}
    act.get(what, document.files.masks.save_dirty)()
    qtbot.waitUntil(lambda: not document.background.busy)
    half = document.mask.settled()
    hand.move(*points[2])
    hand.move(*points[3])
    hand.release(*points[3])
    assert np.array_equal(document.mask.array == 0, capsule(document, *points, diameter=size))
    if what != "autosave":
        document.queue.undo()
        assert np.array_equal(document.mask.array, half)
        assert (half == 0).any()


def test_a_drag_of_a_large_brush_paints_what_a_rule_set_meanwhile_lets_it(
    hand: Hand, canvas: Canvas, document: Document
) -> None:
    """As a small brush does: under the new rule the dab that is there is painted again."""
    canvas.toolbox.set_brush_size(300)
    points = [(-140, 20), (-130, 22), (-120, 40)]
    document.rule.set(PaintRule(only_class=1))
    hand.press(*points[0])
    hand.move(*points[1])
    assert (document.mask.array == VOID).all()
    document.rule.set(PaintRule())
    hand.move(*points[2])
    expected = capsule(document, *points[1:], diameter=300)
    assert np.array_equal(document.mask.array == 0, expected)
    document.rule.set(PaintRule(only_class=1))
    hand.move(-100, 40)
    hand.release(-100, 40)
    assert np.array_equal(document.mask.array == 0, expected)


@pytest.mark.parametrize("sizes", [(300, 400, 260), (400, 40, 400), (256, 255, 257)])
def test_a_brush_resized_in_a_drag_paints_the_dab_that_is_shown(
    hand: Hand, canvas: Canvas, document: Document, sizes: tuple[int, int, int]
) -> None:
    points = [(-100, 10), (-90, 20), (-80, 30), (-70, 60)]
    canvas.toolbox.set_brush_size(sizes[0])
    hand.press(*points[0])
    expected = capsule(document, points[0], points[0], diameter=sizes[0])
    for size, start, end in zip(sizes, points, points[1:], strict=False):
        canvas.toolbox.set_brush_size(size)
        hand.move(*end)
        expected |= capsule(document, start, end, diameter=size)
    hand.release(*points[-1])
    assert np.array_equal(document.mask.array == 0, expected)
