"""Two views at once: what each side shows, the line between them, and that what is painted is seen where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.sides import RUN
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.project.palette_png import encode
from tests.gui.panel_answers import predict
from tests.gui.scripted import opened_window, paint_block

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def color_at(window: MainWindow, x: float, y: float) -> tuple[int, int, int]:
    """What the canvas shows at a point of the image."""
    canvas = window.canvas
    color = canvas.grab().toImage().pixelColor(canvas.transform.to_widget(x, y).toPoint())
    return color.red(), color.green(), color.blue()


def grey(color: tuple[int, int, int]) -> bool:
    return max(color) - min(color) <= 2


def compare(window: MainWindow, left: str, right: str) -> None:
    window.refresh()
    window.actions_["view.compare"].trigger()
    for side, what in enumerate((left, right)):
        box = window.compare_bar.choices[side]
        box.setCurrentIndex(box.findData(what))
        box.activated.emit(box.currentIndex())


def drag(window: MainWindow, *points: tuple[float, float]) -> None:
    places = [window.canvas.transform.to_widget(x, y).toPoint() for x, y in points]
    QTest.mousePress(window.canvas, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(window.canvas, place)
    QTest.mouseRelease(window.canvas, LEFT, pos=places[-1])


def test_each_side_of_the_line_shows_its_own_until_a_view_is_chosen_or_the_key_comes_again(window: MainWindow) -> None:
    paint_block(window.document, 1, Rect(0, 0, 80, 60))
    predict(window.document, 0)
    compare(window, "image", "labels")
    assert grey(color_at(window, 20, 5)) and not grey(color_at(window, 60, 5))
    compared = window.canvas.compare
    compared.move_line(compared.share + 0.4)
    assert grey(color_at(window, 60, 5)), "the line went to the right over this point"
    canvas, made = window.canvas, []  # what was painted once is not made again
    for share in (0.3, 0.7, 0.5):
        canvas.compare.move_line(share)
        canvas.grab()
    for scene in canvas.compare.scenes:
        scene._make_base = made.append
        scene._make = made.append
    for share in (0.35, 0.6, 0.45):
        canvas.compare.move_line(share)
        canvas.grab()
    assert not made
    for scene in canvas.compare.scenes:
        del scene._make_base, scene._make
    canvas.transform.zoom_by(1.5)
    canvas.grab()
    canvas.transform.pan(-31, 17)
    canvas.grab()
    canvas.compare.move_line(0.8)
    moved = canvas.grab().toImage()
    for scene in canvas.compare.scenes:
        scene.invalidate(photo=True)
    assert moved == canvas.grab().toImage(), "what was shifted is what is painted anew"
    compared.choose(0, "prediction")
    assert compared.sides[0].words == "Prediction"
    window.document.predictions.clear()
    assert compared.sides[0].words == "Prediction: nothing is predicted yet"
    assert window.compare_bar.isVisible() and window.grip.isVisible()
    window.canvas.display.set_view("labels")
    assert not window.canvas.compare.is_on and not window.compare_bar.isVisible() and not window.grip.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z)
    assert window.canvas.compare.is_on
    QTest.keyClick(window.canvas, Qt.Key.Key_Z)
    assert not window.canvas.compare.is_on


def test_only_the_grip_moves_the_line_and_a_stroke_across_it_paints_on_both_sides(window: MainWindow) -> None:
    compare(window, "labels", "both")
    canvas, line = window.canvas, window.canvas.compare.line
    x, _ = canvas.transform.to_image(line, 0)
    drag(window, (x - 15, 30.5), (x - 0.2, 30.5), (x + 15, 30.5))
    assert canvas.compare.line == line
    assert window.document.mask.array[30, int(x - 12) : int(x + 12)].tolist() == [0] * 24
    grip = window.grip
    QTest.mousePress(grip, LEFT, pos=grip.rect().center())
    QTest.mouseMove(grip, grip.rect().center() - QPoint(120, 0))
    QTest.mouseRelease(grip, LEFT, pos=grip.rect().center())
    assert abs(canvas.compare.line - (line - 120)) <= 2 and window.document.mask.history.newest_undo().name.startswith(
        "Br"
    )
    at = canvas.compare.line
    QTest.keyClick(grip, Qt.Key.Key_Right)
    assert canvas.compare.line > at
    compared, told = canvas.compare, []  # now a side without labels: it shows them once they are painted on it
    window.document.notice.connect(told.append)
    compared.move_line(0.5)
    compared.choose(1, "image")
    x, _ = window.canvas.transform.to_image(compared.line, 0)
    drag(window, (x - 30, 20.5), (x - 20, 20.5))
    assert compared.sides[1].what == "image" and not told, "nothing was painted there"
    drag(window, (x - 30, 40.5), (x + 10, 40.5))
    assert compared.sides[1].what == "labels" and "right side shows labels" in told[0]
    assert not grey(color_at(window, x + 8, 40.5))
    compared.choose(0, "previous")
    drag(window, (x - 30, 30.5), (x - 25, 30.5))
    assert compared.sides[0].what == "labels", "nobody paints on a picture of another image"


def test_another_run_is_shown_as_it_predicted_and_says_where_it_did_not(window: MainWindow, qtbot: QtBot) -> None:
    project = window.document.project
    for run in ("run-a", "run-b"):
        (project.folder / "runs" / run).mkdir(parents=True)
        (project.folder / "runs" / run / "run.json").write_text("{}")
    folder = project.predictions_folder / "run-a"
    folder.mkdir(parents=True)
    classes = np.ones((60, 80), np.uint8)
    (folder / f"{window.document.entry.id}.png").write_bytes(encode(classes, window.document.classes.palette()))
    window.refresh()
    window.actions_["view.compare"].trigger()
    right, compared = window.compare_bar.choices[1], window.canvas.compare
    qtbot.waitUntil(lambda: right.findData(f"{RUN}run-b") >= 0)
    for run, words in (("run-a", "predicted 2"), ("run-b", "not predicted yet")):
        right.setCurrentIndex(right.findData(RUN + run))
        right.activated.emit(right.currentIndex())
        qtbot.waitUntil(lambda words=words: words in compared.sides[1].words)
        assert grey(color_at(window, 60, 5)) == (run == "run-b")
    window.document.current.step(1)
    qtbot.waitUntil(lambda: window.document.mask is not None)
    compared.choose(1, f"{RUN}run-a", "run-a")
    qtbot.waitUntil(lambda: "not predicted yet" in compared.sides[1].words)


def test_the_previous_image_is_another_picture_and_no_value_of_it_is_read_out(window: MainWindow, qtbot: QtBot) -> None:
    compare(window, "labels", "previous")
    compared = window.canvas.compare
    assert "this is the first one" in compared.sides[1].words
    window.document.current.step(1)
    qtbot.waitUntil(lambda: "image_0" in compared.sides[1].words)
    compared.move_line(0.0)
    assert color_at(window, 20.5, 30.5) == (200, 200, 200) and color_at(window, 50.5, 30.5) == (60, 60, 60)
    seen: list[object] = []
    window.canvas.hovered.connect(seen.append)
    QTest.mouseMove(window.canvas, window.canvas.transform.to_widget(50, 30).toPoint())
    assert seen and seen[-1] is None
    compared.choose(1, "image")
    assert color_at(window, 20.5, 30.5) == (200, 200, 200) and color_at(window, 40.5, 30.5) == (200, 200, 200)


def test_side_by_side_moves_as_one_and_shows_strokes_at_once(window: MainWindow, qtbot: QtBot) -> None:
    compare(window, "image", "labels")
    QTest.mouseClick(window.compare_bar.beside, LEFT)
    canvas, view = window.canvas, window.side_view
    qtbot.waitUntil(lambda: view.isVisible() and abs(view.width() - canvas.width()) < 4)
    canvas.transform.zoom_by(2.0)
    paint_block(window.document, 1, Rect(30, 20, 20, 20))
    middle = [part.transform.to_image(part.transform.width / 2, part.transform.height / 2)
              for part in (canvas, type("V", (), {"transform": view._transform}))]  # fmt: skip
    assert middle[0] == pytest.approx(middle[1])
    at = view._transform.to_widget(40.5, 30.5).toPoint()
    color = view.grab().toImage().pixelColor(at)
    assert not grey(color.getRgb()[:3])
    before = canvas.transform.to_widget(0, 0)
    QTest.mousePress(view, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(130, 110))
    QTest.mouseRelease(view, LEFT, pos=QPoint(130, 110))
    assert canvas.transform.to_widget(0, 0) - before == QPointF(30, 10)
    assert np.count_nonzero(window.document.mask.array == 1) == 400, "nothing is painted there"
