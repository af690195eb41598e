"""Patches with hidden blocks (Xie et al. 2022, SimMIM). Knows numpy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 16  # side of a hidden block, px
HIDDEN = 0.3  # share of the blocks

Floats = NDArray[np.float32]


def hidden_blocks(rng: np.random.Generator, count: int, size: int) -> NDArray[np.bool_]:
    """``bool[count,size,size]``: the share HIDDEN of the blocks of each patch (rounded)."""
    side = size // BLOCK
    order = rng.random((count, side * side)).argsort(axis=1)
    hidden = (order < max(1, round(HIDDEN * side * side))).reshape(count, side, side)
    return np.asarray(np.kron(hidden, np.ones((1, BLOCK, BLOCK), np.bool_)), np.bool_)


def hide(clean: Floats, hidden: NDArray[np.bool_]) -> Floats:
    """``float32[n,c,s,s]`` -> the same with the mean of the visible pixels where it is hidden."""
    visible = ~hidden[:, None]
    mean = (clean * visible).sum(axis=(2, 3), keepdims=True) / visible.sum(axis=(2, 3), keepdims=True)
    return np.asarray(np.where(visible, clean, mean), np.float32)
