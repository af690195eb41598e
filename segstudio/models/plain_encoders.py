"""Encoders that torchvision has in another form: AlexNet, VGG-16 and ConvNeXt-Tiny without their classifiers, whose
features lie at ``ceil(side / stride)`` for images of any size. Their tensors have torchvision's names.
"""

from __future__ import annotations

from collections.abc import Sequence

import torchvision
from torch import Tensor, nn
from torchvision.models.vgg import make_layers

VGG_WIDTHS = (64, 128, 256, 512, 512)
VGG_CONVOLUTIONS = (2, 2, 3, 3, 3)  # before each of the five poolings of VGG-16


class Vgg16(nn.Module):
    """The 13 convolutions of VGG-16 (Simonyan and Zisserman 2015), of ``widths`` channels between two poolings."""

    def __init__(self, norm: bool = False, widths: Sequence[int] = VGG_WIDTHS) -> None:
        super().__init__()
        stages = ([width] * count + ["M"] for width, count in zip(widths, VGG_CONVOLUTIONS, strict=True))
        self.features = make_layers([step for stage in stages for step in stage], batch_norm=norm)
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                layer.ceil_mode = True
            elif isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.features(x)
        return found


def vgg16() -> nn.Module:
    """VGG-16 as published."""
    return Vgg16()


def vgg16_bn() -> nn.Module:
    """VGG-16 with BatchNorm after each convolution."""
    return Vgg16(norm=True)


class FromQuarter(nn.Module):
    """Features that begin at stride 4; ``shrunk``, the image at half its size, takes the place of those at stride 2."""

    def __init__(self, features: nn.Module) -> None:
        super().__init__()
        self.shrunk = nn.AvgPool2d(2, ceil_mode=True)
        self.features = features

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.shrunk(x), self.features(x)


def alexnet() -> nn.Module:
    """AlexNet (Krizhevsky et al. 2012, in the form of torchvision); three pixels more of padding at the first layer and
    one at each pooling keep its features on the grid."""

    def pool() -> nn.Module:
        return nn.MaxPool2d(3, 2, padding=1)

    layers = [nn.Conv2d(3, 64, 11, 4, padding=5), nn.ReLU(inplace=True), pool()]
    layers += [nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(inplace=True), pool()]
    for channels_in, channels_out in ((192, 384), (384, 256), (256, 256)):
        layers += [nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.ReLU(inplace=True)]
    return FromQuarter(nn.Sequential(*layers, pool()))


class PaddedConv(nn.Conv2d):
    """A convolution whose kernels do not overlap, with zeros to the right and below up to whole kernels."""

    def forward(self, x: Tensor) -> Tensor:
        rows, columns = (-side % step for side, step in zip(x.shape[-2:], self.stride, strict=True))
        return super().forward(nn.functional.pad(x, (0, columns, 0, rows)) if rows or columns else x)


def convnext_tiny() -> nn.Module:
    """ConvNeXt-Tiny (Liu et al. 2022)."""
    features = torchvision.models.convnext_tiny(weights=None).features
    for place in (features[0], features[2], features[4], features[6]):
        for name, layer in place.named_children():
            if isinstance(layer, nn.Conv2d):
                padded = PaddedConv(layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride)  # type: ignore[arg-type]
                padded.load_state_dict(layer.state_dict())
                setattr(place, name, padded)
    return FromQuarter(features)
