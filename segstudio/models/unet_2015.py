"""The U-Net as it was published (Ronneberger, Fischer, Brox 2015): convolutions without padding, skips that are cut to
size, and images mirrored at their borders (the overlap-tile strategy). Knows torch and this room."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import Standardised, size_of

DEPTH = 4  # poolings
STEP = 1 << DEPTH
MARGIN = 92  # pixels that the convolutions cost at each side: 572 -> 388
REST = 4  # sides of the logits are multiples of STEP and so much more, so that every pooling gets an even side


class UNet2015(Network):
    """Takes no encoder: 31 million parameters that begin at random. ``width``: channels of the first level."""

    stride = STEP
    smallest = 7 * STEP  # more than MARGIN and the rest up to the grid, which are mirrored
    reach = MARGIN + STEP + REST
    embedding = ("down 1/8", "bottom 1/16")
    width = 64

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.standardised = Standardised(channels)
        widths = [self.width << level for level in range(DEPTH + 1)]
        self.down = nn.ModuleList(_convolutions(a, b) for a, b in zip((channels, *widths), widths, strict=False))
        for deepest in self.down[-2:]:  # drop-out at the end of the contracting path
            assert isinstance(deepest, nn.Sequential)
            deepest.append(nn.Dropout(0.5))
        pairs = list(zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in pairs)
        self.joined = nn.ModuleList(_convolutions(a, b) for a, b in pairs)
        self.score = nn.Conv2d(self.width, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        h, w = size_of(image)
        below, right = ((REST - side) % STEP for side in (h, w))
        x = F.pad(image, (MARGIN, MARGIN + right, MARGIN, MARGIN + below), mode="reflect")
        return self.valid(x)[..., :h, :w]

    def valid(self, image: Tensor) -> Tensor:
        """``[n,c,h,w]`` -> logits ``[n,K,h-184,w-184]``; sides of 16 n + 188."""
        skips: list[Tensor] = []
        x: Tensor = self.standardised(image)
        for level, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if level else x)
            skips.append(x)
        for up, block, skip in zip(self.up, self.joined, skips[-2::-1], strict=True):
            x = up(x)
            x = block(torch.cat((_cut(skip, size_of(x)), x), dim=1))
        logits: Tensor = self.score(x)
        return logits

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        named: dict[str, nn.Module] = {f"down 1/{1 << level}": block for level, block in enumerate(self.down[:-1])}
        named[f"bottom 1/{STEP}"] = self.down[-1]
        return named | {f"up 1/{STEP >> level}": block for level, block in enumerate(self.joined, 1)}


def _convolutions(channels_in: int, channels_out: int) -> nn.Sequential:
    """Two 3x3 convolutions without padding; begin as in the paper: standard deviation sqrt(2 / N)."""
    steps = nn.Sequential()
    for wide in (channels_in, channels_out):
        conv = nn.Conv2d(wide, channels_out, 3)
        nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
        nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
        steps.extend((conv, nn.ReLU(inplace=True)))
    return steps


def _cut(x: Tensor, size: tuple[int, int]) -> Tensor:
    """The middle of a feature map."""
    top, left = ((whole - side) // 2 for whole, side in zip(x.shape[-2:], size, strict=True))
    return x[..., top : top + size[0], left : left + size[1]]
