"""Thins masks to lines of one pixel. Pure: masks in, a skeleton out.

A square of 8 x 8 pixels is one machine word, so that one operation is done on all of them at once, and only the squares
at an edge that moves are looked at. No Qt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Inside = NDArray[np.bool_]
Words = NDArray[np.uint64]  # pixel (row, column) of a square is bit 8 * row + column
_SIDE = 8
_ONE, _SEVEN, _ROW, _ROWS = (np.uint64(bits) for bits in (1, 7, 8, 56))
_ALL, _TOP, _LEFT = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0xFF), np.uint64(0x0101010101010101)
_BOTTOM, _RIGHT = _TOP << _ROWS, _LEFT << _SEVEN
_EDGES = (np.array([_TOP, _ALL, _BOTTOM])[:, None] & np.array([_LEFT, _ALL, _RIGHT])).reshape(9, 1)


def thin(masks: Sequence[Inside]) -> Inside:
    """The skeleton bool[h, w] of all of ``masks`` bool[h, w], at least one, each thinned for itself: algorithm A2 of
    Guo and Hall, "Parallel thinning with two-subiteration algorithms" (1989), as OpenCV's ``THINNING_GUOHALL``.

    Pixels beyond the image count as outside. Every region stays connected and keeps a pixel. Time grows with the area
    and with half the width of the thickest region.
    """
    height, width = masks[0].shape
    squares, row = _packed(masks)
    words = squares.ravel()
    around = np.array([down * row + right for down in (-1, 0, 1) for right in (-1, 0, 1)])[:, None]
    older = newer = words != 0  # squares with a change in or beside them in the last two turns: only there can be more
    turn = 0
    while True:
        at = np.flatnonzero(older | newer)
        at = at[words[at] != 0]
        if not len(at):
            return _unpacked(squares)[:height, :width]
        gone = _removable(words[at + around].reshape(3, 3, -1), turn)
        words[at] ^= gone
        changed = np.flatnonzero(gone)
        seen = np.flatnonzero(gone[changed] & _EDGES)  # the squares that have a changed pixel in or beside them
        older, newer, turn = newer, np.zeros_like(newer), 1 - turn
        newer[(at[changed] + around).ravel()[seen]] = True


def _packed(masks: Sequence[Inside]) -> tuple[Words, int]:
    """The squares of all masks with empty ones around each, [n, rows, columns], and the number of the columns."""
    height, width = masks[0].shape
    down, right = -(-height // _SIDE), -(-width // _SIDE)
    squares = np.zeros((len(masks), down + 2, right + 2), np.uint64)
    for mask, found in zip(masks, squares, strict=True):
        bits = np.zeros((down * _SIDE, right), np.uint8)
        bits[:height] = np.packbits(mask, axis=1, bitorder="little")
        columns = np.ascontiguousarray(bits.reshape(down, _SIDE, right).transpose(0, 2, 1))
        found[1:-1, 1:-1] = columns.view("<u8")[..., 0]
    return squares, right + 2


def _unpacked(squares: Words) -> Inside:
    """The pixels of all masks, bool[h, w]; a little larger than these."""
    whole = np.bitwise_or.reduce(squares[:, 1:-1, 1:-1]).astype("<u8")
    bits = whole.view(np.uint8).reshape(*whole.shape, _SIDE).transpose(0, 2, 1)
    return np.unpackbits(bits.reshape(-1, whole.shape[1]), axis=1, bitorder="little").view(bool)


def _removable(squares: Words, turn: int) -> Words:
    """Which pixels of the squares in the middle of [3, 3, n] are let go in this ``turn``, 0 or 1.

    The paper's conditions (a), (b) and (c) on the eight neighbours p2 to p9, clockwise from the one above, are written
    out for the three ways to meet (a), a single run of pixels: they hold for the same 37 of 256 neighbourhoods. A turn
    is the other one upside down.
    """
    left, middle, right = squares[:, 0], squares[:, 1], squares[:, 2]
    beside = np.empty_like(squares)  # the pixel to the left, itself, the pixel to the right; rows of squares as before
    beside[0] = ((middle << _ONE) & ~_LEFT) | ((left >> _SEVEN) & _LEFT)
    beside[1] = middle
    beside[2] = ((middle >> _ONE) & ~_RIGHT) | ((right << _SEVEN) & _RIGHT)
    p9, p2, p3 = (beside[:, 1] << _ROW) | (beside[:, 0] >> _ROWS)
    p7, p6, p5 = (beside[:, 1] >> _ROW) | (beside[:, 2] << _ROWS)
    p8, inside, p4 = beside[:, 1]
    if turn:
        p2, p3, p4, p5, p6, p7, p8, p9 = p6, p7, p8, p9, p2, p3, p4, p5
    n5, n6, n7, n8, n9 = (~one for one in (p5, p6, p7, p8, p9))
    from_p8 = p8 & p9 & n6 & n7 & (p4 | n5)
    from_p2 = n8 & (p4 | (p3 & p9 & n5 & n6)) & (n7 | (p6 & n9))
    without = n8 & n9 & ~p2 & ((p4 & (p6 | (p3 & p5 & n7))) | (~(p3 | p4) & p5 & p6 & p7))
    gone: Words = (((from_p8 | from_p2) & p2) | without) & inside
    return gone
