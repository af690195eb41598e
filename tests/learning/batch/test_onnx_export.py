"""The exported network: checked against torch before it is written, and predicting the same masks."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segstudio.errors import LearningError
from segstudio.learning.batch import onnx_export
from segstudio.learning.batch.batch import ROUNDED, BatchOptions, predict_project
from segstudio.learning.batch.export_model import export_model
from segstudio.learning.batch.onnx_export import TOLERANCE, compare
from segstudio.learning.messages import Finished, Notice, TrainSettings
from segstudio.project.palette_png import decode
from segstudio.project.project import Project
from tests.narrow import SMALL, few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]


@pytest.fixture
def trained(trained_project: Callable[..., tuple[Path, Finished]]) -> tuple[Path, str]:
    """A project of three images of odd sizes with a current run of one step."""
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=1, device="cpu", threads=1)
    folder, finished = trained_project(settings, SMALL, images=3, side=72)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    return folder, finished.run


class Plus(nn.Module):
    """Adds a number."""

    def __init__(self, number: float) -> None:
        super().__init__()
        self.number = number

    def forward(self, image: Tensor) -> Tensor:
        return image + self.number


def test_comparison_finds_the_largest_difference_and_keeps_no_number() -> None:
    image = np.full((3, 32, 32), 2.0, np.float32)
    assert compare(Plus(0), Plus(0), [image]).difference == 0
    assert compare(Plus(0), Plus(0.5), [image, image]).difference == pytest.approx(0.25)
    assert np.isnan(compare(Plus(0), Plus(float("nan")), [image, image]).difference)


def test_missing_onnx_is_told_with_what_to_install(
    trained: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def no_module(name: str) -> object:
        if name in ("onnx", "onnxruntime"):
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr(onnx_export.importlib, "import_module", no_module)
    with pytest.raises(LearningError) as told:
        export_model(*trained, tmp_path / "net.onnx")
    assert f"{sys.executable} -m pip install onnx onnxruntime" in told.value.hint
    with pytest.raises(LearningError):
        list(predict_project(trained[0], options=BatchOptions(engine="onnx")))


def test_network_that_differs_is_not_written(
    trained: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_export, "need_onnx", lambda: None)
    monkeypatch.setattr(onnx_export, "exported", lambda *_: b"")
    monkeypatch.setattr(
        onnx_export, "OnnxNetwork", lambda data, threads, stride: lambda image: torch.zeros(1, 2, 96, 96)
    )
    with pytest.raises(LearningError) as told:
        export_model(*trained, tmp_path / "net.onnx")
    assert "differs" in told.value.message and not (tmp_path / "net.onnx").exists()
    with pytest.raises(LearningError, match="differs"):
        list(predict_project(trained[0], options=BatchOptions(engine="onnx")))
    assert not list(trained[0].glob("predictions/*/*.onnx")) and not list(trained[0].glob("predictions/*/*.png"))


def test_exported_network_agrees_with_torch_and_predicts_the_same(trained: tuple[Path, str], tmp_path: Path) -> None:
    import onnx

    folder, run = trained
    done = export_model(folder, run, tmp_path / "net.onnx")
    assert done.images == 3 and done.difference <= TOLERANCE
    facts = {p.key: p.value for p in onnx.load(tmp_path / "net.onnx").metadata_props}
    assert json.loads(facts["classes"]) == {"0": "back", "1": "disc"} and facts["run"] == run
    project = Project.open(folder, write=False)
    masks = []
    for engine in ("torch", "onnx"):
        events = list(predict_project(folder, options=BatchOptions(engine=engine, device="cpu", threads=1)))
        told = [event.text for event in events if isinstance(event, Notice)]
        assert told == ([ROUNDED] if engine == "onnx" else []), "that single pixels may differ from what is shown"
        masks.append([decode(project.predictions_folder / run / f"{e.id}.png").array for e in project.images])
    assert np.mean([np.mean(a != b) for a, b in zip(*masks, strict=True)]) < 1e-3
    (kept,) = (project.predictions_folder / run).glob("*.onnx")
    kept.write_bytes(kept.read_bytes()[:1000])  # damaged: made anew
    list(predict_project(folder, options=BatchOptions(engine="onnx", device="cpu", threads=1, again=True)))
    assert len(kept.read_bytes()) > 1000
