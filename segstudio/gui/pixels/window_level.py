"""Which pixel values to show black and white (window and level). No Qt."""

from __future__ import annotations

import math

import numpy as np

from segstudio.labels.intensity import auto_window, intensity
from segstudio.project.images.reading import EIGHT_BIT, ImageData

Window = tuple[float, float]
_WIDTH_DRAG = 150.0  # widget pixels to the right that double the width of the window
_LEVEL_DRAG = 300.0  # widget pixels down that move it by its own width
_ENOUGH = 1_000_000  # pixels for percentiles
_MOST_DIGITS = 12  # after the point
_NARROWEST = 1e-6  # of the magnitude of the values: a window always has a width


def own_window(image: ImageData) -> Window:
    """What is shown black and white by itself; of channels, each of which is scaled by its own window, (0, 255)."""
    return EIGHT_BIT if image.windows else image.first_view


def own_window_of(image: ImageData, channel: int | None) -> Window:
    """As ``own_window``, of one channel by itself: by which a channel is scaled; of RGB that of all."""
    return own_window(image) if channel is None or not image.windows else image.windows[channel]


def best_window(image: ImageData, channel: int | None = None) -> Window | None:
    """Percentiles 0.5 and 99.5 of the image's finite values, or those of one channel, by which channels are scaled
    anyway; ``None`` when they do not differ."""
    if image.windows:
        return own_window_of(image, channel)
    low, high = auto_window(image.pixels if channel is None else image.pixels[..., channel])
    return (low, high) if low < high else None


def digits(low: float, high: float) -> int:
    """Digits after the point of a range's ends: none for whole numbers, else enough for a thousandth of it."""
    if float(low).is_integer() and float(high).is_integer():
        return 0
    span = high - low or max(abs(low), abs(high))
    return min(_MOST_DIGITS, max(0, 3 - math.floor(math.log10(span))))


def own_values(image: ImageData) -> Window:
    """Percentiles 0.5 and 99.5 of what a paint rule reads: the stored values, for RGB the brightness.

    Whole numbers in images of whole numbers. About a million pixels are read.
    """
    pixels = image.pixels
    step = max(1, math.isqrt(pixels.shape[0] * pixels.shape[1] // _ENOUGH))
    low, high = auto_window(intensity(pixels[::step, ::step]))
    return (low, high) if pixels.dtype.kind == "f" else (float(math.floor(low)), float(math.ceil(high)))


def dragged(window: Window, right: float, down: float) -> Window:
    """The window after a drag by widget pixels: to the right wider (less contrast), down higher (darker)."""
    low, high = window
    magnitude = max(abs(low), abs(high), float(np.finfo(np.float32).tiny))
    width = max((high - low) * 2.0 ** (right / _WIDTH_DRAG), _NARROWEST * magnitude)
    middle = (low + high) / 2 + max(high - low, _NARROWEST * magnitude) * down / _LEVEL_DRAG
    return middle - width / 2, middle + width / 2
