"""While only a few strokes are painted, all but the last block of the network keeps what it knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.labels.classes import VOID
from segstudio.learning import trainer
from segstudio.learning.messages import Notice, Step, TrainSettings
from segstudio.learning.recipe import FEW, Phase, Recipe, choose_recipe
from segstudio.learning.steps import Stepper
from segstudio.learning.trainer import train

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]

RECIPE = Recipe(batch=1, phases=(Phase(0, 64),), sparse=0.15)
SETTINGS = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=3, device="cpu", threads=1)


def two_strokes(side: int = 64) -> np.ndarray:
    mask = np.full((side, side), VOID, np.uint8)
    mask[2:6, 4:30] = 0
    mask[30:34, 24:40] = 1
    return mask


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, torch.Tensor]]:
    """The parameters of the network that learns, as they are now."""
    made: list[Stepper] = []

    def note(*args: object) -> Stepper:
        made.append(Stepper(*args))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(trainer, "Stepper", note)
    return lambda: {name: p.detach().clone() for name, p in made[-1]._net.named_parameters()}


def moved(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor]) -> set[str]:
    """First parts of the names of what changed."""
    return {name.split(".")[0] for name, value in before.items() if not torch.equal(value, after[name])}


def sparse_project(make_project: MakeProject, relabel: Relabel) -> Path:
    folder = make_project()
    for number in range(4):
        relabel(folder, f"im{number}", two_strokes())
    return folder


def test_with_a_few_strokes_only_the_last_block_learns(
    make_project: MakeProject, relabel: Relabel, weights: Callable[[], dict[str, torch.Tensor]]
) -> None:
    events = train(sparse_project(make_project, relabel), SETTINGS, recipe=RECIPE)
    next(event for event in events if isinstance(event, Step))
    before = weights()
    list(events)
    assert moved(before, weights()) == {"full", "logits"}


def test_whole_masks_let_all_of_it_learn(
    make_project: MakeProject, weights: Callable[[], dict[str, torch.Tensor]]
) -> None:
    events = train(make_project(), SETTINGS, recipe=RECIPE)
    next(event for event in events if isinstance(event, Step))
    before = weights()
    list(events)
    assert moved(before, weights()) == {"encoder", "decoder", "full", "logits"}


def test_all_of_it_learns_once_enough_is_painted_and_says_so(
    make_project: MakeProject,
    relabel: Relabel,
    weights: Callable[[], dict[str, torch.Tensor]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    folder = sparse_project(make_project, relabel)
    events = train(folder, SETTINGS, recipe=RECIPE)
    next(event for event in events if isinstance(event, Step))
    dense = np.zeros((64, 64), np.uint8)
    dense[20:44, 20:44] = 1
    for number in range(3):
        relabel(folder, f"im{number}", dense)
    before = weights()
    rest = list(events)
    assert moved(before, weights()) == {"encoder", "decoder", "full", "logits"}
    assert sum("all of the network learns" in e.text for e in rest if isinstance(e, Notice)) == 1


def test_what_counts_as_few() -> None:
    assert RECIPE.holds_back(14, 100) and not RECIPE.holds_back(15, 100)
    assert not RECIPE.holds_back(FEW, 1000 * FEW), "much is much, however thinly it is spread"
    assert choose_recipe("cpu", "formula", upright=False).holds_back(1, 100)
    assert not choose_recipe("cpu", "random", upright=False).holds_back(1, 100), "random weights know nothing to keep"
    assert not choose_recipe("cpu", "photographs", upright=False).holds_back(1, 100), "nor does the decoder with them"
