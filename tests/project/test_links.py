"""A project made or opened through a link keeps its images: paths are relative to the real folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.project.project import Project


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder with two images, a folder deep below, and a link to that."""
    for number in range(2):
        place = tmp_path / "images" / f"a{number}.png"
        place.parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((6, 8), 50 * number, np.uint8)).save(place)
    (tmp_path / "deep" / "er" / "data").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "er" / "data")
    return tmp_path / "images"


def problems(folder: Path) -> list[str | None]:
    with Project.open(folder) as project:
        return [project.check_image(entry) for entry in project.images]


def test_a_project_made_through_a_link_keeps_its_images_by_its_real_path(tmp_path: Path, images: Path) -> None:
    Project.create(tmp_path / "link" / "P.segstudio", image_paths=[images]).close()
    for place in (tmp_path / "link", tmp_path / "deep" / "er" / "data"):
        assert problems(place / "P.segstudio") == [None, None]


def test_images_and_project_that_move_together_are_found_again(tmp_path: Path, images: Path) -> None:
    images.rename(tmp_path / "link" / "images")
    given = [tmp_path / "link" / "images"]
    with Project.create(tmp_path / "link" / "P.segstudio", image_paths=given) as project:
        assert [entry.path for entry in project.images] == ["../images/a0.png", "../images/a1.png"]
    (tmp_path / "deep" / "er" / "data").rename(tmp_path / "moved")
    assert problems(tmp_path / "moved" / "P.segstudio") == [None, None]


def test_images_behind_a_link_keep_the_short_way_through_it(tmp_path: Path, images: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "day").symlink_to(images)
    with Project.create(tmp_path / "set" / "P.segstudio", image_paths=[tmp_path / "set"]) as project:
        assert [entry.path for entry in project.images] == ["../day/a0.png", "../day/a1.png"]
        report = project.add_images([images])
        assert report.added == () and len(report.skipped) == 2, "the same files by another way"


def test_a_project_whose_paths_are_relative_to_the_link_still_opens_through_it(tmp_path: Path, images: Path) -> None:
    Project.create(tmp_path / "link" / "P.segstudio", image_paths=[images]).close()
    file = tmp_path / "link" / "P.segstudio" / "project.json"
    content = json.loads(file.read_text())
    for row in content["images"]:
        row["path"] = "../../images/" + row["path"].rpartition("/")[2]
    file.write_text(json.dumps(content))
    assert problems(tmp_path / "link" / "P.segstudio") == [None, None]
    assert problems(tmp_path / "deep" / "er" / "data" / "P.segstudio") == [None, None], "written with the real paths"
