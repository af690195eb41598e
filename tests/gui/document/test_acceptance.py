"""Corrections: accept and reject by region, rectangle, class, image and brush; confidence; copying a mask; locks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from segstudio.gui.document import acceptance
from segstudio.gui.document.document import Document
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.rules import PaintRule
from segstudio.learning.messages import Predicted
from tests.gui.panel_answers import stroke
from tests.gui.scripted import open_folder, paint_block

LEFT, RIGHT = Rect(0, 0, 40, 60), Rect(40, 0, 40, 60)


def halves() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Left half background, right half disc with a separate island of disc at the left; sure only in the upper half."""
    classes = np.zeros((60, 80), np.uint8)
    classes[:, 40:] = 1
    classes[50:55, 5:10] = 1
    confidence = np.full((60, 80), 250, np.uint8)
    confidence[30:] = 100
    return classes, confidence


def predict(document: Document, generation: int = 1) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    classes, confidence = halves()
    rect = Rect(0, 0, 80, 60)
    document.predictions.put(Predicted(generation, document.entry.id, rect, classes, confidence, "run", 3))
    return classes, confidence


def counts(document: Document) -> tuple[int, int, int]:
    found = document.mask.counts()
    return int(found[0]), int(found[1]), int(found[VOID])


def test_a_region_is_accepted_as_a_whole_and_nothing_else(document: Document) -> None:
    predict(document)
    document.acceptance.accept_region(70.5, 3)
    assert counts(document) == (0, 40 * 60, 40 * 60)
    document.acceptance.accept_region(7, 52)
    assert counts(document)[1] == 40 * 60 + 25
    document.queue.undo()
    document.queue.undo()
    assert counts(document) == (0, 0, 4800)
    assert [step.name for step in document.mask.history.redo_stack] == ["Accept region", "Accept region"]


def test_the_project_knows_which_labels_were_accepted_until_it_is_undone(document: Document, qtbot: QtBot) -> None:
    paint_block(document, 1, LEFT)
    assert not document.entry.accepted
    predict(document)
    document.acceptance.accept_all()
    assert document.entry.accepted
    document.queue.undo()
    assert not document.entry.accepted
    document.queue.redo()
    paint_block(document, 0, Rect(5, 0, 5, 5))
    assert document.entry.accepted
    folder = document.project.folder
    assert document.open_project.close()
    assert open_folder(document, folder) and document.entry.accepted, "kept; undo knows nothing of it any more"
    qtbot.waitUntil(lambda: document.mask is not None)
    document.edits.fill("Clear", None, VOID)
    qtbot.waitUntil(lambda: not document.queue.busy)
    assert not document.entry.accepted


def test_local_gestures_overrule_labels_and_whole_ones_never_do(document: Document) -> None:
    paint_block(document, 0, RIGHT)
    predict(document)
    assert document.acceptance.accept_all() == 2400
    assert (document.mask.array[RIGHT.slices] == 0).all()
    document.acceptance.accept_region(60, 30)
    assert (document.mask.array[RIGHT.slices] == 1).all()
    document.queue.undo()
    assert document.acceptance.accept_rect(Rect(60, 0, 100, 10)) == 20 * 10
    assert (document.mask.array[0:10, 60:] == 1).all() and (document.mask.array[10:, 40:] == 0).all()


@pytest.mark.parametrize("way", ["image", "class", "rect", "region", "brush"])
def test_only_what_is_sure_enough_is_accepted(document: Document, way: str) -> None:
    predict(document)
    document.acceptance.set_minimum_confidence(0.5)
    whole = Footprint(Rect(0, 0, 80, 60), np.ones((60, 80), np.bool_))
    if way == "image":
        document.acceptance.accept_all()
    elif way == "class":
        document.acceptance.accept_all(1)
    elif way == "rect":
        document.acceptance.accept_rect(whole.rect)
    elif way == "region":
        document.acceptance.accept_region(70, 5)
    else:
        document.strokes.begin("Accept prediction")
        document.acceptance.accept_here(whole)
        document.strokes.commit()
    assert (document.mask.array[30:] == VOID).all()
    assert (document.mask.array[:30, 40:] == 1).all()


def test_a_share_is_a_limit_that_is_not_reached_by_being_equal(document: Document) -> None:
    _, confidence = predict(document)
    document.acceptance.set_minimum_confidence(250 / 255)
    assert document.acceptance.accept_all() == 0
    document.acceptance.set_minimum_confidence(249 / 255)
    assert document.acceptance.accept_all() == int((confidence == 250).sum())


def test_rejecting_paints_void_or_another_class_where_it_is_predicted(document: Document) -> None:
    predict(document)
    document.acceptance.accept_all()
    document.acceptance.reject_region(7, 52)
    assert int((document.mask.array == VOID).sum()) == 25
    document.queue.undo()
    document.acceptance.reject_region(7, 52, 0)
    assert document.mask.history.newest_undo().name == f"Relabel region, {document.classes.by_id(0).name}"
    assert (document.mask.array[50:55, 5:10] == 0).all() and counts(document)[2] == 0
    assert document.acceptance.reject_rect(Rect(30, 0, 20, 10)) == 20 * 10
    assert (document.mask.array[0:10, 30:50] == VOID).all()
    document.queue.undo()
    assert counts(document)[2] == 0


def test_locked_classes_and_the_paint_rule_hold_for_corrections(document: Document) -> None:
    paint_block(document, 0, RIGHT)
    predict(document)
    document.class_list.change(lambda table: table.set_locked(0, True))
    document.acceptance.accept_region(60, 30)
    assert (document.mask.array[RIGHT.slices] == 0).all()
    document.class_list.change(lambda table: table.set_locked(0, False))
    document.rule.set(PaintRule(only_void=True))
    document.acceptance.accept_region(60, 30)
    assert (document.mask.array[RIGHT.slices] == 0).all()
    document.rule.set(PaintRule(intensity=(150.0, 255.0)))
    document.acceptance.accept_all()
    assert ((document.mask.array[LEFT.slices] != VOID) == (document.image.pixels[LEFT.slices] >= 150)).all()


def test_large_regions_are_found_in_the_background_and_dropped_when_stale(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptance, "SMALL", 100)
    predict(document)
    document.acceptance.accept_region(70, 3)
    assert counts(document)[2] == 4800
    qtbot.waitUntil(lambda: counts(document)[1] == 2400)
    told: list[str] = []
    document.notice.connect(told.append)
    document.queue.undo()
    document.acceptance.accept_region(70, 3)
    predict(document, 2)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["The prediction changed meanwhile; point at the region again."]
    assert counts(document)[2] == 4800


def test_an_empty_prediction_and_a_point_outside_change_nothing(document: Document) -> None:
    document.acceptance.accept_region(5, 5)
    predict(document)
    document.acceptance.accept_region(-3, 5)
    document.acceptance.accept_region(500, 5)
    assert document.acceptance.accept_rect(Rect(200, 200, 5, 5)) == 0
    assert counts(document)[2] == 4800 and not document.mask.history.undo_stack


def test_certainty_is_the_mean_confidence_of_a_whole_image(document: Document) -> None:
    assert document.predictions.certainty(document.entry.id) is None
    classes, confidence = halves()
    document.predictions.note(Predicted(1, document.entry.id, Rect(0, 0, 80, 60), classes, confidence, "run", 3))
    assert document.predictions.certainty(document.entry.id) == pytest.approx(confidence.mean() / 255)
    other = document.images[1].id
    upper, lower = Rect(0, 0, 80, 20), Rect(0, 20, 80, 40)
    for rect, value in ((upper, 60), (lower, 120)):
        values = np.full((rect.h, rect.w), value, np.uint8)
        assert document.predictions.certainty(other) is None
        document.predictions.note(Predicted(-1, other, rect, values * 0, values, "run", 1))
    assert document.predictions.certainty(other) == pytest.approx(100 / 255)


def test_the_mask_of_another_image_fills_only_void(document: Document, qtbot: QtBot) -> None:
    first = document.entry
    paint_block(document, 1, Rect(0, 0, 80, 30))
    document.current.step(1)
    qtbot.waitUntil(lambda: document.mask is not None)
    paint_block(document, 0, Rect(0, 0, 40, 60))
    document.edits.copy_mask_from(first)
    assert counts(document) == (2400, 1200, 1200)
    assert document.mask.history.undo_stack[-1].name == "Copy mask of image_0"
    document.queue.undo()
    assert counts(document) == (2400, 0, 2400)


def test_a_mask_from_disk_is_copied_too_and_nothing_to_copy_is_told(document: Document, qtbot: QtBot) -> None:
    told: list[str] = []
    document.notice.connect(told.append)
    document.edits.copy_mask_from(document.images[2])
    qtbot.waitUntil(lambda: bool(told))
    assert "image_2" in told[0]
    stroke(document, 1, 20)
    folder, painted = document.project.folder, int(document.mask.counts()[1])
    document.open_project.close()
    open_folder(document, folder)
    document.current.select(document.images[2].id)
    qtbot.waitUntil(lambda: document.mask is not None)
    document.edits.copy_mask_from(document.images[0])
    qtbot.waitUntil(lambda: counts(document)[1] == painted)
