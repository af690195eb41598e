"""Images drawn from formulas, with their exact masks: what the program's own starting weights are learnt from.

A base of filtered noise (texture of random scale, direction and colour), then one to four kinds of structure laid over
it, each with a tone, texture, opacity and blur of its own; then uneven light, blur and sensor noise. The label is the
*kind* (see KINDS), never the tone, so the network has to look at shape and texture. The idea is that of FractalDB
(Kataoka et al. 2020) and SegRCDB (Shinoda et al. 2023): no photograph, no licence, no privacy. One more kind is one
more function and one more row. Imports numpy and OpenCV only.
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

SEEN = 0.06  # least change of tone (root of the mean square, tones 0..1) that makes a structure
SHIFT = 3  # binary digits after the point in cv2's coordinates


def formula_image(rng: Random, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """One image ``uint8[size,size,3]`` (grey ones have three equal channels) and its mask ``uint8[size,size]`` of
    positions in ``KINDS``. The same state of ``rng`` gives the same image; ``size`` >= 16."""
    grey = rng.random() < 0.6
    image = _toned(rng, texture(rng, size), _tone(rng, grey), _tone(rng, grey))
    mask = np.zeros((size, size), np.uint8)
    for kind in rng.permutation(np.arange(1, len(KINDS)))[: rng.integers(1, 6)]:
        cover = KINDS[kind][1](rng, size)
        share = float(np.count_nonzero(cover)) / cover.size
        if 0 < share < 0.9:
            laid = _lay(rng, image, cover, grey)
            if _change(image, laid, cover) > SEEN:  # an invisible structure could only be guessed
                image = laid
                mask[cover > 127] = kind
    return _photographed(rng, image, grey), mask


def texture(rng: Random, size: int) -> Plane:
    """Noise of mean 0 and spread about 1: one or two random scales, sometimes drawn out in one direction."""
    plane = _noise(rng, size, _log(rng, 1.0, size / 3))
    if rng.random() < 0.6:
        plane = plane + np.float32(rng.uniform(0.2, 0.8)) * _noise(rng, size, _log(rng, 0.7, 6.0))
    return plane


# ---- kinds of structure ---------------------------------------------------------------------------------------------


def blobs(rng: Random, size: int) -> Cover:
    """Ellipses of one rough size, some touching."""
    cover = _empty(size)
    radius = _log(rng, size / 32, size / 4)
    for _ in range(_count(rng, size, radius, 0.25)):
        axes = radius * rng.uniform(0.6, 1.4, 2)
        _ellipse(cover, rng.uniform(0, size, 2), axes, rng.uniform(0, 180))
    return cover


def lobes(rng: Random, size: int) -> Cover:
    """Round things with a wavy outline: radius 1 + sum of a few sines of the angle."""
    cover = _empty(size)
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
    cover = _empty(size)
    width = max(1, round(_log(rng, 1, size / 24)))
    for _ in range(int(rng.integers(1, 7))):
        path = _walk(rng, size, step=size / 24, bend=rng.uniform(0.05, 0.35))
        cv2.polylines(cover, [_fixed(path)], False, 255, width, cv2.LINE_8, SHIFT)
        if rng.random() < 0.5:
            begin = path[int(rng.integers(len(path)))]
            branch = _walk(rng, size, step=size / 24, bend=0.2, begin=begin)
            cv2.polylines(cover, [_fixed(branch)], False, 255, max(1, width - 1), cv2.LINE_8, SHIFT)
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
    cover = _empty(size)
    radius = _log(rng, size / 14, size / 2.5)
    for _ in range(_count(rng, size, radius, 0.2)):
        corners = int(rng.integers(3, 7))
        turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
        points = rng.uniform(0, size, 2) + radius * np.stack((np.cos(turn), np.sin(turn)), 1)
        cv2.fillPoly(cover, [_fixed(points)], 255, cv2.LINE_8, SHIFT)
    return cover


def boxes(rng: Random, size: int) -> Cover:
    """Upright rectangles, often in a regular row or grid, as windows and tiles are."""
    cover = _empty(size)
    w, h = (_log(rng, size / 24, size / 3) for _ in range(2))
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 6))):
            x, y = rng.uniform(-w / 2, size, 2)
            cv2.rectangle(cover, (int(x), int(y)), (int(x + w), int(y + h)), 255, -1)
        return cover
    step_x, step_y = w * rng.uniform(1.3, 2.2), h * rng.uniform(1.3, 2.2)
    x0, y0 = rng.uniform(-w, size / 2, 2)
    for column in range(int(rng.integers(2, 7))):
        for row in range(int(rng.integers(1, 5))):
            x, y = x0 + column * step_x, y0 + row * step_y
            cv2.rectangle(cover, (int(x), int(y)), (int(x + w), int(y + h)), 255, -1)
    return cover


def cracks(rng: Random, size: int) -> Cover:
    """Thin jagged walks with side branches."""
    cover = _empty(size)
    for _ in range(int(rng.integers(1, 4))):
        path = _walk(rng, size, step=size / 40, bend=rng.uniform(0.4, 0.9))
        for part in range(1, len(path)):
            width = int(rng.integers(1, 3))
            cv2.polylines(cover, [_fixed(path[part - 1 : part + 1])], False, 255, width, cv2.LINE_8, SHIFT)
    return cover


def rings(rng: Random, size: int) -> Cover:
    """Circles and ellipses with a hole."""
    cover = _empty(size)
    radius = _log(rng, size / 20, size / 4)
    width = max(1, round(radius * rng.uniform(0.12, 0.4)))
    for _ in range(_count(rng, size, radius, 0.25)):
        axes = radius * rng.uniform(0.75, 1.25, 2)
        _ellipse(cover, rng.uniform(0, size, 2), axes, rng.uniform(0, 180), width)
    return cover


def regions(rng: Random, size: int) -> Cover:
    """Parts without a shape of their own: noise of a large scale, above a threshold."""
    plane = _noise(rng, size, _log(rng, size / 10, size / 2.5))
    return np.asarray((plane > rng.uniform(0.0, 1.0)) * 255, np.uint8)


def spots(rng: Random, size: int) -> Cover:
    """Many or few specks of one to four pixels."""
    cover = _empty(size)
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
    cover = _empty(size)
    angle = rng.uniform(0, np.pi)
    for _ in range(int(rng.integers(1, 7))):
        turn, length = angle + rng.normal(0, 0.2), rng.uniform(0.2, 1.2) * size
        way = np.array([np.cos(turn), np.sin(turn)]) * length / 2
        middle = rng.uniform(0, size, 2)
        ends = _fixed(np.stack((middle - way, middle + way)))
        cv2.polylines(cover, [ends], False, 255, int(rng.integers(1, 3)), cv2.LINE_8, SHIFT)
    return cover


def _background(rng: Random, size: int) -> Cover:
    return _empty(size)


KINDS: tuple[tuple[str, Callable[[Random, int], Cover]], ...] = (
    ("background", _background),
    ("blobs", blobs),
    ("lobes", lobes),
    ("filaments", filaments),
    ("membranes", membranes),
    ("cells", cells),
    ("polygons", polygons),
    ("boxes", boxes),
    ("cracks", cracks),
    ("rings", rings),
    ("regions", regions),
    ("spots", spots),
    ("stripes", stripes),
    ("scratches", scratches),
)


# ---- how they are drawn ---------------------------------------------------------------------------------------------


def _lay(rng: Random, image: NDArray[np.float32], cover: Cover, grey: bool) -> NDArray[np.float32]:
    """The structure over the image: a step of tone, a texture of its own, or both; more or less see-through."""
    size = cover.shape[0]
    soft: NDArray[np.float32] = np.asarray(cover, np.float32)[..., None] / np.float32(255)
    if rng.random() < 0.6:
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), _log(rng, 0.4, 1.6)), np.float32)[..., None]
    if rng.random() < 0.3:  # the texture below stays visible
        step: NDArray[np.float32] = np.asarray(_tone(rng, grey) - 0.5, np.float32)
        step *= np.float32(0.3 / max(0.1, float(np.abs(step).max())) * rng.uniform(0.4, 1.6))
        return np.asarray(image + soft * step, np.float32)
    filled = _toned(rng, texture(rng, size), _tone(rng, grey), _tone(rng, grey))
    if rng.random() < 0.35:  # the same mean: texture alone tells
        filled = filled + (image.mean(axis=(0, 1)) - filled.mean(axis=(0, 1)))
    if rng.random() < 0.4:  # darker or lighter towards the border
        depth = cv2.distanceTransform((cover > 127).astype(np.uint8), cv2.DIST_L2, 3)
        rim = np.exp(-depth / np.float32(_log(rng, 1.5, size / 10)))[..., None]
        filled = filled + np.float32(rng.uniform(-0.35, 0.35)) * rim
    opacity = np.float32(rng.uniform(0.35, 1.0))
    return np.asarray(image + soft * opacity * (filled - image), np.float32)


def _change(before: NDArray[np.float32], after: NDArray[np.float32], cover: Cover) -> float:
    inside = cover > 127
    return float(np.sqrt(np.square(after[inside] - before[inside]).mean()))


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
    """Noise that changes over ``scale`` pixels; one time in three over up to four times as many in one direction."""
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


def _ellipse(
    cover: Cover, centre: NDArray[np.float64], axes: NDArray[np.float64], angle: float, width: int = -1
) -> None:
    x, y = (int(v) for v in np.rint(centre * 2**SHIFT))
    a, b = (int(v) for v in np.rint(np.maximum(axes, 0.5) * 2**SHIFT))
    cv2.ellipse(cover, (x, y), (a, b), angle, 0, 360, 255, width, cv2.LINE_8, SHIFT)


def _fixed(points: Any) -> NDArray[np.int32]:
    """Points as cv2 wants them, with SHIFT binary digits after the point."""
    return np.asarray(np.rint(np.asarray(points) * 2**SHIFT), np.int32)


def _empty(size: int) -> Cover:
    return np.zeros((size, size), np.uint8)


def _log(rng: Random, low: float, high: float) -> float:
    """Uniform in the logarithm: as many small ones as large ones."""
    return math.exp(rng.uniform(math.log(low), math.log(max(low, high))))


def _count(rng: Random, size: int, radius: float, share: float) -> int:
    """How many things of that radius cover about ``share`` of the image or less, 1 to 40."""
    most = share * size * size / (math.pi * radius * radius)
    return int(np.clip(round(most * rng.uniform(0.3, 1.3)), 1, 40))
