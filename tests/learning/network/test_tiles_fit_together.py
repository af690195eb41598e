"""Tiles of a large file are predicted as the whole is: there is no seam between them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from numpy.typing import NDArray

from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.learning.batch.batch import BatchOptions, predict_project
from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.head import Head
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.instant.sample import Places
from segstudio.learning.messages import ImagePredicted
from segstudio.learning.network import predictor
from segstudio.learning.network.image_batch import field_for
from segstudio.learning.network.predictor import predict_bands
from segstudio.models.contract import Network
from segstudio.models.unet import UNet
from segstudio.project.images import facts as facts_file
from segstudio.project.images.facts import corner_of, pictures_of, rect_of
from segstudio.project.images.reading import ImageData, Picture, read_facts, read_image
from segstudio.project.palette_png import decode, encode
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic

IDS = (0, 1, 2)
RNG = np.random.default_rng(2)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, NDArray[np.uint8]]:
    """A file of 2 x 2 tiles of 512 pixels, and its pixels."""
    rows, columns = np.mgrid[:900, :800]
    waves = [np.sin(rows / a) * np.cos(columns / b) * 60 for a, b in ((7, 11), (13, 5), (23, 17))]
    array = (np.stack(waves, -1) + RNG.normal(128, 20, (900, 800, 3))).clip(0, 255).astype(np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", array, tile=(128, 128), photometric="rgb")
    monkeypatch.setattr(facts_file, "LARGE", 1000)
    monkeypatch.setattr(facts_file, "TILE", 512)
    monkeypatch.setattr(predictor, "WHOLE_CPU", 1000)  # as large files are: never predicted at once
    return tmp_path / "a.tif", array


def predicted(net: Network, image: ImageData) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    field = field_for(net, image)
    bands = list(predict_bands(net, IDS, field.read, field.shape, field.place, over=field.over))
    return np.concatenate([band.classes for band in bands]), np.concatenate([band.confidence for band in bands])


def head_alone() -> OneModel:
    reader = FeatureReader()
    reader.begin(color=True)
    block = Rect(0, 0, 64, 64)
    count = reader.of_block(lambda rect: np.zeros((3, rect.h, rect.w), np.float32), (64, 64), block).channels
    head = Head(IDS, RNG.normal(size=(count, 3)).astype(np.float32), np.zeros(3, np.float32))
    return OneModel(None, IDS, Vote(head, reader, IDS))


def network() -> UNet:
    torch.manual_seed(0)
    return UNet("efficientnet_lite0", 3, "bilinear", 3).eval()


class Spread(Network):
    """A toy whose logits depend on the mean over all pixels (GroupNorm)."""

    stride, reach, stages = 1, 1, {}  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.layers = torch.nn.Sequential(torch.nn.Conv2d(3, 3, 3, padding=1), torch.nn.GroupNorm(1, 3))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.Tensor(self.layers(image))


@pytest.mark.parametrize("kind", ["head", "both", "global statistics"])
def test_tiles_are_predicted_as_the_whole_is(file: tuple[Path, NDArray[np.uint8]], kind: str) -> None:
    path, _ = file
    net: Network = {"head": head_alone, "global statistics": Spread}.get(kind, network)()
    if kind == "both":
        vote = head_alone().vote
        net = OneModel(network(), IDS, vote)
    classes, confidence = predicted(net, read_image(path))
    facts = read_facts(path)
    for plane in pictures_of(facts, apart=False)[0 if kind == "head" else 3 :]:
        place = rect_of(facts, plane, path)
        found, sure = predicted(net, Picture(path, plane).map())
        assert found.shape == (place.h, place.w)
        assert (found != classes[place.slices]).mean() <= (0 if kind == "head" else 1e-4)
        assert np.abs(sure.astype(int) - confidence[place.slices]).max() <= 1


def test_the_head_learns_of_a_tile_what_the_whole_has_there(file: tuple[Path, NDArray[np.uint8]]) -> None:
    path, _ = file
    reader = FeatureReader()
    reader.begin(color=True)

    def features(image: ImageData, rows: list[int], columns: list[int]) -> NDArray[np.float32]:
        places = Places(np.array(rows), np.array(columns), np.zeros(len(rows), np.uint8))
        steps = reader.at_places(image.field_input, image.field, places, image.place)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return np.asarray(end.value)

    tile = Picture(path, "Y1X0").read(margin=512)
    assert np.array_equal(features(tile, [0, 300], [5, 511]), features(read_image(path), [512, 812], [5, 511]))


def test_a_head_is_fitted_to_strokes_on_tiles_and_predicts_all_of_them(file: tuple[Path, NDArray[np.uint8]]) -> None:
    path, array = file
    with Project.create(path.parent / "P.segstudio", None, ClassTable.from_names(["dark", "light"]), [path]) as project:
        folder = project.folder
        (folder / "masks").mkdir(exist_ok=True)
        for entry in project.images[:2]:
            mask = np.full(entry.shape, VOID, np.uint8)
            x, y = corner_of(entry.plane)
            light = array[y : y + 40, x : x + 200].mean(-1) > 128
            mask[:40, :200] = np.where(light, 1, 0)
            write_atomic(project.mask_path(entry), encode(mask, project.classes.palette()), fsync=False)
    heads = HeadFitting()
    assert heads.fit_saved(folder) is not None
    events = list(predict_project(folder, options=BatchOptions(device="cpu", threads=1)))
    assert [one.problem for one in events if isinstance(one, ImagePredicted)] == [""] * 4
    with Project.open(folder, write=False) as project:
        for entry in project.images:
            found = decode(project.predictions_folder / project.model_name / f"{entry.id}.png").array
            assert found.shape == entry.shape and set(np.unique(found)) == {0, 1}
