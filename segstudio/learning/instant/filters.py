"""Multi-scale filter answers of an image: what the preview looks at.

Owns the filters and their scales. numpy and OpenCV only: no torch, no Qt,
no project. Coarse scales are computed on smaller versions of the image and stay small: a linear head is applied at each
size and only its few maps are enlarged, which is the same because enlarging is linear too.

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

# Stride of each smaller image, and the Gaussians on it in its own pixels: 0.7 to 16 pixels of the whole image.
SCALES: tuple[tuple[int, tuple[float, ...]], ...] = ((1, (0.7, 1.4)), (2, (1.4,)), (4, (1.4,)), (8, (1.4, 2.0)))
COARSEST = SCALES[-1][0]
FINE = 3  # levels up to stride 4, whose answers are also given relative to the contrast around
AROUND = 3.0  # sigmas of that surroundings, in those of the filter
CONTRAST = 1e-4  # variance added, so that noise on an even ground is not blown up
MARGIN = 104  # pixels around a block that its answers depend on: four sigmas of the widest Gaussians one after another
BLOCK = 512  # pixels a side of what is computed and kept at once
CACHE_BYTES = 512 << 20

Planes = NDArray[np.float32]  # [C, h, w]
Source = Callable[[Rect], Planes]  # pixels of a rectangle inside the image, float32[C, h, w] in 0..1


@dataclass(frozen=True)
class FilterResponses:
    """Filter answers of one block: ``levels[i]`` is ``float16[C_i, ceil(h / s), ceil(w / s)]`` at stride ``s``.

    Pixel ``i`` of a level covers the pixels ``i * s .. i * s + s - 1`` of ``rect``, whose corner is on the grid of
    COARSEST.
    """

    rect: Rect
    strides: tuple[int, ...]
    levels: tuple[NDArray[np.float16], ...]

    @property
    def nbytes(self) -> int:
        """Memory of the answers."""
        return sum(level.nbytes for level in self.levels)

    @property
    def channels(self) -> tuple[int, ...]:
        """FilterResponses per pixel of each level."""
        return tuple(len(level) for level in self.levels)

    def at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """``float32[n, C]``: the answers of all levels at pixels of the block (relative to its corner)."""
        found = [_gather(level, stride, rows, columns) for level, stride in zip(self.levels, self.strides, strict=True)]
        return np.concatenate(found, axis=1)

    def linear(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """``float32[K, h, w]``: the sum over all answers of ``weights`` ``float32[C, K]``, at every pixel."""
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
    """The answers of several sources of the same block, one after another."""
    strides = tuple(stride for part in parts for stride in part.strides)
    return FilterResponses(parts[0].rect, strides, tuple(level for part in parts for level in part.levels))


def enlarge(small: NDArray[np.float32], stride: int, height: int, width: int) -> NDArray[np.float32]:
    """A level's map at every pixel, bilinear between the middles of its pixels; cut to ``height`` x ``width``."""
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


def filter_answers(read: Source, shape: tuple[int, int], rect: Rect) -> FilterResponses:
    """The answers of ``rect`` (inside an image of ``shape``, its corner on the grid of COARSEST).

    The same numbers, to half precision, whatever rectangle of the image they are computed in.
    """
    seen = rect.grow(MARGIN).clip(shape)
    planes = padded(read(seen), COARSEST)
    strides: list[int] = []
    levels: list[NDArray[np.float16]] = []
    for stride, sigmas in SCALES:
        small = planes if stride == 1 else np.stack([shrunk(plane, stride) for plane in planes])
        answers = [answer for plane in small for answer in plane_answers(plane, sigmas, len(levels) < FINE)]
        if stride == 1:
            answers = [*planes, *answers]
        rows = slice((rect.y - seen.y) // stride, -(-(rect.bottom - seen.y) // stride))
        columns = slice((rect.x - seen.x) // stride, -(-(rect.right - seen.x) // stride))
        levels.append(np.stack([answer[rows, columns] for answer in answers], dtype=np.float16, casting="same_kind"))
        strides.append(stride)
    return FilterResponses(rect, tuple(strides), tuple(levels))


def padded(planes: Planes, grid: int) -> Planes:
    """Sides up to the next multiple of ``grid`` by repeating the border."""
    down, right = (-side % grid for side in planes.shape[1:])
    return np.pad(planes, ((0, 0), (0, down), (0, right)), mode="edge") if down or right else planes


def shrunk(plane: NDArray[np.float32], stride: int) -> NDArray[np.float32]:
    """Means over squares of ``stride`` pixels."""
    size = (plane.shape[1] // stride, plane.shape[0] // stride)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def plane_answers(plane: NDArray[np.float32], sigmas: Sequence[float], relative: bool) -> list[NDArray[np.float32]]:
    """For each sigma: smoothed, gradient magnitude, both eigenvalues of the Hessian, both of the structure tensor.

    ``relative``: and brightness above the surroundings and the Hessian's eigenvalues, by the contrast around (local
    contrast normalisation, Jarrett et al., ICCV 2009), which uneven light and staining do not change.
    """
    found = []
    for sigma in sigmas:
        smooth = blur(plane, sigma)
        dx, dy = slope(smooth, 1, 0), slope(smooth, 0, 1)
        hessian = _eigenvalues(slope(dx, 1, 0), slope(dy, 0, 1), slope(dx, 0, 1))
        found += [smooth, cv2.magnitude(dx, dy), *hessian]
        spread = 1.5 * sigma
        tensor = _eigenvalues(blur(dx * dx, spread), blur(dy * dy, spread), blur(dx * dy, spread))
        found += [np.sqrt(np.maximum(value, 0)) for value in tensor]  # in the units of a gradient
        if relative:
            above = smooth - blur(smooth, AROUND * sigma)
            contrast = np.sqrt(blur(above * above, AROUND * sigma) + np.float32(CONTRAST))
            found += [above / contrast, *(value / contrast for value in hessian)]
    return [np.asarray(answer, np.float32) for answer in found]


def blur(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian-weighted mean; sigma in pixels of ``plane``, four of them each way."""
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101), np.float32)


def slope(plane: NDArray[np.float32], dx: int, dy: int) -> NDArray[np.float32]:
    """Central difference per pixel."""
    found = cv2.Sobel(plane, cv2.CV_32F, dx, dy, ksize=1, scale=0.5, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(found, np.float32)


def _eigenvalues(
    a: NDArray[np.float32], b: NDArray[np.float32], c: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of the symmetric matrices ``[[a, c], [c, b]]``, the larger first."""
    middle, half = (a + b) * np.float32(0.5), (a - b) * np.float32(0.5)
    reach = cv2.magnitude(half, c)
    return middle + reach, middle - reach


def grid(rect: Rect, shape: tuple[int, int], block: int = BLOCK) -> list[Rect]:
    """The blocks of the image's fixed grid that ``rect`` touches, row by row."""
    return [cell.clip(shape) for cell in cells(rect.clip(shape), block, block)]
