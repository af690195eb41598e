"""Colour tables for the canvas: class colours, hidden classes, void, disagreement, feature maps.

Pure functions that return 256 numbers ``0xAARRGGBB``, not premultiplied but where a name says so. Knows the class
table; imports no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID, ClassTable, Color

Colors = NDArray[np.int32]  # 0xAARRGGBB, red, green and blue multiplied by alpha

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


def premultiplied(table: Sequence[int]) -> Colors:
    """The same colours as Qt blends them fastest (``Format_ARGB32_Premultiplied``)."""
    return _packed(_unpacked(table))


def laid_over(bottom: Sequence[int], top: int) -> Colors:
    """Every colour of ``bottom`` with the one colour ``top`` laid over it, premultiplied."""
    over = _unpacked([top])
    return _packed(over + _unpacked(bottom) * (255 - over[:, 3:]) / 255)


def _unpacked(table: Sequence[int]) -> NDArray[np.float64]:
    """Blue, green, red, each times alpha, and alpha: ``float64[n, 4]``, 0..255."""
    channels = np.array(table, np.uint32).view(np.uint8).reshape(-1, 4).astype(np.float64)
    channels[:, :3] *= channels[:, 3:] / 255
    return channels


def _packed(channels: NDArray[np.float64]) -> Colors:
    return np.rint(channels).astype(np.uint8).view(np.int32)[:, 0]


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
