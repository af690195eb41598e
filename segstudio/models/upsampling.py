"""Ways to enlarge a feature map to the size of its skip connection.

Every way is a module made with ``make(channels_in, channels_out)`` and called ``up(x, size)``:
``[n,channels_in,h,w]`` -> ``[n,channels_out,*size]``, where ``size`` is the ``(h, w)`` of the skip (about twice that of
``x``; odd sizes are one less). Knows torch only. The table is ``choices.upsamplings``.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def _fit(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Cut the odd row or column off that doubling made; stretch by nearest neighbours where doubling was not enough."""
    if x.shape[-2] < size[0] or x.shape[-1] < size[1]:
        return F.interpolate(x, size=size, mode="nearest")
    return x[..., : size[0], : size[1]]


class Interpolation(nn.Module):
    """1x1 convolution, then interpolation: the convolution first because it is four times cheaper there."""

    def __init__(self, channels_in: int, channels_out: int, mode: str) -> None:
        super().__init__()
        self.mode = mode
        self.project = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        x = self.project(x)
        if self.mode == "nearest":
            return F.interpolate(x, size=size, mode="nearest")
        enlarged = F.interpolate(x, size=size, mode=self.mode, align_corners=False)
        if self.training and enlarged.requires_grad and enlarged.device.type == "cpu":
            # The gradient is a cut of the gradient of the concatenation: four times as slow to shrink as a whole one.
            enlarged.register_hook(_channels_last)  # type: ignore[no-untyped-call]
        return enlarged


def _channels_last(gradient: Tensor) -> Tensor:
    return gradient.contiguous(memory_format=torch.channels_last)


class Transposed(nn.Module):
    """Learnt 2x2 transposed convolution of stride 2, as in U-Net (Ronneberger et al. 2015)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.grow = nn.ConvTranspose2d(channels_in, channels_out, 2, stride=2, bias=False)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        return _fit(self.grow(x), size)


class Subpixel(nn.Module):
    """1x1 convolution to four times the channels, shuffled into 2x2 pixels (Shi et al. 2016)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(channels_in, 4 * channels_out, 1, bias=False)
        # ICNR (Aitken et al. 2017): the four sub-pixels start equal, so there is no checkerboard to unlearn.
        self.project.weight.data = self.project.weight.data[::4].repeat_interleave(4, dim=0)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        return _fit(F.pixel_shuffle(self.project(x), 2), size)


def bilinear(channels_in: int, channels_out: int) -> nn.Module:
    """Smooth and free of checkerboards."""
    return Interpolation(channels_in, channels_out, "bilinear")


def nearest(channels_in: int, channels_out: int) -> nn.Module:
    """Fastest, and deterministic on CUDA."""
    return Interpolation(channels_in, channels_out, "nearest")
