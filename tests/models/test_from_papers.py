"""Networks as published: sizes at every level, numbers of parameters, what they begin as, how far they see."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from torch import nn

from segstudio.choices.networks import NETWORKS
from segstudio.learning.network.weights import load_start, put_start
from segstudio.models import unet_2015
from segstudio.models.build import build_network
from segstudio.models.dilated import CONTEXT
from segstudio.models.hourglass import ResidualBlock
from segstudio.models.unet_2015 import MARGIN, UNet2015
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture

# ---- U-Net of 2015 ----------------------------------------------------------------------------------------------


def test_the_u_net_of_2015_has_the_sizes_of_its_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """572 -> 388, and 31 million parameters at full width."""
    with torch.device("meta"):
        whole = sum(p.numel() for p in UNet2015("", 2, channels=1).parameters())
    assert whole == 31_030_658
    monkeypatch.setattr(UNet2015, "width", 1)
    net, seen = UNet2015("", 2, channels=1), list[int]()
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            module.register_forward_hook(lambda _m, _i, out: seen.append(out.shape[-1]))
    assert net.valid(torch.zeros(1, 1, 572, 572)).shape == (1, 2, 388, 388)
    down, up = [570, 568, 282, 280, 138, 136, 66, 64, 30, 28], [56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388]
    assert seen == [*down, *up, 388]
    drops = [name for name, module in net.named_modules() if isinstance(module, nn.Dropout)]
    assert drops == ["down.3.4", "down.4.4"], "at the end of the contracting path"


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("size", [(112, 130), (196, 115)])
def test_the_u_net_of_2015_sees_the_image_mirrored_at_its_borders(size: tuple[int, int]) -> None:
    """As numpy mirrors it, with whole pixels around and without any padding inside."""
    torch.manual_seed(0)
    net = build_network("unet2015", "", 2).eval()
    image = torch.rand(1, 3, *size)
    grow = [(MARGIN, MARGIN + (unet_2015.REST - side) % 16) for side in size]
    mirrored = torch.from_numpy(np.pad(image.numpy(), [(0, 0), (0, 0), *grow], mode="reflect"))
    with torch.inference_mode():
        assert torch.equal(net(image), net.valid(mirrored)[..., : size[0], : size[1]])


# ---- residual blocks, dilated networks --------------------------------------------------------------------------


def test_a_residual_block_begins_as_the_identity_and_learns() -> None:
    block, x = ResidualBlock(8, 8), torch.randn(2, 8, 6, 6)
    assert torch.equal(block(x), x)
    block(x).square().sum().backward()
    assert block.change[-1].weight.grad is not None and bool(block.change[-1].weight.grad.any())
    assert ResidualBlock(8, 4)(x).shape == (2, 4, 6, 6)


@pytest.mark.usefixtures("narrow")
def test_the_context_module_begins_as_the_identity_and_sees_67_pixels() -> None:
    """Of its own grid: table 1 of Yu and Koltun (3, 5, 9, 17, 33, 65, 67 after each layer)."""
    torch.manual_seed(0)
    net = build_network("dilated", "resnet50", 3).eval()
    x = torch.rand(1, 3, 90, 90)
    assert torch.equal(net.score(net.context(x)), x)
    sides, sides_of_paper = [], [3, 5, 9, 17, 33, 65, 67]
    for module in net.context:
        if isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 0.1)
    for layers in range(1, len(CONTEXT) + 1):
        point = torch.ones(1, 3, 90, 90, requires_grad=True)  # positive, as ReLU has no slope at 0
        net.context[: 2 * layers - 1](point)[0, 0, 45, 45].backward()
        assert point.grad is not None
        sides.append(int((point.grad[0, 0].abs().sum(0) > 0).sum()))
    assert sides == sides_of_paper


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(("name", "stride"), [("dilated", 8), ("deeplab", 16), ("torchvision_deeplab", 8)])
def test_dilated_networks_keep_their_resolution(name: str, stride: int) -> None:
    net = build_network(name, "resnet50", 2).eval()
    with torch.inference_mode():
        last = net.trunk(torch.rand(1, 3, 64, 96))[-1]
    assert net.stride == stride and last.shape[-2:] == (64 // stride, 96 // stride)


# ---- torchvision ------------------------------------------------------------------------------------------------


def theirs(name: str) -> nn.Module:
    """torchvision's network for the 21 classes of its files, with random statistics, in its own code."""
    made = {
        "torchvision_fcn": torchvision.models.segmentation.fcn_resnet50,
        "torchvision_deeplab": torchvision.models.segmentation.deeplabv3_resnet50,
        "lraspp": torchvision.models.segmentation.lraspp_mobilenet_v3_large,
    }[name]
    torch.manual_seed(0)
    more = {} if name == "lraspp" else {"aux_loss": True}
    net: nn.Module = made(weights=None, weights_backbone=None, num_classes=21, **more)
    return net.eval()


@pytest.mark.parametrize(
    "name", [name for name in NETWORKS if name in ("torchvision_fcn", "torchvision_deeplab", "lraspp")]
)
def test_files_of_torchvision_s_networks_load_and_give_the_same(name: str, tmp_path: Path) -> None:
    """All but the layers of classes, which are given here by hand."""
    whole = theirs(name)
    state = whole.state_dict()
    torch.save(state, tmp_path / "coco.pth")
    (encoder,) = NETWORKS[name].encoders
    net = build_network(name, encoder, 21).eval()
    put_start(net, name, load_start(encoder, str(tmp_path / "coco.pth")))
    assert not torch.equal(net.head.weight, state[f"{NETWORKS[name].head}.weight"]), "other classes"
    own = {key: state[key] for key in net.per_class}
    net.load_state_dict(own, strict=False)
    image = torch.rand(1, 3, 64, 96)
    assert net.trunk is not None
    with torch.inference_mode():
        found: OrderedDict[str, torch.Tensor] = whole((image - net.trunk.mean) / net.trunk.std)
        truth = found["out"]
        assert torch.allclose(net(image), truth, atol=1e-4 * float(truth.abs().max()))
