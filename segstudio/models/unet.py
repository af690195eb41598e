"""The U-Net (Ronneberger et al. 2015) with a pretrained encoder as its contracting path, and a decoder with few
channels. As in FCN (Long et al. 2015), the encoder's features score the classes besides. Knows torch and this room."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor, nn

from segstudio.choices.networks import LOGITS
from segstudio.choices.row import code
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.labels.geometry import Rect
from segstudio.models.contract import Network, tensors_of
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import enlarged, size_of

WIDTHS = (128, 64, 48, 32)  # decoder channels at strides 16, 8, 4, 2
FULL_WIDTH = 16  # channels at stride 1, where each costs most
HALO = 16  # pixels of its own grid that a decoder block gets around the wanted part; it and later blocks need 14
FULL_HALO = 16  # the same for the last block, in pixels of the image
FINE = 400  # side of the parts in which the finest features are computed
# Of the features that score the classes besides. With finer ones too the decoder learnt less: membranes 0.75 instead of
# 0.76 after a minute (one seed).
SCORED = STRIDES[-2:]


def _conv(channels_in: int, channels_out: int) -> nn.Sequential:
    """3x3 convolution, BatchNorm (unlike GroupNorm, no pixel far away changes a logit, so tiles equal the whole image),
    ReLU."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(inplace=True),
    )


def _enlarge(upsampling: str, channels_in: int, channels_out: int) -> nn.Module:
    up: nn.Module = code(UPSAMPLINGS[upsampling].build)(channels_in, channels_out)
    return up


class DecoderBlock(nn.Module):
    """Enlarge ``x`` to the size of ``skip``, concatenate both, two convolutions."""

    def __init__(self, channels_in: int, skip: int, channels_out: int, upsampling: str) -> None:
        super().__init__()
        self.up = _enlarge(upsampling, channels_in, channels_out)
        self.mix = nn.Sequential(_conv(channels_out + skip, channels_out), _conv(channels_out, channels_out))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        mixed: Tensor = self.mix(torch.cat((self.up(x, skip.shape[-2:]), skip), dim=1))
        return mixed


class FullBlock(nn.Module):
    """The last step to stride 1. No encoder has a feature there, so a small convolution of the image takes its place:
    without it lines of one pixel are lost in the first stride of the encoder."""

    def __init__(self, channels_in: int, channels_out: int, upsampling: str, inputs: int) -> None:
        super().__init__()
        self.stem = _conv(inputs, channels_out)
        self.up = _enlarge(upsampling, channels_in, channels_out)
        self.mix = _conv(2 * channels_out, channels_out)

    def forward(self, x: Tensor, image: Tensor) -> Tensor:
        mixed: Tensor = self.mix(torch.cat((self.up(x, image.shape[-2:]), self.stem(image)), dim=1))
        return mixed


class Scores(nn.ModuleList):
    """Scores of each class by features of the encoder alone, which begin as 0: a 1x1 convolution for each stride of
    SCORED. They learn at once what the encoder knows, which a narrow decoder takes a hundred steps to hand on."""

    def __init__(self, widths: Sequence[int], classes: int) -> None:
        super().__init__(nn.Conv2d(width, classes, 1, bias=False) for width in widths)
        for weight in self.parameters():
            nn.init.zeros_(weight)

    def forward(self, features: Sequence[Tensor]) -> Tensor:
        """The sum ``[n,classes,h,w]`` at the first of ``features`` ``[n,C,h,w]``, whose strides are SCORED."""
        *finer, last = zip(self, features, strict=True)
        total: Tensor = last[0](last[1])
        for score, feature in reversed(finer):
            total = enlarged(total, 2, size_of(feature)) + score(feature)
        return total


class UNet(Network):
    """``forward``: ``float32[n,channels,h,w]`` in 0..1, any ``h, w >= 1`` -> logits ``float32[n,classes,h,w]``.

    ``encoder`` and ``upsampling``: rows of ENCODERS and UPSAMPLINGS. ``scores``: ``None`` in one of an earlier version.
    """

    stride = STRIDES[-1]
    reach = 320  # with 256 some pixels differ by 2e-3, with 320 by 1e-6
    embedding = ("encoder 1/16", "encoder 1/32")

    def __init__(self, encoder: str, classes: int, upsampling: str = "bilinear", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels)
        skips = self.encoder.channels[-2::-1]  # strides 16, 8, 4, 2
        inputs = (self.encoder.channels[-1], *WIDTHS[:-1])
        self.decoder = nn.ModuleList(
            DecoderBlock(*channels, upsampling) for channels in zip(inputs, skips, WIDTHS, strict=True)
        )
        self.full = FullBlock(WIDTHS[-1], FULL_WIDTH, upsampling, channels)
        self.logits = nn.Conv2d(FULL_WIDTH, classes, 1)
        self.scores: Scores | None = Scores(self.encoder.channels[-len(SCORED) :], classes)
        self.sum = nn.Identity()  # of decoder and scores: a stage to look at

    def forward(self, image: Tensor) -> Tensor:
        *skips, x = self.encoder(image)
        scored = self._scored([*skips, x])
        for block, skip in zip(self.decoder, reversed(skips), strict=True):
            x = block(x, skip)
        logits: Tensor = self.logits(self.full(x, image))
        if scored is not None:
            logits = logits + enlarged(scored, SCORED[0], size_of(image))
        return self._looked_at(logits)

    def _scored(self, features: Sequence[Tensor]) -> Tensor | None:
        """What the scores say at the first stride of SCORED."""
        return self.scores(features[-len(SCORED) :]) if self.scores is not None else None

    def _looked_at(self, logits: Tensor) -> Tensor:
        found: Tensor = self.sum(logits)  # a hook on it sees them
        return found

    def as_stored(self, stored: Collection[str]) -> None:
        if not any(name.startswith("scores.") for name in stored):
            self.scores = None

    @property
    def head(self) -> nn.Conv2d:
        return self.logits

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        parts = (self.logits,) if self.scores is None else (self.logits, self.scores)
        return dict.fromkeys(tensors_of(self, *parts), (0,))

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        named = {f"encoder 1/{s}": tap for s, tap in zip(STRIDES, self.encoder.taps, strict=True)}
        named |= {f"decoder 1/{s}": block for s, block in zip(STRIDES[-2::-1], self.decoder, strict=True)}
        return named | {"decoder 1/1": self.full}

    @property
    def stages(self) -> dict[str, nn.Module]:
        return {**self.features, LOGITS: self.sum}

    def part_logits(self, image: Tensor, keep: Rect) -> Tensor:
        """As in ``Network``; the decoder is computed only around ``keep``."""
        *skips, x = self.encoder(image)
        scored = self._scored([*skips, x])
        corner = (0, 0)  # of x, in pixels of the image
        *coarse, finest = zip(self.decoder, reversed(skips), STRIDES[-2::-1], strict=True)
        for block, skip, stride in coarse:
            x, corner = _decoded(block, x, skip, stride, keep, corner)
        # The rest part by part: in large features each pixel takes up to twice as long.
        rows = []
        for top in range(keep.y, keep.bottom, FINE):
            parts = [Rect(left, top, FINE, FINE).intersect(keep) for left in range(keep.x, keep.right, FINE)]
            rows.append(torch.cat([self._finest(finest, image, x, part, corner) for part in parts], -1))
        logits = torch.cat(rows, -2)
        if scored is not None:
            logits = logits + _enlarged_part(scored, SCORED[0], keep)
        return self._looked_at(logits)

    def _finest(
        self, last: tuple[nn.Module, Tensor, int], image: Tensor, x: Tensor, keep: Rect, corner: tuple[int, int]
    ) -> Tensor:
        """Logits of ``keep`` from the features ``x`` before the decoder's ``last`` block."""
        block, skip, stride = last
        x, corner = _decoded(block, x, skip, stride, keep, corner)
        part = _on_grid(keep.grow(FULL_HALO).clip(image.shape[-2:]), 2, image.shape[-2:])
        fine = self.logits(self.full(_cut(x, part, 2, corner), _cut(image, part, 1, (0, 0))))
        found: Tensor = fine[..., *keep.relative_to(part).slices]
        return found


def _decoded(
    block: nn.Module, x: Tensor, skip: Tensor, stride: int, keep: Rect, corner: tuple[int, int]
) -> tuple[Tensor, tuple[int, int]]:
    """The output of a decoder block for ``keep`` with a margin, and its corner (y, x)."""
    size = (skip.shape[-2] * stride, skip.shape[-1] * stride)
    part = _on_grid(keep.grow(HALO * stride).clip(size), 2 * stride, size)
    return block(_cut(x, part, 2 * stride, corner), _cut(skip, part, stride, (0, 0))), (part.y, part.x)


def _enlarged_part(x: Tensor, stride: int, keep: Rect) -> Tensor:
    """The part ``keep`` of ``x`` enlarged ``stride`` times; the pixels around a part decide its border."""
    size = (x.shape[-2] * stride, x.shape[-1] * stride)
    part = _on_grid(keep.grow(stride).clip(size), stride, size)
    return enlarged(_cut(x, part, stride, (0, 0)), stride, (part.h, part.w))[..., *keep.relative_to(part).slices]


def _on_grid(rect: Rect, step: int, size: tuple[int, ...]) -> Rect:
    """``rect`` grown to corners at multiples of ``step``, inside an image of ``size`` (h, w)."""
    x, y = rect.x // step * step, rect.y // step * step
    right, bottom = -(-rect.right // step) * step, -(-rect.bottom // step) * step
    return Rect(x, y, right - x, bottom - y).clip(size)


def _cut(x: Tensor, rect: Rect, stride: int, corner: tuple[int, int]) -> Tensor:
    """The part ``rect`` of a feature of ``stride`` whose corner is at ``corner`` (y, x). A copy: torch.cat takes ten
    times as long for parts of larger tensors."""
    top, left = (rect.y - corner[0]) // stride, (rect.x - corner[1]) // stride
    part = x[..., top : top + rect.h // stride, left : left + rect.w // stride]
    return part.contiguous(memory_format=torch.channels_last)
