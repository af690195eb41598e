"""Owns how far the smallest regions of a picture are from one of them, and the regions that are near.

The way from one to a neighbour is as long as their looks and the predicted shares of their classes differ and the
border between them is strong: what is near gets better with the labels of the project.
Pure; no mask, no Qt.

Source: the image foresting transform (Falcao, Stolfi and Lotufo, 2004) with sums of costs, on a graph of regions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

CLASS = 1.7  # weight of the distance of the predicted shares of classes beside look and edge
_LEAST = 40  # pixels of the smallest region

Floats = NDArray[np.float32]
Sums = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Guess:
    """What is predicted, at the size of the small picture: class ids (``VOID``: nothing) and confidence (0..255 for
    0..1), both ``uint8[h, w]``."""

    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]

    def share(self, seed: tuple[int, int]) -> Floats:
        """``float32[h, w]``: how sure each pixel is of the class of the pixel ``seed`` (column, row)."""
        known = self.classes != VOID
        sure = self.confidence / np.float32(255)
        rest = (1 - sure) / max(1, len(np.unique(self.classes[known])) - 1)
        return np.where(known, np.where(self.classes == self.classes[seed[1], seed[0]], sure, rest), np.float32(0))


class RegionGraph:
    """The smallest regions ``leaf`` ``int32[h, w]``, numbered from 0, of a picture ``look`` with the gradient ``edge``,
    and the borders between them."""

    def __init__(self, leaf: NDArray[np.int32], look: Floats, edge: Floats) -> None:
        self._leaf = leaf
        self._count = int(leaf.max()) + 1
        a = np.concatenate([leaf[:, :-1].ravel(), leaf[:-1].ravel()]).astype(np.int64)
        b = np.concatenate([leaf[:, 1:].ravel(), leaf[1:].ravel()]).astype(np.int64)
        steps = np.concatenate([np.maximum(edge[:, :-1], edge[:, 1:]).ravel(), np.maximum(edge[:-1], edge[1:]).ravel()])
        border = a != b
        a, b = a[border], b[border]
        pairs, which = np.unique(np.minimum(a, b) * self._count + np.maximum(a, b), return_inverse=True)
        self._a, self._b = np.divmod(pairs, self._count)
        self._size = np.bincount(leaf.ravel(), minlength=self._count)
        mean = np.stack([np.bincount(leaf.ravel(), plane.ravel(), self._count) for plane in cv2.split(look)], axis=1)
        strength = np.bincount(which.ravel(), steps[border]) / np.bincount(which.ravel())
        self._cost = self._apart(mean / self._size[:, None]) + strength
        self._seen: tuple[Guess | None, Any] = None, None

    def around(self, seed: tuple[int, int], guess: Guess, growth: float) -> Iterator[NDArray[np.bool_]]:
        """Regions ``bool[h, w]`` that hold the pixel ``seed`` (column, row), each larger than the last by ``growth`` or
        more; of those in between the one that what follows is farthest from."""
        from scipy.sparse.csgraph import dijkstra  # not when the window opens

        before, ways = self._seen
        if guess is not before:
            ways = self._ways(guess)
            self._seen = guess, ways
        far = dijkstra(ways, indices=self._leaf[seed[1], seed[0]])
        order = np.argsort(far, kind="stable")
        size, gap = self._size[order].cumsum(), np.diff(far[order])
        rank = np.empty(self._count, np.int32)
        rank[order] = np.arange(self._count)
        places, least = rank[self._leaf], _LEAST
        while (begin := int(np.searchsorted(size, least))) < len(gap):
            end = max(begin + 1, int(np.searchsorted(size, least * growth)))
            last = begin + int(gap[begin:end].argmax())
            yield places <= last
            least = int(size[last] * growth) + 1

    def _apart(self, mean: Sums) -> Sums:
        """The distance between neighbours of ``mean`` ``[n, C]``, for each pair."""
        return np.asarray(np.linalg.norm(mean[self._a] - mean[self._b], axis=1))

    def _ways(self, guess: Guess) -> Any:
        """The graph: the cost of each pair by look, edge and the mean share of each predicted class in a region."""
        from scipy.sparse import csr_array

        ids, number = np.unique(guess.classes, return_inverse=True)
        known = guess.classes.ravel() != VOID
        count = max(2, int(np.count_nonzero(ids != VOID)))
        sure = guess.confidence.ravel() / 255.0
        rest = (1 - sure) / (count - 1)  # is shared by the classes that were not chosen
        where = self._leaf.ravel()
        total = np.bincount(where[known], rest[known], self._count)
        chosen = where[known] * len(ids) + number.ravel()[known]
        own = np.bincount(chosen, (sure - rest)[known], self._count * len(ids)).reshape(self._count, len(ids))
        seen = np.bincount(where[known], minlength=self._count)
        shares = np.where(seen[:, None] > 0, (own + total[:, None]) / np.maximum(seen, 1)[:, None], 1 / count)
        cost = np.square(self._cost + CLASS * self._apart(shares)) + 1e-6  # 0 would be no way at all
        ends = np.concatenate([self._a, self._b]), np.concatenate([self._b, self._a])
        return csr_array((np.concatenate([cost, cost]), ends), shape=(self._count, self._count))
