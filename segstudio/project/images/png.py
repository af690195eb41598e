"""The chunks of a PNG file, for images and masks. Format: PNG specification (third edition), W3C 2023, section 5."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

MAX_PIXELS = 10**9  # a gigapixel: more is a damaged header or an attack, not a picture to paint on
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_TEXT = 1 << 20
_PART = 1 << 20  # bytes that go into a checksum at once


def chunks(file: BinaryIO, check: bool = False) -> Iterator[tuple[bytes, int]]:
    """Type and length of every chunk up to IEND; the file stands at the chunk's data when it is yielded.

    ``check`` compares its checksum (CRC) first. Raises EOFError: the end is missing; ValueError: another checksum.
    """
    end = file.seek(0, os.SEEK_END)
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8)) if at + 12 <= end else (end, b"")
        if at + 12 + length > end:
            raise EOFError("its end is missing")
        if check:
            crc, left = zlib.crc32(kind), length
            while left:
                part = file.read(min(left, _PART))
                crc, left = zlib.crc32(part, crc), left - len(part)
            if file.read(4) != struct.pack(">I", crc):
                raise ValueError("a checksum does not fit")
            file.seek(at + 8)
        yield kind, length
        at += 12 + length


def text_of(file: BinaryIO, length: int) -> tuple[str, str]:
    """Key and text of the tEXt chunk that the file stands at; of one that is absurdly long the beginning."""
    key, _, value = file.read(min(length, _MOST_TEXT)).partition(b"\0")
    return key.decode("latin-1"), value.decode("latin-1")
