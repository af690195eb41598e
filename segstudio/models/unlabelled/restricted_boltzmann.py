"""A restricted Boltzmann machine on patches (Hinton 2010): it learns which patches are likely, and can draw some."""

from __future__ import annotations

import torch
from torch import Tensor

from segstudio.models.unlabelled.boltzmann import Boltzmann, sgd
from segstudio.models.unlabelled.contract import UnlabelledModel
from segstudio.models.unlabelled.pictures import Scale, grown, shrunk

SMALL = 24  # side of the shrunk patches, px
RATE = 1e-3  # for Gaussian units a tenth of that for binary ones (guide, 13.2)
CHAIN = 20  # steps of Gibbs sampling to a new patch


class BoltzmannMachine(UnlabelledModel):
    """Gaussian visible units for the scaled values of shrunk patches, binary hidden ones; CD-1. A code is the
    probabilities of the hidden units; ``restore`` goes up and down once with those."""

    size = 256
    batch = 32
    generative = True

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.scale = Scale(channels)
        self.machine = Boltzmann(channels * SMALL**2, self.size, gaussian=True)
        self.optimizers["sgd"] = sgd(self.machine, RATE)

    @torch.no_grad()
    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        small = shrunk(clean, SMALL)
        self.scale.see(small)
        data = self.scale(small).flatten(1)
        model = self.machine.contrast(data, random)
        gap = self.machine.free_energy(data).mean() - self.machine.free_energy(model).mean()
        self.optimizers["sgd"].step()
        error = ((self._picture(self.machine.hidden(data)) - small) ** 2).mean()
        return {"error": error.item(), "energy": gap.item()}

    def code(self, image: Tensor) -> Tensor:
        return self.machine.hidden(self.scale(shrunk(image, SMALL)).flatten(1))

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))

    def decode(self, codes: Tensor) -> Tensor:
        return grown(self._picture(codes), self.side)

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        return self.decode(self.machine.sample(count, CHAIN, random))

    def _picture(self, codes: Tensor) -> Tensor:
        flat = self.machine.visible(codes)
        return self.scale.back(flat.view(len(flat), -1, SMALL, SMALL))
