"""Painter of the bundled cell pictures: cells under differential interference contrast, with their exact mask.

A thickness map of touching cells is built and shown as its slope in one direction, the way such a microscope shows
it. So cytoplasm, nucleus and background have the same mean grey, and no threshold tells them apart; texture and
outline do. Imports numpy and OpenCV only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

CLASSES = ("background", "cell", "nucleus")
SHAPE = (384, 384)
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class _Ellipse:
    x: float
    y: float
    a: float  # half axes in pixels
    b: float
    angle: float

    def radius(self, xs: Plane, ys: Plane) -> Plane:
        """0 at the centre, 1 on the outline."""
        cos, sin = np.float32(np.cos(self.angle)), np.float32(np.sin(self.angle))
        dx, dy = xs - np.float32(self.x), ys - np.float32(self.y)
        along, across = (dx * cos + dy * sin) / np.float32(self.a), (dy * cos - dx * sin) / np.float32(self.b)
        return np.asarray(np.sqrt(along * along + across * across), np.float32)


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], scale: float) -> Plane:
    """``float32[h, w]`` of mean 0 and spread about 1 that changes over ``scale`` pixels."""
    grid = rng.standard_normal((int(shape[0] / scale) + 4, int(shape[1] / scale) + 4)).astype(np.float32)
    size = round(grid.shape[1] * scale), round(grid.shape[0] * scale)
    wide = cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC)
    y, x = round(1.5 * scale), round(1.5 * scale)
    return blur(wide, scale / 3)[y : y + shape[0], x : x + shape[1]]  # the blur hides the grid


def blur(plane: NDArray[Any], sigma: float) -> Plane:
    """Gaussian blur of ``float32[h, w]``, ``sigma`` in pixels."""
    return np.asarray(cv2.GaussianBlur(np.asarray(plane, np.float32), (0, 0), sigma), np.float32)


def paint_cells(rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """One picture and its mask, both ``uint8[384, 384]``; mask values are positions in ``CLASSES``."""
    ys, xs = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    bent_x = xs + 7 * smooth_noise(rng, SHAPE, 42) + 1.6 * smooth_noise(rng, SHAPE, 11)
    bent_y = ys + 7 * smooth_noise(rng, SHAPE, 42) + 1.6 * smooth_noise(rng, SHAPE, 11)
    cells = _place(rng)
    radii = np.stack([cell.radius(bent_x, bent_y) for cell in cells])
    owner = radii.argmin(axis=0)
    nearest = np.partition(radii, 1, axis=0)[:2]
    edge = np.minimum(1 - nearest[0], 0.75 * (nearest[1] - nearest[0]) + 0.03)  # touching cells: a valley between
    mask = np.where(nearest[0] < 1, 1, 0).astype(np.uint8)
    height = np.where(mask == 1, 1 - np.square(1 - np.clip(edge * 2.6, 0, 1)), 0).astype(np.float32)
    height *= 0.8 + 0.2 * rng.random(len(cells), np.float32)[owner]
    for index, cell in enumerate(cells):
        _add_nucleus(rng, cell, owner == index, (bent_x, bent_y), (height, mask))
    height += _grain(rng, mask, nearest[0])
    _add_debris(rng, height, mask)
    return _develop(rng, height), mask


def _place(rng: np.random.Generator) -> list[_Ellipse]:
    """Cells thrown at random that touch but do not swallow each other; about a third of the picture stays free."""
    cells: list[_Ellipse] = []
    free = float(rng.uniform(0.28, 0.45)) * SHAPE[0] * SHAPE[1]
    left = SHAPE[0] * SHAPE[1] - free
    for _ in range(600):
        size, aspect = rng.uniform(32, 52), rng.uniform(1.0, 1.75)
        new = _Ellipse(
            rng.uniform(-15, SHAPE[1] + 15),
            rng.uniform(-15, SHAPE[0] + 15),
            size * aspect**0.5,
            size / aspect**0.5,
            rng.uniform(0, np.pi),
        )
        apart = [np.hypot(new.x - c.x, new.y - c.y) / (size + (c.a * c.b) ** 0.5) for c in cells]
        near = not apart or min(apart) < 1.25 or rng.random() < 0.06  # most grow in groups
        if near and (not apart or min(apart) > 0.82):
            cells.append(new)
            left -= np.pi * size * size * 0.8
        if left < 0:
            break
    return cells if len(cells) > 1 else [*cells, _Ellipse(90, 90, 45, 40, 0), _Ellipse(180, 110, 45, 40, 0)]


def _add_nucleus(
    rng: np.random.Generator,
    cell: _Ellipse,
    own: NDArray[np.bool_],
    at: tuple[Plane, Plane],
    planes: tuple[Plane, NDArray[np.uint8]],
) -> None:
    """Write one nucleus with its nucleoli into height and mask, inside the pixels that the cell owns."""
    height, mask = planes
    size = (cell.a * cell.b) ** 0.5 * rng.uniform(0.40, 0.50)
    shift, turn = rng.uniform(0, 0.22), rng.uniform(0, 2 * np.pi)
    stretch = rng.uniform(1.0, 1.35)
    core = _Ellipse(
        cell.x + shift * cell.b * np.cos(turn),
        cell.y + shift * cell.b * np.sin(turn),
        size * stretch**0.5,
        size / stretch**0.5,
        cell.angle + rng.normal(0, 0.4),
    )
    radius = core.radius(*at)
    inside = own & (mask == 1) & (radius < 1)
    mask[inside] = 2
    dome = np.sqrt(np.clip(1 - radius * radius, 0, 1))
    groove = np.exp(-np.square((radius - 1) * size / 1.6))  # the envelope: a fine ring
    height += np.where(own, 0.36 * dome - 0.2 * groove, 0)
    for _ in range(int(rng.integers(1, 4))):
        way, far, spot = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.55) * size, rng.uniform(2.2, 4.4)
        nucleolus = _Ellipse(core.x + far * np.cos(way), core.y + far * np.sin(way), spot, spot * 0.85, way)
        height += np.where(inside, rng.uniform(0.16, 0.3) * np.exp(-np.square(nucleolus.radius(*at))), 0)


def _grain(rng: np.random.Generator, mask: NDArray[np.uint8], radius: Plane) -> Plane:
    """Granules of the cytoplasm, denser towards the nucleus; the nucleus has a finer, fainter grain."""
    chance = np.where(mask == 1, 0.10 * np.clip(1.25 - radius, 0.15, 1), 0)
    small = np.where(rng.random(SHAPE) < chance, rng.normal(0.25, 0.8, SHAPE), 0)
    large = np.where(rng.random(SHAPE) < chance * 0.12, rng.normal(0.7, 0.9, SHAPE), 0)
    fine = np.where(mask == 2, rng.normal(0, 0.13, SHAPE), 0)
    return np.asarray(blur(small, 0.9) * 0.65 + blur(large, 1.7) * 2.6 + blur(fine, 1.2), np.float32)


def _add_debris(rng: np.random.Generator, height: Plane, mask: NDArray[np.uint8]) -> None:
    """Specks in the medium: as contrasty as what is inside a cell, but background."""
    rows, columns = np.nonzero(mask == 0)
    specks = np.zeros(SHAPE, np.float32)
    for pick in rng.integers(0, max(1, len(rows)), int(rng.integers(8, 22))) if len(rows) else ():
        at = int(columns[pick]), int(rows[pick])
        cv2.circle(specks, at, int(rng.integers(1, 4)), float(rng.uniform(0.15, 0.5)), -1)
    height += blur(specks, float(rng.uniform(0.8, 1.6)))


def _develop(rng: np.random.Generator, height: Plane) -> NDArray[np.uint8]:
    """The photograph: slope along the shear, a faint halo, uneven light, blur, shot noise."""
    shear = np.deg2rad(135 + rng.normal(0, 6))
    soft = blur(height, float(rng.uniform(0.9, 1.3)))
    slope = np.cos(shear) * cv2.Sobel(soft, cv2.CV_32F, 1, 0) - np.sin(shear) * cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    halo = soft - blur(soft, 16)
    ys, xs = np.mgrid[-1 : 1 : SHAPE[0] * 1j, -1 : 1 : SHAPE[1] * 1j]
    lean, tilt = rng.uniform(0, 2 * np.pi), rng.uniform(0.03, 0.10)
    light = 1 + tilt * (xs * np.cos(lean) + ys * np.sin(lean)) - rng.uniform(0.05, 0.12) * (xs * xs + ys * ys)
    medium = 0.012 * smooth_noise(rng, SHAPE, 60) + 0.006 * smooth_noise(rng, SHAPE, 9)
    grey = (0.5 + rng.uniform(0.22, 0.34) * slope + 0.04 * halo + medium) * light * rng.uniform(0.92, 1.08)
    grains = 900 * rng.uniform(0.7, 1.3)  # electrons of a white pixel
    noisy = grey + rng.standard_normal(SHAPE) * np.sqrt(np.clip(grey, 0.02, 1) / grains)
    return np.asarray(np.clip(np.rint(noisy * 255), 0, 255), np.uint8)
