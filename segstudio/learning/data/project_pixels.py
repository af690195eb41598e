"""Cache of a project's images and masks during a training, within a byte budget.

Reads a mask again when its file has changed. Imports no torch and never writes.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.learning.data.channels import check_channels
from segstudio.learning.data.inputs import InputImage, Inputs, joined, pixels_of, read_once
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.channels import COLOURS
from segstudio.project.images.reading import ImageData, Picture
from segstudio.project.masks import read_mask
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp, file_stamp

IMAGE_BYTES = 1 << 29  # budget for images and masks in memory


class Pixels:
    """Images at their stored bit depth and masks ``uint8[h,w]``; the least recently used are dropped first, but at
    least one image and one mask are kept, however large. ``channels``: of all images; 3 for grey and colour ones."""

    def __init__(self, project: Project, budget: int = IMAGE_BYTES, channels: int = COLOURS) -> None:
        self.project = project
        self.channels = channels
        self.budget = budget
        self._images = ByteCache[Picture, ImageData](budget)
        self._known = Inputs(project)
        self.notices: list[str] = []  # on images that are not as they were when they were added
        self._masks = ByteCache[str, tuple[FileStamp | None, NDArray[np.uint8]]](budget, lambda kept: kept[1].nbytes)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self._images.nbytes + self._masks.nbytes

    @property
    def inputs(self) -> Inputs:
        """Where the pixels of the project's images come from."""
        if not self._known.are_of(self.project):
            self._known = Inputs(self.project)
        return self._known

    def image(self, entry: ImageEntry) -> InputImage:
        """The image, with the slices beside it where the project chose so. Raises ImageError: one of them cannot be
        read or has another size than when it was added, or another number of channels than the others."""
        wanted, found = self.inputs.of(entry), {}
        for picture in dict.fromkeys(wanted.slices):
            kept = self._images.get(picture)
            found[picture] = pixels_of(wanted, picture, partial(self._read, entry)) if kept is None else kept
        image = joined(wanted, found)
        check_channels(entry.name, image.inputs, self.channels)
        return image

    def _read(self, shown: ImageEntry, picture: Picture) -> ImageData:
        entry, image = self.inputs.entry_of(picture, shown), read_once(picture)
        changed = self.project.check_image(entry)
        if changed and image.shape != entry.shape:
            raise ImageError(self.project.size_problem(entry) or changed)
        if changed:
            self.notices.append(changed)
        self._images.put(picture, image)
        self._shrink()
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
        """The image is in memory, with the slices beside it."""
        return all(picture in self._images for picture in self.inputs.of(entry).slices)

    @property
    def full(self) -> bool:
        """Reading another image would probably push one out."""
        return self.nbytes > 0.9 * self.budget

    def _shrink(self) -> None:
        self._images.make_room(self._masks.nbytes)
        self._masks.make_room(self._images.nbytes)
