"""The colours that occur in the pictures of a project: what the colours of classes are to stand out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.project.images.reading import thumbnail

PICTURES = 12  # are looked at, from all over the list
SIDE = 24  # pixels of each
T = TypeVar("T")


def picture_colors(images: Sequence[T], place_of: Callable[[T], tuple[Path, str]]) -> NDArray[np.uint8]:
    """``uint8[n, 3]`` of some of the images; ``place_of``: the file of one and the plane in it. Those that cannot be
    read are left out."""
    chosen = sorted({round(at) for at in np.linspace(0, len(images) - 1, PICTURES)}) if images else []
    found = [np.zeros((0, 3), np.uint8)]
    for path, plane in (place_of(images[at]) for at in chosen):
        try:
            found.append(thumbnail(path, SIDE, plane).reshape(-1, 3))
        except (UserError, OSError):  # the image itself says so where it is opened
            continue
    return np.concatenate(found)
