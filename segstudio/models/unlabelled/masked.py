"""Masked image modelling (Xie et al. 2022, SimMIM): blocks of each patch are hidden and restored from the rest."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.models.encoders import Encoder
from segstudio.models.unlabelled.corruption import BLOCK, hidden_blocks, hide
from segstudio.models.unlabelled.on_encoder import CELLS, CODE_CHANNELS, OnEncoder, cells_begin, cells_bottleneck

TURNS = 4  # in each, one of 2 x 2 neighbouring blocks is hidden


def hidden_error(restored: Tensor, clean: Tensor, hidden: Tensor) -> Tensor:
    """SimMIM's loss: the mean absolute error over the hidden pixels only; ``hidden`` ``bool[n,s,s]``."""
    error = (restored - clean).abs().mean(1)
    return (error * hidden).sum() / hidden.sum()


def turn(number: int, count: int, side: int) -> NDArray[np.bool_]:
    """``bool[count,side,side]``: the blocks that are hidden in the turn ``number`` of TURNS; each is in one of them."""
    odd = np.arange(side) // BLOCK % 2
    hidden = (2 * odd[:, None] + odd[None]) == number
    return np.broadcast_to(hidden, (count, side, side))


class MaskedAutoencoder(OnEncoder):
    """Loss: ``hidden_error``. ``restore`` hides every block once and puts together how each is restored from its
    surroundings, which a copy of the input cannot be."""

    size = CODE_CHANNELS * CELLS

    def __init__(self, encoder: str, channels: int) -> None:
        made = Encoder(encoder, channels)
        super().__init__(made, channels, cells_bottleneck(made), cells_begin())

    def learn(self, clean: Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        self.train()
        rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=random, device=random.device)))
        hidden = hidden_blocks(rng, len(clean), clean.shape[-1])
        loss = hidden_error(self._filled(clean, hidden), clean, torch.from_numpy(hidden).to(clean.device))
        return {"error": self.descend(loss, done)}

    def restore(self, image: Tensor) -> Tensor:
        restored = torch.zeros_like(image)
        for number in range(TURNS):
            hidden = turn(number, len(image), image.shape[-1])
            here = torch.from_numpy(hidden.copy()).to(image.device)[:, None]
            restored = torch.where(here, self._filled(image, hidden), restored)
        return restored

    def _filled(self, clean: Tensor, hidden: NDArray[np.bool_]) -> Tensor:
        """Whole patches, restored from those in which blocks are ``hidden``."""
        seen = torch.from_numpy(hide(clean.cpu().numpy(), hidden)).to(clean.device)
        return self.decode(self.code(seen.contiguous(memory_format=torch.channels_last)))
