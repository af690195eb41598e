"""Mirrored tensors and where a rectangle lies in them. The table of choices is ``choices.flips``."""

from __future__ import annotations

from torch import Tensor

from segstudio.choices.flips import Flip
from segstudio.labels.geometry import Rect


def flipped(x: Tensor, flip: Flip) -> Tensor:
    """``[n,C,h,w]`` mirrored; twice gives ``x`` again."""
    return x.flip(flip) if flip else x


def flipped_rect(rect: Rect, flip: Flip, size: tuple[int, int]) -> Rect:
    """Where ``rect`` lies in the mirrored image of ``size`` ``(h, w)``."""
    x = size[1] - rect.right if -1 in flip else rect.x
    y = size[0] - rect.bottom if -2 in flip else rect.y
    return Rect(x, y, rect.w, rect.h)
