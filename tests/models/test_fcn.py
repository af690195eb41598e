"""FCN: VGG-16's classifier as convolutions gives the same, upsampling begins as bilinear, skips begin with nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from segstudio.learning.network.weights import load_start, put_start
from segstudio.models.build import build_network
from segstudio.models.fcn import Enlarge
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture

POOL5 = 16  # channels of the narrow VGG-16's last pooling


@pytest.mark.parametrize(("name", "more"), [("fcn32s", 0), ("fcn16s", 21 * (513 + 21 * 16)), ("fcn8s", 21 * 1442)])
def test_the_published_size(name: str, more: int) -> None:
    """134 million: 13 convolutions, 7x7 and 1x1 of 4096, scores; the last enlarging is not learnt."""
    with torch.device("meta"):
        net = build_network(name, "vgg16", 21)
    widths = [3, 64, 64, 128, 128, 256, 256, 256, *[512] * 6]
    convolutions = sum(9 * a * b + b for a, b in zip(widths, widths[1:], strict=False))
    classifier = (49 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 21
    assert sum(p.numel() for p in net.parameters()) == convolutions + classifier + more
    assert (net.conv6[0].weight.shape, net.conv7[0].weight.shape) == ((4096, 512, 7, 7), (4096, 4096, 1, 1))
    assert {"fcn32s": 64, "fcn16s": 32, "fcn8s": 16}[name] == net.full.weight.shape[-1] == 2 * net.full.stride[0]
    assert [up.weight.shape[-1] for up in net.ups] == [4] * len(net.votes)


@pytest.mark.usefixtures("narrow")
def test_a_file_of_a_classifier_gives_its_fully_connected_layers_too(tmp_path: Path) -> None:
    """The convolutions answer at the middle of an image of 224 pixels as the layers did of the whole."""
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Linear(POOL5 * 49, 24), nn.ReLU(), nn.Dropout(), nn.Linear(24, 24), nn.ReLU())
    donor = build_network("fcn8s", "vgg16", 2)
    file = {f"classifier.{key}": value for key, value in layers.state_dict().items()}
    torch.save(donor.trunk.trunk.state_dict() | file, tmp_path / "vgg.pth")
    net = build_network("fcn8s", "vgg16", 2).eval()
    put_start(net, "fcn8s", load_start("vgg16", str(tmp_path / "vgg.pth")))
    image = torch.rand(1, 3, 224, 224)
    with torch.inference_mode():
        pool5 = net.trunk(image)[-1]
        found, truth = net.conv7(net.conv6(pool5))[..., 3, 3], layers.eval()(pool5.flatten(1))
    assert torch.allclose(found, truth, atol=1e-5) and bool(truth.any())
    assert torch.equal(pool5, donor.eval().trunk(image)[-1])


@pytest.mark.usefixtures("narrow")
def test_a_classifier_of_another_size_is_left_alone() -> None:
    net = build_network("fcn32s", "vgg16", 2)
    assert net.of_classifier({"classifier.0.weight": torch.zeros(4096, 25088)}) == {}
    assert net.of_classifier({}) == {}


@pytest.mark.parametrize("factor", [2, 8, 32])
def test_enlarging_begins_as_bilinear_interpolation_up_to_the_border(factor: int) -> None:
    x = torch.rand(2, 3, 4, 5)
    truth = F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
    assert torch.allclose(Enlarge(3, factor, learnt=True)(x), truth, atol=1e-6)


@pytest.mark.usefixtures("narrow")
def test_skips_begin_by_changing_nothing_and_then_add_their_votes() -> None:
    torch.manual_seed(0)
    net = build_network("fcn8s", "vgg16", 3).eval()
    image = torch.rand(1, 3, 64, 96)
    with torch.inference_mode():
        truth = net.score(net.conv7(net.conv6(net.trunk(image)[-1])))
        for factor in (2, 2, 8):
            truth = F.interpolate(truth, scale_factor=factor, mode="bilinear", align_corners=False)
        assert torch.allclose(net(image), truth, atol=1e-6)
        net.votes[0].bias += 1.0
        net.votes[1].bias += 2.0
        assert torch.allclose(net(image), truth + 3, atol=1e-5)
    assert not any(name.startswith("full") for name in net.state_dict()), "the last step is not learnt"
