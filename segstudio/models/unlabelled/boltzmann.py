"""The restricted Boltzmann machine as a layer, with binary or Gaussian visible units, and contrastive divergence.

Formulas: Hinton 2002; Hinton, "A practical guide to training restricted Boltzmann machines", 2010.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import drawn, tossed

BEGINS = 32  # chains that are begun differently


class Boltzmann(nn.Module):
    """Energies ``E(v,h) = -a'v - b'h - v'Wh`` of binary visible units, or ``E(v,h) = |v - a|^2 / 2 - b'h - v'Wh`` of
    Gaussian ones of variance 1 (guide, 13.2); hidden units are binary. ``p(v,h) = exp(-E(v,h)) / Z``."""

    begins: Tensor

    def __init__(self, visible: int, hidden: int, gaussian: bool = False) -> None:
        super().__init__()
        self.gaussian = gaussian
        self.weight = nn.Parameter(0.01 * torch.randn(visible, hidden))  # guide, 8
        self.visible_bias = nn.Parameter(torch.zeros(visible))
        self.hidden_bias = nn.Parameter(torch.zeros(hidden))
        self.register_buffer(
            "begins", torch.full((BEGINS, hidden), 0.5)
        )  # hidden probabilities of what was learnt last

    def hidden(self, visible: Tensor) -> Tensor:
        """``p(h_j = 1 | v) = sigmoid(b_j + v'W_j)``, ``[n,hidden]``."""
        return torch.sigmoid(visible @ self.weight + self.hidden_bias)

    def visible(self, hidden: Tensor) -> Tensor:
        """Means of ``v`` given ``h``: ``sigmoid(a + Wh)``, of Gaussian units ``a + Wh``, ``[n,visible]``."""
        total = hidden @ self.weight.T + self.visible_bias
        return total if self.gaussian else torch.sigmoid(total)

    def free_energy(self, visible: Tensor) -> Tensor:
        """``F(v) = -log sum over h of exp(-E(v,h))``, ``[n]`` (guide, 16.1)."""
        softplus = F.softplus(visible @ self.weight + self.hidden_bias).sum(1)
        if self.gaussian:
            return ((visible - self.visible_bias) ** 2).sum(1) / 2 - softplus
        return -(visible @ self.visible_bias) - softplus

    def chain(self, visible: Tensor, steps: int, random: torch.Generator) -> Tensor:
        """``visible`` after so many steps of Gibbs sampling."""
        for _ in range(steps):
            mean = self.visible(tossed(self.hidden(visible), random))
            visible = mean + drawn(mean.shape, random, mean) if self.gaussian else tossed(mean, random)
        return visible

    def sample(self, count: int, steps: int, random: torch.Generator) -> Tensor:
        """Hidden probabilities ``[count,hidden]`` of new patterns, by chains that begin at patterns learnt last: from
        noise, all would need very long to reach more than one kind (Tieleman 2008 keeps chains for that reason)."""
        which = torch.randint(BEGINS, (count,), generator=random, device=random.device).to(self.begins.device)
        visible = self.visible(tossed(self.begins[which], random))
        return self.hidden(self.chain(visible, steps, random))

    def gradients(self, data: Tensor, model: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of the mean log-likelihood with respect to ``W, a, b``: positive phase ``<v h'>`` on ``data`` less negative
        phase on samples of the ``model`` ``[n,visible]``."""
        above, below = self.hidden(data), self.hidden(model)
        weight = data.T @ above / len(data) - model.T @ below / len(model)
        return weight, data.mean(0) - model.mean(0), above.mean(0) - below.mean(0)

    @torch.no_grad()
    def contrast(self, data: Tensor, random: torch.Generator, steps: int = 1) -> Tensor:
        """Contrastive divergence: set the gradients for an optimizer that descends, with the chain of ``steps`` steps
        from ``data`` as the model's samples; returns those."""
        model = self.chain(data, steps, random)
        begins = self.hidden(data)[:BEGINS]
        self.begins[: len(begins)] = begins
        for parameter, up in zip(self.parameters(), self.gradients(data, model), strict=True):
            parameter.grad = -up
        return model


def sgd(machine: Boltzmann, rate: float) -> torch.optim.SGD:
    """Stochastic gradient descent as in the guide (7, 9, 10): momentum, and a small weight decay."""
    return torch.optim.SGD(machine.parameters(), rate, momentum=0.9, weight_decay=2e-4)
