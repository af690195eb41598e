"""Channels that have no colour of their own (fluorescence, satellites): how bright each is seen, and in which colour.

Each has a window of its own, so that a dark one is seen, and learnt from, beside a bright one. Must not import Qt or
torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect, bands
from segstudio.labels.intensity import auto_window, windowed
from segstudio.project.images.facts import Facts

Color = tuple[int, int, int]
Window = tuple[float, float]

COLOURS = 3  # planes of what a network sees of a grey or a colour image
RED, GREEN, BLUE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
CYAN, MAGENTA, YELLOW = (0, 255, 255), (255, 0, 255), (255, 255, 0)


def input_channels(facts: Facts, plane: str = "") -> int:
    """Planes of ``ImageData.model_input``: as many as the file has channels where these are four or more, else 3."""
    alone = facts.channels.letter != "C" or "C" in plane
    return COLOURS if alone else max(COLOURS, facts.channels.size)


def channel_names(facts: Facts) -> tuple[str, ...]:
    """What the file calls its channels, else their numbers from 1."""
    return facts.channels.names or tuple(str(number + 1) for number in range(facts.channels.size))


def channel_colors(count: int) -> tuple[Color, ...]:
    """The colour that each of ``count`` channels is shown in as long as nobody chose another."""
    if count == 2:
        return GREEN, MAGENTA
    order = (RED, GREEN, BLUE, GREY, CYAN, MAGENTA, YELLOW)
    return tuple(order[number % len(order)] for number in range(count))


def channel_windows(values: NDArray[Any]) -> tuple[Window, ...]:
    """The values of each channel of ``[h, w, c]`` that are shown black and white: percentiles 0.5 and 99.5."""
    return tuple(auto_window(values[..., number]) for number in range(values.shape[2]))


def channel_bytes(values: NDArray[Any], windows: Sequence[Window]) -> NDArray[np.uint8]:
    """``uint8[h, w, c]``, each channel scaled by its window."""
    out = np.empty(values.shape, np.uint8)
    for band in bands(Rect.of_shape(values.shape)):
        for number, window in enumerate(windows):
            out[*band.slices, number] = windowed(values[*band.slices, number], window)
    return out


def composite(shown: NDArray[np.uint8], colors: Sequence[Color | None]) -> NDArray[np.uint8]:
    """``uint8[h, w, 3]``: the sum of the channels ``uint8[h, w, c]``, each in its colour; ``None``: not shown."""
    mix = np.array([color or (0, 0, 0) for color in colors], np.float32) / 255
    out = np.empty((*shown.shape[:2], 3), np.uint8)
    for band in bands(Rect.of_shape(shown.shape)):
        lit = shown[band.slices].astype(np.float32) @ mix
        out[band.slices] = np.rint(np.minimum(lit, 255, out=lit), out=lit)
    return out
