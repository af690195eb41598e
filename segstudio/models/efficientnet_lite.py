"""EfficientNet-Lite0 (Tan and Le 2019, the Lite variant: ReLU6, no squeeze-and-excitation), named as in timm.

Without squeeze-and-excitation no output depends on the whole image, so tiles equal it exactly.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

# Expansion, channels, repeats, stride and kernel of each stage; the stem has 32 channels and stride 2.
STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
STEM, LAST = 32, 1280


class EfficientNetLite0(nn.Module):
    """``forward``: ``float32[n,3,h,w]`` in -1..1 -> logits ``float32[n,classes,1,1]``."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        self.conv_stem = _same(3, STEM, 3, 2)
        self.bn1, self.act1 = _norm(STEM), nn.ReLU6(inplace=True)
        channels = STEM
        stages = []
        for expansion, wide, repeats, stride, kernel in STAGES:
            stage = []
            for number in range(repeats):
                stage.append(Block(channels, expansion, wide, stride if number == 0 else 1, kernel))
                channels = wide
            stages.append(nn.Sequential(*stage))
        self.blocks = nn.Sequential(*stages)
        self.conv_head = nn.Conv2d(channels, LAST, 1, bias=False)
        self.bn2, self.act2 = _norm(LAST), nn.ReLU6(inplace=True)
        self.pool, self.classifier = nn.AdaptiveAvgPool2d(1), nn.Linear(LAST, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(self.act1(self.bn1(self.conv_stem(x))))
        logits: Tensor = self.classifier(self.pool(self.act2(self.bn2(self.conv_head(x)))).flatten(1))
        return logits


class Block(nn.Module):
    """Inverted residual (Sandler et al. 2018): a 1x1 convolution to more channels, a depthwise one, a 1x1 back."""

    def __init__(self, channels_in: int, expansion: int, channels_out: int, stride: int, kernel: int) -> None:
        super().__init__()
        wide = channels_in * expansion
        depthwise = _same(wide, wide, kernel, stride)
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        if expansion == 1:
            layers |= {"conv_dw": depthwise, "bn1": _norm(wide), "act1": nn.ReLU6(inplace=True)}
            layers |= {"conv_pw": nn.Conv2d(wide, channels_out, 1, bias=False), "bn2": _norm(channels_out)}
        else:
            layers |= {"conv_pw": nn.Conv2d(channels_in, wide, 1, bias=False), "bn1": _norm(wide)}
            layers |= {"act1": nn.ReLU6(inplace=True)}
            layers |= {"conv_dw": depthwise, "bn2": _norm(wide), "act2": nn.ReLU6(inplace=True)}
            layers |= {"conv_pwl": nn.Conv2d(wide, channels_out, 1, bias=False), "bn3": _norm(channels_out)}
        for name, layer in layers.items():
            self.add_module(name, layer)
        self._order = tuple(layers)
        self._residual = stride == 1 and channels_in == channels_out

    def forward(self, x: Tensor) -> Tensor:
        found = x
        for name in self._order:
            found = getattr(self, name)(found)
        return found + x if self._residual else found


class SamePadded(nn.Conv2d):
    """A convolution of stride 2 padded as TensorFlow pads even sides: the extra row and column lie below and right.
    Also on odd sides, so that the grid never depends on where an image was cut. Of stride 1 where it is dilated."""

    def forward(self, x: Tensor) -> Tensor:
        before, rate = (self.kernel_size[0] - 2) // 2, self.dilation[0]
        before, after = rate * before, rate * (self.kernel_size[0] - 1 - before)
        # In backward the larger kernel costs more; an exported network needs a kernel of known size.
        tracing = torch.jit.is_tracing()  # type: ignore[no-untyped-call, attr-defined]
        if tracing or self.stride[0] == 1 or (torch.is_grad_enabled() and self.weight.requires_grad):
            return super().forward(nn.functional.pad(x, (before, after, before, after)))
        # The same numbers without a padded copy of the features, the largest array of all: a kernel that begins with a
        # row and a column of zeros, padded alike on all sides.
        rows, columns = x.shape[-2] % 2, x.shape[-1] % 2
        x = nn.functional.pad(x, (0, columns, 0, rows)) if rows or columns else x
        kernel = nn.functional.pad(self.weight, (1, 0, 1, 0))
        return nn.functional.conv2d(x, kernel, self.bias, 2, self.kernel_size[0] // 2, 1, self.groups)


def _same(channels_in: int, channels_out: int, kernel: int, stride: int) -> nn.Conv2d:
    """A depthwise convolution, or for three channels an ordinary one."""
    groups = channels_in if channels_in == channels_out else 1
    if stride == 2:
        return SamePadded(channels_in, channels_out, kernel, 2, groups=groups, bias=False)
    return nn.Conv2d(channels_in, channels_out, kernel, 1, kernel // 2, groups=groups, bias=False)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)
