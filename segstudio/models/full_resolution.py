"""The simplest network for every pixel: convolutions at full resolution, one after the other. It sees few pixels around
each, and costs much for what it sees. Knows torch and this room."""

from __future__ import annotations

from torch import Tensor, nn

from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import Standardised, conv_norm

LAYERS, WIDTH = 6, 64


class FullResolution(Network):
    """LAYERS 3x3 convolutions with BatchNorm and ReLU; begins at random."""

    stride = 1
    reach = LAYERS
    embedding = ("convolution 5", "convolution 6")

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.standardised = Standardised(channels)
        widths = (channels, *[WIDTH] * LAYERS)
        self.layers = nn.ModuleList(conv_norm(a, b) for a, b in zip(widths, widths[1:], strict=False))
        self.score = nn.Conv2d(WIDTH, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.standardised(image)
        for layer in self.layers:
            x = layer(x)
        logits: Tensor = self.score(x)
        return logits

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def features(self) -> dict[str, nn.Module]:
        return {f"convolution {number}": layer for number, layer in enumerate(self.layers, 1)}
