"""What becomes of channels can be changed for files without labels; the others stay as they are, and that is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.labels.classes import ClassTable
from segstudio.labels.painting import whole
from segstudio.labels.rules import everything
from segstudio.project.masks import open_mask
from segstudio.project.project import Project
from segstudio.project.stacks.channels import look_for_changes, put_changes


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two files of two planes and three channels, and a picture without."""
    for number, name in enumerate(("a.tif", "b.tif")):
        values = np.random.default_rng(number).integers(0, 9000, (2, 3, 8, 9), np.uint16)
        tifffile.imwrite(tmp_path / name, values, imagej=True, metadata={"axes": "ZCYX"})
    tifffile.imwrite(tmp_path / "grey.tif", np.zeros((8, 9), np.uint8))
    images = [tmp_path / name for name in ("a.tif", "b.tif", "grey.tif")]
    return Project.create(tmp_path / "P.segstudio", None, ClassTable.from_names(["one"]), images)


def change(project: Project, channels: str) -> str:
    return put_changes(project, look_for_changes(project, channels))


def planes(project: Project, stem: str) -> list[str]:
    return [one.plane for one in project.images if one.path.endswith(stem)]


def test_channels_are_taken_apart_and_put_together_again(project: Project) -> None:
    with project:
        before = [(one.path, one.plane, one.stack, one.group) for one in project.images]
        assert project.channels == "together"
        assert change(project, "apart") == "4 images have become 12."
        assert planes(project, "a.tif") == ["Z0C0", "Z0C1", "Z0C2", "Z1C0", "Z1C1", "Z1C2"]
        assert planes(project, "grey.tif") == [""]
        with Project.open(project.folder, write=False) as again:
            assert again.channels == "apart" and again.images == project.images
        assert change(project, "together") == "12 images have become 4."
        after = sorted((one.path, one.plane, one.stack, one.group) for one in project.images)
        assert after == sorted(before)
        assert change(project, "together") == "No image had to change."


def test_a_file_with_labels_stays_as_it_is_and_is_named(project: Project) -> None:
    with project:
        entry = next(one for one in project.images if one.path.endswith("a.tif"))
        stored = open_mask(project, entry, entry.shape)
        stored.mask.begin("all")
        stored.mask.paint(whole(entry.shape), 1, everything())
        stored.commit()
        told = change(project, "apart")
        assert told == "2 images have become 6. ../a.tif has labels and stays as it is."
        assert planes(project, "a.tif") == ["Z0", "Z1"] and len(planes(project, "b.tif")) == 6
        stored.save(project.classes.palette())
        stored.close()
        assert "../a.tif has labels" in change(project, "apart")
        assert planes(project, "a.tif") == ["Z0", "Z1"]


def test_a_file_that_is_gone_stays_and_is_named(project: Project) -> None:
    with project:
        (project.folder.parent / "a.tif").unlink()
        told = change(project, "apart")
        assert told.startswith("2 images have become 6.") and "a.tif" in told
        assert planes(project, "a.tif") == ["Z0", "Z1"]
