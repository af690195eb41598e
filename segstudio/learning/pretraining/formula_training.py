"""Training of the built-in starting weights: to classify the structures in the images of ``learning.data.formula``.

Must not import Qt or the project room.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from segstudio.choices.starts import NONE
from segstudio.learning.data.formula import KINDS, formula_image
from segstudio.learning.network.start_file import FORMULA_KIND
from segstudio.learning.pretraining.pretrain import StartObjective, StartSettings
from segstudio.learning.training.losses import segmentation_loss
from segstudio.learning.training.stepper import Stepper

ENDLESS = 1 << 40  # images; the budget ends a training, never the data


@dataclass(frozen=True)
class FormulaSettings(StartSettings):
    """Settings for formula images."""

    begin: str = NONE
    workers: int = 1  # processes that draw images


class FormulaDataset(Dataset[tuple[NDArray[np.uint8], NDArray[np.uint8]]]):
    """Image number ``i`` of a seed: ``uint8[size,size,3]`` and mask ``uint8[size,size]``, always the same."""

    def __init__(self, seed: int, size: int) -> None:
        self._seed, self._size = seed, size

    def __len__(self) -> int:
        return ENDLESS

    def __getitem__(self, index: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return formula_image(np.random.default_rng([self._seed, index]), self._size)


class FormulaImages(StartObjective):
    """The kind of structure at every pixel. The images depend on the seed only."""

    kind = FORMULA_KIND
    warm_up, fall = 100, 1.0

    def __init__(self, settings: FormulaSettings, project: Path | None = None) -> None:
        super().__init__(settings, project)
        self.random = np.random.default_rng(settings.seed)
        self._batches = _batches(settings)

    def batch(self, loop: Stepper) -> tuple[Tensor, Tensor]:
        """``float32[n,3,s,s]`` in 0..1 and ``int64[n,s,s]``."""
        images, masks = (part[: self.size].to(loop.device.torch) for part in next(self._batches))
        image = images.permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)
        return image, masks.long()

    def loss(self, loop: Stepper, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """Cross-entropy and Dice."""
        loss = segmentation_loss(loop.answer(loop.net, batch[0]), batch[1])
        return loss, loss

    def channels(self) -> int:
        """One for each kind."""
        return len(KINDS)

    def facts(self) -> dict[str, str]:
        """The names of the kinds."""
        return {"kinds": json.dumps([kind.__name__ for kind in KINDS])}


def _batches(settings: FormulaSettings) -> Iterator[tuple[Tensor, Tensor]]:
    """``uint8[n,s,s,3]`` and ``uint8[n,s,s]``, drawn ahead by other processes."""
    yield from DataLoader(
        FormulaDataset(settings.seed, settings.size),
        settings.batch,
        sampler=range(ENDLESS),
        num_workers=settings.workers,
        prefetch_factor=4 if settings.workers else None,
        multiprocessing_context="spawn" if settings.workers else None,
    )
