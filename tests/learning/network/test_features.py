"""Feature maps: the most active first, in bytes, with the numbers they have in their stage."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.labels.geometry import Rect
from segstudio.learning.network import features, predictor
from segstudio.learning.network.features import feature_maps, shrink_for
from segstudio.learning.network.predictor import Source
from segstudio.models.build import build_network
from segstudio.models.contract import Network


def whole(image: NDArray[np.float32]) -> tuple[Source, tuple[int, int]]:
    return lambda rect: image[:, *rect.slices], (image.shape[1], image.shape[2])


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
    channels, total, maps = feature_maps(Ramps(), "ramps", *whole(np.zeros((3, 40, 50), np.float32)), limit=3)
    assert channels == (1, 3, 2) and total == 4
    assert maps.dtype == np.uint8 and maps.shape == (3, 40, 50)
    assert maps.min() == 0 and maps.max() == 255


def test_map_without_activity_is_black() -> None:
    channels, _, maps = feature_maps(Ramps(), "ramps", *whole(np.zeros((3, 40, 50), np.float32)))
    assert channels[-1] == 0 and not maps[-1].any()


@pytest.mark.parametrize("side", [1, 70])
def test_every_stage_of_the_network_can_be_looked_at(side: int) -> None:
    net = build_network("unet", "mobilenet_v3_large", 2).eval()
    image = np.random.default_rng(0).random((3, side, side), dtype=np.float32)
    for stage in net.stages:
        channels, total, maps = feature_maps(net, stage, *whole(image), limit=4)
        assert len(channels) == len(maps) == min(4, total)
        assert all(0 <= c < total for c in channels)
    assert not any(module._forward_hooks for module in net.modules())


def test_unknown_stage_is_refused() -> None:
    with pytest.raises(KeyError):
        feature_maps(Ramps(), "nowhere", *whole(np.zeros((3, 40, 40), np.float32)))


def test_of_a_large_image_no_more_than_a_strip_is_read_at_once_and_its_maps_are_of_the_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(features, "PIXELS", 40 * 50)
    monkeypatch.setattr(predictor, "SAMPLE", 16)
    image, asked = np.zeros((3, 120, 149), np.float32), []

    def read(rect: Rect) -> NDArray[np.float32]:
        asked.append(rect)
        return image[:, *rect.slices]

    channels, _, maps = feature_maps(Ramps(), "ramps", read, (120, 149))
    assert shrink_for((120, 149)) == 3 and maps.shape == (4, 40, 50) and channels[0] == 1
    assert max(rect.h for rect in asked) == 48 and sum(rect.h for rect in asked) == 120
    assert shrink_for((40, 50)) == 1
