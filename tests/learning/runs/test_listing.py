"""The list of runs: newest first, damaged ones told, read once; titles, deleting, bringing back; cards; comparing."""

from __future__ import annotations

import errno
import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segstudio.errors import LearningError, WriteError
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION, ClassScore, Scored, ScoreTable, TrainSettings
from segstudio.learning.runs import listing
from segstudio.learning.runs.card import card
from segstudio.learning.runs.compare import (
    NO_SCORE,
    NOT_RECORDED,
    OPTIMISTIC,
    OTHER_CLASSES,
    OTHER_IMAGES,
    OTHER_LABELS,
    class_ious,
    differences,
    not_comparable,
    verdicts,
)
from segstudio.learning.runs.info import RunInfo, clean_title, date_words, title_of, to_json
from segstudio.learning.runs.listing import (
    best_of,
    delete_run,
    empty_deleted,
    find,
    rename_run,
    restore_run,
    scan,
    take_closed,
)


def table(iou: float = 0.5, kind: str = HELD_OUT) -> ScoreTable:
    classes = (ClassScore(0, "ground", iou, 0.6, 0.9, 40), ClassScore(7, "cell", None, None, None, 0))
    return ScoreTable(kind, 2, 40, classes, iou, 0.6, 0.9, ((36, 4), (0, 0)))


def run(name: str, iou: float = 0.5, **facts: Any) -> RunInfo:
    day = name if name[:1].isdigit() else "2026-01-02_03-04-05"
    plain = RunInfo(
        name, "resnet18", (0, 7), ("ground", "cell"), TrainSettings(), best=table(iou), reason="plateau",
        mask_hashes={"a": "1"}, held_out=("x", "y"), truth_hashes={"x": "2", "y": "3"},
        created=day[:10] + "T" + day[11:].replace("-", ":"), pixels=(30, 0), weights="random weights",
    )  # fmt: skip
    return replace(plain, **facts)


def put(project: Path, info: RunInfo, weights: bytes = b"w") -> Path:
    folder = project / "runs" / info.name
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(to_json(info)), encoding="utf-8")
    (folder / "weights.safetensors").write_bytes(weights)
    return folder


def test_the_newest_run_is_taken_once_if_closing_the_window_ended_it_and_no_other(tmp_path: Path) -> None:
    assert take_closed(tmp_path) is None
    put(tmp_path, run("2026-01-01_10-00-00", reason="closed", title="mine"))
    taken = take_closed(tmp_path)
    assert taken is not None and (taken.name, taken.title) == ("2026-01-01_10-00-00", "mine")
    assert take_closed(tmp_path) is None and scan(tmp_path)[0].info == replace(taken, reason="cancelled")
    put(tmp_path, run("2026-01-02_10-00-00", reason="closed"))
    put(tmp_path, run("2026-01-03_10-00-00", reason="cancelled"))
    assert take_closed(tmp_path) is None, "another training came after it"


# ---- the list ---------------------------------------------------------------------------------------------------


def test_runs_are_newest_first_and_nothing_is_hidden_but_what_was_deleted(tmp_path: Path) -> None:
    assert scan(tmp_path) == ()
    for name in ("2026-01-01_10-00-00", "2026-03-01_10-00-00", "2026-02-01_10-00-00"):
        put(tmp_path, run(name))
    (put(tmp_path, run("2026-02-02_10-00-00")) / "run.json").write_text("{", encoding="utf-8")
    (put(tmp_path, run("2026-02-03_10-00-00")) / "weights.safetensors").unlink()
    (tmp_path / "runs" / "2026-02-04_10-00-00").mkdir()
    (tmp_path / "runs" / ".deleted" / "2026-02-05_10-00-00").mkdir(parents=True)
    rows = scan(tmp_path)
    assert [row.name[5:10] for row in rows] == ["03-01", "02-04", "02-03", "02-02", "02-01", "01-01"]
    assert [row.problem for row in rows[1:4]] == [
        "It ended before anything was saved.", "Its weights (weights.safetensors) are missing.", "run.json is damaged."
    ]  # fmt: skip
    assert rows[3].title == "2 February 2026, 10:00"


def test_a_run_is_read_again_only_when_its_files_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path, run("a"))
    put(tmp_path, run("b"))
    read: list[str] = []
    plain = listing.read_json
    monkeypatch.setattr(listing, "read_json", lambda path: read.append(path.parent.name) or plain(path))
    known = {row.name: row for row in scan(tmp_path)}
    assert sorted(read) == ["a", "b"]
    (folder / "run.json").write_text(json.dumps(to_json(run("a", title="Other"))), encoding="utf-8")
    assert {row.title for row in scan(tmp_path, known)} >= {"Other"}
    assert sorted(read) == ["a", "a", "b"]


def test_the_list_is_read_without_the_scores_on_the_way(tmp_path: Path) -> None:
    put(tmp_path, run("a", scores=(Scored(1, 2.0, 0.5, table(), True),) * 3))
    (row,) = scan(tmp_path)
    assert row.info is not None and row.info.scores == () and row.info.best == table()


def test_a_run_is_found_by_name_or_by_a_title_that_only_one_has(tmp_path: Path) -> None:
    put(tmp_path, run("a", title="Good"))
    put(tmp_path, run("b", title="Same"))
    put(tmp_path, run("c", title="Same"))
    rows = scan(tmp_path)
    assert find(rows, "b").name == "b" and find(rows, "Good").name == "a"
    for word, told in (("Same", "2 runs"), ("Bad", "no run")):
        with pytest.raises(LearningError, match=told):
            find(rows, word)


def test_the_run_to_fall_back_on_is_the_best_that_compares_with_the_newest(tmp_path: Path) -> None:
    put(tmp_path, run("2026-01-01_10-00-00", 0.9, held_out=("z",)))  # another yardstick
    put(tmp_path, run("2026-01-02_10-00-00", 0.7))
    put(tmp_path, run("2026-01-03_10-00-00", 0.6))
    put(tmp_path, run("2026-01-04_10-00-00", 0.99, best=table(0.99, SAME_IMAGE)))
    rows = scan(tmp_path)
    best = best_of(rows)
    assert best is not None and best.name.startswith("2026-01-02")
    assert best_of([]) is None


# ---- titles -----------------------------------------------------------------------------------------------------


def test_a_title_is_one_line_and_the_date_in_words_when_there_is_none() -> None:
    assert clean_title("  two\n lines\t\x00 ") == "two lines"
    assert len(clean_title("x" * 500)) == 100
    assert title_of(run("2026-01-02_03-04-05")) == "2 January 2026, 03:04"
    assert title_of(run("a", title="Mine")) == "Mine" and title_of(run("a", created="?")) == "a"
    assert date_words("nonsense") == ""


def test_renaming_changes_the_title_only_and_keeps_facts_of_newer_versions(tmp_path: Path) -> None:
    folder = put(tmp_path, run("a"))
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(facts | {"mood": "good"}), encoding="utf-8")
    rename_run(tmp_path, "a", " Best  so far ")
    after = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    after.pop("crc32")
    assert after == facts | {"mood": "good", "title": "Best so far"}
    rename_run(tmp_path, "a", "")
    assert scan(tmp_path)[0].title == "2 January 2026, 03:04"


def test_a_full_disk_leaves_the_old_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, run("a", title="Old"))

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("segstudio.project.storage.write_all", full)
        with pytest.raises(WriteError, match="the disk is full"):
            rename_run(tmp_path, "a", "New")
    assert scan(tmp_path)[0].title == "Old"
    assert [path.name for path in (tmp_path / "runs" / "a").glob(".tmp-*")] == []


# ---- deleting ---------------------------------------------------------------------------------------------------


def test_a_deleted_run_comes_back_whole_until_the_bin_is_emptied(tmp_path: Path) -> None:
    put(tmp_path, run("a"), b"weights of a")
    (put(tmp_path, run("b")) / "run.json").write_text("{", encoding="utf-8")
    (tmp_path / "predictions" / "b").mkdir(parents=True)
    kept = delete_run(tmp_path, "a")
    assert [row.name for row in scan(tmp_path)] == ["b"]
    assert restore_run(tmp_path, kept) == "a"
    assert (tmp_path / "runs" / "a" / "weights.safetensors").read_bytes() == b"weights of a"
    delete_run(tmp_path, "b")  # damaged ones too
    empty_deleted(tmp_path)
    assert sorted(os.listdir(tmp_path / "runs")) == ["a"] and os.listdir(tmp_path / "predictions") == []
    with pytest.raises(LearningError):
        restore_run(tmp_path, "b")


def test_two_deleted_runs_of_one_name_do_not_mix(tmp_path: Path) -> None:
    put(tmp_path, run("a"), b"first")
    first = delete_run(tmp_path, "a")
    put(tmp_path, run("a"), b"second")
    second = delete_run(tmp_path, "a")
    assert restore_run(tmp_path, second) == second != first
    assert restore_run(tmp_path, first) == "a"
    assert (tmp_path / "runs" / "a" / "weights.safetensors").read_bytes() == b"first"


@pytest.mark.parametrize("name", ["", "..", ".deleted", "../masks", "gone", "a/b"])
def test_what_is_no_run_is_not_deleted(name: str, tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    put(tmp_path, run("a"))
    with pytest.raises(LearningError):
        delete_run(tmp_path, name)
    assert (tmp_path / "masks").is_dir() and len(scan(tmp_path)) == 1


# ---- comparing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"held_out": ("x",)}, OTHER_IMAGES),
        ({"truth_hashes": {"x": "2", "y": "4"}}, OTHER_LABELS),
        ({"truth_hashes": {}}, NOT_RECORDED),
        ({"class_names": ("ground", "nucleus")}, OTHER_CLASSES),
        ({"best": None}, NO_SCORE),
        ({"best": table(0.9, SAME_IMAGE)}, OPTIMISTIC),
        ({"held_out": ("y", "x"), "settings": TrainSettings(seed=4)}, ""),
    ],
)
def test_scores_compare_only_on_the_same_images_and_labels(change: dict[str, Any], reason: str) -> None:
    assert not_comparable(run("a"), run("b", **change)) == reason
    assert verdicts([run("a"), run("b", **change)])[1] == reason


def test_one_optimistic_run_does_not_accuse_the_others() -> None:
    runs = [run("a", best=table(0.9, SAME_IMAGE)), run("b"), run("c")]
    assert verdicts(runs) == [OPTIMISTIC, "", ""]


def test_only_what_differs_is_listed() -> None:
    other = run("b", 0.7, encoder="resnet34", settings=TrainSettings(seed=3, seconds=20.0))
    rows = dict(differences([run("a"), other]))
    assert rows == {
        "Network": ("U-Net, ResNet-18", "U-Net, ResNet-34"),
        "Seed": ("0", "3"),
        "Seconds allowed": ("", "20"),
    }
    assert class_ious([run("a"), other]) == [(0, "ground", (0.5, 0.7)), (7, "cell", (None, None))]


# ---- the card ---------------------------------------------------------------------------------------------------


def test_the_card_says_what_it_learnt_how_well_and_what_the_score_is() -> None:
    text = card(run("2026-01-02_03-04-05", program="1.2", steps=20, seconds=75.0))
    for part in ("# 2 January 2026, 03:04", "SegStudio 1.2", "| ground | 0 | 30 |", "2 images held out",
                 "Held-out: counted on 2 images that it did not learn from", "| ground | 0.50 |",
                 "Nothing was labelled of: cell", "20 steps in 1:15", "its score no longer improved",
                 "no scored image has them: cell"):  # fmt: skip
        assert part in text
    assert "| cell | \N{EN DASH} |" in text and "nan" not in text


def test_an_optimistic_score_is_called_so_and_unknown_counts_are_not_invented() -> None:
    text = card(run("a", best=table(0.9, SAME_IMAGE), pixels=(), held_out=()))
    assert "Same image, optimistic" in text and "not recorded" in text and "No image held out" in text
    text = card(run("a", best=table(0.9, SAME_REGION), held_out=(), region="8 16 200 100 tile 3"))
    assert "- A part of `tile 3` held out: 200 x 100 pixels at 8, 16, only scored on" in text
    assert "Held-out region of the same image: counted on a part that it did not learn from" in text
    assert "never scored" in card(run("a", best=None))
    few = replace(table(0.9), area=50 * table(0.9).pixels)
    assert "Only 2% of the pixels there are labelled" in card(run("a", best=few))


def test_names_in_a_card_are_text_never_markup() -> None:
    text = card(run("a", class_names=("<script>|x", "![p](http://h)\n# cell"), title="`*bold*`", seconds=math.nan))
    assert "\\<script\\>\\|x" in text and "[p](" not in text and "\n# cell" not in text
