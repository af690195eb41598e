"""The current image: chosen, read in the background with its neighbours ahead, shown through a window of values.

The lowest part of ``Document``; projects, painting and classes are above. Owns no widget.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.background import Background
from segstudio.gui.document.load_image import PER_PIXEL, Loaded, cache_bytes, load_image
from segstudio.gui.document.mask_store import MaskStore
from segstudio.gui.document.prefetch import Prefetch
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.label_counts import LabelCounts
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.gui.pixels.sampling import screen_colors
from segstudio.gui.pixels.window_level import Window, WindowLevel, best_window
from segstudio.labels.mask import Mask
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import ImageData
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import file_stamp

EIGHT_BIT: Window = (0.0, 255.0)


class ImageDocument(QObject):
    """The image that is worked on; signals are explained at ``ProjectDocument``.

    ``window_changed``: other values are shown black and white; no pixel changed.
    """

    image_state_changed = Signal(str)
    current_changed = Signal()
    image_loaded = Signal()
    history_changed = Signal()
    problem = Signal(object)
    notice = Signal(str)
    window_changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.project: Project | None = None
        self.cache = ByteCache[str, Loaded](cache_bytes())
        self._store: MaskStore | None = None
        self._loads: Prefetch | None = None
        self._clear_image()

    def _clear_image(self) -> None:
        self.entry: ImageEntry | None = None
        self.stored: StoredMask | None = None
        self.image: ImageData | None = None
        self.trouble: UserError | None = None
        self.counts = LabelCounts()
        self.cache.clear()
        self._pyramid: Pyramid | None = None
        self._windows = WindowLevel()
        self._loading: set[str] = set()  # images that must not be read now, because their masks are being rewritten
        self._blocked: dict[str, UserError] = {}
        self._untold: set[str] = set()  # read ahead; what there is to say of them is said when they are shown

    # ---- what there is --------------------------------------------------------------------------------------

    @property
    def mask(self) -> Mask | None:
        """The current image's mask; ``None`` while it loads or when it is blocked."""
        return self.stored.mask if self.stored else None

    @property
    def pyramid(self) -> Pyramid | None:
        """The current image's pixels at full and smaller sizes; ``None`` while it loads or when it is blocked."""
        return self._pyramid

    @property
    def loading(self) -> bool:
        """Whether the current image is still being read."""
        return self.entry is not None and self.stored is None and self.trouble is None

    @property
    def reading(self) -> bool:
        """Whether any image is being read, the current one or one ahead."""
        return self._loads is not None and self._loads.busy

    def will_arrive(self, image_id: str) -> bool:
        """Whether it is better to wait than to read an image for its thumbnail now."""
        return self.entry is None or self.loading or (self._loads is not None and self._loads.has(image_id))

    def small_picture(self, image_id: str, side: int) -> NDArray[np.uint8] | None:
        """``uint8[h, w, 3]`` of an image that is in memory, its longer side at most ``side``; else ``None``."""
        loaded = self.cache.peek(image_id)
        if loaded is None:
            return None
        levels = loaded.pyramid.levels
        level = next((one for one in reversed(levels) if max(one.shape[:2]) >= side), levels[0])
        scale = min(1.0, side / max(level.shape[:2]))
        size = max(1, round(level.shape[1] * scale)), max(1, round(level.shape[0] * scale))
        small: NDArray[Any] = cv2.resize(level, size, interpolation=cv2.INTER_AREA)
        shown = np.empty((*small.shape[:2], 4), np.uint8)
        screen_colors(small, self._windows.of(image_id, loaded.image), shown)
        return np.ascontiguousarray(shown[..., 2::-1])

    # ---- window and level -----------------------------------------------------------------------------------

    @property
    def window(self) -> Window:
        """The values of the current image that are shown black and white."""
        if self.entry is None or self.image is None:
            return EIGHT_BIT
        return self._windows.of(self.entry.id, self.image)

    @property
    def keep_window(self) -> bool:
        """Whether a window chosen on one image holds for all."""
        return self._windows.keep

    def set_window(self, low: float, high: float) -> None:
        """Show ``low`` black and ``high`` white; no pixel changes. ``ValueError`` unless ``low < high``."""
        if self.entry is not None and self.image is not None:
            self._windows.choose(self.entry.id, low, high)
            self.window_changed.emit()

    def auto_window(self) -> None:
        """The window that leaves out the darkest and the brightest half per cent; back to all of it when it is set."""
        if self.entry is None or self.image is None:
            return
        best = best_window(self.image)
        if best is None or best == self.window != self.image.window:
            self.reset_window()
        else:
            self.set_window(*best)

    def reset_window(self) -> None:
        """The image's own window: 0 to 255 for 8 bit, the percentiles for 16 bit and float."""
        if self.entry is not None:
            self._windows.reset(self.entry.id)
            self.window_changed.emit()

    def set_keep_window(self, keep: bool) -> None:
        """Hold the current window for all images, or let each have its own again."""
        if keep != self._windows.keep:
            if keep and self.entry is not None and self.image is not None:
                self._windows.choose(self.entry.id, *_proper(self.window))
            self._windows.set_keep(keep, self.entry.id if self.entry else "")
            self.window_changed.emit()

    def toggle_keep_window(self) -> None:
        """The other of the two."""
        self.set_keep_window(not self.keep_window)

    # ---- choosing -------------------------------------------------------------------------------------------

    def select_image(self, image_id: str) -> None:
        """Make an image the current one; its pixels follow with ``image_loaded``."""
        if self.project is None or self._store is None or (self.entry and self.entry.id == image_id):
            return
        self._store.save_dirty()
        self.entry = self.project.entry(image_id)
        self._take_away()
        loaded, stored = self.cache.get(image_id), self._store.get(image_id)
        if loaded is not None and loaded.stamp != file_stamp(self.project.image_path(self.entry)):
            self.cache.drop(image_id)  # the file changed or is gone
            loaded = None
        if loaded is not None and stored is not None:
            self.current_changed.emit()
            self._show(loaded, stored)
            return
        self._load(self.entry)
        self.current_changed.emit()

    def _take_away(self) -> None:
        self.stored, self.image, self._pyramid, self.trouble = None, None, None, None

    def _show_nothing(self) -> None:
        self.entry = None
        self._take_away()
        self.current_changed.emit()
        self.image_loaded.emit()

    def step_image(self, step: int) -> bool:
        """Go ``step`` images on in the list; ``False`` at its end."""
        entry = self._neighbour(step)
        if entry is None:
            return False
        self.select_image(entry.id)
        return True

    def _neighbour(self, step: int) -> ImageEntry | None:
        images = self.project.images if self.project else ()
        at = next((i for i, entry in enumerate(images) if self.entry and entry.id == self.entry.id), None)
        return images[at + step] if at is not None and 0 <= at + step < len(images) else None

    # ---- reading --------------------------------------------------------------------------------------------

    def _load(self, entry: ImageEntry) -> None:
        if entry.id not in self._loading and self._loads is not None:
            self._loads.want(entry.id, self._reader(entry))

    def _settle_reading(self) -> None:
        """Every mask that was being opened is open and in the store; nothing more is read ahead."""
        if self._loads is not None:
            self._loads.settle()

    def _reader(self, entry: ImageEntry) -> partial[tuple[Loaded, StoredMask | None]]:
        assert self.project is not None and self._store is not None
        known, mask_open = self.cache.peek(entry.id), self._store.get(entry.id) is not None
        return partial(load_image, self.project, entry, known, mask_open)

    def _look_ahead(self) -> None:
        """Read the next and the previous image too, as far as they fit into memory."""
        if self._loads is None or self._store is None or self.entry is None:
            return
        near = [entry for entry in (self._neighbour(1), self._neighbour(-1)) if entry is not None]
        keep = {self.entry.id, *(entry.id for entry in near)}
        missing = [
            entry for entry in near
            if (entry.id not in self.cache or self._store.get(entry.id) is None)
            and entry.id not in self._loading and entry.id not in self._blocked
        ]  # fmt: skip
        self._store.get(self.entry.id)  # the current mask stays the most recently used one
        wanted, fitting = 0, []
        for entry in missing:
            wanted += 0 if entry.id in self.cache else entry.width * entry.height * PER_PIXEL
            if not self.cache.make_room(wanted, keep):
                break
            fitting.append((entry.id, self._reader(entry)))
        self._loads.ahead(fitting)

    def _on_arrived(self, project: Project, image_id: str, result: tuple[Loaded, StoredMask | None]) -> None:
        loaded, opened = result
        entries = {entry.id: entry for entry in project.images}
        if project is not self.project or self._store is None or image_id not in entries:
            if opened is not None:
                opened.close()
            return
        stored = opened or self._store.get(image_id)
        current = self.entry is not None and self.entry.id == image_id
        if stored is None:  # its mask was open when reading began and was closed meanwhile
            if current:
                self._load(entries[image_id])
            return
        self._blocked.pop(image_id, None)
        keep = {self.entry.id} if self.entry else set()
        self._store.add(stored, keep)
        self.cache.put(image_id, loaded, keep)
        self.counts.put(image_id, stored.mask.counts())
        self._untold.add(image_id)
        if current:
            self._show(loaded, stored)
        else:
            self.image_state_changed.emit(image_id)

    def _on_load_failed(self, project: Project, entry: ImageEntry, error: Exception) -> None:
        if project is not self.project:
            return
        told = UserError(tr("{name} cannot be opened: {reason}", name=entry.path, reason=error))
        trouble = error if isinstance(error, UserError) else told
        self._blocked[entry.id] = trouble
        if self.entry and self.entry.id == entry.id:
            self.trouble = trouble
            self.problem.emit(trouble)
            self.image_loaded.emit()
        self.image_state_changed.emit(entry.id)

    def _show(self, loaded: Loaded, stored: StoredMask) -> None:
        self.image, self._pyramid, self.stored = loaded.image, loaded.pyramid, stored
        if stored.image_id in self._untold:
            self._untold.discard(stored.image_id)
            for sentence in (stored.notice, loaded.notice):
                if sentence:
                    self.notice.emit(tr(sentence))
        self.image_loaded.emit()
        self.history_changed.emit()
        self.image_state_changed.emit(stored.image_id)
        self._look_ahead()


def _proper(window: Window) -> Window:
    """A window of an image without contrast has no width; one that is held for all images needs some."""
    low, high = window
    return (low, high) if low < high else (low, math.nextafter(low, math.inf) + 1.0)
