"""Changed files for ``fuzz.py``: bytes at random, and the numbers of headers, tags, lines and nodes by kind of file.

``mutated(draw, name, data, others)`` gives other bytes of a file; the same ``draw`` gives the same ones.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

Change = Callable[[random.Random, bytes], bytes]
NUMBERS = (0, 1, 2, 3, 7, 8, 16, 32, 64, 127, 128, 255, 256, 257, 1000, 30000, 32767, 32768, 65535, 65536, 1 << 20,
           (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 33, (1 << 63) - 1, -1, -2, -32768)  # fmt: skip
WORDS = ("", "0", "-1", "1e999", "nan", "inf", "9" * 40, "65536", "30000", "1.5", "1 1 1", "true", "\0", "../../x",
         "/dev/zero", "%d", "é" * 9, "LIST", "()", "(0,0,0)")  # fmt: skip
NODES: tuple[Any, ...] = (
    None, True, -1, 0, 1 << 31, 1 << 70, 1.5, float("nan"), float("inf"), "", "x", "../../etc", [], {}, [[]], [[[]]],
    [0, 0], [1e308, -1e308], ["a"] * 9, {"a": 1}, "\ud800", "9" * 5000,
)  # fmt: skip


def mutated(draw: random.Random, name: str, data: bytes, others: Sequence[bytes]) -> bytes:
    """``data`` changed by one to three changes that fit its kind, one time in three by bytes alone."""
    known = next((change for ends, change in KINDS.items() if name.lower().endswith(ends)), None)
    if known is None:
        known = next((change for start, change in STARTS.items() if data.startswith(start)), any_bytes)
    for _ in range(draw.choice((1, 1, 2, 3))):
        change = any_bytes if draw.random() < 0.33 else known
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a library says what is odd about what it is told to write
                data = change(draw, data) if draw.random() > 0.03 else splice(draw, data, draw.choice(others))
        except Exception:  # it was changed before, and is of its kind no more
            data = any_bytes(draw, data)
    return data


def any_bytes(draw: random.Random, data: bytes) -> bytes:
    """A few bytes changed, a block taken out, doubled, zeroed, or the end cut off."""
    made, size = bytearray(data or b"\0"), max(1, len(data))
    near = min(400, size)
    at = draw.choice((draw.randrange(near), size - 1 - draw.randrange(near), draw.randrange(size)))
    length = draw.choice((1, 2, 4, 8, 64, 1000))
    kind = draw.randrange(7)
    if kind < 3:
        made[at] = draw.choice((0, 255, made[at] ^ 1 << draw.randrange(8), draw.randrange(256)))
    elif kind == 3:
        made[at : at + length] = draw.randbytes(length)
    elif kind == 4:
        del made[at : at + length]
    elif kind == 5:
        made[at:at] = made[at : at + length] * draw.choice((1, 1, 50))
    else:
        del made[at:]
    return bytes(made)


def splice(draw: random.Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: draw.randrange(len(data) + 1)] + other[draw.randrange(len(other) + 1) :]


def number_in_place(draw: random.Random, data: bytes, at: int, size: int, order: str) -> bytes:
    """An unlikely number of ``size`` bytes at ``at``."""
    value = draw.choice(NUMBERS) & ((1 << 8 * size) - 1)
    return data[:at] + value.to_bytes(size, "little" if order == "<" else "big") + data[at + size :]


# ---- binary kinds ---------------------------------------------------------------------------------------------------


def tiff(draw: random.Random, data: bytes) -> bytes:
    """One entry of a directory: its tag, type, count or value."""
    order, big = ("<" if data[:2] == b"II" else ">"), data[2:4] in (b"+\0", b"\0+")
    at, entries = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0], list[int]()
    for _ in range(8):  # pages
        count = struct.unpack_from(order + ("Q" if big else "H"), data, at)[0]
        first, size = at + (8 if big else 2), 20 if big else 12
        entries += [first + number * size for number in range(min(count, 60))]
        at = struct.unpack_from(order + ("Q" if big else "I"), data, first + count * size)[0]
        if not at or at + 8 > len(data):
            break
    entry = draw.choice(entries)
    inside, size = draw.choice(((0, 2), (2, 2), (4, 8 if big else 4), *((12 if big else 8, n) for n in (1, 2, 4))))
    return number_in_place(draw, data, entry + inside, size, order)


def nifti(draw: random.Random, data: bytes) -> bytes:
    """A number of the header, packed or not."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(nifti(draw, gzip.decompress(data)), 1)
    size = draw.choice((1, 2, 4, 8))
    return number_in_place(draw, data, draw.randrange(0, 348, size), size, draw.choice("<>"))


def png(draw: random.Random, data: bytes) -> bytes:
    """A chunk changed, doubled, moved or left out, with a checksum that fits; the pixels unpacked, changed, packed."""
    chunks, at = list[tuple[bytes, bytes]](), 8
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    which = draw.randrange(len(chunks))
    name, body = chunks[which]
    kind = draw.randrange(6)
    if kind == 0:
        chunks.insert(draw.randrange(len(chunks)), chunks[which])
    elif kind == 1:
        del chunks[which]
    elif kind == 2 and name == b"IDAT":
        unpacked = any_bytes(draw, zlib.decompress(body))
        chunks[which] = name, zlib.compress(unpacked + bytes(draw.choice((0, 1 << 20, 1 << 26))), 1)
    elif kind == 3:
        chunks[0] = chunks[0][0], number_in_place(draw, chunks[0][1], draw.choice((0, 4, 8, 9, 12)), 1, ">")
    elif kind == 4:
        chunks[0] = chunks[0][0], number_in_place(draw, chunks[0][1], draw.choice((0, 4)), 4, ">")[:13]
    else:
        chunks[which] = name, any_bytes(draw, body)
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def dicom(draw: random.Random, data: bytes) -> bytes:
    """The value of one element, or an element left out."""
    import pydicom

    found = pydicom.dcmread(io.BytesIO(data), force=True)
    elements = [*found, *found.file_meta]
    named = {"Rows", "Columns", "NumberOfFrames", "BitsAllocated", "BitsStored", "HighBit", "SamplesPerPixel",
             "PixelRepresentation", "PhotometricInterpretation", "PlanarConfiguration", "RescaleSlope", "PixelSpacing",
             "ImageOrientationPatient", "ImagePositionPatient", "TransferSyntaxUID", "PixelData"}  # fmt: skip
    likely = [one for one in elements if one.keyword in named]
    element = draw.choice(likely if likely and draw.random() < 0.8 else elements)
    owner = found.file_meta if element.tag.group == 2 else found
    if draw.random() < 0.15:
        del owner[element.tag]
    elif isinstance(element.value, bytes):
        element._value = any_bytes(draw, element.value)
    elif element.VR in ("US", "SS", "UL", "SL"):
        element._value = draw.choice(NUMBERS) & 0xFFFF
    elif element.VR == "UI":
        ends = ("", "1", "2", "5", "4.50", "4.70", "4.80", "4.90", "4.201", "1.99")
        element._value = "1.2.840.10008.1.2." + draw.choice(ends)
    else:
        element._value = draw.choice(WORDS)
    stream = io.BytesIO()
    found.save_as(stream, enforce_file_format=False)
    return stream.getvalue()


# ---- text kinds -----------------------------------------------------------------------------------------------------


def header_lines(draw: random.Random, data: bytes) -> bytes:
    """A line of a header in front of binary values: a number or word in it, or the line doubled or left out."""
    end = data.find(b"\n\n") if data.startswith(b"NRRD") else data.find(b"ElementDataFile")
    head, rest = (data[:end], data[end:]) if end > 0 else (data, b"")
    lines = head.split(b"\n")
    which = draw.randrange(len(lines))
    kind = draw.randrange(6)
    if kind == 0:
        del lines[which]
    elif kind == 1:
        lines.insert(draw.randrange(len(lines)), lines[which])
    else:
        lines[which] = _other_word(draw, lines[which])
    return b"\n".join(lines) + (any_bytes(draw, rest) if draw.random() < 0.1 else rest)


def text(draw: random.Random, data: bytes) -> bytes:
    """A word or number somewhere."""
    return _other_word(draw, data)


def _other_word(draw: random.Random, line: bytes) -> bytes:
    found = list(re.finditer(rb"[-+.\w/]+", line))
    if not found:
        return any_bytes(draw, line)
    match = draw.choice(found)
    other = str(draw.choice(NUMBERS)) if draw.random() < 0.5 else draw.choice(WORDS)
    return line[: match.start()] + other.encode() + line[match.end() :]


def json_tree(draw: random.Random, data: bytes) -> bytes:
    """A node replaced by an unlikely one, left out, doubled, or buried."""
    tree: Any = json.loads(data)
    places: list[tuple[Any, Any]] = []

    def walk(node: Any, depth: int) -> None:
        if depth < 40 and len(places) < 4000:
            for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
                places.append((node, key))
                walk(node[key], depth + 1)

    walk(tree, 0)
    if not places:
        return any_bytes(draw, data)
    node, key = draw.choice(places)
    kind = draw.randrange(8)
    if kind == 0:
        del node[key]
    elif kind == 1 and isinstance(node, list):
        node.append(node[key])
    elif kind == 2:
        other, place = draw.choice(places)
        node[key] = json.loads(json.dumps(other[place]))
    elif kind == 3 and isinstance(node[key], int | float):
        node[key] = draw.choice(NUMBERS)
    elif kind == 4 and isinstance(node[key], str):
        node[key] = any_bytes(draw, node[key].encode(errors="replace")).decode(errors="replace")
    elif kind == 5:
        return json.dumps(tree).replace("[", "[" * draw.choice((2, 3000)), 1).encode()
    else:
        node[key] = draw.choice(NODES)
    return json.dumps(tree).encode()


def archive(draw: random.Random, data: bytes) -> bytes:
    """A member changed by its kind, renamed, doubled, left out, or one of zeros that unpacks to a thousand times."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = [(name, packed.read(name)) for name in packed.namelist()]
    which = draw.randrange(len(members))
    name, body = members[which]
    kind = draw.randrange(7)
    if kind == 0:
        members[which] = draw.choice(("../" + name, "/" + name, "C:" + name, name + "/", "é" + name, "")), body
    elif kind == 1:
        del members[which]
    elif kind == 2:
        members.append((draw.choice((name, "x/" + name)), body))
    elif kind == 3:
        members[which] = name, bytes(1 << draw.choice((20, 28)))
    else:
        members[which] = name, mutated(draw, name, body, [other for _, other in members])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", draw.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as packed:
        for one, content in members:
            packed.writestr(one, content)
    return stream.getvalue()


def _packed_text(draw: random.Random, data: bytes) -> bytes:
    """The header of a NRRD; of a packed one sometimes what it unpacks to."""
    end = data.find(b"\n\n") + 2
    for pack, unpack in ((gzip.compress, gzip.decompress), (bz2.compress, bz2.decompress)):
        if draw.random() < 0.1:
            try:
                return data[:end] + pack(unpack(data[end:]) * draw.choice((0, 1, 2000)))
            except (OSError, ValueError, EOFError):
                continue
    return header_lines(draw, data)


KINDS: dict[tuple[str, ...], Change] = {
    (".json",): json_tree,
    (".xml", ".txt", ".yaml"): text,
    (".zip",): archive,
    (".mha", ".mhd"): header_lines,
    (".nrrd", ".nhdr"): _packed_text,
    (".nii", ".nii.gz", ".hdr", ".mgh", ".mgz"): nifti,
    (".dcm",): dicom,
}
STARTS: dict[bytes, Change] = {b"II": tiff, b"MM": tiff, b"\x89PNG": png}
