"""A classifier of patches at several scales (Farabet, Couprie, Najman, LeCun 2013), evaluated densely: convolutions
without padding inside, so that each score is that of its patch alone. Knows torch and models.

Scores stand on a grid of 4 pixels and are enlarged, as in the paper. Not as in the paper: a pyramid of means in place
of the Laplacian one, colours standardised as for all networks instead of in windows of 15 pixels, no superpixels.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import Standardised, enlarged, size_of, to_multiple

SCALES = 3  # the image, and half and a quarter of its size
SIDE = 7  # of all convolutions
POOLINGS = 2
CELL = 1 << POOLINGS  # pixels of a scale between two patches
PATCH = 46  # side of a patch: 46 -> 40 -> 20 -> 14 -> 7 -> 1
MARGIN = (PATCH - CELL) // 2  # pixels of a scale around the cell in the middle of its patch


class PatchClassifier(Network):
    """Takes no encoder; begins at random. ``widths``: channels of the three convolutions, which all scales share;
    ``hidden``: of the classifier of their features."""

    stride = CELL << (SCALES - 1)
    reach = 144  # half a patch of the coarsest scale, 92; one of its cells to enlarge it, 16; to the grid, 16 and more
    embedding = ("scale 1/4", "classifier")
    widths = (16, 64, 256)
    hidden = 1024

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.standardised = Standardised(channels)
        self.patch = nn.Sequential()
        for number, (a, b) in enumerate(zip((channels, *self.widths), self.widths, strict=False)):
            self.patch.extend((nn.Conv2d(a, b, SIDE), nn.Tanh()))
            if number < POOLINGS:
                self.patch.append(nn.MaxPool2d(2))
        self.taps = nn.ModuleList(nn.Identity() for _ in range(SCALES))
        self.classifier = nn.Sequential(nn.Conv2d(SCALES * self.widths[-1], self.hidden, 1), nn.Tanh())
        self.score = nn.Conv2d(self.hidden, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        size = size_of(image)
        levels = self.pyramid(to_multiple(image, self.stride))
        fine = (levels[0].shape[-2] // CELL, levels[0].shape[-1] // CELL)
        seen = []
        for number, level in enumerate(levels):
            features = self.taps[number](self.patch(F.pad(level, (MARGIN,) * 4, mode="replicate")))
            seen.append(enlarged(features, 1 << number, fine) if number else features)
        logits: Tensor = self.score(self.classifier(torch.cat(seen, dim=1)))
        return enlarged(logits, CELL, size)

    def pyramid(self, image: Tensor) -> list[Tensor]:
        """The standardised image ``[n,c,h,w]`` at each scale; sides are multiples of ``stride``."""
        levels: list[Tensor] = [self.standardised(image)]
        for _ in range(SCALES - 1):
            levels.append(F.avg_pool2d(levels[-1], 2))
        return levels

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        named: dict[str, nn.Module] = {f"scale 1/{1 << number}": tap for number, tap in enumerate(self.taps)}
        return named | {"classifier": self.classifier}
