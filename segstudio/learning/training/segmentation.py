"""Learning to name the class of every labelled pixel: patches of the project, their loss, class weights, the head.

Owns what is drawn when, and what an answer costs. Must not import Qt.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.errors import Cancelled, said
from segstudio.learning.data.patch_source import Patch
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.live_network import parameter_groups
from segstudio.learning.network.tile_grid import up_to
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.plan.recipe import OPEN
from segstudio.learning.training.losses import segmentation_loss
from segstudio.learning.training.mean_teacher import disagreement, held, rise
from segstudio.learning.training.preparation import Preparation
from segstudio.learning.training.stepper import Objective, Stepper, Stop, adamw
from segstudio.models.contract import Network

MEMORY = 0.98  # of the count of drawn pixels, per step
HEAVIEST = 30.0
SMALLEST = 64  # patch side below which a shortage of memory is not cured


class Batch(NamedTuple):
    """``image`` ``float32[n,3,s,s]``, its ``target`` ``int64[n,s,s]`` and, where they were asked for, its ``border``
    weights ``float32[n,s,s]``."""

    image: Tensor
    target: Tensor
    border: Tensor | None


class Segmentation(Objective):
    """The classes of a project's labels. ``drawn``: pixels drawn of each class, the older the less."""

    def __init__(self, prepared: Preparation) -> None:
        self._recipe = prepared.recipe
        self._phase = prepared.recipe.phases[0]
        self.size, self.clip = prepared.recipe.batch, prepared.recipe.clip
        # Patches larger than every image would only add mirrored border.
        self._least = max(SMALLEST, prepared.net.smallest)
        self._limit = max(self._least, up_to(prepared.longest_side(), prepared.net.stride))
        self._source, self.random = prepared.source, prepared.source.random
        self._new_head = prepared.new_head
        self._own_weights = None if prepared.class_weights is None else torch.tensor(prepared.class_weights)
        self.drawn = np.ones(len(prepared.ids))

    @property
    def pixels(self) -> int:
        """Pixels of a step once patches have their full size."""
        return self.size * min(self._recipe.largest, self._limit) ** 2

    def optimisers(self, net: Network) -> list[torch.optim.Optimizer]:
        """The trunk may have a rate of its own."""
        rate = self._recipe.rate
        return [adamw(parameter_groups(net, rate, rate * self._recipe.encoder_rate), rate)]

    def begin_step(self, loop: Stepper, elapsed: float) -> None:
        """The side of the patches, and whether the trunk keeps its weights: then it needs no gradients and is twice
        as fast."""
        spent = loop.budget.spent(loop.step, elapsed)
        self._phase = self._recipe.phase(loop.step, spent if loop.budget.long else None)
        self.side = max(min(self._phase.size, self._limit), loop.net.smallest)
        if loop.net.trunk is not None:
            frozen = (spent if loop.budget.limited else loop.step / OPEN) < self._recipe.frozen
            loop.net.trunk.requires_grad_(not frozen)

    def batch(self, loop: Stepper) -> Batch:
        """Patches of the project."""
        patches = [self._patch(loop.stop) for _ in range(self.size)]
        image = torch.from_numpy(np.stack([patch.image for patch in patches]))
        target = torch.from_numpy(np.stack([patch.target for patch in patches]))
        weights = [patch.border for patch in patches if patch.border is not None]
        where = loop.device.torch
        border = torch.from_numpy(np.stack(weights)).to(where, non_blocking=True) if weights else None
        image = image.to(where, non_blocking=True).contiguous(memory_format=torch.channels_last)
        return Batch(image, target.to(where, non_blocking=True).long(), border)

    def _patch(self, stop: Stop) -> Patch:
        if stop():
            raise Cancelled
        return self._source.draw(self.side, self._recipe.augment, self._phase.shrink)

    def loss(self, loop: Stepper, batch: Batch) -> tuple[Tensor, Tensor]:
        """That of the labels is reported; beside it what it costs to leave the running average."""
        logits = loop.answer(loop.net, batch.image)
        if loop.step == 0 and self._new_head:
            logits = logits - _centre(loop, logits.detach())
        weights = self._class_weights(batch.target)
        loss = segmentation_loss(logits, batch.target, self._recipe.loss, weights, batch.border)
        return loss + self._drift(loop, logits, batch), loss

    def _drift(self, loop: Stepper, logits: Tensor, batch: Batch) -> Tensor | float:
        """What it costs to leave the running average where nothing is labelled."""
        count = held(batch.target) if self._recipe.agreement else 0
        weight = self._recipe.agreement * rise(loop.step)
        if not (count and weight):
            return 0.0
        with interruptible(loop.average.net, loop.stop), torch.no_grad():
            average = loop.answer(loop.average.net, batch.image[:count])
        return weight * disagreement(logits[:count], average, batch.target[:count])

    def _class_weights(self, target: Tensor) -> Tensor | None:
        """Weights of the cross-entropy by what was drawn lately: patches around a speck are nearly all surroundings.
        Where a person gave weights, those."""
        if self._own_weights is not None:
            return self._own_weights.to(target.device)
        if not self._recipe.balance:
            return None
        drawn = torch.bincount(target.flatten(), minlength=256)[: len(self.drawn)]
        self.drawn = MEMORY * self.drawn + drawn.cpu().numpy()
        weights = class_weights(self.drawn, self._recipe.balance)
        return torch.from_numpy(weights).to(target.device)

    def shrink(self) -> str:
        """Fewer patches, then smaller ones."""
        if self.size > 1:
            return super().shrink()
        if self.side <= self._least:
            raise ShortOfMemory
        self._limit = self.side = max(self._least, self.side // 2)
        return said("Memory is short: training continues with patches of {size} pixels.", size=self._limit)


def segmentation_stepper(prepared: Preparation, stop: Stop) -> Stepper:
    """The loop that trains a prepared network."""
    return Stepper(
        prepared.net,
        Segmentation(prepared),
        prepared.budget,
        prepared.device,
        prepared.precision,
        stop,
        prepared.threads,
        prepared.resume_state,
    )


@torch.no_grad()
def _centre(loop: Stepper, logits: Tensor) -> Tensor:
    """Take the mean of a new head's first logits ``[n,K,h,w]`` off its biases, and return it ``[1,K,1,1]``: over
    features that are all positive random weights prefer one class by far, and some seeds took ten seconds to
    forget it (a start from data as in Mishkin and Matas, All you need is a good init, ICLR 2016)."""
    mean = logits.float().mean((0, 2, 3))
    for net in (loop.net, loop.average.net):
        if net.head.bias is None:
            return torch.zeros_like(mean)[None, :, None, None].to(logits.dtype)
        net.head.bias -= mean
    return mean[None, :, None, None].to(logits.dtype)


def class_weights(pixels: NDArray[np.float64], power: float) -> NDArray[np.float32]:
    """``(mean / pixels) ** power`` per class, at most HEAVIEST times the lightest; 1 on average over the pixels."""
    weights = (pixels.sum() / np.maximum(pixels, 1)) ** power
    weights = np.minimum(weights, HEAVIEST * weights.min())
    return np.asarray(weights * pixels.sum() / (weights * pixels).sum(), np.float32)
