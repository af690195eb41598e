"""``segstudio info``: one object for each file, exit code 2 and a sentence for one that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.cli.main import main


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    path = tmp_path / "stack.tif"
    array = np.arange(2 * 3 * 4 * 5, dtype=np.uint16).reshape(2, 3, 4, 5)
    tifffile.imwrite(path, array, imagej=True, metadata={"axes": "ZCYX"})
    return path


def test_it_says_what_is_in_a_file_and_what_is_taken(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(stack)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert (said["axes"], said["shape"], said["dtype"]) == ("ZCYX", [2, 3, 4, 5], "uint16")
    assert (said["min"], said["max"], said["mean"]) == (0, 119, 59.5)
    assert [one["min"] for one in said["per_plane"]] == [0, 20, 40, 60, 80, 100]
    assert said["taken"] == "2 images of 5 x 4 pixels: 2 slices, 3 channels together."
    assert main(["info", str(stack)]) == 0
    assert "2 images" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_a_sentence_and_the_others_are_still_told(
    stack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(300))
    assert main(["info", "--json", str(tmp_path / "a.heic"), str(tmp_path / "missing.tif"), str(stack)]) == 2
    out, err = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())
    assert "HEIC" in first["error"] and "missing.tif" in second["error"] and third["kind"] == "TIFF"
    assert len(err.splitlines()) == 2
