"""Small pictures of images with their masks: made off the GUI thread, kept in a cache of limited size.

``render`` runs in the background and knows no Qt. ``Thumbnails``, on the GUI thread, owns the cache and the queue of
requests.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from segstudio.errors import UserError
from segstudio.gui.files.background import Background
from segstudio.labels.classes import VOID, ClassTable
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.ranges import Range
from segstudio.project.images.reading import thumbnail
from segstudio.project.masks import read_mask
from segstudio.project.storage import FileStamp, stamp_of

SIDE = 40  # logical pixels
PIXELS = SIDE * 2  # enough for a screen at 200 %
_KEEP = 1200  # pictures kept: 80 * 80 * 4 bytes each, about 30 MB in all
_WAITING = 64  # requests at most; while scrolling fast the oldest are dropped
_MASK_SHARE = 0.55
STRIPE = 5  # pixels of a picture
_SAME_PAINTING = 0.05  # seconds: requests closer than this come from one painting of the list


class SmallMask(NamedTuple):
    """A mask at the size of its picture, ``uint8[h,w]``, and the file that it was read from, with its stamp: no large
    mask is read again when a class is hidden or recoloured."""

    path: Path
    stamp: FileStamp
    mask: NDArray[np.uint8]


class Rendered(NamedTuple):
    """The small image and the same with its mask, ``uint8[h,w,3]`` each, the mask, the ``values`` of the request."""

    base: NDArray[np.uint8]
    picture: NDArray[np.uint8]
    small: SmallMask | None
    values: Range | None = None


@dataclass(frozen=True)
class ThumbnailRequest:
    """What ``render`` needs of one image. ``mask`` is ``None`` if nothing was painted yet."""

    image_id: str
    image: Path
    mask: Path | None
    colors: NDArray[np.uint8]  # of ``mask_colors``
    base: NDArray[np.uint8] | None = None
    small: SmallMask | None = None
    plane: str = ""  # of the file
    shape: tuple[int, int] | None = None  # of the image: a mask of another size is not decoded
    values: Range | None = None  # black and white, where they are shared with other images
    predicted: bool = False  # the mask is a prediction: drawn in stripes, labels as a whole


def mask_colors(classes: ClassTable) -> NDArray[np.uint8]:
    """``uint8[256, 4]``: screen colour and opacity of each shown class; opacity 0 for all else."""
    table = np.zeros((256, 4), np.uint8)
    for one in classes:
        table[one.id] = (*one.screen_color, 0 if one.hidden else round(_MASK_SHARE * 255))
    table[VOID] = 0
    return table


def miniature(mask: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """``mask`` at ``shape`` by nearest pixels: class ids are never mixed."""
    rows = np.arange(shape[0]) * mask.shape[0] // shape[0]
    columns = np.arange(shape[1]) * mask.shape[1] // shape[1]
    return mask[np.ix_(rows, columns)]


def blend(base: NDArray[np.uint8], mask: NDArray[np.uint8], colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``uint8[h,w,3]``: ``base`` under the colours of ``mask``, which has the same size."""
    rgba = colors[mask]
    share = rgba[..., 3:].astype(np.float32) / 255
    return (base * (1 - share) + rgba[..., :3] * share + 0.5).astype(np.uint8)


def striped(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``mask`` with every other diagonal stripe void."""
    rows, columns = np.ogrid[: mask.shape[0], : mask.shape[1]]
    return np.where((rows + columns) // STRIPE % 2, np.uint8(VOID), mask)


def render(request: ThumbnailRequest) -> Rendered:
    """The picture of one image; without its mask if that cannot be read."""
    base = request.base
    if base is None:
        base = thumbnail(request.image, PIXELS, request.plane, request.values)
    small = _small(request, base.shape)
    if small is None:
        return Rendered(base, base, None, request.values)
    mask = striped(small.mask) if request.predicted else small.mask
    return Rendered(base, blend(base, mask, request.colors), small, request.values)


def _small(request: ThumbnailRequest, shape: tuple[int, ...]) -> SmallMask | None:
    """The mask at the size of the picture; the one of the request if its file did not change."""
    if request.mask is None:
        return None
    try:
        stamp = stamp_of(request.mask.stat())
        if request.small is not None and request.small[:2] == (request.mask, stamp):
            return request.small
        return SmallMask(request.mask, stamp, miniature(read_mask(request.mask, request.shape), shape))
    except (UserError, OSError):
        return None


def to_pixmap(rgb: NDArray[np.uint8]) -> QPixmap:
    """``uint8[h,w,3]`` as a picture of at most SIDE logical pixels, whatever the scaling of the screen."""
    whole = np.ascontiguousarray(rgb)
    height, width = whole.shape[:2]
    pixmap = QPixmap.fromImage(QImage(whole.data, width, height, width * 3, QImage.Format.Format_RGB888))
    pixmap.setDevicePixelRatio(max(1.0, max(height, width) / SIDE))
    return pixmap


class Thumbnails(QObject):
    """The cache of pictures by image id. One is made at a time, so that a thread stays free for the image being opened.

    Signals: ``ready(image_id)``: its picture was made, or cannot be made.
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
        self._running = ""  # the image whose picture is being made; empty: none
        self._generation = 0

    def clear(self) -> None:
        """Forget everything, also the picture that is being made."""
        self._generation += 1
        self._running = ""
        for kept in (self._pictures, self._made, self._stale, self._failed, self._waiting):
            kept.clear()

    def picture(self, image_id: str) -> QPixmap | None:
        """The picture, if there is one; it may be out of date (see ``wanted``)."""
        return self._pictures.peek(image_id)

    def wanted(self, image_id: str) -> bool:
        """Whether a picture should be asked for: none yet, or the mask changed since."""
        if image_id == self._running or image_id in self._waiting or image_id in self._failed:
            return False
        return image_id not in self._pictures or image_id in self._stale

    def made(self, image_id: str) -> Rendered | None:
        """The small image and its small mask as they were last read, if they were."""
        return self._made.peek(image_id)

    def mark_stale(self, image_id: str | None = None) -> None:
        """The mask of an image, or of all, changed; the old picture is shown until the new one is made."""
        self._stale.update([image_id] if image_id is not None else self._pictures)
        self._failed.discard(image_id or "")

    def put(self, image_id: str, rgb: NDArray[np.uint8]) -> None:
        """Take ``uint8[h,w,3]`` as the image's picture."""
        self._pictures.put(image_id, to_pixmap(rgb))
        self._stale.discard(image_id)
        self.ready.emit(image_id)

    def ask(self, request: ThumbnailRequest) -> None:
        """Have a picture made. The requests of the last painting come first, in the order of the rows."""
        now = time.monotonic()
        self._batch += now - self._asked_at > _SAME_PAINTING
        self._asked_at = now
        self._waiting[request.image_id] = (self._batch, request)
        while len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        self._serve()

    def _serve(self) -> None:
        if self._running or not self._waiting:
            return
        newest = max(batch for batch, _ in self._waiting.values())
        image_id = next(key for key, (batch, _) in self._waiting.items() if batch == newest)
        _, request = self._waiting.pop(image_id)
        self._running = image_id
        done = partial(self._on_rendered, self._generation, image_id)
        self._background.submit(render, request, done=done, failed=done, owner=self)

    def _on_rendered(self, generation: int, image_id: str, result: Rendered | Exception) -> None:
        if generation != self._generation:
            return
        self._running = ""
        if isinstance(result, Exception):  # the state of its row says that it cannot be read
            self._failed.add(image_id)
            self.ready.emit(image_id)
        else:
            before = self._made.peek(image_id)
            small = result.small or (before.small if before is not None else None)
            self._made.put(image_id, result._replace(small=small))
            self.put(image_id, result.picture)
        self._serve()
