"""Where nothing is painted the network keeps to its running average; labelled pixels and whole masks notice nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from segstudio.labels.classes import VOID
from segstudio.learning.messages import Finished
from segstudio.learning.plan.recipe import Recipe
from segstudio.learning.runs.folder import load_run
from segstudio.learning.training import mean_teacher, segmentation
from segstudio.learning.training.mean_teacher import BEGINS, FULL, disagreement, held, rise
from segstudio.learning.training.stepper import Stepper
from segstudio.learning.training.trainer import train
from tests.learning.training.test_resume_state import averages, finished
from tests.learning.training.test_trainer import SMALL, short
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]
__all__ = ["averages"]


def batch(seed: int, void: float) -> tuple[Tensor, Tensor, Tensor]:
    """Logits of a network and of its average, and a target with a share of void."""
    g = torch.Generator().manual_seed(seed)
    logits, average = (3 * torch.randn(2, 4, 7, 5, generator=g) for _ in range(2))
    target = torch.randint(0, 4, (2, 7, 5), generator=g)
    target[torch.rand(2, 7, 5, generator=g) < void] = VOID
    return logits, average, target


def value_and_gradient(logits: Tensor, average: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    leaf = logits.clone().requires_grad_()
    value = disagreement(leaf, average, target)
    value.backward()
    assert leaf.grad is not None
    return value.detach(), leaf.grad


seeds, shares = st.integers(0, 2**31), st.floats(0, 1)


@settings(max_examples=25, deadline=None)
@given(seed=seeds, void=shares)
def test_the_gradient_is_the_difference_of_probabilities_at_void_and_nothing_elsewhere(seed: int, void: float) -> None:
    logits, average, target = batch(seed, void)
    value, gradient = value_and_gradient(logits, average, target)
    hidden = (target == VOID)[:, None]
    expected = (logits.softmax(1) - average.softmax(1)) * hidden / target.numel()
    assert torch.allclose(gradient, expected, atol=1e-7)
    assert value >= 0 and not gradient[~hidden.expand_as(gradient)].any()


@settings(max_examples=25, deadline=None)
@given(seed=seeds, void=shares, other=st.sampled_from([-50.0, float("inf"), float("nan")]))
def test_logits_at_labelled_pixels_change_nothing(seed: int, void: float, other: float) -> None:
    logits, average, target = batch(seed, void)
    labelled = (target != VOID)[:, None].expand_as(logits)
    spoilt = [torch.where(labelled, torch.full_like(x, other), x) for x in (logits, average)]
    before, after = value_and_gradient(logits, average, target), value_and_gradient(*spoilt, target)
    assert torch.equal(before[0], after[0]) and torch.equal(before[1], after[1])


def test_a_network_that_agrees_is_left_alone() -> None:
    logits, _, target = batch(0, 1.0)
    value, gradient = value_and_gradient(logits, logits + 7, target)  # the same probabilities
    assert value.abs() < 1e-6 and gradient.abs().max() < 1e-7


@pytest.mark.parametrize("size", [1e4, 1e30, 3e38])
def test_enormous_logits_give_finite_values(size: float) -> None:
    logits, average, target = batch(1, 0.5)
    value, gradient = value_and_gradient(logits.sign() * size, average.sign() * size, target)
    assert value.isfinite() and gradient.isfinite().all()


def test_it_fades_as_labels_fill_the_patches() -> None:
    logits, average, target = batch(2, 1.0)
    values = []
    for rows in range(8):
        target[:, :rows] = 0
        values.append(float(disagreement(logits, average, target)))
    assert values == sorted(values, reverse=True) and values[0] > 0 and values[-1] == 0


def test_a_quarter_of_a_batch_of_strokes_is_held_and_nothing_of_whole_masks() -> None:
    strokes, whole = torch.full((4, 8, 8), VOID), torch.zeros(4, 8, 8, dtype=torch.long)
    strokes[:, 0] = 1
    assert [held(strokes), held(strokes[:1]), held(whole)] == [1, 1, 0]


def test_the_weight_rises_once_the_average_has_something_to_say() -> None:
    rises = [rise(step) for step in range(FULL + 10)]
    assert rises == sorted(rises) and rises[BEGINS] == 0 and 0 < rises[BEGINS + 1] < 1 == rises[FULL]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The full weight from the first step on."""
    monkeypatch.setattr(mean_teacher, "BEGINS", -2)
    monkeypatch.setattr(mean_teacher, "FULL", -1)


@pytest.fixture
def strokes(make_project: MakeProject, relabel: Relabel) -> Path:
    """A project with a stroke of each class on every image."""
    folder = make_project()
    mask = np.full((64, 64), VOID, np.uint8)
    mask[4:8, 8:40], mask[30:34, 24:40] = 0, 1
    for number in range(4):
        relabel(folder, f"im{number}", mask)
    return folder


def weights_after(folder: Path, recipe: Recipe, count: int) -> dict[str, Tensor]:
    done = list(train(folder, short(count), recipe=recipe))[-1]
    assert isinstance(done, Finished)
    return load_run(folder, done.run)[1]


def test_strokes_are_learnt_otherwise_with_it_and_the_same_every_time(strokes: Path, at_once: None) -> None:
    once, again, without = (weights_after(strokes, replace(SMALL, agreement=weight), 2) for weight in (3.0, 3.0, 0.0))
    assert all(torch.equal(once[name], again[name]) for name in once)
    assert not all(torch.equal(once[name], without[name]) for name in once)


def test_whole_masks_are_learnt_as_without_it(make_project: MakeProject, at_once: None) -> None:
    folder = make_project()
    weights = [weights_after(folder, replace(SMALL, agreement=weight), 2) for weight in (3.0, 0.0)]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_stopped_and_gone_on_is_the_same_as_never_stopped(
    strokes: Path, at_once: None, averages: list[dict[str, Tensor]]
) -> None:
    finished(strokes, short(3))
    first = finished(strokes, short(3), stop_at=2)
    assert finished(strokes, short(3), resume=first.run).steps == 3
    assert all(torch.equal(averages[0][name], averages[2][name]) for name in averages[0])


def test_stop_does_not_wait_for_the_prediction_of_the_average(
    strokes: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []
    answer = Stepper.answer

    def say(self: Stepper, net: torch.nn.Module, image: Tensor) -> Tensor:
        if net is self.average.net:
            said.append(True)
        return answer(self, net, image)

    def never(*_: object) -> Tensor:
        raise AssertionError("went on after Stop")

    monkeypatch.setattr(Stepper, "answer", say)
    monkeypatch.setattr(segmentation, "disagreement", never)
    events = list(train(strokes, short(3), recipe=SMALL, stop=lambda: bool(said)))
    assert isinstance(events[-1], Finished) and events[-1].reason == "cancelled" and said
