"""A calm window: nothing is painted blindly or forgotten between starts, and numbers are those in files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser

from segstudio.gui.actions.about import LIBRARIES, About
from segstudio.gui.look.focus_ring import FocusRing
from segstudio.gui.look.folders import log_folder
from segstudio.gui.look.icons import program_icon
from segstudio.gui.look.notices import ERROR, INFO, BannerNotice
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.theme import theme_of
from segstudio.gui.panels.classes.model import ClassRole
from segstudio.gui.panels.classes.row import tip
from segstudio.gui.panels.images.thumbnails import ThumbnailRequest, mask_colors, render
from segstudio.gui.window.app import make_application
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable, voc_color
from segstudio.project.palette_png import encode
from segstudio.project.storage import write_atomic
from tests.gui.conftest import draw_images
from tests.gui.hand import Hand
from tests.gui.panel_answers import predict
from tests.gui.scripted import opened_in, opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def told(window: MainWindow) -> list[str]:
    """All sentences so far, the newest first."""
    return [notice.text for _, notice in window.banner.past]


# ---- painting is seen -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["prediction", "difference"])
def test_painting_in_a_view_without_labels_brings_them_back_and_says_so(window: MainWindow, view: str) -> None:
    window.canvas.display.set_view(view)
    Hand(window.canvas).drag((20, 20), (30, 20))
    assert window.canvas.display.view.name == "both" and "The view is Both now" in told(window)[0]
    assert (window.document.mask.array != VOID).any()


@pytest.mark.parametrize("view", ["labels", "both"])
def test_painting_in_a_view_with_labels_changes_and_says_nothing(window: MainWindow, view: str) -> None:
    window.canvas.display.set_view(view)
    Hand(window.canvas).drag((20, 20), (30, 20))
    assert window.canvas.display.view.name == view and not told(window)


def test_painting_a_hidden_class_shows_it_again_and_says_so(window: MainWindow) -> None:
    window.commands.toggle_hidden()
    Hand(window.canvas).drag((20, 20), (30, 20))
    assert not window.document.classes.by_id(0).hidden
    assert told(window)[0] == "background is shown again, so that what you paint is seen."


def test_painting_under_an_overlay_of_nothing_is_told(window: MainWindow) -> None:
    window.canvas.display.set_opacity(0.0)
    Hand(window.canvas).click(20, 20)
    assert told(window)[0] == "Overlay is at 0 %: what you paint is not drawn."


def test_picking_a_class_changes_no_view(window: MainWindow) -> None:
    window.canvas.display.set_view("prediction")
    window.canvas.toolbox.set_tool("pick")
    Hand(window.canvas).click(20, 20)
    assert window.canvas.display.view.name == "prediction"


# ---- accepting is seen before -----------------------------------------------------------------------------------


def test_accept_region_outlines_under_the_pointer_what_a_click_accepts(window: MainWindow, qtbot) -> None:
    document, hand, previews = window.document, Hand(window.canvas), window.canvas.toolbox.previews
    classes = np.zeros(document.mask.shape, np.uint8)
    classes[10:20, 10:30] = 1
    predict(document, classes)
    window.refresh()
    window.canvas.toolbox.set_tool("accept_region")
    hand.move(15, 15)
    assert previews.shown.rect.w == 20 and previews.shown.rect.h == 10
    assert previews.words == "200 pixels, 4\u00a0% of the image"
    hand.move(50, 50)
    assert previews.words.startswith("4,600 pixels, 96")
    shown = previews.shown
    hand.click(50, 50)
    assert int((document.mask.array == 0).sum()) == 4600 == int((shown.values != VOID).sum())
    window.canvas.toolbox.set_tool("brush")
    assert previews.shown is None and not previews.words


def test_accepting_the_region_by_its_key_says_how_much_it_was(window: MainWindow) -> None:
    predict(window.document, 1)
    Hand(window.canvas).move(50, 50)
    window.commands.accept_region()
    assert told(window)[0].startswith("4,800 pixels labelled as predicted")


# ---- kept between starts ----------------------------------------------------------------------------------------


def test_docks_image_class_place_and_view_are_as_they_were_left(window: MainWindow, tmp_path: Path, qtbot) -> None:
    folder, document = window.document.project.folder, window.document
    window.docks.open("runs")
    window.docks.open("history")
    document.current.select(document.images[2].id)
    qtbot.waitUntil(lambda: document.mask is not None)
    document.display.set_window(20.0, 180.0)
    window.canvas.transform.zoom_by(2.0)
    window.canvas.transform.pan(-15, -10)
    window.canvas.display.set_view("labels")
    window.canvas.display.toggle_contour()
    document.class_list.set_current(1)
    place = window.canvas.transform.place
    window.close()
    for other in opened_window(qtbot, tmp_path, folder):
        assert other.document.entry.id == document.images[2].id if document.images else True
        assert other.document.entry.path.endswith("image_2.png")
        assert other.document.display.window == (20.0, 180.0)
        assert other.canvas.display.view.name == "labels" and other.canvas.display.contour
        assert {"runs", "history"} <= other.docks.shown()
        assert other.document.class_list.current == 1 and other.classes.list.currentIndex().row() == 1
        scale, x, y = other.canvas.transform.place
        assert (scale, x, y) == pytest.approx(place, rel=0.1)


def test_docks_are_away_while_no_project_is_open_and_come_back_with_one(window: MainWindow, qtbot) -> None:
    folder = window.document.project.folder
    window.docks.open("scores")
    window.projects.close_current()
    assert not window.docks.shown()
    opened_in(window, qtbot, folder)
    assert window.docks.shown() == {"scores"}


@pytest.mark.parametrize("left", [{}, {"image": 3}, {"image": "gone"}, {"place": [0, 1, 1], "image": "x"},
                                  {"windows": {"a": [5, 1]}, "all": ["x", 2]}, {"windows": 5},
                                  {"class": 77}, {"class": "1"}])  # fmt: skip
def test_a_damaged_memory_of_a_project_is_no_memory(left: object, tmp_path: Path, project_folder: Path, qtbot) -> None:
    Settings(tmp_path / "settings.ini").left = {str(project_folder): left}
    for window in opened_window(qtbot, tmp_path, project_folder):
        assert window.document.entry.path.endswith("image_0.png") and not window.document.display.keep_window
        assert window.document.class_list.current == 0


# ---- messages ---------------------------------------------------------------------------------------------------


def test_the_newest_message_is_shown_and_all_are_in_the_list(window: MainWindow, qtbot) -> None:
    for number in range(3):
        window.banner.add(BannerNotice(ERROR, f"Failure {number}."))
    window.banner.add(BannerNotice(INFO, "1 mask imported."))
    assert window.banner.current.text == "1 mask imported."
    window.banner.list_wanted.emit()
    panel = window.docks.panel("messages")
    assert panel.isVisible() and panel.list.count() == 4 and "1 mask imported." in panel.list.item(0).text()


# ---- numbers and colours ----------------------------------------------------------------------------------------


def test_the_number_of_a_class_is_its_number_in_files_after_deleting_and_moving(window: MainWindow, qtbot) -> None:
    document, model = window.document, window.classes.model
    document.class_list.add("pore")
    document.class_changes.delete(0, VOID)
    qtbot.waitUntil(lambda: document.classes.ids == (1, 2))
    model.move(2, -1)
    assert document.classes.ids == (2, 1)
    index = model.index(0)
    assert "Number 2 in files, for good" in tip("name", *(index.data(role) for role in ClassRole))
    window.canvas.setFocus()
    window.refresh()
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    assert document.classes.by_id(document.class_list.current).name == "disc"


def test_the_colour_of_a_new_class_stands_out_from_the_pictures(tmp_path: Path, qtbot) -> None:
    orange = tmp_path / "fundus"
    for path in draw_images(orange):
        Image.fromarray(np.full((60, 80, 3), (215, 100, 60), np.uint8)).save(path)
    for window in opened_window(qtbot, tmp_path):
        document = window.document
        window.projects.make_from([orange])
        qtbot.waitUntil(lambda shown=document: shown.mask is not None)
        qtbot.waitUntil(lambda shown=document: shown.classes.by_id(0).shown is not None)
        one = document.classes.by_id(0)
        red, _, blue = one.screen_color
        assert blue > red, "no orange on orange"
        assert one.color == voc_color(0), "files keep the VOC colour"
        document.class_list.change(lambda table: table.recolor(0, (1, 200, 3)))
        document.class_list.add("other")
        assert document.classes.by_id(0).screen_color == (1, 200, 3)
        assert document.classes.by_id(1).screen_color != (1, 200, 3)
        document.class_list.change(lambda table: table.recolor(1, voc_color(1)))
        window.refresh()
        window.actions_["view.colors_again"].trigger()
        qtbot.waitUntil(lambda shown=document: shown.classes.by_id(1).shown is not None)
        assert document.classes.by_id(0).screen_color == (1, 200, 3)


# ---- the rest ---------------------------------------------------------------------------------------------------


def test_f6_shows_where_the_keyboard_is_until_the_mouse_is_used(window: MainWindow, qtbot) -> None:
    ring = window.findChild(FocusRing)
    assert not ring.isVisible()
    window.canvas.setFocus()
    for part in (window.images.list, window.classes.list, window.canvas):
        window.commands.next_panel()
        assert ring.isVisible() and ring.parentWidget() is part and ring.size() == part.size()
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton)
    assert not ring.isVisible()


def test_the_program_has_an_icon_of_its_own(window: MainWindow, qapp: QApplication) -> None:
    make_application([])
    assert not program_icon().isNull() and not window.windowIcon().isNull()
    sizes = [program_icon().pixmap(side, side).toImage() for side in (16, 256)]
    assert all(image.pixelColor(image.width() // 2, image.height() // 2).alpha() == 255 for image in sizes)


def test_about_names_version_licence_and_every_library_with_a_link(window: MainWindow, qtbot) -> None:
    window.help.show_about()
    about = window.findChild(About)
    assert about.windowTitle() == "About SegStudio"
    text = about.findChild(QTextBrowser, "about.libraries").toPlainText()
    assert "BSD-3-Clause" in text and all(one.package in text for one in LIBRARIES)
    assert not about.findChild(QLabel, "about.icon").pixmap().isNull()
    about.close()


def test_every_library_that_is_installed_with_the_program_is_in_about() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {"".join(c for c in one.split(">")[0].split(";")[0]).strip() for one in project["dependencies"]}
    assert needed == {one.package for one in LIBRARIES}


def test_the_place_of_the_log_is_told_where_no_file_browser_opens(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window.help.show_log()
    assert told(window)[0] == f"The log is in {log_folder()}"


def test_of_views_and_themes_one_is_chosen_and_panels_have_a_tick(window: MainWindow) -> None:
    view, panel = window.actions_["view.both"], window.actions_["view.runs"]
    assert view.actionGroup().isExclusive() and panel.actionGroup() is None
    assert panel.isCheckable() and not panel.isIconVisibleInMenu()


def test_a_floating_dock_has_a_line_around_it(window: MainWindow, qtbot) -> None:
    window.docks.open("scores")
    dock = window.docks["scores"]
    dock.setFloating(True)
    qtbot.waitUntil(dock.isVisible)
    shown = dock.grab().toImage()
    line = QColor(theme_of(dock.palette()).muted).rgb()
    corners = [(0, 0), (shown.width() - 1, 0), (0, shown.height() - 1), (shown.width() // 2, shown.height() - 1)]
    assert all(shown.pixelColor(*corner).rgb() == line for corner in corners)


def test_the_picture_of_a_prediction_is_striped_and_that_of_labels_is_not(tmp_path: Path) -> None:
    image, mask = tmp_path / "a.png", tmp_path / "m.png"
    Image.fromarray(np.full((40, 40), 60, np.uint8)).save(image)
    table = ClassTable.from_names(["a"])
    write_atomic(mask, encode(np.zeros((40, 40), np.uint8), table.palette()))
    of = ThumbnailRequest("a", image, mask, mask_colors(table))
    labels, predicted = (render(one).picture for one in (of, replace(of, predicted=True)))
    assert len(np.unique(labels.reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(predicted.reshape(-1, 3), axis=0)) == 2
