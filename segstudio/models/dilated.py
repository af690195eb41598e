"""Networks that see far by dilated convolutions instead of strides: the context module (Yu and Koltun 2016) and the
atrous pyramid of DeepLab (Chen et al. 2017, "Rethinking atrous convolution"). Knows torch and this room."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segstudio.models.contract import Network, tensors_of
from segstudio.models.encoders import Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import conv_norm, enlarged, size_of, twice_if_alone

CONTEXT = (1, 1, 2, 4, 8, 16, 1)  # dilations of the context module's layers: together they see 67 x 67
RATES = (6, 12, 18)  # of the pyramid at stride 16
ENCODER_REACH = 320  # as in the U-Net
WIDE = 256  # channels of each of its branches


def encoder_stages(encoder: Encoder) -> dict[str, nn.Module]:
    """The stages of a dilated encoder, whose last ones lie on one grid."""
    return {f"encoder {n}": tap for n, tap in zip(("1/2", "1/4", "1/8", "4", "5"), encoder.taps, strict=True)}


class Dilated(Network):
    """A score for each class at an eighth of the size, and the context module of the paper's basic form, which begins
    as the identity."""

    stride = 8
    reach = ENCODER_REACH + stride * (sum(CONTEXT) + 1)
    embedding = ("encoder 4", "encoder 5")

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels, self.stride)
        self.front = nn.Conv2d(self.encoder.channels[-1], classes, 1)
        self.context = nn.Sequential()
        for dilation in CONTEXT:
            conv = nn.Conv2d(classes, classes, 3, padding=dilation, dilation=dilation)
            self.context.extend((_identity(conv), nn.ReLU()))
        self.score = nn.Conv2d(classes, classes, 1)
        _identity(self.score)

    def forward(self, image: Tensor) -> Tensor:
        logits = self.score(self.context(self.front(self.encoder(image)[-1])))
        return enlarged(logits, self.stride, size_of(image))

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = dict.fromkeys(tensors_of(self, self.front, self.context, self.score), (0,))
        between = (name for name in tensors_of(self, self.context, self.score) if name.endswith("weight"))
        return found | dict.fromkeys(between, (0, 1))

    @property
    def features(self) -> dict[str, nn.Module]:
        return encoder_stages(self.encoder) | {"front end": self.front, "context": self.context}


class DeepLab(Network):
    """The atrous pyramid: 1x1, three 3x3 of other dilations, and what the whole image is like."""

    stride = 16
    reach = ENCODER_REACH + stride * (RATES[-1] + 1)
    embedding = ("encoder 5", "pyramid")

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels, self.stride)
        last = self.encoder.channels[-1]
        self.branches = nn.ModuleList((conv_norm(last, WIDE, 1), *(conv_norm(last, WIDE, 3, rate) for rate in RATES)))
        self.whole = nn.Sequential(nn.AdaptiveAvgPool2d(1), conv_norm(last, WIDE, 1))
        self.pyramid = conv_norm((len(self.branches) + 1) * WIDE, WIDE, 1)
        self.drop = nn.Dropout(0.1)
        self.score = nn.Conv2d(WIDE, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.encoder(twice_if_alone(image, self.training))[-1]
        seen = [branch(x) for branch in self.branches]
        whole = self.whole(x).expand(len(x), -1, *x.shape[-2:])
        pyramid = self.pyramid(torch.cat((*seen, whole), dim=1))
        return enlarged(self.score(self.drop(pyramid)), self.stride, size_of(image))[: len(image)]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        return encoder_stages(self.encoder) | {"pyramid": self.pyramid}


def _identity(conv: nn.Conv2d) -> nn.Conv2d:
    """Let a convolution from classes to as many begin as the identity."""
    nn.init.dirac_(conv.weight)
    nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
    return conv
