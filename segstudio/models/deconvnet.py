"""DeconvNet (Noh, Hong, Han 2015): VGG-16 with its fully connected layers, and its mirror image of unpooling and
deconvolution. Knows torch and this room."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from segstudio.models.contract import Network
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.fcn import SIDE, convolved
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import size_of, to_multiple, twice_if_alone
from segstudio.models.segnet import pooled, unpooled


class DeconvNet(Network):
    """``encoder``: a VGG-16 of ENCODERS; ``wide``: channels of the layers that were fully connected. They see 7 x 7
    places at once, so that an image has at least 224 pixels a side, the size of the paper."""

    stride = STRIDES[-1]
    smallest = SIDE * STRIDES[-1]
    reach = 448  # 106 and up to 31 of VGG-16, six steps of 32 to either side, and 106 of its mirror image
    embedding = ("encoder 1/16", "fc7")
    wide = 4096

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels)
        convolutions = [m for m in self.encoder.trunk.modules() if isinstance(m, nn.Conv2d)]
        first, second, third, fourth, fifth = (convolutions[at].out_channels for at in (1, 3, 6, 9, 12))
        self.conv6 = _normed(nn.Conv2d(fifth, self.wide, SIDE))
        self.conv7 = _normed(nn.Conv2d(self.wide, self.wide, 1))
        self.deconv6 = _normed(nn.ConvTranspose2d(self.wide, fifth, SIDE))
        self.decoder = nn.ModuleList(
            (
                _mirrored(fifth, fifth, fifth, fifth),
                _mirrored(fourth, fourth, fourth, third),
                _mirrored(third, third, third, second),
                _mirrored(second, second, first),
                _mirrored(first, first, first),
            )
        )
        self.score = nn.Conv2d(first, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        n, (h, w) = len(image), size_of(image)
        x, places = pooled(self.encoder, twice_if_alone(to_multiple(image, self.stride), self.training))
        x = self.deconv6(self.conv7(self.conv6(x)))
        for block, place in zip(self.decoder, reversed(places), strict=True):
            x = block(unpooled(x, place))
        logits: Tensor = self.score(x)
        return logits[:n, :, :h, :w]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        full = (1, *STRIDES[:-1])
        named = {f"encoder 1/{s}": tap for s, tap in zip(full, self.encoder.taps, strict=True)}
        named |= {"fc6": self.conv6, "fc7": self.conv7, "deconvolved fc6": self.deconv6}
        return named | {f"decoder 1/{s}": block for s, block in zip(reversed(full), self.decoder, strict=True)}

    def of_classifier(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return convolved(tensors, self.wide, self.encoder.channels[-1])


def _normed(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Sequential:
    """A layer, BatchNorm, ReLU."""
    return nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels), nn.ReLU(inplace=True))


def _mirrored(*widths: int) -> nn.Sequential:
    """3x3 deconvolutions from each number of channels to the next."""
    pairs = zip(widths, widths[1:], strict=False)
    return nn.Sequential(*(_normed(nn.ConvTranspose2d(a, b, 3, padding=1)) for a, b in pairs))
