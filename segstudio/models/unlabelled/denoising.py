"""A denoising autoencoder (Vincent et al. 2010): it gets noisy patches and restores the clean ones."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import drawn
from segstudio.models.unlabelled.on_encoder import CELLS, CODE_CHANNELS, OnEncoder, cells_begin, cells_bottleneck

NOISE = 0.3  # largest standard deviation, of values 0..1


def noisy(clean: Tensor, random: torch.Generator) -> Tensor:
    """``x~ = x + s * e`` with ``e ~ N(0, 1)``, cut to 0..1 as a camera does; ``s`` of each patch is any of 0..NOISE, so
    that features of clean patches are known too: with one strength for all those were restored far worse."""
    strength = NOISE * torch.rand((len(clean), 1, 1, 1), generator=random, device=random.device).to(clean.device)
    return (clean + strength * drawn(clean.shape, random, clean)).clamp(0, 1)


class DenoisingAutoencoder(OnEncoder):
    """Loss: mean squared error between ``x`` and ``decode(code(x~))``, where ``x~`` is ``x`` with noise: what the noise
    hides has to be told from what patches of this kind look like."""

    size = CODE_CHANNELS * CELLS

    def __init__(self, encoder: str, channels: int) -> None:
        made = Encoder(encoder, channels)
        super().__init__(made, channels, cells_bottleneck(made), cells_begin())

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        return {"error": self.descend(F.mse_loss(self.restore(noisy(clean, random)), clean), done)}

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))
