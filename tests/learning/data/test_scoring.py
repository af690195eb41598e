"""Score tables: the numbers of the confusion matrix, ``None`` for what is absent."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.learning.data.scoring import score_table
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE
from segstudio.scores.confusion import Confusion, mean_iou


def table_of(prediction: list[list[int]], truth: list[list[int]]) -> tuple[Confusion, list[str]]:
    confusion = Confusion([4, 0, 9])
    confusion.add(np.array(prediction, np.uint8), np.array(truth, np.uint8))
    return confusion, ["cell", "ground", "dirt"]


def test_scores_pixels_and_names_are_the_confusion_s() -> None:
    confusion, names = table_of([[4, 4, 0, 0]], [[4, 0, 0, 255]])
    table = score_table(confusion, names, HELD_OUT, 3)
    cell, ground, _ = table.classes
    assert (cell.class_id, cell.name, cell.pixels, cell.iou) == (4, "cell", 1, 0.5)
    assert (ground.class_id, ground.pixels, ground.accuracy) == (0, 2, 0.5)
    assert (table.kind, table.images, table.pixels) == (HELD_OUT, 3, 3)
    assert table.accuracy == pytest.approx(2 / 3) and table.mean_iou == pytest.approx(0.5)
    assert table.confusion == ((1, 0, 0), (1, 1, 0), (0, 0, 0))


def test_score_of_few_labels_is_called_one_of_strokes() -> None:
    confusion, names = table_of([[4, 4, 0, 0]], [[4, 0, 0, 255]])
    areas = {0: False, 3: False, 12: False, 13: True, 4000: True}  # 0: not recorded
    assert {area: score_table(confusion, names, HELD_OUT, 3, area).of_strokes for area in areas} == areas


def test_score_on_labels_that_were_accepted_from_a_prediction_says_so() -> None:
    confusion, names = table_of([[4, 0]], [[4, 0]])
    assert not any("accepted" in note for note in score_table(confusion, names, HELD_OUT, 2, 2).notes)
    note = score_table(confusion, names, HELD_OUT, 2, 2, accepted=1).notes[0]
    assert "accepted predictions" in note and "optimistic" in note
    for kind, area in ((HELD_OUT, 4000), (SAME_IMAGE, 2), (SAME_IMAGE, 4000)):
        table = score_table(confusion, names, kind, 2, area, accepted=1)
        told = ", ".join((table.kind, *table.notes))
        assert "accepted predictions" in told and told.count("optimistic") == 1, "once is enough"


def test_absent_classes_have_no_scores() -> None:
    confusion, names = table_of([[4]], [[4]])
    dirt = score_table(confusion, names, HELD_OUT, 1).classes[2]
    assert (dirt.iou, dirt.dice, dirt.accuracy, dirt.pixels) == (None, None, None, 0)


def test_what_decides_is_what_is_shown_and_a_class_that_was_only_predicted_is_named() -> None:
    confusion, names = table_of([[4] * 12 + [9] + [0] * 13], [[4] * 13 + [0] * 13])
    table = score_table(confusion, names, HELD_OUT, 1)
    assert table.mean_iou == pytest.approx((12 / 13 + 1) / 2) == float(mean_iou(confusion.full))
    assert table.classes[2].iou == 0 and [one.name for one in table.present] == ["cell", "ground"]
    assert table.predicted_only == ("dirt",) and table.notes == ("1 class predicted that is not in the masks",)


def test_nothing_counted_gives_no_means() -> None:
    confusion, names = table_of([[4]], [[255]])
    table = score_table(confusion, names, HELD_OUT, 1)
    assert (table.mean_iou, table.mean_dice, table.accuracy, table.pixels) == (None, None, None, 0)


def test_labelled_pixels_predicted_void_count_as_wrong() -> None:
    confusion, names = table_of([[4, 255]], [[4, 4]])
    table = score_table(confusion, names, HELD_OUT, 1)
    assert table.classes[0].pixels == 2 and table.accuracy == 0.5


def test_a_name_is_needed_for_every_class() -> None:
    with pytest.raises(ValueError):
        score_table(Confusion([0, 1]), ["one"], HELD_OUT, 1)
