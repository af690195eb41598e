"""What a JPEG says beyond its size: whether its bytes can hold its pixels, and how often it goes over them.

Format: ITU-T T.81, annex B. Imports nothing of ours.
"""

from __future__ import annotations

import re
import struct

MOST_SCANS = 100  # each goes over the whole picture; programs write at most a dozen
_END, _SCAN = 0xD9, 0xDA
_BARE = {0x01, 0xD8, *range(0xD0, 0xD8)}  # markers without a length
_MARKER = re.compile(rb"\xff+([^\x00\xff])")  # FF 00 is a byte FF of the pixels
_SIZES = (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7)  # SOF of JPEG, JPEG-LS
_BOXES = 1 << 12  # bytes that may stand before a codestream of JPEG 2000 (boxes of JP2)


def fewest_bytes(width: int, height: int) -> int:
    """The bytes that a JPEG of this size cannot do without: each block of 8 x 8 pixels has a Huffman code."""
    return -(-width // 8) * -(-height // 8) // 8


def has_too_many_scans(data: bytes) -> bool:
    """Whether a JPEG goes over its picture more than ``MOST_SCANS`` times, which takes minutes and is no camera's."""
    if data.count(bytes((0xFF, _SCAN))) <= MOST_SCANS:  # as in nearly every file
        return False
    scans, at = 0, 0
    while scans <= MOST_SCANS:
        found = _MARKER.search(data, at)  # behind a segment the first one; behind the head of a scan that of its end
        if found is None or found[1][0] == _END:
            return False
        kind, at = found[1][0], found.end()
        scans += kind == _SCAN
        if kind not in _BARE:
            at += max(2, int.from_bytes(data[at : at + 2], "big"))
    return True


def codestream_size(frame: bytes) -> tuple[int, int] | None:
    """Rows and columns that a JPEG, JPEG-LS or JPEG 2000 says itself; ``None``: it is another codec."""
    found = frame.find(b"\xff\x4f\xff\x51", 0, _BOXES) if frame[:2] in (b"\xff\x4f", b"\0\0") else -1
    if found >= 0:
        right, bottom, left, top = struct.unpack_from(">4I", frame, found + 8)
        return bottom - top, right - left
    at = 2 if frame[:2] == b"\xff\xd8" else len(frame)
    while at + 9 <= len(frame) and frame[at] == 0xFF:
        if frame[at + 1] in _SIZES:
            rows, columns = struct.unpack_from(">HH", frame, at + 5)
            return rows, columns
        at += 1 if frame[at + 1] == 0xFF else 2 + int(struct.unpack_from(">H", frame, at + 2)[0])
    return None
