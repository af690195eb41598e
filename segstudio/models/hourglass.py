"""Encoder-decoders without skips, of plain or of residual blocks: what the bottom does not keep is lost, which skips
are there to mend. Knows torch and this room."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.choices.row import code
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import Standardised, conv_norm, size_of, to_multiple

WIDTHS = (32, 64, 128, 256, 256)  # channels at strides 1, 2, 4, 8 and 16


class PlainBlock(nn.Sequential):
    """Two 3x3 convolutions with BatchNorm and ReLU."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__(conv_norm(channels_in, channels_out), conv_norm(channels_out, channels_out))


class ResidualBlock(nn.Module):
    """``H(x) = F(x) + x`` with BatchNorm and ReLU before each of the two convolutions of F (He et al. 2016); F begins
    as 0, so that the block begins as the identity. Other channels are made by a 1x1 convolution of x."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        same = channels_in == channels_out
        self.project = nn.Identity() if same else nn.Conv2d(channels_in, channels_out, 1, bias=False)
        self.change = nn.Sequential()
        for _ in range(2):
            conv = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            self.change.extend((nn.BatchNorm2d(channels_out), nn.ReLU(), conv))
        nn.init.zeros_(conv.weight)

    def forward(self, x: Tensor) -> Tensor:
        x = self.project(x)
        changed: Tensor = self.change(x)
        return changed + x


class Hourglass(Network):
    """Down four times by max pooling and up again; ``upsampling``: a row of UPSAMPLINGS. Begins at random."""

    stride = 1 << (len(WIDTHS) - 1)
    reach = 160  # 108 of the convolutions, up to 15 of the poolings and 30 of enlarging
    embedding = ("down 1/8", "bottom 1/16")
    block: type[PlainBlock] | type[ResidualBlock] = PlainBlock

    def __init__(self, encoder: str, classes: int, upsampling: str = "bilinear", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.first = nn.Sequential(Standardised(channels), conv_norm(channels, WIDTHS[0]))
        self.down = nn.ModuleList(self.block(a, b) for a, b in zip((WIDTHS[0], *WIDTHS), WIDTHS, strict=False))
        pairs = list(zip(WIDTHS[:0:-1], WIDTHS[-2::-1], strict=True))
        self.ups = nn.ModuleList(code(UPSAMPLINGS[upsampling].build)(a, b) for a, b in pairs)
        self.up = nn.ModuleList(self.block(b, b) for _, b in pairs)
        self.last = nn.Sequential(nn.BatchNorm2d(WIDTHS[0]), nn.ReLU())
        self.score = nn.Conv2d(WIDTHS[0], classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        h, w = size_of(image)
        x = self.first(to_multiple(image, self.stride))
        for level, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if level else x)
        for enlarge, block in zip(self.ups, self.up, strict=True):
            x = block(enlarge(x, (2 * x.shape[-2], 2 * x.shape[-1])))
        logits: Tensor = self.score(self.last(x))
        return logits[..., :h, :w]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        named: dict[str, nn.Module] = {f"down 1/{1 << level}": block for level, block in enumerate(self.down[:-1])}
        named[f"bottom 1/{self.stride}"] = self.down[-1]
        return named | {f"up 1/{self.stride >> level}": block for level, block in enumerate(self.up, 1)}


class ResidualHourglass(Hourglass):
    """Of residual blocks."""

    block = ResidualBlock
