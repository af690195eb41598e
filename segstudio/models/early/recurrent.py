"""A network that refines its own answer (Pinheiro and Collobert 2014): it gets the image and what it said last, several
times with the same weights; each time it sees further. Knows torch and models.

Not as in the paper: all times look at the image at its full size, and only the last answer is learnt from, not the sum
over all; what it said last are probabilities.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segstudio.models.contract import Network, tensors_of
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import Standardised, enlarged, size_of, to_multiple

TIMES = 3
SIDE = 7
CELL = 4  # two poolings


class Recurrent(Network):
    """Takes no encoder; begins at random. ``widths``: channels of the two convolutions."""

    stride = CELL
    reach = 72  # each of three times: 15 of convolutions and poolings, 4 to enlarge, and the cell of 4
    embedding = ("time 2", "time 3")
    widths = (25, 50)

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels, self.classes = channels, classes
        first, second = self.widths
        self.standardised = Standardised(channels)
        # One convolution of the image and of the planes of classes, in two parts: the second grows with the classes.
        self.of_image = nn.Conv2d(channels, first, SIDE, padding=SIDE // 2)
        self.of_answer = nn.Conv2d(classes, first, SIDE, padding=SIDE // 2, bias=False)
        self.rest = nn.Sequential(
            nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(first, second, SIDE, padding=SIDE // 2), nn.Tanh(), nn.MaxPool2d(2)
        )
        self.taps = nn.ModuleList(nn.Identity() for _ in range(TIMES))
        self.score = nn.Conv2d(second, classes, 1)

    def forward(self, image: Tensor) -> Tensor:
        size = size_of(image)
        whole = to_multiple(image, self.stride)
        seen = self.of_image(self.standardised(whole))
        answer = whole.new_zeros(len(whole), self.classes, *size_of(whole))  # nothing is known before the first time
        for number, tap in enumerate(self.taps):
            known = seen + self.of_answer(torch.softmax(answer, dim=1)) if number else seen
            answer = enlarged(self.score(tap(self.rest(known))), CELL, size_of(whole))
        return answer[..., : size[0], : size[1]]

    @property
    def head(self) -> nn.Conv2d:
        return self.score

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        outputs: dict[str, tuple[int, ...]] = dict.fromkeys(tensors_of(self, self.score), (0,))
        return outputs | dict.fromkeys(tensors_of(self, self.of_answer), (1,))

    @property
    def features(self) -> dict[str, nn.Module]:
        return {f"time {number}": tap for number, tap in enumerate(self.taps, 1)}
