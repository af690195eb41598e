"""Folders of masks are compared by name; who has no partner is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from segstudio.errors import FormatError, MaskError
from segstudio.labels.classes import ClassTable
from segstudio.project import palette_png
from segstudio.project.masks import read_mask
from segstudio.scores.folders import FolderScores, evaluate_folders

TABLE = ClassTable.from_names(["cell", "membrane"])


def put(folder: Path, **masks: list[list[int]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in masks.items():
        (folder / f"{name}.png").write_bytes(palette_png.encode(np.array(rows, np.uint8), TABLE.palette()))
    return folder


def compare(predicted: Path, truth: Path, classes: ClassTable | None = TABLE) -> FolderScores:
    return evaluate_folders(predicted, truth, classes, read_mask)


def test_pairs_are_scored_and_the_rest_is_named(tmp_path: Path) -> None:
    predicted = put(tmp_path / "p", a=[[0, 1]], b=[[1, 1]], alone=[[0]])
    truth = put(tmp_path / "t", a=[[0, 1]], b=[[0, 255]], missing=[[0]])
    scores = compare(predicted, truth)
    assert [path.stem for path in scores.truths] == ["a", "b"]
    assert scores.confusion.matrix.tolist() == [[1, 1], [0, 1]] and scores.names == ("cell", "membrane")
    assert [Path(note.split()[0]).name for note in (*scores.missing, *scores.notes)] == ["missing.png", "alone.png"]
    assert scores.truth_values == {0, 1, 255}


def test_files_that_are_no_masks_are_named_and_two_of_one_name_refused(tmp_path: Path) -> None:
    predicted, truth = put(tmp_path / "p", a=[[0, 1]]), put(tmp_path / "t", a=[[0, 1]])
    (truth / "b.tif").write_bytes(b"II*")
    (truth / "classes.json").write_text("[]")
    assert [note.split()[0] for note in compare(predicted, truth).notes] == [str(truth / "b.tif")]
    (truth / "a.PNG").write_bytes((truth / "a.png").read_bytes())
    with pytest.raises(FormatError, match=r"two masks of one name: a\.PNG and a\.png"):
        compare(predicted, truth)


def test_names_are_compared_in_one_form_of_unicode(tmp_path: Path) -> None:
    predicted, truth = (
        put(tmp_path / "p", **{"Fl\u00e4che": [[0, 1]]}),
        put(tmp_path / "t", **{"Fla\u0308che": [[0, 1]]}),
    )
    assert len(compare(predicted, truth).truths) == 1


def test_without_classes_every_value_met_is_a_class(tmp_path: Path) -> None:
    scores = compare(put(tmp_path / "p", a=[[4, 9]]), put(tmp_path / "t", a=[[4, 255]]), None)
    assert scores.names == ("class 4",) and scores.confusion.mean_iou == 1


def test_bad_folders_are_refused_naming_the_file(tmp_path: Path) -> None:
    good = put(tmp_path / "p", a=[[0, 1]])
    with pytest.raises(FormatError, match="has the name"):
        compare(good, put(tmp_path / "other", b=[[0, 1]]))
    with pytest.raises(FormatError, match="no folder"):
        compare(good, tmp_path / "none")
    with pytest.raises(MaskError, match=r"a\.png"):
        compare(good, put(tmp_path / "size", a=[[0, 1, 1]]))
    with pytest.raises(MaskError, match=r"a\.png.* 7"):
        compare(good, put(tmp_path / "unknown", a=[[0, 7]]))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.png").write_bytes((good / "a.png").read_bytes()[:-20])
    with pytest.raises(MaskError, match=r"a\.png"):
        compare(good, tmp_path / "broken")
