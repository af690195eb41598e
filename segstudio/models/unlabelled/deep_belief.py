"""A deep belief network (Hinton, Osindero and Teh 2006): restricted Boltzmann machines one above the other, each learnt
from what the one below it makes of the patches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segstudio.models.unlabelled.boltzmann import Boltzmann, sgd
from segstudio.models.unlabelled.contract import UnlabelledModel, tossed
from segstudio.models.unlabelled.pictures import Scale, grown, shrunk
from segstudio.models.unlabelled.stacked import reached

SMALL = 24  # side of the shrunk patches, px
HIDDEN = (256, 128, 64)  # units of each machine
RATES = (1e-3, 1e-2, 1e-2)  # of Gaussian and of binary visible units
CHAIN = 20  # steps of Gibbs sampling in the top machine


class DeepBelief(UnlabelledModel):
    """Each machine has an equal share of the budget, those below it fixed; the one reached goes on when the training is
    continued. A code is the probabilities of the top units. ``sample``: Gibbs sampling in the top machine, then down
    once, as the paper generates."""

    size = HIDDEN[-1]
    batch = 32
    generative = True
    stage: Tensor

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.scale: Scale = Scale(channels)
        sizes = (channels * SMALL**2, *HIDDEN)
        self.machines = nn.ModuleList(Boltzmann(a, b, i == 0) for i, (a, b) in enumerate(pairwise(sizes)))
        for number, machine in enumerate(_of(self.machines)):
            self.optimizers[f"machine{number}"] = sgd(machine, RATES[number])
        self.register_buffer("stage", torch.zeros((), dtype=torch.int64))

    @torch.no_grad()
    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        stage = reached(self.stage, done * len(HIDDEN) / (len(HIDDEN) - 1), len(HIDDEN))
        small = shrunk(clean, SMALL)
        if stage == 0:
            self.scale.see(small)  # what lies above depends on it, so it is fixed with the first machine
        data = self._up(small, stage)
        machine = _of(self.machines)[stage]
        machine.contrast(data if stage == 0 else tossed(data, random), random)
        self.optimizers[f"machine{stage}"].step()
        error = ((self._down(machine.hidden(data), stage + 1) - small) ** 2).mean()
        return {"error": error.item(), "layers": stage + 1.0}

    def code(self, image: Tensor) -> Tensor:
        return self._up(shrunk(image, SMALL), len(HIDDEN))

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))

    def decode(self, codes: Tensor) -> Tensor:
        return grown(self._down(codes, len(HIDDEN)), self.side)

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        return self.decode(_of(self.machines)[-1].sample(count, CHAIN, random))

    def _up(self, small: Tensor, count: int) -> Tensor:
        """Probabilities of the hidden units of the machine ``count``; 0: the scaled values."""
        scaled: Tensor = self.scale(small)
        x = scaled.flatten(1)
        for machine in _of(self.machines)[:count]:
            x = machine.hidden(x)
        return x

    def _down(self, x: Tensor, count: int) -> Tensor:
        """Shrunk patches of the hidden units of the machine ``count``."""
        for machine in reversed(_of(self.machines)[:count]):
            x = machine.visible(x)
        return self.scale.back(x.view(len(x), -1, SMALL, SMALL))


def _of(machines: nn.ModuleList) -> Sequence[Boltzmann]:
    return list(machines)  # type: ignore[arg-type]
