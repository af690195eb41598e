"""``segstudio predict`` names the images that look unlike the training images; ``--fit`` fits to them first."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from PIL import Image

from segstudio.cli.main import main
from segstudio.learning.messages import TrainSettings
from segstudio.learning.runs.folder import save_run
from segstudio.learning.runs.info import RunInfo
from segstudio.models.build import build_network
from segstudio.project.project import Project
from tests.learning.conftest import MakeProject, disc_image, make_project
from tests.toy_networks import normed

__all__ = ["make_project", "normed"]  # fixtures


@pytest.mark.usefixtures("normed")
def test_a_folder_of_another_microscope(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, others, out = make_project(images=6, held_out=0), tmp_path / "others", tmp_path / "out"
    others.mkdir()
    Image.fromarray(disc_image(64, 30)[0]).save(others / "same.png")
    Image.fromarray((disc_image(64, 31)[0].astype(float) ** 3 / 255**2).astype(np.uint8)).save(others / "dark.png")
    torch.manual_seed(1)
    settings = TrainSettings(network="normed", encoder="", weights="none", device="cpu")
    learnt = tuple(entry.id for entry in Project.open(folder, write=False).images)
    info = RunInfo("run-1", "", (0, 1), ("back", "disc"), settings, network="normed", learnt=learnt)
    save_run(folder, info, build_network("normed", "", 2, "bilinear").state_dict())
    before = {path: path.read_bytes() for path in (folder / "runs").rglob("*") if path.is_file()}
    command = ["predict", str(folder), "--run", "run-1", "--images", str(others), "--out", str(out), "--device", "cpu"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "1 of 2 images looks unlike the training images. Seen beside them: darker, less sharp.",
        "  dark.png",
        "With --fit the network is fitted to the images first, without labels.",
    ]
    plain = (out / "dark.png").read_bytes()
    assert main([*command, "--fit", "--json"]) == 0
    said = capsys.readouterr()
    events = [json.loads(line) for line in said.out.splitlines()]
    (unlike,) = [event for event in events if event["event"] == "unlike"]
    assert unlike["names"] == ["dark.png"] and "dark.png" in said.err
    told = [event["text"] for event in events if event["event"] == "notice"]
    assert told == ["The network is fitted to 2 images without their labels. The run itself stays as it is."]
    assert (out / "dark.png").read_bytes() != plain
    assert {path: path.read_bytes() for path in (folder / "runs").rglob("*") if path.is_file()} == before
    assert main([*command[:2], "--run", "strokes", *command[4:], "--fit"]) == 2
    assert "Nothing is trained yet" in capsys.readouterr().err


@pytest.mark.usefixtures("normed")
def test_as_many_predictions_are_told_as_were_written(
    make_project: MakeProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, others, out = make_project(images=1, held_out=0), tmp_path / "others", tmp_path / "out"
    others.mkdir()
    tifffile.imwrite(others / "scan.tif", np.zeros((3, 32, 32), np.uint8), imagej=True, metadata={"axes": "ZYX"})
    (others / "broken.png").write_bytes(b"\x89PNG nothing")
    (others / "notes.txt").write_text("x")
    settings = TrainSettings(network="normed", encoder="", weights="none", device="cpu")
    info = RunInfo("run-1", "", (0, 1), ("back", "disc"), settings, network="normed")
    save_run(folder, info, build_network("normed", "", 2, "bilinear").state_dict())
    command = ["predict", str(folder), "--run", "run-1", "--out", str(out), "--device", "cpu", "--json", "--images"]
    assert main([*command, str(others)]) == 1
    said = capsys.readouterr()
    told = json.loads(said.out.splitlines()[-1])
    assert told["files"] == len(list(out.glob("*.png"))) == 3
    assert [Path(one["file"]).name for one in told["left_out"]] == ["broken.png"] and told["left_out"][0]["reason"]
    assert "not read as images: 1 .txt" in said.err
    (others / "scan.tif").unlink()
    assert main([*command, str(others)]) == 2
    assert "None of the 1 images could be predicted." in capsys.readouterr().err
