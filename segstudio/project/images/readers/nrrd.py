"""NRRD (.nrrd, .seg.nrrd, and .nhdr with the file that it names), as planes along the third axis of space.

pynrrd reads the header; the values are read here, so that one plane costs no whole volume and nothing unpacks to more
than the header says. Key and value pairs of the header, which may hold a name, go nowhere.
Format: https://teem.sourceforge.net/nrrd/format.html. Must not import Qt or torch.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import nrrd
import numpy as np

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import ImageFile
from segstudio.project.images.headers import damaged
from segstudio.project.images.orientation import Place, lps, place_of, turn_of
from segstudio.project.images.readers.unpacking import decoding
from segstudio.project.images.readers.volume import Layout, Volume, check_layout, facts_of, open_beside
from segstudio.regular_file import TEXT

_HEADER = 1 << 20  # bytes; those of 3D Slicer's segmentations have some thousand
_TYPES = {"int8": "signed char", "uint8": "uchar|unsigned char",
          "int16": "short|short int|signed short|signed short int",
          "uint16": "ushort|unsigned short|unsigned short int",
          "int32": "int|signed int", "uint32": "uint|unsigned int",
          "int64": "longlong|long long|long long int|signed long long|signed long long int",
          "uint64": "ulonglong|unsigned long long|unsigned long long int", "float32": "float",
          "float64": "double"}  # fmt: skip
_DTYPES = {alias: name for name, others in _TYPES.items() for alias in (name, name + "_t", *others.split("|"))}
_PACKED = {"raw": "", "gzip": "gzip", "gz": "gzip", "bzip2": "bzip2", "bz2": "bzip2"}
_TEXT = ("ascii", "text", "txt")
_SPACES = {"right-anterior-superior": "RAS", "left-anterior-superior": "LAS", "left-posterior-superior": "LPS"}
_METRES = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "um": 1e-6, "microns": 1e-6, "nm": 1e-9}
_COLOURS = ("rgb-color", "rgba-color", "3-color")
_IN_SPACE = ("domain", "space")


def open_nrrd(path: Path, file: BinaryIO) -> ImageFile:
    """The volume in ``file``. Raises ImageError: it is damaged, or stored in a way that is not read."""
    with decoding(path, "its header cannot be read"):
        header, end = _header(file)
        shape = tuple(int(one) for one in header["sizes"])
        encoding, other = str(header["encoding"]).lower(), _first(header, "data file", "datafile")
        lines = int(_first(header, "line skip", "lineskip") or 0)
        skipped = int(_first(header, "byte skip", "byteskip") or 0)
        if len(shape) != header["dimension"] or lines < 0 or skipped < -1:
            raise ValueError
        dtype = np.dtype(_DTYPES.get(str(header["type"]).lower(), "V"))
        if dtype.itemsize > 1 and encoding not in _TEXT:
            dtype = dtype.newbyteorder("<" if {"little": True, "big": False}[str(header["endian"]).lower()] else ">")
        axes = _axes(header, shape)
        lies, spacing = _space(header, axes)
    if _many(other):
        raise ImageError(
            "The image {name} keeps its values in many files, which is not read.",
            "Save it as one file, for example with 3D Slicer.",
            name=path.name,
        )
    if not axes or dtype.kind == "V" or (encoding not in _PACKED and encoding not in _TEXT):
        raise ImageError(
            "The image {name} is a kind of NRRD that is not read ({dimension}-D {type}, {encoding}).",
            "Save it as one file of two to four dimensions with raw or gzip encoding, for example with 3D Slicer.",
            name=path.name,
            dimension=len(shape),
            type=dtype.name,
            encoding=encoding if encoding in ("hex", *_PACKED) else "?",
        )
    data = open_beside(path, str(other)) if other else file
    start = 0 if other else end
    data.seek(start)
    for _ in range(min(lines, _HEADER)):
        start += len(data.readline(_HEADER))
    if encoding in _TEXT:
        data, layout = _numbers(path, data, start, Layout(dtype, shape, axes, 0))
    else:
        layout = _placed(path, data, Layout(dtype, shape, axes, start, _PACKED[encoding]), skipped)
    turn = turn_of(None if lies is None else lies.axes)
    left = (said("Transparency is left out; colours stay as they are stored."),) if _samples(layout) == 4 else ()
    return Volume(path, data, layout, turn, facts_of("NRRD", layout, turn, spacing, left), lies)


def _header(file: BinaryIO) -> tuple[dict[str, Any], int]:
    """pynrrd's header by field, and the byte behind it."""
    start, lines, at = file.read(_HEADER), [], 0
    for line in io.BytesIO(start):
        at += len(line)
        lines.append(line)
        if not line.strip():
            break
    return nrrd.read_header(lines), at


def read_segments(data: bytes) -> list[tuple[int, int, str]]:
    """Layer, number and name of each segment of a segmentation of 3D Slicer (.seg.nrrd); none in other files. A damaged
    row is passed over: then its number has no name."""
    header, _ = _header(io.BytesIO(data))
    rows = []
    for number in range(len(header)):
        try:
            name, value = str(header[f"Segment{number}_Name"]), int(header[f"Segment{number}_LabelValue"])
            rows.append((int(header.get(f"Segment{number}_Layer", 0)), value, name))
        except (KeyError, ValueError):
            continue
    return rows


def _first(header: dict[str, Any], *fields: str) -> Any:
    return next((header[field] for field in fields if field in header), None)


def _many(other: Any) -> bool:
    """Whether the values lie in many files: a list, or a pattern such as "a%03d.raw 1 9 1"."""
    return other is not None and (str(other).split()[:1] == ["LIST"] or "%" in str(other))


def _placed(path: Path, data: BinaryIO, layout: Layout, skipped: int) -> Layout:
    """The layout with the bytes skipped that a header says: of raw files those before, of packed ones unpacked ones."""
    if skipped == -1 and not layout.packed:
        start = data.seek(0, 2) - layout.nbytes  # the values are the file's end
        if start < layout.start:
            raise damaged(path, "its end is missing")
        return replace(layout, start=start)
    if not layout.packed:
        return replace(layout, start=layout.start + skipped)
    return replace(layout, skipped=max(skipped, 0))


def _numbers(path: Path, data: BinaryIO, start: int, layout: Layout) -> tuple[BinaryIO, Layout]:
    """The values of a text as bytes."""
    data.seek(start)
    text = data.read(TEXT)
    if layout.nbytes > TEXT or data.read(1):
        raise damaged(path, "it holds more text than is read")
    with decoding(path, "its values are no numbers"):
        values = np.array(text.replace(b",", b" ").split(), "S").astype(layout.dtype)
    made = io.BytesIO(values.tobytes())
    check_layout(path, made, layout)
    return made, layout


def _samples(layout: Layout) -> int:
    return layout.shape[layout.axes.index("S")] if "S" in layout.axes else 1


def _axes(header: dict[str, Any], shape: tuple[int, ...]) -> str:
    """A letter for each axis; empty: it is no picture. Axes of space are X, Y, Z in stored order."""
    kinds = [str(kind).lower() for kind in header.get("kinds", ["???"] * len(shape))]
    directions = header.get("space directions")
    letters, space = "", iter("XYZQIPR")
    for axis, kind in enumerate(kinds):
        row = None if directions is None or axis >= len(directions) else directions[axis]
        outside = directions is not None and (row is None or not np.isfinite(np.asarray(row, np.float64)).all())
        if kind in _COLOURS and shape[axis] in (3, 4):
            letters += "S"
        elif kind == "time":
            letters += "T"
        elif kind in _IN_SPACE or (kind in ("???", "none") and not outside):
            letters += next(space)
        else:
            letters += "C"
    good = "XY" in letters.replace("Z", "") and len(set(letters)) == len(letters) and not set(letters) & set("PR")
    return letters if good and len(letters) == len(shape) and not {"S", "C"} <= set(letters) else ""


def _space(header: dict[str, Any], axes: str) -> tuple[Place | None, tuple[float | None, ...]]:
    """Where the axes X, Y, Z lie in the patient, and metres between two values along each."""
    units = [str(one).lower() for one in header.get("space units", header.get("units", []))]
    scale: list[float | None] = [None] * 3
    space = str(header.get("space", "")).lower().removesuffix("-time")
    known = _SPACES.get(space, space.upper())
    metres = [_METRES.get(one) for one in units] or [1e-3 if known in _SPACES.values() else None] * len(axes)
    places = [axes.find(letter) for letter in "XYZ"]
    directions = header.get("space directions")
    if directions is not None:
        rows = [directions[at] if at >= 0 else None for at in places]
        lengths = [None if row is None else float(np.linalg.norm(np.asarray(row, np.float64))) for row in rows]
        metre = metres[0] if metres else None
        scale = [None if one is None or metre is None else one * metre for one in lengths]
        full = [row for row in rows if row is not None and len(row) == 3]
        matrix = lps(np.array(full, np.float64).T, known) if len(full) == 3 else None
        return place_of(matrix, np.asarray(header.get("space origin", np.zeros(3)), np.float64), known), tuple(scale)
    spacings = [float(one) for one in header.get("spacings", [])]
    for one, at in enumerate(places):
        if 0 <= at < len(spacings) and at < len(metres) and (metre := metres[at]) is not None:
            scale[one] = spacings[at] * metre
    return None, tuple(scale)
