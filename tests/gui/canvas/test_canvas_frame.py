"""What the canvas keeps from its last paint, and what it draws over the photograph: contours, scale bar."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.marks import bar_length
from segstudio.gui.document.document import Document
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.geometry import Rect
from tests.gui.scripted import bring_up, paint_block

SHAPE = (240, 320)


@pytest.fixture
def canvas(empty_document: Document, tmp_path: Path, qtbot: QtBot) -> Canvas:
    """A visible canvas of 400 x 300 on 320 x 240 noisy pixels of a known size, with two classes and a prediction."""
    pixels = np.random.default_rng(2).integers(0, 256, (*SHAPE, 3), dtype=np.uint8)
    path = tmp_path / "noise.png"
    Image.fromarray(pixels).save(path, dpi=(101_600, 101_600))
    assert empty_document.open_project.create(tmp_path / "Noise.segstudio", [path], ["a", "b"])
    qtbot.waitUntil(lambda: empty_document.mask is not None)
    paint_block(empty_document, 0, Rect(40, 30, 120, 90))
    paint_block(empty_document, 1, Rect(160, 30, 60, 90))
    widget = Canvas(empty_document, TOOLS)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.fade.reduced = True
    bring_up(qtbot, widget)
    return widget


def pixels_of(image: QImage) -> np.ndarray:
    """``uint8[h, w, 3]`` of an image."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def seen(canvas: Canvas) -> np.ndarray:
    """What stands on the canvas."""
    return pixels_of(canvas.grab().toImage())


def seen_anew(canvas: Canvas) -> np.ndarray:
    """The same, with nothing kept."""
    canvas.scene.invalidate(photo=True)
    return seen(canvas)


def made_parts(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> list[Rect]:
    """Collects the rectangles that are made anew from now on."""
    parts: list[Rect] = []
    make = canvas.scene._make
    monkeypatch.setattr(canvas.scene, "_make", lambda rect: (parts.append(rect), make(rect)))
    return parts


@pytest.mark.parametrize("zoom", [0.37, 1.0, 2.0, 3.3])
@pytest.mark.parametrize("contour", [False, True])
def test_a_panned_image_looks_as_if_painted_anew(canvas: Canvas, zoom: float, contour: bool) -> None:
    if contour:
        canvas.display.toggle_contour()
    canvas.transform.zoom_by(zoom / canvas.transform.zoom)
    seen(canvas)
    for dx, dy in ((17, 0), (0, -23), (-40, 31), (3.4, 2.2), (-900, 5), (900, -5)):
        canvas.transform.pan(dx, dy)
        kept = seen(canvas).astype(int)
        differing = np.abs(kept - seen_anew(canvas)).max(axis=2) > 2
        assert differing.mean() < 0.004, f"after {dx}, {dy}"


def test_panning_makes_only_what_came_into_sight(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.transform.zoom_by(4)
    seen(canvas)
    parts = made_parts(canvas, monkeypatch)
    canvas.transform.pan(-11, 7)
    seen(canvas)
    assert 0 < sum(part.w * part.h for part in parts) <= 11 * 300 + 7 * 400


def test_a_stroke_between_a_pan_and_its_paint_is_seen(canvas: Canvas) -> None:
    canvas.transform.zoom_by(2)
    seen(canvas)
    canvas.transform.pan(31, -12)
    paint_block(canvas.document, 1, Rect(100, 100, 9, 9))
    canvas.transform.pan(-5, 4)
    kept = seen(canvas)
    assert np.mean(np.abs(kept.astype(int) - seen_anew(canvas)).max(axis=2) > 2) < 0.004


def test_a_moving_ring_makes_nothing_anew(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.toolbox.set_brush_size(200)
    QTest.mouseMove(canvas, QPoint(100, 100))
    seen(canvas)
    parts = made_parts(canvas, monkeypatch)
    for step in range(5):
        QTest.mouseMove(canvas, QPoint(110 + 9 * step, 100))
        QApplication.processEvents()
    assert not parts


class Regions(QObject):
    """Notes what of a canvas is painted."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.all: list[QRegion] = []
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note and pass on."""
        if isinstance(event, QPaintEvent):
            self.all.append(event.region())
        return False


def test_a_large_ring_repaints_one_rectangle_of_what_is_seen_of_it(canvas: Canvas) -> None:
    canvas.transform.one_to_one()
    canvas.toolbox.set_brush_size(700)
    QTest.mouseMove(canvas, QPoint(10, 150))
    QApplication.processEvents()
    painted = Regions(canvas)
    for x in (13, 18, 20):
        QTest.mouseMove(canvas, QPoint(x, 152))
        QApplication.processEvents()
    assert len(painted.all) == 3 and all(region.rectCount() == 1 for region in painted.all)
    assert all(region.contains(QPoint(13 + 349, 152)) for region in painted.all[:1]), "the ring's right end"
    assert not any(region.intersects(QRect(0, 0, 250, 300)) for region in painted.all), "its middle"


def test_a_ring_out_of_sight_repaints_nothing(canvas: Canvas) -> None:
    canvas.transform.one_to_one()
    canvas.toolbox.set_brush_size(1000)
    QTest.mouseMove(canvas, QPoint(200, 150))
    QApplication.processEvents()
    painted = Regions(canvas)
    QTest.mouseMove(canvas, QPoint(205, 152))
    QApplication.processEvents()
    assert not painted.all


@pytest.mark.parametrize("contour", [False, True])
@pytest.mark.parametrize(("zoom", "size"), [(0.6, 301), (1.0, 150), (1.0, 300), (1.7, 151), (2.0, 260), (5.0, 40)])
def test_a_large_brush_leaves_the_screen_as_if_painted_anew(
    canvas: Canvas, zoom: float, size: int, contour: bool
) -> None:
    if contour:
        canvas.display.toggle_contour()
    canvas.toolbox.set_brush_size(size)
    canvas.transform.zoom_by(zoom / canvas.transform.zoom)
    canvas.document.class_list.set_current(1)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 90))
    QApplication.processEvents()
    for place in (QPoint(127, 93), QPoint(150, 93), QPoint(150, 121), QPoint(131, 110), QPoint(260, 190)):
        QTest.mouseMove(canvas, place)
        QApplication.processEvents()
    shot = canvas.screen().grabWindow(canvas.winId()).toImage()
    canvas.scene.invalidate(photo=True)
    anew = canvas.grab().toImage()
    if shot.size() != anew.size():
        pytest.skip("the screen is scaled")
    assert np.array_equal(pixels_of(shot), pixels_of(anew))


def test_undo_makes_only_the_step_anew(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    paint_block(canvas.document, 0, Rect(10, 10, 8, 8))
    seen(canvas)
    parts = made_parts(canvas, monkeypatch)
    canvas.document.queue.undo()
    seen(canvas)
    allowed = canvas.transform.rect_of(Rect(10, 10, 8, 8))
    assert parts and all(allowed.contains(part.x, part.y) and part.w <= allowed.width() for part in parts)


@pytest.mark.parametrize("zoom", [1.0, 4.0, 13.0])
def test_contours_are_thin_at_every_zoom_and_keep_the_class_colours(canvas: Canvas, zoom: float) -> None:
    told: list[bool] = []
    canvas.display.set_view("labels")
    canvas.display.set_opacity(1.0)
    canvas.transform.zoom_by(zoom / canvas.transform.zoom, canvas.transform.to_widget(160, 60))
    canvas.display.peek(True)
    bare = seen(canvas)
    canvas.display.peek(False)
    canvas.display.changed.connect(lambda: told.append(canvas.display.contour))
    canvas.display.toggle_contour()
    row = round(canvas.transform.to_widget(160, 60.5).y())
    drawn = np.flatnonzero((seen(canvas) != bare).any(axis=2)[row])
    border = round(canvas.transform.to_widget(160, 60.5).x())
    near = drawn[np.abs(drawn - border) <= 6]
    width = round(canvas.devicePixelRatioF())
    assert 1 <= near.size <= 2 * width + 1 and told == [True] and canvas.display.contour
    colors = seen(canvas)[row, [border - 1, border]]
    expected = [canvas.document.classes.by_id(i).screen_color for i in (0, 1)]
    if zoom < 12:  # below the pixel grid's lines
        assert np.array_equal(colors, expected)
    assert not np.any(np.abs(drawn - (border - 20 * zoom)) < 2), "inside a class the photograph is bare"


@pytest.mark.parametrize(
    ("per_pixel", "longest", "expected"),
    [(2.5e-7, 200, (5e-5, "50 \N{MICRO SIGN}m")), (1e-9, 150, (1e-7, "100 nm")), (1.0, 250, (200.0, "200 m")),
     (2e-3, 100, (0.2, "200 mm")), (30.0, 100, (2000.0, "2 km"))],
)  # fmt: skip
def test_a_scale_bar_has_a_round_length(per_pixel: float, longest: float, expected: tuple[float, str]) -> None:
    length, words = bar_length(per_pixel, longest)
    assert (pytest.approx(length), words) == expected and length <= 1.000001 * per_pixel * longest


def test_the_scale_bar_shows_only_where_the_pixel_size_is_known(canvas: Canvas) -> None:
    with_bar = seen(canvas)
    assert canvas.document.image.pixel_size == pytest.approx(2.5e-7, rel=1e-3)
    object.__setattr__(canvas.document.image, "pixel_size", None)
    changed = (seen(canvas) != with_bar).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert rows.size and rows.min() > 200 and columns.max() < 260


def test_words_of_a_tool_lie_at_the_bottom_where_no_banner_covers_them(canvas: Canvas, qtbot: QtBot) -> None:
    before = seen(canvas)
    canvas.toolbox.previews.show_words("Enter paints")
    rows = np.flatnonzero((seen(canvas) != before).any(axis=(1, 2)))
    assert rows.size and rows.min() > canvas.height() / 2 and rows.max() < canvas.height()
    canvas.toolbox.previews.show_words("")
    canvas.toolbox.previews.show(None)
    assert np.array_equal(seen(canvas), before)


def test_the_wheel_and_the_resize_keep_nothing_wrong(canvas: Canvas) -> None:
    for step in range(4):
        canvas.transform.zoom_by(1.3 if step % 2 else 0.6, QPointF(50, 60))
        canvas.resize(360 + 30 * step, 280 + 10 * step)
        kept = seen(canvas)
        assert np.array_equal(kept, seen_anew(canvas))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
