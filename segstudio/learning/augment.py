"""One augmented patch out of an image and its mask, by one resampling of each.

Flips, turns, scale and the elastic field are folded into one map of source positions, so that the image is interpolated
once (bilinear, mirrored beyond its border) and the mask picked once (nearest, void beyond the border). The elastic
field is U-Net's own recipe: a coarse grid of random shifts, enlarged smoothly. Knows numpy and opencv; must not import
torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

VOID = 255
GRID = 5  # nodes per side of the elastic field

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class AugmentSettings:
    """How far to change a patch; every value is the largest change, 0 (or 1 for factors) is none."""

    flips: bool = True
    upside_down: bool = True  # flips may also exchange top and bottom
    quarter_turns: bool = True
    rotation: float = 15.0  # degrees, to either side
    scale: float = 1.25  # factor, larger or smaller
    elastic: float = 6.0  # standard deviation of the shifts in px; half of the patches
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
    """A square patch, ``float32[3,size,size]`` and ``uint8[size,size]``, of an image and its mask.

    ``image``: ``float32[3,h,w]`` in 0..1; ``mask``: ``uint8[h,w]``. The image's point ``centre`` (x, y) comes to pixel
    ``size // 2`` of the patch; only the elastic field may move it off. The same ``rng`` state gives the same patch.
    With NO_CHANGE the patch is the exact crop.
    """
    x, y = _source_map(centre, size, rng, settings)
    patch, labels = _resample(image, mask, x, y)
    return _shade(patch, rng, settings), labels


def _affine(rng: np.random.Generator, settings: AugmentSettings) -> NDArray[np.float64]:
    """A random 2x2 matrix from offsets in the patch to offsets in the image."""
    matrix = np.eye(2)
    if settings.flips:
        sideways, over = rng.choice([-1.0, 1.0], 2)
        matrix = matrix @ np.diag([sideways, over if settings.upside_down else 1.0])
    if settings.quarter_turns and rng.random() < 0.5:
        matrix = matrix @ np.array([[0.0, -1.0], [1.0, 0.0]])
    angle = np.deg2rad(rng.uniform(-1, 1) * settings.rotation)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(matrix @ turn / settings.scale ** rng.uniform(-1, 1))


def _source_map(
    centre: tuple[float, float], size: int, rng: np.random.Generator, settings: AugmentSettings
) -> tuple[Floats, Floats]:
    """Where each pixel of the patch comes from: x and y in the image, ``float32[size,size]``."""
    matrix = _affine(rng, settings)
    offset = np.arange(size, dtype=np.float64) - size // 2
    x = centre[0] + matrix[0, 0] * offset[None, :] + matrix[0, 1] * offset[:, None]
    y = centre[1] + matrix[1, 0] * offset[None, :] + matrix[1, 1] * offset[:, None]
    if settings.elastic > 0 and rng.random() < 0.5:
        # Shifts of more than a fraction of the node distance would fold the image over itself.
        strength = min(settings.elastic, size / (GRID - 1) / 6)
        nodes = rng.normal(0, strength, (2, GRID, GRID)).astype(np.float32)
        x = x + cv2.resize(nodes[0], (size, size), interpolation=cv2.INTER_CUBIC)
        y = y + cv2.resize(nodes[1], (size, size), interpolation=cv2.INTER_CUBIC)
    return x.astype(np.float32), y.astype(np.float32)


def _mirror(position: Floats, length: int) -> Floats:
    """Positions folded back into 0 .. length - 1, mirrored at the centres of the border pixels."""
    if length == 1:
        return np.zeros_like(position)
    period = 2.0 * (length - 1)
    folded = np.abs(position) % period
    return np.minimum(folded, period - folded).astype(np.float32)


def _resample(
    image: Floats, mask: NDArray[np.uint8], x: Floats, y: Floats
) -> tuple[Floats, NDArray[np.uint8]]:
    """Image (bilinear, mirrored) and mask (nearest, void outside) at the positions ``x``, ``y``."""
    h, w = mask.shape
    inner_x, inner_y = _mirror(x, w), _mirror(y, h)
    # Only the window that is looked at is converted: the image may be a thousand times larger than the patch.
    left, top = int(inner_x.min()), int(inner_y.min())
    right, bottom = min(w, int(inner_x.max()) + 2), min(h, int(inner_y.max()) + 2)
    window = np.ascontiguousarray(image[:, top:bottom, left:right].transpose(1, 2, 0))
    # The fallback border is never reached but by the zero weight of a neighbour beyond the last pixel.
    patch = cv2.remap(window, inner_x - left, inner_y - top, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    labels = cv2.remap(
        np.ascontiguousarray(mask[top:bottom, left:right]),
        np.rint(x) - left,
        np.rint(y) - top,
        cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=VOID,
    )
    return np.ascontiguousarray(patch.transpose(2, 0, 1)), np.asarray(labels, dtype=np.uint8)


def _shade(patch: Floats, rng: np.random.Generator, settings: AugmentSettings) -> Floats:
    """Random contrast, brightness, gamma and noise; values stay in 0..1."""
    contrast = settings.contrast ** rng.uniform(-1, 1)
    brightness = settings.brightness * rng.uniform(-1, 1)
    gamma = settings.gamma ** rng.uniform(-1, 1)
    if contrast != 1 or brightness != 0:
        mean = patch.mean()
        patch = (patch - mean) * np.float32(contrast) + np.float32(mean + brightness)
    if gamma != 1:
        patch = np.clip(patch, 0, 1) ** np.float32(gamma)
    if settings.noise > 0:
        strength = np.float32(settings.noise * rng.random())
        patch = patch + rng.standard_normal(patch.shape, dtype=np.float32) * strength
    if settings == NO_CHANGE:
        return patch
    return np.clip(patch, 0, 1).astype(np.float32)
