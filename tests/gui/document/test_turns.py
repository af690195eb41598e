"""Large edits a little at a time: nobody gets half of one, nothing asked for is lost; and saving by key."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.errors import Cancelled, UserError
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.gesture import Pointer
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.document import class_changes, edit_queue
from segstudio.gui.document.class_changes import _Change
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.panels.tools.history_panel import HistoryPanel
from segstudio.gui.tools.table import TOOLS
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment, whole
from segstudio.project.masks import SaveJob, read_mask
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.panel_answers import predict, stroke
from tests.gui.scripted import open_folder, opened_window, paint_block

SHAPE = (600, 700)


@pytest.fixture
def large(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Document]:
    """A document for which its images of a few tiles are large, with one step per turn."""
    for module in (edit_queue, class_changes):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(edit_queue, "TURN", 0.0)
    folder = tmp_path / "Large.segstudio"
    table = ClassTable.from_names(["background", "disc", "rest"])
    with Project.create(folder, classes=table, image_paths=draw_images(tmp_path / "large", 2, SHAPE)) as project:
        project.save()
    background = Background()
    document = Document(background, background)
    assert open_folder(document, folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    yield document
    document.open_project.abandon()
    background.close()
    background.deleteLater()


def settled(document: Document, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not document.queue.busy)


def half_done(document: Document) -> None:
    """One turn, as the timer would give it: some of the edit is done and some is not."""
    document.queue._on_turn()
    assert document.queue.busy and document.mask.stroking


def on_disk(document: Document) -> np.ndarray:
    return read_mask(document.project.mask_path(document.entry), SHAPE)


def test_a_large_edit_takes_turns_tells_what_it_changed_and_is_one_step(large: Document, qtbot: QtBot) -> None:
    stroke(large, 0, 100)
    settled(large, qtbot)
    painted = large.mask.array.copy()
    predict(large, 1)
    told: list[int] = []
    assert large.acceptance.accept_all(None, told.append) == 0 and large.queue.busy and not told
    settled(large, qtbot)
    assert told == [int((painted == VOID).sum())]
    assert np.array_equal(large.mask.array, np.where(painted == VOID, 1, painted))
    assert np.array_equal(large.mask.counts(), np.bincount(large.mask.array.ravel(), minlength=256))
    large.queue.undo()
    settled(large, qtbot)
    assert np.array_equal(large.mask.array, painted)


def test_a_stroke_begun_meanwhile_comes_after_the_edit(large: Document, qtbot: QtBot) -> None:
    large.edits.fill("Fill", whole(SHAPE), 1)
    half_done(large)
    stroke(large, 0, 100)
    settled(large, qtbot)
    assert set(np.unique(large.mask.array)) == {0, 1}
    assert [step.name for step in large.mask.history.undo_stack] == ["Fill, disc", "Brush, background"]


def gesture_meanwhile(document: Document, qtbot: QtBot, button: str = "") -> Toolbox:
    """A stroke of class 0 drawn while class 1 is being filled in; ``button``: still down."""
    canvas = Canvas(document, TOOLS)
    qtbot.addWidget(canvas)
    document.edits.fill("Fill", None, 1)
    half_done(document)
    document.class_list.set_current(0)
    canvas.toolbox.begin(Pointer(100.5, 100.5, "press", "left"))
    canvas.toolbox.send(Pointer(140.5, 100.5, "move", "left"))
    if not button:
        canvas.toolbox.button = ""
        canvas.toolbox.send(Pointer(150.5, 100.5, "release", "left"))
    assert document.queue.busy and canvas.toolbox.busy, "the window does not wait for the edit"
    return canvas.toolbox


def test_a_gesture_begun_meanwhile_waits_and_paints_the_class_chosen_then(large: Document, qtbot: QtBot) -> None:
    toolbox = gesture_meanwhile(large, qtbot)
    large.class_list.set_current(2)
    settled(large, qtbot)
    assert not toolbox.busy and large.class_list.current == 2
    assert set(np.unique(large.mask.array)) == {0, 1} and large.mask.array[100, 100:150].max() == 0
    assert [step.name for step in large.mask.history.undo_stack] == ["Fill, disc", "Brush, background"]


@pytest.mark.parametrize("way", ["another image", "Esc", "closing"])
def test_what_a_waiting_gesture_drew_is_kept_unless_it_is_given_up(large: Document, qtbot: QtBot, way: str) -> None:
    toolbox = gesture_meanwhile(large, qtbot, "left")
    image = large.entry.id
    if way == "Esc":
        assert toolbox.cancel()
        settled(large, qtbot)
    elif way == "closing":  # a stroke that is not lifted is given back
        folder = large.project.folder
        assert large.open_project.close() and open_folder(large, folder)
    else:
        large.current.step(1)
    large.current.select(image)
    qtbot.waitUntil(lambda: large.mask is not None)
    assert (large.mask.array[100, 110] == 0) == (way == "another image")


def test_edits_and_undo_asked_for_meanwhile_wait_in_line(large: Document, qtbot: QtBot) -> None:
    for value in (0, 1, 2):
        large.edits.fill("Fill", None, value)
    large.queue.undo()
    large.queue.undo()
    large.queue.redo()
    settled(large, qtbot)
    assert (large.mask.array == 1).all()
    assert [step.name for step in large.mask.history.undo_stack] == ["Fill, background", "Fill, disc"]


@pytest.mark.parametrize("way", ["image", "close", "save", "abandon", "cancel", "train"])
def test_whatever_needs_the_mask_settled_has_the_edit_finished(large: Document, qtbot: QtBot, way: str) -> None:
    folder, first = large.project.folder, large.entry
    large.edits.fill("Fill", None, 1)
    half_done(large)
    if way == "image":
        large.current.step(1)
    elif way == "close":
        assert large.open_project.close()
    elif way == "save":
        large.saving.save_now()
        assert (on_disk(large) == 1).all()
    elif way == "abandon":
        large.open_project.abandon()
    elif way == "cancel":
        large.strokes.cancel()
        assert (large.mask.array == 1).all()
    else:
        large.saving.prepare_training(lambda: None)
    assert not large.queue.busy
    large.open_project.close()
    assert open_folder(large, folder)
    large.current.select(first.id)
    qtbot.waitUntil(lambda: large.mask is not None)
    assert (large.mask.array == 1).all() and large.mask.history.undo_stack[-1].name == "Fill, disc"


def test_an_autosave_half_way_writes_what_was_before(large: Document, qtbot: QtBot) -> None:
    large.edits.fill("Fill", None, 0)
    settled(large, qtbot)
    large.edits.fill("Fill", None, 1)
    half_done(large)
    job = large.current.stored.snapshot(large.classes.palette())
    job.write()
    assert (on_disk(large) == 0).all() and (large.mask.array == 1).any()


def test_a_journal_that_cannot_be_written_is_told_and_the_edit_stays(
    large: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[UserError] = []
    large.problem.connect(problems.append)
    real = os.write

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    large.edits.fill("Fill", None, 1)
    monkeypatch.setattr(os, "write", full)
    settled(large, qtbot)
    monkeypatch.setattr(os, "write", real)
    assert len(problems) == 1 and "full" in problems[0].message
    assert (large.mask.array == 1).all() and large.saving.dirty
    large.saving.save_now()
    assert (on_disk(large) == 1).all()


def test_the_history_list_walks_through_large_steps(large: Document, qtbot: QtBot) -> None:
    panel = HistoryPanel(large)
    qtbot.addWidget(panel)
    for value in (0, 1, 2):
        large.edits.fill("Fill", None, value)
    settled(large, qtbot)
    for goal, value in ((1, 0), (3, 2), (0, VOID)):
        panel.go_to(goal)
        qtbot.waitUntil(lambda g=goal: panel.model.position == g and not large.queue.busy)
        assert (large.mask.array == value).all()


def test_a_class_is_merged_in_turns_in_every_mask(large: Document, qtbot: QtBot) -> None:
    first = large.entry.id
    paint_block(large, 1, Rect(0, 0, 700, 300))
    large.current.step(1)
    qtbot.waitUntil(lambda: large.mask is not None)
    paint_block(large, 1, Rect(0, 300, 700, 300))
    settled(large, qtbot)
    large.class_changes.delete(1, 2)
    qtbot.waitUntil(lambda: 1 not in large.classes)
    assert (large.mask.array[300:] == 2).all() and large.census.counts.total[1] == 0
    large.current.select(first)
    qtbot.waitUntil(lambda: large.mask is not None)
    assert (large.mask.array[:300] == 2).all()
    large.queue.undo()
    settled(large, qtbot)
    assert (large.mask.array[:300] == 1).all() and 1 in large.classes


def test_thousands_of_changed_images_are_told_in_turns(large: Document, qtbot: QtBot) -> None:
    counts = {f"image {number}": np.eye(1, 256, 2, dtype=np.int64)[0] for number in range(2000)}
    large.class_changes._change = change = _Change(large.project, 1, 2, "Merge", counts)
    large.class_changes._on_failed(change, Cancelled())
    QApplication.processEvents()
    assert large.queue.busy and large.census.counts.get("image 1999") is None
    settled(large, qtbot)
    assert all(large.census.counts.get(image_id) is not None for image_id in counts)


def test_removing_the_image_of_an_edit_under_way_is_no_accident(large: Document, qtbot: QtBot) -> None:
    gone = large.entry
    large.edits.fill("Fill", None, 1)
    half_done(large)
    large.image_list.remove(gone.id)
    qtbot.waitUntil(lambda: large.mask is not None)
    assert large.entry.id != gone.id and (large.mask.array == VOID).all()


def test_an_accepted_prediction_is_the_one_that_was_shown(large: Document, qtbot: QtBot) -> None:
    predict(large, 1)
    large.acceptance.accept_all()
    half_done(large)
    predict(large, 2)
    large.queue.undo()
    large.acceptance.accept_all()
    settled(large, qtbot)
    assert (large.mask.array == 1).all() and (large.prediction.classes == 2).all()


def test_an_answer_of_a_network_that_was_given_up_meanwhile_is_not_shown(large: Document, qtbot: QtBot) -> None:
    large.edits.fill("Fill", None, 1)
    half_done(large)
    predict(large, 2)
    large.predictions.clear()
    settled(large, qtbot)
    assert large.prediction is None


def test_a_second_class_is_deleted_only_after_the_first(large: Document, qtbot: QtBot) -> None:
    problems: list[UserError] = []
    large.problem.connect(problems.append)
    first = large.entry.id
    paint_block(large, 1, Rect(0, 0, 700, 300))
    large.current.step(1)
    qtbot.waitUntil(lambda: large.mask is not None)
    paint_block(large, 2, Rect(0, 300, 700, 300))
    settled(large, qtbot)
    large.class_changes.delete(1)
    large.class_changes.delete(2)
    assert len(problems) == 1 and problems[0].hint
    assert not large.mask_release.release(lambda project: None, lambda: None) and len(problems) == 2
    qtbot.waitUntil(lambda: large.classes.ids == (0, 2))
    large.class_changes.delete(2)
    qtbot.waitUntil(lambda: large.classes.ids == (0,))
    assert (large.mask.array == VOID).all()
    large.current.select(first)
    qtbot.waitUntil(lambda: large.mask is not None)
    assert (large.mask.array == VOID).all() and len(problems) == 2


def closed_masks_replaced(document: Document, qtbot: QtBot) -> None:
    """The class is gone from the masks that are not open; the open ones are about to begin."""
    change = document.class_changes._change
    qtbot.waitUntil(lambda: change.future is not None)
    change.future.result()
    document.class_changes._on_replaced(change)


def test_nothing_that_waits_paints_a_class_that_is_gone(large: Document, qtbot: QtBot) -> None:
    paint_block(large, 1, Rect(0, 0, 700, 300))
    settled(large, qtbot)
    predict(large, 1)
    large.class_changes.delete(1)
    closed_masks_replaced(large, qtbot)
    assert large.queue.busy
    large.acceptance.accept_all()
    large.edits.fill("Fill", None, 1)
    large.edits.apply("Edit", [(1, brush_segment(SHAPE, (50, 50), (90, 90), 40))])
    large.acceptance.reject_rect(Rect(0, 0, 700, 600))
    settled(large, qtbot)
    assert 1 not in large.classes and (large.mask.array == VOID).all()


def test_a_hand_that_accepts_waits_while_a_class_is_deleted(large: Document, qtbot: QtBot) -> None:
    paint_block(large, 1, Rect(0, 0, 700, 300))
    settled(large, qtbot)
    predict(large, 2)
    large.class_changes.delete(1)
    closed_masks_replaced(large, qtbot)
    half_done(large)
    assert not large.acceptance.accept_here(brush_segment(SHAPE, (600, 500), (600, 500), 9))
    settled(large, qtbot)
    assert (large.mask.array == VOID).all()


def test_a_class_is_deleted_when_the_hand_is_lifted(large: Document, qtbot: QtBot) -> None:
    paint_block(large, 1, Rect(0, 0, 700, 300))
    settled(large, qtbot)
    large.class_changes.delete(1)
    large.strokes.begin("Brush")
    first, second = (brush_segment(SHAPE, (x, 450), (x, 450), 40) for x in (100, 300))
    large.strokes.paint(first, 2)
    change = large.class_changes._change
    qtbot.waitUntil(lambda: change.future is not None)  # it waits for an image that is being read
    change.future.result()
    qtbot.wait(60)  # its answer is here, and asks again
    assert large.strokes.paint(second, 2)
    large.strokes.commit()
    qtbot.waitUntil(lambda: 1 not in large.classes)
    assert (large.mask.array == 2).sum() == first.inside.sum() + second.inside.sum()
    assert set(np.unique(large.mask.array)) == {2, VOID}


# ---- Ctrl+S --------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, project_folder: Path) -> Iterator[MainWindow]:
    yield from opened_window(qtbot, tmp_path, project_folder)


def press_save(window: MainWindow, qtbot: QtBot) -> None:
    window.refresh()
    qtbot.keyClick(window.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def said(window: MainWindow) -> str:
    return window.status.work._text.text() if window.status.work.isVisible() else ""


def test_saving_by_key_does_not_wait_and_says_saved_when_it_is_on_disk(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, write = threading.Event(), SaveJob.write

    def slow(job: SaveJob) -> None:
        assert go.wait(20)
        write(job)

    monkeypatch.setattr(SaveJob, "write", slow)
    document = window.document
    paint_block(document, 1, Rect(5, 5, 10, 10))
    press_save(window, qtbot)
    assert said(window) == "Saving" and document.saving.dirty
    go.set()
    qtbot.waitUntil(lambda: said(window) == "Saved")
    assert not document.saving.dirty
    on_file = read_mask(document.project.mask_path(document.entry), document.mask.shape)
    assert np.array_equal(on_file, document.mask.array)
    qtbot.waitUntil(lambda: not said(window))


def test_saving_by_key_that_fails_is_in_the_banner_each_time(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    paint_block(window.document, 1, Rect(5, 5, 10, 10))
    monkeypatch.setattr(os, "replace", full)
    for _ in range(2):
        press_save(window, qtbot)
        qtbot.waitUntil(lambda: window.banner.current is not None)
        assert "full" in window.banner.current.text and not said(window) and window.document.saving.dirty
        window.banner.clear()
    monkeypatch.setattr(os, "replace", replace)
    press_save(window, qtbot)
    qtbot.waitUntil(lambda: said(window) == "Saved")
    assert not window.document.saving.dirty
