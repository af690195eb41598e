"""Owns undo: steps (the XOR of before and after, per 256x256 tile, deflated) and the stacks bounded by bytes.

A step undoes and redoes itself, since XOR is its own inverse. Never pickled. Knows numpy, cv2 and the error tree only.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError
from segstudio.labels.geometry import Rect, cells

TILE = 256
UNDO_BYTES = 256 << 20  # of the steps of one mask, where nothing else is said
Tile = tuple[int, int]  # row and column in the grid of tiles
_MAGIC = b"SGP1"
_HEAD = struct.Struct("<4s2I4IQII")  # magic, shape, bounds, pixels, bytes of the name, tiles
_TILE_HEAD = struct.Struct("<3I")  # row and column of the tile, bytes of its data
_CRC = struct.Struct("<I")
_TILE_COST = 120  # bytes of Python objects per tile, so that many tiny steps are counted too
_STEP_COST = 400


def tile_rect(ty: int, tx: int, shape: tuple[int, ...]) -> Rect:
    """The pixels of tile ``(ty, tx)``; tiles at the right and lower edge are smaller."""
    return Rect(tx * TILE, ty * TILE, TILE, TILE).clip(shape)


def tiles_of(rect: Rect) -> Iterator[tuple[int, int]]:
    """The tiles ``(ty, tx)`` that a rectangle inside the array touches."""
    return ((cell.y // TILE, cell.x // TILE) for cell in cells(rect, TILE, TILE))


@dataclass(frozen=True)
class EditStep:
    """One undo step. ``bounds`` holds every changed pixel, ``pixels`` counts them, ``shape`` is the mask's (h, w)."""

    name: str
    tiles: tuple[tuple[int, int, bytes], ...]
    bounds: Rect
    pixels: int
    shape: tuple[int, int]

    @property
    def nbytes(self) -> int:
        """Memory this step takes, in bytes."""
        return _STEP_COST + sum(_TILE_COST + len(data) for _, _, data in self.tiles)

    def apply(self, array: NDArray[np.uint8]) -> Rect:
        """XOR into ``uint8[h, w]`` in place: undo and redo alike. Returns the changed rectangle.

        ``MaskError`` when the array has another shape or the data is damaged; then no pixel is changed: every tile is
        inflated before the first one is written.
        """
        self.check_shape(array.shape)
        for (ty, tx, _), values in zip(self.tiles, [self.difference(at) for at in range(len(self.tiles))], strict=True):
            array[tile_rect(ty, tx, self.shape).slices] ^= values
        return self.bounds

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """``MaskError`` unless a mask of ``shape`` is what this step belongs to."""
        if shape != self.shape:
            raise MaskError(
                "The step {step} belongs to a mask of another size.", "Reopen the project.", step=repr(self.name)
            )

    def difference(self, at: int) -> NDArray[np.uint8]:
        """XOR values of ``tiles[at]``, read only. ``MaskError`` when they are damaged."""
        ty, tx, data = self.tiles[at]
        return _inflate(data, tile_rect(ty, tx, self.shape))

    def to_bytes(self) -> bytes:
        """Header, name, tiles and a CRC-32 of all before it; little endian."""
        name = self.name.encode()
        box = self.bounds
        head = _HEAD.pack(_MAGIC, *self.shape, box.x, box.y, box.w, box.h, self.pixels, len(name), len(self.tiles))
        parts = [head, name]
        for ty, tx, data in self.tiles:
            parts += [_TILE_HEAD.pack(ty, tx, len(data)), data]
        body = b"".join(parts)
        return body + _CRC.pack(zlib.crc32(body))

    @staticmethod
    def from_bytes(data: bytes) -> EditStep:
        """Reads ``to_bytes``. ``MaskError`` on any damage."""
        try:
            return _parse(bytes(data))
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise _damaged() from error


def _damaged() -> MaskError:
    return MaskError("A step of the undo history is damaged.", "The mask itself is kept; this step cannot be undone.")


def _inflate(data: bytes, rect: Rect) -> NDArray[np.uint8]:
    """The XOR values of one tile, ``uint8[rect.h, rect.w]``; never more than that, whatever ``data`` claims."""
    size = rect.w * rect.h
    stream = zlib.decompressobj()
    try:
        values = stream.decompress(data, size + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(values) != size or not stream.eof:
        raise _damaged()
    return np.frombuffer(values, np.uint8).reshape(rect.h, rect.w)


def _parse(data: bytes) -> EditStep:
    magic, h, w, x, y, bw, bh, pixels, name_size, count = _HEAD.unpack_from(data)
    body, crc = data[: -_CRC.size], data[-_CRC.size :]
    if magic != _MAGIC or _CRC.unpack(crc)[0] != zlib.crc32(body):
        raise ValueError("magic or checksum")
    at = _HEAD.size + name_size
    name, tiles, seen = body[_HEAD.size : at].decode(), [], set()
    for _ in range(count):
        ty, tx, size = _TILE_HEAD.unpack_from(body, at)
        at += _TILE_HEAD.size
        rect = tile_rect(ty, tx, (h, w))
        if not rect or (ty, tx) in seen or at + size > len(body):
            raise ValueError("tile outside the mask, repeated or cut short")
        seen.add((ty, tx))
        tiles.append((ty, tx, body[at : at + size]))
        _inflate(tiles[-1][2], rect)
        at += size
    bounds = Rect(x, y, bw, bh)
    if at != len(body) or bounds.clip((h, w)) != bounds:
        raise ValueError("length or bounds")
    return EditStep(name, tuple(tiles), bounds, pixels, (h, w))


def _deflate(values: NDArray[np.uint8]) -> bytes:
    """What ``_inflate`` reads. Labels are runs of one value: matching only runs is both faster and smaller."""
    first = int(values[0, 0])
    if first and (values == first).all():
        return _deflated_plain(first, values.size)
    stream = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, zlib.Z_RLE)
    return stream.compress(values.tobytes()) + stream.flush()


@lru_cache(maxsize=512)
def _deflated_plain(value: int, size: int) -> bytes:
    """A tile of one value, as when a whole image is cleared; made once and shared by all steps."""
    return zlib.compress(bytes([value]) * size, 1)


@dataclass(frozen=True)
class PackedTile:
    """One tile of a step: its deflated XOR, the changed rectangle in the mask and how many pixels that are."""

    data: bytes
    bounds: Rect
    pixels: int


def pack_tile(tile: Tile, before: NDArray[np.uint8], array: NDArray[np.uint8]) -> PackedTile | None:
    """The tile from ``before``, a copy of it as it was, to ``array`` (``uint8[h, w]``) as it is; ``None``: the same."""
    rect = tile_rect(*tile, array.shape)
    difference = before ^ array[rect.slices]
    x, y, w, h = cv2.boundingRect(difference)
    if not w:
        return None
    return PackedTile(_deflate(difference), Rect(rect.x + x, rect.y + y, w, h), cv2.countNonZero(difference))


def make_step(
    name: str,
    before_tiles: Mapping[Tile, NDArray[np.uint8]],
    array: NDArray[np.uint8],
    packed: Mapping[Tile, PackedTile | None] | None = None,
) -> EditStep | None:
    """The step from copies of tiles as they were to ``array`` (``uint8[h, w]``) as it is; ``None``: no pixel differs.
    ``packed`` holds the tiles that went through ``pack_tile`` already."""
    ready = packed or {}
    tiles: list[tuple[int, int, bytes]] = []
    bounds, pixels = Rect(0, 0, 0, 0), 0
    for tile, before in sorted(before_tiles.items(), key=lambda item: item[0]):
        part = ready[tile] if tile in ready else pack_tile(tile, before, array)
        if part is not None:
            bounds = bounds.union(part.bounds)
            pixels += part.pixels
            tiles.append((*tile, part.data))
    if not tiles:
        return None
    return EditStep(name, tuple(tiles), bounds, pixels, (array.shape[0], array.shape[1]))


class History:
    """Undo and redo stacks of one mask. Over ``limit_bytes`` the oldest steps are dropped, never the newest."""

    def __init__(self, limit_bytes: int = UNDO_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.nbytes = 0  # of both stacks
        self._undo: list[EditStep] = []
        self._redo: list[EditStep] = []

    def push(self, step: EditStep) -> None:
        """Adds the newest step and drops those that could be redone."""
        self.nbytes += step.nbytes - sum(gone.nbytes for gone in self._redo)
        self._redo.clear()
        self._undo.append(step)
        while self.nbytes > self.limit_bytes and len(self._undo) > 1:
            self.nbytes -= self._undo.pop(0).nbytes

    def undo(self) -> EditStep | None:
        """Moves the newest step to the redo stack and returns it; the caller applies it."""
        if not self._undo:
            return None
        self._redo.append(self._undo.pop())
        return self._redo[-1]

    def redo(self) -> EditStep | None:
        """Moves the last undone step back and returns it; the caller applies it."""
        if not self._redo:
            return None
        self._undo.append(self._redo.pop())
        return self._undo[-1]

    def newest_undo(self) -> EditStep | None:
        """The step that ``undo`` would move."""
        return self._undo[-1] if self._undo else None

    def newest_redo(self) -> EditStep | None:
        """The step that ``redo`` would move."""
        return self._redo[-1] if self._redo else None

    @property
    def undo_stack(self) -> tuple[EditStep, ...]:
        """Steps that can be undone, oldest first."""
        return tuple(self._undo)

    @property
    def redo_stack(self) -> tuple[EditStep, ...]:
        """Steps that were undone, the one undone first (redone last) first."""
        return tuple(self._redo)
