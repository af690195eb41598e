"""Each mask has one owner: reading ahead, class deletion, import and removal wait for each other or are refused."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.formats.importing import look
from segstudio.gui.document import class_changes, current_image
from segstudio.gui.document.document import Document
from segstudio.gui.files import load_image, mask_store
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from tests.gui.scripted import open_folder, opened_window, paint_block
from tests.gui.scripted import reading as still_reading

SHAPE = (60, 80)
BLOCK = Rect(20, 20, 30, 30)


class Gate:
    """Work on files that waits for ``open``; ``images`` names whose reading waits, none: everybody's."""

    def __init__(self, work: Any, *images: str) -> None:
        self._work, self._images, self._let = work, images, threading.Event()
        self.begun = threading.Event()

    def __call__(self, project: Project, entry: Any, *more: Any) -> Any:
        if not self._images or entry.stem in self._images:
            self.begun.set()
            assert self._let.wait(20)
        return self._work(project, entry, *more)

    def open(self) -> None:
        self._let.set()


@pytest.fixture
def labelled(project_folder: Path) -> Path:
    """A project whose three masks are full of the class "disc"."""
    with Project.open(project_folder) as project:
        for entry in project.images:
            stored = open_mask(project, entry, entry.shape)
            stored.mask.begin("Fill")
            stored.mask.paint(whole(SHAPE), 1, everything())
            stored.commit()
            stored.save(project.classes.palette())
            stored.close()
    return project_folder


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The second image is read only when the gate is opened."""
    gate = Gate(current_image.load_image, "image_1")
    monkeypatch.setattr(current_image, "load_image", gate)
    yield gate
    gate.open()


def begun(document: Document, folder: Path, reading: Gate, qtbot: QtBot) -> None:
    """The first image is shown, the second one is being read ahead."""
    assert open_folder(document, folder)
    qtbot.waitUntil(lambda: document.mask is not None and reading.begun.is_set())


def painted(document: Document, qtbot: QtBot) -> np.ndarray:
    """A stroke on the second image; its mask afterwards."""
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    paint_block(document, 0, BLOCK)
    expected = np.array(document.mask.array)
    assert (expected[BLOCK.slices] == 0).all()
    return expected


def found_after_a_kill(document: Document, place: Path) -> dict[str, np.ndarray]:
    """What the next start finds: every mask of a copy of the folder as it is on disk at this moment."""
    document.project.flush()
    shutil.copytree(document.project.folder, place, ignore=shutil.ignore_patterns("lock", ".tmp-*"))
    with Project.open(place) as project:
        assert not list(place.glob("journal/*aside*")) and project.notice is None or "recovered" in project.notice
        return {entry.stem: open_mask(project, entry, entry.shape).mask.array for entry in project.images}


def test_a_class_is_deleted_when_the_image_that_is_read_ahead_has_arrived(
    empty_document: Document, labelled: Path, reading: Gate, qtbot: QtBot, tmp_path: Path
) -> None:
    document = empty_document
    begun(document, labelled, reading, qtbot)
    document.class_changes.delete(1)
    paint_block(document, 0, BLOCK)  # the window does not wait
    QTest.qWait(20)
    assert 1 in document.classes and document.files.busy is not None
    reading.open()
    qtbot.waitUntil(lambda: 1 not in document.classes)
    expected = painted(document, qtbot)
    found = found_after_a_kill(document, tmp_path / "killed")
    assert np.array_equal(found["image_1"], expected)
    assert not any((array == 1).any() for array in found.values())
    assert (found["image_0"][BLOCK.slices] == 0).all() and (found["image_2"] == VOID).all()


def test_closing_waits_for_no_reading_and_gives_up_a_deletion_that_waits_for_it(
    empty_document: Document, labelled: Path, reading: Gate, qtbot: QtBot
) -> None:
    notices: list[str] = []
    empty_document.notice.connect(notices.append)
    begun(empty_document, labelled, reading, qtbot)
    empty_document.class_changes.delete(1)
    assert empty_document.open_project.close()
    assert "Delete class disc: stopped" in notices[-1] and "0 images changed" in notices[-1]
    with Project.open(labelled, write=False) as project:
        assert 1 in project.classes and len(project.labelled_entries()) == 3


def test_a_mask_stays_open_while_a_class_is_deleted_from_the_closed_ones(
    empty_document: Document, labelled: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = empty_document
    assert open_folder(document, labelled)
    qtbot.waitUntil(lambda: document.mask is not None and not still_reading(document))
    gate = Gate(load_image.replace_everywhere)
    monkeypatch.setattr(class_changes, "replace_everywhere", gate)
    monkeypatch.setattr(mask_store, "KEEP_BYTES", 0)  # every mask that is read closes the others
    document.class_changes.delete(1)
    qtbot.waitUntil(gate.begun.is_set)
    document.current.cache.clear()
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    gate.open()
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert document.open_project.close()
    with Project.open(labelled, write=False) as project:
        assert not project.labelled_entries() and not any(project.label_summary(one)[1] for one in project.images)


@pytest.mark.parametrize("work", ["deletion", "import"])
def test_no_image_is_removed_while_other_work_has_the_masks(
    empty_document: Document, labelled: Path, reading: Gate, qtbot: QtBot, work: str
) -> None:
    document, problems = empty_document, list[UserError]()
    document.problem.connect(problems.append)
    begun(document, labelled, reading, qtbot)
    if work == "deletion":
        document.class_changes.delete(1)
    else:
        assert document.mask_release.release(document.mask_release.reopen, lambda: None)
    document.image_list.remove(document.images[2].id)
    assert len(document.images) == 3 and len(problems) == 1 and problems[0].hint
    reading.open()
    qtbot.waitUntil(lambda: document.files.busy is None and document.mask is not None)
    document.image_list.remove(document.images[2].id)
    assert len(document.images) == 2 and len(problems) == 1


# ---- in the window -------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, labelled: Path, reading: Gate) -> Iterator[MainWindow]:
    """The first image is shown, the second one is being read ahead."""
    for made in opened_window(qtbot, tmp_path, labelled):
        qtbot.waitUntil(reading.begun.is_set)
        yield made
        reading.open()


def test_an_import_begins_when_the_image_that_is_read_ahead_has_arrived(
    window: MainWindow, reading: Gate, qtbot: QtBot, tmp_path: Path
) -> None:
    document, masks = window.document, tmp_path / "masks"
    masks.mkdir()
    values = np.full(SHAPE, VOID, np.uint8)
    values[:30] = 1  # with 0 and 255 only it would be asked what they mean
    Image.fromarray(values).save(masks / "image_1.png")
    paint_block(document, 0, BLOCK)
    window.imports.start(look(document.project, masks))
    paint_block(document, 0, Rect(0, 0, 5, 5))  # nothing is closed yet
    reading.open()
    qtbot.waitUntil(lambda: not window.imports.job.running and document.mask is not None)
    assert window.banner.current.text.startswith("1 mask imported")
    expected = painted(document, qtbot)
    assert (expected[:20] == 1).all()
    found = found_after_a_kill(document, tmp_path / "killed")
    assert np.array_equal(found["image_1"], expected)
    assert (found["image_0"][BLOCK.slices] == 0).all() and (found["image_0"][:5, :5] == 0).all()


def test_a_window_closes_while_an_import_waits_for_what_is_read_ahead(
    window: MainWindow, reading: Gate, qtbot: QtBot, tmp_path: Path, labelled: Path
) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    Image.fromarray(np.full(SHAPE, 1, np.uint8)).save(masks / "image_1.png")
    paint_block(window.document, 0, BLOCK)
    window.imports.start(look(window.document.project, masks))
    threading.Timer(0.05, reading.open).start()
    assert window.close()
    with Project.open(labelled) as project:
        assert project.notice is None and project.label_summary(project.images[0])[0] == BLOCK.w * BLOCK.h
