"""The objective of a training on labels: patches of the project, their loss, class weights, the new head.

Must not import Qt.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.errors import Cancelled, said
from segstudio.learning.network.interruptible import Stop, interruptible
from segstudio.learning.network.live_network import parameter_groups
from segstudio.learning.network.tile_grid import up_to
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.plan.recipe import OPEN
from segstudio.learning.training.losses import segmentation_loss
from segstudio.learning.training.mean_teacher import disagreement, held, rise
from segstudio.learning.training.preparation import Preparation
from segstudio.learning.training.stepper import Objective, Stepper, adamw
from segstudio.models.contract import Network

MEMORY = 0.98  # factor of the count of drawn pixels at each step
HEAVIEST = 30.0
SMALLEST = 64  # least side of a patch if memory is short


class Batch(NamedTuple):
    """``image`` ``float32[n,3,s,s]``, ``target`` ``int64[n,s,s]`` and, if asked for, ``border`` weights
    ``float32[n,s,s]``."""

    image: Tensor
    target: Tensor
    border: Tensor | None


class Segmentation(Objective):
    """The classes of a project's labels. ``drawn``: count of drawn pixels of each class, in which older ones count
    less."""

    def __init__(self, prepared: Preparation) -> None:
        self._recipe = prepared.recipe
        self._phase = prepared.recipe.phases[0]
        self.size, self.clip = prepared.recipe.batch, prepared.recipe.clip
        self._least = max(SMALLEST, prepared.net.smallest)
        longest = max(max(entry.shape) for entry in prepared.source.entries)
        self._limit = max(self._least, up_to(longest, prepared.net.stride))  # larger ones only had more mirrored border
        self._source, self.random = prepared.source, prepared.source.random
        self._pairs = prepared.generated
        self._new_head = prepared.new_head
        self._own_weights = None if prepared.class_weights is None else torch.tensor(prepared.class_weights)
        self.drawn = np.ones(len(prepared.ids))

    @property
    def pixels(self) -> int:
        """Pixels of a step with patches of full size."""
        return self.size * min(self._recipe.largest, self._limit) ** 2

    def optimisers(self, net: Network) -> list[torch.optim.Optimizer]:
        """AdamW with a rate of its own for the trunk."""
        rate = self._recipe.rate
        return [adamw(parameter_groups(net, rate, rate * self._recipe.encoder_rate), rate)]

    def begin_step(self, loop: Stepper, elapsed: float) -> None:
        """Choose the side of the patches, and whether the trunk is frozen, which is twice as fast."""
        spent = loop.budget.spent(loop.step, elapsed)
        self._phase = self._recipe.phase(loop.step, spent if loop.budget.long else None)
        self.side = max(min(self._phase.size, self._limit), loop.net.smallest)
        if loop.net.trunk is not None:
            frozen = (spent if loop.budget.limited else loop.step / OPEN) < self._recipe.frozen
            loop.net.trunk.requires_grad_(not frozen)

    def batch(self, loop: Stepper) -> Batch:
        """Patches of the project, and generated ones where that was chosen."""
        patches = []
        for _ in range(self.size):
            if loop.stop():
                raise Cancelled
            generated = self._pairs is not None and self._pairs.wanted()
            source = self._pairs if self._pairs is not None and generated else self._source
            patches.append(source.draw(self.side, self._recipe.augment, self._phase.shrink))
        image = torch.from_numpy(np.stack([patch.image for patch in patches]))
        target = torch.from_numpy(np.stack([patch.target for patch in patches]))
        weights = [patch.border for patch in patches if patch.border is not None]
        where = loop.device.torch
        border = torch.from_numpy(np.stack(weights)).to(where, non_blocking=True) if weights else None
        image = image.to(where, non_blocking=True).contiguous(memory_format=torch.channels_last)
        return Batch(image, target.to(where, non_blocking=True).long(), border)

    def loss(self, loop: Stepper, batch: Batch) -> tuple[Tensor, Tensor]:
        """The loss of the labels, which is reported, and the disagreement with the moving average; of a network with a
        loss of its own that alone."""
        with loop.autocast():
            own = loop.net.own_loss(batch.image, batch.target)
        if own is not None:
            return own, own
        logits = loop.answer(loop.net, batch.image)
        if loop.step == 0 and self._new_head:
            logits = logits - _centre(loop, logits.detach())
        weights = self._class_weights(batch.target)
        loss = segmentation_loss(logits, batch.target, self._recipe.loss, weights, batch.border)
        return loss + self._drift(loop, logits, batch), loss

    def _drift(self, loop: Stepper, logits: Tensor, batch: Batch) -> Tensor | float:
        """The weighted disagreement with the moving average at unlabelled pixels."""
        count = held(batch.target) if self._recipe.agreement else 0
        weight = self._recipe.agreement * rise(loop.step)
        if not (count and weight):
            return 0.0
        with interruptible(loop.average.net, loop.stop), torch.no_grad():
            average = loop.answer(loop.average.net, batch.image[:count])
        return weight * disagreement(logits[:count], average, batch.target[:count])

    def _class_weights(self, target: Tensor) -> Tensor | None:
        """The chosen class weights, else those by the pixels that were drawn lately (of a patch around a speck nearly
        all pixels are surroundings)."""
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
    """The steps of a prepared training."""
    made = prepared
    return Stepper(
        made.net, Segmentation(made), made.budget, made.device, made.precision, stop, made.threads, made.resume_state
    )


@torch.no_grad()
def _centre(loop: Stepper, logits: Tensor) -> Tensor:
    """Subtract the mean of a new head's first logits ``[n,K,h,w]`` from its biases, and return it ``[1,K,1,1]``: random
    weights of features that are all positive prefer one class by far, which some seeds took ten seconds to unlearn
    (as in Mishkin and Matas, All you need is a good init, ICLR 2016)."""
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
