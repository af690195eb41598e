"""Sparse autoencoders (Ng, CS294A lecture notes, 2011; Olshausen and Field 1996): twice as many units as values, of
which few are active at a place. Two rows: a Kullback-Leibler divergence keeps them so, or an L1 penalty.

They code squares of SQUARE pixels, all with the same units, so a patch has many examples; its code is how active each
unit is in it, wherever (Coates, Lee and Ng 2011).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import UnlabelledModel, descend
from segstudio.models.unlabelled.pictures import Scale

SQUARE = 8  # px
TARGET = 0.05  # "rho", mean activation of a unit
WEIGHT_KL = 30.0  # "beta"; the notes have 3 for values that vary a third as much
WEIGHT_L1 = 1.0
RATE = 2e-3  # of Adam


def sparsity_divergence(mean: Tensor) -> Tensor:
    """``KL(rho || rho_j) = rho log(rho / rho_j) + (1 - rho) log((1 - rho) / (1 - rho_j))`` for each unit's mean
    activation ``rho_j`` in 0..1; 0 where it is TARGET."""
    mean = mean.clamp(1e-6, 1 - 1e-6)
    return TARGET * (TARGET / mean).log() + (1 - TARGET) * ((1 - TARGET) / (1 - mean)).log()


class SquareUnits(nn.Module):
    """Units ``a = activation(W s + b)`` for each square ``s`` of a patch, and squares ``W' a + b'``."""

    def __init__(self, channels: int, count: int, activation: nn.Module) -> None:
        super().__init__()
        self.activation = activation
        self.scale = Scale(channels)
        self.down = nn.Conv2d(channels, count, SQUARE, SQUARE)
        self.up = nn.ConvTranspose2d(count, channels, SQUARE, SQUARE)
        with torch.no_grad():
            self.up.weight.copy_(self.down.weight)

    def forward(self, scaled: Tensor) -> Tensor:
        """Scaled patches -> activations ``float32[n,count,h,w]`` in each square."""
        active: Tensor = self.activation(self.down(scaled))
        return active


class SparseAutoencoder(UnlabelledModel):
    """What both have in common; nothing can be drawn of a code, which knows no places."""

    batch = 16

    def __init__(self, channels: int, activation: nn.Module) -> None:
        super().__init__()
        self.size = 2 * channels * SQUARE**2
        self.units = SquareUnits(channels, self.size, activation)
        self.optimizers["adam"] = torch.optim.Adam(self.units.parameters(), RATE)

    def code(self, image: Tensor) -> Tensor:
        active: Tensor = self.units(self.units.scale(image))
        return active.mean((2, 3))

    def restore(self, image: Tensor) -> Tensor:
        drawn: Tensor = self.units.up(self.units(self.units.scale(image)))
        return self.units.scale.back(drawn).clamp(0, 1)

    def reconstruct(self, clean: Tensor) -> tuple[Tensor, Tensor, float]:
        """Activations, the loss ``|s' - s|^2 / 2`` of scaled squares (mean over squares), and for people the mean
        squared error of values 0..1."""
        scaled: Tensor = self.units.scale(clean)
        active: Tensor = self.units(scaled)
        apart = self.units.up(active) - scaled
        squares = active.numel() // self.size
        told = (apart.detach() * self.units.scale.spread) ** 2
        return active, (apart**2).sum() / (2 * squares), told.mean().item()


class SparseKL(SparseAutoencoder):
    """Sigmoid units. Loss: ``|s' - s|^2 / 2`` + WEIGHT_KL * sum over units of ``sparsity_divergence``."""

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__(channels, nn.Sigmoid())
        nn.init.constant_(self.units.down.bias, math.log(TARGET / (1 - TARGET)))  # type: ignore[arg-type]

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        self.units.scale.see(clean)
        active, loss, error = self.reconstruct(clean)
        mean = active.mean((0, 2, 3))
        descend(self.optimizers["adam"], loss + WEIGHT_KL * sparsity_divergence(mean).sum())
        return {"error": error, "active": mean.mean().item()}


class SparseL1(SparseAutoencoder):
    """Rectified units. Loss: ``|s' - s|^2 / 2`` + WEIGHT_L1 * sum of their activations; each column of ``W'`` is kept
    at length 1, else small activations with large weights would do as well."""

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__(channels, nn.ReLU())

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        self.units.scale.see(clean)
        active, loss, error = self.reconstruct(clean)
        descend(self.optimizers["adam"], loss + WEIGHT_L1 * active.mean((0, 2, 3)).sum())
        with torch.no_grad():
            self.units.up.weight /= self.units.up.weight.flatten(1).norm(dim=1)[:, None, None, None].clamp(min=1e-6)
        return {"error": error, "active": (active > 0).float().mean().item()}
