"""Cache of a project's images and masks during a training, within a byte budget.

Reads a mask again when its file has changed. Imports no torch and never writes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.learning.data.channels import check_channels
from segstudio.project.byte_cache import ByteCache
from segstudio.project.contents import picture_of
from segstudio.project.images.channels import COLOURS
from segstudio.project.images.reading import ImageData
from segstudio.project.images.surroundings import AROUND
from segstudio.project.masks import read_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

IMAGE_BYTES = 1 << 30  # budget for images and masks in memory


class Pixels:
    """Images at their stored bit depth and masks ``uint8[h,w]``; the least recently used are dropped first, but at
    least one image and one mask are kept, however large. ``channels``: of all images; 3 for grey and colour ones."""

    def __init__(self, project: Project, budget: int = IMAGE_BYTES, channels: int = COLOURS) -> None:
        self.project = project
        self.channels = channels
        self.budget = budget
        self._images = ByteCache[str, ImageData](budget, lambda image: image.nbytes)
        self.notices: list[str] = []  # on images that are not as they were when they were added
        self._masks = ByteCache[str, tuple[FileStamp | None, NDArray[np.uint8]]](budget, lambda kept: kept[1].nbytes)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self._images.nbytes + self._masks.nbytes

    def image(self, entry: ImageEntry) -> ImageData:
        """The image. Raises ImageError: it cannot be read, has another size than when it was added, or another number
        of channels than the others."""
        image = self._images.get(entry.id)
        if image is None or image.values != entry.values:
            image = picture_of(self.project, entry).read(margin=AROUND)
            changed = self.project.check_image(entry)
            if changed and image.shape != entry.shape:
                raise ImageError(self.project.size_problem(entry) or changed)
            if changed:
                self.notices.append(changed)
            self._images.put(entry.id, image)
            self._shrink()
        check_channels(entry.name, image.inputs, self.channels)
        return image

    def mask(self, entry: ImageEntry) -> NDArray[np.uint8]:
        """The mask as it is on disk now. Raises MaskError."""
        path = self.project.mask_path(entry)
        stamp, kept = file_stamp(path), self._masks.get(entry.id)
        if kept is None or kept[0] != stamp:
            classes = self.project.classes
            kept = self._masks.put(entry.id, (stamp, read_mask(path, entry.shape, classes.ids, classes.retired)))
            self._shrink()
        return kept[1]

    def last_mask(self, entry: ImageEntry) -> NDArray[np.uint8] | None:
        """The mask as it was read last, where that is still in memory."""
        kept = self._masks.peek(entry.id)
        return None if kept is None else kept[1]

    def holds(self, entry: ImageEntry) -> bool:
        """The image is in memory."""
        return entry.id in self._images

    @property
    def full(self) -> bool:
        """Reading another image would probably push one out."""
        return self.nbytes > 0.9 * self.budget

    def _shrink(self) -> None:
        self._images.make_room(self._masks.nbytes)
        self._masks.make_room(self._images.nbytes)
