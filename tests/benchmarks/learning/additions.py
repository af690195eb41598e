"""Correct labels that somebody adds to strokes: more strokes, large areas, accepted regions, whole masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from simulated_strokes import strokes_anywhere

from segstudio.labels.classes import VOID

STROKE, AREA, REGION, MASK = "stroke", "large area", "accepted region", "whole mask"
LARGE = 0.1  # share of an image from which a connected piece is a large area
EACH = 5  # of every kind
ANY = 1e-9  # share of an image that one stroke is more than

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Addition:
    """``mask``: what is added, else void; ``elsewhere``: to the next image, which has no label."""

    kind: str
    elsewhere: bool
    mask: Mask


def additions(here: Mask, there: Mask, random: np.random.Generator) -> Iterator[Addition]:
    """Five of each kind for an image and the next one, from their true masks."""
    for number in range(EACH):
        elsewhere = number % 2 == 1
        truth = there if elsewhere else here
        classes = [int(value) for value in np.unique(truth) if value != VOID]
        yield Addition(STROKE, elsewhere, strokes_anywhere(_only(truth, int(random.choice(classes))), random, ANY))
        pieces = _pieces(truth)
        large = [piece for piece in pieces if piece.sum() >= LARGE * truth.size] or pieces[:1]
        yield Addition(AREA, elsewhere, np.where(large[number // 2 % len(large)], truth, VOID))
        small = [piece for piece in pieces if piece.sum() < LARGE * truth.size] or pieces
        region = small[int(random.integers(len(small)))] if number < 3 else _rectangle(truth.shape, random)
        yield Addition(REGION, elsewhere, np.where(region, truth, VOID))
        whole = truth if number < 2 else _only(truth, classes[number % len(classes)]) if number < 4 else _half(truth)
        yield Addition(MASK, elsewhere, whole.copy())


def surround_filled(image: NDArray[np.uint8], truth: Mask) -> Mask:
    """What the wand fills from the corner of a picture with a black surround; else void."""
    bright = image.max(axis=2).astype(np.uint8)
    filled = np.zeros((bright.shape[0] + 2, bright.shape[1] + 2), np.uint8)
    cv2.floodFill(bright, filled, (0, 0), 255, 12, 12, cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY)
    return np.where(filled[1:-1, 1:-1] > 0, truth, VOID).astype(np.uint8)


def _only(truth: Mask, value: int) -> Mask:
    return np.where(truth == value, truth, VOID).astype(np.uint8)


def _pieces(truth: Mask) -> list[NDArray[np.bool_]]:
    """Connected pieces of the classes, of at least 20 pixels, the largest first."""
    found = []
    for value in np.unique(truth[truth != VOID]):
        number, numbers, stats, _ = cv2.connectedComponentsWithStats((truth == value).astype(np.uint8))
        found += [(int(stats[one, cv2.CC_STAT_AREA]), numbers == one) for one in range(1, number)]
    return [piece for size, piece in sorted(found, key=lambda pair: -pair[0]) if size >= 20]


def _rectangle(shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.bool_]:
    inside = np.zeros(shape, bool)
    y, x = (int(random.integers(0, max(1, side - side // 4))) for side in shape)
    inside[y : y + shape[0] // 4, x : x + shape[1] // 4] = True
    return inside


def _half(truth: Mask) -> Mask:
    found = np.full(truth.shape, VOID, np.uint8)
    found[: len(truth) // 2] = truth[: len(truth) // 2]
    return found
