"""The U-Net: an encoder, a lean decoder that meets every feature of it, and logits at full resolution.

Ronneberger et al. 2015, with a pretrained encoder in place of the contracting path. Knows torch and this room only.
The masks never enter here, so void cannot either: which pixels count is decided by the loss and the scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segstudio.errors import LearningError
from segstudio.models.encoders import Encoder
from segstudio.models.norm import GroupNorm
from segstudio.models.upsampling import UPSAMPLING

GROUPS = 8
WIDTHS = (128, 64, 48, 32)  # decoder channels at strides 16, 8, 4, 2
FULL_WIDTH = 16  # channels at stride 1, where every one costs most of all


def _conv(channels_in: int, channels_out: int) -> nn.Sequential:
    """3x3 convolution, GroupNorm (exact for any batch, unlike BatchNorm's running statistics), ReLU."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        GroupNorm(GROUPS, channels_out),
        nn.ReLU(inplace=True),
    )


class DecoderBlock(nn.Module):
    """Enlarge ``x`` to the size of ``skip``, put both together, two convolutions."""

    def __init__(self, channels_in: int, skip: int, channels_out: int, upsampling: str) -> None:
        super().__init__()
        self.up = UPSAMPLING[upsampling](channels_in, channels_out)
        self.mix = nn.Sequential(_conv(channels_out + skip, channels_out), _conv(channels_out, channels_out))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        size = (skip.shape[-2], skip.shape[-1])
        mixed: Tensor = self.mix(torch.cat((self.up(x, size), skip), dim=1))
        return mixed


class FullBlock(nn.Module):
    """The last step to stride 1. No encoder has a feature there, so a small stem of its own looks at the image again:
    without it a line of one pixel is lost in the first stride of the encoder."""

    def __init__(self, channels_in: int, channels_out: int, upsampling: str) -> None:
        super().__init__()
        self.stem = _conv(3, channels_out)
        self.up = UPSAMPLING[upsampling](channels_in, channels_out)
        self.mix = _conv(2 * channels_out, channels_out)

    def forward(self, x: Tensor, image: Tensor) -> Tensor:
        size = (image.shape[-2], image.shape[-1])
        mixed: Tensor = self.mix(torch.cat((self.up(x, size), self.stem(image)), dim=1))
        return mixed


class UNet(nn.Module):
    """``forward``: ``float32[n,3,h,w]`` in 0..1, any ``h, w >= 1`` -> logits ``float32[n,classes,h,w]``.

    ``LearningError`` for names that are no row of ENCODERS or UPSAMPLING, and for no class at all.
    """

    def __init__(
        self, encoder: str, classes: int, upsampling: str = "bilinear", widths: Sequence[int] = WIDTHS
    ) -> None:
        if upsampling not in UPSAMPLING:
            raise LearningError(
                "There is no upsampling {upsampling}.",
                "Choose one of {choices}.",
                upsampling=repr(upsampling),
                choices=", ".join(UPSAMPLING),
            )
        if classes < 1:
            raise LearningError("A network needs at least one class.", "Add a class and paint some of it.")
        super().__init__()
        self.encoder = Encoder(encoder)
        skips = self.encoder.channels[-2::-1]  # strides 16, 8, 4, 2
        if len(widths) != len(skips):
            raise ValueError(f"The decoder has {len(skips)} blocks, not {len(widths)}")
        inputs = (self.encoder.channels[-1], *widths[:-1])
        self.decoder = nn.ModuleList(
            DecoderBlock(*channels, upsampling) for channels in zip(inputs, skips, widths, strict=True)
        )
        self.full = FullBlock(widths[-1], FULL_WIDTH, upsampling)
        self.logits = nn.Conv2d(FULL_WIDTH, classes, 1)
        self._stages = self._name_stages()

    def _name_stages(self) -> dict[str, nn.Module]:
        named = {f"encoder 1/{s}": tap for s, tap in zip(self.encoder.strides, self.encoder.taps, strict=True)}
        named |= {f"decoder 1/{s}": b for s, b in zip(self.encoder.strides[-2::-1], self.decoder, strict=True)}
        return named | {"decoder 1/1": self.full, "logits": self.logits}

    def forward(self, image: Tensor) -> Tensor:
        *skips, x = self.encoder(image)
        for block, skip in zip(self.decoder, reversed(skips), strict=True):
            x = block(x, skip)
        logits: Tensor = self.logits(self.full(x, image))
        return logits

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the feature maps one can look at, input to output: "encoder 1/2" ... "decoder 1/1", "logits"."""
        return tuple(self._stages)

    def stage_module(self, name: str) -> nn.Module:
        """The module whose output ``[n,C,h,w]`` is that stage; put a forward hook on it. ``KeyError`` if unknown."""
        return self._stages[name]
