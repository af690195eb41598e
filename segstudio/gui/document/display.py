"""How images are shown: which values are black and white (levels), channels, and thumbnails. No widget.

The image's own values are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.channel_view import ChannelView
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.pixels.levels import Levels, Tones
from segstudio.gui.pixels.pyramid import smaller
from segstudio.gui.pixels.sampling import screen_colors
from segstudio.gui.pixels.window_level import Window, best_window, own_window_of
from segstudio.project.images.reading import ImageData

MOST_KEPT = 200  # levels of images that are remembered between starts
GREEN = 1  # of red, green and blue


def _sound(stored: object) -> Levels | None:
    """Black and white, the lower first, with or without a gamma."""
    if not (isinstance(stored, list) and 2 <= len(stored) <= 3 and all(isinstance(one, int | float) for one in stored)):
        return None
    levels = Levels(*map(float, stored))
    return levels if levels.sound else None


def _all_sound(stored: object) -> dict[str, Levels]:
    found = {key: _sound(value) for key, value in stored.items()} if isinstance(stored, dict) else {}
    return {key: levels for key, levels in found.items() if levels is not None}


def _plain(levels: Levels) -> list[float]:
    return list(levels.window) if levels.gamma == 1.0 else [*levels.window, levels.gamma]


def _key(channel: int | None) -> str:
    return "" if channel is None else f"#{channel}"


def is_rgb(image: ImageData | None) -> bool:
    """Whether an image has red, green and blue, rather than grey or channels without a colour."""
    return image is not None and image.pixels.ndim == 3 and not image.windows


class Display(QObject):
    """``only``: the channel of RGB images that is shown alone, in grey. It has levels of its own, as has each channel
    without a colour; ``None`` means all channels together. ``keep_window``: levels chosen on one image apply to all.

    Signals:
        window_changed: images are shown in another way.
    """

    window_changed = Signal()

    def __init__(self, current: CurrentImage) -> None:
        super().__init__(current)
        self._current = current
        self.reset()

    def reset(self) -> None:
        """Another project: forget all levels."""
        self.keep_window = False
        self._only: int | None = None
        self._kept: dict[str, Levels] = {}  # by channel: those for all images
        self._chosen: dict[str, Levels] = {}  # by image and channel
        self.channels = ChannelView(self.window_changed.emit)

    def kept(self) -> dict[str, Any]:
        """What a person chose, as plain data for ``restore``."""
        newest = list(self._chosen.items())[-MOST_KEPT:]
        shared = {key: _plain(levels) for key, levels in self._kept.items()} if self.keep_window else None
        return {"windows": {key: _plain(levels) for key, levels in newest}, "all": shared, "only": self._only}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what ``kept`` gave, as far as it is sound."""
        self._chosen = _all_sound(kept.get("windows"))
        shared, only = kept.get("all"), kept.get("only")
        self._kept = _all_sound({"": shared} if isinstance(shared, list) else shared)
        self.keep_window = bool(self._kept)
        self._only = only if isinstance(only, int) and 0 <= only <= 2 else None
        self.window_changed.emit()

    # ---- what is shown ------------------------------------------------------------------------------------------

    @property
    def tones(self) -> Tones:
        """How the values of the current image become colours."""
        entry, image = self._current.entry, self._current.image
        return Tones() if entry is None or image is None else self.tones_of(entry.id, image)

    def tones_of(self, image_id: str, image: ImageData) -> Tones:
        """The same of any image."""
        only = self._only if is_rgb(image) else None
        count = len(image.windows)
        each = [self._of(image_id, image, at).scaled(*window) for at, window in enumerate(image.windows)]
        return Tones(self._of(image_id, image, only), only, self.channels.colors(count) if count else (), tuple(each))

    def _of(self, image_id: str, image: ImageData, channel: int | None) -> Levels:
        if self.keep_window and _key(channel) in self._kept:
            return self._kept[_key(channel)]
        found = self._chosen.get(image_id + _key(channel))
        return found or Levels(*own_window_of(image, channel))

    def levels_of(self, channel: int | None) -> Levels:
        """Those of the current image, or of one of its channels."""
        entry, image = self._current.entry, self._current.image
        return Levels() if entry is None or image is None else self._of(entry.id, image, channel)

    @property
    def only(self) -> int | None:
        """The channel (0 red, 1 green, 2 blue) that is shown alone; always ``None`` where the image is not RGB."""
        return self._only if is_rgb(self._current.image) else None

    @property
    def window(self) -> Window:
        """The values of the current image that are shown black and white."""
        return self.levels_of(self.only).window

    # ---- choosing -----------------------------------------------------------------------------------------------

    def show_only(self, channel: int | None) -> None:
        """Show one channel of RGB images in grey; ``None``: their colours."""
        if channel != self._only:
            self._only = channel
            self.window_changed.emit()

    def toggle_green(self) -> None:
        """Show only green, in which vessels of the retina stand out most; or the colours again."""
        self.show_only(None if self._only == GREEN else GREEN)

    def set_levels(self, levels: Levels, channel: int | None = None) -> None:
        """Show the current image, or one of its channels, by these. ``ValueError`` unless they are sound."""
        if not levels.sound:
            raise ValueError(f"{levels} is no window of values")
        entry = self._current.entry
        if entry is not None and self._current.image is not None:
            self._chosen.pop(entry.id + _key(channel), None)  # so that the newest are last
            self._chosen[entry.id + _key(channel)] = self._kept[_key(channel)] = levels
            self.window_changed.emit()

    def set_window(self, low: float, high: float) -> None:
        """Show ``low`` black and ``high`` white. ``ValueError`` unless both are finite and ``low < high``."""
        self.set_levels(replace(self.levels_of(self.only), low=float(low), high=float(high)), self.only)

    def auto_window(self) -> None:
        """The window without the darkest and the brightest half per cent; the image's own when that is set already."""
        self.auto_levels(self.only)

    def auto_levels(self, channel: int | None) -> None:
        """As ``auto_window``, of one channel."""
        image, now = self._current.image, self.levels_of(channel)
        if image is None:
            return
        best, own = best_window(image, channel), own_window_of(image, channel)
        if best is None or best == now.window != own or best == own:
            self.reset_levels(channel)
        else:
            self.set_levels(replace(now, low=best[0], high=best[1]), channel)

    def reset_window(self) -> None:
        """The image's own window: 0 to 255 for 8 bit, the percentiles for 16 bit and float."""
        self.reset_levels(self.only)

    def reset_levels(self, channel: int | None) -> None:
        """The own levels of the current image, or of one of its channels."""
        if self._current.entry is not None:
            self._chosen.pop(self._current.entry.id + _key(channel), None)
            self._kept.pop(_key(channel), None)
            self.window_changed.emit()

    def toggle_keep_window(self) -> None:
        """Use the current levels for all images, or let each have its own again."""
        entry, image, only = self._current.entry, self._current.image, self.only
        self._kept = {}
        if not self.keep_window and entry is not None and image is not None:
            levels = self.levels_of(only)
            # The window of an image without contrast has no width; one for all images needs some.
            high = levels.high if levels.low < levels.high else math.nextafter(levels.low, math.inf) + 1.0
            self._chosen[entry.id + _key(only)] = replace(levels, high=high)
            self._kept = {
                key.removeprefix(entry.id): chosen for key, chosen in self._chosen.items() if key.startswith(entry.id)
            }
        self.keep_window = not self.keep_window
        self.window_changed.emit()

    def small_picture(self, image_id: str, side: int) -> NDArray[np.uint8] | None:
        """``uint8[h, w, 3]`` of an image that is in memory, its longer side at most ``side``; else ``None``.
        In its colours, also while only one channel is shown."""
        loaded = self._current.cache.peek(image_id)
        if loaded is None:
            return None
        levels = loaded.pyramid.levels
        level = next((one for one in reversed(levels) if max(one.shape[:2]) >= side), levels[0])
        scale = min(1.0, side / max(level.shape[:2]))
        size = max(1, round(level.shape[1] * scale)), max(1, round(level.shape[0] * scale))
        tones = replace(self.tones_of(image_id, loaded.image), only=None, levels=self._of(image_id, loaded.image, None))
        shown = screen_colors(smaller(level, size), tones)
        return np.ascontiguousarray(shown[..., 2::-1])
