"""Newly painted strokes: drawn more often for a while, so that a correction is learnt at once.

The share of the draws that they get halves every HALF_LIFE draws, and at least half of the draws use all labels, so
that what was learnt before is not forgotten. Knows numpy only.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHARE = 0.5  # of the draws right after the stroke
HALF_LIFE = 200  # draws; 50 steps of a batch of 4
FADED = 0.05  # share of the draws below which a stroke is treated as any other label
MOST_PLACES = 4096  # remembered pixels per class

PackedMasks = Mapping[str, tuple[tuple[int, int], bytes]]  # image id -> shape and compressed mask


@dataclass
class _Stroke:
    image_id: str
    places: list[NDArray[np.int64]]  # [K] of flat pixel indices
    born: int  # number of draws before it


class RecentStrokes:
    """New strokes by age. Deterministic: it counts draws, not seconds."""

    def __init__(self) -> None:
        self._strokes: list[_Stroke] = []
        self._draws = 0

    def add(self, image_id: str, places: list[NDArray[np.int64]]) -> None:
        """Pixels painted since the last look: per channel flat indices into the image."""
        if any(len(found) for found in places):
            self._strokes.append(_Stroke(image_id, places, self._draws))

    def keep(self, image_id: str, target: NDArray[np.uint8] | None) -> None:
        """Drop pixels of this image that are no longer what they were painted as; ``None``: all of them."""
        for stroke in self._strokes:
            if stroke.image_id == image_id:
                stroke.places = [
                    found[:0] if target is None else found[target.ravel()[found] == channel]
                    for channel, found in enumerate(stroke.places)
                ]
        self._strokes = [stroke for stroke in self._strokes if any(len(found) for found in stroke.places)]

    @property
    def share(self) -> float:
        """Share of the next draw that goes to new strokes."""
        return max((self._weight(stroke) for stroke in self._strokes), default=0.0)

    def _weight(self, stroke: _Stroke) -> float:
        return float(SHARE * 0.5 ** ((self._draws - stroke.born) / HALF_LIFE))

    def draw(self, random: np.random.Generator) -> tuple[str, int] | None:
        """Count one draw; image id and flat index of a new stroke's pixel, ``None``: draw from all labels."""
        share = self.share
        self._draws += 1
        if share < FADED:
            self._strokes.clear()
            return None
        if random.random() >= share:
            return None
        weights = np.array([self._weight(stroke) for stroke in self._strokes])
        stroke = self._strokes[int(random.choice(len(weights), p=weights / weights.sum()))]
        counts = np.array([len(found) for found in stroke.places], np.float64)
        chances = np.sqrt(counts)  # as often as sqrt(n) of n pixels: balanced, as all draws are
        channel = int(random.choice(len(counts), p=chances / chances.sum()))
        return stroke.image_id, int(random.choice(stroke.places[channel]))


def painted(before: NDArray[np.uint8], now: NDArray[np.uint8], channels: int) -> list[NDArray[np.int64]]:
    """Flat indices of the pixels that changed to each channel, at most MOST_PLACES; both ``uint8[h,w]`` of channels."""
    changed = np.flatnonzero(now.ravel() != before.ravel())
    value = now.ravel()[changed]
    places = [changed[value == channel] for channel in range(channels)]
    return [found[np.linspace(0, len(found) - 1, min(len(found), MOST_PLACES)).astype(np.int64)] for found in places]


def pack(masks: Iterable[tuple[str, NDArray[np.uint8] | None]]) -> PackedMasks:
    """Compressed masks, to compare later ones with; ``None``: the image had a mask, but it is not known."""
    return {
        image: ((0, 0), b"") if mask is None else ((mask.shape[0], mask.shape[1]), zlib.compress(mask.tobytes(), 1))
        for image, mask in masks
    }


def unpack(seen: PackedMasks, image_id: str, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    """The mask that was packed, ``None`` if there is none of this shape."""
    kept = seen.get(image_id)
    if kept is None or kept[0] != shape:
        return None
    return np.frombuffer(zlib.decompress(kept[1]), np.uint8).reshape(shape)
