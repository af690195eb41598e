"""MetaImage (.mha, and .mhd with its .raw or .zraw), the format of ITK, as planes along the third axis.

The header is lines of "Key = Value" up to ElementDataFile (https://itk.org/Wiki/MetaIO/Documentation). Keys that are
not needed, which may hold a name, are not kept. Must not import Qt or torch.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from segstudio.errors import ImageError
from segstudio.project.images.facts import ImageFile
from segstudio.project.images.headers import damaged
from segstudio.project.images.orientation import lps, place_of, turn_of
from segstudio.project.images.readers.unpacking import decoding
from segstudio.project.images.readers.volume import Layout, Volume, facts_of, open_beside

_HEADER = 1 << 16  # bytes; real ones have a few hundred
_TYPES = {"CHAR": "i1", "UCHAR": "u1", "SHORT": "i2", "USHORT": "u2", "INT": "i4", "UINT": "u4", "LONG": "i4",
          "ULONG": "u4", "LONG_LONG": "i8", "ULONG_LONG": "u8", "FLOAT": "f4", "DOUBLE": "f8"}  # fmt: skip
_METRES = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "um": 1e-6}


def open_metaimage(path: Path, file: BinaryIO) -> ImageFile:
    """The volume in ``file``. Raises ImageError: it is damaged, or stored in a way that is not read."""
    with decoding(path, "its header cannot be read"):
        keys, end = _keys(file)
        shape = tuple(int(one) for one in keys["DimSize"].split())
        if len(shape) != int(keys["NDims"]) or not 2 <= len(shape) <= 4:
            raise ValueError
        big = _is(keys, "BinaryDataByteOrderMSB") or _is(keys, "ElementByteOrderMSB")
        kind = keys["ElementType"].removeprefix("MET_").removesuffix("_ARRAY")
        dtype = np.dtype(_TYPES[kind]).newbyteorder(">" if big else "<")
        channels, skipped = int(keys.get("ElementNumberOfChannels", 1)), int(keys.get("HeaderSize", 0))
        given = next((keys[one] for one in ("TransformMatrix", "Rotation", "Orientation") if one in keys), "")
        matrix = np.array(given.split(), np.float64)[: len(shape) ** 2].reshape(2 * (len(shape),) if given else (0, 0))
        spacing = [float(one) for one in keys.get("ElementSpacing", keys.get("ElementSize", "")).split()][:3]
        first = next((keys[one] for one in ("Offset", "Position", "Origin") if one in keys), "0 0 0")
        origin = np.array(first.split(), np.float64)[:3]
    if keys.get("BinaryData", "True").lower() == "false" or "%" in keys["ElementDataFile"] or _is_list(keys):
        raise ImageError(
            "The image {name} keeps its values as text or in many files, which is not read.",
            "Save it as one .mha file, for example with ITK or 3D Slicer.",
            name=path.name,
        )
    local = keys["ElementDataFile"].upper() == "LOCAL"
    data = file if local else open_beside(path, keys["ElementDataFile"])
    axes = "XYZT"[: len(shape)]
    if channels != 1:
        colours = channels == 3 and dtype == np.uint8  # others are vectors
        shape, axes = (channels, *shape), ("S" if colours else "C") + axes
    packed = "zlib" if _is(keys, "CompressedData") else ""
    layout = Layout(dtype, shape, axes, end if local else 0, packed)
    if skipped == -1 and not packed:
        layout = replace(layout, start=data.seek(0, 2) - layout.nbytes)
    elif skipped:
        layout = replace(layout, start=layout.start + skipped)
    if layout.start < 0:
        raise damaged(path, "its end is missing")
    steps = np.array([*spacing, 1, 1, 1][:3])
    directions = lps(matrix[:3, :3].T * steps, "LPS") if len(matrix) > 2 else None  # a row is where one axis goes
    turn, lies = turn_of(directions), place_of(directions, origin, "LPS")
    metres = tuple(one * _METRES.get(keys.get("DistanceUnits", "mm"), 1e-3) for one in spacing)
    return Volume(path, data, layout, turn, facts_of("MetaImage", layout, turn, metres), lies)


def _keys(file: BinaryIO) -> tuple[dict[str, str], int]:
    """The header's values by key, and the byte behind it. Raises KeyError: it has no end."""
    start, at, keys = file.read(_HEADER), 0, dict[str, str]()
    while "ElementDataFile" not in keys:
        line, newline, _ = start[at:].partition(b"\n")
        key, equals, value = line.decode("latin-1").partition("=")
        if not equals:
            raise KeyError
        keys[key.strip()] = value.strip()
        at += len(line) + len(newline)
    return keys, at


def _is(keys: dict[str, str], key: str) -> bool:
    return keys.get(key, "").lower() in ("true", "1")


def _is_list(keys: dict[str, str]) -> bool:
    return keys["ElementDataFile"].split()[:1] in (["LIST"], ["list"])
