"""Ways to enlarge a feature map to the size of its skip connection; the table is ``choices.upsamplings``.

Each is a module made with ``make(channels_in, channels_out)`` and called ``up(x, size)``: ``[n,channels_in,h,w]`` ->
``[n,channels_out,*size]``; ``size`` is the ``(h, w)`` of the skip, twice that of ``x`` or one less. Knows torch only.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def _fit(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Cut off the row or column that is too much after doubling; enlarge by nearest neighbours if it was too little."""
    if x.shape[-2] < size[0] or x.shape[-1] < size[1]:
        return F.interpolate(x, size=size, mode="nearest")
    return x[..., : size[0], : size[1]]


class Interpolation(nn.Module):
    """1x1 convolution, then interpolation: in this order the convolution costs a quarter."""

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
            # The gradient is a slice of that of the concatenation, which takes four times as long as a contiguous one.
            order = torch.channels_last
            enlarged.register_hook(lambda gradient: gradient.contiguous(memory_format=order))  # type: ignore[no-untyped-call]
        return enlarged


class Transposed(nn.Module):
    """Learnt transposed convolution of stride 2 with kernels of ``side`` 2 (as in U-Net, Ronneberger et al. 2015), 3 or
    4."""

    def __init__(self, channels_in: int, channels_out: int, side: int = 2) -> None:
        super().__init__()
        self.grow = nn.ConvTranspose2d(
            channels_in, channels_out, side, stride=2, padding=(side - 1) // 2, output_padding=side % 2, bias=False
        )

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        return _fit(self.grow(x), size)


class Subpixel(nn.Module):
    """1x1 convolution to four times the channels, shuffled into 2x2 pixels (Shi et al. 2016)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(channels_in, 4 * channels_out, 1, bias=False)
        # ICNR (Aitken et al. 2017): the four sub-pixels start equal, without a checkerboard.
        self.project.weight.data = self.project.weight.data[::4].repeat_interleave(4, dim=0)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        return _fit(F.pixel_shuffle(self.project(x), 2), size)


class Resized(nn.Module):
    """Nearest neighbours, then a 3x3 convolution (Odena et al. 2016)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        convolved: Tensor = self.conv(F.interpolate(x, size=size, mode="nearest"))
        return convolved


class Nails(nn.Module):
    """1x1 convolution; then each value at the upper left of 2x2 pixels, 0 at the other three."""

    kernel: Tensor

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(channels_in, channels_out, 1, bias=False)
        kernel = torch.zeros(channels_out, 1, 2, 2)
        kernel[..., 0, 0] = 1
        self.register_buffer("kernel", kernel, persistent=False)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        spread = F.conv_transpose2d(self.project(x), self.kernel, stride=2, groups=len(self.kernel))
        return _fit(spread, size)


def transposed3(channels_in: int, channels_out: int) -> nn.Module:
    """Kernels of 3x3 pixels, of which one to four reach a pixel."""
    return Transposed(channels_in, channels_out, 3)


def transposed4(channels_in: int, channels_out: int) -> nn.Module:
    """Kernels of 4x4 pixels, of which four reach each pixel."""
    return Transposed(channels_in, channels_out, 4)


def bilinear(channels_in: int, channels_out: int) -> nn.Module:
    """Smooth, without checkerboards."""
    return Interpolation(channels_in, channels_out, "bilinear")


def nearest(channels_in: int, channels_out: int) -> nn.Module:
    """Fastest, and deterministic on CUDA."""
    return Interpolation(channels_in, channels_out, "nearest")
