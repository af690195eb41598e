"""Any number of channels: a network takes it, and weights for colours are widened to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import safetensors.torch
import torch

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.networks import NETWORKS, suited_encoder
from segstudio.choices.starts import RANDOM
from segstudio.errors import WeightsError
from segstudio.learning.network.weights import Start, load_start, put_start
from segstudio.models.build import build_network
from segstudio.models.encoders import Encoder
from segstudio.models.inputs import in_turn, widened
from tests.narrow import narrow
from tests.toy_networks import TOYS, toys

__all__ = ["narrow", "toys"]  # fixtures


@pytest.mark.usefixtures("toys")
@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", [*NETWORKS, *TOYS, "fcn"])
def test_every_network_takes_any_number_of_channels(name: str) -> None:
    net = build_network(name, suited_encoder(name, "cpu"), 2, channels=5).eval()
    assert net.channels == 5
    side = max(64, net.smallest)
    assert net(torch.rand(1, 5, side, side)).shape == (1, 2, side, side)
    assert build_network(name, suited_encoder(name, "cpu"), 2).channels == 3


@pytest.mark.parametrize(("name", "channels"), [*((name, 6) for name in ENCODERS), ("resnet18", 9)])
def test_a_widened_encoder_answers_repeated_colours_as_the_one_for_colours(name: str, channels: int) -> None:
    torch.manual_seed(0)
    plain, wide = Encoder(name).eval(), Encoder(name, channels).eval()
    wide.load_weights(plain.trunk.state_dict())
    image = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        for truth, found in zip(plain(image), wide(in_turn(image, channels)), strict=True):
            found = found[:, : truth.shape[1]]  # of an encoder that hands the image on, with all its channels
            assert float((truth - found).abs().max()) <= 1e-5 * float(truth.abs().max().clamp_min(1))


def test_a_widened_network_answers_repeated_colours_as_the_one_for_colours() -> None:
    torch.manual_seed(0)
    plain, wide = (build_network("unet", "resnet18", 3, channels=channels).eval() for channels in (3, 6))
    assert plain.trunk is not None
    put_start(wide, "unet", Start(RANDOM, plain.trunk.trunk.state_dict(), dict(plain.state_dict())))
    wide.head.load_state_dict(plain.head.state_dict())  # which no start gives: it has other classes
    image = torch.rand(1, 3, 96, 64)
    with torch.inference_mode():
        assert torch.allclose(plain(image), wide(in_turn(image, 6)), atol=1e-5)


def test_five_channels_take_the_colours_in_turn() -> None:
    weights = torch.rand(4, 3, 7, 7)
    wide = widened(weights, (4, 5, 7, 7))
    assert wide.shape == (4, 5, 7, 7)
    assert torch.allclose(wide[:, 3], weights[:, 0] * 3 / 5)
    assert torch.allclose(wide[:, 2], weights[:, 2] * 3 / 5)
    for other in ((4, 3, 7, 7), (4, 5, 3, 3), (8, 5, 7, 7), (4, 5)):
        assert widened(weights, other) is weights


def test_weights_of_a_run_with_as_many_channels_are_taken_and_those_of_another_number_are_refused(
    tmp_path: Path,
) -> None:
    old, net = (build_network("unet", "resnet18", 2, channels=5) for _ in range(2))
    safetensors.torch.save_model(old, tmp_path / "weights.safetensors")
    start = load_start("resnet18", str(tmp_path / "weights.safetensors"), channels=5)
    put_start(net, "unet", start)
    own, theirs = net.state_dict(), old.state_dict()
    for name in ("encoder.trunk.conv1.weight", "full.stem.0.weight"):
        assert torch.equal(own[name], theirs[name])
    for channels in (3, 4):
        with pytest.raises(WeightsError, match="for images with 5 channels"):
            load_start("resnet18", str(tmp_path / "weights.safetensors"), channels=channels)
