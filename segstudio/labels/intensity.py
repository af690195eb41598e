"""How an image's values are read: one intensity per pixel, ranges of it, and 8 bits for the screen and for tools.

Images are ``[h, w]`` or ``[h, w, 3]`` RGB in uint8, uint16 or float32 as they were stored, or the window's uint8 view
of them. A value that is not finite (NaN) is never inside a range. Knows numpy and cv2 only.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Footprint, Rect, bands

_SAMPLE = 1_000_000  # values looked at for the window of a 16-bit or float image
Pixels = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]


def check_image(image: NDArray[Any]) -> None:
    """``ValueError`` unless ``image`` has one of the forms this module reads."""
    form = image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)
    if not form or image.dtype not in (np.uint8, np.uint16, np.float32) or not image.size:
        raise ValueError("an image is uint8, uint16 or float32, [h, w] or [h, w, 3], of at least one pixel")


def intensity(image: Pixels) -> NDArray[Any]:
    """One value per pixel, ``[h, w]`` of the image's type: itself, or the luma of RGB (ITU-R BT.601)."""
    if image.ndim == 2 or not image.size:
        return image if image.ndim == 2 else image[..., 0]
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2GRAY))


def around(image: Pixels, at: tuple[int, int], reach: float) -> tuple[float, float] | None:
    """The range ``reach`` to either side of the ``intensity`` at column, row ``at``, both inside the image.

    Whole numbers in an image of whole numbers; ``None`` where the value is not finite.
    """
    x, y = at
    value = float(intensity(image[y : y + 1, x : x + 1])[0, 0])
    if not math.isfinite(value):
        return None
    low, high = value - reach, value + reach
    return (low, high) if image.dtype.kind == "f" else (float(math.ceil(low)), float(math.floor(high)))


def in_range(footprint: Footprint, image: Pixels, low: float, high: float) -> Footprint:
    """The pixels of ``footprint`` whose ``intensity`` in ``image`` (the whole one) is in ``low <= v <= high``."""
    check_image(image)
    rect = footprint.rect.clip(image.shape)
    inside = np.zeros((rect.h, rect.w), bool)
    for band in bands(rect):
        values = intensity(image[band.slices])
        np.logical_and(values >= low, values <= high, out=inside[band.relative_to(rect).slices])
    inside &= footprint.inside[rect.relative_to(footprint.rect).slices]
    return Footprint(rect, inside)


def auto_window(pixels: NDArray[Any]) -> tuple[float, float]:
    """Percentiles 0.5 and 99.5 of the finite values; their extremes when those are equal; (0, 0) without any."""
    step = max(1, int((pixels.size / _SAMPLE) ** 0.5))
    values = pixels[::step, ::step]
    values = values[np.isfinite(values)].astype(np.float64)
    low, high = np.percentile(values, (0.5, 99.5)) if values.size else (0.0, 0.0)
    if low >= high:  # nearly constant
        values = pixels[np.isfinite(pixels)]
        low, high = (values.min(), values.max()) if values.size else (0.0, 0.0)
    return float(low), float(high)


def windowed(values: NDArray[Any], window: tuple[float, float]) -> NDArray[np.uint8]:
    """``uint8`` of any shape: ``low`` and below is 0, ``high`` and above is 255; NaN is 0, no width gives 0."""
    low, high = window
    scale = 255.0 / (high - low) if high > low else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        shown = values.astype(np.float32)
        shown -= np.float32(low)
        shown *= np.float32(scale)
    if values.dtype.kind == "f":
        np.nan_to_num(shown, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.clip(shown, 0.0, 255.0, out=shown)
    return np.rint(shown, out=shown).astype(np.uint8)


def screen(image: Pixels, window: tuple[float, float] | None = None) -> NDArray[np.uint8]:
    """``uint8[h, w, 3]`` of an image or a part of it: 8 bit unchanged (RGB: the same memory), else ``windowed``.

    ``window``: the values that become 0 and 255; by default ``auto_window``.
    """
    check_image(image)
    shown: Any = image
    if image.dtype != np.uint8:
        window = window or auto_window(image)
        shown = np.empty(image.shape, np.uint8)
        for band in bands(Rect.of_shape(image.shape)):
            shown[band.slices] = windowed(image[band.slices], window)
    shown = np.ascontiguousarray(shown)
    return shown if shown.ndim == 3 else np.asarray(cv2.cvtColor(shown, cv2.COLOR_GRAY2RGB), np.uint8)
