"""What happens off the GUI thread when an image is opened or a class is replaced everywhere. No Qt objects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.actions import replace_class
from segstudio.project.images import ImageData, read_image
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.project import ImageEntry, Project


@dataclass(frozen=True)
class Loaded:
    """An image ready for the screen: original pixels, ``uint8[h, w, 3]`` for display, a sentence worth telling."""

    image: ImageData
    display: NDArray[np.uint8]
    notice: str = ""


def load_image(project: Project, entry: ImageEntry, stored: StoredMask | None) -> tuple[Loaded, StoredMask]:
    """Read an image and, unless it is open already, its mask with the journal replayed."""
    notice = project.check_image(entry) or ""
    image = read_image(project.image_path(entry))
    display = np.ascontiguousarray(image.display())
    return Loaded(image, display, notice), stored or open_mask(project, entry, image.shape)


def replace_everywhere(
    project: Project, entries: list[ImageEntry], old: int, new: int, name: str
) -> dict[str, NDArray[np.int64]]:
    """Replace class ``old`` by ``new`` in the masks of ``entries``, each as one undo step; the new pixel counts."""
    counts: dict[str, NDArray[np.int64]] = {}
    for entry in entries:
        if not project.label_summary(entry)[old]:
            continue
        stored = open_mask(project, entry, (entry.height, entry.width))
        try:
            replace_class(stored.mask, old, new, name, commit=stored.commit)
            stored.save(project.classes.palette())
            counts[entry.id] = stored.mask.counts().copy()
        finally:
            stored.close()
    return counts
