"""An undercomplete linear autoencoder: with a squared error it finds the plane of the principal components (Baldi and
Hornik 1989)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import UnlabelledModel, descend
from segstudio.models.unlabelled.pictures import Scale, grown, shrunk

RATE = 1e-3  # of Adam; falls to a hundredth


class LinearAutoencoder(UnlabelledModel):
    """``x' = W' (W x) + b`` of scaled patches ``x`` that are shrunk to ``small`` pixels a side; loss: the mean of
    ``(x' - x)^2``. Where it is least, the columns of ``W'`` span the plane of the largest principal components; single
    columns are no components, since any turned pair of ``W`` and ``W'`` does as well."""

    size = 64
    small = 32
    batch = 32

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.scale = Scale(channels)
        values = channels * self.small**2
        self.up = nn.Linear(self.size, values)
        nn.init.orthogonal_(self.up.weight)
        nn.init.zeros_(self.up.bias)
        self.down = nn.Linear(values, self.size, bias=False)
        with torch.no_grad():
            self.down.weight.copy_(self.up.weight.T)
        self.optimizers["adam"] = torch.optim.Adam([*self.down.parameters(), *self.up.parameters()], RATE)

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        small = shrunk(clean, self.small)
        self.scale.see(small)
        error = ((self._picture(self.code(clean)) - small) ** 2).mean()
        return {"error": descend(self.optimizers["adam"], error, lr=RATE * max(0.01, 1 - done))}

    def code(self, image: Tensor) -> Tensor:
        codes: Tensor = self.down(self.scale(shrunk(image, self.small)).flatten(1))
        return codes

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))

    def decode(self, codes: Tensor) -> Tensor:
        return grown(self._picture(codes), self.side)

    def _picture(self, codes: Tensor) -> Tensor:
        drawn = self.up(codes).view(len(codes), -1, self.small, self.small)
        return self.scale.back(drawn)
