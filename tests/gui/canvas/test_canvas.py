"""The canvas: what is shown, where, and how little is repainted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.transform import FIT_TOP, Transform
from segstudio.gui.document.document import Document
from segstudio.gui.pixels.color_table import DIFFERENCE
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment
from segstudio.learning.messages import ROUGH, Predicted, Rough
from tests.gui.scripted import bring_up, open_folder

GREY, BRIGHT = 60, 200  # of the fixture's images


@pytest.fixture
def canvas(document: Document, qtbot: object) -> Canvas:
    """A visible canvas of 400 x 300 on the document's first image (80 x 60), without hatch or fading."""
    widget = Canvas(document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(400, 300)
    widget.display.set_hatched(False)
    widget.fade.reduced = True
    widget.display.set_opacity(1.0)
    bring_up(qtbot, widget)
    return widget


def color_at(canvas: Canvas, x: int, y: int) -> tuple[int, int, int]:
    """The colour on the screen in the middle of an image pixel."""
    image = canvas.grab().toImage()
    at = canvas.transform.to_widget(x + 0.5, y + 0.5)
    return image.pixelColor(QPoint(int(at.x()), int(at.y()))).getRgb()[:3]


def paint(document: Document, x: int, y: int, value: int, diameter: int = 9) -> Rect:
    """One dab without the mouse."""
    document.strokes.begin("test")
    changed = document.strokes.paint(brush_segment(document.mask.shape, (x, y), (x, y), diameter), value)
    document.strokes.commit()
    return changed


def predict(document: Document, classes: np.ndarray) -> None:
    """Give the document a prediction of the whole image."""
    rect = Rect.of_shape(classes.shape)
    answer = Predicted(0, document.entry.id, rect, classes, np.full_like(classes, 200), "run", 1)
    document.predictions.put(answer)


def wheel(canvas: Canvas, at: QPointF, notches: float, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel over a place."""
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


# ---- what is shown ----------------------------------------------------------------------------------------------


def test_the_image_is_shown_and_the_ground_is_calm(canvas: Canvas) -> None:
    canvas.display.set_opacity(0.0)
    assert color_at(canvas, 20, 30) == (BRIGHT,) * 3
    assert color_at(canvas, 70, 5) == (GREY,) * 3
    ground = canvas.palette().color(QPalette.ColorRole.Dark).getRgb()[:3]
    assert canvas.grab().toImage().pixelColor(1, 1).getRgb()[:3] == ground


def test_a_canvas_made_before_the_image_came_shows_it(
    empty_document: Document, project_folder: Path, qtbot: object
) -> None:
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(400, 300)
    empty = widget.grab().toImage()
    ground = widget.palette().color(QPalette.ColorRole.Dark).rgb()
    assert all(empty.pixel(x, y) == ground for x, y in ((0, 0), (200, 150), (399, 299)))
    assert open_folder(empty_document, project_folder)
    loading = widget.grab().toImage()
    qtbot.waitUntil(lambda: empty_document.mask is not None)  # type: ignore[attr-defined]
    assert loading != empty, "loading is said in words"
    widget.display.set_opacity(0.0)
    assert color_at(widget, 20, 30) == (BRIGHT,) * 3


def test_a_change_of_the_mask_is_seen_in_exactly_its_pixels(canvas: Canvas, document: Document) -> None:
    before = canvas.grab().toImage()
    paint(document, 40, 30, 1)
    after = canvas.grab().toImage()
    disc = document.mask.array == 1
    for y, x in np.ndindex(disc.shape):
        at = canvas.transform.to_widget(x + 0.5, y + 0.5).toPoint()
        assert (before.pixelColor(at) != after.pixelColor(at)) == disc[y, x]


def test_undo_is_seen(canvas: Canvas, document: Document) -> None:
    before = canvas.grab().toImage()
    paint(document, 40, 30, 1)
    assert canvas.grab().toImage() != before
    document.queue.undo()
    assert canvas.grab().toImage() == before


def test_a_hidden_class_is_not_drawn_and_keeps_its_pixels(canvas: Canvas, document: Document) -> None:
    paint(document, 60, 30, 1)
    assert color_at(canvas, 60, 30) == document.classes.by_id(1).screen_color
    document.class_list.change(lambda table: table.set_hidden(1, True))
    assert color_at(canvas, 60, 30) == (GREY,) * 3
    assert document.mask.array[30, 60] == 1


def test_peek_hides_every_overlay_while_held(canvas: Canvas, document: Document) -> None:
    paint(document, 60, 30, 1)
    QTest.keyPress(canvas, Qt.Key.Key_H)
    assert color_at(canvas, 60, 30) == (GREY,) * 3
    QTest.keyRelease(canvas, Qt.Key.Key_H)
    assert color_at(canvas, 60, 30) == document.classes.by_id(1).screen_color


def test_void_is_hatched_only_where_nothing_is_labelled(canvas: Canvas, document: Document) -> None:
    paint(document, 40, 30, 0, diameter=31)
    canvas.display.set_opacity(0.5)
    plain = canvas.grab().toImage()
    canvas.display.set_hatched(True)
    hatched = canvas.grab().toImage()
    inside, outside = canvas.transform.to_widget(38, 28).toPoint(), canvas.transform.to_widget(70, 5).toPoint()
    area = QRect(0, 0, 20, 20)
    assert plain.copy(area.translated(inside)) == hatched.copy(area.translated(inside))
    assert len({hatched.pixel(x, outside.y()) for x in range(outside.x(), outside.x() + 14)}) >= 3


@pytest.mark.parametrize("view", ["labels", "both", "prediction", "difference"])
@pytest.mark.parametrize("contour", [False, True])
def test_unlabelled_pixels_look_exactly_like_the_photograph(
    canvas: Canvas, document: Document, view: str, contour: bool
) -> None:
    canvas.display.set_view(view)
    canvas.display.set_opacity(0.5)
    if contour:
        canvas.display.toggle_contour()
    canvas.display.peek(True)
    bare = canvas.grab().toImage()
    canvas.display.peek(False)
    assert canvas.grab().toImage() == bare


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (33, 101)])
def test_images_of_odd_widths_are_not_sheared(
    shape: tuple[int, int], empty_document: Document, tmp_path: Path, qtbot: object
) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    path = tmp_path / "odd.png"
    Image.fromarray(pixels).save(path)
    assert empty_document.open_project.create(tmp_path / "Odd.segstudio", [path], ["a", "b"])
    qtbot.waitUntil(lambda: empty_document.mask is not None)  # type: ignore[attr-defined]
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(500, 300)
    widget.display.set_opacity(1.0)
    widget.display.set_hatched(False)
    widget.display.peek(True)
    shown = np.array([[color_at(widget, x, y) for x in range(shape[1])] for y in range(min(shape[0], 3))])
    assert np.array_equal(shown, pixels[: min(shape[0], 3)])
    paint(empty_document, shape[1] - 1, 0, 1, diameter=1)
    widget.display.peek(False)
    assert color_at(widget, shape[1] - 1, 0) == empty_document.classes.by_id(1).screen_color


# ---- prediction -------------------------------------------------------------------------------------------------


def test_the_ghost_lies_only_on_void_and_fainter_than_a_label(canvas: Canvas, document: Document) -> None:
    paint(document, 40, 30, 0)
    predict(document, np.full(document.mask.shape, 1, np.uint8))
    label, ghost = document.classes.by_id(0).screen_color, document.classes.by_id(1).screen_color
    assert color_at(canvas, 40, 30) == label
    faint = np.array(color_at(canvas, 70, 5))
    expected = 0.6 * np.array(ghost) + 0.4 * GREY
    assert np.abs(faint - expected).max() <= 3
    canvas.display.set_view("prediction")
    assert color_at(canvas, 40, 30) == ghost
    canvas.display.set_view("labels")
    assert color_at(canvas, 40, 30) == label


@pytest.mark.parametrize("zoom", [0.5, 1.0, 3.0, 8.0])
def test_labels_on_a_prediction_of_their_own_class_have_a_line_around_them(
    canvas: Canvas, document: Document, zoom: float
) -> None:
    document.class_list.change(lambda table: table.recolor(1, (255, 0, 0)))
    canvas.transform.zoom_by(zoom / canvas.transform.zoom)
    predict(document, np.full((60, 80), 1, np.uint8))
    paint(document, 40, 30, 1, 15)
    image = canvas.grab().toImage()
    y = int(canvas.transform.to_widget(0, 30.5).y())
    left, right = (int(canvas.transform.to_widget(x, 0).x()) for x in (20, 60))
    reds = np.array([image.pixelColor(QPoint(x, y)).red() for x in range(left, right)], int)
    label, beside = reds[len(reds) // 2], reds[0]
    darker = reds < min(label, beside) - 20
    assert label > beside and np.count_nonzero(np.diff(darker.astype(int)) == 1) == 2, "one dark line at each side"
    whole = np.array(image.constBits()).copy()
    document.class_list.change(lambda table: table.set_hidden(1, True))
    assert (np.array(canvas.grab().toImage().constBits()) != whole).any()
    reds = [canvas.grab().toImage().pixelColor(QPoint(x, y)).red() for x in (left, (left + right) // 2)]
    assert min(reds) >= GREY, "no line around what is hidden"


@pytest.mark.parametrize("view", ["both", "prediction"])
def test_a_rough_prediction_is_seen_until_the_real_one_comes_and_is_never_accepted(
    canvas: Canvas, document: Document, view: str
) -> None:
    canvas.display.set_view(view)
    rows, columns = document.mask.shape
    small = np.ones((-(-rows // ROUGH), -(-columns // ROUGH)), np.uint8)
    whole = Rect.of_shape(document.mask.shape)
    document.predictions.put(Rough(1, document.entry.id, whole, small, "run"))
    before = color_at(canvas, 70, 5)
    assert before != (GREY,) * 3 and color_at(canvas, 5, 55) == before
    assert document.acceptance.accept_all() == 0 and document.acceptance.accept_rect(whole) == 0
    assert not document.prediction.complete and document.predictions.certainty(document.entry.id) is None
    left = Rect(0, 0, 40, rows)
    classes = np.zeros((rows, 40), np.uint8)
    document.predictions.put(Predicted(1, document.entry.id, left, classes, classes + 200, "run", 1))
    assert color_at(canvas, 70, 5) == before and color_at(canvas, 5, 55) != before
    document.predictions.put(Predicted(2, document.entry.id, left, classes, classes + 200, "another", 1))
    assert color_at(canvas, 70, 5) == (GREY,) * 3  # what an older network said roughly is forgotten


def test_difference_shows_where_both_speak_and_disagree(canvas: Canvas, document: Document) -> None:
    paint(document, 20, 10, 0)
    paint(document, 60, 10, 1)
    predict(document, np.full(document.mask.shape, 1, np.uint8))
    canvas.display.set_view("difference")
    assert color_at(canvas, 20, 10) in DIFFERENCE
    assert color_at(canvas, 60, 10) == (GREY,) * 3
    assert color_at(canvas, 70, 50) == (GREY,) * 3
    paint(document, 60, 10, 0)
    assert color_at(canvas, 60, 10) in DIFFERENCE, "the difference follows the brush"


@pytest.mark.parametrize("view", ["both", "labels", "prediction", "difference"])
@pytest.mark.parametrize("contour", [False, True])
def test_one_single_pixel_is_repainted_in_every_view(
    canvas: Canvas, document: Document, view: str, contour: bool, qtbot: object
) -> None:
    """A dab of one pixel at actual size: the smallest thing that is ever drawn."""
    predict(document, np.full(document.mask.shape, 1, np.uint8))
    canvas.display.set_view(view)
    if contour:
        canvas.display.toggle_contour()
    canvas.transform.one_to_one()
    before = color_at(canvas, 40, 30)
    paint(document, 40, 30, 0, diameter=1)
    assert document.mask.array[30, 40] == 0
    shown = color_at(canvas, 40, 30)
    assert (shown != before) == (view != "prediction")


def test_tab_goes_through_the_views(canvas: Canvas) -> None:
    seen = []
    canvas.display.view_changed.connect(seen.append)
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert seen == ["difference", "labels", "prediction", "both"]
    with pytest.raises(ValueError, match="sideways"):
        canvas.display.set_view("sideways")


def test_a_prediction_fades_in_unless_motion_is_reduced(canvas: Canvas, document: Document, qtbot: object) -> None:
    canvas.fade.reduced = False
    predict(document, np.ones(document.mask.shape, np.uint8))
    assert canvas.scene.fade < 1
    qtbot.waitUntil(lambda: canvas.scene.fade == 1)  # type: ignore[attr-defined]
    canvas.fade.reduced = True
    predict(document, np.zeros(document.mask.shape, np.uint8))
    assert canvas.scene.fade == 1


def test_a_feature_map_is_stretched_over_the_image_and_leaves_with_it(canvas: Canvas, document: Document) -> None:
    ramp = np.array([[0, 255]], np.uint8)
    canvas.scene.set_feature_map(ramp, "encoder 1, map 3")
    left, right = color_at(canvas, 2, 30), color_at(canvas, 77, 30)
    assert sum(right) > sum(left) + 200
    document.current.step(1)
    assert canvas.scene._feature is None


# ---- where ------------------------------------------------------------------------------------------------------


def test_the_wheel_keeps_the_pixel_under_the_pointer(canvas: Canvas) -> None:
    at = QPointF(123.5, 77.5)
    before = canvas.transform.to_image(at.x(), at.y())
    for notches in (1, 1, 1, 0.25, -2, 5, -1):
        wheel(canvas, QPointF(123, 77), notches, Qt.KeyboardModifier.NoModifier)
        x, y = canvas.transform.to_image(at.x(), at.y())
        assert abs(x - before[0]) * canvas.transform.scale < 1 and abs(y - before[1]) * canvas.transform.scale < 1


def test_shift_wheel_sizes_the_brush_and_does_not_zoom(canvas: Canvas) -> None:
    canvas.toolbox.set_brush_size(1)
    zoom = canvas.transform.zoom
    sizes = []
    canvas.toolbox.brush_size_changed.connect(sizes.append)
    for notches in (1, 1, -1, -1, -1):
        wheel(canvas, QPointF(100, 100), notches, Qt.KeyboardModifier.ShiftModifier)
    assert sizes == [2, 3, 2, 1] and canvas.transform.zoom == zoom


def test_fit_shows_all_and_one_to_one_is_one_screen_pixel(canvas: Canvas) -> None:
    canvas.transform.zoom_by(20, QPointF(0, 0))
    assert canvas.transform.visible() != Rect(0, 0, 80, 60)
    canvas.transform.fit()
    assert canvas.transform.visible() == Rect(0, 0, 80, 60)
    canvas.transform.one_to_one()
    assert canvas.transform.zoom == 1
    canvas.display.peek(True)
    shown = canvas.grab().toImage()
    corner = canvas.transform.to_widget(0, 0).toPoint()
    row = [shown.pixelColor(corner + QPoint(x, 30)).red() for x in range(80)]
    assert row == list(canvas.document.image.display()[30, :, 0])


@pytest.mark.parametrize("size", [(1600, 900), (900, 700), (700, 900), (400, 120), (90, 60)])
def test_a_fitted_image_leaves_room_for_a_notice_at_the_top(size: tuple[int, int]) -> None:
    for rows, columns in ((600, 600), (300, 900), (900, 300)):
        transform = Transform()
        transform.set_size(*size, 1.0)
        transform.show(rows, columns)
        rect = transform.image_rect()
        assert rect.top() >= min(FIT_TOP, size[1] / 8) - 1 and rect.bottom() <= size[1] - 15
        transform.one_to_one()
        inside = transform.image_rect().height() <= size[1]
        assert not inside or (transform.image_rect().top() >= 0 and transform.image_rect().bottom() <= size[1])


def test_a_fitted_image_stays_fitted_when_the_window_grows(canvas: Canvas) -> None:
    zoom = canvas.transform.zoom
    canvas.resize(800, 600)
    assert canvas.transform.zoom > 1.9 * zoom and canvas.transform.visible() == Rect(0, 0, 80, 60)


def test_space_drag_and_middle_drag_pan_and_never_paint(canvas: Canvas, document: Document) -> None:
    start = QPoint(200, 150)
    canvas.transform.zoom_by(4)
    for button, space in ((Qt.MouseButton.MiddleButton, False), (Qt.MouseButton.LeftButton, True)):
        under = canvas.transform.to_image(start.x(), start.y())
        if space:
            QTest.keyPress(canvas, Qt.Key.Key_Space)
        QTest.mousePress(canvas, button, pos=start)
        QTest.mouseMove(canvas, start + QPoint(30, -20))
        QTest.mouseRelease(canvas, button, pos=start + QPoint(30, -20))
        if space:
            QTest.keyRelease(canvas, Qt.Key.Key_Space)
        moved = canvas.transform.to_image(start.x() + 30, start.y() - 20)
        assert moved == pytest.approx(under, abs=0.1)
    assert document.mask.counts()[VOID] == document.mask.array.size


def test_some_of_the_image_always_stays_in_sight(canvas: Canvas) -> None:
    for dx, dy in ((9999, 0), (-99999, 0), (0, 9999), (0, -99999)):
        canvas.transform.pan(dx, dy)
        assert canvas.transform.visible()


def test_each_image_keeps_its_zoom(canvas: Canvas, document: Document, qtbot: object) -> None:
    canvas.transform.zoom_by(5, canvas.transform.to_widget(10, 10))
    zoom, seen = canvas.transform.zoom, canvas.transform.visible()
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)  # type: ignore[attr-defined]
    assert canvas.transform.visible() == Rect(0, 0, 80, 60)
    document.current.step(-1)
    assert canvas.transform.zoom == pytest.approx(zoom)
    again = canvas.transform.visible()
    assert abs(again.x - seen.x) <= 1 and abs(again.y - seen.y) <= 1


def test_the_minimap_comes_with_zoom_and_moves_the_view(document: Document, qtbot: object) -> None:
    widget = Canvas(document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(700, 500)
    widget.show()
    assert not widget.minimap.isVisible()
    widget.transform.zoom_by(8)
    assert widget.minimap.isVisible()
    moved = []
    widget.viewport_changed.connect(lambda: moved.append(widget.transform.visible()))
    QTest.mouseClick(widget.minimap, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert moved and moved[-1].x == 0 and moved[-1].y == 0
    widget.minimap.grab()
    widget.transform.fit()
    assert not widget.minimap.isVisible()


def test_the_hovered_pixel_is_told_and_nothing_outside(canvas: Canvas) -> None:
    seen: list[object] = []
    canvas.hovered.connect(seen.append)
    QTest.mouseMove(canvas, canvas.transform.to_widget(12.5, 34.5).toPoint())
    QTest.mouseMove(canvas, QPoint(1, 1))
    assert (12, 34) in seen and seen[-1] is None


# ---- how little is repainted ------------------------------------------------------------------------------------


class Exposed(QObject):
    """Collects the rectangles that a widget is asked to paint."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.rects: list[QRect] = []
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note and pass on."""
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False


def test_a_dab_repaints_only_its_own_rectangle(canvas: Canvas, document: Document, qtbot: object) -> None:
    QApplication.processEvents()
    exposed = Exposed(canvas)
    changed = paint(document, 40, 30, 1, diameter=5)
    qtbot.waitUntil(lambda: bool(exposed.rects))  # type: ignore[attr-defined]
    QApplication.processEvents()
    allowed = canvas.transform.rect_of(changed)
    assert all(allowed.contains(rect) for rect in exposed.rects)
    assert allowed.width() < canvas.width() / 4


def test_a_repainted_corner_equals_a_full_repaint(canvas: Canvas, document: Document) -> None:
    canvas.transform.zoom_by(1.37, QPointF(13, 17))
    canvas.display.set_hatched(True)
    canvas.display.set_opacity(0.5)
    image = canvas.grab().toImage()
    part, ratio = QRect(100, 76, 88, 60), canvas.devicePixelRatioF()
    in_device = QRect(*(round(ratio * side) for side in part.getRect()))
    assert canvas.grab(part).toImage() == image.copy(in_device)


@pytest.mark.parametrize("tool", ["brush", "lasso", "polygon"])
@pytest.mark.parametrize("zoom", [0.7, 3.3, 9.0])
def test_hands_leave_no_traces_beside_what_they_changed(canvas: Canvas, tool: str, zoom: float) -> None:
    canvas.toolbox.set_tool(tool)
    canvas.transform.zoom_by(zoom / canvas.transform.zoom)
    canvas.display.set_hatched(True)
    places = [QPoint(130, 90), QPoint(250, 110), QPoint(240, 210), QPoint(150, 220)]
    for size in (1, 24):
        canvas.toolbox.set_brush_size(size)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
            QApplication.processEvents()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
        canvas.toolbox.cancel() if size == 1 else QTest.keyClick(canvas, Qt.Key.Key_Return)
        QTest.mouseMove(canvas, QPoint(20, 20))
        QApplication.processEvents()
    seen, anew = canvas.screen().grabWindow(canvas.winId()).toImage(), canvas.grab().toImage()
    if seen.size() != anew.size():
        pytest.skip("the screen is scaled")
    different = sum(seen.pixelColor(x, y) != anew.pixelColor(x, y) for x in range(0, 400, 2) for y in range(300))
    assert different < 60, "rounding may move single pixels, a forgotten ring or line would be hundreds"


def test_a_thin_stroke_is_seen_when_zoomed_far_out(empty_document: Document, tmp_path: Path, qtbot: object) -> None:
    path = tmp_path / "big.png"
    Image.fromarray(np.full((2401, 3203), 90, np.uint8)).save(path)
    assert empty_document.open_project.create(tmp_path / "Big.segstudio", [path], ["a", "b"])
    qtbot.waitUntil(lambda: empty_document.mask is not None)  # type: ignore[attr-defined]
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(400, 300)
    widget.display.set_opacity(1.0)
    pyramid = empty_document.current.pyramid
    assert isinstance(pyramid, Pyramid) and len(pyramid.levels) == 4
    qtbot.waitUntil(lambda: widget.scene.coarse.level(0.1, empty_document.mask.array) > 0)  # type: ignore[attr-defined]
    paint(empty_document, 1001, 1203, 1, diameter=1)
    image = widget.grab().toImage()
    at = widget.transform.to_widget(1001.5, 1203.5).toPoint()
    near = {image.pixelColor(at + QPoint(x, y)).getRgb()[:3] for x in (-1, 0, 1) for y in (-1, 0, 1)}
    assert empty_document.classes.by_id(1).screen_color in near


def test_an_image_that_cannot_be_opened_says_so_and_takes_no_paint(
    empty_document: Document, project_folder: Path, qtbot: object
) -> None:
    (project_folder.parent / "images" / "image_0.png").write_bytes(b"no image")
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)  # type: ignore[attr-defined]
    widget.resize(400, 300)
    nothing = widget.grab().toImage()
    assert open_folder(empty_document, project_folder)
    qtbot.waitUntil(lambda: empty_document.current.trouble is not None)  # type: ignore[attr-defined]
    assert widget.grab().toImage() != nothing
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert not widget.toolbox.busy and not widget.transform.visible()


def test_names_are_there_for_tools_that_read_the_window(canvas: Canvas) -> None:
    assert canvas.objectName() == "canvas" and canvas.accessibleName() == "Image canvas"
    assert canvas.minimap.parent() is canvas and canvas.minimap.accessibleName()


def test_the_current_palette_is_worn(canvas: Canvas) -> None:
    palette = QPalette(canvas.palette())
    palette.setColor(QPalette.ColorRole.Dark, QColor(12, 34, 56))
    canvas.setPalette(palette)
    assert canvas.grab().toImage().pixelColor(1, 1).getRgb()[:3] == (12, 34, 56)
