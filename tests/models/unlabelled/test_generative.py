"""What draws new patches: the divergence of the variational autoencoder, the equilibrium of the adversarial network."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from segstudio.models.unlabelled import conditional
from segstudio.models.unlabelled.adversarial import discriminator_loss, generator_loss
from segstudio.models.unlabelled.conditional import ConditionalNetwork, Discriminator, Generator
from segstudio.models.unlabelled.contract import descend
from segstudio.models.unlabelled.variational import VariationalAutoencoder, divergence
from tests.narrow import few

__all__ = ["few"]  # a fixture


def random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def test_the_divergence_is_that_of_torch_and_of_samples() -> None:
    mean, log_variance = torch.tensor([[0.5, -1.0]]), torch.tensor([[0.3, -0.8]])
    found = divergence(mean, log_variance)
    posterior, prior = Normal(mean, (log_variance / 2).exp()), Normal(torch.zeros(2), torch.ones(2))
    assert torch.allclose(found, kl_divergence(posterior, prior).sum(1))
    drawn = mean + (log_variance / 2).exp() * torch.randn(200_000, 2, generator=random())
    sampled = (posterior.log_prob(drawn) - prior.log_prob(drawn)).sum(1).mean()
    assert found.item() == pytest.approx(sampled.item(), abs=0.01)
    assert divergence(torch.zeros(1, 3), torch.zeros(1, 3)).item() == 0


@pytest.mark.usefixtures("few")
def test_the_variational_one_learns_and_draws_other_patches_for_other_numbers() -> None:
    torch.manual_seed(0)
    model, seed = VariationalAutoencoder("mobilenet_v3_large", 1), random()
    clean = torch.linspace(0.1, 0.9, 4).view(4, 1, 1, 1).expand(4, 1, 96, 96)
    figures = [model.learn(clean, 0.0, seed) for _ in range(10)]
    assert figures[-1]["error"] < figures[0]["error"] and figures[-1]["divergence"] > 0
    model.eval()
    with torch.no_grad():
        first, again = (model.sample(2, random()) for _ in range(2))
        assert torch.equal(first, again) and not torch.equal(first[0], first[1])
        assert torch.allclose(model.decode(model.code(clean)), model.restore(clean))


# ---- the game of two networks


def test_the_best_discriminator_tells_the_share_of_the_densities() -> None:
    """``D*(x) = p(x) / (p(x) + q(x))``; for two normal densities its logit is their log ratio, a line."""
    line = nn.Linear(1, 1)
    real, made = (torch.randn(4000, 1, generator=random()) + shift for shift in (0.5, -0.5))
    optimizer = torch.optim.Adam(line.parameters(), 0.05)
    for _ in range(150):
        descend(optimizer, discriminator_loss(line(real), line(made)))
    assert line.weight.item() == pytest.approx(1, abs=0.1) and line.bias.item() == pytest.approx(0, abs=0.1)


def test_at_the_equilibrium_the_generator_s_values_are_real_ones_and_the_discriminator_is_in_doubt() -> None:
    torch.manual_seed(0)
    shift, seed = nn.Parameter(torch.tensor(-1.0)), random()
    line = nn.Linear(1, 1)
    one, other = torch.optim.Adam([shift], 0.03, (0.5, 0.999)), torch.optim.Adam(line.parameters(), 0.03, (0.5, 0.999))

    def numbers() -> Tensor:
        return torch.randn(256, 1, generator=seed)

    for _ in range(300):
        descend(
            other,
            discriminator_loss(line(numbers() + 2), line((numbers() + shift).detach()))
            + 0.1 * line.weight.square().sum(),
        )
        descend(one, generator_loss(line(numbers() + shift)))
    assert shift.item() == pytest.approx(2, abs=0.2)
    doubt = torch.sigmoid(line(numbers() + 2)).mean().item()
    assert doubt == pytest.approx(0.5, abs=0.05)
    assert discriminator_loss(line(numbers() + 2), line(numbers() + shift)).item() == pytest.approx(
        math.log(4), abs=0.05
    )


# ---- the game of two networks that see a mask


def colours(mask: Tensor) -> Tensor:
    """Patches ``float32[n,1,s,s]``: a grey of each of two classes, and a little noise; void is dark."""
    grey = torch.tensor([0.2, 0.8, 0.5])[mask][:, None]
    return grey + 0.02 * torch.randn(grey.shape, generator=random())


def halves(count: int, side: int) -> Tensor:
    """Masks of two classes, and void in a row, that part the patch at other places."""
    numbers = torch.zeros(count, side, side, dtype=torch.long)
    for at, one in enumerate(numbers):
        one[:, (at + 1) * side // (count + 1) :] = 1
        one[0] = 2
    return numbers


def test_the_conditional_one_learns_the_colour_of_each_class_and_its_discriminator_is_in_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conditional, "WIDTHS", (8, 8))
    monkeypatch.setattr(conditional, "JUDGES", (4, 4, 4))
    monkeypatch.setattr(conditional, "RATE", 4e-3)
    torch.manual_seed(0)
    model, seed = ConditionalNetwork("", 1, 2), random()
    mask = halves(4, 24)
    clean = torch.cat((colours(mask), mask[:, None].float()), 1)
    figures = [model.learn(clean, 0.0, seed) for _ in range(150)]
    assert figures[-1]["difference"] < 0.15 * figures[0]["difference"]
    model.eval()
    with torch.no_grad():
        new = halves(3, 24).flip(2)  # the classes at the other sides
        made = model.generate(new, random())[:, 0]
        inside = torch.zeros_like(new, dtype=torch.bool)
        inside[:, 4:-4, 4:-4] = True
        for number, grey in enumerate((0.2, 0.8)):
            assert made[inside & (new == number)].mean().item() == pytest.approx(grey, abs=0.1)
    doubt = sum(one["discriminator"] for one in figures[-30:]) / 30
    assert doubt == pytest.approx(math.log(4), abs=0.25), "D is 1/2 for real pairs and for drawn ones"


def test_the_discriminator_sees_34_pixels_and_whether_a_picture_fits_its_mask() -> None:
    judge = Discriminator(3).eval()
    picture = torch.rand(1, 1, 96, 96, generator=random()).requires_grad_()
    logits = judge(torch.zeros(1, 2, 96, 96), picture)
    assert logits.shape == (1, 1, 22, 22)
    logits[0, 0, 11, 11].backward()
    assert picture.grad is not None
    rows = picture.grad[0, 0].abs().sum(1).nonzero()
    assert int(rows.max() - rows.min()) + 1 == 34
    other = judge(torch.ones(1, 2, 96, 96), picture)
    assert not torch.allclose(logits, other)


@pytest.mark.parametrize("size", [(1, 1), (37, 53), (96, 160)])
@torch.no_grad()
def test_an_image_is_as_large_as_its_mask(size: tuple[int, int]) -> None:
    made = Generator(3, 5).eval()(torch.rand(2, 3, *size, generator=random()), random())
    assert made.shape == (2, 5, *size) and made.min() >= 0 and made.max() <= 1
