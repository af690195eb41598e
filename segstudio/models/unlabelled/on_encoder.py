"""The common parts of methods that have an encoder of ENCODERS: features, a code of them, a decoder, one optimizer.

The coarsest features alone tell what is in a patch, but not where and in which colours: pretrained ones have to forget
what they know before a decoder can draw from them. On street images (EfficientNet-Lite0, 133 steps) the finer ones lead
to a squared error of 0.018, the coarsest alone to 0.022 after 187 steps.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import UnlabelledModel, descend
from segstudio.models.unlabelled.pictures import GRID, WIDTHS, Decoder

RATE = 1e-3  # of Adam
TRAINED_SHARE = 0.1  # of it for an encoder that is trained already: decoders learn from nothing, it must not be lost
LOWEST_SHARE = 0.05  # of the rate, at the end of the budget
CELLS = GRID**2
CODE_CHANNELS = 64  # of each of the cells
STAGES = (2, 3, 4)  # of the encoder: strides 8, 16 and 32, on grids of 12, 6 and 3


class OnEncoder(UnlabelledModel):
    """The features of an encoder on a grid of 3 x 3, a ``bottleneck`` that makes codes of them, and a decoder that
    begins with ``begin(code)``. What is learnt of these, ``learn`` and ``restore`` say."""

    def __init__(self, encoder: Encoder, channels: int, bottleneck: nn.Module, begin: nn.Module) -> None:
        super().__init__()
        self.encoder, self.bottleneck, self.begin = encoder, bottleneck, begin
        self.scale = nn.BatchNorm2d(feature_channels(encoder), affine=False)
        self.decoder = Decoder(channels)
        rest = (*bottleneck.parameters(), *begin.parameters(), *self.decoder.parameters())
        self.optimizers["adam"] = torch.optim.Adam([{"params": list(encoder.parameters())}, {"params": list(rest)}])

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    def features(self, image: Tensor) -> Tensor:
        """Patches -> ``float32[n,C,3,3]``, what the bottleneck gets: finer features as more channels."""
        found = self.encoder(image)
        folds = [2 ** (STAGES[-1] - stage) for stage in STAGES]
        pooled = (F.adaptive_avg_pool2d(found[stage], GRID * fold) for stage, fold in zip(STAGES, folds, strict=True))
        scaled: Tensor = self.scale(torch.cat([F.pixel_unshuffle(x, f) for x, f in zip(pooled, folds, strict=True)], 1))
        return scaled

    def code(self, image: Tensor) -> Tensor:
        codes: Tensor = self.bottleneck(self.features(image))
        return codes

    def decode(self, codes: Tensor) -> Tensor:
        pictures: Tensor = self.decoder(self.begin(codes))
        return pictures

    def descend(self, loss: Tensor, done: float) -> float:
        """One step of Adam; its rate falls as a cosine."""
        optimizer = self.optimizers["adam"]
        rate = RATE * max(LOWEST_SHARE, (1 + math.cos(math.pi * done)) / 2)
        for number, group in enumerate(optimizer.param_groups):
            trained = number == 0 and self.encoder.frozen_statistics
            group["lr"] = rate * (TRAINED_SHARE if trained else 1)
        return descend(optimizer, loss)


def feature_channels(encoder: Encoder) -> int:
    """C of ``OnEncoder.features``."""
    return sum(encoder.channels[stage] * 4 ** (STAGES[-1] - stage) for stage in STAGES)


def cells_bottleneck(encoder: Encoder) -> nn.Sequential:
    """Features -> CODE_CHANNELS numbers for each cell: a convolution of one cell, far easier to learn than a layer
    that mixes all cells."""
    return nn.Sequential(nn.Conv2d(feature_channels(encoder), CODE_CHANNELS, 1), nn.Flatten())


def cells_begin() -> nn.Sequential:
    """The opposite: codes -> what the decoder begins with."""
    unfolded = nn.Unflatten(1, (CODE_CHANNELS, GRID, GRID))
    return nn.Sequential(unfolded, nn.Conv2d(CODE_CHANNELS, WIDTHS[0], 3, padding=1))


def dense_bottleneck(encoder: Encoder, size: int) -> nn.Sequential:
    """Features -> ``size`` numbers that are of no place in the patch."""
    return nn.Sequential(*cells_bottleneck(encoder), nn.Linear(CODE_CHANNELS * CELLS, size))


def dense_begin(size: int) -> nn.Sequential:
    """What the decoder begins with, of such codes."""
    return nn.Sequential(nn.Linear(size, WIDTHS[0] * CELLS), nn.Unflatten(1, (WIDTHS[0], GRID, GRID)))
