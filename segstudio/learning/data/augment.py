"""An augmented patch of an image and its mask, by one resampling of each.

Flips, rotation, scale and the elastic field are combined in one map of source positions, so that the image (bilinear,
mirrored outside) and the mask (nearest, void outside) are sampled once. The elastic field is U-Net's: a coarse grid of
random shifts, enlarged smoothly. Noise is part of an array that is drawn once: new noise for every patch would take
longer than all the rest. Must not import torch.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

BANK = 1 << 20  # least number of values of noise
DARKEST = 1e-6  # replaces 0 before gamma: a power of 0 takes ten times as long

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class AugmentSettings:
    """How much to change a patch; each value is the largest change, 0 (or 1 for factors): none."""

    flips: bool = True
    upside_down: bool = True  # flips also exchange top and bottom
    quarter_turns: bool = True
    rotation: float = 15.0  # degrees, to either side
    scale: float = 1.25  # factor, larger or smaller
    elastic: float = 6.0  # standard deviation of the shifts in px; half of the patches
    nodes: int = 5  # of the elastic field, on each side
    brightness: float = 0.1  # added to values of 0..1
    contrast: float = 1.3  # factor about the patch's mean
    gamma: float = 1.4  # exponent, or its inverse
    noise: float = 0.03  # standard deviation of values of 0..1


USUAL = AugmentSettings()
NO_CHANGE = AugmentSettings(
    flips=False, quarter_turns=False, rotation=0, scale=1, elastic=0, brightness=0, contrast=1, gamma=1, noise=0
)


def augment(
    image: Floats,
    mask: NDArray[np.uint8],
    centre: tuple[float, float],
    size: int,
    rng: np.random.Generator,
    settings: AugmentSettings = USUAL,
) -> tuple[Floats, NDArray[np.uint8]]:
    """A square patch, ``float32[c,size,size]`` and ``uint8[size,size]``, of an image and its mask.

    ``image``: ``float32[c,h,w]`` in 0..1, or ``float32[1,h,w]`` of a grey one, which takes a third of the time (c = 3);
    ``mask``: ``uint8[h,w]``, or ``uint8[h,w,2]`` with weights after the classes (gives ``uint8[size,size,2]``, weight 0
    outside). The point ``centre`` (x, y) of the image is pixel ``size // 2`` of the patch, but for the elastic field.
    The same ``rng`` state gives the same patch. With NO_CHANGE the patch is an exact crop.
    """
    x, y = _source_map(centre, size, rng, settings)
    patch, labels = _resample(image, mask, x, y)
    return shade(patch, rng, settings), labels


def _affine(rng: np.random.Generator, settings: AugmentSettings) -> tuple[float, float, float, float]:
    """A random 2x2 matrix, row by row, from offsets in the patch to offsets in the image."""
    sideways = over = 1.0
    if settings.flips:
        sideways, over = (float(sign) for sign in 1 - 2 * rng.integers(0, 2, 2))
        over = over if settings.upside_down else 1.0
    angle = math.radians(rng.uniform(-1, 1) * settings.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    if settings.quarter_turns and rng.random() < 0.5:
        cos, sin = -sin, cos
    factor = settings.scale ** -rng.uniform(-1, 1)
    return sideways * factor * cos, -sideways * factor * sin, over * factor * sin, over * factor * cos


def _source_map(
    centre: tuple[float, float], size: int, rng: np.random.Generator, settings: AugmentSettings
) -> tuple[Floats, Floats]:
    """Where each pixel of the patch comes from: x and y in the image, ``float32[size,size]``."""
    xx, xy, yx, yy = _affine(rng, settings)
    offset = np.arange(size, dtype=np.float64) - size // 2
    x = np.add.outer((xy * offset).astype(np.float32), (centre[0] + xx * offset).astype(np.float32))
    y = np.add.outer((yy * offset).astype(np.float32), (centre[1] + yx * offset).astype(np.float32))
    if settings.elastic > 0 and rng.random() < 0.5:
        # Larger shifts than a fraction of the node distance would fold the image.
        count = settings.nodes
        strength = min(settings.elastic, size / (count - 1) / 6)
        nodes = rng.normal(0, strength, (2, count, count)).astype(np.float32)
        both = np.ascontiguousarray(np.moveaxis(nodes, 0, -1))  # OpenCV 5 is five times slower for single planes
        shifts = cv2.resize(both, (size, size), interpolation=cv2.INTER_CUBIC)
        x += shifts[..., 0]
        y += shifts[..., 1]
    return x, y


def _window(position: Floats, length: int) -> slice:
    """The part of an axis that is sampled, mirrored positions included. It ends with the axis if positions are outside,
    so that mirroring at its end is mirroring at the end of the axis."""
    low, high = math.floor(position.min()), math.ceil(position.max())
    last = length - 1
    begin = max(0, min(low, 2 * last - high if high > last else low))
    end = min(length, max(high, -low if low < 0 else high) + 1)
    return slice(0 if low < 0 else begin, length if high > last else end)


def _resample(image: Floats, mask: NDArray[np.uint8], x: Floats, y: Floats) -> tuple[Floats, NDArray[np.uint8]]:
    """Image (bilinear, mirrored at the centres of its border pixels) and mask (nearest, void outside) at the positions
    ``x``, ``y``, which may be changed."""
    # Only the window that is sampled: opencv allows no side above 32767.
    rows, columns = _window(y, mask.shape[0]), _window(x, mask.shape[1])
    x -= columns.start
    y -= rows.start
    patch = np.empty((len(image), *x.shape), np.float32)
    for plane, out in zip(image[:, rows, columns], patch, strict=True):
        # Exact positions: faster in OpenCV 5 than those rounded to 32nds (cv2.convertMaps).
        cv2.remap(plane, x, y, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REFLECT_101)
    labels = cv2.remap(
        mask[rows, columns], x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=(VOID, 0)
    )
    return patch, np.asarray(labels, dtype=np.uint8)


@functools.cache
def _bank(values: int) -> Floats:
    """Noise of mean 0 and standard deviation 1, the same in every process."""
    return np.random.default_rng(0).standard_normal(values, dtype=np.float32)


def _noise(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """A random part of the bank."""
    wanted = math.prod(shape)
    bank = _bank(max(BANK, 1 << (2 * wanted - 1).bit_length()))
    begin = int(rng.integers(0, len(bank) - wanted + 1))
    return bank[begin : begin + wanted].reshape(shape)


def shade(patch: Floats, rng: np.random.Generator, settings: AugmentSettings) -> Floats:
    """Random contrast, brightness, gamma and noise; values stay in 0..1. Changes ``patch``; a grey one gets three
    planes with different noise."""
    contrast = settings.contrast ** rng.uniform(-1, 1)
    brightness = settings.brightness * rng.uniform(-1, 1)
    gamma = settings.gamma ** rng.uniform(-1, 1)
    if contrast != 1 or brightness != 0:
        mean = float(patch.mean())
        patch *= np.float32(contrast)
        patch += np.float32(mean * (1 - contrast) + brightness)
    if gamma != 1:
        np.clip(patch, DARKEST, 1, out=patch)
        flat = patch.reshape(1, -1)
        cv2.pow(flat, gamma, dst=flat)
    if len(patch) == 1:
        patch = np.repeat(patch, 3, axis=0)
    if settings.noise > 0:
        strength = float(settings.noise * rng.random())
        flat = patch.reshape(1, -1)
        cv2.scaleAdd(_noise(flat.shape, rng), strength, flat, dst=flat)
    return patch if settings == NO_CHANGE else np.clip(patch, 0, 1, out=patch)
