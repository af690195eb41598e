"""Small pictures of images with their masks: made off the GUI thread, kept within a bound.

``render`` runs in the background and knows no Qt. ``Thumbnails`` owns the cache and the queue of what is
wanted; it lives on the GUI thread and tells by ``ready`` which image's picture came.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from segstudio.errors import UserError
from segstudio.gui.files.background import Background
from segstudio.gui.look.painted import rgb_pixmap
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import thumbnail
from segstudio.project.masks import read_mask
from segstudio.project.storage import FileStamp, stamp_of

SIDE = 40  # logical pixels
PIXELS = SIDE * 2  # enough for a screen at 200 %
_KEEP = 1200  # pictures kept: 80 * 80 * 4 bytes each, about 30 MB in all
_WAITING = 64  # rows wanted at most; while scrolling fast the oldest requests are dropped
_AT_ONCE = 1  # one thread of the pool stays free for the image being opened
_MASK_SHARE = 0.55
_SAME_PAINTING = 0.05  # seconds: requests closer than this come from one painting of the list


class SmallMask(NamedTuple):
    """A mask as small as its picture, ``uint8[h,w]``, and the file that it was read from as it was then: a class that
    is hidden or recoloured asks for no large mask again."""

    path: Path
    stamp: FileStamp
    mask: NDArray[np.uint8]


class Rendered(NamedTuple):
    """The small image and the same with its mask, ``uint8[h,w,3]`` each, and the mask."""

    base: NDArray[np.uint8]
    picture: NDArray[np.uint8]
    small: SmallMask | None


@dataclass(frozen=True)
class ThumbnailRequest:
    """What ``render`` needs to know of one image. ``mask`` is ``None`` where nothing was painted yet."""

    image_id: str
    image: Path
    mask: Path | None
    colors: NDArray[np.uint8]  # uint8[256, 4]: RGB and share of the class's colour 0..255
    base: NDArray[np.uint8] | None = None
    small: SmallMask | None = None


def mask_colors(classes: ClassTable) -> NDArray[np.uint8]:
    """``uint8[256, 4]``: the screen colour of each shown class and how strongly it covers; all else covers nothing."""
    table = np.zeros((256, 4), np.uint8)
    for one in classes:
        table[one.id] = (*one.screen_color, 0 if one.hidden else round(_MASK_SHARE * 255))
    table[VOID] = 0
    return table


def miniature(mask: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """``mask`` brought to ``shape`` by taking whole pixels: class ids are never mixed."""
    rows = np.arange(shape[0]) * mask.shape[0] // shape[0]
    columns = np.arange(shape[1]) * mask.shape[1] // shape[1]
    return mask[np.ix_(rows, columns)]


def blend(base: NDArray[np.uint8], mask: NDArray[np.uint8], colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``uint8[h,w,3]`` of ``base`` under the colours of the equally large ``mask``."""
    rgba = colors[mask]
    share = rgba[..., 3:].astype(np.float32) / 255
    return (base * (1 - share) + rgba[..., :3] * share + 0.5).astype(np.uint8)


def render(request: ThumbnailRequest) -> Rendered:
    """The picture of one image. A bad mask leaves the image bare."""
    base = thumbnail(request.image, PIXELS) if request.base is None else request.base
    small = _small(request, base.shape)
    return Rendered(base, base if small is None else blend(base, small.mask, request.colors), small)


def _small(request: ThumbnailRequest, shape: tuple[int, ...]) -> SmallMask | None:
    """The mask at the size of the picture; the one that is known where the file is still the same."""
    if request.mask is None:
        return None
    try:
        stamp = stamp_of(request.mask.stat())
        if request.small is not None and request.small[:2] == (request.mask, stamp):
            return request.small
        return SmallMask(request.mask, stamp, miniature(read_mask(request.mask, None, None), shape))
    except (UserError, OSError):
        return None


def to_image(rgb: NDArray[np.uint8]) -> QImage:
    """A QImage of its own of ``uint8[h,w,3]``."""
    whole = np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA))
    height, width = whole.shape[:2]
    return QImage(whole.data, width, height, width * 4, QImage.Format.Format_RGBX8888).copy()


class Thumbnails(QObject):
    """The cache of pictures by image id.

    Signals: ``ready(str)`` with the id of the image whose picture came or is known not to come.
    """

    ready = Signal(str)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._pictures = ByteCache[str, QPixmap](_KEEP, lambda _: 1)
        self._made = ByteCache[str, Rendered](_KEEP, lambda _: 1)
        self._stale: set[str] = set()
        self._failed: set[str] = set()
        self._waiting: OrderedDict[str, tuple[int, ThumbnailRequest]] = OrderedDict()
        self._batch, self._asked_at = 0, 0.0
        self._running: set[str] = set()
        self._generation = 0

    def clear(self) -> None:
        """Forget everything; answers still under way are dropped."""
        self._generation += 1
        for kept in (
            self._pictures, self._made, self._stale, self._failed, self._waiting, self._running
        ):  # fmt: skip
            kept.clear()

    def picture(self, image_id: str) -> QPixmap | None:
        """The picture, if it is there; it may be out of date (see ``wanted``)."""
        return self._pictures.peek(image_id)

    def wanted(self, image_id: str) -> bool:
        """Whether a picture should be asked for: none yet, or the mask changed since."""
        if image_id in self._running or image_id in self._waiting or image_id in self._failed:
            return False
        return image_id not in self._pictures or image_id in self._stale

    def base(self, image_id: str) -> NDArray[np.uint8] | None:
        """The small image without its mask, if it was read."""
        made = self._made.peek(image_id)
        return None if made is None else made.base

    def small(self, image_id: str) -> SmallMask | None:
        """The small mask that was read for the picture, if one was."""
        made = self._made.peek(image_id)
        return None if made is None else made.small

    def mark_stale(self, image_id: str | None = None) -> None:
        """The mask (of all images: the class colours) changed; the old picture stays until the new one is there."""
        self._stale.update([image_id] if image_id is not None else self._pictures)
        self._failed.discard(image_id or "")

    def put(self, image_id: str, rgb: NDArray[np.uint8]) -> None:
        """Take ``uint8[h,w,3]`` as the image's picture."""
        self._pictures.put(image_id, rgb_pixmap(to_image(rgb), SIDE))
        self._stale.discard(image_id)
        self.ready.emit(image_id)

    def ask(self, request: ThumbnailRequest) -> None:
        """Have a picture made. The requests of the last painting are served first, in the order of the rows."""
        now = time.monotonic()
        self._batch += now - self._asked_at > _SAME_PAINTING
        self._asked_at = now
        self._waiting[request.image_id] = (self._batch, request)
        while len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        self._serve()

    def _serve(self) -> None:
        while self._waiting and len(self._running) < _AT_ONCE:
            newest = max(batch for batch, _ in self._waiting.values())
            image_id = next(key for key, (batch, _) in self._waiting.items() if batch == newest)
            _, request = self._waiting.pop(image_id)
            self._running.add(image_id)
            self._background.submit(
                render,
                request,
                done=_Answer(self, self._generation, image_id).done,
                failed=_Answer(self, self._generation, image_id).failed,
                owner=self,
            )

    def take(self, generation: int, image_id: str, made: Rendered | None) -> None:
        """An answer of ``render`` came (``None``: the image cannot be read)."""
        if generation != self._generation:
            return
        self._running.discard(image_id)
        if made is None:
            self._failed.add(image_id)
            self.ready.emit(image_id)
        else:
            before = self._made.peek(image_id)
            small = made.small or (before.small if before is not None else None)
            self._made.put(image_id, made._replace(small=small))
            self.put(image_id, made.picture)
        self._serve()


@dataclass(frozen=True)
class _Answer:
    """Where one answer goes; kept apart so that no closure holds the cache's insides."""

    owner: Thumbnails
    generation: int
    image_id: str

    def done(self, made: Rendered) -> None:
        """The picture is there."""
        self.owner.take(self.generation, self.image_id, made)

    def failed(self, _error: BaseException) -> None:
        """The image cannot be read; its row says so by its state mark."""
        self.owner.take(self.generation, self.image_id, None)
