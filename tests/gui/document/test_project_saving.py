"""The window never waits for project.json: saving, opening and adding in the background, and nothing lost by it."""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from segstudio.errors import UserError, WriteError
from segstudio.gui.document.document import Document
from segstudio.project import saving
from segstudio.project.journal import Rewrite
from segstudio.project.masks import SaveJob, open_mask
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.document.test_document import stroke


def on_disk(document: Document) -> Project:
    assert document.project is not None
    return Project.open(document.project.folder, write=False)


def test_hiding_flagging_and_grouping_do_not_wait_for_the_disk(
    document: Document, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, write, written = threading.Event(), saving.write_project_file, []

    def slow(*args: object) -> None:
        assert go.wait(20)
        write(*args)
        written.append(args)

    monkeypatch.setattr(saving, "write_project_file", slow)
    assert document.class_list.change(lambda table: table.set_hidden(0, True))
    document.image_list.change([replace(document.images[1], flag=True)])
    document.image_list.change([replace(entry, group="g") for entry in document.images])
    assert not written
    go.set()
    document.saving.save_now()
    saved = on_disk(document)
    assert saved.classes.by_id(0).hidden and {entry.group for entry in saved.images} == {"g"}
    assert [entry.flag for entry in saved.images] == [False, True, False]


def test_a_failed_save_of_the_project_is_told_and_closing_refused_until_it_works(
    document: Document, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    problems: list[UserError] = []
    document.problem.connect(problems.append)
    monkeypatch.setattr(os, "replace", full)
    document.image_list.change([replace(document.images[1], flag=True)])
    qtbot.waitUntil(lambda: bool(problems))
    assert "disk is full" in problems[0].message
    assert not document.open_project.close() and document.project is not None
    monkeypatch.setattr(os, "replace", real)
    folder = document.project.folder
    assert document.open_project.close()
    assert Project.open(folder, write=False).images[1].flag


def test_a_project_opened_in_the_background_is_shown_when_it_was_read(
    empty_document: Document, project_folder: Path, qtbot
) -> None:
    opened: list[bool] = []
    empty_document.open_project.open(project_folder, opened.append)
    assert empty_document.project is None
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [True] and empty_document.project.folder == project_folder
    empty_document.open_project.open(project_folder.parent / "none", opened.append)
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened[1] is False and empty_document.project is None


def test_closing_while_a_project_is_being_opened_leaves_no_lock(
    empty_document: Document, project_folder: Path, qtbot
) -> None:
    opened: list[bool] = []
    empty_document.open_project.open(project_folder, opened.append)
    assert empty_document.open_project.close()
    assert not (project_folder / "lock").exists()
    empty_document.open_project.open(project_folder, opened.append)
    qtbot.waitUntil(lambda: True in opened)
    assert opened == [True] and (project_folder / "lock").exists()


def test_a_folder_that_cannot_be_opened_does_not_stop_the_one_opened_after_it(
    empty_document: Document, project_folder: Path, qtbot
) -> None:
    opened: list[bool] = []
    problems: list[UserError] = []
    empty_document.problem.connect(problems.append)
    empty_document.open_project.open(project_folder.parent / "none", opened.append)
    empty_document.open_project.open(project_folder, opened.append)
    qtbot.waitUntil(lambda: True in opened and not empty_document.background.busy)
    assert opened == [True] and empty_document.project is not None
    assert len(problems) <= 1, "it is told of, unless it was dropped before it began"


def test_closing_while_a_project_is_being_opened_answers_that_it_is_not_open(
    empty_document: Document, project_folder: Path, qtbot
) -> None:
    opened: list[bool] = []
    empty_document.open_project.open(project_folder, opened.append)
    assert empty_document.open_project.close()
    qtbot.waitUntil(lambda: opened == [False])
    assert empty_document.project is None


def test_images_added_while_others_are_being_added_and_flags_set_all_stay(
    document: Document, tmp_path: Path, qtbot
) -> None:
    first, second = draw_images(tmp_path / "one", 4), draw_images(tmp_path / "two", 4)
    document.image_list.add(first)
    document.image_list.add(second)
    document.image_list.change([replace(document.images[0], flag=True)])
    qtbot.waitUntil(lambda: len(document.images) == 11)
    document.saving.save_now()
    saved = on_disk(document).images
    assert saved == document.images and saved[0].flag
    assert len({entry.id for entry in saved}) == 11


def test_a_project_is_made_at_once_and_its_images_follow(
    empty_document: Document, image_paths: list[Path], tmp_path: Path, qtbot
) -> None:
    assert empty_document.open_project.create(tmp_path / "New.segstudio", image_paths, ["a"])
    assert empty_document.images == ()
    qtbot.waitUntil(lambda: empty_document.mask is not None)
    assert [entry.stem for entry in empty_document.images] == [path.stem for path in image_paths]


def test_the_journal_is_made_smaller_off_the_gui_thread_and_strokes_meanwhile_are_in_it(
    document: Document, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert document.mask is not None and document.project is not None
    journal = document.project.journal_path(document.images[0])
    go, write, threads = threading.Event(), Rewrite.write, []

    def slow(rewrite: Rewrite) -> None:
        threads.append(threading.current_thread())
        assert go.wait(20)
        write(rewrite)

    monkeypatch.setattr(Rewrite, "write", slow)
    document.mask.history.limit_bytes = 500
    for number in range(40):
        stroke(document, number % 2, (number, 3), (number + 20, 50))
    big = journal.stat().st_size
    document.saving.save()
    qtbot.waitUntil(lambda: len(threads) == 1)
    stroke(document, 1, (60, 3), (70, 50))
    painted, seq = document.mask.array.copy(), document.current.stored.seq
    go.set()
    qtbot.waitUntil(lambda: journal.stat().st_size < big / 2)
    assert threads[0] is not threading.main_thread()
    document.saving.save_now()
    image, folder = document.images[0].id, document.project.folder
    document.open_project.abandon()
    with Project.open(folder) as again:
        stored = open_mask(again, again.entry(image), painted.shape)
        assert (stored.mask.array == painted).all() and stored.seq == seq and stored.notice is None


def test_a_write_that_fails_while_masks_are_released_gives_them_back(
    document: Document, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the project could never be closed again: the work that has the masks would never begin nor end."""
    go, write = threading.Event(), SaveJob.write

    def late(_job: SaveJob) -> None:
        assert go.wait(20)
        raise WriteError("The disk is full.", "Make room.")

    monkeypatch.setattr(SaveJob, "write", late)
    stroke(document, 1, (10, 10), (40, 30))
    document.files.masks.save_dirty()
    began: list[Project] = []
    ends: list[bool] = []
    assert document.mask_release.release(began.append, lambda: ends.append(True))
    assert not document.open_project.close()
    go.set()
    qtbot.waitUntil(lambda: bool(ends))
    assert not began and document.mask is not None
    monkeypatch.setattr(SaveJob, "write", write)
    assert document.open_project.close()
