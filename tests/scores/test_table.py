"""Scores in words: by class name, a dash where a class is absent."""

from __future__ import annotations

import json

import numpy as np

from segstudio.scores.confusion import Confusion
from segstudio.scores.table import DASH, as_dict, text_table

NAMES = ("cell", "membrane", "dirt")


def example() -> Confusion:
    confusion = Confusion((0, 1, 2))
    confusion.add(np.array([[0, 0, 1, 1]], np.uint8), np.array([[0, 0, 0, 1]], np.uint8))
    return confusion


def test_dictionary_holds_every_score_by_name_and_is_json() -> None:
    scores = as_dict(example(), NAMES)
    assert scores["iou"] == {"cell": 2 / 3, "membrane": 0.5, "dirt": None}
    assert scores["dice"] == {"cell": 0.8, "membrane": 2 / 3, "dirt": None}
    assert scores["accuracy"] == {"cell": 2 / 3, "membrane": 1.0, "dirt": None}
    assert scores["miou"] == (2 / 3 + 0.5) / 2 and scores["pixel_accuracy"] == 0.75
    assert json.loads(json.dumps(scores)) == scores


def test_text_shows_a_dash_for_an_absent_class_and_the_count() -> None:
    lines = text_table(example(), NAMES, 1).splitlines()
    assert len(lines) == 6 and len({len(line) for line in lines[:5]}) == 1
    assert lines[1].split() == ["cell", "0.667", "0.800", "0.667", "3"]
    assert lines[3].split() == ["dirt", DASH, DASH, DASH, "0"]
    assert lines[4].split()[0] == "mean" and lines[5] == "n = 1 image"


def test_a_class_that_was_only_predicted_is_named_beside_the_mean() -> None:
    stray = Confusion((0, 1, 2))
    stray.add(np.array([[0, 0, 1, 2]], np.uint8), np.array([[0, 0, 1, 1]], np.uint8))
    assert as_dict(stray, NAMES)["predicted_only"] == ["dirt"] and as_dict(example(), NAMES)["predicted_only"] == []
    lines = text_table(stray, NAMES, 1).splitlines()
    assert lines[3].split()[:2] == ["dirt", "0.000"] and lines[4].split()[:2] == ["mean", "0.750"]
    assert lines[5] == "n = 1 image, 1 class predicted that is not in the masks"


def test_text_of_nothing_is_all_dashes() -> None:
    assert text_table(Confusion((0,)), ("cell",)).splitlines()[-1].split() == ["mean", DASH, DASH, DASH, "0"]
