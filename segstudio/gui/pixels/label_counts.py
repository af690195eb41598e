"""How many pixels of each class every image has, and their sums, which cost the same to read for any number of images.

numpy only, no Qt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

Counts = NDArray[np.int64]


class LabelCounts:
    """Counts ``int64[256]`` (by class id, 255 void) of the images counted so far.

    ``total`` is their sum, ``images_with`` the number of images with any pixel of each class, ``labelled_images`` the
    number of those with any label. No array is changed once it was read.
    """

    def __init__(self) -> None:
        self._of: dict[str, Counts] = {}
        self.total = np.zeros(256, np.int64)
        self.images_with = np.zeros(256, np.int64)
        self.labelled_images = 0

    def __len__(self) -> int:
        return len(self._of)

    def get(self, image_id: str) -> Counts | None:
        """Counts of one image; ``None`` while not counted."""
        return self._of.get(image_id)

    def put(self, image_id: str, counts: Counts) -> None:
        """Set the counts of an image."""
        self.drop(image_id)
        self._of[image_id] = counts
        self._add(counts, 1)

    def drop(self, image_id: str) -> None:
        """Remove an image."""
        before = self._of.pop(image_id, None)
        if before is not None:
            self._add(before, -1)

    def _add(self, counts: Counts, times: int) -> None:
        self.total = self.total + times * counts
        self.images_with = self.images_with + times * (counts > 0)
        self.labelled_images += times * has_labels(counts)


def has_labels(counts: Counts) -> bool:
    """Whether any pixel is not void."""
    return bool(counts.sum() > counts[VOID])
