"""One optimiser step after the other: draw patches, loss, gradients, average; and what to do when a step goes wrong.

Owns the network while it learns. A loss that is not finite is skipped and leaves nothing in the network, and the
first one is told; three in a row bring the running average back at half the rate. Out of memory: half the batch, then
half the patch, then the trainer has to begin again with less. Stop takes effect between two convolutions. Must not
import Qt.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.errors import Cancelled, said
from segstudio.learning.data.patch_source import Patch
from segstudio.learning.messages import Step
from segstudio.learning.network.device import free_memory, is_out_of_memory
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.live_network import Average, parameter_groups
from segstudio.learning.network.tile_grid import up_to
from segstudio.learning.network.weights import State
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.plan.recipe import OPEN
from segstudio.learning.plan.thread_tuning import ThreadTuning
from segstudio.learning.training.losses import segmentation_loss
from segstudio.learning.training.mean_teacher import disagreement, held, rise
from segstudio.learning.training.preparation import Preparation
from segstudio.learning.training.resume_state import RandomState, pack, unpack

BAD_LOSSES = 3
MEMORY = 0.98  # of the count of drawn pixels, per step
HEAVIEST = 30.0
SMALLEST = 64  # patch side below which a shortage of memory is not cured


class Stepper:
    """Takes steps; ``average`` is the network to look at, ``step`` how many were taken."""

    def __init__(self, prepared: Preparation, stop: Callable[[], bool] | None = None) -> None:
        self.made = prepared
        self.stop = stop or (lambda: False)
        self.step = 0
        self._net = prepared.net.train()
        self.average = Average(self._net)
        self._recipe = prepared.recipe
        self._phase = prepared.recipe.phases[0]
        self._batch = prepared.recipe.batch
        self._limit = _enough(prepared)
        self._optimiser = torch.optim.AdamW(
            parameter_groups(self._net, self._recipe.rate, self._recipe.rate * self._recipe.encoder_rate),
            betas=(0.9, 0.99),
            fused=True,
        )
        self._scaler = torch.amp.GradScaler("cuda", enabled=prepared.precision == torch.float16)
        self._own_weights = None if prepared.class_weights is None else torch.tensor(prepared.class_weights)
        self._seen = np.ones(len(prepared.ids))  # pixels drawn of each class, the older the less
        # A training of so many steps keeps its threads, for the sake of the same result every time.
        self._tuning = ThreadTuning(1 if prepared.budget.steps else prepared.threads, torch.set_num_threads)
        self._damping = 1.0  # halved after bad losses
        self._bad = self._skipped = 0  # steps without a finite loss: in a row, in all
        self._notices: list[str] = []
        if prepared.resume_state is not None:
            self._go_on(prepared.resume_state)
        self._random_state = RandomState.now(prepared.source.random, self._seen)  # after the last whole step

    def resume_state(self) -> State:
        """What a training that stops now can go on from exactly, at the last whole step."""
        counters = {"step": self.step, "damping": self._damping, "updates": self.average.updates}
        return pack(self._net, self.average.net, self._optimiser, self._random_state, counters)

    def _go_on(self, resume_state: State) -> None:
        random_state, counters = unpack(resume_state, self._net, self.average.net, self._optimiser)
        random_state.restore(self.made.source.random)
        self._seen = random_state.drawn
        self.step, self.average.updates = int(counters["step"]), int(counters["updates"])
        self._damping = counters["damping"]

    @property
    def pixels(self) -> int:
        """Pixels of a step once patches have their full size."""
        return self._batch * min(self._recipe.largest, self._limit) ** 2

    def take_notices(self) -> list[str]:
        """Sentences since the last call."""
        notices, self._notices = self._notices, []
        return notices

    def take(self, elapsed: float) -> Step:
        """One step; ``elapsed``: seconds before it. Raises ``Cancelled`` when ``stop()`` says so amid the step,
        and ShortOfMemory."""
        began = time.monotonic()
        budget = self.made.budget
        rate = budget.rate(self.step, elapsed)
        self._phase = self._recipe.phase(self.step, budget.spent(self.step, elapsed) if budget.long else None)
        if self._net.trunk is not None:
            self._net.trunk.requires_grad_(not self._frozen(budget.spent(self.step, elapsed)))
        for group in self._optimiser.param_groups:
            group["lr"] = group["base"] * rate * self._damping
        loss = self._until_it_fits()
        self.step += 1
        if math.isfinite(loss):
            self._bad = 0
            self.average.update(self._net)
        else:
            self._skip()
        self._random_state = RandomState.now(self.made.source.random, self._seen)
        seconds = time.monotonic() - began
        self._tuning.record(self.step, seconds, self._phase.size)
        return Step(self.step, loss, elapsed + seconds, self._batch / max(seconds, 1e-9))

    def _frozen(self, spent: float) -> bool:
        """Whether the encoder keeps its weights at this moment: then it runs without gradients, twice as fast."""
        return (spent if self.made.budget.limited else self.step / OPEN) < self._recipe.frozen

    def _until_it_fits(self) -> float:
        while True:
            try:
                with interruptible(self._net, self.stop):
                    return self._learn_from_batch()
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the except block, which would hold on to the tensors that did not fit.
            self._optimiser.zero_grad(set_to_none=True)
            free_memory(self.made.device)
            self._shrink()

    def _shrink(self) -> None:
        size = min(self._phase.size, self._limit)
        if self._batch > 1:
            self._batch //= 2
            self._notices.append(
                said("Memory is short: training continues with {batch} patches at a time.", batch=self._batch)
            )
        elif size > SMALLEST:
            self._limit = max(SMALLEST, size // 2)
            self._notices.append(
                said("Memory is short: training continues with patches of {size} pixels.", size=self._limit)
            )
        else:
            raise ShortOfMemory

    def _learn_from_batch(self) -> float:
        image, target, border = self._draw()
        logits = self._logits(self._net, image)
        if self.step == 0 and self.made.new_head:
            logits = logits - self._centre(logits.detach())
        loss = segmentation_loss(logits, target, self._recipe.loss, self._class_weights(target), border)
        value = float(loss.detach())  # of the labels; what else is asked for is nobody's score
        loss = loss + self._drift(logits, image, target)
        self._optimiser.zero_grad(set_to_none=True)
        if not math.isfinite(float(loss.detach())):
            return math.nan
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self._scaler.unscale_(self._optimiser)
        norm = torch.nn.utils.clip_grad_norm_(self._net.parameters(), self._recipe.clip)
        if self._scaler.is_enabled() or bool(torch.isfinite(norm)):
            self._scaler.step(self._optimiser)  # skips overflows of half precision by itself
        self._scaler.update()
        return value

    def _logits(self, net: torch.nn.Module, image: Tensor) -> Tensor:
        made = self.made
        with torch.autocast(made.device.kind, dtype=made.precision, enabled=made.precision is not None):
            logits: Tensor = net(image)
        return logits

    @torch.no_grad()
    def _centre(self, logits: Tensor) -> Tensor:
        """Take the mean of a new head's first logits ``[n,K,h,w]`` off its biases, and return it ``[1,K,1,1]``: over
        features that are all positive random weights prefer one class by far, and some seeds took ten seconds to
        forget it (a start from data as in Mishkin and Matas, All you need is a good init, ICLR 2016)."""
        mean = logits.float().mean((0, 2, 3))
        for net in (self._net, self.average.net):
            if net.head.bias is None:
                return torch.zeros_like(mean)[None, :, None, None].to(logits.dtype)
            net.head.bias -= mean
        return mean[None, :, None, None].to(logits.dtype)

    def _drift(self, logits: Tensor, image: Tensor, target: Tensor) -> Tensor | float:
        """What it costs to leave the running average where nothing is labelled."""
        count = held(target) if self._recipe.agreement else 0
        weight = self._recipe.agreement * rise(self.step)
        if not (count and weight):
            return 0.0
        with interruptible(self.average.net, self.stop), torch.no_grad():
            average = self._logits(self.average.net, image[:count])
        return weight * disagreement(logits[:count], average, target[:count])

    def _draw(self) -> tuple[Tensor, Tensor, Tensor | None]:
        """A batch ``float32[n,3,s,s]``, its target ``int64[n,s,s]`` and, where they were asked for, its border weights
        ``float32[n,s,s]`` on the device."""
        patches = [self._patch() for _ in range(self._batch)]
        image = torch.from_numpy(np.stack([patch.image for patch in patches]))
        target = torch.from_numpy(np.stack([patch.target for patch in patches]))
        weights = [patch.border for patch in patches if patch.border is not None]
        where = self.made.device.torch
        border = torch.from_numpy(np.stack(weights)).to(where, non_blocking=True) if weights else None
        image = image.to(where, non_blocking=True).contiguous(memory_format=torch.channels_last)
        return image, target.to(where, non_blocking=True).long(), border

    def _patch(self) -> Patch:
        if self.stop():
            raise Cancelled
        size = min(self._phase.size, self._limit)
        return self.made.source.draw(size, self._recipe.augment, self._phase.shrink)

    def _class_weights(self, target: Tensor) -> Tensor | None:
        """Weights of the cross-entropy by what was drawn lately: patches around a speck are nearly all surroundings.
        Where a person gave weights, those."""
        if self._own_weights is not None:
            return self._own_weights.to(target.device)
        if not self._recipe.balance:
            return None
        drawn = torch.bincount(target.flatten(), minlength=256)[: len(self._seen)]
        self._seen = MEMORY * self._seen + drawn.cpu().numpy()
        weights = class_weights(self._seen, self._recipe.balance)
        return torch.from_numpy(weights).to(target.device)

    def _skip(self) -> None:
        """The batch left its mark on BatchNorm's running statistics before its loss was known: take it off."""
        for mine, sound in zip(self._net.buffers(), self.average.net.buffers(), strict=True):
            mine.copy_(sound)
        if not self._skipped:
            self._notices.append(said("The loss was not a number; this step was skipped."))
        self._skipped += 1
        self._bad += 1
        if self._bad >= BAD_LOSSES:
            self._restore()

    def _restore(self) -> None:
        self._net.load_state_dict(self.average.net.state_dict())
        self._optimiser.state.clear()
        self._damping /= 2
        self._bad = 0
        self._notices.append(
            said("The loss was not a number three times: back to the averaged weights at half the rate.")
        )


def class_weights(pixels: NDArray[np.float64], power: float) -> NDArray[np.float32]:
    """``(mean / pixels) ** power`` per class, at most HEAVIEST times the lightest; 1 on average over the pixels."""
    weights = (pixels.sum() / np.maximum(pixels, 1)) ** power
    weights = np.minimum(weights, HEAVIEST * weights.min())
    return np.asarray(weights * pixels.sum() / (weights * pixels).sum(), np.float32)


def _enough(prepared: Preparation) -> int:
    """Patches larger than every image would only add mirrored border: the longest side, up to a multiple of the
    network's stride."""
    return max(SMALLEST, up_to(prepared.longest_side(), prepared.net.stride))
