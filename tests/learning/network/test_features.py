"""Feature maps: the most active first, in bytes, with the numbers they have in their stage."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segstudio.learning.network import features
from segstudio.learning.network.features import feature_maps
from segstudio.models.build import build_network
from segstudio.models.contract import Network


class Ramps(Network):
    """Channel c of its one stage is c times a ramp; channel 0 is flat."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = nn.Identity()

    @property
    def stages(self) -> dict[str, nn.Module]:
        return {"ramps": self.stage}

    def forward(self, image: Tensor) -> Tensor:
        ramp = torch.linspace(0, 1, image.shape[3]).expand(image.shape[2:])
        out: Tensor = self.stage(torch.stack([c * ramp for c in (0, 3, 1, 2)])[None])
        return out


def test_most_active_maps_come_first_scaled_to_bytes() -> None:
    channels, total, maps = feature_maps(Ramps(), "ramps", np.zeros((3, 40, 50), np.float32), limit=3)
    assert channels == (1, 3, 2) and total == 4
    assert maps.dtype == np.uint8 and maps.shape == (3, 40, 50)
    assert maps.min() == 0 and maps.max() == 255


def test_map_without_activity_is_black() -> None:
    channels, _, maps = feature_maps(Ramps(), "ramps", np.zeros((3, 40, 50), np.float32))
    assert channels[-1] == 0 and not maps[-1].any()


@pytest.mark.parametrize("side", [1, 70])
def test_every_stage_of_the_network_can_be_looked_at(side: int) -> None:
    net = build_network("unet", "mobilenet_v3_large", 2).eval()
    image = np.random.default_rng(0).random((3, side, side), dtype=np.float32)
    for stage in net.stages:
        channels, total, maps = feature_maps(net, stage, image, limit=4)
        assert len(channels) == len(maps) == min(4, total)
        assert all(0 <= c < total for c in channels)
    assert not any(module._forward_hooks for module in net.modules())


def test_unknown_stage_is_refused() -> None:
    with pytest.raises(KeyError):
        feature_maps(Ramps(), "nowhere", np.zeros((3, 40, 40), np.float32))


def test_large_image_is_shrunk_for_this_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "PIXELS", 2500)
    _, _, maps = feature_maps(Ramps(), "ramps", np.zeros((3, 200, 50), np.float32))
    assert maps.shape[1:] == (100, 32) or maps.shape[1:] == (100, 25)
