"""The table of objectives: one more row is trained by the same loop, with optimisers, batches and a loss of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from segstudio.choices import objectives
from segstudio.choices.objectives import OBJECTIVES, ObjectiveRow
from segstudio.choices.row import code
from segstudio.learning.messages import Notice, Progress, Step
from segstudio.learning.network.start_file import read_header
from segstudio.learning.network.weights import read_state
from segstudio.learning.pretraining.pretrain import StartObjective, StartSettings, pretrain
from segstudio.learning.training.stepper import Stepper, adamw
from segstudio.models.contract import Network

NAME = "brightness"
TINY = StartSettings("mobilenet_v3_large", steps=8, size=32, batch=2, rate=3e-3, device="cpu", threads=1)


class Brightness(StartObjective):
    """Say how bright every pixel is, trunk and rest with an optimiser each."""

    kind = NAME

    def __init__(self, settings: StartSettings, project: Path | None) -> None:
        super().__init__(settings, project)
        self.random = np.random.default_rng(settings.seed)
        self.asked, self.closed = 0, False
        made.append(self)

    def channels(self) -> int:
        return 1

    def is_ready(self) -> bool:
        self.asked += 1
        return self.asked > 1

    def optimisers(self, net: Network) -> list[torch.optim.Optimizer]:
        assert net.trunk is not None
        trunk = {id(parameter) for parameter in net.trunk.parameters()}
        rest = [parameter for parameter in net.parameters() if id(parameter) not in trunk]
        return [torch.optim.SGD(net.trunk.parameters(), self.rate), adamw(rest, self.rate)]

    def batch(self, loop: Stepper) -> Tensor:
        return torch.from_numpy(self.random.random((self.size, 3, self.side, self.side), np.float32))

    def loss(self, loop: Stepper, batch: Tensor) -> tuple[Tensor, Tensor]:
        if loop.step == short_at[0] and self.size > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        loss = (loop.answer(loop.net, batch) - batch.mean(1, keepdim=True)).square().mean()
        return loss, loss

    def facts(self) -> dict[str, str]:
        return {"of": "noise"}

    def close(self) -> None:
        self.closed = True


made: list[Brightness] = []
short_at = [-1]


@pytest.fixture(autouse=True)
def row(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more row."""
    row = ObjectiveRow("Learning brightness", "How bright it is.", f"{__name__}:Brightness")
    monkeypatch.setitem(objectives.OBJECTIVES, NAME, row)
    made.clear()
    short_at[0] = -1
    yield


def test_one_more_objective_is_one_class_and_one_row(tmp_path: Path) -> None:
    out = tmp_path / "w.safetensors"
    events = list(pretrain(NAME, TINY, out))
    assert events[0] == Progress("Learning brightness", 0.0, 1.0)  # nothing could be drawn yet
    losses = [event.loss for event in events if isinstance(event, Step)]
    assert len(losses) == 8 and losses[-1] < losses[0] and events[-1] == Progress("Learning brightness", 1.0, 1.0, 0.0)
    header = read_header(out)
    assert (header["kind"], header["of"]) == (NAME, "noise") and json.loads(header["recipe"])["trained_steps"] == 8
    assert len(read_state(out)["logits.weight"]) == 1 and made[0].closed


def test_it_is_stopped_and_gets_smaller_batches_as_every_objective_does(tmp_path: Path) -> None:
    short_at[0] = 1
    taken: list[Step] = []
    events = []
    for event in pretrain(NAME, TINY, tmp_path / "w.safetensors", lambda: len(taken) == 3):
        events.append(event)
        if isinstance(event, Step):
            taken.append(event)
    assert len(taken) == 3 and made[0].size == 1 and made[0].closed
    assert any("1 patches at a time" in event.text for event in events if isinstance(event, Notice))
    assert json.loads(read_header(tmp_path / "w.safetensors")["recipe"])["trained_steps"] == 3


@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_every_row_names_an_objective(name: str) -> None:
    assert issubclass(code(OBJECTIVES[name].code), StartObjective) and OBJECTIVES[name].title
