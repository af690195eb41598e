"""What every method of learning without labels offers, so that training, the map of images, unusual places, samples and
starts work with any of them."""

from __future__ import annotations

from abc import abstractmethod

import torch
from torch import Tensor, nn

from segstudio.models.encoders import Encoder


class UnlabelledModel(nn.Module):
    """Learns from square patches ``float32[n,c,side,side]`` in 0..1. It owns its optimizers, since some methods need
    several, or none.

    ``side``: pixels of a patch. ``batch``: patches of a step. ``size``: numbers of a code. ``generative``: it has
    ``sample``. ``restores``: it has ``restore``; without it, nothing tells where a patch is unusual.
    """

    side: int = 96
    batch: int = 8
    size: int
    restores: bool = True
    generative: bool = False

    @property
    def trunk(self) -> Encoder | None:
        """The part that a segmentation network can start from; ``None``: it has none."""
        return None

    @abstractmethod
    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        """One step on ``clean`` patches; ``done``: share 0..1 of the budget that is spent (for methods that go layer by
        layer). Returns the figures of its row in METHODS by their keys, those of this stage only."""
        raise NotImplementedError

    @abstractmethod
    def code(self, image: Tensor) -> Tensor:
        """Patches -> codes ``float32[n,size]``: close for alike patches."""
        raise NotImplementedError

    def restore(self, image: Tensor) -> Tensor:
        """Patches -> the same as the model restores them, in 0..1; nothing is hidden and no noise added."""
        raise LookupError(f"{type(self).__name__} restores nothing")

    def decode(self, codes: Tensor) -> Tensor:
        """Codes ``float32[n,size]`` -> patches in 0..1, for a walk between two images."""
        raise LookupError(f"{type(self).__name__} does not draw")

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        """``count`` new patches in 0..1."""
        raise LookupError(f"{type(self).__name__} does not draw")

    def optimizer_state(self) -> dict[str, Tensor]:
        """What ``learn`` needs beside the weights to go on later, as flat tensors."""
        return {}

    def load_optimizer_state(self, state: dict[str, Tensor]) -> None:
        """The opposite of ``optimizer_state``. Raises KeyError, ValueError for tensors that do not fit."""
