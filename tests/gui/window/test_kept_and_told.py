"""What could cost strokes is told in the window, and nothing can be painted that would be lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.gui.session.learner_state import IDLE, TRAINING
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import whole
from segstudio.learning.messages import Failed, Predicted
from segstudio.project import saving
from segstudio.project.masks import read_mask
from segstudio.project.palette_png import encode
from segstudio.project.project import Project
from segstudio.project.storage import write_error
from tests.gui.scripted import opened_in, opened_window, paint_block

BLOCK = Rect(20, 20, 30, 30)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    """The real window with the first image shown."""
    yield from opened_window(qtbot, tmp_path, project_folder)


def again(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    opened_in(window, qtbot, folder)


def shown(window: MainWindow, *words: str) -> bool:
    """Whether the banner shows a notice with these words."""
    notice = window.banner.current
    return notice is not None and all(word in notice.text for word in words)


def strokes(window: MainWindow, *values: int) -> np.ndarray:
    """Paint one block over the other; the mask after that."""
    for value in values:
        paint_block(window.document, value, BLOCK)
    return np.array(window.document.mask.array)


def go(window: MainWindow, at: int, qtbot: QtBot) -> None:
    window.document.current.select(window.document.images[at].id)
    qtbot.waitUntil(lambda: not window.document.current.loading)


# ---- journals ------------------------------------------------------------------------------------------------------


def test_a_missing_journal_is_told_when_the_project_is_opened(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    strokes(window, 1)
    assert window.document.open_project.close()
    (project_folder / "journal" / "image_0").unlink()
    again(window, project_folder, qtbot)
    assert shown(window, "The journal of image_0 is missing")


# ---- images of another size ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("painted", [True, False])
@pytest.mark.parametrize("size", [(80, 40), (100, 90)])
def test_an_image_resized_while_its_mask_is_open_or_before_its_first_stroke_is_blocked(
    window: MainWindow, qtbot: QtBot, image_paths: list[Path], size: tuple[int, int], painted: bool
) -> None:
    original, document = image_paths[1].read_bytes(), window.document
    go(window, 1, qtbot)
    before = strokes(window, 1) if painted else np.array(document.mask.array)
    go(window, 0, qtbot)
    Image.new("L", size).save(image_paths[1])
    go(window, 1, qtbot)
    assert document.mask is None and document.entry.id in document.current.blocked
    assert shown(window, f"image_1.png is {size[0]} x {size[1]} pixels now", "80 x 60")
    assert not document.strokes.begin("Brush")
    image_paths[1].write_bytes(original)
    go(window, 0, qtbot)
    go(window, 1, qtbot)
    assert np.array_equal(document.mask.array, before) and not document.current.blocked


def test_an_image_resized_before_the_project_was_opened_and_before_its_first_stroke_is_blocked(
    window: MainWindow, qtbot: QtBot, project_folder: Path, image_paths: list[Path]
) -> None:
    assert window.document.open_project.close()
    Image.new("L", (30, 30)).save(image_paths[1])
    again(window, project_folder, qtbot)
    go(window, 1, qtbot)
    assert window.document.mask is None and shown(window, "image_1.png is 30 x 30 pixels now")
    assert window.document.open_project.close()
    with Project.open(project_folder, write=False) as project:
        assert not project.labelled_entries()


# ---- a lock that was lost ------------------------------------------------------------------------------------------


def test_a_stroke_under_way_when_the_lock_is_lost_is_kept_and_told_and_the_window_closes(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    document = window.document
    strokes(window, 0)
    document.saving.save_now()
    assert document.strokes.begin("Brush")
    document.strokes.paint(whole((60, 80)), 1)
    for name in ("lock", ".lock-guard"):
        (project_folder / name).unlink()
    with Project.open(project_folder) as second:
        document.strokes.commit()
        assert shown(window, "opened in this program too", "nothing is written into it")
        document.saving.save_now()
        kept = project_folder / "journal" / "image_0.aside-1.png"
        assert (read_mask(kept) == 1).all()
        assert (read_mask(project_folder / "masks" / "image_0.png")[BLOCK.slices] == 0).all()
        told = [one.text for one in (window.banner.current, *window.banner._waiting) if one is not None]
        assert any("journal/image_0.aside-1.png" in text for text in told)
        assert not document.strokes.begin("Brush")
        assert document.open_project.close()
        assert second.lost_lock() is None


def test_a_mask_that_another_program_wrote_while_it_was_open_is_kept_and_told(
    window: MainWindow, project_folder: Path
) -> None:
    strokes(window, 0)
    window.document.saving.save_now()
    path = project_folder / "masks" / "image_0.png"
    theirs = encode(np.full((60, 80), 1, np.uint8), window.document.project.classes.palette())
    path.write_bytes(theirs)
    expected = strokes(window, 1)
    window.document.saving.save_now()
    assert shown(window, "image_0.png was changed by another program", "journal/image_0.aside-1.png")
    assert (project_folder / "journal" / "image_0.aside-1.png").read_bytes() == theirs
    assert np.array_equal(read_mask(path), expected)


# ---- links ---------------------------------------------------------------------------------------------------------


def test_a_project_with_a_link_to_elsewhere_is_not_opened_and_the_window_says_why(
    window: MainWindow, qtbot: QtBot, project_folder: Path, tmp_path: Path
) -> None:
    assert window.document.open_project.close()
    (project_folder / "removed").symlink_to(tmp_path)
    window.projects.open_path(project_folder)
    qtbot.waitUntil(lambda: shown(window, "removed in the project folder is a link"))
    assert window.document.project is None


# ---- a message goes with its cause -----------------------------------------------------------------------------------


def full(*_args: object, **_rest: object) -> None:
    raise OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("call", ["replace", "write"], ids=["mask", "journal and mask"])
def test_a_full_disk_is_told_until_the_save_that_succeeds(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        strokes(window, 1)
        window.document.saving.save()
        qtbot.waitUntil(lambda: shown(window, "the disk is full"))
        qtbot.waitUntil(lambda: not window.document.background.busy)
    window.document.saving.save()
    qtbot.waitUntil(lambda: not window.document.saving.dirty)
    qtbot.waitUntil(lambda: window.banner.current is None and not window.banner._waiting)


def test_a_drive_that_went_away_is_told_until_it_is_back_and_the_save_succeeds(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    project_folder.rename(project_folder.with_name("away"))
    expected = strokes(window, 1)
    qtbot.waitUntil(lambda: shown(window, "its folder has vanished"))
    project_folder.with_name("away").rename(project_folder)
    window.document.saving.save()
    qtbot.waitUntil(lambda: not window.document.saving.dirty)
    qtbot.waitUntil(lambda: window.banner.current is None)
    assert np.array_equal(read_mask(project_folder / "masks" / "image_0.png"), expected)


def test_a_project_file_that_cannot_be_written_is_told_until_it_is_whatever_masks_are_saved_meanwhile(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = window.document
    with monkeypatch.context() as patched:
        patched.setattr(saving, "write_project_file", lambda *_: full_write())
        document.image_list.change([replace(document.images[1], flag=True)])
        qtbot.waitUntil(lambda: shown(window, "project.json", "the disk is full"))
        strokes(window, 1)
        with qtbot.waitSignal(document.saving.saved):
            document.files.masks.save_dirty()
        assert shown(window, "project.json", "the disk is full")
    document.image_list.change([replace(document.images[2], flag=True)])
    qtbot.waitUntil(lambda: window.banner.current is None)


def full_write() -> None:
    raise write_error(Path("project.json"), OSError(errno.ENOSPC, "full"))


def test_why_an_image_is_blocked_is_told_while_it_is_chosen(
    window: MainWindow, qtbot: QtBot, image_paths: list[Path]
) -> None:
    content = image_paths[1].read_bytes()
    go(window, 2, qtbot)
    image_paths[1].write_bytes(b"no image")
    go(window, 1, qtbot)
    assert window.banner.current is not None
    go(window, 0, qtbot)
    assert window.banner.current is None
    image_paths[1].write_bytes(content)
    go(window, 1, qtbot)
    assert window.document.mask is not None and window.banner.current is None


def test_that_other_work_is_under_way_is_told_until_it_ends(window: MainWindow) -> None:
    files = window.document.files
    files.busy = UserError("Masks are being imported.", "Wait for it.")
    assert files.refuse_busy() and shown(window, "being imported")
    files.busy = None
    assert window.banner.current is None


@pytest.mark.parametrize("request_name", ["Train", "Predict"])
def test_why_the_learner_failed_is_told_until_it_is_asked_again_or_answers(
    window: MainWindow, request_name: str
) -> None:
    session, document = window.session, window.document
    session.failed.emit(Failed("The memory is full.", "", "", request_name))
    assert shown(window, "memory is full")
    if request_name == "Train":
        session.learner.set(TRAINING)
        session.learner.set(IDLE)
    else:
        shape = document.mask.shape
        classes, sure = np.zeros(shape, np.uint8), np.full(shape, 200, np.uint8)
        document.predictions.put(Predicted(1, document.entry.id, Rect.of_shape(shape), classes, sure, "r", 10))
    assert window.banner.current is None


def test_what_was_said_of_a_project_goes_when_it_is_closed(window: MainWindow) -> None:
    window.document.problem.emit(UserError("This project is open read-only."))
    assert window.document.open_project.close()
    assert window.banner.current is None
