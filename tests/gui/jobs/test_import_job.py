"""Importing masks from the window: one undo step for each image, the screen follows, what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from segstudio.formats.report import ImportReport, LeftOut
from segstudio.formats.table import READERS, Format
from segstudio.gui.jobs.import_job import sentence
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.project.masks import read_mask
from tests.gui.scripted import opened_window, paint_block


@pytest.fixture
def window(qtbot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    """Masks of the first two images, disc in the upper half, and one that belongs to no image."""
    folder = tmp_path / "masks"
    folder.mkdir()
    values = np.full((60, 80), VOID, np.uint8)
    values[:30] = 1
    for name in ("image_0", "image_1", "stranger"):
        Image.fromarray(values).save(folder / f"{name}.png")
    return folder


def done(window: MainWindow, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.imports.job.running and window.document.mask is not None)


def test_masks_come_in_by_the_menu_and_undo_takes_each_back(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = window.document
    paint_block(document, 0, Rect(0, 0, 80, 10))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(masks))
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.imports.job.running
    done(window, qtbot)
    assert (document.mask.array[:30] == 1).all()
    assert window.banner.current.text == (
        "2 masks imported; Undo takes each one back. 1 image had labels before. "
        "Left out: No image of the project is called stranger: stranger.png."
    )
    assert document.mask.history.undo_stack[-1].name == "Import mask"
    document.queue.undo()
    assert (document.mask.array[:10] == 0).all() and document.mask.counts()[1] == 0
    qtbot.waitUntil(lambda: document.census.counts.labelled_images == 2)
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert document.mask.counts()[1] == 2400
    document.queue.undo()
    assert document.mask.labelled == 0


def test_a_folder_without_matching_masks_changes_nothing(window: MainWindow, tmp_path: Path, qtbot) -> None:
    paint_block(window.document, 1, Rect(0, 0, 10, 10))
    (tmp_path / "other").mkdir()
    window.imports.start(tmp_path / "other")
    done(window, qtbot)
    assert "There is no PNG in" in window.banner.current.text
    assert window.document.mask.counts()[1] == 100


def test_nothing_can_be_painted_closed_or_imported_meanwhile(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = READERS["palette-png"]

    def slow(*args: object, **choices: object) -> ImportReport:
        go.wait(5)
        return real.run(*args, **choices)

    window.imports.start(masks, Format("Slow", "Slow masks.", ".png", slow))
    qtbot.waitUntil(lambda: window.status.work.isVisible())
    window.refresh()
    for action in ("file.import_masks", "file.close", "label.clear", "class.delete", "image.remove", "train.start"):
        assert not window.actions_[action].isEnabled(), action
    assert window.imports.job.running and not window.document.strokes.begin("Brush")
    window.projects.open_path(window.document.project.folder)
    assert window.banner.current.text == "Masks are being imported."
    go.set()
    done(window, qtbot)
    assert window.document.mask.counts()[1] == 2400


def test_cancel_stops_between_two_images(window: MainWindow, masks: Path, qtbot) -> None:
    real = READERS["palette-png"]

    def cancelled(project: object, folder: Path, note: object, **_choices: object) -> ImportReport:
        window.imports.job.cancel()
        return real.run(project, folder, note)

    window.imports.start(masks, Format("Stopped", "Masks.", ".png", cancelled))
    done(window, qtbot)
    assert window.banner.current.text.startswith("The import was cancelled")
    assert window.document.mask.labelled == 0


def test_closing_the_window_waits_for_the_image_under_way(window: MainWindow, masks: Path, qtbot) -> None:
    project = window.document.project
    path = project.mask_path(project.images[0])
    window.imports.start(masks)
    window.close()
    assert not window.isVisible() and not window.imports.job.running
    assert not path.exists() or (read_mask(path)[:30] == 1).all()


def test_the_report_names_a_few_files_and_a_box_all_of_them(window: MainWindow) -> None:
    report = ImportReport(["a"], [], [LeftOut(f"{n}.png", "It is empty.") for n in range(5)])
    assert sentence(report) == (
        "1 mask imported; Undo takes each one back. Left out: 0.png: It is empty. Left out: 1.png: It is empty. "
        "Left out: 2.png: It is empty. 2 more were left out."
    )
    window.imports._on_finished(report)
    box = window.findChild(QMessageBox, "left_out")
    assert box is not None and box.detailedText().splitlines() == [f"{n}.png: It is empty." for n in range(5)]
    box.close()


# ---- questions -----------------------------------------------------------------------------------------------------


def test_a_contradiction_of_names_is_asked_about_first(
    window: MainWindow, masks: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (masks / "classes.json").write_text('["tree", "sky"]')
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        wanted = "Import by number" if len(asked) == 2 else "Cancel"
        next(button for button in box.buttons() if button.text().replace("&", "") == wanted).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    for times in (1, 2):
        window.imports.start(masks)
        qtbot.waitUntil(lambda times=times: len(asked) == times)
        done(window, qtbot)
        assert window.document.mask.counts()[1] == (2400 if times == 2 else 0)
    assert "'tree'" in asked[0]


def test_what_255_means_is_asked_before_an_object_is_lost(
    window: MainWindow, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.zeros((60, 80), np.uint8)
    values[:30] = 255
    (tmp_path / "binary").mkdir()
    Image.fromarray(values).save(tmp_path / "binary" / "image_0.png")
    offered: list[list[str]] = []

    def choose(_parent: object, _title: str, _label: str, titles: list[str], *_: object) -> tuple[str, bool]:
        offered.append(titles)
        return titles[0 if len(offered) == 1 else -1], True  # Enter at once, then a class

    monkeypatch.setattr(QInputDialog, "getItem", choose)
    window.imports.start(tmp_path / "binary")
    qtbot.waitUntil(lambda: len(offered) == 1)
    done(window, qtbot)
    assert window.document.mask.labelled == 0
    window.imports.start(tmp_path / "binary")
    qtbot.waitUntil(lambda: len(offered) == 2)
    done(window, qtbot)
    assert offered[0][:2] == ["Choose one", "Void: not labelled"] and window.document.mask.counts()[1] == 2400
