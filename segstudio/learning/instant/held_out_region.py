"""The held-out region that the preview is scored on where a network is: with one or two labelled images.

Owns when it is chosen again. Knows samples' masks and places; no project, no torch, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.region import choose_region
from segstudio.learning.instant.sample import Places
from segstudio.learning.runs.info import Region

FEW = 2  # labelled images at most, as in held_out.py
SEARCHED = 1 << 24  # pixels: in larger images no region is looked for, which takes a second there
GREW = 2.0  # times as many labelled pixels as when it was chosen: choose again, as the next training does


class RegionChoice:
    """Remembers the region, so that it does not wander with every stroke."""

    def __init__(self) -> None:
        self._region: Region | None = None
        self._pixels = 0

    def update(self, masks: Sequence[tuple[str, NDArray[np.uint8]]], pixels: int) -> Region | None:
        """The region for these images, id and mask, with so many labelled pixels; ``None`` where none can be."""
        if not 0 < len(masks) <= FEW or any(mask.size > SEARCHED for _, mask in masks):
            return None
        known = self._region is not None and self._region.image_id in {image_id for image_id, _ in masks}
        if not known or not self._pixels / GREW < pixels < GREW * self._pixels:
            self._region, self._pixels = choose_region(masks), pixels
        return self._region


def beside(places: Places, region: Region) -> NDArray[np.bool_]:
    """Which places of the region's image may be learnt from."""
    closed = region.closed
    rows = (places.rows >= closed.y) & (places.rows < closed.bottom)
    return ~(rows & (places.columns >= closed.x) & (places.columns < closed.right))
