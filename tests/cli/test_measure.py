"""``segstudio measure``: the file, what is printed, what is named, and exports that part the same objects."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.labels.classes import VOID
from segstudio.project import palette_png
from segstudio.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three images: one with two discs that touch and a third alone, one damaged mask, one without labels."""
    images = tmp_path / "images"
    images.mkdir()
    for number in range(3):
        Image.fromarray(np.full((60, 120), 50 * number, np.uint8)).save(images / f"a{number}.png")
    folder = tmp_path / "P.segstudio"
    assert main(["new", str(folder), "--images", str(images), "--classes", "ground,cell"]) == 0
    mask = np.full((60, 120), VOID, np.uint8)
    for x in (20, 44, 100):
        cv2.circle(mask, (x, 30), 13, 1, -1)
    with Project.open(folder) as opened:
        (folder / "masks").mkdir(exist_ok=True)
        first, second = (opened.mask_path(entry) for entry in opened.images[:2])
        first.write_bytes(palette_png.encode(mask, opened.classes.palette()))
        second.write_bytes(b"no png")
    return folder


def test_regions_images_and_classes_are_written(project: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "r.csv"
    for rows, count in (("regions", 2), ("images", 2), ("classes", 2)):
        assert main(["measure", str(project), "--rows", rows, "--out", str(out)]) == 1
        assert len(out.read_text("utf-8-sig").splitlines()) == count + 1
    said, err = capsys.readouterr()
    assert "cell" in said and "2 regions in 1 images" in said
    assert "Left out" in err and "a1.png" in err and "Without labels, so not in the file: ../images/a2.png" in err


def test_touching_objects_are_parted_in_the_file_and_in_exports(project: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "r.csv"
    (project / "masks" / "a1.png").unlink()
    assert main(["measure", str(project), "--part-touching", "cell=15", "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["regions"] == 3 and said["unlabelled"] == ["../images/a1.png", "../images/a2.png"]
    assert [row["regions"] for row in said["classes"]] == [0, 3]
    for name, count in (("coco", 3), ("labelme", 3), ("ultralytics", 3), ("coco-panoptic", 3)):
        part = ["--part-touching", "cell=15", "--format", name]
        assert main(["export", str(project), str(tmp_path / name), *part]) == 0
        files = [path for path in (tmp_path / name).rglob("*") if path.suffix in (".json", ".txt")]
        files = [path for path in files if not path.name.startswith(".")]
        text = files[0].read_text("utf-8")
        content = json.loads(text) if files[0].suffix == ".json" else {}
        found = content.get("shapes") or content.get("annotations") or text.splitlines()
        found = found[0]["segments_info"] if name == "coco-panoptic" else found
        assert len(found) == count, name


@pytest.mark.parametrize("text", ["cell", "cell=", "cell=0", "cell=nan", "=5", "wall=5", "cell=-3"])
def test_what_is_no_class_and_diameter_is_refused(project: Path, tmp_path: Path, text: str, capsys) -> None:
    assert main(["measure", str(project), "--part-touching", text, "--out", str(tmp_path / "r.csv")]) == 2
    assert not (tmp_path / "r.csv").exists() and capsys.readouterr().err


def test_a_format_of_classes_parts_nothing(project: Path, tmp_path: Path, capsys) -> None:
    assert main(["export", str(project), str(tmp_path / "out"), "--part-touching", "cell=15"]) == 2
    assert "coco-panoptic" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_nothing_to_measure_writes_nothing(project: Path, tmp_path: Path, capsys) -> None:
    for path in (project / "masks").iterdir():
        path.unlink()
    assert main(["measure", str(project), "--out", str(tmp_path / "r.csv")]) == 2
    assert "no image has labels yet" in capsys.readouterr().err and not (tmp_path / "r.csv").exists()
