"""The overview of a file that opens in tiles: it shows where one is and what is labelled, and opens tiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project.images import facts as facts_file
from segstudio.project.project import Project
from segstudio.project.stacks.stack import Stack, stack_of
from tests.gui.conftest import draw_images
from tests.gui.scripted import opened_in, opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(facts_file, "LARGE", 10_000)
    monkeypatch.setattr(facts_file, "TILE", 64)
    yield from opened_window(qtbot, tmp_path)


def large_project(folder: Path) -> Path:
    """One picture, and one file of 3 x 2 tiles that is dark but for its right column."""
    images = draw_images(folder / "images", 1)
    array = np.full((200, 150), 40, np.uint8)
    array[:, 64:] = 200
    tifffile.imwrite(folder / "images" / "slide.tif", array, tile=(32, 32), compression="zlib")
    images.append(folder / "images" / "slide.tif")
    with Project.create(folder / "P.segstudio", classes=ClassTable.from_names(["a", "b"]), image_paths=images) as made:
        return made.folder


def opened(window: MainWindow, folder: Path, qtbot, plane: str = "Y1X0") -> MainWindow:
    opened_in(window, qtbot, folder)
    window.document.current.select(next(one.id for one in window.document.images if one.plane == plane))
    shown(window, qtbot, plane)
    return window


def shown(window: MainWindow, qtbot, plane: str) -> None:
    def there() -> bool:
        entry = window.document.entry
        return entry is not None and entry.plane == plane and window.document.mask is not None

    qtbot.waitUntil(there)


def middle(window: MainWindow, row: int, column: int) -> QPoint:
    overview = window.stack_bar.overview
    at = {0: 0.2, 1: 0.7}[column] * overview.width(), {0: 0.15, 1: 0.45, 2: 0.8}[row] * overview.height()
    return QPoint(round(at[0]), round(at[1]))


def test_it_shows_where_one_is_and_a_click_opens_a_tile(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    bar, overview = window.stack_bar, window.stack_bar.overview
    assert bar.isVisible() and overview.isVisible() and not bar.sliders
    assert overview.words == "row 2, column 1\nof 3 x 2"
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=middle(window, 2, 1))
    shown(window, qtbot, "Y2X1")
    assert window.document.mask.shape == (72, 86) and overview.words.startswith("row 3, column 2")
    window.document.current.select("image_0")
    assert not bar.isVisible()


def test_a_row_of_the_list_begins_with_row_and_column(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    model = window.images.model
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert texts[-6:] == [f"{row}, {column}  slide.tif" for row in (1, 2, 3) for column in (1, 2)]


def test_its_picture_is_that_of_the_file(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    overview = window.stack_bar.overview
    qtbot.waitUntil(lambda: not overview._picture.isNull())
    assert overview.height() * 150 == pytest.approx(overview.width() * 200, rel=0.03)
    picture = overview.grab().toImage()
    ratio = picture.devicePixelRatio()
    places = (middle(window, 0, column) + QPoint(4, 3) for column in (0, 1))  # beside the marks
    dark, light = (picture.pixelColor(round(p.x() * ratio), round(p.y() * ratio)).lightness() for p in places)
    assert dark < 80 < 150 < light


def test_keys_go_to_the_tiles_beside_and_stay_at_the_edge(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    window.activateWindow()
    window.canvas.setFocus()
    for key, plane in (
        (Qt.Key.Key_Right, "Y1X1"), (Qt.Key.Key_Right, "Y1X1"), (Qt.Key.Key_Down, "Y2X1"), (Qt.Key.Key_Left, "Y2X0"),
        (Qt.Key.Key_Up, "Y1X0"),
    ):  # fmt: skip
        QTest.keyClick(window.canvas, key, Qt.KeyboardModifier.ControlModifier)
        shown(window, qtbot, plane)
    window.stack_bar.overview.setFocus()
    QTest.keyClick(window.stack_bar.overview, Qt.Key.Key_Right)
    shown(window, qtbot, "Y1X1")
    assert not window.stack_bar.overview.why_not()
    window.document.current.select("image_0")
    qtbot.waitUntil(lambda: window.document.mask is not None)
    assert window.stack_bar.overview.why_not()


def test_a_stroke_marks_its_tile_and_undo_takes_the_mark_away(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    document, overview = window.document, window.stack_bar.overview
    assert "0 % labelled" in overview.tip_at(*_point(middle(window, 1, 0))).replace("\N{NO-BREAK SPACE}", " ")
    before = overview.grab().toImage()
    document.edits.fill("Fill", Footprint(Rect(0, 0, 32, 64), np.ones((64, 32), bool)), 0)
    qtbot.waitUntil(lambda: bool(document.census.labelled_share(document.entry.id)))
    tip = overview.tip_at(*_point(middle(window, 1, 0))).replace("\N{NO-BREAK SPACE}", " ")
    assert tip.startswith("row 2, column 1, 50 % labelled")
    assert overview.grab().toImage() != before
    document.queue.undo()
    qtbot.waitUntil(lambda: not document.census.labelled_share(document.entry.id))


def _point(point: QPoint) -> tuple[int, int]:
    return point.x(), point.y()


def test_a_tile_that_was_removed_is_said_to_be_missing(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    gone = next(one.id for one in window.document.images if one.plane == "Y2X1")
    window.document.image_list.remove(gone)
    qtbot.waitUntil(lambda: all(one.id != gone for one in window.document.images))
    overview = window.stack_bar.overview
    assert overview.tip_at(*_point(middle(window, 2, 1))).startswith("This tile is not in the project.")
    overview.step(1, 1)
    assert window.document.entry.plane == "Y1X0"


def test_tiles_are_no_slices_to_interpolate_between(tmp_path: Path, window: MainWindow) -> None:
    with Project.open(large_project(tmp_path)) as project:
        tiles = [one for one in project.images if one.plane]
        stack = stack_of(project.images, tiles[0])
        assert isinstance(stack, Stack) and stack.axes == () and not stack.between(tiles[0], tiles[4])
        assert not stack.lines(tiles[0]) and len(stack.tiles(tiles[0])) == 6


def pan(window: MainWindow, by: QPoint) -> None:
    """Drag the image with the middle button."""
    canvas = window.canvas
    start = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=start)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=start + by)


def middle_of_view(window: MainWindow) -> tuple[float, float]:
    """In pixels of the file."""
    transform, (x, y) = window.canvas.transform, facts_file.corner_of(window.document.entry.plane)
    column, row = transform.to_image(transform.width / 2, transform.height / 2)
    return column + x, row + y


def test_a_step_to_a_tile_beside_keeps_zoom_and_place_so_that_the_border_is_seen_on_the_other_side(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    opened(window, large_project(tmp_path), qtbot)
    transform = window.canvas.transform
    transform.zoom_by(40 / transform.scale)
    transform.center_on(60, 30)
    before = middle_of_view(window)
    window.stack_bar.overview.right()
    shown(window, qtbot, "Y1X1")
    assert transform.scale == pytest.approx(40) and middle_of_view(window) == pytest.approx((64, before[1]), abs=0.1)
    window.stack_bar.overview.below()
    shown(window, qtbot, "Y2X1")
    assert middle_of_view(window) == pytest.approx((64, 128), abs=0.1), "the nearest place that it has"
    transform.fit()
    window.stack_bar.overview.above()
    shown(window, qtbot, "Y1X1")
    assert transform.fitted


def test_dragging_the_image_over_the_edge_goes_on_in_the_tile_beside_unless_a_gesture_would_be_lost(
    window: MainWindow, tmp_path: Path, qtbot
) -> None:
    opened(window, large_project(tmp_path), qtbot)
    transform = window.canvas.transform
    transform.zoom_by(40 / transform.scale)
    transform.center_on(60, 30)
    pan(window, QPoint(-120, 0))
    assert window.document.entry.plane == "Y1X0" and middle_of_view(window)[0] == pytest.approx(63, abs=0.1)
    window.canvas.toolbox.set_tool("polygon")
    at = window.canvas.rect().center() - QPoint(100, 0)
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert window.canvas.toolbox.busy
    pan(window, QPoint(-120, 0))
    assert window.document.entry.plane == "Y1X0" and window.canvas.toolbox.busy
    window.canvas.toolbox.cancel()
    place = middle_of_view(window)
    pan(window, QPoint(-40, 0))
    shown(window, qtbot, "Y1X1")
    assert middle_of_view(window) == pytest.approx((place[0] + 1, place[1]), abs=0.1)


def test_a_stroke_at_the_edge_of_a_tile_says_once_where_it_goes_on(window: MainWindow, tmp_path: Path, qtbot) -> None:
    opened(window, large_project(tmp_path), qtbot)
    told: list[str] = []
    window.document.notice.connect(told.append)

    def paint(x: int, y: int) -> None:
        window.document.edits.fill("Fill", Footprint(Rect(x, y, 2, 2), np.ones((2, 2), bool)), 0)
        qtbot.waitUntil(lambda: not window.document.queue.busy)

    paint(30, 30)
    paint(0, 30)  # the edge of the file
    assert not told
    paint(62, 30)
    paint(30, 62)
    assert [text.split(".")[0] for text in told] == ["A stroke ends at the edge of its tile"]
