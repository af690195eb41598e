"""The panel of measurements in the real window: measured, sorted out, gone to, parted, copied, saved, out of date."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QWidget

from segstudio.gui.jobs.preparation import PREDICTIONS
from segstudio.gui.panels.measures.histogram import histograms
from segstudio.gui.panels.measures.marks import object_lines
from segstudio.gui.panels.measures.model import MeasureModel
from segstudio.gui.panels.measures.panel import MeasurePanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.objects import find_objects
from segstudio.measures.tables import CLASSES, IMAGE, Column, Table
from tests.gui.scripted import opened_window, paint_block


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def panel(window: MainWindow, qtbot) -> MeasurePanel:
    """The panel, with a block of each of two classes painted on the first image."""
    paint_block(window.document, 0, Rect(5, 5, 10, 10))
    paint_block(window.document, 1, Rect(30, 20, 20, 10))
    window.actions_["view.measures"].trigger()
    found = window.docks.panel("measures")
    assert isinstance(found, MeasurePanel)
    return found


def measure(panel: MeasurePanel, qtbot) -> None:
    with qtbot.waitSignal(panel._job.job.finished):
        panel.choices.go.click()


def choose(box, data: object) -> None:
    box.setCurrentIndex(box.findData(data))


def text(panel: MeasurePanel, row: int, header: str) -> str:
    model = panel.model
    names = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    return model.index(row, names.index(header)).data()


def test_strokes_are_measured_before_they_are_saved(panel: MeasurePanel, qtbot) -> None:
    assert "Press Measure" in panel.empty.text() and panel.empty.isVisible()
    assert not panel.choices.copy.isEnabled() and not panel.choices.save.isEnabled()
    measure(panel, qtbot)
    assert panel.table.isVisible() and panel.model.rowCount() == 2
    assert [text(panel, row, "area (px)") for row in (0, 1)] == ["100", "200"]
    assert "2 regions in 1 image" in panel.summary.text() and "without labels" in panel.summary.text()


def test_a_control_that_is_disabled_or_hidden_gives_the_keyboard_to_the_canvas(
    panel: MeasurePanel, window: MainWindow, qtbot
) -> None:
    for lose, back in ((QWidget.setDisabled, QWidget.setEnabled), (QWidget.setHidden, QWidget.setVisible)):
        panel.choices.go.setFocus()
        assert window.focusWidget() is panel.choices.go
        lose(panel.choices.go, True)
        assert window.focusWidget() is window.canvas, "not the next box, into which the next key would be typed"
        back(panel.choices.go, True)
    panel.choices.go.setFocus()
    QTest.keyClick(panel.choices.go, Qt.Key.Key_Backtab)
    assert panel.isAncestorOf(window.focusWidget())


def test_no_choice_is_out_of_sight_in_a_small_window(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    area = next(area for area in window.docks["measures"].findChildren(QScrollArea) if area.isAncestorOf(panel))
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.docks["measures"].width() < 800)
    qtbot.waitUntil(lambda: panel.width() <= area.viewport().width())
    assert not area.horizontalScrollBar().maximum()


def test_another_theme_reaches_the_histogram(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    measure(panel, qtbot)
    for view in ("dark", "light"):
        window.actions_[f"view.{view}"].trigger()
        background = panel.histogram.backgroundBrush().color()
        assert background.name() == panel.palette().window().color().name()


def test_no_filter_is_kept_for_another_project(
    panel: MeasurePanel, window: MainWindow, project_folder: Path, tmp_path: Path, qtbot
) -> None:
    panel.choices._least.setValue(150)
    choose(panel.choices._class, 1)
    other = tmp_path / "Other.segstudio"
    shutil.copytree(project_folder, other)
    window.projects.open_path(other)
    qtbot.waitUntil(lambda: window.document.mask is not None and window.document.project.folder == other)
    assert panel.choices.sizes() == (0.0, np.inf) and panel.choices.class_id() is None


def test_it_says_when_something_changed_since(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    measure(panel, qtbot)
    assert "changed since" not in panel.summary.text()
    paint_block(window.document, 1, Rect(60, 40, 4, 4))
    assert "changed since" in panel.summary.text()
    measure(panel, qtbot)
    assert "changed since" not in panel.summary.text() and panel.model.rowCount() == 3
    choose(panel.choices._part, 1)
    assert "changed since" in panel.summary.text()


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (["../tiles/a.png", "../tiles/a.png"], ["a.png", "a.png"]),
        (["../tiles/b/a.png", "../tiles/a.png"], ["b/a.png", "a.png"]),
        (["a.png", "x/a.png"], ["a.png", "x/a.png"]),
        (["/far/a.png", "../tiles/a.png"], ["/far/a.png", "../tiles/a.png"]),
        ([], []),
    ],
)
def test_images_are_named_by_what_tells_them_apart_and_the_tooltip_is_the_path(
    paths: list[str], shown: list[str], qapp: QApplication
) -> None:
    values = np.array(paths, object)
    model = MeasureModel(qapp)
    model.set_table(Table([Column(IMAGE, "", "The image's file.", values)], np.arange(len(paths)), np.ones(len(paths))))
    indexes = [model.index(row, 0) for row in range(len(paths))]
    assert [index.data() for index in indexes] == shown
    assert [index.data(Qt.ItemDataRole.ToolTipRole) for index in indexes] == paths
    model.deleteLater()


def test_rows_are_sorted_out_by_class_and_size(panel: MeasurePanel, qtbot) -> None:
    measure(panel, qtbot)
    choose(panel.choices._class, 1)
    assert panel.model.rowCount() == 1 and "1 row shown" in panel.summary.text()
    choose(panel.choices._class, None)
    panel.choices._most.setValue(150)
    assert [text(panel, row, "area (px)") for row in range(panel.model.rowCount())] == ["100"]
    choose(panel.choices._rows, CLASSES)
    assert panel.model.rowCount() == len(panel._document.classes)  # counts are never cut by a size
    assert not panel.choices._most.isEnabled()


def test_a_click_goes_to_the_region_in_its_image(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    measure(panel, qtbot)
    first = window.document.entry.id
    with qtbot.waitSignal(window.document.image_loaded):
        window.document.current.step(1)
    panel.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert text(panel, 0, "area (px)") == "200"
    with qtbot.waitSignal(window.document.image_loaded):
        panel.go_to(0)
    assert window.document.entry.id == first and panel.view.marks.box == Rect(30, 20, 20, 10)
    seen = window.canvas.transform.visible()
    assert seen.intersect(Rect(30, 20, 20, 10)) == Rect(30, 20, 20, 10) and seen.w <= 80
    panel.hide()
    assert panel.view.marks.box is None


def test_lines_show_where_objects_are_parted_before_that_is_used(
    panel: MeasurePanel, window: MainWindow, qtbot
) -> None:
    paint_block(window.document, 1, Rect(50, 24, 8, 2))
    paint_block(window.document, 1, Rect(58, 20, 12, 12))
    choose(panel.choices._part, 1)
    panel.choices._diameter.setValue(8)
    qtbot.waitUntil(lambda: panel.view.objects == 2)
    assert not panel.view.marks.lines.isEmpty() and "2 objects" in panel.choices._found.text()
    assert panel._job.made is None
    measure(panel, qtbot)
    assert panel.model.rowCount() == 3
    window.actions_["view.measures"].trigger()  # closed
    qtbot.waitUntil(lambda: panel.view.marks.lines.isEmpty())


def test_an_export_of_objects_parts_them_as_the_panel_does(panel: MeasurePanel, window: MainWindow) -> None:
    dialog = window.export_dialog
    window.actions_["file.export"].trigger()
    choose(dialog.format, "coco")
    assert not dialog.part.isEnabled() and "panel Measurements" in dialog.part.text()
    choose(panel.choices._part, 1)
    dialog.ask()
    assert dialog.part.isEnabled() and "from 20 px" in dialog.part.text()
    choose(dialog.format, "voc")
    assert not dialog.part.isEnabled() and "holds classes only" in dialog.part.text()
    dialog.close()


def test_of_ten_thousand_rows_only_those_are_read_that_are_seen(panel: MeasurePanel, qtbot, monkeypatch) -> None:
    measure(panel, qtbot)
    asked, data = [], MeasureModel.data
    monkeypatch.setattr(MeasureModel, "data", lambda model, index, role=0: asked.append(0) or data(model, index, role))
    panel._job.tables["regions"] = table(20_000)
    panel._show_table()
    panel.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    panel._pages.setCurrentWidget(panel.empty)  # hidden, as before the first measurement
    panel._show_table()
    qtbot.wait(50)
    assert panel.model.rowCount() == 20_000 and len(asked) < 5_000


def test_rows_are_copied_for_a_spreadsheet(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    measure(panel, qtbot)
    with qtbot.waitSignal(window.document.notice):
        panel.choices.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3 and lines[0].split("\t")[3] == "area (px)" and lines[1].split("\t")[3] == "100"


def test_what_is_shown_is_saved(panel: MeasurePanel, window: MainWindow, tmp_path: Path, qtbot, monkeypatch) -> None:
    measure(panel, qtbot)
    choose(panel.choices._class, 1)
    goal, proposed = tmp_path / "out.csv", []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (proposed.append(asked[2]), (str(goal), ""))[1])
    with qtbot.waitSignal(window.document.notice):
        panel.choices.save.click()
    assert Path(proposed[0]).name.endswith(" labels regions.csv")
    assert len(goal.read_text("utf-8-sig").splitlines()) == 2
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path), ""))
    with qtbot.waitSignal(window.document.problem) as caught:
        panel.choices.save.click()
    assert "is a folder" in caught.args[0].message


def test_predictions_that_cannot_be_made_are_not_offered(panel: MeasurePanel) -> None:
    choose(panel.choices._what, PREDICTIONS)
    assert not panel.choices.go.isEnabled() and panel.choices.go.toolTip()


def test_another_project_has_no_measurements(panel: MeasurePanel, window: MainWindow, qtbot) -> None:
    choose(panel.choices._part, 1)
    measure(panel, qtbot)
    window.document.open_project.close()
    assert panel.model.rowCount() == 0 and not panel._job.parting and panel.choices.parting() == {}


# ---- parts ----------------------------------------------------------------------------------------------------------


def table(count: int) -> Table:
    rng = np.random.default_rng(0)
    values = rng.random(count)
    values[::7] = np.nan
    words = np.array([f"name {n % 5}" for n in range(count)], object)
    columns = [Column("name", "", "", words), Column("area", "px", "", values)]
    return Table(columns, np.arange(count) % 3, np.arange(count))


def test_missing_values_are_last_in_both_orders(qtbot) -> None:
    from PySide6.QtCore import QObject

    parent = QObject()
    model = MeasureModel(parent)
    model.set_table(table(50))
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        model.sort(1, order)
        values = model.table.columns[1].values[model.order]
        known = values[~np.isnan(values)]
        steps = np.diff(known)
        assert np.isnan(values[len(known) :]).all()
        assert (steps >= 0).all() if order == Qt.SortOrder.AscendingOrder else (steps <= 0).all()
    model.sort(-1)
    assert model.order.tolist() == list(range(50))


def test_a_hundred_thousand_rows_need_no_widget_and_no_object(qtbot) -> None:
    from PySide6.QtCore import QObject

    parent = QObject()
    model = MeasureModel(parent)
    model.set_table(table(100_000))
    model.sort(0)
    model.choose(1, 10, 50_000)
    assert model.rowCount() == np.count_nonzero(np.arange(100_000)[10:50_001] % 3 == 1)
    assert model.data(model.index(0, 0)) == "name 0"


def test_the_histogram_counts_every_region_once() -> None:
    areas, ids = np.array([1.0, 1, 5, 400, 1e6]), np.array([0, 1, 1, 1, 0])
    edges, found = histograms(areas, ids)
    assert {id: int(counts.sum()) for id, counts in found.items()} == {0: 2, 1: 3}
    assert edges[0] <= 1 and edges[-1] >= 1e6
    assert sum(int(counts.sum()) for counts in histograms(np.full(4, 7.0), np.zeros(4, int))[1].values()) == 4


def test_lines_are_only_between_objects_of_one_class() -> None:
    values = np.full((20, 40), VOID, np.uint8)
    values[5:15, 5:15], values[9:11, 15:20], values[5:15, 20:30], values[:, 30:] = 1, 1, 1, 2
    found = object_lines(values, {1: 6.0})
    # Two sides of one pixel each, from end to end, which are one line.
    assert found.objects == 2 and found.path.boundingRect().size().toTuple() == (0.0, 2.0) and not found.numbers
    assert object_lines(values, {2: 6.0}).path.isEmpty()


def test_objects_of_a_network_are_outlined_with_the_numbers_of_the_table() -> None:
    values = np.full((20, 40), 2, np.uint8)
    values[5:15, 5:30] = 1
    seeds = np.zeros((20, 40), np.int32)
    seeds[6:14, 6:12], seeds[6:14, 24:29] = 7, 3
    found = object_lines(values, {}, seeds)
    assert found.objects == 2 and [one.number for one in found.numbers] == [1, 2, 3]
    objects = find_objects(values, seeds=seeds)
    assert all(objects.numbers[one.y, one.x] == one.number and one.depth >= 5 for one in found.numbers)
    assert found.path.elementCount() == 2 * 5  # four sides and one line between the two
