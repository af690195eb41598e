"""Images that were read and are kept for going back and forth, within a number of bytes. numpy only, no Qt."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Collection

from segstudio.gui.document.load_image import Loaded

MOST_BYTES = 1 << 30
PER_PIXEL = 4  # bytes of an 8-bit RGB image with its smaller versions


def cache_bytes() -> int:
    """A quarter of the machine's memory, at most a gibibyte."""
    try:
        return min(MOST_BYTES, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4)
    except (AttributeError, ValueError, OSError):  # not on this system
        return MOST_BYTES


class ImageCache:
    """Loaded images by id, the least recently used first."""

    def __init__(self, limit: int | None = None) -> None:
        self.limit = cache_bytes() if limit is None else limit
        self._kept: OrderedDict[str, Loaded] = OrderedDict()

    def __contains__(self, image_id: str) -> bool:
        return image_id in self._kept

    @property
    def nbytes(self) -> int:
        """Memory of all images kept."""
        return sum(loaded.nbytes for loaded in self._kept.values())

    def get(self, image_id: str) -> Loaded | None:
        """An image, now the most recently used."""
        if image_id in self._kept:
            self._kept.move_to_end(image_id)
        return self._kept.get(image_id)

    def peek(self, image_id: str) -> Loaded | None:
        """An image, without using it."""
        return self._kept.get(image_id)

    def put(self, image_id: str, loaded: Loaded, keep: Collection[str] = ()) -> None:
        """Keep an image; older ones go until all fit, those in ``keep`` last. This one stays, however large."""
        self._kept[image_id] = loaded
        self._kept.move_to_end(image_id)
        self.make_room(0, (*keep, image_id))

    def make_room(self, wanted: int, keep: Collection[str]) -> bool:
        """Let go of the oldest images that are not in ``keep``; whether ``wanted`` more bytes fit then."""
        for old in [i for i in self._kept if i not in keep]:
            if self.nbytes + wanted <= self.limit:
                break
            del self._kept[old]
        return self.nbytes + wanted <= self.limit

    def drop(self, image_id: str) -> None:
        """Forget an image."""
        self._kept.pop(image_id, None)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
