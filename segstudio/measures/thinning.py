"""Thins all objects of a mask to lines of one pixel at the same time. Pure: numbers of objects in, a skeleton out.

64 pixels are one machine word, so that one operation is done on all of them at once. No Qt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]  # row after row, with a frame of outside pixels around the image
_ONE, _LAST = np.uint64(1), np.uint64(63)
_CLOCKWISE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # down, right; from the one above


def thin(numbers: NDArray[np.int32]) -> NDArray[np.bool_]:
    """The skeleton bool[h, w] of each object of ``numbers`` int32[h, w] (0: none): algorithm A2 of Guo and Hall,
    "Parallel thinning with two-subiteration algorithms" (1989), as OpenCV's ``THINNING_GUOHALL``.

    Pixels of other objects and those beyond the image count as outside, so objects that touch stay apart. Every object
    stays connected and keeps a pixel. Time grows with the area and with half the width of the thickest object.
    """
    height, width = numbers.shape
    row = -(-(width + 2) // 64)  # words
    framed = np.zeros((height + 3, 64 * row), np.int32)  # the word after the last row is looked at too
    framed[1:-2, 1 : width + 1] = numbers
    inside = _packed(framed > 0)
    same = _same(framed, row)
    mixed = _near_others(inside, same, row)
    older = newer = inside != 0  # words with a change in or beside them in the last two turns: only there can be more
    turn = 0
    while older.any() or newer.any():
        near = older | newer
        near[row:] |= (older | newer)[:-row]
        near[:-row] |= (older | newer)[row:]
        at = np.flatnonzero(near & (inside != 0))
        around, mine = _around(inside, at, row), np.flatnonzero(mixed[at])
        for beside, own in zip(around, same[:, at[mine]], strict=True):
            beside[mine] &= own  # 0 where of another object
        gone = inside[at] & _removable(around, turn)
        inside[at] ^= gone
        older, newer, turn = newer, np.zeros_like(newer), 1 - turn
        newer[at] = gone != 0
        newer[at[gone & _ONE != 0] - 1] = newer[at[gone >> _LAST != 0] + 1] = True
    bits = np.unpackbits(inside.view(np.uint8), bitorder="little").reshape(framed.shape)
    return bits[1:-2, 1 : width + 1].view(bool)


def _same(framed: NDArray[np.int32], row: int) -> Words:
    """For each of the eight neighbours, clockwise from the one above, where it is of the same object."""
    found = dict.fromkeys(_CLOCKWISE, np.zeros(0, np.uint64))
    flat, alike = framed.ravel(), np.zeros(framed.shape, bool)
    for down, right in _CLOCKWISE[2:6]:
        far = down * framed.shape[1] + right
        np.equal(flat[:-far], flat[far:], out=alike.ravel()[:-far])
        words = found[down, right] = _packed(alike)
        moved = np.roll(words, down * row)  # the opposite one: the same relation, seen from the other pixel
        if right > 0:
            moved = (moved << _ONE) | (np.roll(moved, 1) >> _LAST)
        elif right < 0:
            moved = (moved >> _ONE) | (np.roll(moved, -1) << _LAST)
        found[-down, -right] = moved
    return np.stack(list(found.values()))


def _packed(bits: NDArray[np.bool_]) -> Words:
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64).ravel()


def _near_others(inside: Words, same: Words, row: int) -> NDArray[np.bool_]:
    """The words with a pixel beside one of another object: only there ``same`` tells more than ``inside``."""
    at = np.flatnonzero(inside)
    found = np.zeros(len(inside), bool)
    for beside, own in zip(_around(inside, at, row), same, strict=True):
        found[at] |= inside[at] & beside & ~own[at] != 0
    return found


def _around(inside: Words, at: NDArray[np.intp], row: int) -> list[Words]:
    """The eight neighbours, clockwise from the one above, of the pixels in the words ``at``."""
    found: dict[tuple[int, int], Words] = {}
    for down in (-1, 0, 1):
        middle = inside[at + down * row]
        found[down, -1] = (middle << _ONE) | (inside[at + down * row - 1] >> _LAST)
        found[down, 0] = middle
        found[down, 1] = (middle >> _ONE) | (inside[at + down * row + 1] << _LAST)
    return [found[way] for way in _CLOCKWISE]


def _removable(around: list[Words], turn: int) -> Words:
    """Which pixels the paper's conditions (a), (b) and (c) of this ``turn``, 0 or 1, let go; the names are its own."""
    p2, p3, p4, p5, p6, p7, p8, p9 = around
    p23, p34, p45, p56, p67, p78, p89, p92 = p2 | p3, p3 | p4, p4 | p5, p5 | p6, p6 | p7, p7 | p8, p8 | p9, p9 | p2
    one, two = _counted(~p2 & p34, ~p4 & p56, ~p6 & p78, ~p8 & p92)
    first, second = (p92, p34, p56, p78), (p23, p45, p67, p89)
    at_least_two = _counted(*first)[1] & _counted(*second)[1]
    four = (p92 & p34 & p56 & p78) & (p23 & p45 & p67 & p89)
    kept = ((p67 | ~p9) & p8) if turn == 0 else ((p23 | ~p5) & p4)
    gone: Words = one & ~two & at_least_two & ~four & ~kept
    return gone


def _counted(a: Words, b: Words, c: Words, d: Words) -> tuple[Words, Words]:
    """Where at least one, and where at least two of four are set."""
    ab: Words = a | b
    cd: Words = c | d
    return ab | cd, (a & b) | (c & d) | (ab & cd)
