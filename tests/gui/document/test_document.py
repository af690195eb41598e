"""The document: strokes, undo across images and restarts, autosave, classes, predictions, trouble with files."""

from __future__ import annotations

import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.gui.document.document import Document
from segstudio.gui.files import load_image
from segstudio.gui.files.background import Background
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment, whole
from segstudio.labels.rules import PaintRule
from segstudio.learning.messages import Predicted
from segstudio.project.masks import read_mask
from segstudio.project.project import Project
from tests.gui.scripted import open_folder, reading


def stroke(
    document: Document, value: int, start: tuple[float, float], end: tuple[float, float], size: float = 9
) -> None:
    assert document.mask is not None
    document.strokes.begin("Brush")
    document.strokes.paint(brush_segment(document.mask.shape, start, end, size), value)
    document.strokes.commit()


def go_to(document: Document, index: int, qtbot: QtBot) -> None:
    document.current.select(document.images[index].id)
    qtbot.waitUntil(lambda: document.mask is not None)


def predict(document: Document, value: int, run: str = "r1") -> None:
    assert document.mask is not None and document.entry is not None
    shape = document.mask.shape
    classes, sure = np.full(shape, value, np.uint8), np.full(shape, 200, np.uint8)
    document.predictions.put(Predicted(1, document.entry.id, Rect.of_shape(shape), classes, sure, run, 10))


def test_a_new_image_is_all_void(document: Document) -> None:
    assert (document.mask.array == VOID).all()
    assert document.census.labelled_share(document.entry.id) == 0
    assert document.census.image_state(document.entry.id) == "empty"


def test_undo_and_redo_walk_the_strokes_of_the_image(document: Document) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    after = document.mask.array.copy()
    document.queue.undo()
    assert (document.mask.array == VOID).all()
    document.queue.redo()
    assert np.array_equal(document.mask.array, after)


def test_undo_survives_switching_images_and_restarts(document: Document, qtbot: QtBot, project_folder: Path) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    first = document.mask.array.copy()
    stroke(document, 0, (60, 50), (70, 50))
    go_to(document, 1, qtbot)
    go_to(document, 0, qtbot)
    document.queue.undo()
    assert np.array_equal(document.mask.array, first)
    assert document.open_project.close()
    assert open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    assert np.array_equal(document.mask.array, first)
    document.queue.undo()
    assert (document.mask.array == VOID).all()
    document.queue.redo()
    document.queue.redo()
    assert document.mask.counts()[0] > 0


def test_strokes_are_in_the_mask_file_two_seconds_later(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.saved):
        stroke(document, 1, (10, 10), (40, 30))
        assert document.saving.dirty
    on_disk = read_mask(document.project.mask_path(document.entry), document.mask.shape, None)
    assert np.array_equal(on_disk, document.mask.array)
    assert not document.saving.dirty


def test_a_full_disk_is_told_once_and_the_stroke_is_written_later(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    stroke(document, 1, (10, 10), (40, 30))
    with pytest.raises(UserError):
        document.saving.save_now()
    assert document.saving.dirty and document.mask.counts()[1] > 0
    monkeypatch.setattr(os, "replace", replace)
    document.saving.save_now()
    on_disk = read_mask(document.project.mask_path(document.entry), document.mask.shape, None)
    assert np.array_equal(on_disk, document.mask.array)


def test_a_cancelled_stroke_gives_every_pixel_back(document: Document) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    before = document.mask.array.copy()
    document.strokes.begin("Brush")
    document.strokes.paint(whole(document.mask.shape), 0)
    document.strokes.cancel()
    assert np.array_equal(document.mask.array, before)


def test_a_locked_class_and_the_paint_rule_hold_for_every_stroke(document: Document, qtbot: QtBot) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    ones = document.mask.array == 1
    document.class_list.change(lambda t: t.set_locked(1, True))
    document.edits.fill("Fill", whole(document.mask.shape), 0)
    assert (document.mask.array[ones] == 1).all() and (document.mask.array[~ones] == 0).all()
    with qtbot.waitSignal(document.problem):
        document.edits.fill("Fill", whole(document.mask.shape), 1)
    document.queue.undo()
    document.class_list.change(lambda t: t.set_locked(1, False))
    document.rule.set(PaintRule(only_void=True))
    document.edits.fill("Fill", whole(document.mask.shape), 0)
    assert (document.mask.array[ones] == 1).all()


def test_nothing_predicted_becomes_a_label_by_itself(document: Document, qtbot: QtBot) -> None:
    predict(document, 1)
    assert (document.mask.array == VOID).all()
    document.saving.save_now()
    go_to(document, 1, qtbot)
    go_to(document, 0, qtbot)
    assert (document.mask.array == VOID).all() and (document.prediction.classes == 1).all()


def test_accepting_keeps_what_the_expert_painted_and_is_one_undo_step(document: Document) -> None:
    stroke(document, 0, (10, 10), (40, 30))
    zeros = document.mask.array == 0
    predict(document, 1)
    accepted = document.acceptance.accept_all()
    assert accepted == int((~zeros).sum())
    assert (document.mask.array[zeros] == 0).all() and (document.mask.array[~zeros] == 1).all()
    document.queue.undo()
    assert np.array_equal(document.mask.array == 0, zeros) and (document.mask.array[~zeros] == VOID).all()


def test_accepting_one_class_takes_only_that_class(document: Document) -> None:
    predict(document, 1)
    document.prediction.classes[:30] = 0
    assert document.acceptance.accept_all(0) == 30 * 80
    assert (document.mask.array[30:] == VOID).all() and (document.mask.array[:30] == 0).all()


def test_the_accept_brush_copies_the_prediction_where_it_is_painted(document: Document) -> None:
    predict(document, 1)
    document.strokes.begin("Accept")
    footprint = brush_segment(document.mask.shape, (20, 20), (30, 20), 7)
    document.acceptance.accept_here(footprint)
    document.strokes.commit()
    expected = np.full(document.mask.shape, VOID, np.uint8)
    expected[footprint.rect.slices][footprint.inside] = 1
    assert np.array_equal(document.mask.array, expected)


def test_a_prediction_of_another_image_is_dropped(document: Document) -> None:
    shape = document.mask.shape
    answer = Predicted(1, "other", Rect.of_shape(shape), np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), "r", 1)
    document.predictions.put(answer)
    assert document.prediction is None


def test_deleting_a_class_turns_its_pixels_on_every_image_and_undo_brings_both_back(
    document: Document, qtbot: QtBot
) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    go_to(document, 1, qtbot)
    stroke(document, 1, (10, 10), (40, 30))
    document.class_changes.delete(1, VOID)
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert document.census.counts.total[1] == 0
    document.queue.undo()
    assert document.mask.counts()[1] > 0
    assert document.classes.by_id(1).name == "disc"


def test_a_deleted_class_is_replaced_in_masks_that_are_not_open(
    document: Document, qtbot: QtBot, project_folder: Path
) -> None:
    go_to(document, 2, qtbot)
    stroke(document, 1, (10, 10), (40, 30))
    assert document.open_project.close() and open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.census.counts.labelled_images == 1)
    document.class_changes.delete(1, 0)
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert document.census.counts.total[1] == 0 and document.census.counts.total[0] > 0


def test_closing_while_a_class_is_deleted_stops_it_and_says_what_changed(
    document: Document, qtbot: QtBot, project_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in (1, 2):
        go_to(document, at, qtbot)
        stroke(document, 1, (10, 10), (40, 30))
    assert document.open_project.close() and open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    monkeypatch.setattr("segstudio.project.parallel.WORKERS", 1)
    notices: list[str] = []
    document.notice.connect(notices.append)
    real, begun, at_last = load_image.replace_class, threading.Event(), threading.Event()

    def until_asked_to_stop(*args: object, **options: object) -> object:
        begun.set()
        assert at_last.wait(20)
        return real(*args, **options)

    monkeypatch.setattr(load_image, "replace_class", until_asked_to_stop)
    qtbot.waitUntil(lambda: not reading(document))
    document.files.masks.drop(document.images[1].id)
    document.class_changes.delete(1, VOID)
    qtbot.waitUntil(begun.is_set)
    threading.Timer(0.05, at_last.set).start()
    assert document.open_project.close() and open_folder(document, project_folder)
    assert notices == [
        "Delete class disc: stopped, and the class is still in the list. 1 image changed; Undo takes each one back."
    ]
    assert 1 in document.classes
    qtbot.waitUntil(lambda: document.census.images_with_class() is not None)
    assert document.census.counts.total[1] > 0 and document.census.images_with_class()[1] == 1


def test_a_deleted_class_comes_back_with_name_and_colour_after_a_restart(
    document: Document, qtbot: QtBot, project_folder: Path
) -> None:
    document.class_list.change(lambda t: t.rename(1, "tumour").recolor(1, (9, 8, 7)))
    stroke(document, 1, (10, 10), (40, 30))
    document.class_changes.delete(1, VOID)
    qtbot.waitUntil(lambda: 1 not in document.classes)
    assert document.open_project.close() and open_folder(document, project_folder)
    qtbot.waitUntil(lambda: document.mask is not None)
    document.queue.undo()
    assert document.mask.counts()[1] > 0
    assert (document.classes.by_id(1).name, document.classes.by_id(1).color) == ("tumour", (9, 8, 7))


def test_an_image_that_is_flagged_while_a_class_is_deleted_is_read_afterwards(document: Document, qtbot: QtBot) -> None:
    document.class_changes.delete(1)
    document.current.select(document.images[2].id)
    assert document.current.loading and document.files.busy is not None  # its mask is being rewritten
    document.image_list.change([replace(document.images[2], flag=True)])
    qtbot.waitUntil(lambda: document.mask is not None)
    assert 1 not in document.classes and document.entry is not None and document.entry.flag


def test_a_class_keeps_its_pixels_through_rename_recolour_and_reorder(document: Document) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    before = document.mask.array.copy()
    document.class_list.change(lambda t: t.rename(1, "spot").recolor(1, (1, 2, 3)).reorder([1, 0]).set_hidden(1, True))
    assert document.classes.names == ("spot", "background")
    assert np.array_equal(document.mask.array, before)


def test_a_duplicate_class_name_is_refused_in_a_sentence(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.problem) as told:
        assert document.class_list.add("disc") is None
    assert "disc" in told.args[0].message


def test_an_image_deleted_while_the_project_is_open_keeps_its_labels(
    document: Document, qtbot: QtBot, image_paths: list[Path]
) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    labels = document.mask.array.copy()
    image_paths[0].unlink()
    document.queue.undo()
    document.queue.redo()
    document.saving.save_now()
    on_disk = read_mask(document.project.mask_path(document.entry), document.mask.shape, None)
    assert np.array_equal(on_disk, labels)
    qtbot.waitUntil(lambda: not reading(document))  # else it may be read ahead just before it goes
    image_paths[1].unlink()
    with qtbot.waitSignal(document.problem):
        document.current.select(document.images[1].id)
    assert document.mask is None and document.census.image_state(document.images[1].id) == "blocked"


def test_an_unreadable_mask_blocks_its_image_and_is_not_touched(
    document: Document, qtbot: QtBot, project_folder: Path
) -> None:
    path = document.project.mask_path(document.images[2])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\x89PNG broken")
    with qtbot.waitSignal(document.problem):
        document.current.select(document.images[2].id)
    assert document.mask is None and document.current.trouble is not None
    stroke_started = document.strokes.begin("Brush")
    assert not stroke_started
    document.saving.save_now()
    assert path.read_bytes() == b"\x89PNG broken"


def test_an_image_of_another_size_than_its_mask_is_blocked(
    document: Document, qtbot: QtBot, image_paths: list[Path]
) -> None:
    go_to(document, 1, qtbot)
    stroke(document, 1, (10, 10), (40, 30))
    folder = document.project.folder
    assert document.open_project.close()
    Image.fromarray(np.zeros((30, 30), np.uint8)).save(image_paths[1])
    assert open_folder(document, folder)
    with qtbot.waitSignal(document.problem):
        document.current.select(document.images[1].id)
    assert document.mask is None


def test_a_project_cannot_be_opened_twice(
    document: Document, project_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_image, "LOCK_SECONDS", 0.0)
    background = Background()
    second = Document(background, background)
    with qtbot.waitSignal(second.problem) as told:
        assert not open_folder(second, project_folder)
    assert "open" in told.args[0].message
    background.close()


def test_a_window_that_still_closes_is_waited_for(empty_document: Document, project_folder: Path, qtbot: QtBot) -> None:
    other, answers = Project.open(project_folder), []
    empty_document.open_project.open(project_folder, answers.append)
    qtbot.wait(150)
    assert not answers
    other.close()
    qtbot.waitUntil(lambda: answers == [True])


def test_training_preparation_writes_every_stroke_first(document: Document, qtbot: QtBot) -> None:
    stroke(document, 1, (10, 10), (40, 30))
    called: list[int] = []
    document.saving.prepare_training(lambda: called.append(1))
    qtbot.waitUntil(lambda: bool(called))
    on_disk = read_mask(document.project.mask_path(document.entry), document.mask.shape, None)
    assert np.array_equal(on_disk, document.mask.array)


def test_labelled_images_that_must_share_a_split_are_one_group(document: Document, qtbot: QtBot) -> None:
    assert not document.census.is_one_group()  # nothing is labelled
    stroke(document, 1, (10, 10), (40, 30))
    assert not document.census.is_one_group()
    document.image_list.change([replace(document.entry, stack="scan")])
    assert document.census.is_one_group()
    go_to(document, 1, qtbot)
    stroke(document, 1, (10, 10), (40, 30))
    assert not document.census.is_one_group()
    document.image_list.regroup([replace(one, group="stack") for one in document.images[:2]])
    assert document.census.is_one_group()
