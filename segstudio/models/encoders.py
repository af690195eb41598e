"""Encoders: torchvision classification networks cut open at strides 2, 4, 8, 16 and 32.

Owns the module that runs a row of ``choices.encoders``. Knows torch and torchvision; it never fetches weights
(``learning.network.weights`` does).
"""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.feature_extraction import create_feature_extractor

from segstudio.choices.encoders import ENCODERS, encoder_name
from segstudio.choices.row import check, code
from segstudio.errors import WeightsError

STRIDES = (2, 4, 8, 16, 32)

# Mean and standard deviation per channel of ImageNet in 0..1, which every torchvision weight was trained with.
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class Encoder(nn.Module):
    """A row of ENCODERS as a pyramid of features.

    ``forward``: ``float32[n,3,h,w]`` in 0..1 -> five tensors ``[n, channels[i], ceil(h / strides[i]), ...]``.
    Starts from random weights; ``LearningError`` for a name that is no row. The tensors of ``trunk`` keep
    torchvision's names.
    """

    strides = STRIDES
    mean: Tensor
    std: Tensor

    def __init__(self, name: str) -> None:
        check(name, ENCODERS, "encoder")
        super().__init__()
        row = ENCODERS[name]
        self.name = name
        self.frozen_statistics = False
        self.trunk: nn.Module = create_feature_extractor(
            code(row.build)(weights=None), {node: str(i) for i, node in enumerate(row.nodes)}
        )
        # The traced graph calls only its innermost modules, so a hook on "layer1" would never fire: these taps do.
        self.taps = nn.ModuleList(nn.Identity() for _ in STRIDES)
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1), persistent=False)
        self.channels: tuple[int, ...] = self._measure()

    @torch.no_grad()
    def _measure(self) -> tuple[int, ...]:
        """Channels of the five features, by one dry run on an image of 32 x 32 pixels."""
        self.trunk.eval()
        features = self.trunk(torch.zeros(1, 3, 32, 32))
        self.trunk.train()
        return tuple(int(features[str(i)].shape[1]) for i in range(len(STRIDES)))

    def forward(self, image: Tensor) -> list[Tensor]:
        x = (image - self.mean) / self.std
        n, _, h, w = x.shape
        # BatchNorm in training needs two values per channel; the deepest feature of one tiny image has a single one.
        alone = self.training and n * math.ceil(h / STRIDES[-1]) * math.ceil(w / STRIDES[-1]) == 1
        features = self.trunk(torch.cat((x, x)) if alone else x)
        # Cut only where it was doubled: the gradient of a cut is a copy in another memory order, slow to add to others.
        return [tap(features[str(i)][:n] if alone else features[str(i)]) for i, tap in enumerate(self.taps)]

    def freeze_statistics(self, frozen: bool = True) -> None:
        """Hold BatchNorm at its running statistics in training too: a batch of 2-4 patches makes poor ones.

        For pretrained weights only: random ones have no statistics yet, and their signal fades without BatchNorm.
        """
        self.frozen_statistics = frozen
        self.train(self.training)

    def train(self, mode: bool = True) -> Encoder:
        super().train(mode)
        if mode and self.frozen_statistics:
            for module in self.trunk.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Encoder:
        # torchvision's copy of a traced trunk always comes back in training mode, whatever the original's.
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin.__dict__ = copy.deepcopy(self.__dict__, memo)
        return twin.train(self.training)

    def load_weights(self, state: Mapping[str, Tensor]) -> None:
        """Copy tensors in by torchvision's names; names that ``state`` lacks keep their values.

        ``WeightsError`` for a name that this encoder has not, or another shape; then nothing is copied.
        """
        own = self.trunk.state_dict()
        for name, value in state.items():
            if name not in own or own[name].shape != value.shape:
                title = encoder_name(self.name)
                raise WeightsError(
                    "The tensor {name} does not fit {title}.", "Choose other weights.", name=name, title=title
                )
        self.trunk.load_state_dict(dict(state), strict=False)


@functools.cache
def encoder_shapes(name: str) -> Mapping[str, torch.Size]:
    """Shapes of an encoder's trained tensors by torchvision's names, found without allocating them."""
    with torch.device("meta"):
        trunk = Encoder(name).trunk
    return {key: value.shape for key, value in trunk.state_dict().items() if not key.endswith("num_batches_tracked")}
