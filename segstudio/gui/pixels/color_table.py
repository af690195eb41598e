"""Colour tables for the canvas: class colours, hidden classes, void, disagreement, feature maps.

Pure functions that return 256 numbers ``0xAARRGGBB``, premultiplied only where a name says so. Knows the class table;
imports no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import ClassTable, Color

Colors = NDArray[np.int32]  # 0xAARRGGBB, red, green and blue multiplied by alpha

AGREE, DISAGREE, BETWEEN = 0, 1, 2  # the difference picture: stripes of the last two; VOID: nothing to compare
DARKENED, LIGHTENED = 0.5, 0.6  # how strong the ends of ``light_table`` are
UNTOUCHED = 48  # of 0..255: rarer than nine of ten places (``learning.runs.found.usual_table``)
DIFFERENCE: tuple[Color, Color] = ((255, 214, 0), (190, 0, 190))  # one of the two is seen on any photograph


def argb(color: Color, alpha: float) -> int:
    """One table entry; ``alpha`` 0..1 is clipped."""
    red, green, blue = color
    return round(255 * min(1.0, max(0.0, alpha))) << 24 | red << 16 | green << 8 | blue


def class_table(classes: ClassTable) -> list[int]:
    """Every class that is not hidden opaque, void and all other values unseen."""
    table = [0] * 256
    for row in classes:
        if not row.hidden:
            table[row.id] = argb(row.screen_color, 1.0)
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
    """Colours of the void pattern: 0 nothing, 1 its dark lines, 2 its light ones; ``strength`` 0..1 of their alpha."""
    return [0, argb((0, 0, 0), 60 / 255 * strength), argb((255, 255, 255), 42 / 255 * strength)]


def difference_table() -> list[int]:
    """The two colours of the stripes where labels and prediction disagree, nothing elsewhere."""
    table = [0] * 256
    table[DISAGREE], table[BETWEEN] = (argb(color, 1.0) for color in DIFFERENCE)
    return table


@cache
def light_table() -> Colors:
    """For unusual places, premultiplied: 0 darkens the photograph, ``UNTOUCHED`` leaves it as it is, 255 lightens it.
    It has no colour, so that nobody takes it for a class."""
    dark = [argb((0, 0, 0), DARKENED * (1 - value / UNTOUCHED)) for value in range(UNTOUCHED)]
    rest = 255 - UNTOUCHED
    return premultiplied([*dark, *(argb((255, 255, 255), LIGHTENED * value / rest) for value in range(rest + 1))])


@cache
def map_table() -> tuple[int, ...]:
    """Perceptual colours for feature maps, 0 dark to 255 bright: viridis (van der Walt and Smith, 2015)."""
    colors = cv2.applyColorMap(np.arange(256, dtype=np.uint8), cv2.COLORMAP_VIRIDIS)
    return tuple(argb((int(red), int(green), int(blue)), 1.0) for blue, green, red in colors.reshape(256, 3).tolist())
