"""SegNet (Badrinarayanan, Kendall, Cipolla 2015): VGG-16's convolutions with BatchNorm, whose poolings remember where
the maxima were; the decoder puts values back at these places. Knows torch and this room."""

from __future__ import annotations

from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.contract import Network
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import conv_norm, size_of, to_multiple


class Places(NamedTuple):
    """Where the maxima of a pooling were: flat indices ``int64[n,C,h/2,w/2]`` in a plane of ``size`` (h, w)."""

    indices: Tensor
    size: tuple[int, int]


def pooled(encoder: Encoder, image: Tensor) -> tuple[Tensor, list[Places]]:
    """The output of a VGG after its five poolings, and the places of their maxima. ``image``: sides of multiples of
    32."""
    places: list[Places] = []
    x: Tensor = (image - encoder.mean) / encoder.std
    for layer in encoder.trunk.get_submodule("features").children():
        if isinstance(layer, nn.MaxPool2d):
            size = size_of(x)
            x, indices = F.max_pool2d_with_indices(encoder.taps[len(places)](x), (2, 2))
            places.append(Places(indices, size))
        else:
            x = layer(x)
    return x, places


def unpooled(x: Tensor, places: Places) -> Tensor:
    """Max unpooling: each value at the place of its maximum, 0 elsewhere. By scatter, which ONNX has too."""
    n, channels, (h, w) = *x.shape[:2], places.size
    plane = x.new_zeros(n, channels, h * w).scatter(2, places.indices.flatten(2), x.flatten(2))
    return plane.view(n, channels, h, w)


class SegNet(Network):
    """``encoder``: a VGG-16 of ENCODERS. The stages "encoder 1/s" are what its poolings get."""

    stride = STRIDES[-1]
    reach = 224  # 106 and up to 31 of the encoder, 90 of the decoder's convolutions
    embedding = ("encoder 1/16",)

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels)
        convolutions = [m for m in self.encoder.trunk.modules() if isinstance(m, nn.Conv2d)]
        first, second, third, fourth, fifth = (convolutions[at].out_channels for at in (1, 3, 6, 9, 12))
        widths = ((fifth, fifth, fifth, fourth), (fourth, fourth, fourth, third), (third, third, third, second))
        self.decoder = nn.ModuleList(_stage(*row) for row in (*widths, (second, second, first), (first, first)))
        self.head_of_all = nn.Conv2d(first, classes, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        h, w = size_of(image)
        x, places = pooled(self.encoder, to_multiple(image, self.stride))
        for block, place in zip(self.decoder, reversed(places), strict=True):
            x = block(unpooled(x, place))
        logits: Tensor = self.head_of_all(x)
        return logits[..., :h, :w]

    @property
    def head(self) -> nn.Conv2d:
        return self.head_of_all

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        full = (1, *STRIDES[:-1])  # what a pooling gets lies at the stride before
        named = {f"encoder 1/{s}": tap for s, tap in zip(full, self.encoder.taps, strict=True)}
        return named | {f"decoder 1/{s}": block for s, block in zip(reversed(full), self.decoder, strict=True)}


def _stage(*widths: int) -> nn.Sequential:
    """Convolutions from each number of channels to the next."""
    return nn.Sequential(*(conv_norm(a, b) for a, b in zip(widths, widths[1:], strict=False)))
