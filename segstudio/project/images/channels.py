"""Channels that have no colour of their own (fluorescence, satellites): how bright each is seen, and in which colour.

Each has a window of its own, so that a dark one is seen, and learnt from, beside a bright one. Must not import Qt or
torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
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
COLORS = (RED, GREEN, BLUE, GREY, CYAN, MAGENTA, YELLOW)
MOST = 128  # channels that OpenCV takes at once


def input_channels(facts: Facts, plane: str = "") -> int:
    """Planes of ``ImageData.model_input``: as many as the file has channels where these are four or more, else 3."""
    alone = facts.channels.letter != "C" or "C" in plane
    return COLOURS if alone else max(COLOURS, facts.channels.size)


def channel_names(facts: Facts) -> tuple[str, ...]:
    """What the file calls its channels, else their numbers from 1."""
    return facts.channels.names or tuple(str(number + 1) for number in range(facts.channels.size))


def channel_color(number: int, count: int) -> Color:
    """The colour of one of ``count`` channels as long as nobody chose another."""
    order = (GREEN, MAGENTA) if count == 2 else COLORS
    return order[number % len(order)]


def first_colors(count: int) -> tuple[Color | None, ...]:
    """The colours that ``count`` channels are shown in at first; ``None``: not shown, as there is no colour left."""
    return tuple(channel_color(number, count) if number < len(COLORS) else None for number in range(count))


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
    out = np.zeros((*shown.shape[:2], 3), np.uint8)
    lit = [(number, color) for number, color in enumerate(colors) if color is not None]
    for begin in range(0, len(lit), MOST):
        numbers, part = zip(*lit[begin : begin + MOST], strict=True)
        taken = shown if len(numbers) == shown.shape[2] else shown[..., numbers]
        mix = np.array(part, np.float32).T / 255
        for band in bands(Rect.of_shape(shown.shape)):
            seen = cv2.transform(taken[band.slices], mix)
            out[band.slices] = cv2.add(out[band.slices], seen) if begin else seen
    return out
