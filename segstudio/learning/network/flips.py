"""Test-time flips: predict the image and its mirror images, and average what comes back.

Owns the table of choices. Works on torch's tensors without importing torch, so that the window may read the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segstudio.errors import LearningError
from segstudio.labels.geometry import Rect

if TYPE_CHECKING:
    from torch import Tensor

# Axes of [n,C,h,w] to flip: -1 mirrors left and right, -2 top and bottom. The first is always the image as it is.
Flip = tuple[int, ...]
Flips = tuple[Flip, ...]

NO_FLIPS: Flips = ((),)
FLIPS: dict[str, Flips] = {
    "none": NO_FLIPS,
    "horizontal": ((), (-1,)),
    "vertical": ((), (-2,)),
    "both": ((), (-1,), (-2,), (-2, -1)),
}


def choose_flips(name: str) -> Flips:
    """A row of FLIPS; ``LearningError`` for another word."""
    if name not in FLIPS:
        raise LearningError(
            "There is no choice of flips {name}.", "Choose one of {choices}.", name=repr(name), choices=", ".join(FLIPS)
        )
    return FLIPS[name]


def flipped(x: Tensor, flip: Flip) -> Tensor:
    """``[n,C,h,w]`` mirrored; twice gives ``x`` again."""
    return x.flip(flip) if flip else x


def flipped_rect(rect: Rect, flip: Flip, size: tuple[int, int]) -> Rect:
    """Where ``rect`` lies in the mirrored image of ``size`` ``(h, w)``."""
    x = size[1] - rect.right if -1 in flip else rect.x
    y = size[0] - rect.bottom if -2 in flip else rect.y
    return Rect(x, y, rect.w, rect.h)
