"""The mask of the current image at smaller sizes, so that thin strokes stay visible below 1:2."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from segstudio.gui.files.background import Background
from segstudio.gui.pixels.pyramid import COARSE_LEVELS, SMALL_IMAGE, Coarse, level_for
from segstudio.gui.pixels.sampling import Grid
from segstudio.labels.geometry import Rect

Array = NDArray[np.uint8]


class CoarseMask:
    """One mask ``uint8[h, w]`` at smaller sizes. A thread builds those of a large one; then ``ready()`` is called."""

    def __init__(self, background: Background, ready: Callable[[], None], owner: QObject) -> None:
        self._background, self._ready, self._owner = background, ready, owner
        self._coarse: Coarse | None = None
        self._pending: tuple[Array, list[Rect]] | None = None  # while it is built: the mask, its changes since

    def restart(self, mask: Array | None) -> None:
        """Another image: drop what was built; start to build at once for a large mask."""
        self._coarse = self._pending = None
        if mask is not None and mask.size > SMALL_IMAGE:
            self._build(mask)

    def follow(self, mask: Array | None) -> None:
        """Drop what was built or is being built for another array than ``mask``."""
        if self._pending is not None and self._pending[0] is not mask:
            self._pending = None
        if self._coarse is not None and self._coarse.source is not mask:
            self._coarse = None

    def update(self, rect: Rect) -> None:
        """Labels changed inside ``rect``."""
        if self._pending is not None:
            self._pending[1].append(rect)
        if self._coarse is not None:
            self._coarse.update(rect)

    def _build(self, mask: Array) -> None:
        self._pending = mask, []
        self._background.submit(Coarse, mask, done=self._on_built, owner=self._owner)

    def _on_built(self, coarse: Coarse) -> None:
        if self._pending is None or coarse.source is not self._pending[0]:
            return
        for rect in self._pending[1]:
            coarse.update(rect)
        self._pending = None
        self._coarse = coarse
        self._ready()

    def level(self, zoom: float, mask: Array) -> int:
        """The level (0 full size, n = 1/2**n) to draw at ``zoom``; 0 until the smaller ones are built."""
        level = level_for(zoom, COARSE_LEVELS)
        if level and zoom * 2**level < 1:  # what is smaller than a pixel of the screen would fall between two
            level = min(level + 1, COARSE_LEVELS - 1)
        if level and self._coarse is None and self._pending is None:
            if mask.size <= SMALL_IMAGE:
                self._coarse = Coarse(mask)
            else:
                self._build(mask)
        return level if self._coarse is not None else 0

    def at(self, level: int, grid: Grid) -> Array:
        """The mask at a level returned by ``level()``, up to date where ``grid`` shows it."""
        assert self._coarse is not None
        rows, margin = grid.down.places, 2**level
        self._coarse.refresh(max(0, int(rows[0]) - margin), int(rows[-1]) + 1 + margin)
        return self._coarse.levels[level]
