"""The colours that occur in the pictures of a project: what the colours of classes are to stand out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.project.entries import ImageEntry
from segstudio.project.images.reading import thumbnail

PICTURES = 12  # are looked at, from all over the list
SIDE = 24  # pixels of each


def picture_colors(images: Sequence[ImageEntry], path_of: Callable[[ImageEntry], Path]) -> NDArray[np.uint8]:
    """``uint8[n, 3]`` of some of the images; those that cannot be read are left out."""
    chosen = sorted({round(at) for at in np.linspace(0, len(images) - 1, PICTURES)}) if images else []
    found = [np.zeros((0, 3), np.uint8)]
    for entry in (images[at] for at in chosen):
        try:
            found.append(thumbnail(path_of(entry), SIDE, entry.plane).reshape(-1, 3))
        except (UserError, OSError):  # the image itself says so where it is opened
            continue
    return np.concatenate(found)
