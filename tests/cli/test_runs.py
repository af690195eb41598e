"""``segstudio runs``: listed, shown, renamed, made current, deleted, out and in, each in one command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save as save_tensors

from segstudio.cli.main import main
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import HELD_OUT, ClassScore, ScoreTable, TrainSettings
from segstudio.learning.runs.info import RunInfo, to_json
from segstudio.learning.runs.listing import scan
from segstudio.project.project import Project
from segstudio.project.storage import file_hash, write_json

FIRST, SECOND = "2026-01-01_10-00-00", "2026-01-02_10-00-00"
Told = Callable[..., tuple[int, str, str]]


def put(project: Path, name: str, iou: float) -> None:
    folder = project / "runs" / name
    folder.mkdir(parents=True)
    weights = folder / "weights.safetensors"
    weights.write_bytes(save_tensors({"logits.weight": np.zeros((2, 1, 1, 1), np.float32)}))
    rows = (ClassScore(0, "ground", iou, iou, iou, 9), ClassScore(1, "cell", iou, iou, iou, 9))
    table = ScoreTable(HELD_OUT, 4, 18, rows, iou, iou, iou)
    info = RunInfo(
        name, "resnet18", (0, 1), ("ground", "cell"), TrainSettings(), best=table, held_out=("a",), steps=7,
        truth_hashes={"a": "1"}, created=f"{name[:10]}T10:00:00", weights_sha256=file_hash(weights), reason="limit",
    )  # fmt: skip
    write_json(folder / "run.json", to_json(info), fsync=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "Job.segstudio"
    with Project.create(folder, classes=ClassTable.from_names(["ground", "cell"])) as made:
        put(folder, FIRST, 0.7)
        put(folder, SECOND, 0.6)
        made.set_current_run(SECOND)
    return folder


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], project: Path) -> Told:
    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["runs", str(project), *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def current(project: Path) -> str | None:
    with Project.open(project, write=False) as opened:
        return opened.current_run


def test_runs_are_listed_newest_first_with_what_the_score_is(told: Told, project: Path) -> None:
    (project / "runs" / "2026-01-03_10-00-00").mkdir()
    code, out, _ = told()
    lines = out.splitlines()
    assert code == 0 and len(lines) == 4
    assert "It ended before anything was saved." in lines[1]
    assert lines[2].startswith(f"*  {SECOND}") and "mean IoU 0.60, Dice 0.60 (held-out, n = 4)" in lines[2]
    facts = [json.loads(line) for line in told("--json")[1].splitlines()]
    assert [one["run"] for one in facts] == ["2026-01-03_10-00-00", SECOND, FIRST]
    assert facts[2]["mean_iou"] == 0.7 and facts[1]["current"] and facts[0]["problem"]


def test_a_card_is_printed(told: Told) -> None:
    assert told("--card", FIRST)[1].startswith("# 1 January 2026, 10:00\n")
    assert json.loads(told("--card", FIRST, "--json")[1])["run"] == FIRST


def test_rename_then_make_current_by_title(told: Told, project: Path) -> None:
    assert told("--rename", FIRST, "Good one")[0] == 0
    assert told("--current", "Good one")[0] == 0 and current(project) == FIRST
    assert told("--rename", FIRST, "")[1] == f"{FIRST}: 1 January 2026, 10:00\n"


def test_the_current_run_is_deleted_with_a_word_and_the_best_other_takes_over(told: Told, project: Path) -> None:
    code, out, err = told("--delete", SECOND)
    assert code == 0 and "runs/.deleted" in out and "now 1 January 2026, 10:00" in err
    assert current(project) == FIRST and [row.name for row in scan(project)] == [FIRST]


def test_out_and_in_again(told: Told, project: Path, tmp_path: Path) -> None:
    assert told("--export", FIRST, tmp_path / "run.zip")[0] == 0
    code, out, _ = told("--import", tmp_path / "run.zip", "--json")
    assert code == 0 and json.loads(out.splitlines()[-1])["run"] == f"{FIRST}_2"
    assert len(scan(project)) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("--card", "gone"), ("--current", ".."), ("--delete", "gone"), ("--export", "gone", "x.zip"),
        ("--import", "gone.zip"), ("--rename", FIRST, "\n\t"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_code_two(arguments: tuple[str, ...], told: Told, project: Path) -> None:
    code, out, err = told(*arguments)
    assert code == 2 and out == "" and err.strip() and "Traceback" not in err
    assert len(scan(project)) == 2 and current(project) == SECOND


def test_damaged_weights_are_never_made_current(told: Told, project: Path) -> None:
    (project / "runs" / FIRST / "weights.safetensors").write_bytes(b"other")
    assert told("--current", FIRST)[0] == 2 and current(project) == SECOND
