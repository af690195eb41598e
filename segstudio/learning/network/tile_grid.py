"""Positions, context and blending weights of the tiles of a large image. Knows numpy only.

``stride`` is the network's: everything starts at multiples of it, so that every stage samples the same points.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect

TILE = 1248  # with the U-Net's reach around it about 3.5 million pixels
OVERLAP = 32
CONTEXT = 96  # pixels around a wanted rectangle that are predicted with it


def up_to(length: int, stride: int) -> int:
    """The next multiple of ``stride``."""
    return -(-length // stride) * stride


def on_grid(rect: Rect, shape: tuple[int, int], stride: int, margin: int = 0) -> Rect:
    """``rect`` with ``margin`` around it, grown to the grid, inside the image."""
    x, y = max(0, rect.x - margin) // stride * stride, max(0, rect.y - margin) // stride * stride
    right, bottom = (up_to(end + margin, stride) for end in (rect.right, rect.bottom))
    return Rect(x, y, right - x, bottom - y).clip(shape)


def centre_first(parts: Iterable[Rect], rect: Rect) -> list[Rect]:
    """Rectangles in the order of their distance (in rows plus columns) from the centre of ``rect``."""
    x, y = rect.x + rect.w / 2, rect.y + rect.h / 2
    return sorted(parts, key=lambda part: abs(part.x + part.w / 2 - x) + abs(part.y + part.h / 2 - y))


def with_context(rect: Rect, shape: tuple[int, int], stride: int) -> Rect:
    """``rect`` with CONTEXT around it, its corner on the grid, inside the image."""
    x, y = max(0, rect.x - CONTEXT) // stride * stride, max(0, rect.y - CONTEXT) // stride * stride
    return Rect(x, y, rect.right + CONTEXT - x, rect.bottom + CONTEXT - y).clip(shape)


def tile_rects(
    rect: Rect,
    tile: int = TILE,
    overlap: int = OVERLAP,
    *,
    stride: int,
    larger: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> list[list[Rect]]:
    """Rows of overlapping tiles that cover ``rect``, relative to its corner: as few as possible and of about the same
    size. Each starts on the grid; the last of a row or column is smaller.

    ``larger``: pixels (multiples of ``stride``) by which a tile may be larger at the left, top, right and bottom side
    of ``rect``, because the image ends there."""
    overlap = up_to(overlap, stride)
    tile = max(up_to(tile, stride), overlap + stride)

    def spans(length: int, before: int, after: int) -> list[tuple[int, int]]:
        count = max(1, -(-(length - before - after - overlap) // (tile - overlap)))
        if count == 1:
            return [(0, length)]
        side = -(-(length - before - after + (count - 1) * overlap) // (count * stride)) * stride
        side = max(2 * overlap, min(tile, side))
        starts = [0, *range(before + side - overlap, length - after - overlap, side - overlap)]
        ends = [*(start + overlap for start in starts[1:]), length]
        return [(start, end - start) for start, end in zip(starts, ends, strict=True)]

    columns, rows = spans(rect.w, larger[0], larger[2]), spans(rect.h, larger[1], larger[3])
    return [[Rect(x, y, w, h) for x, w in columns] for y, h in rows]


def blend_weights(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Gaussian, 1 in the middle, sigma an eighth of each side, at least 1e-3."""
    rows, columns = (
        np.exp(-0.5 * ((np.arange(length) - (length - 1) / 2) / max(1.0, length / 8)) ** 2) for length in shape
    )
    return np.maximum(np.outer(rows, columns), 1e-3).astype(np.float32)
