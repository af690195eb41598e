"""Fully convolutional networks (Long, Shelhamer, Darrell 2015): VGG-16 whose fully connected layers are convolutions, a
score for each class, and skips from finer poolings whose scores are added. Knows torch and this room.

The paper pads images by 100 pixels and cuts the result; here layers keep their size, which is the same but at borders.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.contract import Network, tensors_of
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import size_of, to_multiple

SIDE = 7  # of the last pooling of an image of 224 pixels, which the first fully connected layer sees as a whole


def bilinear_kernel(factor: int) -> Tensor:
    """The kernel ``float32[2*factor,2*factor]`` of a transposed convolution that interpolates bilinearly; the factor is
    even."""
    middle = factor - 0.5
    line = 1 - (torch.arange(2 * factor) - middle).abs() / factor
    return line[:, None] * line


class Enlarge(nn.ConvTranspose2d):
    """A transposed convolution that enlarges ``factor`` times and begins as bilinear interpolation, class by class."""

    def __init__(self, classes: int, factor: int, learnt: bool) -> None:
        # The border is repeated by one pixel, so that it does not fade to 0: 3/2 * factor are cut off again.
        super().__init__(classes, classes, 2 * factor, factor, padding=factor // 2 + factor, bias=False)
        weight = torch.zeros_like(self.weight)
        weight[range(classes), range(classes)] = bilinear_kernel(factor).to(weight.device)
        if learnt:
            self.weight = nn.Parameter(weight)
        else:
            del self.weight
            self.register_buffer("weight", weight, persistent=False)

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        return super().forward(F.pad(x, (1, 1, 1, 1), mode="replicate"), output_size)


class FCN32s(Network):
    """``encoder``: a VGG-16 of ENCODERS. ``wide``: channels of the layers that were fully connected."""

    stride = STRIDES[-1]
    reach = 288  # 212 of the fifth pooling and six steps of 32 of a 7 x 7 layer, half to each side; 32 to enlarge
    embedding = ("encoder 1/32", "conv7")
    wide = 4096
    skips = 0  # finer poolings that vote

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels)
        _, third, fourth, _, last = self.encoder.channels
        self.conv6 = nn.Sequential(nn.Conv2d(last, self.wide, SIDE, padding=SIDE // 2), nn.ReLU(True), nn.Dropout())
        self.conv7 = nn.Sequential(nn.Conv2d(self.wide, self.wide, 1), nn.ReLU(True), nn.Dropout())
        self.score = nn.Conv2d(self.wide, classes, 1)
        self.pool = nn.MaxPool2d(2)  # the encoder gives features before the third and fourth pooling
        self.votes = nn.ModuleList(nn.Conv2d(wide, classes, 1) for wide in (fourth, third)[: self.skips])
        self.ups = nn.ModuleList(Enlarge(classes, 2, learnt=True) for _ in self.votes)
        for vote in self.votes:  # as in the paper: what is new begins by changing nothing
            vote.load_state_dict({name: torch.zeros_like(value) for name, value in vote.state_dict().items()})
        self.full = Enlarge(classes, STRIDES[-1 - self.skips], learnt=False)

    def forward(self, image: Tensor) -> Tensor:
        h, w = size_of(image)
        _, third, fourth, _, x = self.encoder(to_multiple(image, self.stride))
        logits = self.score(self.conv7(self.conv6(x)))
        for vote, up, skip in zip(self.votes, self.ups, (fourth, third), strict=False):
            logits = up(logits) + vote(self.pool(skip))
        full: Tensor = self.full(logits)
        return full[..., :h, :w]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        each, between = tensors_of(self, self.score, self.votes), tensors_of(self, self.ups)
        return dict.fromkeys(each, (0,)) | dict.fromkeys(between, (0, 1))

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        named: dict[str, nn.Module] = {f"encoder 1/{s}": tap for s, tap in zip(STRIDES, self.encoder.taps, strict=True)}
        return named | {"conv6": self.conv6, "conv7": self.conv7}

    def of_classifier(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return convolved(tensors, self.wide, self.encoder.channels[-1])


class FCN16s(FCN32s):
    """The fourth pooling votes too."""

    skips = 1


class FCN8s(FCN32s):
    """The fourth and third pooling vote too."""

    skips = 2


def convolved(tensors: Mapping[str, Tensor], wide: int, channels: int) -> dict[str, Tensor]:
    """The first two fully connected layers of VGG-16, by torchvision's names, as the convolutions ``conv6`` and
    ``conv7``; empty if they are not there or of another size."""
    if getattr(tensors.get("classifier.0.weight"), "shape", None) != (wide, channels * SIDE**2):
        return {}
    found = {"conv6.0.weight": tensors["classifier.0.weight"].reshape(wide, channels, SIDE, SIDE)}
    if "classifier.3.weight" in tensors:
        found["conv7.0.weight"] = tensors["classifier.3.weight"][..., None, None]
    for theirs, mine in (("classifier.0.bias", "conv6.0.bias"), ("classifier.3.bias", "conv7.0.bias")):
        if theirs in tensors:
            found[mine] = tensors[theirs]
    return found
