"""Owns how tools read an image's values: one intensity per pixel, ranges of it, and 8 bits for edges and colours.

Images are ``[h, w]`` or ``[h, w, 3]`` RGB in uint8, uint16 or float32 as they were stored, or the window's uint8 view
of them. A value that is not finite (NaN) is never inside a range. Knows numpy and cv2 only.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Footprint, bands

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
    """The pixels of ``footprint`` whose ``intensity`` in ``image`` (the whole one) lies in ``low <= v <= high``."""
    check_image(image)
    rect = footprint.rect.clip(image.shape)
    inside = np.zeros((rect.h, rect.w), bool)
    for band in bands(rect):
        values = intensity(image[band.slices])
        np.logical_and(values >= low, values <= high, out=inside[band.relative_to(rect).slices])
    inside &= footprint.inside[rect.relative_to(footprint.rect).slices]
    return Footprint(rect, inside)


def auto_window(pixels: NDArray[Any]) -> tuple[float, float]:
    """Percentiles 0.5 and 99.5 of the finite values; their extremes when these are equal; (0, 0) without any."""
    step = max(1, int((pixels.size / _SAMPLE) ** 0.5))
    values = pixels[::step, ::step]
    values = values[np.isfinite(values)].astype(np.float64)
    low, high = np.percentile(values, (0.5, 99.5)) if values.size else (0.0, 0.0)
    if low >= high:  # nearly constant: show what little there is
        values = pixels[np.isfinite(pixels)]
        low, high = (values.min(), values.max()) if values.size else (0.0, 0.0)
    return float(low), float(high)


def screen(image: Pixels) -> NDArray[np.uint8]:
    """``uint8[h, w, 3]`` of a part of an image, for colours and edges: 8 bit as it is, else stretched.

    16 bit and float: the window of ``auto_window`` becomes 0 to 255; what is not finite is black.
    """
    check_image(image)
    if image.dtype != np.uint8:
        finite = np.isfinite(image)
        low, high = auto_window(image)
        with np.errstate(all="ignore"):
            # Half of it all, so that the widest float range does not overflow.
            unit = (image.astype(np.float64) / 2 - low / 2) / max(high / 2 - low / 2, 1e-300)
        image = np.where(finite, np.clip(np.nan_to_num(unit), 0, 1) * 255, 0).astype(np.uint8)
    if image.ndim == 2:
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2RGB), np.uint8)
    return np.ascontiguousarray(image, np.uint8)
