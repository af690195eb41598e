"""A generative adversarial network (Goodfellow et al. 2014) of few convolutions (after Radford et al. 2016, DCGAN)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import UnlabelledModel, descend, drawn
from segstudio.models.unlabelled.pictures import grown, shrunk

SMALL = 32  # side of the patches that are drawn, px
NOISE = 64  # numbers that a patch is drawn of
WIDTHS = (128, 64, 32)  # channels at 4 x 4, 8 x 8, 16 x 16 pixels
RATES = {"generator": 4e-4, "discriminator": 1e-4}  # of Adam; at equal ones the discriminator soon errs no more
BETAS = (0.5, 0.999)  # as in DCGAN


def discriminator_loss(real: Tensor, made: Tensor) -> Tensor:
    """``-mean(log D(x)) - mean(log(1 - D(G(z))))`` of logits of ``D``. For fixed drawn patches it is least at
    ``D = p / (p + q)`` with the densities ``p`` of patches and ``q`` of drawn ones (proposition 1): 1/2 where they are
    alike, with a loss of ``log 4``."""
    return F.softplus(-real).mean() + F.softplus(made).mean()


def generator_loss(made: Tensor) -> Tensor:
    """``-mean(log D(G(z)))`` of logits of ``D``: the paper's second form, with a gradient also while ``D`` is right."""
    return F.softplus(-made).mean()


class Generator(nn.Sequential):
    """``float32[n,NOISE]`` -> ``float32[n,channels,32,32]`` in 0..1."""

    def __init__(self, channels: int) -> None:
        first = nn.Sequential(nn.Linear(NOISE, WIDTHS[0] * 16, bias=False), nn.Unflatten(1, (WIDTHS[0], 4, 4)))
        layers: list[nn.Module] = [first]
        for here, above in zip(WIDTHS, (*WIDTHS[1:], channels), strict=True):
            layers += [nn.BatchNorm2d(here), nn.ReLU(), nn.ConvTranspose2d(here, above, 4, 2, padding=1)]
        super().__init__(*layers, nn.Sigmoid())


class Discriminator(nn.Module):
    """``float32[n,channels,32,32]`` -> logits ``float32[n]``: over 0 for a patch that seems to be real."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for below, here in zip((channels, *WIDTHS[:0:-1]), WIDTHS[::-1], strict=True):
            norm = nn.Identity() if not layers else nn.BatchNorm2d(here)
            layers += [nn.Conv2d(below, here, 4, 2, padding=1), norm, nn.LeakyReLU(0.2)]
        self.features = nn.Sequential(*layers)
        self.last = nn.Conv2d(WIDTHS[0], 1, 4)

    def forward(self, picture: Tensor) -> Tensor:
        logits: Tensor = self.last(self.features(picture * 2 - 1))
        return logits.flatten()


class AdversarialNetwork(UnlabelledModel):
    """A generator draws patches, a discriminator tells them from real ones, and each learns from the other. A code is
    what the discriminator sees, its last features on a grid of 2 x 2. It restores nothing."""

    size = WIDTHS[0] * 4
    batch = 32
    restores = False
    generative = True

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.generator, self.discriminator = Generator(channels), Discriminator(channels)
        for name, part in (("generator", self.generator), ("discriminator", self.discriminator)):
            self.optimizers[name] = torch.optim.Adam(part.parameters(), RATES[name], BETAS)

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        real = shrunk(clean, SMALL)
        made = self.generator(drawn((len(clean), NOISE), random, clean))
        loss = discriminator_loss(self.discriminator(real), self.discriminator(made.detach()))
        told = descend(self.optimizers["discriminator"], loss)
        deceived = descend(self.optimizers["generator"], generator_loss(self.discriminator(made)))
        return {"generator": deceived, "discriminator": told}

    def code(self, image: Tensor) -> Tensor:
        features = self.discriminator.features(shrunk(image, SMALL) * 2 - 1)
        return F.adaptive_avg_pool2d(features, 2).flatten(1)

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        noise = drawn((count, NOISE), random, self.discriminator.last.weight)
        return grown(self.generator(noise), self.side)
