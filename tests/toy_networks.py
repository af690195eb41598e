"""Four networks unlike a U-Net, and a row for each: what one file and one row have to do for a new one."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.choices.networks import NETWORKS, NetworkRow
from segstudio.choices.starts import STARTS
from segstudio.models.contract import Network
from segstudio.models.encoders import STRIDES, Encoder


class Pixels(Network):
    """Two convolutions at full size: no encoder, no starting weights, a short reach."""

    stride, reach = 1, 2
    embedding = ("first",)

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        assert encoder == ""
        self.first = nn.Conv2d(channels, 6, 3, padding=1)
        self.last = nn.Conv2d(6, classes, 3, padding=1, bias=False)

    def forward(self, image: Tensor) -> Tensor:
        assert min(image.shape[-2:]) >= self.smallest
        logits: Tensor = self.last(self.first(image).relu())
        return logits

    @property
    def head(self) -> nn.Conv2d:
        return self.last

    @property
    def features(self) -> dict[str, nn.Module]:
        return {"first": self.first}


class Coarse(Network):
    """Patches of six pixels a side, enlarged again: a stride that no power of two is."""

    stride, reach = 6, 17
    embedding = ("patches", "mixed")

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.patches = nn.Conv2d(channels, 8, 6, stride=6)
        self.mixed = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.GroupNorm(2, 8), nn.ReLU())
        self.score = nn.Conv2d(8, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        size = image.shape[-2], image.shape[-1]
        padded = F.pad(image, (0, -size[1] % 6, 0, -size[0] % 6), mode="replicate")
        logits = F.interpolate(self.score(self.mixed(self.patches(padded))), scale_factor=6, mode="nearest")
        return logits[..., : size[0], : size[1]]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        return {"patches": self.patches, "mixed": self.mixed}


class Skips(Network):
    """A fully convolutional network on a pretrained encoder (FCN-8s, Long et al. 2015): its deepest three features
    vote. Its ``decoder`` is called as a U-Net's and is another thing."""

    stride, reach = 32, 320
    embedding = ("votes 1/32",)

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.backbone = Encoder(encoder, channels)
        self.decoder = nn.ModuleList(nn.Conv2d(wide, 8, 1) for wide in self.backbone.channels[2:])
        self.head_of_all = nn.Conv2d(8, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        features = self.backbone(image)[2:]
        votes = [vote(feature) for vote, feature in zip(self.decoder, features, strict=True)]
        grown = [F.interpolate(vote, votes[0].shape[-2:], mode="bilinear") for vote in votes]
        logits = self.head_of_all(torch.stack(grown).sum(0).relu())
        return F.interpolate(logits, image.shape[-2:], mode="bilinear")

    @property
    def head(self) -> nn.Conv2d:
        return self.head_of_all

    @property
    def trunk(self) -> Encoder:
        return self.backbone

    @property
    def features(self) -> dict[str, nn.Module]:
        return {f"votes 1/{stride}": vote for stride, vote in zip(STRIDES[2:], self.decoder, strict=True)}


class Normed(Network):
    """BatchNorm before and after: what a fit to other images changes, without an encoder."""

    stride, reach = 1, 2
    embedding = ("first",)

    def __init__(self, encoder: str, classes: int, upsampling: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.first = nn.Sequential(nn.Conv2d(channels, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(6, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU())
        self.last = nn.Conv2d(6, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        logits: Tensor = self.last(self.second(self.first(image)))
        return logits

    @property
    def head(self) -> nn.Conv2d:
        return self.last

    @property
    def features(self) -> dict[str, nn.Module]:
        return {"first": self.first}


SOME = ("mobilenet_v3_large", "resnet18")  # random deep features of the default one hardly depend on the image
SKIPS = NetworkRow("FCN", "The deepest features vote.", f"{__name__}:Skips", SOME, STARTS, head="head_of_all")
TOYS = {
    "pixels": NetworkRow("Pixels", "Two convolutions.", f"{__name__}:Pixels", head="last"),
    "coarse": NetworkRow("Coarse", "Patches of six pixels.", f"{__name__}:Coarse", head="score"),
}


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row for each in the table of networks."""
    for name, row in {**TOYS, "fcn": SKIPS}.items():
        monkeypatch.setitem(NETWORKS, name, row)


@pytest.fixture
def normed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row for the network with BatchNorm."""
    monkeypatch.setitem(NETWORKS, "normed", NetworkRow("Normed", "With BatchNorm.", f"{__name__}:Normed", head="last"))
