"""Images from masks: a conditional adversarial network (Isola et al. 2017, "pix2pix"), for patches of 96 pixels."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from segstudio.models.layers import to_multiple
from segstudio.models.unlabelled.adversarial import discriminator_loss, generator_loss
from segstudio.models.unlabelled.contract import UnlabelledModel, descend, tossed

WIDTHS = (32, 64, 128, 128, 128)  # channels of the generator at 1/2 to 1/32 of the size; the paper's are 64 to 512
DROPPED = 3  # innermost layers of the decoder with dropout, which is all the noise there is
JUDGES = (32, 64, 128)  # channels of the discriminator
L1 = 100.0  # weight of the mean absolute difference, of values from -1 to 1, beside the loss of the game
RATE, BETAS = 2e-4, (0.5, 0.999)  # of Adam, for both


class Drop(nn.Module):
    """Dropout of a half that is never off: the paper's noise, in learning and in drawing. Its numbers come from
    ``random``, which is set before each pass; ``None``: nothing is dropped."""

    random: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.random is None:
            return x
        return x * tossed(torch.full_like(x, 0.5), self.random) * 2


class Generator(nn.Module):
    """A U-Net: planes of a mask ``float32[n,planes,h,w]`` -> ``float32[n,channels,h,w]`` in 0..1, for any size."""

    def __init__(self, planes: int, channels: int) -> None:
        super().__init__()
        below = (planes, *WIDTHS)
        self.down = nn.ModuleList()
        for level, (a, b) in enumerate(zip(below, WIDTHS, strict=False)):
            norm = nn.BatchNorm2d(b) if level else nn.Identity()
            before = nn.LeakyReLU(0.2) if level else nn.Identity()
            self.down.append(nn.Sequential(before, nn.Conv2d(a, b, 4, 2, padding=1, bias=not level), norm))
        self.up = nn.ModuleList()
        for level in range(len(WIDTHS) - 1, 0, -1):
            joined = WIDTHS[level] * (1 if level == len(WIDTHS) - 1 else 2)
            layers: list[nn.Module] = [nn.ReLU(), nn.ConvTranspose2d(joined, WIDTHS[level - 1], 4, 2, 1, bias=False)]
            layers.append(nn.BatchNorm2d(WIDTHS[level - 1]))
            if level > len(WIDTHS) - 1 - DROPPED:
                layers.append(Drop())
            self.up.append(nn.Sequential(*layers))
        self.last = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(2 * WIDTHS[0], channels, 4, 2, 1), nn.Tanh())

    def forward(self, mask: Tensor, random: torch.Generator | None) -> Tensor:
        for part in self.modules():
            if isinstance(part, Drop):
                part.random = random
        height, width = mask.shape[-2:]
        x, skips = to_multiple(mask, 2 ** len(WIDTHS)), []
        for layer in self.down:
            x = layer(x)
            skips.append(x)
        x = skips.pop()
        for layer in self.up:
            x = torch.cat((layer(x), skips.pop()), 1)
        picture: Tensor = self.last(x)
        return (picture[..., :height, :width] + 1) / 2


class Discriminator(nn.Module):
    """PatchGAN: planes of a mask and an image -> logits ``float32[n,1,h/4-2,w/4-2]``, over 0 where the 34 x 34 pixels
    that each sees seem to be of a real image with this mask."""

    def __init__(self, planes: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for below, here, step in zip((planes, *JUDGES), JUDGES, (2, 2, 1), strict=False):
            norm = nn.BatchNorm2d(here) if layers else nn.Identity()
            layers += [nn.Conv2d(below, here, 4, step, padding=1), norm, nn.LeakyReLU(0.2)]
        self.features = nn.Sequential(*layers)
        self.last = nn.Conv2d(JUDGES[-1], 1, 4, padding=1)

    def forward(self, mask: Tensor, picture: Tensor) -> Tensor:
        logits: Tensor = self.last(self.seen(mask, picture))
        return logits

    def seen(self, mask: Tensor, picture: Tensor) -> Tensor:
        """Its last features ``float32[n,128,h/4-1,w/4-1]``."""
        features: Tensor = self.features(torch.cat((mask, picture * 2 - 1), 1))
        return features


class ConditionalNetwork(UnlabelledModel):
    """A generator draws an image for a mask, a discriminator tells such pairs from real ones. A code is what the
    discriminator sees of an image whose mask says nothing, on a grid of 2 x 2. It restores nothing."""

    size = JUDGES[-1] * 4
    batch = 4
    restores = False
    conditional = True

    def __init__(self, encoder: str, channels: int, classes: int) -> None:
        super().__init__()
        self.channels, self.classes = channels, classes
        self.generator = Generator(classes + 1, channels)
        self.discriminator = Discriminator(classes + 1 + channels)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.normal_(layer.weight, 0, 0.02)  # as in the paper
        for name, part in (("generator", self.generator), ("discriminator", self.discriminator)):
            self.optimizers[name] = torch.optim.Adam(part.parameters(), RATE, BETAS)

    def planes(self, mask: Tensor) -> Tensor:
        """Class numbers ``[n,h,w]``, void is ``classes`` -> one plane for each class and one of void,
        ``float32[n,classes+1,h,w]``."""
        return F.one_hot(mask.long(), self.classes + 1).movedim(-1, 1).float()

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        real, mask = clean[:, : self.channels], self.planes(clean[:, self.channels])
        made = self.generator(mask, random)
        told = discriminator_loss(self.discriminator(mask, real), self.discriminator(mask, made.detach()))
        descend(self.optimizers["discriminator"], told / 2)  # so that it learns more slowly than the generator
        deceived, difference = generator_loss(self.discriminator(mask, made)), (made - real).abs().mean()
        descend(self.optimizers["generator"], deceived + L1 * 2 * difference)
        return {"difference": difference.item(), "generator": deceived.item(), "discriminator": told.item()}

    def generate(self, mask: Tensor, random: torch.Generator) -> Tensor:
        picture: Tensor = self.generator(self.planes(mask), random)
        return picture

    def code(self, image: Tensor) -> Tensor:
        mask = self.planes(torch.full((len(image), *image.shape[-2:]), self.classes, device=image.device))
        return F.adaptive_avg_pool2d(self.discriminator.seen(mask, image), 2).flatten(1)
