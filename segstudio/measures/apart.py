"""Which objects of a mask can be worked on at the same time as if each were alone. Pure. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def masks_apart(numbers: NDArray[np.int32]) -> list[NDArray[np.bool_]]:
    """The objects of ``numbers`` int32[h, w] (0: none) in a few masks bool[h, w], at least one: each is in one of them,
    and in none do two touch, not even at a corner. Few because the objects that touch most are placed first (Welsh and
    Powell, 1967)."""
    count = int(numbers.max(initial=0))
    beside: list[list[int]] = [[] for _ in range(count + 1)]
    for one, other in _touching(numbers, count):
        beside[one].append(other)
        beside[other].append(one)
    placed = np.zeros(count + 1, np.int32)
    for number in sorted(range(1, count + 1), key=lambda one: -len(beside[one])):
        taken = {int(placed[other]) for other in beside[number]}
        placed[number] = next(mask for mask in range(1, count + 1) if mask not in taken)
    of_pixels = placed[numbers]
    return [of_pixels == mask for mask in range(1, max(1, int(placed.max())) + 1)]


def _touching(numbers: NDArray[np.int32], count: int) -> list[list[int]]:
    """The pairs of objects that touch; the end of a row and the begin of the next one count too, which does no harm."""
    flat, width = numbers.ravel(), numbers.shape[1]
    found = [np.zeros(0, np.int64)]
    for far in (1, width - 1, width, width + 1):
        at = np.flatnonzero(flat[far:] != flat[: max(0, len(flat) - far)])
        pair = flat[at].astype(np.int64), flat[at + far].astype(np.int64)
        found.append(np.unique(np.minimum(*pair) * (count + 1) + np.maximum(*pair)))
    pairs = np.stack(np.divmod(np.unique(np.concatenate(found)), count + 1), 1)
    pairs_of_objects: list[list[int]] = pairs[pairs[:, 0] > 0].tolist()
    return pairs_of_objects
