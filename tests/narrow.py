"""The networks that have hundreds of millions of parameters, with few channels: the same code in a thousandth of the
time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from torch import nn
from torchvision.models import ResNet
from torchvision.models.resnet import Bottleneck

from segstudio.choices.encoders import ENCODERS
from segstudio.models import deconvnet, fcn
from segstudio.models.encoders import encoder_shapes
from segstudio.models.plain_encoders import Vgg16

WIDTHS = (8, 8, 16, 16, 16)


def vgg16() -> nn.Module:
    """VGG-16 with few channels."""
    return Vgg16(widths=WIDTHS)


def vgg16_bn() -> nn.Module:
    """The same with BatchNorm."""
    return Vgg16(norm=True, widths=WIDTHS)


def resnet50() -> nn.Module:
    """ResNet-50's blocks, one of each stage, with few channels inside."""
    return ResNet(Bottleneck, [1, 1, 1, 1], width_per_group=4)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Build narrow networks wherever a large one is asked for."""
    for name in ("vgg16", "vgg16_bn", "resnet50"):
        monkeypatch.setitem(ENCODERS, name, replace(ENCODERS[name], build=f"{__name__}:{name}"))
    for large in (fcn.FCN32s, deconvnet.DeconvNet):
        monkeypatch.setattr(large, "wide", 24)
    encoder_shapes.cache_clear()
    yield
    encoder_shapes.cache_clear()
