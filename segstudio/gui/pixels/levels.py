"""Which values are shown black and white and how bright those between are; histograms of values. numpy and cv2 only.

A view: neither what is learnt from nor what tools paint by depends on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.intensity import auto_window, windowed
from segstudio.project.images.channels import Color

Colors = Sequence[Color | None]  # of channels; None: not shown
BRIGHTEST = 10.0  # gamma is at most this, at least its inverse
BINS = 256
_STEPS = 4096  # of 16 bit and float between black and white, so that a strong gamma shows no bands
_ENOUGH = 4_000_000  # values that a histogram is made of


@dataclass(frozen=True)
class Levels:
    """``low`` is shown black and ``high`` white, in values as stored. Between them ``t`` (0..1) is shown as
    ``t ** (1 / gamma)``: above 1 is brighter."""

    low: float = 0.0
    high: float = 255.0
    gamma: float = 1.0

    @property
    def window(self) -> tuple[float, float]:
        """``(low, high)``."""
        return self.low, self.high

    @property
    def sound(self) -> bool:
        """Whether all three are finite, ``low < high`` and gamma is within its bounds."""
        finite = all(map(math.isfinite, (self.low, self.high, self.gamma)))
        return finite and self.low < self.high and 1 / BRIGHTEST <= self.gamma <= BRIGHTEST

    @property
    def middle(self) -> float:
        """The value that is shown as a middle grey: half of white."""
        return self.low + (self.high - self.low) * math.pow(0.5, self.gamma)

    def with_middle(self, value: float) -> Levels:
        """The same black and white with a gamma that shows ``value`` as a middle grey, as far as its bounds allow."""
        share = (value - self.low) / (self.high - self.low)
        gamma = math.log(min(1 - 1e-6, max(1e-6, share))) / math.log(0.5)
        return Levels(self.low, self.high, min(BRIGHTEST, max(1 / BRIGHTEST, gamma)))

    def scaled(self, low: float, high: float) -> Levels:
        """The same for values that were scaled from ``low..high`` to bytes."""
        width = high - low if high > low else math.inf
        return Levels(255.0 * (self.low - low) / width, 255.0 * (self.high - low) / width, self.gamma)

    @cached_property
    def table(self) -> NDArray[np.uint8]:
        """``uint8[256]``: how each byte is shown."""
        if self.gamma == 1.0:
            return windowed(np.arange(256), self.window)
        width = self.high - self.low
        shares = (np.arange(256) - self.low) / (width if width > 0 else math.inf)
        return self._bright(shares)

    def _bright(self, shares: NDArray[Any]) -> NDArray[np.uint8]:
        shown: NDArray[np.uint8] = np.rint(255.0 * np.clip(shares, 0.0, 1.0) ** (1.0 / self.gamma)).astype(np.uint8)
        return shown

    def shown(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """``uint8`` of the same shape. Not finite: black, or white for infinity."""
        if values.dtype == np.uint8:
            return (
                values if self == Levels() else np.asarray(cv2.LUT(np.ascontiguousarray(values), self.table), np.uint8)
            )
        if self.gamma == 1.0:
            return windowed(values, self.window)
        scale = (_STEPS - 1) / (self.high - self.low) if self.high > self.low else 0.0
        with np.errstate(invalid="ignore", over="ignore"):
            steps = (values.astype(np.float32) - np.float32(self.low)) * np.float32(scale)
        steps = np.clip(np.nan_to_num(steps, copy=False, nan=0.0, posinf=_STEPS, neginf=0.0), 0, _STEPS - 1)
        return np.asarray(self._fine[steps.astype(np.uint16)], np.uint8)

    @cached_property
    def _fine(self) -> NDArray[np.uint8]:
        return self._bright(np.arange(_STEPS) / (_STEPS - 1))


@dataclass(frozen=True)
class Tones:
    """How stored values become colours. ``only``: the one channel of an RGB image that is shown, in grey.

    ``colors``: of channels ``uint8[h, w, c]`` that have none of their own; ``each``: levels of each of them, in bytes.
    """

    levels: Levels = Levels()
    only: int | None = None
    colors: Colors = ()
    each: tuple[Levels, ...] = ()

    @cached_property
    def tables(self) -> NDArray[np.uint8] | None:
        """``uint8[256, c]`` of all channels: their own levels, then those of all; ``None``: they stay as they are."""
        if self.levels == Levels() and all(one == Levels() for one in self.each):
            return None
        each = self.each or (Levels(),) * len(self.colors)
        return np.stack([self.levels.table[one.table] for one in each], axis=1)


@dataclass(frozen=True)
class Histogram:
    """``counts`` is ``int64[n, BINS]`` of ``n`` channels; the bins lie evenly between ``low`` and ``high``.

    ``least`` and ``most``: the extreme values that were counted; those outside of the bins are in none.
    """

    low: float
    high: float
    counts: NDArray[np.int64]
    least: float
    most: float


def histogram(values: NDArray[Any]) -> Histogram | None:
    """Of the finite values of ``[h, w]``, or of each channel of ``[h, w, n]``; ``None`` where there are none.

    All 8-bit values have a bin each; else the bins span three times the percentiles 0.5 and 99.5, as far as there are
    values. Of images of more than four million values, those on an even grid are counted.
    """
    step = max(1, math.isqrt(-(-values.size // _ENOUGH)))
    part = values[::step, ::step]
    planes = [part] if part.ndim == 2 else [part[..., number] for number in range(part.shape[2])]
    found = [plane[np.isfinite(plane)] for plane in planes]
    if not all(plane.size for plane in found):
        return None
    least, most = min(float(plane.min()) for plane in found), max(float(plane.max()) for plane in found)
    low, high = (-0.5, 255.5) if values.dtype == np.uint8 else _span(part, least, most)
    counts = [np.histogram(plane, BINS, (low, high))[0] for plane in found]
    return Histogram(low, high, np.asarray(counts, np.int64), least, most)


def _span(values: NDArray[Any], least: float, most: float) -> tuple[float, float]:
    low, high = auto_window(values)
    low, high = max(least, 2 * low - high), min(most, 2 * high - low)
    if values.dtype.kind == "f":
        return (low, high) if low < high else (low - 0.5, low + 0.5)
    start = math.floor(low)
    width = -(-(math.ceil(high) - start + 1) // BINS)  # as many whole numbers in each bin, else some would be empty
    return start - 0.5, start - 0.5 + width * BINS
