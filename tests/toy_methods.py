"""Two small methods that learn without labels, and a row for each: what one file and one row have to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.choices.unlabelled import METHODS, MethodRow
from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.contract import UnlabelledModel

SIDE, SIZE = 24, 4


class Toy(UnlabelledModel):
    """A linear autoencoder of patches shrunk to 6 x 6, with momentum of its own and noise."""

    side, batch, size = SIDE, 2, SIZE
    generative = True

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        assert encoder == ""
        self.channels = channels
        self.down, self.up = nn.Linear(36 * channels, SIZE), nn.Linear(SIZE, 36 * channels)
        self.momentum: dict[str, Tensor] = {}

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        noisy = clean + 0.01 * torch.randn(clean.shape, generator=random)
        loss = F.mse_loss(self._restored(noisy), clean)
        gradients = torch.autograd.grad(loss, list(self.parameters()))
        with torch.no_grad():
            for (name, value), gradient in zip(self.named_parameters(), gradients, strict=True):
                self.momentum[name] = 0.5 * self.momentum.get(name, torch.zeros_like(value)) + gradient
                value -= 0.5 * self.momentum[name]
        return {"error": loss.item(), "done": done}

    def code(self, image: Tensor) -> Tensor:
        return self.down(F.avg_pool2d(image, 4).flatten(1))  # type: ignore[no-any-return]

    def _restored(self, image: Tensor) -> Tensor:
        return F.interpolate(self.up(self.code(image)).reshape(-1, self.channels, 6, 6), scale_factor=4)

    def restore(self, image: Tensor) -> Tensor:
        return self._restored(image).clamp(0, 1)

    def decode(self, codes: Tensor) -> Tensor:
        return F.interpolate(self.up(codes).reshape(-1, self.channels, 6, 6), scale_factor=4).clamp(0, 1)

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        return self.decode(torch.randn((count, SIZE), generator=random))

    def optimizer_state(self) -> dict[str, Tensor]:
        return dict(self.momentum)

    def load_optimizer_state(self, state: dict[str, Tensor]) -> None:
        self.momentum = dict(state)


class Seeing(UnlabelledModel):
    """Codes from an encoder, which restores nothing; nothing is learnt but a number."""

    side, batch, size = 32, 2, 16
    restores = False

    def __init__(self, encoder: str, channels: int) -> None:
        super().__init__()
        self.encoder = Encoder(encoder, channels)
        self.steps = nn.Parameter(torch.zeros(1))

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        with torch.no_grad():
            self.steps += 1
        return {"steps": self.steps.item()}

    def code(self, image: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(self.encoder(image)[-1], 1).flatten(1)


TOY, SEEING = "toy", "seeing"
ROWS = {
    TOY: MethodRow("Toy", "A small one.", f"{__name__}:Toy", (("error", "Toy error"), ("done", "Done"))),
    SEEING: MethodRow(
        "Seeing", "Restores nothing.", f"{__name__}:Seeing", (("steps", "Steps"),), ("mobilenet_v3_large",)
    ),
}


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both are rows of METHODS, and the map is PCA, which needs no second of imports."""
    monkeypatch.setattr("segstudio.learning.explore.plane.MOST", 0)
    for name, row in ROWS.items():
        monkeypatch.setitem(METHODS, name, row)
    yield
