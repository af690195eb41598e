"""Images drawn from formulas, with their exact masks: training data of the program's own starting weights.

Filtered noise (texture of random scale, direction and colour), one to five kinds of structure over it, each with a
tone, texture, opacity and blur of its own; then uneven light, blur and sensor noise. The label is the *kind* (see
KINDS), never the tone, so that the network has to learn shape and texture. The idea is that of FractalDB (Kataoka et
al. 2020) and SegRCDB (Shinoda et al. 2023): no photographs, so no licence and no private data. One more kind is one
more function, named in KINDS. Imports numpy and OpenCV only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Random = np.random.Generator
Plane = NDArray[np.float32]  # [s, s]
Cover = NDArray[np.uint8]  # [s, s], 255 where the structure is

SEEN = 0.06  # least change of tone (root mean square, tones 0..1) of a structure
SHIFT = 3  # binary digits after the point in cv2's coordinates


def formula_image(rng: Random, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """One image ``uint8[size,size,3]`` (grey ones have three equal channels) and its mask ``uint8[size,size]`` of
    positions in ``KINDS``. The same state of ``rng`` gives the same image; ``size`` >= 16."""
    grey = rng.random() < 0.6
    image = _toned(rng, texture(rng, size), _tone(rng, grey), _tone(rng, grey))
    mask = np.zeros((size, size), np.uint8)
    for kind in rng.permutation(np.arange(1, len(KINDS)))[: rng.integers(1, 6)]:
        cover = KINDS[kind](rng, size)
        share = float(np.count_nonzero(cover)) / cover.size
        if 0 < share < 0.9:
            laid = _lay(rng, image, cover, grey)
            inside = cover > 127
            if np.sqrt(np.square(laid[inside] - image[inside]).mean()) > SEEN:  # a fainter one could only be guessed
                image = laid
                mask[inside] = kind
    return _photographed(rng, image, grey), mask


def texture(rng: Random, size: int) -> Plane:
    """Noise of mean 0 and spread about 1: one or two random scales, sometimes drawn out in one direction."""
    plane = _noise(rng, size, _log(rng, 1.0, size / 3))
    if rng.random() < 0.6:
        plane = plane + np.float32(rng.uniform(0.2, 0.8)) * _noise(rng, size, _log(rng, 0.7, 6.0))
    return plane


# ---- kinds of structure ---------------------------------------------------------------------------------------------


def blobs(rng: Random, size: int) -> Cover:
    """Ellipses of about the same size, some touching."""
    return _ellipses(rng, size, _log(rng, size / 32, size / 4), 0.6)


def lobes(rng: Random, size: int) -> Cover:
    """Round things with a wavy outline: radius 1 + sum of a few sines of the angle."""
    cover = np.zeros((size, size), np.uint8)
    radius = _log(rng, size / 16, size / 3.5)
    turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    for _ in range(_count(rng, size, radius, 0.2)):
        wave = np.ones_like(turn)
        for k in (2, 3, 5):
            wave += rng.uniform(0, 0.25) * np.sin(k * turn + rng.uniform(0, 6.3))
        centre = rng.uniform(0, size, 2)
        points = centre + radius * wave[:, None] * np.stack((np.cos(turn), np.sin(turn)), 1)
        cv2.fillPoly(cover, [_fixed(points)], 255, cv2.LINE_8, SHIFT)
    return cover


def filaments(rng: Random, size: int) -> Cover:
    """Long smooth curves, as vessels and fibres are, some of them branching."""
    cover = np.zeros((size, size), np.uint8)
    width = max(1, round(_log(rng, 1, size / 24)))
    for _ in range(int(rng.integers(1, 7))):
        path = _walk(rng, size, step=size / 24, bend=rng.uniform(0.05, 0.35))
        _line(cover, path, width)
        if rng.random() < 0.5:
            begin = path[int(rng.integers(len(path)))]
            _line(cover, _walk(rng, size, step=size / 24, bend=0.2, begin=begin), max(1, width - 1))
    return cover


def membranes(rng: Random, size: int) -> Cover:
    """The borders between the cells of a warped Voronoi diagram."""
    owner = _voronoi(rng, size, _log(rng, size / 12, size / 3))
    edge = np.zeros((size, size), np.uint8)
    edge[:, 1:] |= owner[:, 1:] != owner[:, :-1]
    edge[1:] |= owner[1:] != owner[:-1]
    thick = max(1, round(_log(rng, 1, size / 32)))
    return np.asarray(cv2.dilate(edge * 255, np.ones((thick, thick), np.uint8)), np.uint8)


def cells(rng: Random, size: int) -> Cover:
    """Some cells of a warped Voronoi diagram, whole."""
    owner = _voronoi(rng, size, _log(rng, size / 10, size / 2.5))
    chosen = rng.random(int(owner.max()) + 1) < rng.uniform(0.15, 0.5)
    return np.asarray(chosen[owner] * 255, np.uint8)


def polygons(rng: Random, size: int) -> Cover:
    """Triangles to hexagons with straight sides."""
    cover = np.zeros((size, size), np.uint8)
    radius = _log(rng, size / 14, size / 2.5)
    for _ in range(_count(rng, size, radius, 0.2)):
        corners = int(rng.integers(3, 7))
        turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
        points = rng.uniform(0, size, 2) + radius * np.stack((np.cos(turn), np.sin(turn)), 1)
        cv2.fillPoly(cover, [_fixed(points)], 255, cv2.LINE_8, SHIFT)
    return cover


def boxes(rng: Random, size: int) -> Cover:
    """Upright rectangles, often in a regular row or grid, as windows and tiles are."""
    cover = np.zeros((size, size), np.uint8)
    w, h = (_log(rng, size / 24, size / 3) for _ in range(2))
    if rng.random() < 0.5:
        corners = [rng.uniform(-w / 2, size, 2) for _ in range(int(rng.integers(1, 6)))]
    else:
        steps = np.array([w, h]) * rng.uniform(1.3, 2.2, 2)
        first = rng.uniform(-w, size / 2, 2)
        corners = [
            first + steps * (column, row)
            for column in range(int(rng.integers(2, 7)))
            for row in range(int(rng.integers(1, 5)))
        ]
    for x, y in corners:
        cv2.rectangle(cover, (int(x), int(y)), (int(x + w), int(y + h)), 255, -1)
    return cover


def cracks(rng: Random, size: int) -> Cover:
    """Thin jagged walks with side branches."""
    cover = np.zeros((size, size), np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        path = _walk(rng, size, step=size / 40, bend=rng.uniform(0.4, 0.9))
        for part in range(1, len(path)):
            _line(cover, path[part - 1 : part + 1], int(rng.integers(1, 3)))
    return cover


def rings(rng: Random, size: int) -> Cover:
    """Circles and ellipses with a hole."""
    radius = _log(rng, size / 20, size / 4)
    return _ellipses(rng, size, radius, 0.75, max(1, round(radius * rng.uniform(0.12, 0.4))))


def regions(rng: Random, size: int) -> Cover:
    """Parts of no particular shape: noise of a large scale, above a threshold."""
    plane = _noise(rng, size, _log(rng, size / 10, size / 2.5))
    return np.asarray((plane > rng.uniform(0.0, 1.0)) * 255, np.uint8)


def spots(rng: Random, size: int) -> Cover:
    """Many or few specks of one to four pixels."""
    cover = np.zeros((size, size), np.uint8)
    for _ in range(int(_log(rng, 2, size * 0.6))):
        x, y = (int(v) for v in rng.integers(0, size, 2))
        cv2.circle(cover, (x, y), int(rng.integers(0, 4)), 255, -1)
    return cover


def stripes(rng: Random, size: int) -> Cover:
    """Parallel bands all over, or within a part of the image."""
    angle, period = rng.uniform(0, np.pi), _log(rng, 4, size / 5)
    ys, xs = np.mgrid[:size, :size].astype(np.float32)
    along = xs * np.float32(np.cos(angle)) + ys * np.float32(np.sin(angle))
    if rng.random() < 0.5:
        along = along + np.float32(period / 3) * _noise(rng, size, size / 4)
    wave = np.sin(2 * np.pi * along / period + rng.uniform(0, 6.3))
    cover = (wave > rng.uniform(-0.3, 0.7)) * np.uint8(255)
    if rng.random() < 0.7:
        cover = np.where(_noise(rng, size, size / 3) > rng.uniform(-0.4, 0.6), cover, 0)
    return np.asarray(cover, np.uint8)


def scratches(rng: Random, size: int) -> Cover:
    """Straight thin lines, most of them in nearly one direction."""
    cover = np.zeros((size, size), np.uint8)
    angle = rng.uniform(0, np.pi)
    for _ in range(int(rng.integers(1, 7))):
        turn, length = angle + rng.normal(0, 0.2), rng.uniform(0.2, 1.2) * size
        way = np.array([np.cos(turn), np.sin(turn)]) * length / 2
        middle = rng.uniform(0, size, 2)
        _line(cover, np.stack((middle - way, middle + way)), int(rng.integers(1, 3)))
    return cover


def background(rng: Random, size: int) -> Cover:
    """Nothing."""
    return np.zeros((size, size), np.uint8)


# The names of the functions are written into the file of weights.
KINDS: tuple[Callable[[Random, int], Cover], ...] = (
    background, blobs, lobes, filaments, membranes, cells, polygons, boxes, cracks, rings, regions, spots, stripes,
    scratches,
)  # fmt: skip


# ---- how they are drawn ---------------------------------------------------------------------------------------------


def _lay(rng: Random, image: NDArray[np.float32], cover: Cover, grey: bool) -> NDArray[np.float32]:
    """The image with the structure over it: another tone, another texture, or both; more or less transparent."""
    size = cover.shape[0]
    soft: NDArray[np.float32] = np.asarray(cover, np.float32)[..., None] / np.float32(255)
    if rng.random() < 0.6:
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), _log(rng, 0.4, 1.6)), np.float32)[..., None]
    if rng.random() < 0.3:  # the texture below stays visible
        step: NDArray[np.float32] = np.asarray(_tone(rng, grey) - 0.5, np.float32)
        step *= np.float32(0.3 / max(0.1, float(np.abs(step).max())) * rng.uniform(0.4, 1.6))
        return np.asarray(image + soft * step, np.float32)
    filled = _toned(rng, texture(rng, size), _tone(rng, grey), _tone(rng, grey))
    if rng.random() < 0.35:  # the same mean: only the texture differs
        filled = filled + (image.mean(axis=(0, 1)) - filled.mean(axis=(0, 1)))
    if rng.random() < 0.4:  # darker or lighter towards the border
        depth = cv2.distanceTransform((cover > 127).astype(np.uint8), cv2.DIST_L2, 3)
        rim = np.exp(-depth / np.float32(_log(rng, 1.5, size / 10)))[..., None]
        filled = filled + np.float32(rng.uniform(-0.35, 0.35)) * rim
    opacity = np.float32(rng.uniform(0.35, 1.0))
    return np.asarray(image + soft * opacity * (filled - image), np.float32)


def _photographed(rng: Random, image: NDArray[np.float32], grey: bool) -> NDArray[np.uint8]:
    """Uneven light, blur, sensor noise."""
    size = image.shape[0]
    if rng.random() < 0.5:
        image = image * (1 + np.float32(rng.uniform(0.05, 0.3)) * _noise(rng, size, size / 1.5))[..., None]
    if rng.random() < 0.5:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), _log(rng, 0.4, 1.3)), np.float32)
    noise = rng.standard_normal((size, size, 1 if grey else 3), dtype=np.float32)
    image = image + noise * np.float32(_log(rng, 0.004, 0.08))
    return np.asarray(np.clip(image * 255, 0, 255), np.uint8)


def _tone(rng: Random, grey: bool) -> NDArray[np.float32]:
    """``float32[3]`` in 0..1."""
    return np.full(3, rng.random(), np.float32) if grey else rng.random(3, np.float32)


def _toned(rng: Random, plane: Plane, low: NDArray[np.float32], high: NDArray[np.float32]) -> NDArray[np.float32]:
    """``float32[s,s,3]``: a texture between two tones, of weak to strong contrast."""
    share = np.clip(0.5 + np.float32(rng.uniform(0.02, 0.35)) * plane, 0, 1)[..., None]
    return np.asarray(low + share * (high - low), np.float32)


def _noise(rng: Random, size: int, scale: float) -> Plane:
    """Noise that changes over ``scale`` pixels; in a third of the cases stretched up to four times in one direction."""
    stretch = _log(rng, 1, 4) if rng.random() < 0.33 else 1.0
    scale = max(1.0, min(scale, size / 1.5))
    rows = max(3, round(size * 1.5 / scale))
    columns = max(3, round(size * 1.5 / scale / stretch))
    grid = rng.standard_normal((rows, columns), dtype=np.float32)
    wide = cv2.resize(grid, (size * 3 // 2, size * 3 // 2), interpolation=cv2.INTER_CUBIC)
    turn = np.asarray(cv2.getRotationMatrix2D((size * 0.75, size * 0.75), rng.uniform(0, 360), 1.0), np.float64)
    turn[:, 2] -= size / 4
    plane = cv2.warpAffine(wide, turn, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray((plane - plane.mean()) / (plane.std() + 1e-6), np.float32)


def _voronoi(rng: Random, size: int, distance: float) -> NDArray[np.int32]:
    """Which of the random points, about ``distance`` apart, is nearest to each (shifted) pixel; ``int32[s,s]``."""
    margin = round(distance)
    wide = size + 2 * margin
    count = max(3, round((wide / distance) ** 2))
    free = np.full((wide, wide), 255, np.uint8)
    free[rng.integers(0, wide, count), rng.integers(0, wide, count)] = 0
    owner = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    ys, xs = np.mgrid[:size, :size].astype(np.float32)
    bend = np.float32(distance * rng.uniform(0, 0.25))
    x = xs + margin + bend * _noise(rng, size, distance)
    y = ys + margin + bend * _noise(rng, size, distance)
    rows, columns = (np.clip(np.rint(v), 0, wide - 1).astype(np.intp) for v in (y, x))
    return np.asarray(owner[rows, columns], np.int32)


def _walk(
    rng: Random, size: int, step: float, bend: float, begin: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Points ``[n,2]`` (x, y) of a walk whose direction changes by ``bend`` (radians, spread) a step."""
    count = int(rng.integers(8, 40))
    turn = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, bend, count))
    ways = step * np.stack((np.cos(turn), np.sin(turn)), 1)
    start = rng.uniform(0, size, 2) if begin is None else begin
    return np.asarray(start + np.concatenate((np.zeros((1, 2)), np.cumsum(ways, 0))), np.float64)


def _ellipses(rng: Random, size: int, radius: float, least: float, width: int = -1) -> Cover:
    """Ellipses whose axes are ``radius`` times ``least`` to 2 - ``least``; ``width`` -1: filled."""
    cover = np.zeros((size, size), np.uint8)
    for _ in range(_count(rng, size, radius, 0.25)):
        axes = np.maximum(radius * rng.uniform(least, 2 - least, 2), 0.5)
        centre, angle = rng.uniform(0, size, 2), rng.uniform(0, 180)
        cv2.ellipse(cover, _fixed(centre).tolist(), _fixed(axes).tolist(), angle, 0, 360, 255, width, cv2.LINE_8, SHIFT)
    return cover


def _line(cover: Cover, points: NDArray[np.float64], width: int) -> None:
    cv2.polylines(cover, [_fixed(points)], False, 255, width, cv2.LINE_8, SHIFT)


def _fixed(points: Any) -> NDArray[np.int32]:
    """Points as cv2 wants them, with SHIFT binary digits after the point."""
    return np.asarray(np.rint(np.asarray(points) * 2**SHIFT), np.int32)


def _log(rng: Random, low: float, high: float) -> float:
    """Uniform in the logarithm: as many small ones as large ones."""
    return math.exp(rng.uniform(math.log(low), math.log(max(low, high))))


def _count(rng: Random, size: int, radius: float, share: float) -> int:
    """How many discs of that radius cover about ``share`` of the image, 1 to 40."""
    most = share * size * size / (math.pi * radius * radius)
    return int(np.clip(round(most * rng.uniform(0.3, 1.3)), 1, 40))
