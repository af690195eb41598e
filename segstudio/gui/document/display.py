"""How images are shown: which values are black and white (window and level), channels, and thumbnails. No widget.

The image's own values are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.channel_view import ChannelView
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.pixels.pyramid import smaller
from segstudio.gui.pixels.sampling import Colors, screen_colors
from segstudio.gui.pixels.window_level import Window, best_window, own_window
from segstudio.project.images.reading import EIGHT_BIT, ImageData

MOST_KEPT = 200  # images whose windows are remembered between starts


def _sound(stored: object) -> Window | None:
    """Two finite numbers, the lower first."""
    if not (isinstance(stored, list) and len(stored) == 2 and all(isinstance(one, int | float) for one in stored)):
        return None
    low, high = float(stored[0]), float(stored[1])
    return (low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None


class Display(QObject):
    """``keep_window``: a window chosen on one image applies to all. Signal: ``window_changed``."""

    window_changed = Signal()

    def __init__(self, current: CurrentImage) -> None:
        super().__init__(current)
        self._current = current
        self.reset()

    def reset(self) -> None:
        """Another project: forget every window."""
        self.keep_window = False
        self._kept: Window | None = None
        self._chosen: dict[str, Window] = {}
        self.channels = ChannelView(self.window_changed.emit)

    def kept(self) -> dict[str, Any]:
        """The windows that a person chose, as plain data for ``restore``."""
        return {"windows": {key: list(window) for key, window in list(self._chosen.items())[-MOST_KEPT:]},
                "all": list(self._kept) if self.keep_window and self._kept else None}  # fmt: skip

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what ``kept`` gave, as far as it is sound."""
        stored = kept.get("windows")
        found = {key: _sound(value) for key, value in stored.items()} if isinstance(stored, dict) else {}
        self._chosen = {key: window for key, window in found.items() if window is not None}
        self._kept = _sound(kept.get("all"))
        self.keep_window = self._kept is not None
        self.window_changed.emit()

    @property
    def colors(self) -> Colors:
        """The colours of the current image's channels; none where it is grey or RGB."""
        image = self._current.image
        return () if image is None else self.channels.colors(len(image.windows))

    @property
    def window(self) -> Window:
        """The values of the current image that are shown black and white."""
        entry, image = self._current.entry, self._current.image
        return EIGHT_BIT if entry is None or image is None else self._window_of(entry.id, image)

    def _window_of(self, image_id: str, image: ImageData) -> Window:
        if self.keep_window and self._kept is not None:
            return self._kept
        return self._chosen.get(image_id, own_window(image))

    def set_window(self, low: float, high: float) -> None:
        """Show ``low`` black and ``high`` white. ``ValueError`` unless both are finite and ``low < high``."""
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise ValueError(f"{low} .. {high} is no window")
        if self._current.entry is not None and self._current.image is not None:
            self._chosen[self._current.entry.id] = self._kept = float(low), float(high)
            self.window_changed.emit()

    def auto_window(self) -> None:
        """The window without the darkest and the brightest half per cent; the image's own when that is set already."""
        image = self._current.image
        if image is None:
            return
        best = best_window(image)
        if best is None or best == self.window != own_window(image):
            self.reset_window()
        else:
            self.set_window(*best)

    def reset_window(self) -> None:
        """The image's own window: 0 to 255 for 8 bit, the percentiles for 16 bit and float."""
        if self._current.entry is not None:
            self._chosen.pop(self._current.entry.id, None)
            self._kept = None
            self.window_changed.emit()

    def toggle_keep_window(self) -> None:
        """Use the current window for all images, or let each have its own again."""
        entry, image = self._current.entry, self._current.image
        if not self.keep_window and entry is not None and image is not None:
            low, high = self.window
            # The window of an image without contrast has no width; one for all images needs some.
            self._chosen[entry.id] = low, high if low < high else math.nextafter(low, math.inf) + 1.0
        self.keep_window = not self.keep_window
        self._kept = self._chosen.get(entry.id) if self.keep_window and entry is not None else None
        self.window_changed.emit()

    def small_picture(self, image_id: str, side: int) -> NDArray[np.uint8] | None:
        """``uint8[h, w, 3]`` of an image that is in memory, its longer side at most ``side``; else ``None``."""
        loaded = self._current.cache.peek(image_id)
        if loaded is None:
            return None
        levels = loaded.pyramid.levels
        level = next((one for one in reversed(levels) if max(one.shape[:2]) >= side), levels[0])
        scale = min(1.0, side / max(level.shape[:2]))
        size = max(1, round(level.shape[1] * scale)), max(1, round(level.shape[0] * scale))
        colors = self.channels.colors(len(loaded.image.windows))
        shown = screen_colors(smaller(level, size), self._window_of(image_id, loaded.image), colors)
        return np.ascontiguousarray(shown[..., 2::-1])
