"""A training that an earlier version stopped opens, predicts and goes on where it was.

``run.json`` is what that version wrote, with the hashes of this test's files. Its two files of tensors held what
those of today hold: the outlines below were counted on them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors import safe_open

from segstudio.learning.batch.batch import predict_project
from segstudio.learning.messages import Finished, Step, TrainSettings
from segstudio.learning.runs.folder import INFO, RESUME, WEIGHTS, load_run, read_info
from segstudio.learning.runs.listing import scan
from segstudio.learning.training import first_network
from segstudio.learning.training.trainer import train
from segstudio.models.build import build_network
from segstudio.models.contract import Network
from segstudio.models.norm import restore_group_norms
from segstudio.project.project import Project
from segstudio.project.storage import file_hash
from tests.learning.training.test_trainer import SMALL

OLD = """{"version": 1, "name": "2026-11-21_01-33-40", "encoder": "mobilenet_v3_large", "class_ids": [0, 1],
"class_names": ["back", "disc"], "settings": {"encoder": "mobilenet_v3_large", "weights": "formula",
"upsampling": "bilinear", "seconds": null, "steps": null, "device": "cpu", "seed": 0, "threads": 1,
"loss": "cross_entropy_dice", "class_weights": "balanced", "border": false, "frozen": null, "wait": 0.0},
"network": "unet", "upsampling": "bilinear",
"weights": "formula-driven weights (formula_mobilenet_v3_large.safetensors)",
"scores": [{"step": 10, "seconds": 3.674320280999382, "loss": 0.3479592800140381, "table": TABLE, "best": true}],
"best": TABLE, "mask_hashes": MASKS, "held_out": ["im3"], "region": "", "created": "2026-11-21T01:33:40",
"reason": "cancelled", "steps": 12, "seconds": 4.631763278001017,
"normalisation": "input 0..1; the network subtracts the ImageNet mean and divides by its standard deviation",
"weights_sha256": "WEIGHTS", "resume_sha256": "RESUME", "title": "", "program": "0.1.0", "truth_hashes": TRUTH,
"pixels": [10142, 2146], "learnt": ["im0", "im1", "im2"]}"""
TABLE = """{"kind": "held-out", "images": 1, "pixels": 4096, "classes": [
{"class_id": 0, "name": "back", "iou": 0.9712253475590042, "dice": 0.9854026570444481,
"accuracy": 0.9712253475590042, "pixels": 3093},
{"class_id": 1, "name": "disc", "iou": 0.9184981684981685, "dice": 0.9575178997613365, "accuracy": 1.0,
"pixels": 1003}], "mean_iou": 0.9448617580285863, "mean_dice": 0.9714602784028923, "accuracy": 0.978271484375,
"confusion": [[3004, 89], [0, 1003]], "area": 4096}"""
OUTLINES = {WEIGHTS: (339, 2387217255), RESUME: (1293, 1893601417)}  # tensors; CRC of their names, types and shapes


def outline(path: Path) -> tuple[int, int]:
    with safe_open(path, "np") as file:
        parts = {name: file.get_slice(name) for name in sorted(file.keys())}
        lines = [
            f"{name} {one.get_dtype()} {one.get_shape() if name != 'words' else ''}" for name, one in parts.items()
        ]
    return len(lines), zlib.crc32("\n".join(lines).encode())


def stopped(folder: Path, settings: TrainSettings, after: int, resume: str | None = None) -> tuple[list[int], Finished]:
    """The steps of a training that is stopped after so many."""
    steps: list[int] = []
    for event in train(folder, settings, resume, stop=lambda: len(steps) >= after, recipe=SMALL):
        if isinstance(event, Step):
            steps.append(event.step)
    assert isinstance(event, Finished)
    return steps, event


def older_network(*choices: Any) -> Network:
    """A network as that version built it: its decoder had GroupNorm, its encoder scored no classes."""
    net = build_network(*choices)
    net.as_stored(())
    restore_group_norms(net, [name for name in net.state_dict() if name.startswith("encoder.")])
    return net


def newer_network(*choices: Any) -> Network:
    """A network as a later version built it: with BatchNorm."""
    net = build_network(*choices)
    net.as_stored(())
    return net


@pytest.fixture
def folder(make_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose current run was stopped by that version."""
    folder = make_project()
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu", threads=1)
    with monkeypatch.context() as older:
        older.setattr(first_network, "build_network", older_network)
        place = folder / "runs" / stopped(folder, settings, 2)[1].run
    assert {name: outline(place / name) for name in OUTLINES} == OUTLINES
    masks = {name: file_hash(folder / "masks" / f"{name}.png") for name in ("im0", "im1", "im2", "im3")}
    truth = {"im3": masks.pop("im3")}
    text = OLD.replace("TABLE", TABLE).replace("MASKS", json.dumps(masks)).replace("TRUTH", json.dumps(truth))
    for word, name in (("WEIGHTS", WEIGHTS), ("RESUME", RESUME)):
        text = text.replace(word, file_hash(place / name))
    (place / INFO).write_text(text, encoding="utf-8")
    with Project.open(folder) as project:
        project.set_current_run(place.name)
    return folder


def test_a_training_with_batchnorm_and_without_scores_goes_on_as_the_network_that_it_was(
    make_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu", threads=1)
    with monkeypatch.context() as older:
        older.setattr(first_network, "build_network", newer_network)
        run = stopped(folder, settings, 2)[1].run
    steps, after = stopped(folder, settings, 1, run)
    assert steps == [3]
    assert not [name for name in load_run(folder, after.run)[1] if name.startswith("scores.")]


def test_a_training_that_an_earlier_version_stopped_is_listed_predicts_and_goes_on_at_its_step(folder: Path) -> None:
    (row,) = scan(folder)
    info = read_info(folder, row.name)
    assert row.info is not None and not row.problem
    assert (info.reason, info.steps, len(info.scores)) == ("cancelled", 12, 1)
    assert info.best is not None and info.best.mean_iou == pytest.approx(0.9448617580285863)
    list(predict_project(folder, row.name))
    images = [np.asarray(Image.open(path)) for path in (folder / "predictions" / row.name).glob("*.png")]
    assert len(images) == 4 and all(set(np.unique(image)) <= {0, 1} for image in images)
    steps, after = stopped(folder, info.settings, 1, row.name)
    assert steps == [3], "the optimiser goes on where these files were stopped"
    assert read_info(folder, after.run).learnt == info.learnt
