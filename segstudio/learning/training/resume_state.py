"""The state that a stopped training continues from: network, average, optimiser, random numbers, counters, as tensors.

On a CPU with the same settings, masks and number of threads, and images that fit into memory, a stopped and resumed
training gives the weights of one that was never stopped. Must not import Qt.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.learning.messages import CANCELLED, CLOSED
from segstudio.learning.network.weights import State
from segstudio.learning.runs.folder import RESUME, load_resume
from segstudio.learning.runs.info import RunInfo

STOPPED = (CANCELLED, CLOSED)  # reasons of trainings that can be continued exactly
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # AdamW's


@dataclass(frozen=True)
class RandomState:
    """The state of the random generators between two steps."""

    draws: dict[str, Any]  # of the patches' generator
    torch_state: Tensor
    drawn: NDArray[np.float64]  # pixels per class

    @classmethod
    def now(cls, random: np.random.Generator, drawn: NDArray[np.float64]) -> RandomState:
        """The present state."""
        return cls(dict(random.bit_generator.state), torch.get_rng_state(), drawn.copy())

    def restore(self, random: np.random.Generator) -> None:
        """Make it the present state."""
        random.bit_generator.state = self.draws
        torch.set_rng_state(self.torch_state)


def pack(
    net: nn.Module,
    average: nn.Module,
    optimisers: Sequence[torch.optim.Optimizer],
    random_state: RandomState,
    counters: Mapping[str, float],
) -> State:
    """Flat tensors on the CPU. ``net``'s BatchNorm statistics may be those of an unfinished step, so they are those of
    the average, which copies them after every step."""
    buffers = dict(average.named_buffers())
    state = {f"net.{name}": _kept(buffers.get(name, value)) for name, value in net.state_dict().items()}
    state |= {f"average.{name}": _kept(value) for name, value in average.state_dict().items()}
    for name, parameter in net.named_parameters():
        found = _state_of(optimisers, parameter).get(parameter, {})
        state |= {f"{key}.{name}": _kept(found[key]) for key in MOMENTS if key in found}
    words = json.dumps({"draws": random_state.draws, "counters": dict(counters)})
    state["words"] = torch.tensor(list(words.encode()), dtype=torch.uint8)
    state["torch"], state["drawn"] = random_state.torch_state.clone(), torch.from_numpy(random_state.drawn.copy())
    return state


def unpack(
    state: State, net: nn.Module, average: nn.Module, optimisers: Sequence[torch.optim.Optimizer]
) -> tuple[RandomState, dict[str, float]]:
    """Load what ``pack`` made; returns the random state and the counters. KeyError, ValueError, RuntimeError: it is of
    another network."""
    net.load_state_dict(_part(state, "net."))
    average.load_state_dict(_part(state, "average."))
    for name, parameter in net.named_parameters():
        if f"step.{name}" in state:
            moments = {"step": state[f"step.{name}"].to(parameter.device, copy=True)}
            for key in MOMENTS[1:]:  # in the memory order of the weights, as the optimiser makes them
                moments[key] = torch.empty_like(parameter).copy_(state[f"{key}.{name}"])
            _state_of(optimisers, parameter)[parameter] = moments
    words = json.loads(bytes(state["words"].tolist()))
    return RandomState(words["draws"], state["torch"], state["drawn"].numpy().copy()), words["counters"]


def find_resume_state(project: Path, before: RunInfo | None, now: RunInfo) -> State | None:
    """The state at which the run ``before`` was stopped, if its training is the same as that of ``now``."""
    if before is None or before.reason not in STOPPED:
        return None
    same = (
        replace(before.settings, threads=None, wait=0) == replace(now.settings, threads=None, wait=0)
        and (before.class_ids, before.region) == (now.class_ids, now.region)
        and (before.network, before.encoder) == (now.network, now.encoder)
        and dict(before.mask_hashes) == dict(now.mask_hashes)
        and before.held_out == now.held_out
        and before.generated_from == now.generated_from
    )
    return load_resume(project, before.name) if same else None


def drop_other_resume_states(project: Path, run: str) -> None:
    """Remove the states of other runs than ``run``: they are four times as large as the weights."""
    for path in (project / "runs").glob(f"*/{RESUME}"):
        if path.parent.name != run:
            with contextlib.suppress(OSError):
                path.unlink()


def _state_of(optimisers: Sequence[torch.optim.Optimizer], parameter: nn.Parameter) -> Any:
    """The state of the optimiser of a parameter; of the first optimiser if it has none."""
    owners = (o for o in optimisers if any(parameter is p for group in o.param_groups for p in group["params"]))
    return next(owners, optimisers[0]).state


def _part(state: State, prefix: str) -> State:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


def _kept(value: Tensor) -> Tensor:
    return value.detach().cpu().clone(memory_format=torch.contiguous_format)
