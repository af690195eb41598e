"""What can be read of a torn mask, for sure: never a pixel that damage may have changed.

Format: PNG specification (third edition), W3C 2023, section 5; zlib: RFC 1950. Changes no file.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.project.images.png import SIGNATURE
from segstudio.project.recovery import CHUNK, Stamp, pixel_crc

_AT_ONCE = 64  # bytes that are inflated at once: what stands before damage is kept


class Salvage(NamedTuple):
    """``array`` uint8[h,w], void below the first ``rows`` rows, which could be read."""

    array: NDArray[np.uint8]
    rows: int


def salvage(data: bytes, shape: tuple[int, int]) -> Salvage | None:
    """The rows of a damaged mask file of ``shape`` (h, w) that are as they were written; None without any.

    Pixels are taken from chunks whose CRC is right or that the end of the file cuts short; from others only where the
    stamp's checksum of all pixels is right.
    """
    sound, packed, stamp = True, bytearray(), None
    for kind, body, good in _chunks(data):
        if kind == b"IDAT":
            sound = sound and good
            packed += body
        elif kind == b"IHDR":
            sound = sound and good and body == struct.pack(">IIBBBBB", shape[1], shape[0], 8, 3, 0, 0, 0)
        elif kind == b"tEXt" and good and body.startswith(CHUNK.encode() + b"\0"):
            stamp = Stamp.from_text(body[len(CHUNK) + 1 :].decode("latin-1"))
    found = _rows(bytes(packed), shape)
    if found is None or not (sound or (found.rows == shape[0] and stamp and stamp.crc == pixel_crc(found.array))):
        return None
    return found


def _chunks(data: bytes) -> list[tuple[bytes, bytes, bool]]:
    """Kind, content and whether it is as it was written, of each chunk up to the end of the file."""
    found, at = [], len(SIGNATURE)
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body, check = data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        cut = len(check) < 4
        found.append((kind, body, cut or zlib.crc32(body, zlib.crc32(kind)) == int.from_bytes(check, "big")))
        at += 12 + length
    return found


def _rows(packed: bytes, shape: tuple[int, int]) -> Salvage | None:
    """The unfiltered rows at the beginning of a zlib stream."""
    (height, width), stream, plain = shape, zlib.decompressobj(), bytearray()
    with contextlib.suppress(zlib.error):
        for start in range(0, len(packed), _AT_ONCE):
            plain += stream.decompress(packed[start : start + _AT_ONCE])
            if len(plain) > height * (width + 1):
                return None
    rows = len(plain) // (width + 1)
    table = np.frombuffer(bytes(plain[: rows * (width + 1)]), np.uint8).reshape(rows, width + 1)
    filtered = np.flatnonzero(table[:, 0])
    rows = int(filtered[0]) if len(filtered) else rows
    if not rows:
        return None
    array = np.full(shape, VOID, np.uint8)
    array[:rows] = table[:rows, 1:]
    return Salvage(array, rows)
