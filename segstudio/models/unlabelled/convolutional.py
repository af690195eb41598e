"""An undercomplete convolutional autoencoder on any encoder (Masci et al. 2011): a few numbers for each patch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.on_encoder import CELLS, CODE_CHANNELS, OnEncoder, cells_begin, cells_bottleneck


class ConvolutionalAutoencoder(OnEncoder):
    """Loss: mean squared error between a patch ``x`` and ``decode(code(x))``; Adam."""

    size = CODE_CHANNELS * CELLS

    def __init__(self, encoder: str, channels: int) -> None:
        made = Encoder(encoder, channels)
        super().__init__(made, channels, cells_bottleneck(made), cells_begin())

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        return {"error": self.descend(F.mse_loss(self.restore(clean), clean), done)}

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))
