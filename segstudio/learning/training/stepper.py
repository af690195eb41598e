"""The training loop's step: a batch, its loss, gradients, the running average; and what to do when a step goes wrong.

Owns the network while it learns, whatever it learns: that is an ``Objective``'s. A loss that is not finite is skipped
and leaves nothing in the network, and the first one is reported; three in a row bring the running average back at half
the rate. Out of memory: the objective makes its batches smaller, until it cannot. Stop takes effect between two
convolutions. Must not import Qt.
"""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.errors import said
from segstudio.learning.messages import Step
from segstudio.learning.network.device import Device, free_memory, is_out_of_memory
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.live_network import Average
from segstudio.learning.network.weights import State
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.learning.plan.schedule import FALL, WARM_UP, Budget
from segstudio.learning.plan.thread_tuning import ThreadTuning
from segstudio.learning.training.resume_state import RandomState, pack, unpack
from segstudio.models.contract import Network

BAD_LOSSES = 3

Stop = Callable[[], bool]


class Objective:
    """What a network learns: its batches, what its answers cost, its optimisers.

    ``size``: patches of a batch. ``side``: pixels of their sides. ``random``: what chooses them; it and the numbers
    ``drawn`` (none, if there is nothing to remember) are what a stopped training needs to continue exactly.
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
        """Those that move the weights; the loop sets the rate of each group to its ``lr`` times the schedule."""
        return [adamw(net.parameters(), self.rate)]

    def begin_step(self, loop: Stepper, elapsed: float) -> None:
        """Choose what depends on the time; ``elapsed``: seconds before the step."""
        return

    @abstractmethod
    def batch(self, loop: Stepper) -> Any:
        """What ``loss`` looks at, on ``loop.device``. Raises Cancelled."""
        raise NotImplementedError

    @abstractmethod
    def loss(self, loop: Stepper, batch: Any) -> tuple[Tensor, Tensor]:
        """What to minimise, and the part of it that is reported."""
        raise NotImplementedError

    def shrink(self) -> str:
        """Make batches smaller because memory is short; a sentence about it. Raises ShortOfMemory."""
        if self.size == 1:
            raise ShortOfMemory
        self.size //= 2
        return said("Memory is short: training continues with {batch} patches at a time.", batch=self.size)

    def end_step(self, seconds: float) -> None:
        """The step took so long."""
        return


class Stepper:
    """Takes steps; ``average`` is the network to look at, ``step`` how many were taken.

    ``precision``: what to autocast to, ``None``: stay at float32. ``threads``: CPU threads to try out, where the budget
    is not of steps: then they stay what they are, for the sake of the same result every time.
    """

    def __init__(
        self,
        net: Network,
        objective: Objective,
        budget: Budget,
        device: Device,
        precision: torch.dtype | None = None,
        stop: Stop = lambda: False,
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
        self._scaler = torch.amp.GradScaler("cuda", enabled=precision == torch.float16)
        self._tuning = ThreadTuning(1 if budget.steps else threads, torch.set_num_threads)
        self._damping = 1.0  # halved after bad losses
        self._bad = self._skipped = 0  # steps without a finite loss: in a row, in all
        self._notices: list[str] = []
        if resume is not None:
            self._resume(resume)
        self._random_state = RandomState.now(objective.random, objective.drawn)  # after the last whole step

    def resume_state(self) -> State:
        """What a training that stops now can continue from exactly, at the last whole step."""
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
        """One step; ``elapsed``: seconds before it. Raises ``Cancelled`` when ``stop()`` says so amid the step,
        and ShortOfMemory."""
        began, objective = time.monotonic(), self.objective
        rate = self.budget.rate(self.step, elapsed, objective.warm_up, objective.fall)
        objective.begin_step(self, elapsed)
        for group in self._groups():
            group["lr"] = group["base"] * rate * self._damping
        loss = self._until_it_fits()
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
        with torch.autocast(self.device.kind, dtype=self._precision, enabled=self._precision is not None):
            answer: Tensor = net(image)
        return answer

    def _groups(self) -> Iterator[dict[str, Any]]:
        return (group for optimiser in self._optimisers for group in optimiser.param_groups)

    def _until_it_fits(self) -> float:
        while True:
            try:
                with interruptible(self.net, self.stop):
                    return self._learn_from_batch()
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            # Outside of the except block, which would hold on to the tensors that did not fit.
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
                self._scaler.step(optimiser)  # skips overflows of half precision by itself
        self._scaler.update()
        return value

    def _clear_gradients(self) -> None:
        for optimiser in self._optimisers:
            optimiser.zero_grad(set_to_none=True)

    def _skip(self) -> None:
        """The batch changed BatchNorm's running statistics before its loss was known: take that back."""
        for mine, sound in zip(self.net.buffers(), self.average.net.buffers(), strict=True):
            mine.copy_(sound)
        if not self._skipped:
            self._notices.append(said("The loss was not a number; this step was skipped."))
        self._skipped += 1
        self._bad += 1
        if self._bad >= BAD_LOSSES:
            self._restore()

    def _restore(self) -> None:
        self.net.load_state_dict(self.average.net.state_dict())
        for optimiser in self._optimisers:
            optimiser.state.clear()
        self._damping /= 2
        self._bad = 0
        self._notices.append(
            said("The loss was not a number three times: back to the averaged weights at half the rate.")
        )


def adamw(parameters: Any, rate: float) -> torch.optim.Optimizer:
    """The optimiser of all our trainings; ``parameters`` as torch takes them."""
    return torch.optim.AdamW(parameters, rate, betas=(0.9, 0.99), fused=True)
