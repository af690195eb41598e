"""The head's features of an image: responses of filters and of a frozen network, by block, in a cache bounded by bytes.

Owns that cache and the pretrained network, if there is one. No project, no labels, no Qt.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator
from contextlib import suppress

import numpy as np

from segstudio.errors import UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import (
    BLOCK,
    CACHE_BYTES,
    MARGIN,
    FilterResponses,
    Planes,
    Source,
    filter_responses,
    grid,
    joined,
)
from segstudio.learning.instant.frozen_features import FrozenFeatures
from segstudio.learning.instant.head import Floats
from segstudio.learning.instant.sample import Places
from segstudio.models.inputs import COLOURS
from segstudio.project.byte_cache import ByteCache

# By a checksum of the pixels, the block, the shape of the image, its planes and the frozen network.
Responses = ByteCache[tuple[int, Rect, tuple[int, int], int, str], FilterResponses]


class FeatureReader:
    """Responses of image blocks on the grid of 32 pixels.

    ``frozen`` makes the pretrained network, if there is one; it is called once, when it is first needed.
    ``channels``: of the images, 3 for grey and colour ones; ``color``: of these pixels are read with three planes, also
    of a grey image; else with one. ``responses``: those in memory, of another reader in this process too.
    """

    def __init__(
        self, frozen: Callable[[], FrozenFeatures | None] | None = None, responses: Responses | None = None
    ) -> None:
        self._make_frozen = frozen
        self._frozen: FrozenFeatures | None = None
        self.responses: Responses = ByteCache(CACHE_BYTES) if responses is None else responses
        self.color, self.channels = False, COLOURS

    def begin(self, color: bool, channels: int = COLOURS) -> None:
        """Forget all responses; ``color`` and ``channels`` hold from now on."""
        self.color, self.channels = color or channels != COLOURS, channels
        self.responses.clear()

    def load(self) -> None:
        """Make the pretrained network unless that was done."""
        if self._make_frozen is not None:
            make, self._make_frozen = self._make_frozen, None
            with suppress(UserError):  # damaged weights: a training says so, filters alone work too
                self._frozen = make()

    @property
    def frozen(self) -> FrozenFeatures | None:
        """The pretrained network, if there is one; loaded now."""
        self.load()
        return self._frozen

    @property
    def encoder(self) -> str:
        """Which pretrained network takes part; empty: none, or it was not loaded yet."""
        return "" if self._frozen is None else self._frozen.name

    def of_block(self, read: Source, shape: tuple[int, int], block: Rect) -> FilterResponses:
        """The responses in one block of an image of ``shape``, computed if those of the same pixels are not in
        memory."""
        seen = block.grow(MARGIN).clip(shape)
        planes = np.ascontiguousarray(_planes(read, self.color, seen))
        self.load()
        key = zlib.crc32(planes.data), block, shape, len(planes), self.encoder
        known = self.responses.get(key)
        if known is not None:
            return known

        def part(rect: Rect) -> Planes:
            return planes[:, *rect.relative_to(seen).slices]

        parts = [filter_responses(part, shape, block)]
        if self._frozen is not None:
            parts.append(self._frozen.responses(part, shape, block))
        return self.responses.put(key, joined(parts))

    def at_places(
        self, read: Source, shape: tuple[int, int], places: Places, place: Rect | None = None
    ) -> Generator[None, None, Floats]:
        """Responses at the places, ``float32[n, C]``; yields after each block. ``place``: the part of ``shape`` (h, w)
        that the places are counted in; ``None``: all of it."""
        found = np.zeros((len(places), 0), np.float32)
        place = place or Rect.of_shape(shape)
        rows, columns = places.rows + place.y, places.columns + place.x
        for block in grid(place, shape):
            here = (rows // BLOCK == block.y // BLOCK) & (columns // BLOCK == block.x // BLOCK)
            if here.any():
                responses = self.of_block(read, shape, block)
                if not found.size:
                    found = np.zeros((len(places), responses.channels), np.float32)
                found[here] = responses.at(rows[here] - block.y, columns[here] - block.x)
                yield None
        return found


def _planes(read: Source, color: bool, rect: Rect) -> Planes:
    """Pixels ``float32[C, h, w]`` in 0..1; one plane where all images that are learnt from are grey."""
    planes = read(rect)
    return planes if color else planes.mean(0, keepdims=True)
