"""The same code in a thousandth of the time: large networks with few channels, small patches, heads of few steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torchvision.models import mobilenet_v3_large
from torchvision.models.resnet import BasicBlock

from segstudio.choices.encoders import ENCODERS
from segstudio.learning.instant import frozen_features, head, head_fitting
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.training import preparation, trainer
from segstudio.models import deconvnet, dilated, fcn, full_resolution, hourglass, torchvision_networks, unet_2015
from segstudio.models.early import patches
from segstudio.models.encoders import Encoder, encoder_shapes
from segstudio.models.instances import heads, mask_rcnn
from segstudio.models.plain_encoders import Vgg16

WIDTHS = (8, 8, 16, 16, 16)
SMALL = Recipe(batch=2, phases=(Phase(0, 64),))
HEAD_STEPS, QUICK_STEPS = (60, 240), 40  # a third of the program's: enough for a bright disc


@pytest.fixture
def small_patches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a training chooses by itself, but with the patches of SMALL."""
    smaller_patches(monkeypatch)


def smaller_patches(patch: pytest.MonkeyPatch) -> None:
    """The same for a fixture of another scope."""
    choose = preparation.choose_recipe

    def small(*known: Any) -> Recipe:
        return replace(choose(*known), batch=SMALL.batch, phases=SMALL.phases, course=())

    patch.setattr(preparation, "choose_recipe", small)


@pytest.fixture
def brief_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head is fitted in a third of the steps."""
    short_heads(monkeypatch)


def short_heads(patch: pytest.MonkeyPatch) -> None:
    """The same for a fixture of another scope."""
    patch.setattr(head, "STEPS", HEAD_STEPS)
    patch.setattr(head_fitting, "QUICK", QUICK_STEPS)


def vgg16() -> nn.Module:
    """VGG-16 with few channels."""
    return Vgg16(widths=WIDTHS)


def vgg16_bn() -> nn.Module:
    """The same with BatchNorm."""
    return Vgg16(norm=True, widths=WIDTHS)


class Residual(nn.Module):
    """A ResNet of one block for each stage, by torchvision's names."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTHS[0], 7, 2, padding=3, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(WIDTHS[0]), nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        for number, (a, b) in enumerate(pairwise(WIDTHS), 1):
            stride = min(number, 2)
            other = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b))
            self.add_module(f"layer{number}", nn.Sequential(BasicBlock(a, b, stride, other)))

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        found: Tensor = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return found


def resnet50() -> nn.Module:
    """A ResNet with few channels and blocks."""
    return Residual()


resnet18 = resnet34 = resnet50


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Build narrow networks wherever a large one is asked for."""
    for name in ("vgg16", "vgg16_bn", "resnet18", "resnet34", "resnet50"):
        monkeypatch.setitem(ENCODERS, name, replace(ENCODERS[name], build=f"{__name__}:{name}"))
    for large in (fcn.FCN32s, deconvnet.DeconvNet):
        monkeypatch.setattr(large, "wide", 24)
    monkeypatch.setattr(deconvnet, "SIDE", 3)
    monkeypatch.setattr(deconvnet.DeconvNet, "smallest", 96)
    monkeypatch.setattr(unet_2015.UNet2015, "width", 4)
    monkeypatch.setattr(dilated, "WIDE", 32)
    monkeypatch.setattr(hourglass, "WIDTHS", WIDTHS)
    monkeypatch.setattr(full_resolution, "WIDTH", 8)
    monkeypatch.setattr(mask_rcnn, "WIDE", 32)
    monkeypatch.setattr(heads, "HIDDEN", 32)
    monkeypatch.setattr(heads, "NARROW", 16)
    monkeypatch.setattr(patches.PatchClassifier, "widths", (4, 8, 16))
    monkeypatch.setattr(patches.PatchClassifier, "hidden", 16)
    lean = partial(mobilenet_v3_large, weights=None, dilated=True, width_mult=0.25)
    monkeypatch.setattr(torchvision_networks, "dilated_mobilenet", lean)
    encoder_shapes.cache_clear()
    yield
    encoder_shapes.cache_clear()


class Few(nn.Sequential):
    """Five convolutions of stride 2."""

    def __init__(self) -> None:
        widths = (3, *WIDTHS)
        super().__init__(*(
            nn.Sequential(nn.Conv2d(a, b, 3, 2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))
            for a, b in pairwise(widths)
        ))  # fmt: skip


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks take part at once, whatever the head scores, which learns small drawn images nearly wholly: for tests of
    what comes then."""
    monkeypatch.setattr(trainer, "has_rival", lambda *_: False)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An encoder of five convolutions in the place of MobileNet: for tests in which it does not matter what learns."""
    light_encoder(monkeypatch)
    yield
    encoder_shapes.cache_clear()


def light_encoder(patch: pytest.MonkeyPatch) -> None:
    """The same for a fixture of another scope, which clears the cache of shapes at its end."""
    row = replace(ENCODERS["mobilenet_v3_large"], build=f"{__name__}:Few", nodes=("0", "1", "2", "3", "4"), size=0.01)
    patch.setitem(ENCODERS, "mobilenet_v3_large", row)
    encoder_shapes.cache_clear()


@pytest.fixture
def light_features(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the filters a head has the responses of those five convolutions with random weights."""

    @cache
    def made(_name: str, _path: Path, device: torch.device) -> FrozenFeatures:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return FrozenFeatures(Encoder("mobilenet_v3_large"), device, "few")

    monkeypatch.setattr(frozen_features, "_made", made)


def slim_mobilenet() -> nn.Module:
    """A MobileNet with all its kinds of layers and a quarter of the channels."""
    return mobilenet_v3_large(weights=None, width_mult=0.25)


@pytest.fixture
def slim(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It in the place of MobileNet: for tests in which there are statistics of a whole image to be measured."""
    row = replace(ENCODERS["mobilenet_v3_large"], build=f"{__name__}:slim_mobilenet", size=0.3)
    monkeypatch.setitem(ENCODERS, "mobilenet_v3_large", row)
    encoder_shapes.cache_clear()
    yield
    encoder_shapes.cache_clear()
