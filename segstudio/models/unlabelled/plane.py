"""The convolutional autoencoder of the lectures, whose code is a point of a plane: 28x28 -> 14x14x32 -> 7x7x64 -> 2 and
back. Loss: mean squared error; Adam."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.unlabelled.contract import UnlabelledModel, descend
from segstudio.models.unlabelled.pictures import grown, shrunk

SMALL = 28  # side of the grey patches, px


class PlaneAutoencoder(UnlabelledModel):
    """Patches are shrunk to grey ones of SMALL pixels a side, and restored as grey. Two numbers tell little of a patch,
    but every place of the plane can be looked at."""

    size = 2
    batch = 32

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = nn.Sequential(
            nn.Sequential(nn.Conv2d(1, 32, 3, 2, padding=1), nn.ReLU()),  # 14 x 14
            nn.Sequential(nn.Conv2d(32, 64, 3, 2, padding=1), nn.ReLU()),  # 7 x 7
            nn.Sequential(nn.Flatten(), nn.Linear(7 * 7 * 64, self.size)),
        )
        self.decoder = nn.Sequential(
            nn.Sequential(nn.Linear(self.size, 7 * 7 * 64), nn.ReLU(), nn.Unflatten(1, (64, 7, 7))),
            nn.Sequential(nn.ConvTranspose2d(64, 32, 3, 2, padding=1, output_padding=1), nn.ReLU()),  # 14 x 14
            nn.Sequential(nn.ConvTranspose2d(32, 1, 3, 2, padding=1, output_padding=1), nn.Sigmoid()),  # 28 x 28
        )
        self.optimizers["adam"] = torch.optim.Adam(self.parameters(), 1e-3)

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        return {"error": descend(self.optimizers["adam"], F.mse_loss(self.decoder(self.code(clean)), _grey(clean)))}

    def code(self, image: Tensor) -> Tensor:
        codes: Tensor = self.encoder(_grey(image))
        return codes

    def restore(self, image: Tensor) -> Tensor:
        return self.decode(self.code(image))

    def decode(self, codes: Tensor) -> Tensor:
        return grown(self.decoder(codes), self.side).expand(-1, self.channels, -1, -1)


def _grey(image: Tensor) -> Tensor:
    """Patches -> ``[n,1,28,28]``."""
    return shrunk(image.mean(1, keepdim=True), SMALL)
