"""Small parts that several networks are made of. Knows torch only."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.inputs import COLOURS, in_turn

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def conv_norm(channels_in: int, channels_out: int, side: int = 3, dilation: int = 1) -> nn.Sequential:
    """Convolution that keeps the size, BatchNorm, ReLU; begins as He et al. 2015."""
    padding = side // 2 * dilation
    conv = nn.Conv2d(channels_in, channels_out, side, padding=padding, dilation=dilation, bias=False)
    nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
    return nn.Sequential(conv, nn.BatchNorm2d(channels_out), nn.ReLU(inplace=True))


class Standardised(nn.Module):
    """Images in 0..1 less ImageNet's mean, divided by its standard deviation, as encoders get them."""

    mean: Tensor
    std: Tensor

    def __init__(self, channels: int = COLOURS) -> None:
        super().__init__()
        for name, colours in (("mean", IMAGENET_MEAN), ("std", IMAGENET_STD)):
            self.register_buffer(name, in_turn(torch.tensor(colours).view(1, -1, 1, 1), channels), persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        return (image - self.mean) / self.std


def to_multiple(image: Tensor, step: int) -> Tensor:
    """``[n,c,h,w]`` with its last row and column repeated up to multiples of ``step``."""
    grow = [-side % step for side in image.shape[-2:]]
    return F.pad(image, (0, grow[1], 0, grow[0]), mode="replicate") if any(grow) else image


def enlarged(x: Tensor, factor: int, size: tuple[int, int]) -> Tensor:
    """``x`` enlarged ``factor`` times (bilinear) and cut to ``size`` (h, w). By a factor, not to the size, so that its
    grid does not depend on where an image ends."""
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)[..., : size[0], : size[1]]


def size_of(image: Tensor) -> tuple[int, int]:
    """Height and width of ``[n,c,h,w]``."""
    return image.shape[-2], image.shape[-1]


def twice_if_alone(image: Tensor, training: bool) -> Tensor:
    """A single image twice in training: BatchNorm after global pooling needs two values for each channel."""
    return torch.cat((image, image)) if training and len(image) == 1 else image
