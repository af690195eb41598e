"""Near copies in the window: found on request, chosen in a list, grouped, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem

from segstudio.gui.jobs.near_copies_dialog import NearCopiesDialog
from segstudio.gui.window.main_window import MainWindow
from segstudio.project.project import Project
from tests.gui.scripted import opened_window


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    """Images a, b, c that differ, a2 and a3 shifted from a, b2 from b, and one of a single grey."""
    random, images = np.random.default_rng(0), tmp_path / "images"
    images.mkdir()
    for name in "abc":
        picture = np.repeat(np.repeat(random.integers(0, 255, (12, 12), np.uint8), 10, 0), 10, 1)
        Image.fromarray(picture).save(images / f"{name}.png")
        for number in range(2, {"a": 4, "b": 3}.get(name, 2)):
            Image.fromarray(picture[number:, 2 * number - 1 :]).save(images / f"{name}{number}.png")
    Image.fromarray(np.full((120, 120), 9, np.uint8)).save(images / "grey.png")
    Project.create(tmp_path / "P.segstudio", image_paths=[images]).close()
    yield from opened_window(qtbot, tmp_path, tmp_path / "P.segstudio")


def groups(window: MainWindow) -> dict[str, str]:
    return {entry.stem: entry.group for entry in window.document.images}


def listed(window: MainWindow, qtbot) -> NearCopiesDialog:
    """The list of proposals, asked for in the menu."""
    window.refresh()
    window.actions_["image.near_copies"].trigger()
    qtbot.waitUntil(lambda: not window.near_copies.job.running)
    dialog = window.near_copies.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def row(dialog: NearCopiesDialog, at: int) -> QTreeWidgetItem:
    found = dialog.list.topLevelItem(at)
    assert found is not None
    return found


def images_of(proposal: QTreeWidgetItem) -> list[str]:
    return [proposal.child(at).text(0).rpartition("/")[2] for at in range(proposal.childCount())]


def test_chosen_near_copies_become_groups_and_are_taken_back(window: MainWindow, qtbot) -> None:
    assert not window.actions_["image.take_back_groups"].isEnabled()
    dialog = listed(window, qtbot)
    assert "grey.png shows nothing that can be compared." in window.banner.current.text
    assert dialog.list.topLevelItemCount() == 2
    assert images_of(row(dialog, 0)) == ["a2.png", "a3.png", "a.png"]
    assert images_of(row(dialog, 1)) == ["b2.png", "b.png"]
    row(dialog, 1).setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.summary.text() == "1 group will be made."
    dialog.group.click()
    wanted = {"a": "alike 1", "a2": "alike 1", "a3": "alike 1", "b": "", "b2": "", "c": "", "grey": ""}
    assert groups(window) == wanted
    assert window.images.group.isVisible() and window.images.group.findText("alike 1") >= 0
    window.document.saving.save_now()
    with Project.open(window.document.project.folder, write=False) as saved:
        assert {entry.stem: entry.group for entry in saved.images} == wanted

    one = next(entry for entry in window.document.images if entry.stem == "a3")
    window.document.image_list.change([replace(one, group="mine")])
    window.refresh()
    window.actions_["image.take_back_groups"].trigger()
    assert groups(window) == {**dict.fromkeys(wanted, ""), "a3": "mine"}
    window.refresh()
    assert not window.actions_["image.take_back_groups"].isEnabled()


def test_the_likeness_is_chosen_and_a_click_or_an_arrow_key_opens_an_image(window: MainWindow, qtbot) -> None:
    dialog = listed(window, qtbot)
    child = row(dialog, 1).child(0)
    dialog.list.itemClicked.emit(child, 0)
    assert window.document.entry.stem == "b2"
    dialog.list.setCurrentItem(child)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert window.document.entry.stem == row(dialog, 1).child(1).text(0).removesuffix(".png").rpartition("/")[2]
    dialog.alike.setValue(100)
    assert not dialog.group.isEnabled() and "No images" in dialog.summary.text()
    dialog.alike.setValue(80)
    assert len(dialog.chosen()) == 2
    dialog.reject()
    assert set(groups(window).values()) == {""}


def test_images_that_change_while_the_list_is_open_are_respected(window: MainWindow, qtbot) -> None:
    dialog = listed(window, qtbot)
    by_stem = {entry.stem: entry for entry in window.document.images}
    window.document.image_list.remove(by_stem["b2"].id)
    window.document.image_list.change([replace(by_stem["a"], flag=True)])
    dialog.group.click()
    assert groups(window)["a"] == "alike 1" and groups(window)["b"] == "", "b is alone now"
    assert {entry.stem for entry in window.document.images if entry.flag} == {"a"}


def test_closing_the_project_ends_the_comparison_and_closes_the_list(window: MainWindow, qtbot) -> None:
    dialog = listed(window, qtbot)
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    window.near_copies.ask()
    assert window.document.open_project.close() and len(closed) == 1
    qtbot.waitUntil(lambda: not window.near_copies.job.running)
