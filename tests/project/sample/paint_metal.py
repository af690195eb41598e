"""Painter of the bundled metal pictures: brushed sheet with scratches and pits, with their exact mask.

Brush marks, smudges, dust and glare look like defects but are sound, so darkness alone decides nothing.
Imports numpy, OpenCV and the noise of sample_cells only.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.project.sample.paint_cells import Plane, blur, smooth_noise

CLASSES = ("sound", "scratch", "pit")
_REACH = 7  # pixels around a scratch's middle line that it changes


class _Line(NamedTuple):
    """A scratch: points every half pixel along its middle, half its width and its strength 0..1 there."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    half: NDArray[np.float64]
    strength: NDArray[np.float64]


def paint_metal(rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """One picture ``uint8[h, w, 3]`` RGB and its mask ``uint8[h, w]``; mask values are positions in ``CLASSES``."""
    shape = int(rng.integers(300, 361)), int(rng.integers(340, 401))
    angle = rng.normal(0, 5)
    grey = _brushed(rng, shape, angle) + _light(rng, shape)
    mask = np.zeros(shape, np.uint8)
    _add_dust(rng, grey)
    for _ in range(int(rng.integers(3, 7))):
        _add_scratch(rng, _scratch_line(rng, shape), grey, mask)
    for x, y, size in _pit_places(rng, shape):
        _add_pit(rng, (x, y, size), grey, mask)
    return _photograph(rng, grey), mask


def _brushed(rng: np.random.Generator, shape: tuple[int, int], angle: float) -> Plane:
    """Fine streaks along the brushing direction ``angle`` (degrees from horizontal)."""
    h, w = shape[0] + 120, shape[1] + 120
    total = np.zeros((h, w), np.float32)
    for length, height, weight in ((90, 0.55, 0.04), (24, 0.45, 0.034), (6, 0.45, 0.022), (140, 2.2, 0.018)):
        streaks = cv2.GaussianBlur(rng.standard_normal((h, w)).astype(np.float32), (0, 0), length, sigmaY=height)
        total += weight * streaks / streaks.std()
    deep = np.clip(smooth_noise(rng, (h, 1), 4)[:, 0] - 1.1, 0, 1)  # some rows were brushed harder
    total -= 0.07 * deep[:, None] * np.clip(0.4 + smooth_noise(rng, (h, w), 80), 0, 1.2)
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1.0)
    turned = cv2.warpAffine(total, turn, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(turned[60 : 60 + shape[0], 60 : 60 + shape[1]], np.float32)


def _light(rng: np.random.Generator, shape: tuple[int, int]) -> Plane:
    """A band of glare, a slope of light, and smudges of oil (dark, broad, sound)."""
    ys, xs = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    lean = rng.normal(0, 0.5)
    band = np.exp(-np.square((xs * np.cos(lean) + ys * np.sin(lean) - rng.uniform(-0.7, 0.7)) / rng.uniform(0.4, 0.8)))
    slope = rng.uniform(-0.06, 0.06) * ys + rng.uniform(-0.05, 0.05) * xs
    smudge = np.clip(smooth_noise(rng, shape, 45) - 0.55, 0, 0.9)
    smudge += 0.4 * np.clip(smooth_noise(rng, shape, 14) - 1, 0, 1)
    level, glare = rng.uniform(0.40, 0.50), rng.uniform(0.12, 0.22)
    return np.asarray(level + glare * band + slope - 0.11 * blur(smudge, 5), np.float32)


def _add_dust(rng: np.random.Generator, grey: Plane) -> None:
    """Soft dark and light specks and a lint or two lying on the sheet: sound."""
    h, w = grey.shape
    specks = np.zeros_like(grey)
    for _ in range(int(rng.integers(8, 18))):
        at = int(rng.integers(0, w)), int(rng.integers(0, h))
        cv2.circle(specks, at, int(rng.integers(1, 5)), float(rng.choice([-0.16, -0.12, 0.1])), -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 3))):
        way = np.cumsum(rng.normal(0, 0.35, 24)) + rng.uniform(0, 2 * np.pi)
        points = np.cumsum(np.stack([np.cos(way), np.sin(way)], 1) * 2.5, 0) + (rng.uniform(0, w), rng.uniform(0, h))
        cv2.polylines(specks, [np.rint(points).astype(np.int32)], False, 0.22, 1, cv2.LINE_AA)
    grey += blur(specks, 1.7)


def _scratch_line(rng: np.random.Generator, shape: tuple[int, int]) -> _Line:
    steps = int(rng.integers(120, 620))
    way = rng.uniform(0, 2 * np.pi) + np.cumsum(np.full(steps, rng.normal(0, 0.0012)) + rng.normal(0, 0.003, steps))
    xs = rng.uniform(0.1, 0.9) * shape[1] + np.cumsum(np.cos(way)) * 0.5
    ys = rng.uniform(0.1, 0.9) * shape[0] + np.cumsum(np.sin(way)) * 0.5
    along = np.linspace(0, 1, steps)
    taper = np.clip(np.minimum(along * 7, (1 - along) * 4), 0, 1)
    wave = smooth_noise(rng, (1, steps), 60)[0].astype(np.float64)
    half = rng.uniform(0.8, 1.7) * (0.55 + 0.45 * taper) * (1 + 0.12 * wave)
    return _Line(xs, ys, np.clip(half, 0.6, 2.2), taper * np.clip(0.8 + 0.25 * wave, 0.35, 1))


def _nearest(line: _Line, shape: tuple[int, int]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Flat pixel indices near the line, the nearest point of the line, and the signed distance to it (pixels)."""
    offsets = np.arange(-_REACH, _REACH + 1)
    px = (np.rint(line.xs)[:, None, None] + offsets[None, None, :] + np.zeros((1, len(offsets), 1))).astype(np.intp)
    py = (np.rint(line.ys)[:, None, None] + offsets[None, :, None] + np.zeros((1, 1, len(offsets)))).astype(np.intp)
    dx, dy = px - line.xs[:, None, None], py - line.ys[:, None, None]
    point = np.broadcast_to(np.arange(len(line.xs))[:, None, None], px.shape)
    side = np.sign(np.gradient(line.xs)[:, None, None] * dy - np.gradient(line.ys)[:, None, None] * dx)
    kept = (px >= 0) & (px < shape[1]) & (py >= 0) & (py < shape[0])
    flat, point, distance, side = (py * shape[1] + px)[kept], point[kept], np.hypot(dx, dy)[kept], side[kept]
    order = np.lexsort((distance, flat))
    first = order[np.unique(flat[order], return_index=True)[1]]
    return flat[first], point[first], distance[first] * side[first]


def _add_scratch(rng: np.random.Generator, line: _Line, grey: Plane, mask: NDArray[np.uint8]) -> None:
    """A groove with a bright burr at one side; labelled where it is within its width and not faded out."""
    flat, point, offset = _nearest(line, mask.shape)
    half, strength = line.half[point], line.strength[point]
    groove = np.exp(-np.square(offset / half))
    burr = np.exp(-np.square((offset - 1.7 * half) / (0.8 * half)))
    depth, fresh = rng.uniform(0.13, 0.26), rng.random() < 0.3  # a fresh scratch is bright, its burr dark
    change = depth * strength * (groove - 0.55 * burr) * (0.9 if fresh else -1)
    grey.reshape(-1)[flat] += change.astype(np.float32)
    inside = (np.abs(offset) <= half + 0.3) & (strength > 0.2)
    mask.reshape(-1)[flat[inside]] = 1


def _pit_places(rng: np.random.Generator, shape: tuple[int, int]) -> list[tuple[float, float, float]]:
    """``(x, y, size)`` of pits: a loose cluster of corrosion and some alone."""
    cx, cy = rng.uniform(0.2, 0.8) * shape[1], rng.uniform(0.2, 0.8) * shape[0]
    cluster = [(rng.normal(cx, 28), rng.normal(cy, 22), rng.uniform(3.5, 8.0)) for _ in range(int(rng.integers(4, 10)))]
    alone = [
        (rng.uniform(8, shape[1] - 8), rng.uniform(8, shape[0] - 8), rng.uniform(4.0, 11.0))
        for _ in range(int(rng.integers(2, 5)))
    ]
    return [*cluster, *alone]


def _add_pit(rng: np.random.Generator, place: tuple[float, float, float], grey: Plane, mask: NDArray[np.uint8]) -> None:
    """An irregular hole lit from the upper left: shadow inside, bright rim at the lower right."""
    x, y, size = place
    h, w = mask.shape
    left, top = max(0, int(x - 3 * size)), max(0, int(y - 3 * size))
    right, bottom = min(w, int(x + 3 * size) + 1), min(h, int(y + 3 * size) + 1)
    if left >= right or top >= bottom:
        return
    ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
    wobble = 1 + 0.22 * smooth_noise(rng, (bottom - top, right - left), max(2.0, size * 0.8))
    dx, dy = (xs - np.float32(x)) / np.float32(size), (ys - np.float32(y)) / np.float32(size * rng.uniform(0.7, 1.0))
    radius = np.hypot(dx, dy) * wobble
    lit = (dx + dy) * 0.7071 / np.maximum(radius, 0.3)
    floor = 1 / (1 + np.exp((radius - 0.95) * 6))
    rim = np.exp(-np.square((radius - 1.12) / 0.2))
    rough = 1 + 0.25 * rng.standard_normal(radius.shape)
    depth = rng.uniform(0.10, 0.24)
    grey[top:bottom, left:right] += depth * (-floor * (0.9 - 0.55 * lit) * rough + 0.5 * rim * lit).astype(np.float32)
    part = mask[top:bottom, left:right]
    part[radius < 1] = 2


def _photograph(rng: np.random.Generator, grey: Plane) -> NDArray[np.uint8]:
    """Blur, a cast of colour and sensor noise."""
    soft = blur(grey, float(rng.uniform(0.5, 0.75)))
    cast = np.array([0.975, 1.0, 1.03]) + rng.normal(0, 0.008, 3)
    noise = 0.013 * rng.standard_normal((*grey.shape, 3)) + 0.010 * rng.standard_normal((*grey.shape, 1))
    return np.clip(np.rint((soft[..., None] * cast + noise) * 255), 0, 255).astype(np.uint8)
