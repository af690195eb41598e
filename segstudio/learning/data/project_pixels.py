"""Images and masks of a project in memory while a training runs, within a byte budget.

Reads masks again when their file was written. Imports no torch and never writes.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.project.images.reading import ImageData, read_image
from segstudio.project.masks import read_mask
from segstudio.project.project import ImageEntry, Project

IMAGE_BYTES = 1 << 30  # budget for images and masks in memory

Stamp = tuple[int, int] | None  # of a mask file: (modification time in ns, bytes); None: no file


def mask_stamp(path: Path) -> Stamp:
    """Changes whenever the mask file is written."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Pixels:
    """Images and masks (``uint8[h,w]``) of a project in memory, at their stored bit depth, the least recently used
    dropped first. At least one image and one mask stay, however large."""

    def __init__(self, project: Project, budget: int = IMAGE_BYTES) -> None:
        self.project = project
        self.budget = budget
        self._images: OrderedDict[str, ImageData] = OrderedDict()
        self._masks: OrderedDict[str, tuple[Stamp, NDArray[np.uint8]]] = OrderedDict()
        self.nbytes = 0

    def image(self, entry: ImageEntry) -> ImageData:
        """The image. Raises ImageError."""
        if entry.id not in self._images:
            image = read_image(self.project.image_path(entry))
            self._images[entry.id] = image
            self.nbytes += image.pixels.nbytes
            self._shrink()
        self._images.move_to_end(entry.id)
        return self._images[entry.id]

    def mask(self, entry: ImageEntry) -> NDArray[np.uint8]:
        """The mask as it is on disk now. Raises MaskError."""
        path = self.project.mask_path(entry)
        stamp = mask_stamp(path)
        kept = self._masks.get(entry.id)
        if kept is None or kept[0] != stamp:
            classes = self.project.classes
            mask = read_mask(path, entry.shape, classes.ids, classes.retired)
            self.nbytes += mask.nbytes - (kept[1].nbytes if kept else 0)
            self._masks[entry.id] = (stamp, mask)
            self._shrink()
        self._masks.move_to_end(entry.id)
        return self._masks[entry.id][1]

    def last_mask(self, entry: ImageEntry) -> NDArray[np.uint8] | None:
        """The mask as it was read last, where that is still in memory."""
        kept = self._masks.get(entry.id)
        return None if kept is None else kept[1]

    def holds(self, entry: ImageEntry) -> bool:
        """The image is in memory."""
        return entry.id in self._images

    @property
    def full(self) -> bool:
        """Reading another image would probably push one out."""
        return self.nbytes > 0.9 * self.budget

    def _shrink(self) -> None:
        while self.nbytes > self.budget and len(self._images) > 1:
            self.nbytes -= self._images.popitem(last=False)[1].pixels.nbytes
        while self.nbytes > self.budget and len(self._masks) > 1:
            self.nbytes -= self._masks.popitem(last=False)[1][1].nbytes
