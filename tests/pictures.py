"""Small masks, images and regions of every kind for property tests, and plain references to compare with."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect

SHAPES = [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3), (12, 17), (24, 8)]
KINDS = ["uint8", "uint8 rgb", "uint16", "uint16 rgb", "float32", "float32 rgb", "nan", "flat", "huge"]
shapes = st.sampled_from(SHAPES)
kinds = st.sampled_from(KINDS)
seeds = st.integers(0, 2**32 - 1)


def image(seed: int, shape: tuple[int, int], kind: str) -> NDArray[Any]:
    """Random pixels of one kind; the float ones hold NaN and infinities."""
    rng = np.random.default_rng(seed)
    shape = (*shape, 3) if kind.endswith("rgb") else shape
    if kind == "flat":
        return np.full(shape, 77, np.uint8)
    if kind == "nan":
        return np.full(shape, np.nan, np.float32)
    if kind.startswith("uint"):
        return rng.integers(0, 256 if "8" in kind else 65536, shape).astype(kind.split()[0])
    values = rng.normal(0, 3e38 if kind == "huge" else 100, shape).clip(-3.4e38, 3.4e38).astype(np.float32)
    return np.where(rng.random(shape) < 0.2, rng.choice(np.array([np.nan, np.inf, -np.inf], np.float32), shape), values)


def mask(seed: int, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Void, one class, or blobs of classes 0..2 and void with specks."""
    rng = np.random.default_rng(seed)
    kind = int(rng.integers(5))
    if kind < 2:
        return np.full(shape, VOID if kind == 0 else 1, np.uint8)
    array = rng.choice(np.array([0, 1, 2, VOID], np.uint8), shape)
    for _ in range(6):
        y, x = rng.integers(0, shape[0]), rng.integers(0, shape[1])
        array[y : y + int(rng.integers(1, 8)), x : x + int(rng.integers(1, 8))] = rng.choice([1, 1, 2, VOID])
    return array


def region(seed: int, shape: tuple[int, int]) -> Footprint:
    """A random region inside the image."""
    rng = np.random.default_rng(seed)
    x, y = int(rng.integers(shape[1])), int(rng.integers(shape[0]))
    rect = Rect(x, y, int(rng.integers(1, 20)), int(rng.integers(1, 20))).clip(shape)
    return Footprint(rect, rng.random((rect.h, rect.w)) < 0.7)


def spread(footprint: Footprint, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The footprint as ``bool`` of the whole image; fails where it reaches beyond or has another size."""
    rect, inside = footprint
    assert rect.clip(shape) == rect or not rect
    assert inside.shape == (rect.h, rect.w) and inside.dtype == bool
    whole = np.zeros(shape[:2], bool)
    if rect:
        whole[rect.slices] = inside
    return whole


def painted(labels: NDArray[np.uint8], edits: list[Any]) -> NDArray[np.uint8]:
    """The mask after the edits."""
    out = labels.copy()
    for value, footprint in edits:
        out[spread(footprint, labels.shape)] = value
    return out


def connected(inside: NDArray[np.bool_], start: tuple[int, int], diagonal: bool) -> NDArray[np.bool_]:
    """The connected part of ``inside`` that holds pixel ``(x, y)``, step by step."""
    found = np.zeros_like(inside)
    todo = [(start[1], start[0])] if inside[start[1], start[0]] else []
    while todo:
        y, x = todo.pop()
        if not (0 <= y < inside.shape[0] and 0 <= x < inside.shape[1]) or found[y, x] or not inside[y, x]:
            continue
        found[y, x] = True
        ways = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if diagonal or not (dy and dx)]
        todo += [(y + dy, x + dx) for dy, dx in ways]
    return found


def parts(inside: NDArray[np.bool_], diagonal: bool) -> list[NDArray[np.bool_]]:
    """All connected parts of ``inside``."""
    rest, found = inside.copy(), []
    while rest.any():
        y, x = (int(values[0]) for values in np.nonzero(rest))
        found.append(connected(inside, (x, y), diagonal))
        rest &= ~found[-1]
    return found


def near(inside: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    """The pixels at most ``n`` from one of ``inside``, by comparing all with all."""
    y, x = np.nonzero(inside)
    rows, columns = np.indices(inside.shape)
    if not y.size:
        return np.zeros_like(inside)
    return ((rows[..., None] - y) ** 2 + (columns[..., None] - x) ** 2).min(axis=-1) <= n * n
