"""A stacked autoencoder (Bengio et al. 2007; convolutional as in Masci et al. 2011): each layer learns alone to restore
what the layer below gives, then all are tuned together."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import UnlabelledModel, descend

WIDTHS = (24, 48, 64, 96, 64)  # channels at strides 2, 4, 8, 16 and 32
TUNING = 0.5  # share of the budget after which all layers are tuned
RATE = 2e-3


class Layer(nn.Module):
    """An autoencoder of one hidden layer that halves the size: ``h = relu(W x + b)``, ``x' = s(W' h + b')`` with a
    sigmoid ``s`` for pixels and relu for what lies above."""

    def __init__(self, below: int, here: int, pixels: bool) -> None:
        super().__init__()
        down, up = nn.Conv2d(below, here, 4, 2, padding=1), nn.ConvTranspose2d(here, below, 4, 2, padding=1)
        nn.init.kaiming_normal_(down.weight, nonlinearity="relu")
        nn.init.normal_(up.weight, 0, (2 / (here * 4)) ** 0.5)  # each value is a sum over 4 places
        self.down = nn.Sequential(down, nn.ReLU())
        self.up = nn.Sequential(up, nn.Sigmoid() if pixels else nn.ReLU())

    def loss(self, below: Tensor) -> Tensor:
        """Mean squared error of what it restores, as a share of the mean square of ``below``."""
        return F.mse_loss(self.up(self.down(below)), below) / (below**2).mean().clamp(min=1e-6)


class StackedAutoencoder(UnlabelledModel):
    """Up to TUNING the layers learn one after the other, those below it fixed, each in an equal share of the budget;
    then the whole learns, with the mean squared error of pixels. A learnt layer is never learnt again alone: a
    continued training goes on with the stage that was reached."""

    size = WIDTHS[-1] * 3 * 3
    stage: Tensor

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        below = (channels, *WIDTHS)
        self.layers = nn.ModuleList(Layer(a, b, i == 0) for i, (a, b) in enumerate(zip(below, WIDTHS, strict=False)))
        for number, layer in enumerate(self.layers):
            self.optimizers[f"layer{number}"] = torch.optim.Adam(layer.parameters(), RATE)
        self.optimizers["all"] = torch.optim.Adam(self.layers.parameters(), RATE / 2)
        self.register_buffer("stage", torch.zeros((), dtype=torch.int64))

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        stage = reached(self.stage, done / TUNING, len(self.layers) + 1)
        if stage == len(self.layers):
            error = F.mse_loss(self.restore(clean), clean)
            return {"error": descend(self.optimizers["all"], error), "layers": float(stage)}
        with torch.no_grad():
            below = self._up_to(clean, stage)
        descend(self.optimizers[f"layer{stage}"], self.layers[stage].loss(below))  # type: ignore[operator]
        with torch.no_grad():
            error = F.mse_loss(self._down_from(self._up_to(clean, stage + 1), stage + 1), clean)
        return {"error": error.item(), "layers": stage + 1.0}

    def code(self, image: Tensor) -> Tensor:
        return self._up_to(image, len(self.layers)).flatten(1)

    def restore(self, image: Tensor) -> Tensor:
        return self._down_from(self._up_to(image, len(self.layers)), len(self.layers))

    def decode(self, codes: Tensor) -> Tensor:
        return self._down_from(codes.view(len(codes), WIDTHS[-1], 3, 3), len(self.layers))

    def _up_to(self, image: Tensor, count: int) -> Tensor:
        """What the first ``count`` layers give."""
        for layer in _of(self.layers)[:count]:
            image = layer.down(image)
        return image

    def _down_from(self, x: Tensor, count: int) -> Tensor:
        """Patches of what the first ``count`` layers gave."""
        for layer in reversed(_of(self.layers)[:count]):
            x = layer.up(x)
        return x


def reached(stage: Tensor, share: float, count: int) -> int:
    """The stage 0..count-1 after a ``share`` of the budget of all but the last, never lower than the one kept in
    ``stage``, which is brought up to it."""
    stage.clamp_(min=min(int(share * (count - 1)), count - 1))
    return int(stage)


def _of(layers: nn.ModuleList) -> Sequence[Layer]:
    return list(layers)  # type: ignore[arg-type]
