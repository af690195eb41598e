"""Colours in which the window shows classes: that everybody can tell apart, and that stand out from the pictures.

Distances are those in CIELAB (CIE76), the smaller one of normal sight and deuteranopia. Knows numpy and cv2 only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Color = tuple[int, int, int]

# Okabe and Ito, "Color universal design" (2008), without its black.
_OKABE_ITO: tuple[Color, ...] = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167),
)  # fmt: skip
_LEAST_LIGHTNESS = 45.0  # L* of CIELAB, that of Okabe-Ito's blue: darker colours vanish in dark images
# Machado, Oliveira and Fernandes 2009, deuteranopia of severity 1, on linear RGB.
_DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
COLORS = 255
CHOICE = 24  # the first colours of the palette, which are far from each other: one of them is chosen
APART = 40.0  # between two classes that nobody takes for each other at a glance, if the palette has that
NEAREST = 10  # percent of the pictures' pixels that may be nearer to a colour than the distance that counts


@cache
def screen_palette() -> tuple[Color, ...]:
    """One colour per class id: Okabe-Ito, then greedily the colour farthest from all before it.

    Nearly grey and dark candidates are left out: they would look like the image, not like a class.
    """
    steps = np.array([0, 36, 73, 109, 146, 182, 219, 255], np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    grid = grid[np.ptp(grid, axis=1) >= 73]
    grid = grid[_lab_both_sights(grid)[0, :, 0] >= _LEAST_LIGHTNESS]
    colors = np.concatenate([np.array(_OKABE_ITO, np.uint8), grid])
    seen = _lab_both_sights(colors)
    chosen = list(range(len(_OKABE_ITO)))
    nearest = np.min([_far(seen, seen[:, index]) for index in chosen], axis=0)
    while len(chosen) < COLORS:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, _far(seen, seen[:, chosen[-1]]))
    return tuple((int(r), int(g), int(b)) for r, g, b in colors[chosen])


def far_from(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How far each of the palette's first CHOICE colours is from the pixels ``uint8[n, 3]`` of pictures, infinitely
    where there are none: the distance that all but NEAREST percent of the pixels keep. Some tens of milliseconds."""
    seen, pixels = _lab_both_sights(np.array(screen_palette()[:CHOICE], np.uint8)), _lab_both_sights(pictures)
    score = np.full(CHOICE, np.inf)
    if len(pictures):
        for at, one in enumerate(seen.transpose(1, 0, 2)):
            away = np.linalg.norm(pixels - one[:, None], axis=2)
            score[at] = np.percentile(away, NEAREST, axis=1).min()
    return score


def stand_out(far: NDArray[np.float64], taken: Sequence[Color]) -> Color | None:
    """The colour of the palette's first CHOICE that is farthest from pictures (``far_from``) and from the colours
    ``taken`` by other classes; ``None`` when all of them are taken.

    Only those that are APART from the taken ones count, or where none is, those that are farthest from these: two
    classes that look alike are worse than one that is hard to see on a picture, which may have every colour.
    """
    colors = np.array(screen_palette()[:CHOICE], np.uint8)
    seen, apart = _lab_both_sights(colors), np.full(CHOICE, np.inf)
    for one in _lab_both_sights(np.array(taken, np.uint8).reshape(-1, 3)).transpose(1, 0, 2):
        apart = np.minimum(apart, _far(seen, one))
    score = np.where(apart >= min(APART, apart.max()), np.minimum(far, apart), -1.0)
    best = int(np.argmax(score))
    return (int(colors[best][0]), int(colors[best][1]), int(colors[best][2])) if apart[best] > 0 else None


def _far(seen: NDArray[np.float32], one: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each of ``float32[2, n, 3]`` is from a colour ``float32[2, 3]``."""
    distances: NDArray[np.float32] = np.linalg.norm(seen - one[:, None], axis=2).min(axis=0)
    return distances


def _lab_both_sights(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """CIELAB of ``uint8[n, 3]`` sRGB with normal sight and with deuteranopia: ``float32[2, n, 3]``."""
    if not len(colors):
        return np.zeros((2, 0, 3), np.float32)
    srgb = colors / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    dim = np.clip(linear @ _DEUTERANOPIA.T, 0, 1)
    both = np.stack([linear, dim]).astype(np.float32)
    return np.asarray(cv2.cvtColor(both, cv2.COLOR_LRGB2LAB), np.float32)
