"""``segstudio find`` and ``near-copies``: moved images get their places, near copies a group."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three images, of which two have been moved to another folder and one is gone."""
    images = tmp_path / "images"
    images.mkdir()
    for number in range(3):
        Image.fromarray(np.full((6, 8), 50 * number, np.uint8)).save(images / f"a{number}.png")
    assert main(["new", str(tmp_path / "P.segstudio"), "--images", str(images), "--classes", "a,b"]) == 0
    (images / "a2.png").unlink()
    images.rename(tmp_path / "moved")
    return tmp_path / "P.segstudio"


def test_find_gives_moved_images_their_places_and_names_the_others(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["find", str(project), str(tmp_path), "--json"]) == 1
    out, err = capsys.readouterr()
    said = json.loads(out.splitlines()[-1])
    assert said["moved"] == [[f"../images/a{n}.png", f"../moved/a{n}.png"] for n in range(2)]
    assert said["missing"] == ["../images/a2.png"]
    assert err.startswith("Left out: The image a2.png is missing; it was at ") and err.count("\n") == 1
    with Project.open(project, write=False) as opened:
        assert [opened.check_image(entry) is None for entry in opened.images] == [True, True, False]


def test_find_is_done_where_nothing_is_missing_and_refuses_what_is_no_folder(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find", str(project), str(tmp_path / "nowhere")]) == 2
    Image.fromarray(np.full((6, 8), 100, np.uint8)).save(tmp_path / "moved" / "a2.png")
    assert main(["find", str(project), str(tmp_path / "moved")]) == 0
    capsys.readouterr()
    assert main(["find", str(project), str(tmp_path / "moved")]) == 0
    assert capsys.readouterr().out == "Every image is at its place.\n"


def test_near_copies_are_proposed_grouped_and_ungrouped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random, images = np.random.default_rng(0), tmp_path / "images"
    images.mkdir()
    for name in "abc":
        picture = np.repeat(np.repeat(random.integers(0, 255, (12, 12), np.uint8), 10, 0), 10, 1)
        Image.fromarray(picture).save(images / f"{name}.png")
    Image.fromarray(picture[:, 3:]).save(images / "d.png")
    Image.fromarray(np.full((20, 20), 9, np.uint8)).save(images / "e.png")
    project = tmp_path / "P.segstudio"
    assert main(["new", str(project), "--images", str(images), "--classes", "a,b"]) == 0
    capsys.readouterr()
    assert main(["near-copies", str(project), "--json"]) == 1
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    (group,) = [row for row in rows if row["event"] == "group"]
    assert group["images"] == ["../images/c.png", "../images/d.png"] and group["group"] == "alike 1"
    assert err == "Left out: ../images/e.png shows nothing that can be compared.\n"
    assert groups(project) == ["", "", "", "", ""]
    assert main(["near-copies", str(project), "--group"]) == 1
    assert groups(project) == ["", "", "alike 1", "alike 1", ""]
    assert main(["near-copies", str(project), "--ungroup", "alike 2"]) == 2
    assert main(["near-copies", str(project), "--ungroup", "alike 1"]) == 0
    assert groups(project) == ["", "", "", "", ""]


def groups(project: Path) -> list[str]:
    with Project.open(project, write=False) as opened:
        return [entry.group for entry in opened.images]
