"""Starting weights from a project's own images without their labels, by restoring hidden blocks and removing noise.

A U-Net sees patches in which blocks are hidden (Xie et al. 2022, SimMIM) and the rest is noisy (Vincent et al. 2008)
and predicts the clean values: L1 on the hidden and on the visible pixels. Must not import Qt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from segstudio.errors import LearningError, said
from segstudio.learning.data.channels import project_channels
from segstudio.learning.data.unlabelled import UnlabelledPatches
from segstudio.learning.network.start_file import OWN_KIND
from segstudio.learning.pretraining.pretrain import StartObjective, StartSettings
from segstudio.learning.runs.own_start import images_digest, learnable
from segstudio.learning.training.stepper import Stepper
from segstudio.models.unlabelled.corruption import BLOCK, HIDDEN, NOISE, Floats, corrupt, hidden_blocks
from segstudio.project.project import Project

VISIBLE_WEIGHT = 0.5  # of the visible pixels' L1 beside the hidden ones'
FLAT = 1 / 32  # smallest standard deviation that a patch is divided by
LONG_STEP, SLOW_STEPS = 0.2, 3  # with so many steps in a row longer than these seconds, batches are halved


@dataclass(frozen=True)
class ReconstructionSettings(StartSettings):
    """Small patches, so that a step is short and questions in between are answered soon."""

    size: int = 96
    batch: int = 4
    rate: float = 1e-3


def targets(clean: Floats, channels: int) -> Floats:
    """``float32[n,c,s,s]`` -> ``float32[n,channels,s,s]``, each patch at mean 0 and deviation 1, so that faint images
    count as much as strong ones (as in He et al. 2022)."""
    kept = clean if channels == clean.shape[1] else clean.mean(axis=1, keepdims=True)
    mean = kept.mean(axis=(1, 2, 3), keepdims=True)
    return np.asarray((kept - mean) / np.maximum(kept.std(axis=(1, 2, 3), keepdims=True), FLAT), np.float32)


def reconstruction_loss(answer: Tensor, target: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    """Mean absolute errors over the hidden and over the visible pixels (0 without any); ``hidden`` ``bool[n,s,s]``, the
    others ``float32[n,C,s,s]``."""
    error = (answer.float() - target).abs().mean(dim=1)
    return tuple((error * part).sum() / part.sum().clamp(min=1) for part in (hidden, ~hidden))  # type: ignore[return-value]


class Reconstruction(StartObjective):
    """Clean patches of a project's images that are not held out. Raises ProjectError, LearningError."""

    kind = OWN_KIND
    fall = 0.5

    def __init__(self, settings: ReconstructionSettings, project: Path | None) -> None:
        super().__init__(settings, project)
        assert project is not None
        opened = Project.open(project, write=False)
        self._images = learnable(opened)
        if not self._images:
            raise LearningError("There is no image to learn from: all are held out.", "Add images to the project.")
        self.random = np.random.default_rng([settings.seed, 2])
        self._patches = UnlabelledPatches(opened, self._images, settings.size, settings.seed, project_channels(opened))
        self._slow = 0  # steps in a row
        self._named: set[str] = set()  # ids of images that were left out with a sentence

    def channels(self) -> int:
        """1 when all images at hand are grey, else ``inputs``."""
        return self._patches.channels()

    @property
    def inputs(self) -> int:
        """Those of the project's labelled images."""
        return self._patches.inputs

    def is_ready(self) -> bool:
        """Whether an image was read. Raises LearningError when none can be."""
        return self._patches.ready()

    def take_left_out(self) -> list[str]:
        """New sentences about images that cannot be read or are too large."""
        new = {id: reason for id, reason in self._patches.left_out.items() if id not in self._named}
        self._named.update(new)
        return [said("{image} is left out: {reason}", image=id, reason=reason) for id, reason in new.items()]

    def close(self) -> None:
        """Stop reading images."""
        self._patches.close()

    def batch(self, loop: Stepper) -> tuple[Tensor, Tensor, Tensor]:
        """Corrupted patches ``float32[n,c,s,s]``, targets ``float32[n,C,s,s]``, hidden pixels ``bool[n,s,s]``."""
        clean = np.stack([self._patches.draw() for _ in range(self.size)])
        hidden = hidden_blocks(self.random, len(clean), clean.shape[-1])
        arrays = corrupt(clean, hidden, self.random), targets(clean, loop.net.head.out_channels), hidden
        image, target, where = (torch.from_numpy(array).to(loop.device.torch) for array in arrays)
        return image.contiguous(memory_format=torch.channels_last), target, where

    def loss(self, loop: Stepper, batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """The error on hidden pixels is reported."""
        image, target, where = batch
        hidden, visible = reconstruction_loss(loop.answer(loop.net, image), target, where)
        return hidden + VISIBLE_WEIGHT * visible, hidden

    def end_step(self, seconds: float) -> None:
        """Smaller batches on a slow computer, unless a number of steps was asked for, which is reproducible."""
        self._slow = self._slow + 1 if seconds > LONG_STEP else 0
        if self._slow >= SLOW_STEPS and self.size > 1 and not self.settings.steps:
            self.size, self._slow = self.size // 2, 0

    def facts(self) -> dict[str, str]:
        """The corruption, the images that were asked for, and the hashes of those that could be read."""
        read = [entry for entry in self._images if entry.id not in self._patches.left_out]
        corruption = {"block": BLOCK, "hidden": HIDDEN, "noise": NOISE, "visible_weight": VISIBLE_WEIGHT}
        return {
            "corruption": json.dumps(corruption),
            "images": images_digest(self._images),
            "image_hashes": json.dumps(sorted(entry.sha256 for entry in read)),
        }
