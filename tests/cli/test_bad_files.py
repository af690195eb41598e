"""One file that cannot be read costs that file, named with its reason, never the others; nothing half is left."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from segstudio.cli.main import main
from segstudio.labels.classes import voc_palette
from segstudio.project import palette_png
from segstudio.project.project import Project

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Two good images, a pipe, a link to a device and a TIFF whose tags are damaged."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("a.png", "z.png", "tags.tif"):
        Image.new("L", (8, 6), 60).save(folder / name)
    data = bytearray((folder / "tags.tif").read_bytes())
    data[10 + 2] = 99  # the type of the first tag
    (folder / "tags.tif").write_bytes(data)
    os.mkfifo(folder / "pipe.png")
    (folder / "device.png").symlink_to("/dev/zero")
    return folder


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_a_new_project_has_the_good_images_and_the_bad_ones_are_named(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", tmp_path / "P", "--images", images, "--classes", "a,b", "--json") == 1
    out, err = capsys.readouterr()
    for name in ("pipe.png", "device.png", "tags.tif"):
        assert f"{name}: " in err
    assert err.count("it is a pipe or a device, not a file") == 2 and "Traceback" not in err
    told = json.loads(out.splitlines()[-1])
    assert told["images"] == 2 and len(told["left_out"]) == 3
    with Project.open(tmp_path / "P", write=False) as project:
        assert [Path(entry.path).name for entry in project.images] == ["a.png", "z.png"]


@pytest.mark.parametrize("there", [None, "empty", "holds a file"])
@pytest.mark.parametrize("copy", [[], ["--copy"]])
def test_a_project_that_cannot_be_made_leaves_nothing_behind(
    there: str | None, copy: list[str], images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "z.png"):
        (images / name).unlink()
    folder = tmp_path / "P"
    if there is not None:
        folder.mkdir()
    if there == "holds a file":
        (folder / "notes.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    assert run("new", folder, "--images", images, "--classes", "a", *copy) == 2
    assert "None of the files can be used" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_where_all_files_are_refused_each_has_its_reason(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "z.png"):
        (images / name).unlink()
    refused = sorted(path.name for path in images.iterdir())
    assert run("new", tmp_path / "P", "--images", images, "--classes", "a", "--json") == 2
    out, err = capsys.readouterr()
    told = next(row for row in map(json.loads, out.splitlines()) if row["event"] == "refused")
    assert sorted(Path(row["file"]).name for row in told["left_out"]) == refused
    assert all(row["reason"] for row in told["left_out"]) and all(f"{name}: " in err for name in refused)


def test_copies_of_a_project_that_is_interrupted_go_too(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(path: Path, *_: object) -> str:
        if path.name == "z.png":
            raise KeyboardInterrupt
        return "0" * 64

    monkeypatch.setattr("segstudio.project.adding.image_hash", stop)
    before = sorted(tmp_path.rglob("*"))
    assert run("new", tmp_path / "P", "--images", images, "--classes", "a", "--copy") == 130
    assert sorted(tmp_path.rglob("*")) == before


def test_a_project_that_another_program_makes_just_now_is_left_alone(images: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "P") as other:
        (other.folder / "project.json").unlink()
        assert run("new", tmp_path / "P", "--images", images, "--classes", "a", "--copy") == 2
        assert (tmp_path / "P" / "lock").exists()
        other.save()


def test_masks_that_are_pipes_or_devices_are_named_by_every_command(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", tmp_path / "P", "--images", images, "--classes", "a,b")
    masks, truth = tmp_path / "masks", tmp_path / "truth"
    for folder in (masks, truth):
        folder.mkdir()
        (folder / "z.png").write_bytes(palette_png.encode(np.ones((6, 8), np.uint8), voc_palette()))
    os.mkfifo(masks / "a.png")
    capsys.readouterr()
    assert run("import", tmp_path / "P", masks) == 1
    assert "a.png cannot be read: it is a pipe or a device" in capsys.readouterr().err
    (truth / "a.png").symlink_to("/dev/zero")
    assert run("evaluate", masks, truth) == 2
    assert "pipe or a device" in capsys.readouterr().err
    with Project.open(tmp_path / "P", write=False) as project:
        entry = next(one for one in project.images if one.id == "a")
        project.mask_path(entry).parent.mkdir(exist_ok=True)
        os.mkfifo(project.mask_path(entry))
        project.journal_path(entry).parent.mkdir(exist_ok=True)
    assert run("export", tmp_path / "P", tmp_path / "out") == 2
    assert "a.png cannot be read: it is a pipe or a device" in capsys.readouterr().err
    project.mask_path(entry).unlink()
    os.mkfifo(project.journal_path(entry))
    assert run("export", tmp_path / "P", tmp_path / "out") == 2
    assert "The journal a cannot be read: it is a pipe or a device" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["classes.json", "run.zip"])
def test_other_files_that_are_pipes_are_refused(
    name: str, images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", tmp_path / "P", "--images", images, "--classes", "a,b")
    os.mkfifo(tmp_path / name)
    commands = {
        "classes.json": ["new", tmp_path / "Q", "--images", images, "--classes", tmp_path / name],
        "run.zip": ["runs", tmp_path / "P", "--import", tmp_path / name],
    }
    capsys.readouterr()
    assert run(*commands[name]) == 2
    assert not (tmp_path / "Q").exists() and "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", [["runs"], ["export", "OUT"], ["import", "MASKS"]])
def test_a_project_of_an_absurd_schema_is_refused_by_every_command(
    command: list[str], images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", tmp_path / "P", "--images", images, "--classes", "a,b")
    path = tmp_path / "P" / "project.json"
    content = path.read_text("utf-8").replace('"schema": 1', '"schema": -9223372036854775808')
    path.write_text(content, "utf-8")
    capsys.readouterr()
    assert run(command[0], tmp_path / "P", *command[1:]) == 2
    assert "schema -9223372036854775808, which this program cannot read" in capsys.readouterr().err
    assert path.read_text("utf-8") == content


def test_a_list_of_classes_that_cannot_be_read_is_not_taken_for_none(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", tmp_path / "P", "--images", images, "--classes", "a,b")
    for name in ("masks", "truth"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "z.png").write_bytes(palette_png.encode(np.ones((6, 8), np.uint8), voc_palette()))
    (tmp_path / "masks" / "classes.json").symlink_to("gone.json")
    for command in (
        ["import", tmp_path / "P", tmp_path / "masks"],
        ["evaluate", tmp_path / "masks", tmp_path / "truth"],
    ):
        capsys.readouterr()
        assert run(*command) == 2
        assert "classes.json cannot be read" in capsys.readouterr().err


def test_every_file_left_out_is_in_the_list_with_its_reason(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("new", tmp_path / "P", "--images", images, "--classes", "a,b", "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {Path(one["file"]).name for one in told["left_out"]} == {"pipe.png", "device.png", "tags.tif"}
    assert all(one["reason"].endswith(".") for one in told["left_out"])


def test_the_masks_of_a_data_set_are_offered_as_masks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "my set"
    for folder in ("images", "masks"):
        (root / "train" / folder).mkdir(parents=True)
        for name in "ab":
            Image.new("L", (8, 6), 1).save(root / "train" / folder / f"{name}.png")
    assert run("new", tmp_path / "P", "--images", root, "--classes", "back,cell", "--json") == 0
    out, err = capsys.readouterr()
    told = json.loads(out.splitlines()[-1])
    assert told["images"] == 2 and len(told["masks"]) == 2
    command = err.partition("Take them with: ")[2].strip()
    assert main(shlex.split(command)[1:]) == 0
    with Project.open(tmp_path / "P", write=False) as project:
        assert len(project.labelled_entries()) == 2


@pytest.mark.parametrize(("chosen", "count"), [([], 3), (["--channels", "together"], 3), (["--channels", "apart"], 6)])
def test_what_channels_become_is_chosen_or_said(
    chosen: list[str], count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "images").mkdir()
    values = np.arange(3 * 2 * 8 * 8, dtype=np.uint16).reshape(3, 2, 8, 8)
    tifffile.imwrite(tmp_path / "images" / "scan.tif", values, imagej=True, metadata={"axes": "ZCYX"})
    assert run("new", tmp_path / "P", "--images", tmp_path / "images", "--classes", "a", "--json", *chosen) == 0
    out, err = capsys.readouterr()
    told = json.loads(out.splitlines()[-1])
    assert told["images"] == count and told["stacks"][0]["images"] == count
    assert ("The channels of scan.tif are one image together" in err) == (not chosen)
    with Project.open(tmp_path / "P", write=False) as project:
        assert project.channels == (chosen[1] if chosen else "together") and len(project.images) == count


def test_the_choice_of_channels_can_be_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "images").mkdir()
    values = np.arange(3 * 2 * 8 * 8, dtype=np.uint16).reshape(3, 2, 8, 8)
    tifffile.imwrite(tmp_path / "images" / "scan.tif", values, imagej=True, metadata={"axes": "ZCYX"})
    run("new", tmp_path / "P", "--images", tmp_path / "images", "--classes", "a")
    capsys.readouterr()
    assert run("channels", tmp_path / "P", "apart") == 0
    assert capsys.readouterr().out == "3 images have become 6.\n"
    with Project.open(tmp_path / "P", write=False) as project:
        assert project.channels == "apart" and len(project.images) == 6


def test_neighbouring_slices_are_chosen_for_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "images").mkdir()
    tifffile.imwrite(
        tmp_path / "images" / "a.tif", np.zeros((3, 8, 8), np.uint8), imagej=True, metadata={"axes": "ZYX"}
    )
    run("new", tmp_path / "P", "--images", tmp_path / "images", "--classes", "a")
    capsys.readouterr()
    assert run("neighbours", tmp_path / "P", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["neighbours"] == 1 and told["changed"]
    with Project.open(tmp_path / "P", write=False) as project:
        assert project.neighbours == 1
    with pytest.raises(SystemExit):
        run("neighbours", tmp_path / "P", "3")
    assert "0, 1, 2" in capsys.readouterr().err
    path = tmp_path / "P" / "project.json"
    path.write_text(path.read_text().replace('"neighbours": 1', '"neighbours": 7'))
    assert run("neighbours", tmp_path / "P", "0") == 2
    assert "its neighbouring slices are not 0, 1 or 2" in capsys.readouterr().err
