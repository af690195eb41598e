"""The preview's features of an image: the responses of each source, by block, in a cache bounded by bytes.

Owns that cache and the pretrained network, if there is one. No project, no labels, no torch, no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import partial

import numpy as np

from segstudio.errors import UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.filters import (
    BLOCK,
    CACHE_BYTES,
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
from segstudio.learning.instant.wide_filters import surroundings_responses
from segstudio.learning.messages import FILTERS, NETWORK, SURROUNDINGS
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import ImageData

Compute = Callable[[Source, tuple[int, int], Rect], FilterResponses]


class FeatureReader:
    """Responses of image blocks on the grid of ``BLOCK``.

    ``frozen`` makes the pretrained network, if there is one; it is called once, by ``load_network``.
    ``color``: every image has three planes, also a grey one; else one.
    """

    def __init__(self, frozen: Callable[[], FrozenFeatures | None] | None = None) -> None:
        self._make_frozen = frozen
        self._frozen: FrozenFeatures | None = None
        self.cache = ByteCache[tuple[str, str, Rect], FilterResponses](CACHE_BYTES)
        self.color = False

    def begin(self, color: bool) -> None:
        """Forget all responses; ``color`` holds from now on."""
        self.color = color
        self.cache.clear()

    def load_network(self) -> bool:
        """Make the pretrained network unless that was done before; whether it was made now."""
        if self._make_frozen is None:
            return False
        make, self._make_frozen = self._make_frozen, None
        with suppress(UserError):  # damaged weights: a training says so, a preview works without
            self._frozen = make()
        return True

    @property
    def beside_filters(self) -> tuple[str, ...]:
        """The sources besides the filters."""
        return (SURROUNDINGS,) if self._frozen is None else (SURROUNDINGS, NETWORK)

    def of_block(self, image_id: str, image: ImageData, block: Rect, sources: Sequence[str]) -> FilterResponses:
        """The responses of ``sources`` in one block, computed where they are not in memory."""
        found = []
        for source in sources:
            key = image_id, source, block
            known = self.cache.get(key)
            found.append(self.cache.put(key, self._compute(source, image, block)) if known is None else known)
        return joined(found)

    def of_any_block(self, image: ImageData, block: Rect, sources: Sequence[str]) -> FilterResponses:
        """As ``of_block``, for any block whose corner is on the grid of 32 pixels, without the cache."""
        return joined([self._compute(source, image, block) for source in sources])

    def at_places(self, image_id: str, image: ImageData, places: Places, source: str) -> Generator[None, None, Floats]:
        """Responses at the places, ``float32[n, C]``; yields after each block."""
        found = np.zeros((len(places), 0), np.float32)
        for block in grid(Rect.of_shape(image.shape), image.shape):
            here = (places.rows // BLOCK == block.y // BLOCK) & (places.columns // BLOCK == block.x // BLOCK)
            if here.any():
                responses = self.of_block(image_id, image, block, (source,))
                if not found.size:
                    found = np.zeros((len(places), responses.channels), np.float32)
                found[here] = responses.at(places.rows[here] - block.y, places.columns[here] - block.x)
                yield None
        return found

    def _compute(self, source: str, image: ImageData, block: Rect) -> FilterResponses:
        compute: dict[str, Compute] = {FILTERS: filter_responses, SURROUNDINGS: surroundings_responses}
        if self._frozen is not None:
            compute[NETWORK] = self._frozen.responses
        return compute[source](partial(_planes, image, self.color), image.shape, block)


def _planes(image: ImageData, color: bool, rect: Rect) -> Planes:
    """Pixels ``float32[C, h, w]`` in 0..1; one plane where all images are grey."""
    planes = image.model_input(rect)
    if color:
        return planes
    return planes[:1] if image.pixels.ndim == 2 else planes.mean(0, keepdims=True)
