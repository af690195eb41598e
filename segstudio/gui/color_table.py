"""Colour tables for the canvas: class colours, hidden classes, void, disagreement, feature maps.

Pure functions that return 256 numbers ``0xAARRGGBB`` (not premultiplied). Knows the class table; imports no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from segstudio.labels.classes import VOID, ClassTable, Color

AGREE, DISAGREE = 0, 1  # values of the difference picture; VOID where nothing can be compared
VOID_TINT: Color = (128, 132, 138)
DIFFERENCE: Color = (235, 64, 52)

# Nine equally spaced points of matplotlib's viridis (van der Walt and Smith, 2015; CC0), linear between them.
_VIRIDIS = (
    (68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141),
    (39, 173, 129), (92, 200, 99), (170, 220, 50), (253, 231, 37),
)  # fmt: skip


def argb(color: Color, alpha: float) -> int:
    """One table entry; ``alpha`` 0..1 is clipped."""
    red, green, blue = color
    return round(255 * min(1.0, max(0.0, alpha))) << 24 | red << 16 | green << 8 | blue


def class_table(classes: ClassTable, void: float = 0.0) -> list[int]:
    """Every class that is not hidden opaque, void as a grey tint of alpha ``void``, all other values unseen."""
    table = [0] * 256
    for row in classes:
        if not row.hidden:
            table[row.id] = argb(row.screen_color, 1.0)
    table[VOID] = argb(VOID_TINT, void)
    return table


def faded(table: Sequence[int], strength: float) -> list[int]:
    """The same colours with ``strength`` (0..1, clipped) of their alpha."""
    strength = min(1.0, max(0.0, strength))
    return [round((entry >> 24) * strength) << 24 | entry & 0xFFFFFF for entry in table]


def hatch_table(strength: float) -> list[int]:
    """The lines of the void pattern: index 1 dark, 2 light, 0 nothing; ``strength`` 0..1 of their usual alpha."""
    return [0, argb((0, 0, 0), 60 / 255 * strength), argb((255, 255, 255), 42 / 255 * strength), *([0] * 253)]


def difference_table() -> list[int]:
    """One signal colour where labels and prediction disagree, nothing elsewhere."""
    table = [0] * 256
    table[DISAGREE] = argb(DIFFERENCE, 1.0)
    return table


@cache
def map_table() -> tuple[int, ...]:
    """Perceptual colours for feature maps, 0 dark to 255 bright (viridis)."""
    points = np.asarray(_VIRIDIS, np.float64)
    at = np.linspace(0, len(points) - 1, 256)
    channels = [np.interp(at, np.arange(len(points)), points[:, c]).round().astype(int) for c in range(3)]
    return tuple(argb((int(r), int(g), int(b)), 1.0) for r, g, b in zip(*channels, strict=True))
