"""Images that were moved keep their labels: told by their bytes, whether they are added again or looked for."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.errors import Cancelled, ImageError, WriteError
from segstudio.project.adding import AddReport
from segstudio.project.project import Project
from segstudio.project.search.find_moved import Found, look_for, put_moved


def draw(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (6, 8), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three images in two folders, of which two have one name; one is flagged and has a group."""
    images = [draw(tmp_path / "set" / name, seed) for seed, name in enumerate(("day1/a.png", "day2/a.png", "b.png"))]
    with Project.create(tmp_path / "P.segstudio", image_paths=images) as project:
        project.update_entries([replace(project.images[1], flag=True, group="mouse 7")])
    return tmp_path / "P.segstudio"


def add(folder: Path, *paths: Path, copy: bool = False) -> AddReport:
    with Project.open(folder) as project:
        return project.add_images(paths, copy)


def find(folder: Path, place: Path) -> Found:
    with Project.open(folder) as project:
        found = look_for(project, place)
        put_moved(project, found)
    return found


def paths(folder: Path) -> dict[str, str]:
    with Project.open(folder, write=False) as project:
        assert all(project.check_image(entry) is None for entry in project.images)
        assert [entry.flag for entry in project.images[:3]] == [False, True, False]
        return {entry.id: entry.path for entry in project.images}


def test_adding_the_new_folder_of_moved_images_makes_no_new_ones(project: Path, tmp_path: Path) -> None:
    (tmp_path / "set").rename(tmp_path / "elsewhere")
    draw(tmp_path / "elsewhere" / "new.png", 9)
    report = add(project, tmp_path / "elsewhere")
    assert [entry.id for entry in report.added] == ["new"] and len(report.moved) == 3 and not report.copies
    assert report.sentence is not None and "../set/b.png at ../elsewhere/b.png" in report.sentence
    assert paths(project) == {
        "a": "../elsewhere/day1/a.png", "a_2": "../elsewhere/day2/a.png", "b": "../elsewhere/b.png",
        "new": "../elsewhere/new.png",
    }  # fmt: skip


def test_what_is_still_at_its_place_is_a_copy_and_what_was_replaced_has_moved(project: Path, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "set", tmp_path / "more")
    draw(tmp_path / "set" / "day1" / "a.png", 17)
    report = add(project, tmp_path / "more")
    assert [image.path for _, image in report.moved] == ["../more/day1/a.png"]
    assert len(report.added) == len(report.copies) == 2


def test_a_moved_image_that_is_copied_into_the_project_is_not_a_new_one_either(project: Path, tmp_path: Path) -> None:
    (tmp_path / "set").rename(tmp_path / "elsewhere")
    assert not add(project, tmp_path / "elsewhere", copy=True).added
    assert paths(project)["b"] == "images/b.png"


def test_images_of_the_same_bytes_go_where_names_and_folders_agree(tmp_path: Path) -> None:
    names = ("x/d/a.png", "y/d/a.png", "y/d/b.png", "c.png")
    images = [draw(tmp_path / "old" / name, 1) for name in names]
    Project.create(tmp_path / "P.segstudio", image_paths=images).close()
    (tmp_path / "old").rename(tmp_path / "new")
    (tmp_path / "new" / "c.png").rename(tmp_path / "new" / "renamed.png")
    report = add(tmp_path / "P.segstudio", tmp_path / "new")
    assert not report.added
    moved = {old.removeprefix("../old/"): image.path.removeprefix("../new/") for old, image in report.moved}
    assert moved == {**{name: name for name in names[:3]}, "c.png": "renamed.png"}


def test_a_renamed_image_keeps_the_name_of_its_mask_and_gets_its_own_back(project: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "set" / "b.png", tmp_path / "set" / "c.png"
    old.rename(new)
    assert [image.mask_name for _, image in find(project, tmp_path).moved] == ["b"]
    new.rename(old)
    assert [image.mask_name for _, image in find(project, tmp_path).moved] == [""]


def test_an_image_removed_while_its_new_place_was_read_is_added_as_a_new_one(project: Path, tmp_path: Path) -> None:
    (tmp_path / "set").rename(tmp_path / "elsewhere")
    with Project.open(project) as opened:
        adding = opened.look_at_images([tmp_path / "elsewhere"])
        opened.remove_image("b")
        opened.update_entries([replace(opened.entry("a"), group="later")])
        report = opened.take_images(adding)
        assert [entry.stem for entry in report.added] == ["b"] and len(report.moved) == 2
        assert opened.entry("a").group == "later"


def test_missing_images_are_found_below_a_folder_and_the_others_named(project: Path, tmp_path: Path) -> None:
    (tmp_path / "set" / "b.png").unlink()
    (tmp_path / "set" / "day1").rename(tmp_path / "set" / "first")
    found = find(project, tmp_path / "set")
    assert [(old.path, image.path) for old, image in found.moved] == [("../set/day1/a.png", "../set/first/a.png")]
    assert [image.id for image, _ in found.missing] == ["b"] and "b.png is missing" in found.left_out[0]
    draw(tmp_path / "back" / "b.png", 2)
    assert find(project, tmp_path / "back").missing == ()
    assert paths(project)["b"] == "../back/b.png"
    assert find(project, tmp_path / "set").sentence == "Every image is at its place."


def test_renumbered_images_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    images = [draw(tmp_path / "set" / f"{number}.png", number) for number in range(4)]
    Project.create(tmp_path / "P.segstudio", image_paths=images).close()
    images[0].unlink()
    for before, after in zip(images[1:], images, strict=False):
        before.rename(after)
    found = find(tmp_path / "P.segstudio", tmp_path / "set")
    assert [image.path for _, image in found.moved] == ["../set/0.png", "../set/1.png", "../set/2.png"]
    assert [image.id for image, _ in found.missing] == ["0"]


def test_a_search_that_is_cancelled_or_may_not_write_changes_nothing(project: Path, tmp_path: Path) -> None:
    (tmp_path / "set").rename(tmp_path / "elsewhere")
    before = (project / "project.json").read_bytes()

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with Project.open(project) as opened, pytest.raises(Cancelled):
        look_for(opened, tmp_path, stop)
    reader = Project.open(project, write=False)
    with pytest.raises(ImageError, match="no folder"):
        look_for(reader, tmp_path / "none")
    with pytest.raises(WriteError):
        put_moved(reader, look_for(reader, tmp_path))
    assert (project / "project.json").read_bytes() == before
