"""An undercomplete convolutional autoencoder on any encoder: a few numbers for each patch, and a decoder that enlarges.

Loss: mean squared error, Adam (lectures; Masci et al. 2011).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import UnlabelledModel


class ConvolutionalAutoencoder(UnlabelledModel):
    """The coarsest features of ``encoder``, averaged on a grid of 3 x 3, are projected to ``size`` numbers."""

    size = 64
    grid = 3

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.encoder = Encoder(encoder, channels)
        coarse = self.encoder.channels[-1]
        self.down = nn.Linear(coarse * self.grid**2, self.size)
        self.up = nn.Linear(self.size, 128 * self.grid**2)
        widths = (128, 96, 64, 48, 32, 16)
        self.decoder = nn.Sequential(*(
            nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(wide, narrow, 3, padding=1), nn.ReLU())
            for wide, narrow in zip(widths, widths[1:], strict=False)
        ))  # fmt: skip
        self.last = nn.Conv2d(widths[-1], channels, 3, padding=1)
        self.optimizer = torch.optim.Adam(self.parameters(), 1e-3)

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        loss = F.mse_loss(self.decode(self.code(clean)), clean)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return {"error": loss.item()}

    def code(self, image: Tensor) -> Tensor:
        coarse = F.adaptive_avg_pool2d(self.encoder(image)[-1], self.grid)
        return self.down(coarse.flatten(1))  # type: ignore[no-any-return]

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image)).clamp(0, 1)

    def decode(self, codes: Tensor) -> Tensor:
        x = F.relu(self.up(codes)).reshape(-1, 128, self.grid, self.grid)
        return self.last(self.decoder(x))  # type: ignore[no-any-return]
