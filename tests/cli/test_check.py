"""``segstudio check``: exit codes, sentences and JSON of what is wrong and of a repair."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from segstudio.cli.main import main
from segstudio.labels.classes import voc_palette
from segstudio.project import palette_png


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two images with labels."""
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    for name in ("a", "b"):
        Image.fromarray(np.zeros((9, 11), np.uint8)).save(tmp_path / "images" / f"{name}.png")
        mask = np.ones((9, 11), np.uint8)
        mask[0] = 0
        (tmp_path / "masks" / f"{name}.png").write_bytes(palette_png.encode(mask, voc_palette()))
    assert main(["new", str(tmp_path / "P"), "--images", str(tmp_path / "images"), "--classes", "x,y"]) == 0
    assert main(["import", str(tmp_path / "P"), str(tmp_path / "masks"), "--by-number"]) == 0
    return tmp_path / "P"


def test_a_sound_project_ends_with_zero(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", str(project)]) == main(["check", str(project), "--repair"]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\nNothing is wrong.\n"


def test_a_torn_mask_is_found_repaired_and_the_copy_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "masks" / "a.png"
    torn = path.read_bytes()[:-20]
    path.write_bytes(torn)
    capsys.readouterr()
    assert main(["check", str(project)]) == 1
    out = capsys.readouterr().out
    assert "a.png is truncated" in out and f"1 thing is wrong. Repair with: segstudio check {project} --repair" in out
    assert path.read_bytes() == torn and not (project / "recovered").exists()
    assert main(["check", str(project), "--repair"]) == 0
    out = capsys.readouterr().out
    assert "the mask is made from that, whole" in out and "The copy is in recovered/" in out
    assert (palette_png.decode(path).array[1:] == 1).all()
    assert main(["check", str(project)]) == 0


def test_json_has_one_object_for_each_thing_and_one_for_the_end(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "journal" / ".tmp-1").write_bytes(b"half")
    (tmp_path / "images" / "b.png").unlink()
    capsys.readouterr()
    for words, repaired in ([], [False, False]), (["--repair"], [False, True]):
        assert main(["check", str(project), "--json", *words]) == 1, "the image needs the person"
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        found, end = [one for one in lines if one["event"] == "finding"], lines[-1]
        assert [one["kind"] for one in found] == ["image missing", "leftover"]
        assert [one["repaired"] for one in found] == repaired and [one["repairable"] for one in found] == [False, True]
        assert end["found"] == 2 and end["repaired"] == sum(repaired) and bool(end["copies"]) == any(repaired)


def test_what_is_no_project_or_cannot_be_read_is_a_user_error(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "images")]) == 2
    (project / "project.json").write_bytes(b"{")
    (project / "project.json.bak").write_bytes(b"{")
    assert main(["check", str(project), "--repair"]) == 2
    assert "cannot be read" in capsys.readouterr().err
