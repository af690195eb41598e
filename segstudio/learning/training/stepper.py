"""The steps of a training: a batch, its loss, gradients, the moving average; an ``Objective`` says what is learnt.

A step whose loss is not finite is skipped, and the first one is reported; three in a row restore the average at half
the rate. If memory is short, the objective makes its batches smaller. Stop takes effect between two convolutions. Must
not import Qt.
"""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.errors import said
from segstudio.learning.messages import Step
from segstudio.learning.network.device import Device, free_memory, is_out_of_memory
from segstudio.learning.network.interruptible import Stop, interruptible, never
from segstudio.learning.network.live_network import Average
from segstudio.learning.network.weights import State
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.plan.schedule import FALL, WARM_UP, Budget
from segstudio.learning.plan.thread_tuning import ThreadTuning
from segstudio.learning.training.resume_state import RandomState, pack, unpack
from segstudio.models.contract import Network

BAD_LOSSES = 3


class Objective:
    """What a network learns: batches, loss, optimisers.

    ``size``: patches of a batch. ``side``: pixels of their sides. The states of ``random`` and ``drawn`` are what a
    stopped training needs to continue exactly.
    """

    rate = 1e-3  # full learning rate, of the default optimiser
    warm_up = WARM_UP  # steps from 0 to the full rate
    fall = FALL  # share of a given budget over which it falls to 0
    clip = 1.0  # largest norm of the gradients
    size: int
    side: int
    random: np.random.Generator
    drawn: NDArray[np.float64] = np.zeros(0)

    @property
    def pixels(self) -> int:
        """Pixels of a step."""
        return self.size * self.side**2

    def optimisers(self, net: Network) -> list[torch.optim.Optimizer]:
        """Whose groups have the full rate as ``lr``; the loop multiplies it by the schedule."""
        return [adamw(net.parameters(), self.rate)]

    def begin_step(self, loop: Stepper, elapsed: float) -> None:
        """Called before every step, ``elapsed`` seconds after the first."""
        return

    @abstractmethod
    def batch(self, loop: Stepper) -> Any:
        """The input of ``loss``, on ``loop.device``. Raises Cancelled."""

    @abstractmethod
    def loss(self, loop: Stepper, batch: Any) -> tuple[Tensor, Tensor]:
        """The value to minimise, and the part of it that is reported."""

    def shrink(self) -> str:
        """Make batches smaller because memory is short; returns the notice. Raises ShortOfMemory."""
        if self.size == 1:
            raise ShortOfMemory
        self.size //= 2
        return said("Memory is short: training continues with {batch} patches at a time.", batch=self.size)

    def end_step(self, seconds: float) -> None:
        """Called after every step, which took so long."""
        return


class Stepper:
    """Takes steps; ``step`` is their number, ``average`` the moving average, which predicts better than ``net``.

    ``precision``: dtype of autocast, ``None``: float32. ``threads``: most CPU threads to try; a budget of steps keeps
    their number, so that the result is always the same.
    """

    def __init__(
        self,
        net: Network,
        objective: Objective,
        budget: Budget,
        device: Device,
        precision: torch.dtype | None = None,
        stop: Stop = never,
        threads: int = 1,
        resume: State | None = None,
    ) -> None:
        self.net, self.objective, self.budget, self.device, self.stop = net.train(), objective, budget, device, stop
        self.average = Average(net)
        self.step = 0
        self._precision = precision
        self._optimisers = objective.optimisers(net)
        for group in self._groups():
            group["base"] = group["lr"]
        self._scaler = torch.amp.GradScaler(device.torch.type, enabled=precision == torch.float16)
        self._tuning = ThreadTuning(1 if budget.steps else threads, torch.set_num_threads)
        self._damping = 1.0  # halved after bad losses
        self._bad = 0  # steps in a row without a finite loss
        self._skipped = False  # there was such a step
        self._notices: list[str] = []
        if resume is not None:
            self._resume(resume)
        self._random_state = RandomState.now(objective.random, objective.drawn)  # after the last whole step

    def resume_state(self) -> State:
        """The state after the last whole step, to continue from exactly."""
        counters = {"step": self.step, "damping": self._damping, "updates": self.average.updates}
        return pack(self.net, self.average.net, self._optimisers, self._random_state, counters)

    def _resume(self, state: State) -> None:
        random_state, counters = unpack(state, self.net, self.average.net, self._optimisers)
        random_state.restore(self.objective.random)
        self.objective.drawn = random_state.drawn
        self.step, self.average.updates = int(counters["step"]), int(counters["updates"])
        self._damping = counters["damping"]

    def take_notices(self) -> list[str]:
        """Sentences since the last call."""
        notices, self._notices = self._notices, []
        return notices

    def take(self, elapsed: float) -> Step:
        """One step, ``elapsed`` seconds after the first. Raises ``Cancelled`` if ``stop()`` is true meanwhile, and
        ShortOfMemory."""
        began, objective = time.monotonic(), self.objective
        rate = self.budget.rate(self.step, elapsed, objective.warm_up, objective.fall)
        objective.begin_step(self, elapsed)
        for group in self._groups():
            group["lr"] = group["base"] * rate * self._damping
        loss = self._learn()
        self.step += 1
        if math.isfinite(loss):
            self._bad = 0
            self.average.update(self.net)
        else:
            self._skip()
        self._random_state = RandomState.now(objective.random, objective.drawn)
        seconds = time.monotonic() - began
        self._tuning.record(self.step, seconds, objective.side)
        step = Step(self.step, loss, elapsed + seconds, objective.size / max(seconds, 1e-9))
        objective.end_step(seconds)
        return step

    def answer(self, net: nn.Module, image: Tensor) -> Tensor:
        """``float32[n,3,s,s]`` -> ``[n,C,s,s]`` in the precision of the training."""
        with self.autocast():
            answer: Tensor = net(image)
        return answer

    def autocast(self) -> torch.autocast:
        """The precision of the training."""
        return torch.autocast(self.device.torch.type, dtype=self._precision, enabled=self._precision is not None)

    def _groups(self) -> Iterator[dict[str, Any]]:
        return (group for optimiser in self._optimisers for group in optimiser.param_groups)

    def _learn(self) -> float:
        """The loss of a batch that fits into memory; NaN: not finite, and nothing was learnt."""
        while True:
            try:
                with interruptible(self.net, self.stop):
                    return self._learn_from_batch()
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the except block, which refers to the tensors that did not fit.
            self._clear_gradients()
            free_memory()
            self._notices.append(self.objective.shrink())

    def _learn_from_batch(self) -> float:
        loss, reported = self.objective.loss(self, self.objective.batch(self))
        value = float(reported.detach())
        self._clear_gradients()
        if not math.isfinite(float(loss.detach())):
            return math.nan
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        for optimiser in self._optimisers:
            self._scaler.unscale_(optimiser)
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), self.objective.clip)
        if self._scaler.is_enabled() or bool(torch.isfinite(norm)):
            for optimiser in self._optimisers:
                self._scaler.step(optimiser)  # skips overflows of half precision
        self._scaler.update()
        return value

    def _clear_gradients(self) -> None:
        for optimiser in self._optimisers:
            optimiser.zero_grad(set_to_none=True)

    def _skip(self) -> None:
        """Undo the changes of the batch to BatchNorm's running statistics; after BAD_LOSSES restore the average."""
        for buffer, before in zip(self.net.buffers(), self.average.net.buffers(), strict=True):
            buffer.copy_(before)
        if not self._skipped:
            self._notices.append(said("The loss was not a number; this step was skipped."))
        self._skipped = True
        self._bad += 1
        if self._bad < BAD_LOSSES:
            return
        self.net.load_state_dict(self.average.net.state_dict())
        for optimiser in self._optimisers:
            optimiser.state.clear()
        self._damping /= 2
        self._bad = 0
        self._notices.append(
            said("The loss was not a number three times: back to the averaged weights at half the rate.")
        )


def adamw(parameters: Any, rate: float) -> torch.optim.Optimizer:
    """The optimiser of all trainings; ``parameters`` as for torch."""
    return torch.optim.AdamW(parameters, rate, betas=(0.9, 0.99), fused=True)
