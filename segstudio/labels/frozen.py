"""A mask as it was at one moment, for another thread to read while painting continues; without a copy of it all.

Before a tile changes, ``Mask`` hands its pixels over. Knows numpy only.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.labels.history import Tile, tile_rect, tiles_of


class MaskSnapshot:
    """Pixels ``uint8[h, w]`` of a moment. ``kept`` holds the tiles that ``array`` has changed since."""

    def __init__(self, array: NDArray[np.uint8], kept: Mapping[Tile, NDArray[np.uint8]]) -> None:
        self._array = array
        self._kept = dict(kept)
        self._lock = threading.Lock()

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self._array.shape[0], self._array.shape[1]

    def keep(self, tile: Tile, pixels: NDArray[np.uint8]) -> None:
        """A tile is about to change; ``pixels`` is a copy of it that nobody writes to."""
        with self._lock:  # not while rows() reads
            self._kept.setdefault(tile, pixels)

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows ``top`` to ``bottom - 1`` as they were, a copy. For any thread."""
        band = Rect(0, top, self.shape[1], bottom - top).clip(self.shape)
        with self._lock:
            found = self._array[band.slices].copy()
            for tile in tiles_of(band):
                if tile in self._kept:
                    whole = tile_rect(*tile, self.shape)
                    part = whole.intersect(band)
                    found[part.relative_to(band).slices] = self._kept[tile][part.relative_to(whole).slices]
        return found
