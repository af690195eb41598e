"""The held-out region that the head is scored on, as a network is, with one or two labelled images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.region import choose_region
from segstudio.learning.instant.sample import Places
from segstudio.learning.runs.info import Region

FEW = 2  # labelled images at most, as in held_out.py
SEARCHED = 1 << 24  # pixels: no region is searched in larger images, which would take a second
GREW = 2.0  # times as many labelled pixels as when it was chosen: choose again, as the next training does


class RegionChoice:
    """Keeps the region over many strokes."""

    def __init__(self) -> None:
        self._region: Region | None = None
        self._pixels = 0

    def update(self, masks: Sequence[tuple[str, NDArray[np.uint8]]], pixels: int) -> Region | None:
        """The region for these images, id and mask, with so many labelled pixels; ``None``: there is none."""
        if not 0 < len(masks) <= FEW or any(mask.size > SEARCHED for _, mask in masks):
            return None
        known = self._region is not None and self._region.image_id in {image_id for image_id, _ in masks}
        if not known or not self._pixels / GREW < pixels < GREW * self._pixels:
            self._region, self._pixels = choose_region(masks), pixels
        return self._region


def outside_region(places: Places, region: Region) -> NDArray[np.bool_]:
    """``bool[n]``: the places of the region's image that may be learnt from."""
    closed = region.closed
    rows = (places.rows >= closed.y) & (places.rows < closed.bottom)
    return ~(rows & (places.columns >= closed.x) & (places.columns < closed.right))
