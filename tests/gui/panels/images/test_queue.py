"""The queue at ten thousand images: opening, filtering, sorting, stepping, groups, confidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QInputDialog

from segstudio.gui.panels.images.model import ImageRole
from segstudio.gui.panels.images.panel import ImagePanel
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from segstudio.project.project import Project
from tests.gui.scripted import open_folder, opened_window, paint_block
from tests.work import calls

MANY = 10_000
A_FEW_PER_IMAGE = 35 * MANY  # calls: what looks at every image once looks at each briefly
NONE_PER_IMAGE = MANY  # calls: what is done for every key and every refresh must not walk the list


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def many_images(folder: Path, there: int = 6) -> Path:
    """A project.json of ten thousand tiny images of which only the first few exist."""
    images = folder / "images"
    images.mkdir(parents=True)
    for number in range(there):
        Image.fromarray(np.full((8, 8), 20 * number, np.uint8)).save(images / f"part_{number:05}.png")
    project = folder / "Many.segstudio"
    with Project.create(project, image_paths=sorted(images.iterdir())):
        pass
    data = json.loads((project / "project.json").read_text())
    first = data["images"][0]
    names = [f"part_{number:05}" for number in range(there, MANY)]
    data["images"] += [
        {**first, "id": name, "path": f"../images/{name}.png", "group": f"batch {at % 7}"}
        for at, name in enumerate(names)
    ]
    data["classes"] = [{"id": 0, "name": "sound", "color": [0, 0, 0]}]
    (project / "project.json").write_text(json.dumps(data))
    return project


def names(window: MainWindow) -> list[str]:
    model = window.images.model
    return [model.index(row).data() for row in range(model.rowCount())]


def search(panel: ImagePanel, text: str) -> None:
    """Type at once, without the pause that waits for more letters."""
    panel.search.setText(text)
    panel._on_view()


def test_ten_thousand_images_never_make_the_window_wait(window: MainWindow, tmp_path: Path, qtbot) -> None:
    folder = many_images(tmp_path / "many")
    document, model = window.document, window.images.model
    assert open_folder(document, folder)
    qtbot.waitUntil(lambda: model.rowCount() == MANY)
    turns = [0]
    qtbot.waitUntil(lambda: turns.append(calls(QApplication.processEvents)) or model.known())
    assert max(turns) < A_FEW_PER_IMAGE  # one turn of the event loop while everything is counted
    qtbot.waitUntil(lambda: document.mask is not None)
    panel = window.images
    boxes = ((panel.order, panel.order.count()), (panel.filter, 3), (panel.group, 4))
    for box, count in boxes:
        for at in [*range(1, count), 0]:
            assert calls(lambda b=box, at=at: b.setCurrentIndex(at)) < A_FEW_PER_IMAGE, (box.objectName(), at)
    for number in range(4):
        assert calls(lambda n=number: search(panel, f"part_0{n}")) < A_FEW_PER_IMAGE
    assert model.rowCount() == 1000
    search(panel, "")
    window.images.grab()
    for key in (Qt.Key.Key_D, Qt.Key.Key_A) * 3:
        turns = [calls(lambda k=key: qtbot.keyClick(window.canvas, k))]
        qtbot.waitUntil(lambda t=turns: t.append(calls(QApplication.processEvents)) or document.mask is not None)
        assert max(turns) < NONE_PER_IMAGE
    paint_block(document, 0, Rect(1, 1, 4, 4))
    turns = [0]
    qtbot.waitUntil(lambda: turns.append(calls(QApplication.processEvents)) or not document.saving.dirty)
    assert max(turns) < NONE_PER_IMAGE  # neither a stroke nor its autosave places the rows of the list anew
    assert calls(window.refresh) < NONE_PER_IMAGE
    window.images.grab()
    assert calls(lambda: window.images.grab()) < NONE_PER_IMAGE


def test_d_and_a_follow_the_list_as_it_is_filtered_and_sorted(window: MainWindow, qtbot) -> None:
    document = window.document
    window.images.change([document.images[1]], group="odd")
    window.images.group.setCurrentIndex(window.images.group.findData(""))
    assert names(window) == ["image_0.png", "image_2.png"]
    qtbot.keyClick(window.canvas, Qt.Key.Key_D)
    assert document.entry.path.endswith("image_2.png")
    window.refresh()
    assert not window.actions_["image.next"].isEnabled()
    assert window.actions_["image.next"].toolTip().endswith("This is the last image.")


def held_rows(window: MainWindow, turns: int) -> QTimer:
    """Open the project again, and let its rows come only when the timer is started, after so many of their turns."""
    timer = window.images.model._next_turn
    timer.setInterval(10**6)
    assert open_folder(window.document, window.document.project.folder)
    for _ in range(turns):
        timer.timeout.emit()
    assert not window.images.model.placed()
    return timer


def test_before_the_rows_of_a_project_are_there_no_image_is_called_the_last(window: MainWindow, qtbot) -> None:
    timer = held_rows(window, 0)
    window.refresh()
    following = window.actions_["image.next"]
    assert not following.isEnabled() and following.toolTip().endswith("The list of images is not filled yet.")
    timer.start(0)
    qtbot.waitUntil(following.isEnabled)
    assert window.images.model.placed()


@pytest.mark.parametrize("turns", range(5))
def test_what_changes_while_the_rows_come_is_in_the_rows(window: MainWindow, qtbot, turns: int) -> None:
    timer, document = held_rows(window, turns), window.document
    window.images.change([document.images[1]], note="torn")
    timer.start(0)
    qtbot.waitUntil(window.images.model.placed)
    rows = [window.images.model.index(row) for row in range(window.images.model.rowCount())]
    assert [row.data(ImageRole.ENTRY) for row in rows] == list(document.images) and document.images[1].note == "torn"


def test_the_tooltip_of_an_image_tells_the_mean_confidence(window: MainWindow) -> None:
    document = window.document
    entry, values = document.images[1], np.full((60, 80), 90, np.uint8)
    document.predictions.note(Predicted(-1, entry.id, Rect(0, 0, 80, 60), values * 0, values, "run", 1))
    index = window.images.model.index(1)
    assert index.data(ImageRole.FACTS).certainty == pytest.approx(90 / 255)
    assert "Mean confidence 35\u00a0%" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_by_state_the_flagged_come_first_and_the_done_last(window: MainWindow, qtbot) -> None:
    document = window.document
    paint_block(document, 1, Rect(0, 0, 80, 60))
    document.image_list.change([replace(document.images[2], flag=True)])
    qtbot.waitUntil(window.images.model.known)
    window.images.order.setCurrentIndex(window.images.order.findData("state"))
    assert names(window) == ["image_2.png", "image_1.png", "image_0.png"]


def test_groups_are_set_by_the_menu_shown_filtered_and_kept(window: MainWindow, qtbot) -> None:
    panel, document = window.images, window.document
    assert not panel.group.isVisible()
    panel.list.selectAll()

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("  patient   7 ")
        dialog.accept()

    QTimer.singleShot(50, answer)
    menu = panel.menu(panel.selected()[:2])
    menu.findChild(QAction, "image.group.new").trigger()
    assert [entry.group for entry in document.images] == ["patient 7", "patient 7", ""]
    assert panel.group.isVisible()
    panel.group.setCurrentIndex(panel.group.findText("patient 7"))
    assert names(window) == ["image_0.png", "image_1.png"]
    assert panel.model.index(0).data(ImageRole.ENTRY).group == "patient 7"
    panel.group.setCurrentIndex(0)
    panel.search.setText("PATIENT")
    panel._on_view()
    assert len(names(window)) == 2
    folder = document.project.folder
    document.open_project.close()
    open_folder(document, folder)
    assert [entry.group for entry in document.images] == ["patient 7", "patient 7", ""]


def test_many_entries_are_changed_with_one_write(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[int] = []
    save = Project.save
    monkeypatch.setattr(Project, "save", lambda project: (writes.append(1), save(project))[1])
    window.document.image_list.change([replace(entry, flag=True) for entry in window.document.images])
    assert len(writes) == 1 and all(entry.flag for entry in window.document.images)


def test_ctrl_f_searches_and_f6_walks_the_panels(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.images.search.hasFocus)
    window.canvas.setFocus()
    for part in (window.images.list, window.classes.list, window.canvas):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
        assert part.hasFocus()
