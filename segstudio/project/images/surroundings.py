"""What lies around a tile in its plane: its prediction depends on it, so that tiles fit together without a seam.

Must not import Qt or torch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segstudio.labels.geometry import Rect
from segstudio.project.images.facts import Pixels

AROUND = 512  # pixels on each side that are read with a tile for learning: more than any network or filter reaches


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A tile within its plane. ``pixels``: as ``ImageData.stored``, of ``covers``, the tile's ``place`` with what lies
    around it; ``shape``: ``(h, w)`` of the plane; ``read``: any other part of it, from the file."""

    pixels: Pixels
    covers: Rect
    place: Rect
    shape: tuple[int, int]
    read: Callable[[Rect], Pixels]

    def stored(self, rect: Rect) -> Pixels:
        """The values of a rectangle inside the plane. Raises ImageError."""
        if rect.intersect(self.covers) == rect:
            return self.pixels[rect.relative_to(self.covers).slices]
        return self.read(rect)
