"""Patches made smaller and larger, the scale of their values, and a decoder that draws them. Knows torch only."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.layers import conv_norm

GRID = 3  # side of what the decoder begins with
WIDTHS = (128, 96, 64, 48, 32, 16)  # of its channels, from GRID to 32 times GRID
FIRST = 4  # times GRID: side of the picture that is drawn at first
LEAST_SPREAD = 1 / 64  # of values in 0..1, so that flat images are not divided by 0


def shrunk(image: Tensor, side: int) -> Tensor:
    """Patches as means of areas, ``[n,c,side,side]``."""
    return F.adaptive_avg_pool2d(image, side)


def grown(picture: Tensor, side: int) -> Tensor:
    """Patches enlarged (bilinear) to ``side``, in 0..1."""
    return F.interpolate(picture, size=(side, side), mode="bilinear", align_corners=False).clamp(0, 1)


class Scale(nn.Module):
    """Takes each channel to mean 0 and standard deviation 1 of all patches that it has seen, and back."""

    count: Tensor
    mean: Tensor
    square: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("count", torch.zeros(()))
        self.register_buffer("mean", torch.full((channels, 1, 1), 0.5))
        self.register_buffer("square", torch.full((channels, 1, 1), 0.5))

    def see(self, picture: Tensor) -> None:
        """Count the patches ``[n,c,h,w]`` in."""
        self.count += 1
        for kept, now in ((self.mean, picture), (self.square, picture**2)):
            kept += (now.mean((0, 2, 3)).view_as(kept) - kept) / self.count

    @property
    def spread(self) -> Tensor:
        """The standard deviations ``[c,1,1]``."""
        return (self.square - self.mean**2).clamp(min=LEAST_SPREAD**2).sqrt()

    def forward(self, picture: Tensor) -> Tensor:
        return (picture - self.mean) / self.spread

    def back(self, picture: Tensor) -> Tensor:
        """The opposite of ``forward``."""
        return picture * self.spread + self.mean


class Decoder(nn.Module):
    """``float32[n,128,3,3]`` -> patches ``float32[n,channels,96,96]`` in 0..1.

    One linear layer makes a picture of 12 x 12 of its input, so that colours are learnt at once; each size adds its
    part to the enlarged picture (output skips: Karras et al. 2020). A sigmoid bounds the sum, and with it the loss.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(WIDTHS[0], channels * FIRST**2, 3, padding=1)
        self.blocks = nn.ModuleList(map(conv_norm, WIDTHS, WIDTHS[1:]))
        self.parts = nn.ModuleList(nn.Conv2d(width, channels, 3, padding=1) for width in WIDTHS[1:])
        for layer in (self.first, *self.parts):  # it begins with grey, whatever the features are
            nn.init.normal_(layer.weight, 0, 1e-3)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        picture = F.pixel_shuffle(self.first(x), FIRST)
        x = F.relu(x)
        for block, part in zip(self.blocks, self.parts, strict=True):
            x = block(F.interpolate(x, scale_factor=2.0))
            side = max(x.shape[-1], picture.shape[-1])
            picture = _to(part(x), side) + _to(picture, side)
        return picture.sigmoid()


def _to(picture: Tensor, side: int) -> Tensor:
    return F.interpolate(picture, size=(side, side), mode="bilinear", align_corners=False)
