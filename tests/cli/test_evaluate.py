"""``segstudio evaluate``: equal to an independent reference, and a warning where a number could mislead."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from segstudio.cli.main import main
from segstudio.labels.classes import ClassTable
from segstudio.project import palette_png

TABLE = ClassTable.from_names(["background", "cell", "membrane"])


def grey(folder: Path, **masks: object) -> Path:
    """Grey PNGs, as other programs write them."""
    folder.mkdir(exist_ok=True)
    for name, rows in masks.items():
        Image.fromarray(np.array(rows, np.uint8)).save(folder / f"{name}.png")
    return folder


def names(folder: Path, *classes: str) -> Path:
    (folder / "classes.json").write_text(json.dumps(list(classes)))
    return folder


def evaluate(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[dict[str, object], str]:
    assert main(["evaluate", *map(str, words), "--json"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert isinstance(result, dict)
    return result, err


# ---- the reference ---------------------------------------------------------------------------------------------------


def reference(pairs: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]], ids: list[int]) -> dict[str, object]:
    """IoU, Dice and recall by sets of pixels, with nothing of SegStudio: a loop that is plainly right."""
    scores: dict[str, dict[str, float | None]] = {"iou": {}, "dice": {}, "accuracy": {}}
    present = []
    for number in ids:
        true = guessed = hit = 0
        for guess, truth in pairs:
            for p, t in zip(guess.ravel().tolist(), truth.ravel().tolist(), strict=True):
                if t != 255:
                    true, guessed, hit = true + (t == number), guessed + (p == number), hit + (p == t == number)
        either = true + guessed - hit
        scores["iou"][f"class {number}"] = hit / either if either else None
        scores["dice"][f"class {number}"] = 2 * hit / (true + guessed) if either else None
        scores["accuracy"][f"class {number}"] = hit / true if true else None
        present += [f"class {number}"] if true else []
    mean = {key: sum(v for n in present if (v := scores[key][n]) is not None) / len(present) for key in ("iou", "dice")}
    return {**scores, "miou": mean["iou"], "mean_dice": mean["dice"]}


def test_five_hundred_random_pairs_score_as_by_a_plain_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(7)
    ids, pairs = [0, 2, 3, 11, 254], []  # gaps, and one class that is only predicted
    for number in range(500):
        some = random.choice(ids[:-1], size=random.integers(1, 4), replace=False).tolist()  # absent classes
        truth = random.choice([*some, 255], size=tuple(random.integers(1, 9, 2))).astype(np.uint8)
        wrong = random.random(truth.shape) < random.choice([0, 0.3, 1])
        guess = np.where(wrong, random.choice([*ids, 255], size=truth.shape), truth).astype(np.uint8)
        pairs.append((guess, truth))
        grey(tmp_path / "p", **{str(number): guess})
        grey(tmp_path / "t", **{str(number): truth})
    found, err = evaluate(capsys, tmp_path / "p", tmp_path / "t")
    wanted = reference(pairs, ids)
    for key in ("iou", "dice", "accuracy", "miou", "mean_dice"):
        assert found[key] == pytest.approx(wanted[key], abs=1e-6)
    assert found["predicted_only"] == ["class 254"] and found["images"] == 500 and err == ""


# ---- 0 and 255 -------------------------------------------------------------------------------------------------------

OBJECT = [[0, 0, 255, 255]]


def test_masks_of_0_and_255_are_told_to_have_lost_their_objects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing, truth = grey(tmp_path / "p", a=[[0, 0, 0, 0]]), grey(tmp_path / "t", a=OBJECT)
    found, err = evaluate(capsys, nothing, truth)
    assert found["miou"] == 1 and "only 0 and 255" in err and "--object-255" in err
    found, err = evaluate(capsys, nothing, truth, "--object-255")
    assert found["iou"] == {"class 0": 0.5, "class 1": 0} and err == ""
    found, err = evaluate(capsys, truth, truth, "--object-255")
    assert found["miou"] == 1 and found["iou"] == {"class 0": 1, "class 1": 1} and err == ""


def test_no_question_where_a_file_says_that_255_is_void(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = tmp_path / "t"
    truth.mkdir()
    (truth / "a.png").write_bytes(palette_png.encode(np.array(OBJECT, np.uint8), TABLE.palette()))
    assert evaluate(capsys, truth, truth)[1] == ""
    for png in (b"Adobe", b"SegStudio"):
        data = np.full((256, 3), 7, np.uint8)
        text = {"Software": png.decode()}
        (truth / "a.png").write_bytes(palette_png.encode(np.array(OBJECT, np.uint8), data, text))
        assert ("only 0 and 255" in evaluate(capsys, truth, truth)[1]) == (png == b"Adobe")


# ---- class lists beside the masks ------------------------------------------------------------------------------------


def test_two_class_lists_that_contradict_each_other_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predicted = names(grey(tmp_path / "p", a=[[1, 0]]), "cell", "background")
    truth = names(grey(tmp_path / "t", a=[[0, 1]]), "background", "cell")
    assert main(["evaluate", str(predicted), str(truth)]) == 2
    err = capsys.readouterr().err
    assert "'cell'" in err and str(predicted) in err and str(truth) in err and "--classes" in err
    found, err = evaluate(capsys, predicted, truth, "--classes", truth / "classes.json")
    assert found["miou"] == 0 and "which is used" in err


def test_class_lists_that_complete_each_other_are_taken_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predicted = names(grey(tmp_path / "p", a=[[0, 1, 2]]), "Background", "cell", "sky")
    truth = names(grey(tmp_path / "t", a=[[0, 1, 1]]), "background", "cell")
    found, err = evaluate(capsys, predicted, truth)
    assert found["miou"] == pytest.approx(0.75) and found["predicted_only"] == ["sky"] and err == ""


def test_a_true_mask_without_a_predicted_one_is_named_and_the_exit_code_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    predicted, truth = grey(tmp_path / "p", a=[[0, 1]]), grey(tmp_path / "t", a=[[0, 1]], b=[[0, 1]])
    assert main(["evaluate", str(predicted), str(truth)]) == 1
    assert "Left out: " in (err := capsys.readouterr().err) and "b.png has no predicted mask" in err
    (truth / "b.png").unlink()
    assert main(["evaluate", str(predicted), str(truth)]) == 0
