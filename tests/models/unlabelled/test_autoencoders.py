"""Autoencoders: the plane of the principal components, the lecture's layers, sparsity, noise, hidden blocks,
layers that learn one by one."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from segstudio.models.unlabelled import linear, sparse
from segstudio.models.unlabelled.convolutional import ConvolutionalAutoencoder
from segstudio.models.unlabelled.corruption import BLOCK
from segstudio.models.unlabelled.denoising import NOISE, DenoisingAutoencoder, noisy
from segstudio.models.unlabelled.linear import LinearAutoencoder
from segstudio.models.unlabelled.masked import TURNS, MaskedAutoencoder, hidden_error, turn
from segstudio.models.unlabelled.plane import PlaneAutoencoder
from segstudio.models.unlabelled.sparse import TARGET, SparseKL, SparseL1, sparsity_divergence
from segstudio.models.unlabelled.stacked import StackedAutoencoder
from tests.narrow import few

__all__ = ["few"]  # a fixture
FEW = "mobilenet_v3_large"


@pytest.fixture(autouse=True)
def _same_weights() -> None:
    torch.manual_seed(0)


def random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def plain(count: int = 4, side: int = 96) -> Tensor:
    """Patches of one colour with a darker half: few things to learn."""
    colours = torch.rand(count, 3, 1, 1, generator=random())
    return (colours * torch.linspace(1, 0.5, side).round(decimals=1).view(1, 1, 1, side)).expand(count, 3, side, side)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kind", [ConvolutionalAutoencoder, MaskedAutoencoder])
def test_the_error_falls(kind: type[ConvolutionalAutoencoder | MaskedAutoencoder]) -> None:
    model, clean, seed = kind(FEW, 3), plain(), random()
    errors = [model.learn(clean, 0.0, seed)["error"] for _ in range(7)]
    assert errors[-1] < 0.8 * errors[0]


@pytest.mark.usefixtures("few")
def test_noise_is_removed_better_than_by_leaving_the_patch_as_it_is() -> None:
    model, clean, seed = DenoisingAutoencoder(FEW, 3), plain(2), random()
    for _ in range(14):
        model.learn(clean, 0.0, seed)
    other = noisy(clean, random())
    restored = model.restore(other)
    assert ((restored - clean) ** 2).mean() < ((other - clean) ** 2).mean()


def test_noise_is_of_any_strength_up_to_the_largest_and_stays_in_range() -> None:
    found = noisy(torch.full((40, 1, 48, 48), 0.5), random())
    strengths = found.flatten(1).std(1)
    assert found.min() >= 0 and found.max() <= 1
    assert strengths.min() < 0.05 and 0.2 < strengths.max() < NOISE


# ---- hidden blocks


def test_only_hidden_pixels_count() -> None:
    clean, restored = torch.zeros(1, 2, 4, 4), torch.rand(1, 2, 4, 4)
    hidden = torch.zeros(1, 4, 4, dtype=torch.bool)
    hidden[0, :2] = True
    assert hidden_error(restored, clean, hidden).item() == pytest.approx(restored[:, :, :2].mean().item())


def test_each_block_is_hidden_in_one_turn() -> None:
    turns = torch.stack([torch.from_numpy(turn(number, 1, 96).copy()) for number in range(TURNS)])
    assert bool((turns.sum(0) == 1).all()) and all(float(one.float().mean()) == 0.25 for one in turns)


@pytest.mark.usefixtures("few")
@torch.no_grad()
def test_a_block_is_restored_from_what_is_around_it_alone() -> None:
    model = MaskedAutoencoder(FEW, 3).eval()
    nn.init.normal_(model.decoder.first.weight, 0, 1)
    clean = plain(1)
    other = clean.clone()
    other[..., :BLOCK, :BLOCK] = 1 - other[..., :BLOCK, :BLOCK]
    first, second = model.restore(clean), model.restore(other)
    assert torch.equal(first[..., :BLOCK, :BLOCK], second[..., :BLOCK, :BLOCK]) and not torch.equal(first, second)


# ---- layers of their own


def test_the_linear_one_finds_the_plane_of_the_principal_components(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinearAutoencoder, "small", 4)
    monkeypatch.setattr(LinearAutoencoder, "size", 3)
    monkeypatch.setattr(linear, "RATE", 1e-2)
    turned = torch.linalg.qr(torch.randn(16, 16, generator=random())).Q
    spread = torch.tensor([0.1, 0.08, 0.06] + [0.02] * 13)
    flat = 0.5 + (torch.randn(200, 16, generator=random()) * spread) @ turned.T
    clean = flat.view(200, 1, 4, 4)
    model = LinearAutoencoder("", 1)
    errors = [model.learn(clean, step / 300, random())["error"] for step in range(300)]
    best = torch.linalg.svd(flat - flat.mean(0)).Vh[:3]
    found = torch.linalg.qr(model.up.weight.detach()).Q
    cosines = torch.linalg.svdvals(best @ found)  # of the principal angles
    assert cosines.min() > math.cos(0.05)
    unexplained = torch.linalg.svdvals(flat - flat.mean(0))[3:].square().sum() / flat.numel()
    assert errors[-1] == pytest.approx(unexplained.item(), rel=0.02)


def test_the_lecture_s_layers_have_the_lecture_s_shapes() -> None:
    model = PlaneAutoencoder("", 3)
    x, shapes = torch.rand(2, 1, 28, 28), []
    for layer in (*model.encoder, *model.decoder):
        x = layer(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(32, 14, 14), (64, 7, 7), (2,), (64, 7, 7), (32, 14, 14), (1, 28, 28)]


def test_the_divergence_is_least_at_the_target() -> None:
    at = torch.tensor([TARGET, 0.01, 0.5], requires_grad=True)
    found = sparsity_divergence(at)
    found.sum().backward()
    assert found[0].item() == pytest.approx(0, abs=1e-6) and at.grad is not None
    assert found[1] > 0 and found[2] > 0 and abs(at.grad[0]) < 1e-4 and at.grad[1] < 0 < at.grad[2]
    rho, half = torch.distributions.Bernoulli(TARGET), torch.distributions.Bernoulli(0.5)
    assert found[2].item() == pytest.approx(torch.distributions.kl_divergence(rho, half).item(), rel=1e-5)


def squares() -> Tensor:
    """Small patches of three patterns, more or less of each."""
    patterns, shares = torch.rand(3, 1, 16, 16, generator=random()), torch.rand(8, 3, generator=random())
    return torch.einsum("np,pchw->nchw", shares / shares.sum(1, keepdim=True), patterns)


def test_the_mean_activation_reaches_its_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse, "RATE", 0.02)
    model, clean = SparseKL("", 1), squares()
    nn.init.zeros_(model.units.down.bias)  # half of all are active
    active = [model.learn(clean, 0.0, random())["active"] for _ in range(150)]
    assert active[0] > 0.3
    assert active[-1] == pytest.approx(TARGET, abs=0.01)


def test_the_l1_penalty_makes_units_zero_and_no_column_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    def learnt(weight: float) -> SparseL1:
        monkeypatch.setattr(sparse, "WEIGHT_L1", weight)
        torch.manual_seed(0)
        model = SparseL1("", 1)
        active.append([model.learn(squares(), 0.0, random())["active"] for _ in range(50)][-1])
        return model

    active: list[float] = []
    without, model = learnt(0.0), learnt(1.0)
    assert active[1] < 0.5 * active[0] and without.size == 2 * 8 * 8  # overcomplete
    assert torch.allclose(model.units.up.weight.flatten(1).norm(dim=1), torch.ones(model.size), atol=1e-4)


def test_layers_below_the_one_that_learns_stay_as_they_are() -> None:
    model, clean = StackedAutoencoder("", 3), plain(1)
    for stage in range(6):
        before = [{key: value.clone() for key, value in layer.state_dict().items()} for layer in model.layers]
        figures = model.learn(clean, stage * 0.1, random())
        changed = [
            not all(torch.equal(value, old[key]) for key, value in layer.state_dict().items())
            for layer, old in zip(model.layers, before, strict=True)
        ]
        assert changed == ([number == stage for number in range(5)] if stage < 5 else [True] * 5)
        assert figures["layers"] == min(stage + 1, 5)
    model.learn(clean, 0.0, random())  # of a continued training
    assert int(model.stage) == 5
