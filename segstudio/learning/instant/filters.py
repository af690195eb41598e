"""Multi-scale filter responses of an image, features of the head. numpy and OpenCV only.

Coarse scales are computed on smaller versions of the image and stay small: a linear head is applied at each size and
only its few maps are enlarged, which is the same because enlarging is linear too.

Sources: Gaussian scale space and its derivatives (Lindeberg, Scale-Space Theory in Computer Vision, 1994); eigenvalues
of the Hessian for lines and spots (Frangi et al., MICCAI 1998); eigenvalues of the structure tensor for texture
(Foerstner 1986; Harris and Stephens 1988). The choice of filters is that of ilastik (Berg et al., Nature Methods 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect, cells

# Stride of each smaller image, and the Gaussians on it in its own pixels: 0.7 to 16 pixels of the original.
SCALES: tuple[tuple[int, tuple[float, ...]], ...] = ((1, (0.7, 1.4)), (2, (1.4,)), (4, (1.4,)), (8, (1.4, 2.0)))
COARSEST = SCALES[-1][0]
FINE = 3  # levels up to stride 4, whose responses are also given relative to the local contrast
AROUND = 3.0  # sigma of the local contrast, in sigmas of the filter
CONTRAST = 1e-4  # variance added, so that noise on an even ground is not amplified
MARGIN = 104  # pixels around a block that its responses depend on: four sigmas of the widest Gaussians in sequence
BLOCK = 512  # pixels a side of what is computed and kept at once
CACHE_BYTES = 512 << 20  # 10 blocks of a colour image; fewer: each stroke on 1500 x 1000 pixels computes all anew

Planes = NDArray[np.float32]  # [C, h, w]
Source = Callable[[Rect], Planes]  # pixels of a rectangle inside the image, float32[C, h, w] in 0..1


@dataclass(frozen=True)
class FilterResponses:
    """Responses in ``rect``, whose corner is on the grid of COARSEST: ``levels[i]`` is ``float16[C_i, ceil(h / s),
    ceil(w / s)]`` at stride ``s``; its pixel ``i`` covers the pixels ``i * s .. i * s + s - 1`` of ``rect``."""

    rect: Rect
    strides: tuple[int, ...]
    levels: tuple[NDArray[np.float16], ...]

    @property
    def nbytes(self) -> int:
        """Memory of the responses."""
        return sum(level.nbytes for level in self.levels)

    @property
    def channels(self) -> int:
        """Responses per pixel."""
        return sum(len(level) for level in self.levels)

    def at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """``float32[n, C]``: the responses of all levels at pixels of the block (relative to its corner)."""
        found = [_gather(level, stride, rows, columns) for level, stride in zip(self.levels, self.strides, strict=True)]
        return np.concatenate(found, axis=1)

    def linear(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """``float32[K, h, w]``: the sum over all responses of ``weights`` ``float32[C, K]``, at every pixel."""
        total = np.zeros((weights.shape[1], self.rect.h, self.rect.w), np.float32)
        begin = 0
        for level, stride in zip(self.levels, self.strides, strict=True):
            part = np.ascontiguousarray(weights[begin : begin + len(level)].T)
            begin += len(level)
            maps = (part @ level.reshape(len(level), -1).astype(np.float32)).reshape(-1, *level.shape[1:])
            for out, small in zip(total, maps, strict=True):
                out += enlarge(small, stride, self.rect.h, self.rect.w)
        return total


def joined(parts: Sequence[FilterResponses]) -> FilterResponses:
    """The responses of several sources of the same block."""
    strides = tuple(stride for part in parts for stride in part.strides)
    return FilterResponses(parts[0].rect, strides, tuple(level for part in parts for level in part.levels))


def enlarge(small: NDArray[np.float32], stride: int, height: int, width: int) -> NDArray[np.float32]:
    """A level's map at every pixel, bilinear between the centres of its pixels; cut to ``height`` x ``width``."""
    if stride == 1:
        return small[:height, :width]
    whole = cv2.resize(small, (small.shape[1] * stride, small.shape[0] * stride), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[:height, :width], np.float32)


def _gather(
    level: NDArray[np.float16], stride: int, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """What ``enlarge`` gives at some pixels, ``float32[n, C]``."""
    if stride == 1:
        return np.asarray(level[:, rows, columns].T, np.float32)
    sides, shares = [], []
    for place, length in ((rows, level.shape[1]), (columns, level.shape[2])):
        exact = np.clip((place + 0.5) / stride - 0.5, 0, length - 1)
        low = np.minimum(exact.astype(np.int64), max(0, length - 2))
        sides.append((low, np.minimum(low + 1, length - 1)))
        shares.append((exact - low).astype(np.float32))
    (top, bottom), (left, right) = sides
    down, along = shares
    upper = level[:, top, left] * (1 - along) + level[:, top, right] * along
    lower = level[:, bottom, left] * (1 - along) + level[:, bottom, right] * along
    return np.asarray((upper * (1 - down) + lower * down).T, np.float32)


def filter_responses(read: Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
    """The responses in ``rect`` (inside an image of ``shape``, its corner on the grid of COARSEST): the same numbers,
    to half precision, whatever rectangle of the image they are computed in."""
    seen = rect.grow(MARGIN).clip(shape)
    planes = padded(read(seen), COARSEST)
    levels: list[NDArray[np.float16]] = []
    for stride, sigmas in SCALES:
        where, found = cut(rect, seen, stride), list[NDArray[np.float16]]()  # cut plane by plane: to save memory
        if stride == 1:
            found += [plane[where].astype(np.float16) for plane in planes]
        for plane in planes:
            responses = plane_responses(shrunk(plane, stride), sigmas, len(levels) < FINE)
            found += [part[where].astype(np.float16) for part in responses]
        levels.append(np.stack(found))
    return FilterResponses(rect, tuple(stride for stride, _ in SCALES), tuple(levels))


def cut(rect: Rect, seen: Rect, stride: int) -> tuple[slice, slice]:
    """Rows and columns of ``rect`` in a level at ``stride`` that was computed in ``seen``."""
    rows = slice((rect.y - seen.y) // stride, -(-(rect.bottom - seen.y) // stride))
    return rows, slice((rect.x - seen.x) // stride, -(-(rect.right - seen.x) // stride))


def padded(planes: Planes, grid: int) -> Planes:
    """Sides up to the next multiple of ``grid`` by repeating the border."""
    down, right = (-side % grid for side in planes.shape[1:])
    return np.pad(planes, ((0, 0), (0, down), (0, right)), mode="edge") if down or right else planes


def shrunk(plane: NDArray[np.float32], stride: int) -> NDArray[np.float32]:
    """Means over squares of ``stride`` pixels."""
    if stride == 1:
        return plane
    size = (plane.shape[1] // stride, plane.shape[0] // stride)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def plane_responses(plane: NDArray[np.float32], sigmas: Sequence[float], relative: bool) -> list[NDArray[np.float32]]:
    """For each sigma: smoothed, gradient magnitude, both eigenvalues of the Hessian, both of the structure tensor.

    ``relative``: also brightness above the surroundings and the Hessian's eigenvalues, both divided by the local
    contrast (Jarrett et al., ICCV 2009), which uneven light and staining do not change.
    """
    found = []
    for sigma in sigmas:
        smooth = blur(plane, sigma)
        dx, dy = slope(smooth, 1, 0), slope(smooth, 0, 1)
        hessian = _eigenvalues(slope(dx, 1, 0), slope(dy, 0, 1), slope(dx, 0, 1))
        found += [smooth, _length(dx, dy), *hessian]
        spread = 1.5 * sigma
        tensor = _eigenvalues(blur(dx * dx, spread), blur(dy * dy, spread), blur(dx * dy, spread))
        found += [np.sqrt(np.maximum(value, 0)) for value in tensor]  # in the units of a gradient
        if relative:
            above = smooth - blur(smooth, AROUND * sigma)
            contrast = np.sqrt(blur(above * above, AROUND * sigma) + np.float32(CONTRAST))
            found += [above / contrast, *(value / contrast for value in hessian)]
    return [np.asarray(plane, np.float32) for plane in found]


def blur(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian-weighted mean; sigma in pixels of ``plane``, four of them each way."""
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101), np.float32)


def slope(plane: NDArray[np.float32], dx: int, dy: int) -> NDArray[np.float32]:
    """Central difference per pixel."""
    found = cv2.Sobel(plane, cv2.CV_32F, dx, dy, ksize=1, scale=0.5, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(found, np.float32)


def _length(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of vectors. Not by OpenCV, whose last digit depends on where in memory the result lies."""
    return np.sqrt(x * x + y * y)


def _eigenvalues(
    a: NDArray[np.float32], b: NDArray[np.float32], c: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of the symmetric matrices ``[[a, c], [c, b]]``, the larger first."""
    middle, half = (a + b) * np.float32(0.5), (a - b) * np.float32(0.5)
    reach = _length(half, c)
    return middle + reach, middle - reach


def grid(rect: Rect, shape: tuple[int, int], block: int = BLOCK) -> list[Rect]:
    """The blocks of the image's fixed grid that ``rect`` touches, row by row."""
    return [cell.clip(shape) for cell in cells(rect.clip(shape), block, block)]
