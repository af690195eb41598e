"""What each tool makes of clicks and drags on a picture of three flat parts, by real mouse events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.tools.wand import TOLERANCE
from segstudio.labels import painting
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import brush_segment
from segstudio.learning.messages import Predicted
from tests.gui.hand import ALT, CTRL, LEFT, NONE, RIGHT, SHIFT, Hand
from tests.gui.tools.conftest import parts

Rest = Callable[[], None]
SQUARE, GREY = parts() == 210, parts() == 120


def block(document: Document, value: int, left: int, top: int, right: int, bottom: int) -> None:
    """Paint a rectangle of labels."""
    rect = Rect(left, top, right - left, bottom - top)
    document.edits.fill("Block", Footprint(rect, np.ones((rect.h, rect.w), bool)), value)


# ---- magic wand --------------------------------------------------------------------------------------------------


@pytest.fixture
def wand(canvas: Canvas) -> Canvas:
    canvas.toolbox.set_tool("wand")
    canvas.document.class_list.set_current(1)
    return canvas


def test_the_wand_shows_first_and_paints_with_enter(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30)
    assert (document.mask.array == VOID).all() and wand.toolbox.previews.shown is not None and wand.toolbox.busy
    hand.key(Qt.Key.Key_Return)
    assert (
        np.array_equal(document.mask.array == 1, SQUARE)
        and not wand.toolbox.busy
        and wand.toolbox.previews.shown is None
    )
    document.queue.undo()
    assert (document.mask.array == VOID).all()


def test_a_second_click_inside_paints_and_ends(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30)
    hand.click(25, 25)
    assert np.array_equal(document.mask.array == 1, SQUARE) and not wand.toolbox.busy


def test_a_click_elsewhere_paints_and_begins_the_next_region(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30)
    hand.click(60, 30)
    assert np.array_equal(document.mask.array == 1, SQUARE) and wand.toolbox.busy
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == 1, SQUARE | GREY)


def test_escape_forgets_what_the_wand_found(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30)
    hand.key(Qt.Key.Key_Escape)
    assert wand.toolbox.previews.shown is None and not wand.toolbox.previews.words
    hand.key(Qt.Key.Key_Return)  # a click: another region is found
    assert (document.mask.array == VOID).all()


def test_shift_adds_a_region_and_alt_takes_one_away(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30)
    hand.click(60, 30, keys=SHIFT)
    hand.click(20, 30, keys=ALT)
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == 1, GREY)


def test_dragging_right_raises_the_tolerance(wand: Canvas, hand: Hand, document: Document) -> None:
    before = wand.toolbox.options[TOLERANCE]
    hand.press(60, 30)
    found = wand.toolbox.previews.shown.values
    hand.move(79, 30)
    assert wand.toolbox.options[TOLERANCE] > before + 20
    assert (wand.toolbox.previews.shown.values == 0).sum() > (found == 0).sum()
    hand.release(79, 30)
    hand.key(Qt.Key.Key_Return)
    assert (document.mask.array[GREY] == 1).all() and (document.mask.array[0, 0] == 1)


def test_the_right_button_makes_the_region_void(wand: Canvas, hand: Hand, document: Document) -> None:
    block(document, 0, 0, 0, 80, 60)
    hand.click(20, 30, RIGHT)
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == VOID, SQUARE)


def test_with_ctrl_the_wand_selects_and_painting_keeps_to_it(wand: Canvas, hand: Hand, document: Document) -> None:
    hand.click(20, 30, keys=CTRL)
    hand.key(Qt.Key.Key_Return)
    assert (document.mask.array == VOID).all() and wand.toolbox.previews.selection is not None
    wand.toolbox.set_tool("brush")
    hand.drag((5, 30), (70, 30))
    painted = document.mask.array == 1
    assert painted.any() and not (painted & ~SQUARE).any()
    document.rule.clear_selection()
    assert wand.toolbox.previews.selection is None
    hand.drag((5, 30), (70, 30))
    assert (document.mask.array[30, 45] == 1).all()


def test_another_image_has_no_selection(hand: Hand, canvas: Canvas, document: Document) -> None:
    canvas.toolbox.set_tool("lasso")
    hand.drag((10, 10), (30, 10), (30, 30), keys=CTRL)
    assert document.rule.value.selection is not None
    document.current.changed.emit()
    assert document.rule.value.selection is None


# ---- polygon -----------------------------------------------------------------------------------------------------


def polygon(hand: Hand, corners: list[tuple[int, int]]) -> np.ndarray:
    out = np.zeros(hand.canvas.document.mask.shape, bool)
    footprint = painting.polygon(out.shape, [hand.pointed(*corner) for corner in corners])
    out[footprint.rect.slices] = footprint.inside
    return out


@pytest.fixture
def corners(canvas: Canvas, hand: Hand) -> list[tuple[int, int]]:
    canvas.toolbox.set_tool("polygon")
    points = [(10, 10), (60, 12), (40, 50)]
    for point in points:
        hand.click(*point)
    return points


def test_a_corner_can_be_dragged(corners: list, hand: Hand, document: Document, canvas: Canvas) -> None:
    hand.drag((60, 12), (65, 20), (70, 30))
    hand.drag((10, 10), (5, 5))
    assert canvas.toolbox.busy, "dragging the first corner does not close"
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == 0, polygon(hand, [(5, 5), (70, 30), (40, 50)]))


def test_a_press_on_an_edge_inserts_a_corner(corners: list, hand: Hand, document: Document) -> None:
    hand.drag((35, 11), (35, 4))
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == 0, polygon(hand, [(10, 10), (35, 4), (60, 12), (40, 50)]))


def test_a_right_click_removes_the_corner_under_it(corners: list, hand: Hand, document: Document) -> None:
    hand.click(70, 50)
    hand.click(60, 12, RIGHT)
    hand.key(Qt.Key.Key_Return)
    assert np.array_equal(document.mask.array == 0, polygon(hand, [(10, 10), (40, 50), (70, 50)]))


@pytest.mark.parametrize("tool", ["lasso", "polygon", "accept_rect"])
def test_an_outline_without_the_middle_of_a_pixel_changes_nothing_and_says_so(
    canvas: Canvas, hand: Hand, document: Document, told: list[str], predicted: np.ndarray, tool: str
) -> None:
    canvas.transform.zoom_by(64 / canvas.transform.zoom)
    canvas.transform.center_on(40, 30)
    canvas.toolbox.set_tool(tool)
    points = [(40.05, 30.05), (40.3, 30.05), (40.3, 30.4)]
    for x, y in points if tool == "polygon" else ():
        hand.click(x - 0.5, y - 0.5)
    if tool == "polygon":
        hand.key(Qt.Key.Key_Return)
    else:
        hand.drag(*((x - 0.5, y - 0.5) for x, y in points))
    assert (document.mask.array == VOID).all() and document.rule.value.selection is None
    assert told == ["No pixel of the image has its middle inside the outline; nothing was changed."]


# ---- scissors ----------------------------------------------------------------------------------------------------


def test_scissors_follow_the_edge_between_clicks(canvas: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    canvas.toolbox.set_tool("scissors")
    for point in ((10, 15), (39, 15), (39, 44), (10, 44)):
        hand.click(*point)
        rest()
    hand.move(24, 30)
    assert canvas.toolbox.outline is not None and len(canvas.toolbox.outline.points) > 60, "not only the clicks"
    hand.key(Qt.Key.Key_Return)
    rest()
    found = document.mask.array == 0
    assert (found & SQUARE).sum() / (found | SQUARE).sum() > 0.98 and not canvas.toolbox.busy


def test_scissors_follow_the_edge_however_fast_the_clicks_come(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    canvas.toolbox.set_tool("scissors")
    for point in ((10, 15), (39, 15), (39, 44), (10, 44)):
        hand.click(*point)
    rest()
    assert canvas.toolbox.outline is not None and len(canvas.toolbox.outline.points) > 60, "not only the clicks"
    for point in ((11, 16), (38, 16)):
        hand.click(*point)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    rest()
    found = document.mask.array == 0
    assert (found & SQUARE).sum() / (found | SQUARE).sum() > 0.98 and not canvas.toolbox.busy


def test_scissors_take_points_back_and_forget(canvas: Canvas, hand: Hand, document: Document, rest: Rest) -> None:
    canvas.toolbox.set_tool("scissors")
    hand.click(10, 15)
    hand.click(39, 15)
    rest()
    hand.key(Qt.Key.Key_Backspace)
    rest()
    assert canvas.toolbox.busy
    hand.key(Qt.Key.Key_Backspace)
    assert not canvas.toolbox.busy
    hand.click(10, 15)
    hand.key(Qt.Key.Key_Escape)
    rest()
    assert not canvas.toolbox.busy and (document.mask.array == VOID).all() and canvas.toolbox.outline is None


# ---- GrabCut and watershed ---------------------------------------------------------------------------------------


def test_grabcut_finds_the_object_that_was_scribbled(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    canvas.toolbox.set_tool("grabcut")
    canvas.toolbox.set_brush_size(3)
    hand.drag((18, 25), (32, 35))
    rest()
    hand.drag((45, 8), (45, 55), button=RIGHT)
    rest()
    assert (document.mask.array == VOID).all() and canvas.toolbox.previews.shown is not None
    hand.key(Qt.Key.Key_Return)
    found = document.mask.array == 0
    assert (found & SQUARE).sum() / (found | SQUARE).sum() > 0.985
    assert not canvas.toolbox.busy and canvas.toolbox.previews.shown is None and not canvas.toolbox.previews.words


def test_backspace_takes_a_scribble_back_and_escape_ends(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    canvas.toolbox.set_tool("grabcut")
    hand.drag((18, 25), (32, 35))
    hand.drag((45, 8), (45, 55), button=RIGHT)
    hand.key(Qt.Key.Key_Backspace)
    assert not (canvas.toolbox.previews.shown.values == 2).any() and (canvas.toolbox.previews.shown.values == 1).any()
    hand.key(Qt.Key.Key_Escape)
    rest()
    assert canvas.toolbox.previews.shown is None and not canvas.toolbox.busy and (document.mask.array == VOID).all()


def test_watershed_grows_the_strokes_into_what_is_void(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    block(document, 2, 70, 55, 78, 59)  # on the dark ground
    canvas.toolbox.set_tool("watershed")
    document.class_list.set_current(1)
    canvas.toolbox.set_brush_size(5)
    hand.drag((20, 25), (30, 35))
    rest()
    assert canvas.toolbox.previews.shown is not None
    scribbled = document.mask.array.copy()
    assert (scribbled == 1).sum() < SQUARE.sum()
    hand.click(60, 10)
    grown = document.mask.array
    assert (grown[SQUARE] == 1).mean() > 0.9 and (grown[scribbled != VOID] == scribbled[scribbled != VOID]).all()
    assert grown[3, 3] == 2 and not (grown == VOID).any()
    document.queue.undo()
    assert np.array_equal(document.mask.array, scribbled)


def test_the_first_stroke_of_a_watershed_is_no_mistake(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, told: list[str]
) -> None:
    canvas.toolbox.set_tool("watershed")
    document.class_list.set_current(1)
    hand.drag((20, 25), (30, 35))
    rest()
    assert not told and not canvas.toolbox.busy and not canvas.toolbox.previews.words
    document.class_list.set_current(0)
    hand.drag((60, 10), (70, 10))
    rest()
    assert not told and "Enter" in canvas.toolbox.previews.words and canvas.toolbox.previews.shown is not None


def test_watershed_without_two_classes_says_what_is_missing(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest, told: list[str]
) -> None:
    block(document, 2, 70, 55, 78, 59)
    canvas.toolbox.set_tool("watershed")
    hand.click(20, 20)
    rest()
    assert any("two classes" in sentence for sentence in told) and not canvas.toolbox.busy


def test_what_was_found_before_the_labels_changed_is_dropped(
    canvas: Canvas, hand: Hand, document: Document, rest: Rest
) -> None:
    block(document, 2, 70, 55, 78, 59)
    block(document, 1, 20, 20, 25, 25)
    canvas.toolbox.set_tool("watershed")
    hand.click(60, 10)
    document.queue.undo()  # while it is being worked on
    rest()
    hand.key(Qt.Key.Key_Return)
    assert (document.mask.array == 1).sum() == 0 and document.mask.array[3, 3] == VOID


# ---- superpixels, threshold --------------------------------------------------------------------------------------


def test_the_superpixel_brush_paints_whole_superpixels(
    canvas: Canvas, hand: Hand, document: Document, qtbot: object
) -> None:
    canvas.toolbox.set_tool("superpixel")
    qtbot.waitUntil(lambda: canvas.toolbox.previews.lines is not None)  # type: ignore[attr-defined]
    canvas.toolbox.set_brush_size(1)
    cut = canvas.toolbox.companion.found
    hand.click(20, 30)
    expected = cut.region_at((20.5, 30.5))
    painted = np.zeros(document.mask.shape, bool)
    painted[expected.rect.slices] = expected.inside
    assert np.array_equal(document.mask.array == 0, painted) and 20 < painted.sum() < 900
    canvas.toolbox.set_tool("brush")
    assert canvas.toolbox.previews.lines is None and canvas.toolbox.companion is None


def test_superpixels_of_another_size_are_found_anew(canvas: Canvas, qtbot: object) -> None:
    canvas.toolbox.set_tool("superpixel")
    qtbot.waitUntil(lambda: canvas.toolbox.companion.found is not None)  # type: ignore[attr-defined]
    before = canvas.toolbox.companion.found.labels.max()
    canvas.toolbox.options.set("superpixel.spacing", 8)
    qtbot.waitUntil(lambda: canvas.toolbox.companion.found.labels.max() > 2 * before)  # type: ignore[attr-defined]


def test_the_threshold_brush_paints_only_its_range(
    canvas: Canvas, hand: Hand, document: Document, told: list[str]
) -> None:
    canvas.toolbox.set_tool("threshold")
    hand.click(20, 30, keys=CTRL)
    assert (document.mask.array == VOID).all() and not told, "the fields tell the range, no banner covers the image"
    assert canvas.toolbox.options["threshold.low"] < 210 < canvas.toolbox.options["threshold.high"]
    canvas.toolbox.set_brush_size(21)
    hand.drag((5, 30), (75, 30))
    painted = document.mask.array == 0
    assert painted.any() and not (painted & ~SQUARE).any()


def test_the_first_press_of_the_threshold_brush_takes_the_range(canvas: Canvas, hand: Hand, document: Document) -> None:
    canvas.toolbox.set_tool("threshold")
    hand.drag((60, 30), (5, 30))
    painted = document.mask.array == 0
    assert painted.any() and not (painted & ~GREY).any()


# ---- regions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def region(canvas: Canvas) -> Callable[[str], None]:
    canvas.toolbox.set_tool("region")
    return lambda operation: canvas.toolbox.options.set("region.operation", operation)


def test_a_region_gets_the_current_class(region: Callable, hand: Hand, document: Document) -> None:
    block(document, 0, 5, 5, 20, 20)
    block(document, 0, 40, 5, 60, 20)
    document.class_list.set_current(2)
    region("replace")
    hand.click(10, 10)
    assert (document.mask.array[5:20, 5:20] == 2).all() and (document.mask.array[5:20, 40:60] == 0).all()
    hand.click(50, 10, RIGHT)
    assert (document.mask.array[5:20, 40:60] == VOID).all()


def test_holes_of_a_region_are_filled_and_other_classes_in_it_stay(
    region: Callable, hand: Hand, document: Document
) -> None:
    block(document, 0, 5, 5, 40, 40)
    block(document, VOID, 10, 10, 14, 14)
    block(document, 1, 20, 20, 24, 24)
    region("holes")
    hand.click(7, 7)
    assert (document.mask.array[10:14, 10:14] == 0).all() and (document.mask.array[20:24, 20:24] == 1).all()


def test_only_the_region_clicked_grows_and_shrinks(region: Callable, hand: Hand, document: Document) -> None:
    block(document, 0, 10, 10, 20, 20)
    block(document, 0, 40, 10, 50, 20)
    region("grow")
    hand.click(15, 15)
    assert (document.mask.array == 0).sum() > 200 and (document.mask.array[:, 38:] == 0).sum() == 100
    assert document.mask.array[15, 8] == 0 and document.mask.array[15, 7] == VOID
    region("shrink")
    hand.click(45, 15)
    assert (document.mask.array[:, 38:] == 0).sum() == 36


def test_specks_of_the_class_go_and_nothing_else(region: Callable, hand: Hand, document: Document) -> None:
    block(document, 0, 10, 10, 30, 30)
    block(document, 0, 50, 50, 53, 53)
    block(document, 1, 60, 50, 63, 53)
    region("specks")
    hand.click(15, 15)
    assert (document.mask.array[50:53, 50:53] == VOID).all() and (document.mask.array[50:53, 60:63] == 1).all()
    assert (document.mask.array[10:30, 10:30] == 0).all()


def test_smooth_takes_spikes_off(region: Callable, hand: Hand, document: Document) -> None:
    block(document, 0, 10, 10, 40, 40)
    block(document, 0, 40, 20, 50, 21)
    region("smooth")
    hand.click(20, 20)
    assert document.mask.array[20, 48] == VOID and document.mask.array[25, 25] == 0


def test_nothing_to_change_is_said(region: Callable, hand: Hand, document: Document, told: list[str]) -> None:
    region("holes")
    hand.click(15, 15)
    block(document, 0, 10, 10, 30, 30)
    hand.click(15, 15)
    assert told == ["Click a labelled region.", "Nothing to change there."]


# ---- accept ------------------------------------------------------------------------------------------------------


@pytest.fixture
def predicted(document: Document) -> np.ndarray:
    classes = np.where(SQUARE, np.uint8(1), np.where(GREY, np.uint8(2), np.uint8(0)))
    document.predictions.put(Predicted(0, document.entry.id, Rect.of_shape(classes.shape), classes, classes, "r", 1))
    return classes


def test_a_click_accepts_a_predicted_region_and_a_right_click_rejects_it(
    canvas: Canvas, hand: Hand, document: Document, predicted: np.ndarray
) -> None:
    canvas.toolbox.set_tool("accept_region")
    hand.click(20, 30)
    assert np.array_equal(document.mask.array == 1, SQUARE) and (document.mask.array[~SQUARE] == VOID).all()
    hand.click(20, 30, RIGHT)
    assert (document.mask.array == VOID).all()


def test_a_rectangle_accepts_what_is_predicted_in_it(
    canvas: Canvas, hand: Hand, document: Document, predicted: np.ndarray
) -> None:
    canvas.toolbox.set_tool("accept_rect")
    hand.drag((60, 40), (30, 20), (20, 10))
    inside = np.zeros(predicted.shape, bool)
    inside[Rect.between(hand.pointed(60, 40), hand.pointed(20, 10)).slices] = True
    assert 30 * 40 - 40 <= inside.sum() <= 30 * 40 + 70
    assert np.array_equal(document.mask.array, np.where(inside, predicted, VOID))
    hand.drag((20, 10), (60, 40), button=RIGHT)
    assert (document.mask.array == VOID).all() and canvas.toolbox.outline is None


@pytest.mark.parametrize("tool", ["accept", "accept_region", "accept_rect"])
def test_accepting_without_a_prediction_is_a_sentence(canvas: Canvas, hand: Hand, told: list[str], tool: str) -> None:
    canvas.toolbox.set_tool(tool)
    hand.drag((10, 10), (30, 30))
    assert len(told) == 1 and "no prediction" in told[0]


# ---- lines and shapes -------------------------------------------------------------------------------------------


def test_shift_and_click_paint_a_straight_line_from_the_last_stroke_as_one_step(
    canvas: Canvas, hand: Hand, document: Document
) -> None:
    canvas.toolbox.set_tool("brush")
    canvas.toolbox.set_brush_size(3)
    hand.drag((5, 5), (10, 8))
    hand.click(30, 20, keys=SHIFT)
    hand.click(30, 30, keys=SHIFT)
    wanted = brush_segment(document.mask.shape, hand.pointed(10, 8), hand.pointed(30, 20), 3)
    assert (document.mask.array[wanted.rect.slices][wanted.inside] != VOID).all()
    assert document.mask.array[25, 30] != VOID
    document.queue.undo()
    assert document.mask.array[25, 30] == VOID and document.mask.array[20, 30] != VOID
    document.queue.undo()
    document.queue.undo()
    assert (document.mask.array == VOID).all()


def test_shift_and_click_before_any_stroke_are_a_dab(canvas: Canvas, hand: Hand, document: Document) -> None:
    canvas.toolbox.set_tool("brush")
    canvas.toolbox.set_brush_size(3)
    hand.click(20, 20, keys=SHIFT)
    assert int((document.mask.array != VOID).sum()) <= 9


@pytest.mark.parametrize(("tool", "share"), [("rectangle", 1.0), ("ellipse", np.pi / 4)])
def test_a_shape_is_filled_from_corner_to_corner_and_taken_back_as_one_step(
    canvas: Canvas, hand: Hand, document: Document, tool: str, share: float
) -> None:
    canvas.toolbox.set_tool(tool)
    hand.press(10, 8)
    hand.move(30, 20)
    assert canvas.toolbox.outline is not None and (document.mask.array == VOID).all()
    hand.release(30, 20)
    painted = document.mask.array != VOID
    assert int(painted.sum()) == pytest.approx(20 * 12 * share, rel=0.05)
    assert painted[9:20, 11:30].any() and not painted[:8].any() and not painted[:, 31:].any()
    document.queue.undo()
    assert (document.mask.array == VOID).all() and canvas.toolbox.outline is None


@pytest.mark.parametrize("tool", ["rectangle", "ellipse"])
def test_escape_the_right_button_and_ctrl_mean_with_shapes_what_they_mean_with_the_lasso(
    canvas: Canvas, hand: Hand, document: Document, tool: str
) -> None:
    canvas.toolbox.set_tool(tool)
    hand.press(10, 8)
    hand.move(30, 20)
    hand.key(Qt.Key.Key_Escape)
    hand.release(30, 20)
    assert (document.mask.array == VOID).all()
    hand.drag((2, 2), (40, 28))
    before = int((document.mask.array != VOID).sum())
    hand.drag((10, 8), (30, 20), button=RIGHT)
    assert int((document.mask.array != VOID).sum()) < before
    hand.drag((10, 8), (30, 20), keys=CTRL)
    assert document.rule.value.selection is not None


def test_shift_makes_a_square_and_alt_grows_it_from_its_middle(canvas: Canvas, hand: Hand, document: Document) -> None:
    canvas.toolbox.set_tool("rectangle")
    place = lambda x, y: hand.at(x, y)  # noqa: E731
    QTest.mousePress(canvas, LEFT, NONE, place(20, 15))
    QTest.mouseMove(canvas, place(24, 17))
    release = QMouseEvent(
        QMouseEvent.Type.MouseButtonRelease, QPointF(place(26, 18)), QPointF(canvas.mapToGlobal(place(26, 18))),
        LEFT, Qt.MouseButton.NoButton, SHIFT | ALT,
    )  # fmt: skip
    QApplication.sendEvent(canvas, release)
    rows, columns = np.nonzero(document.mask.array != VOID)
    assert np.ptp(rows) == np.ptp(columns) == pytest.approx(11, abs=1)
    assert abs(rows.mean() - 15) <= 1 and abs(columns.mean() - 20) <= 1
