"""Objects that a network finds: the same in predictions, in exports of objects, in measurements and in the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segstudio.choices.networks import NETWORKS, NetworkRow
from segstudio.errors import MaskError
from segstudio.formats.table import FORMATS
from segstudio.labels.geometry import Rect
from segstudio.labels.objects import WHOLE, find_objects
from segstudio.learning.batch.batch import BatchOptions, predict_project
from segstudio.learning.messages import Finished, ImagePredicted, Predict, Predicted, TrainSettings
from segstudio.learning.network import object_seeds, predictor
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.measures.images import measure
from segstudio.models.contract import Network, ObjectMask
from segstudio.project.palette_png import decode
from segstudio.project.predictions.objects_file import objects_file, read_objects
from segstudio.project.project import Project
from tests.learning.desk import Desk

CPU = BatchOptions(device="cpu", threads=1)


class Halves(Network):
    """Two classes by brightness; objects end at every 32nd column."""

    stride, reach = 32, 32
    embedding = ("score",)
    finds_objects = True

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.score = nn.Conv2d(channels, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        logits: Tensor = self.score(image)
        return logits

    def object_masks(self, image: Tensor) -> Iterator[ObjectMask]:
        sure = self(image).softmax(1)[0].numpy()
        for row, one in enumerate(sure):
            for x in range(0, image.shape[-1], 32):
                box = Rect(x, 0, 32, image.shape[-2])
                yield ObjectMask(row, box, one[box.slices], (x + 16, 16))

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        return {"score": self.score}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def trained(trained_project: Callable[..., tuple[Path, Finished]], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(NETWORKS, "halves", NetworkRow("Halves", "Two.", f"{__name__}:Halves", head="score"))
    settings = TrainSettings(network="halves", weights="none", steps=3, device="cpu", threads=1)
    folder, finished = trained_project(settings, Recipe(batch=2, phases=(Phase(0, 64),)), images=3)
    with Project.open(folder) as project:
        project.set_current_run(finished.run)
    return folder


def test_exports_and_measurements_have_the_objects_of_the_network(trained: Path, tmp_path: Path) -> None:
    list(predict_project(trained, options=CPU))
    with Project.open(trained) as project:
        write = FORMATS["coco"].write
        assert write is not None
        write(project, tmp_path / "out", "predictions")
        rows = json.loads((tmp_path / "out/annotations/instances_default.json").read_text())["annotations"]
        regions = [one.regions for one in measure(project, "predictions").images]
        values = [decode(file_of(project, at)).array for at in range(3)]
        seeds = [read_objects(file_of(project, at), values[at].shape) for at in range(3)]
    wanted = [find_objects(*pair) for pair in zip(values, [WHOLE] * 3, seeds, strict=True)]
    assert sum(map(len, wanted)) > sum(len(find_objects(one)) for one in values), "regions are parted"
    areas = sorted(int(area) for one in wanted for area in one.areas)
    assert sorted(one["area"] for one in rows) == areas
    assert sorted(int(area) for one in regions for area in one.areas) == areas


def file_of(project: Project, at: int) -> Path:
    assert project.current_run is not None
    return project.predictions_folder / project.current_run / f"{project.images[at].id}.png"


def test_a_prediction_without_its_own_objects_is_made_again(trained: Path) -> None:
    list(predict_project(trained, options=CPU))
    with Project.open(trained) as project:
        objects_file(file_of(project, 0)).unlink()
        objects_file(file_of(project, 1)).write_bytes(objects_file(file_of(project, 2)).read_bytes())
        with pytest.raises(MaskError, match="another prediction"):
            read_objects(file_of(project, 1), project.images[1].shape)
    events = predict_project(trained, options=CPU)
    assert [one.new for one in events if isinstance(one, ImagePredicted)] == [True, True, False]


def test_the_window_gets_the_objects_that_are_exported(trained: Path, desk: Desk) -> None:
    list(predict_project(trained, options=CPU))
    with Project.open(trained) as project:
        entry = project.images[0]
        kept = read_objects(file_of(project, 0), entry.shape)
    desk.serve(Predict(1, trained, entry.id))
    (answer,) = desk.take(Predicted)
    assert answer.objects is not None and kept is not None and kept.any() and np.array_equal(answer.objects, kept)
    desk.serve(Predict(2, trained, entry.id, Rect(0, 0, 32, 32)))
    assert desk.take(Predicted)[-1].objects is None


def test_a_large_image_has_each_object_once(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Halves("", 2, "", 3).eval().requires_grad_(False)
    image = np.random.default_rng(0).random((3, 96, 160), dtype=np.float32)

    def found() -> object_seeds.Seeds:
        whole = Rect(0, 0, 160, 96)
        return object_seeds.object_seeds(net, lambda at: image[:, *at.slices], (96, 160), whole, torch.device("cpu"))

    at_once = found()
    monkeypatch.setattr(predictor, "WHOLE_CPU", 100)
    monkeypatch.setattr(object_seeds, "TILE", 96)
    tiled = found()
    assert len(tiled.rows) == len(at_once.rows) == 11
    pairs = set(zip(at_once.numbers.ravel().tolist(), tiled.numbers.ravel().tolist(), strict=True))
    assert len(pairs) == len(np.unique(at_once.numbers)), "one object has one number"
