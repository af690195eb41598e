"""The map in the window: click, lasso, keys, what is done with a selection; unusual places; what a method draws."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.choices.unlabelled import METHODS
from segstudio.gui.panels.explore.map_view import MapView
from segstudio.gui.panels.explore.panel import ExplorePanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.explore_messages import Draw, Drawn, FindUnusual, UnusualPlaces
from segstudio.learning.messages import Failed
from tests.gui.panels.explore.test_learning import hear, notices
from tests.gui.scripted import ScriptedEngine

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def at(map: MapView, index: int) -> QPoint:
    x, y = map.places[index].tolist()
    return QPoint(round(x), round(y))


def lasso(map: MapView, *indices: int) -> None:
    """Drag around points."""
    places = map.places[list(indices)]
    (left, top), (right, bottom) = places.min(axis=0) - 10, places.max(axis=0) + 10
    corners = [QPoint(round(x), round(y)) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
    QTest.mousePress(map, LEFT, Qt.KeyboardModifier.NoModifier, corners[0])
    for corner in (*corners[1:], corners[0] + QPoint(1, 1)):
        QTest.mouseMove(map, corner)
    QTest.mouseRelease(map, LEFT, Qt.KeyboardModifier.NoModifier, corners[-1])


def test_a_click_opens_the_image_and_a_patch_its_place(
    window: MainWindow, panel: ExplorePanel, explored: str, qtbot: QtBot
) -> None:
    map, document = panel.map.map, window.document
    third = document.images[2].id
    QTest.mouseClick(map, LEFT, Qt.KeyboardModifier.NoModifier, at(map, 2))
    qtbot.waitUntil(lambda: document.mask is not None and document.entry.id == third)
    panel.map.of.setCurrentIndex(1)
    assert len(map.selected) == 6 and "6 patches" in panel.map.told.text()
    QTest.mouseClick(map, LEFT, Qt.KeyboardModifier.NoModifier, at(map, 1))
    qtbot.waitUntil(lambda: document.mask is not None and document.entry.id == document.images[0].id)
    x, y, w, h = 10, 5, 20, 20
    middle = window.canvas.transform.to_image(window.canvas.width() / 2, window.canvas.height() / 2)
    assert middle == pytest.approx((x + w / 2, y + h / 2), abs=1)


def test_a_lasso_selects_and_the_selection_is_flagged_held_out_and_visited(
    window: MainWindow, panel: ExplorePanel, explored: str, qtbot: QtBot
) -> None:
    map, document, page = panel.map.map, window.document, panel.map
    lasso(map, 1, 2)
    assert map.selected.tolist() == [False, True, True] and page.told.text() == "2 images selected"
    page.flag.click()
    assert [entry.flag for entry in document.images] == [False, True, True]
    told = notices(window)
    page.hold_out.click()
    assert [entry.split for entry in document.images] == ["", "val", "val"] and "2 images held out" in told[0]
    assert not page.hold_out.isEnabled() and "already" in page.hold_out.toolTip()
    qtbot.waitUntil(lambda: "2 images held out since: learnt from before" in panel.told.text())
    for wanted in (1, 2, 1):
        page.open_next.click()
        assert document.entry.id == document.images[wanted].id
    QTest.mouseClick(map, LEFT, CTRL, at(map, 2))
    assert map.selected.tolist() == [False, True, False]
    menu = window.images.menu(page.selected_entries())
    menu.findChild(QAction, "image.split.auto").trigger()
    assert [entry.split for entry in document.images] == ["", "", "val"]
    menu.close()
    page._tell()
    assert page.hold_out.isEnabled()
    window.document.image_list.regroup([replace(document.images[0], group="a")])
    assert map.selected.tolist() == [False, True, False]  # the same images: the selection stays
    QTest.mouseClick(map, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
    assert not map.selected.any() and not page.flag.isEnabled()


def test_removing_from_its_menu_removes_what_is_selected_on_the_map(
    window: MainWindow, panel: ExplorePanel, explored: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasso(panel.map.map, 2)
    asked: list[list[str]] = []
    monkeypatch.setattr(window.images, "remove", lambda entries, *_: asked.append([one.id for one in entries]))
    menu = window.images.menu(panel.map.selected_entries())
    menu.findChild(QAction, "image.remove").trigger()
    menu.close()
    assert asked == [[window.document.images[2].id]]
    window.document.image_list.remove(window.document.images[2].id)
    assert len(panel.map.map.selected) == 2


def test_the_map_is_used_by_keys_alone(window: MainWindow, panel: ExplorePanel, explored: str, qtbot: QtBot) -> None:
    map, document = panel.map.map, window.document
    map.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(map, key)
    QTest.keyClick(map, Qt.Key.Key_Space, CTRL)
    QTest.keyClick(map, Qt.Key.Key_Right)
    assert map.at == 2 and map.selected.tolist() == [False, True, False]
    assert "image_2.png" in map.accessibleDescription() and "Unusual: number 1 of 3" in map.accessibleDescription()
    QTest.keyClick(map, Qt.Key.Key_Return)
    assert document.entry.id == document.images[2].id
    QTest.keyClick(map, Qt.Key.Key_A, CTRL)
    assert map.selected.all()
    QTest.keyClick(map, Qt.Key.Key_Plus)
    assert map.view.zoom > 1
    for key in (Qt.Key.Key_0, Qt.Key.Key_Escape):
        QTest.keyClick(map, key)
    assert map.view.zoom == 1 and not map.selected.any()
    assert window.canvas.toolbox.tool.name == "brush" and document.class_list.current == document.classes.ids[0]


def test_every_colouring_has_a_legend_and_the_most_unusual_images_come_first_in_the_list(
    window: MainWindow, panel: ExplorePanel, explored: str
) -> None:
    shown = []
    for row in range(panel.map.colors.count()):
        panel.map.colors.setCurrentIndex(row)
        shown.append(panel.map.legend.text())
        panel.map.map.grab()
    assert all(shown) and "not&nbsp;labelled" in shown[2] and "most&nbsp;unusual" in shown[3]
    images = window.images
    images.order.setCurrentIndex(images.order.findData("unusual"))
    ids = [images.model.entry(images.model.index(row)).id for row in range(3)]
    assert ids == [entry.id for entry in reversed(window.document.images)]


def test_ten_thousand_points_do_not_stop_the_window(qtbot: QtBot) -> None:
    map = MapView(lambda _: None, str, None)  # type: ignore[arg-type]
    qtbot.addWidget(map)
    map.resize(700, 300)
    rng = np.random.default_rng(0)
    map.show_points(rng.normal(size=(10_000, 2)).astype(np.float32))
    map.color(rng.integers(0, 1 << 24, 10_000).astype(np.uint32) | np.uint32(0xFF000000))
    map.pictures = True
    turns = []
    for _ in range(5):
        map.redraw()
        began = time.process_time()
        map.grab()
        turns.append(time.process_time() - began)
    assert min(turns) < 0.05


def test_unusual_places_are_of_the_image_and_the_exploration_that_are_shown(
    window: MainWindow, panel: ExplorePanel, explored: str, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    document, scene = window.document, window.canvas.scene
    window.refresh()
    window.actions_["view.unusual"].trigger()
    (asked,) = engine.asked(FindUnusual)
    assert asked.image_id == document.entry.id and "being looked for" in panel.told.text()
    before = window.canvas.grab().toImage()
    error = np.zeros(document.mask.shape, np.uint8)
    error[:, 40:] = 255
    hear(window, UnusualPlaces(asked.generation - 1, asked.image_id, explored, error))
    hear(window, UnusualPlaces(asked.generation, asked.image_id, explored, error[1:]))
    assert scene._unusual is None
    hear(window, UnusualPlaces(asked.generation, asked.image_id, explored, error))
    assert scene._unusual is error and "usual ones dark" in panel.told.text()
    after, transform = window.canvas.grab().toImage(), window.canvas.transform
    dark, light = (transform.to_widget(x, 50).toPoint() for x in (4.5, 75.5))
    assert after.pixelColor(dark).lightness() < before.pixelColor(dark).lightness() * 0.7
    assert after.pixelColor(light).lightness() > before.pixelColor(light).lightness() + 40
    assert not document.mask.labelled
    document.current.step(1)
    assert scene._unusual is None
    qtbot.waitUntil(lambda: len(engine.asked(FindUnusual)) == 2)
    hear(window, Failed("No.", "", "", "FindUnusual"))
    assert scene._unusual is None and "not found" in panel.told.text()
    window.actions_["view.unusual"].trigger()
    assert "Learnt from" in panel.told.text() and not scene.unusual_name


def test_what_a_method_draws_is_asked_for_and_only_the_newest_answer_is_shown(
    window: MainWindow, panel: ExplorePanel, explored: str, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawings, pictures = panel.drawings, np.zeros((8, 4, 4, 3), np.uint8)
    row = METHODS["convolutional"]
    monkeypatch.setitem(METHODS, "convolutional", replace(row, generative=False, decodes=False))
    drawings.refresh()
    assert not drawings.new.isEnabled() and "does not draw" in drawings.new.toolTip()
    monkeypatch.setitem(METHODS, "convolutional", replace(row, generative=True, decodes=True))
    drawings.refresh()
    assert not drawings.walk.isEnabled() and "Select two points" in drawings.walk.toolTip()
    panel.map.map.select(np.array([True, False, True]))
    drawings.new.click()
    drawings.walk.click()
    first, second = engine.asked(Draw)
    assert first.codes is None and first.count == 8 and second.codes.shape == (8, 4)
    assert second.codes[0].tolist() == [1, 0, 0, 0] and second.codes[-1].tolist() == [0, 0, 1, 0]
    hear(window, Drawn(first.generation, explored, pictures))
    assert drawings.pictures.shown == []
    hear(window, Drawn(second.generation, explored, pictures))
    assert drawings.pictures.shown == [8]
    hear(window, Failed("It cannot draw this.", "", "", "Draw"))
    assert drawings.told.text() == "It cannot draw this."


def test_images_whose_codes_are_alike_are_proposed_as_groups(
    window: MainWindow, panel: ExplorePanel, explored: str, project_folder: Path, qtbot: QtBot
) -> None:
    from segstudio.learning.runs.found import read_found, write_found

    found = read_found(project_folder, explored)
    codes = np.float32([[1, 0, 0, 0], [1, 0.01, 0, 0], [0, 1, 0, 0]])
    write_found(project_folder, explored, replace(found, codes=codes))
    window.refresh()
    window.actions_["explore.near_copies"].trigger()
    qtbot.waitUntil(lambda: window.near_copies.dialog is not None)
    dialog = window.near_copies.dialog
    assert dialog.list.topLevelItemCount() == 1 and dialog.alike.minimum() == 80
    dialog.group.click()
    assert [entry.group for entry in window.document.images] == ["alike 1", "alike 1", ""]
