"""Explorations on disk: listed, read, found to be damaged, deleted; groups of images that are alike."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segstudio.choices.unlabelled import METHODS
from segstudio.errors import LearningError, ProjectError
from segstudio.labels.classes import ClassTable
from segstudio.learning.runs.check_explorations import check_explorations
from segstudio.learning.runs.checked_tensors import write_checked
from segstudio.learning.runs.explorations import (
    FOLDER,
    INFO,
    RESUME,
    WEIGHTS,
    Exploration,
    delete_exploration,
    explorations,
    read_exploration,
    read_weights,
    write_exploration,
)
from segstudio.learning.runs.found import (
    FOUND,
    Found,
    alike,
    alike_pairs,
    levels,
    read_found,
    usual_table,
    write_found,
)
from segstudio.project.checking.check import examine
from segstudio.project.project import Project
from segstudio.project.storage import read_json, write_json

NAME = "2026-01-02_03-04-05"
FACTS = Exploration(NAME, "convolutional", "resnet18", 3, 7, 1.5, created="2026-01-02T03:04:05",
                    history=((7, 1.5, {"error": 0.25}),), images=(("a", "0" * 64),),
                    left_out=(("b", "Gone."),))  # fmt: skip


def some_found(codes: np.ndarray | None = None) -> Found:
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(4, 3)).astype(np.float32) if codes is None else codes
    n, plane = len(codes), rng.normal(size=(len(codes), 2)).astype(np.float32)
    where = np.array([[place, 0, 0, 8, 8] for place in range(n)], np.int32)
    ones = np.ones(n, np.float32)
    ids = tuple(f"i{number}" for number in range(n))
    return Found(ids, ("0" * 64,) * n, codes, plane, plane, np.arange(n, dtype=np.float32), ones, np.ones(n, bool),
                 codes, plane, plane, ones, where, np.linspace(0, 1, 255, dtype=np.float32),
                 left_out=(("b", "Gone."),))  # fmt: skip


def kept(project: Path, facts: Exploration = FACTS) -> Path:
    """An exploration in a project's folder, whole."""
    folder = project / FOLDER / facts.name
    folder.mkdir(parents=True)
    weights = {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "steps": np.array(7)}
    write_checked(folder / WEIGHTS, weights, {"steps": facts.steps})
    write_checked(folder / RESUME, {"m": np.zeros(3, np.float32)}, {})
    write_exploration(project, facts)
    write_found(project, facts.name, some_found())
    return folder


def test_what_was_written_is_read_and_the_newest_is_first(tmp_path: Path) -> None:
    assert explorations(tmp_path) == ()
    kept(tmp_path)
    kept(tmp_path, replace(FACTS, name="2026-01-03_00-00-00"))
    (tmp_path / FOLDER / "2026-01-04_00-00-00").mkdir()  # one under way has no facts yet
    assert [one.name for one in explorations(tmp_path)] == ["2026-01-03_00-00-00", NAME]
    assert explorations(tmp_path)[1] == FACTS
    assert FACTS.title == METHODS["convolutional"].title and FACTS.date == "2 January 2026, 03:04"
    arrays, digest = read_weights(tmp_path, NAME)
    assert arrays["w"].tolist() == [[0, 1, 2], [3, 4, 5]] and arrays["steps"].shape == () and len(digest) == 64
    found, again = some_found(), read_found(tmp_path, NAME)
    assert all(np.array_equal(getattr(again, key), getattr(found, key)) for key in vars(found))
    assert again.most_unusual == ["i3", "i2", "i1", "i0"]


@pytest.mark.parametrize("file", [INFO, WEIGHTS, RESUME, FOUND])
@pytest.mark.parametrize("damage", ["cut", "empty", "other", "folder"])
def test_a_damaged_file_is_named_and_costs_no_more_than_it_has_to(file: str, damage: str, tmp_path: Path) -> None:
    project = tmp_path / "p"
    Project.create(project, "p", ClassTable.from_names(["a"])).close()
    folder = kept(project)
    data = (folder / file).read_bytes()
    assert not list(check_explorations(Project.open(project, write=False)))
    (folder / file).unlink()
    if damage == "folder":
        (folder / file).mkdir()
    else:
        half = len(data) // 2
        changed = {"cut": data[:-9], "empty": b"", "other": data[:half] + b"\x7b\x00" + data[half + 2 :]}[damage]
        (folder / file).write_bytes(changed)
    if file == INFO:
        assert explorations(project)[0].problem
    if file == WEIGHTS:
        with pytest.raises(LearningError, match="missing or damaged"):
            read_weights(project, NAME)
    if file == FOUND:
        with pytest.raises(LearningError, match="damaged|no map"):
            read_found(project, NAME)
    (finding,) = examine(project, (check_explorations,)).findings
    assert finding.repairable and finding.moved == ((folder,) if file in (INFO, WEIGHTS) else (folder / file,))


def test_what_an_older_or_newer_version_made_is_told_and_left_alone(tmp_path: Path) -> None:
    project = tmp_path / "p"
    Project.create(project, "p", ClassTable.from_names(["a"])).close()
    path = kept(project) / INFO
    content = read_json(path)
    assert isinstance(content, dict)
    for change, words in (({"schema": 2}, "newer version"), ({"method": "magic"}, "does not have")):
        write_json(path, content | change)
        with pytest.raises(LearningError, match=words):
            read_exploration(project, NAME)
        assert words in explorations(project)[0].problem and not examine(project, (check_explorations,)).findings
    for change in ({"steps": "many"}, {"history": [1]}, {"images": None}, {"channels": 0}):
        write_json(path, content | change)
        with pytest.raises(LearningError, match="is damaged"):
            read_exploration(project, NAME)
    path.write_text(json.dumps([1]))
    assert "is damaged" in explorations(project)[0].problem


def test_deleting_removes_all_of_one_and_nothing_else(tmp_path: Path) -> None:
    kept(tmp_path)
    kept(tmp_path, replace(FACTS, name="other"))
    (tmp_path / FOLDER / "other" / INFO).write_text("torn")
    delete_exploration(tmp_path, "other")
    assert [one.name for one in explorations(tmp_path)] == [NAME] and len(list((tmp_path / FOLDER).iterdir())) == 1
    for name, words in (("other", "no exploration"), ("..", "not the name"), (".deleted", "not the name")):
        with pytest.raises(LearningError, match=words):
            delete_exploration(tmp_path, name)


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    project = tmp_path / "p"
    Project.create(project, "p", ClassTable.from_names(["a"])).close()
    (tmp_path / "elsewhere").mkdir()
    (project / FOLDER).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProjectError, match="is a link"):
        Project.open(project, write=False)


@pytest.mark.parametrize(
    "change",
    [
        {"codes": np.zeros((3, 3), np.float32)},
        {"map": np.zeros((4, 3), np.float32)},
        {"usual": np.zeros(3, np.float32)},
        {"patch_where": np.full((4, 5), 4, np.int32)},
        {"patch_where": np.zeros((4, 4), np.int32)},
        {"sha256": ("0" * 64,)},
    ],
)
def test_a_map_that_does_not_fit_together_is_damaged(change: dict[str, object], tmp_path: Path) -> None:
    kept(tmp_path)
    write_found(tmp_path, NAME, replace(some_found(), **change))  # type: ignore[arg-type]
    with pytest.raises(LearningError, match="is damaged"):
        read_found(tmp_path, NAME)


# ---- levels and near copies


def test_levels_are_zero_up_to_the_median_and_full_above_all() -> None:
    errors = np.arange(1, 100_001, dtype=np.float32)
    table = usual_table(errors, 100_000)
    shown = levels(table, np.array([1, 50_000, 90_000, 99_000, 99_900, 100_000, 100_001], np.float32))
    assert shown.tolist() == pytest.approx([0, 0, 48, 117, 186, 254, 255], abs=1)
    assert (np.diff(table) >= 0).all() and (levels(table, np.sort(errors)[::997]) >= 0).all()
    assert levels(usual_table(np.zeros(0, np.float32), 0), np.array([0, 1], np.float32)).tolist() == [0, 255]


def test_images_with_nearly_equal_codes_are_groups() -> None:
    codes = np.random.default_rng(3).normal(size=(9, 20)).astype(np.float32)
    codes[5] = codes[1] + 0.05
    codes[7] = codes[5] - 0.1
    codes[8] = codes[3]
    found = some_found(codes * 7 + 3)
    assert alike(found) == [("i1", "i5", "i7"), ("i3", "i8")]
    pairs = alike_pairs(found)
    shares = [share for *_, share in pairs]
    assert pairs[0] == ("i3", "i8", 1.0) and len(pairs) == 4 and shares == sorted(shares, reverse=True)
    assert len(alike_pairs(found, -9.0)) == 36
    assert np.mean([share for *_, share in alike_pairs(found, -9.0)]) == pytest.approx(0, abs=1e-5)
    for few in (np.zeros((1, 3), np.float32), np.zeros((3, 3), np.float32)):
        assert len(alike_pairs(some_found(few))) == len(few) * (len(few) - 1) // 2  # equal, not failing
