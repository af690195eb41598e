"""Restricted Boltzmann machines, against all states of one small enough to count them."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor

from segstudio.models.unlabelled.boltzmann import Boltzmann, sgd
from segstudio.models.unlabelled.deep_belief import HIDDEN, DeepBelief
from segstudio.models.unlabelled.restricted_boltzmann import BoltzmannMachine


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def machine(visible: int = 4, hidden: int = 3, gaussian: bool = False) -> Boltzmann:
    torch.manual_seed(0)
    made = Boltzmann(visible, hidden, gaussian)
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, 0, 0.7)
    return made.double()


def states(count: int) -> Tensor:
    """All binary vectors, ``float64[2**count,count]``."""
    return torch.tensor(list(itertools.product((0.0, 1.0), repeat=count)), dtype=torch.float64)


def energy(made: Boltzmann, v: Tensor, h: Tensor) -> Tensor:
    """``E(v,h)`` for each pair of rows, as the papers write it."""
    own = ((v - made.visible_bias) ** 2).sum(1) / 2 if made.gaussian else -(v @ made.visible_bias)
    return own[:, None] - (h @ made.hidden_bias)[None] - v @ made.weight @ h.T


@pytest.mark.parametrize("gaussian", [False, True])
@torch.no_grad()
def test_free_energy_and_probabilities_are_those_of_the_energy(gaussian: bool) -> None:
    made, h = machine(gaussian=gaussian), states(3)
    v = torch.randn(5, 4, dtype=torch.float64, generator=random()) if gaussian else states(4)
    joint = energy(made, v, h)
    assert torch.allclose(made.free_energy(v), -torch.logsumexp(-joint, 1))
    assert torch.allclose(made.hidden(v), torch.softmax(-joint, 1) @ h)
    if not gaussian:
        assert torch.allclose(made.visible(h), torch.softmax(-joint, 0).T @ v)


def test_the_mean_of_gaussian_units_is_where_the_energy_is_least() -> None:
    made, h = machine(gaussian=True), states(3)[5:6]
    with torch.no_grad():
        v = made.visible(h)
    v.requires_grad_()
    (gradient,) = torch.autograd.grad(energy(made, v, h).sum(), v)
    assert torch.allclose(gradient, torch.zeros_like(gradient), atol=1e-12)


def exact_gradients(made: Boltzmann, data: Tensor) -> tuple[Tensor, ...]:
    """Of the mean log-likelihood, with the sum over all states."""
    likelihood = -made.free_energy(data).mean() - torch.logsumexp(-made.free_energy(states(4)), 0)
    return torch.autograd.grad(likelihood, list(made.parameters()))


def test_positive_less_negative_phase_is_the_gradient_of_the_log_likelihood() -> None:
    made, data = machine(), states(4)[[1, 3, 3, 14]]
    every = states(4)
    shares = torch.softmax(-made.free_energy(every), 0)
    with torch.no_grad():  # the model's samples in exact shares
        below, above = every * shares[:, None], made.hidden(every)
        hidden = made.hidden(data)
        weight = data.T @ hidden / 4 - below.T @ above
    exact = exact_gradients(made, data)
    assert torch.allclose(weight, exact[0])
    assert torch.allclose(data.mean(0) - below.sum(0), exact[1])
    assert torch.allclose(hidden.mean(0) - (above * shares[:, None]).sum(0), exact[2])


def test_a_long_chain_gives_the_exact_gradient() -> None:
    made, data = machine(), states(4)[[1, 3, 3, 14]]
    exact = exact_gradients(made, data)
    made.contrast(data.repeat(4000, 1), random(), steps=25)
    for parameter, gradient in zip(made.parameters(), exact, strict=True):
        assert parameter.grad is not None and torch.allclose(-parameter.grad, gradient, atol=0.02)


@pytest.mark.parametrize("gaussian", [False, True])
@torch.no_grad()
def test_what_is_learnt_gets_a_lower_free_energy_than_other_patterns(gaussian: bool) -> None:
    torch.manual_seed(0)
    made = Boltzmann(12, 8, gaussian)
    chosen = torch.rand(64, 1, generator=random()) < 0.5
    data = (chosen == (torch.arange(12) % 2 == 0)).float()  # one of two patterns
    other = (torch.rand(64, 12, generator=random()) < 0.5).float()
    if gaussian:
        data, other = data * 2 - 1, torch.randn(64, 12, generator=random())
    gap = [float(made.free_energy(data).mean() - made.free_energy(other).mean())]
    optimizer, seed = sgd(made, 0.01 if gaussian else 0.1), random()
    for _ in range(150):
        made.contrast(data, seed)
        optimizer.step()
    gap.append(float(made.free_energy(data).mean() - made.free_energy(other).mean()))
    assert gap[1] < gap[0] - 1


def test_machines_below_the_one_that_learns_stay_as_they_are() -> None:
    torch.manual_seed(0)
    model, clean = DeepBelief("", 1), torch.rand(4, 1, 96, 96, generator=random())
    for stage in range(3):
        before = [{key: value.clone() for key, value in one.state_dict().items()} for one in model.machines]
        scale = model.scale.mean.clone()
        assert model.learn(clean, stage * 0.4, random())["layers"] == stage + 1
        changed = [
            not all(torch.equal(value, old[key]) for key, value in one.state_dict().items())
            for one, old in zip(model.machines, before, strict=True)
        ]
        assert changed == [number == stage for number in range(3)]
        assert torch.equal(scale, model.scale.mean) == (stage > 0)
    assert model.code(clean).shape == (4, HIDDEN[-1])


def test_the_error_of_the_machine_falls() -> None:
    torch.manual_seed(0)
    model, seed = BoltzmannMachine("", 1), random()
    shades = torch.linspace(0.2, 0.8, 96).view(1, 1, 1, 96) * torch.linspace(0.3, 1, 8).view(8, 1, 1, 1)
    errors = [model.learn(shades.expand(8, 1, 96, 96), 0.0, seed)["error"] for _ in range(40)]
    assert errors[-1] < 0.5 * errors[0]
