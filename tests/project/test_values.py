"""Ranges of values in a project: given when images are added, kept in project.json, checked when it is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.errors import ProjectError
from segstudio.project.contents import picture_of
from segstudio.project.images.facts import Facts
from segstudio.project.images.ranges import HOUNSFIELD
from segstudio.project.project import Project


def stack(path: Path, brightest: int) -> Path:
    values = np.linspace(0, brightest, 3 * 8 * 8).reshape(3, 8, 8).astype(np.uint16)
    tifffile.imwrite(path, values, imagej=True, metadata={"axes": "ZYX"})
    return path


def test_slices_of_a_stack_share_a_range_that_is_kept(tmp_path: Path) -> None:
    with Project.create(tmp_path / "P", image_paths=[stack(tmp_path / "a.tif", 900), stack(tmp_path / "b.tif", 90)]):
        pass
    with Project.open(tmp_path / "P") as project:
        ranges = [one.values for one in project.images]
        assert len(set(ranges[:3])) == len(set(ranges[3:])) == 1 and ranges[0] != ranges[3]
        assert picture_of(project, project.images[0]).read().window == ranges[0]
        project.update_entries([replace(one, values=(0.0, 10.0)) for one in project.images])
        project.save()
    with Project.open(tmp_path / "P", write=False) as project:
        assert {one.values for one in project.images} == {(0.0, 10.0)}


def test_hounsfield_units_get_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.arange(64, dtype=np.int16).reshape(8, 8), photometric="minisblack")
    before = Facts("TIFF", "YX", (8, 8), "int16", 8, 8)
    monkeypatch.setattr("segstudio.project.adding.read_facts", lambda *_, **__: replace(before, unit="HU"))
    with Project.create(tmp_path / "P", image_paths=[tmp_path / "a.tif"]) as project:
        assert project.images[0].values == HOUNSFIELD


def test_an_image_of_its_own_has_none_and_older_programs_can_read_it(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.arange(64, dtype=np.uint16).reshape(8, 8), photometric="minisblack")
    with Project.create(tmp_path / "P", image_paths=[tmp_path / "a.tif"]) as project:
        assert project.images[0].values is None
    content = json.loads((tmp_path / "P" / "project.json").read_text())
    assert content["schema"] == 1 and "values" not in content["images"][0]


@pytest.mark.parametrize("wrong", [[1, 1], [2, 1], [0], "0 to 1", [0, None], [True, 2]])
def test_a_range_that_is_none_is_refused(tmp_path: Path, wrong: object) -> None:
    with Project.create(tmp_path / "P", image_paths=[stack(tmp_path / "a.tif", 900)]):
        pass
    path = tmp_path / "P" / "project.json"
    content = json.loads(path.read_text())
    content["images"][0]["values"] = wrong
    path.write_text(json.dumps(content))
    with pytest.raises(ProjectError, match="its values are not pairs of numbers"):
        Project.open(tmp_path / "P", write=False)
