"""A check of a project finds runs that cannot be used, and the files beside weights that are damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import TrainSettings
from segstudio.learning.runs.check_runs import check_runs
from segstudio.learning.runs.folder import RESUME, WEIGHTS, load_run, save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.statistics_file import FIT, SOURCE, Fit, write_fit, write_source
from segstudio.project.checking.check import examine
from segstudio.project.checking.findings import Kind
from segstudio.project.checking.repair import repair
from segstudio.project.project import Project

STATE = {"weight": torch.arange(6.0)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the runs "one", the current one, and "two"."""
    (tmp_path / "images").mkdir()
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "images" / "a.png")
    with Project.create(tmp_path / "P", "P", ClassTable.from_names(["x", "y"]), [tmp_path / "images"]) as project:
        for name in ("one", "two"):
            info = RunInfo(name, "mobilenet_v3_large", (0, 1), ("x", "y"), TrainSettings(), mask_hashes={})
            info = save_run(project.folder, info, STATE, {"moments": torch.ones(2)})
            arrays = {"mean": np.ones(2, np.float32)}
            write_source(project.folder, info, arrays)
            write_fit(project.folder, info, arrays, Fit((("a.png", "0" * 64),), 1))
        project.set_current_run("one")
    return tmp_path / "P"


def found(folder: Path) -> list[tuple[Kind, str]]:
    return [(one.kind, one.path) for one in examine(folder, (check_runs,)).findings]


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_sound_runs_are_not_named(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(("name", "at"), [(WEIGHTS, -1), (WEIGHTS, 3), ("run.json", 90), ("run.json", -40)])
def test_a_run_with_damaged_weights_or_facts_is_put_aside_and_another_is_current(
    folder: Path, name: str, at: int
) -> None:
    flip(folder / "runs" / "one" / name, at)
    assert found(folder) == [(Kind.RUN, "runs/one")]
    done = repair(folder, (check_runs,))
    assert done.is_whole and found(folder) == [] and not (folder / "runs" / "one").exists()
    assert (folder / done.results[0].copy / "runs" / "one" / name).exists()
    with Project.open(folder, write=False) as project:
        assert project.current_run == "two"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([WEIGHTS, "run.json"]), st.floats(0, 1, exclude_max=True), st.integers(0, 7), st.booleans())
def test_any_damage_of_facts_or_weights_is_found_or_means_nothing(
    folder: Path, name: str, share: float, bit: int, cut: bool
) -> None:
    path = folder / "runs" / "one" / name
    sound, before = path.read_bytes(), load_run(folder, "one")[0]
    data, at = bytearray(sound), int(share * len(sound))
    if cut:
        del data[at:]
    else:
        data[at] ^= 1 << bit
    path.write_bytes(data)
    try:
        assert found(folder) or load_run(folder, "one")[0] == before
    finally:
        path.write_bytes(sound)


def test_a_run_that_ended_before_anything_was_saved_is_put_aside(folder: Path) -> None:
    (folder / "runs" / "three").mkdir()
    assert found(folder) == [(Kind.RUN, "runs/three")]
    assert repair(folder, (check_runs,)).is_whole and found(folder) == []


def test_a_training_under_way_is_no_damage(folder: Path) -> None:
    (folder / "runs" / "three").mkdir()
    with Project.open(folder):
        assert found(folder) == []


@pytest.mark.parametrize("name", [RESUME, SOURCE, FIT])
def test_a_damaged_file_beside_the_weights_is_put_aside_and_the_run_stays(folder: Path, name: str) -> None:
    flip(folder / "runs" / "one" / name, -1)
    assert found(folder) == [(Kind.RUN, f"runs/one/{name}")]
    assert repair(folder, (check_runs,)).is_whole and found(folder) == []
    assert (folder / "runs" / "one" / WEIGHTS).exists()


def test_a_current_run_that_is_gone_is_replaced(folder: Path) -> None:
    shutil.rmtree(folder / "runs" / "one")
    assert found(folder) == [(Kind.RUN, "project.json")]
    assert repair(folder, (check_runs,)).is_whole and found(folder) == []


def test_labels_that_a_run_learnt_from_and_that_are_gone_are_missed(folder: Path) -> None:
    info = RunInfo("one", "mobilenet_v3_large", (0, 1), ("x", "y"), TrainSettings(), mask_hashes={"a": "0" * 64})
    save_run(folder, info, STATE)
    assert (Kind.MASK_MISSING, "masks/a.png") in found(folder)
