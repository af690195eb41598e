"""The labelled pixels that the head learns from.

Pure functions of a mask and of what its image looks like: not of the order in which it was painted, and a stroke never
changes the choice of another class; void is never chosen. numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.learning.data.kinds import spread_over

PER_CLASS = 1500  # pixels of a class and image that are learnt from
PER_KIND = 100  # of one kind, where the image is not labelled all over
BLOCKS = 24  # of one image that are used
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Labelled pixels: row, column and class id of each; ``stands_for``: how many labelled pixels, ``None``: as many as
    every other of its class."""

    rows: Ints
    columns: Ints
    classes: NDArray[np.uint8]
    stands_for: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Places:
        """The chosen ones."""
        each = None if self.stands_for is None else self.stands_for[chosen]
        return Places(self.rows[chosen], self.columns[chosen], self.classes[chosen], each)


def priority(places: Ints, seed: int) -> NDArray[np.uint64]:
    """A fixed random number for each pixel index: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014)."""
    x = places.astype(np.uint64) * _GOLDEN + np.uint64(seed)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def labelled_places(mask: NDArray[np.uint8], ids: tuple[int, ...]) -> Places:
    """Every pixel of ``uint8[h, w]`` whose value is one of ``ids``."""
    known = np.zeros(256, bool)
    known[list(ids)] = True
    known[VOID] = False
    flat = mask.ravel()
    found = np.flatnonzero(known[flat])
    rows, columns = np.divmod(found, mask.shape[1])
    return Places(rows, columns, flat[found])


def balanced(
    places: Places, width: int, seed: int, limit: int = PER_CLASS, kinds: NDArray[np.uint8] | None = None
) -> Places:
    """About ``limit`` pixels of each class, those of the smallest priority, in the order of the mask: of all its pixels
    alike, or at most PER_KIND of each of their ``kinds``."""
    order = priority(places.rows * width + places.columns, seed)
    groups, most = (np.zeros(len(places), np.uint8), limit) if kinds is None else (kinds, PER_KIND)
    chosen, each = np.zeros(len(places), bool), np.zeros(len(places))
    for value in np.unique(places.classes):
        here = np.flatnonzero(places.classes == value)
        some, stands_for = spread_over(groups[here], order[here], limit, most)
        chosen[here[some]], each[here[some]] = True, stands_for
    return replace(places, stands_for=each).take(chosen)


def any_of(places: Places, width: int, seed: int, limit: int) -> Places:
    """At most ``limit`` pixels of any class, those of the smallest priority, in the order of the mask."""
    return places.take(np.sort(_smallest(places, width, seed, limit)))


def _smallest(places: Places, width: int, seed: int, limit: int) -> NDArray[np.intp]:
    """Indices of the ``limit`` places of the smallest priority, in any order."""
    if len(places) <= limit:
        return np.arange(len(places))
    return np.argpartition(priority(places.rows * width + places.columns, seed), limit - 1)[:limit]


def in_few_blocks(places: Places, block: int, limit: int = BLOCKS) -> Places:
    """The places in at most ``limit`` squares of ``block`` pixels; squares with rare classes are chosen first."""
    number = (places.rows // block) * (1 << 20) + places.columns // block
    squares, where = np.unique(number, return_inverse=True)
    if len(squares) <= limit:
        return places
    counts = np.zeros((len(squares), 256), np.int64)
    np.add.at(counts, (where, places.classes), 1)
    present = counts > 0
    met, chosen = np.zeros(256), np.zeros(len(squares), bool)
    for _ in range(limit):
        gain = (present / (1 + met) ** 2).sum(axis=1)
        gain[chosen] = -1
        best = int(gain.argmax())
        chosen[best] = True
        met += present[best]
    return places.take(chosen[where])
