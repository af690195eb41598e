"""Which labelled pixels the preview learns from, and how they are split to score it.

Pure functions of a mask: the choice of a pixel depends on its place and the seed only, so another stroke never changes
what was chosen elsewhere, and void never enters. numpy only: no torch, no Qt, no project.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID

PER_CLASS = 1500  # pixels of a class that are learnt from, of one image
BLOCKS = 24  # blocks of one image that are looked at
FOLDS = 3
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Labelled pixels: row, column and class id of each."""

    rows: Ints
    columns: Ints
    classes: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Places:
        """Some of them."""
        return Places(self.rows[chosen], self.columns[chosen], self.classes[chosen])


def priority(places: Ints, seed: int) -> NDArray[np.uint64]:
    """A fixed random number for each pixel number: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014)."""
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


def balanced(places: Places, width: int, seed: int, limit: int = PER_CLASS) -> Places:
    """At most ``limit`` pixels of each class, those of the smallest priority, in the order of the mask."""
    if not len(places):
        return places
    order = priority(places.rows * width + places.columns, seed)
    kept = []
    for value in np.unique(places.classes):
        found = np.flatnonzero(places.classes == value)
        if len(found) > limit:
            found = found[np.argpartition(order[found], limit - 1)[:limit]]
        kept.append(found)
    return places.take(np.sort(np.concatenate(kept)))


def any_of(places: Places, width: int, seed: int, limit: int) -> Places:
    """At most ``limit`` pixels, whatever their class: what a score is counted on."""
    if len(places) <= limit:
        return places
    order = priority(places.rows * width + places.columns, seed)
    return places.take(np.sort(np.argpartition(order, limit - 1)[:limit]))


def in_few_blocks(places: Places, block: int, limit: int = BLOCKS) -> Places:
    """Those in at most ``limit`` squares of ``block`` pixels, chosen so that rare classes come first."""
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


def split(groups: Ints, classes: NDArray[np.uint8], folds: int = FOLDS) -> Ints:
    """The fold 0 .. ``folds - 1`` of each pixel: whole groups, the largest of a class first, to the emptiest fold.

    A class with one group only is cut in two halves of its order: else it could never be both learnt and asked for.
    """
    fold = np.zeros(len(groups), np.int64)
    for value in np.unique(classes):
        here = np.flatnonzero(classes == value)
        names, where, sizes = np.unique(groups[here], return_inverse=True, return_counts=True)
        if len(names) == 1:
            fold[here[len(here) // 2 :]] = 1
            continue
        filled, chosen = np.zeros(folds), np.zeros(len(names), np.int64)
        for group in np.argsort(-sizes, kind="stable"):
            chosen[group] = int(filled.argmin())
            filled[chosen[group]] += sizes[group]
        fold[here] = chosen[where]
    return fold
