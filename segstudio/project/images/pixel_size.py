"""How large a pixel is, where the file says so believably: microscopes do, cameras and drawing programs do not.

Reads tags of PNG and TIFF headers, no pixels. Imports the header readers and tifffile only.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from segstudio.project.images.headers import tiff_page
from segstudio.project.images.png import chunks

_INCH = 0.0254
_UNITS = {"nm": 1e-9, "um": 1e-6, "\N{MICRO SIGN}m": 1e-6, "\N{GREEK SMALL LETTER MU}m": 1e-6, "micron": 1e-6,
          "microns": 1e-6, "\\u00b5m": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "inch": _INCH}  # fmt: skip
_SQUARE = 0.01  # how much width and height of a pixel may differ
_BELIEVABLE = (1e-12, 1e4)  # metres


def pixel_size(file: BinaryIO, kind: str) -> float | None:
    """Metres per pixel of a "PNG" or "TIFF", or ``None``: unknown, not square, or a printing resolution (72 dpi)."""
    read = {"PNG": _png_size, "TIFF": _tiff_size}.get(kind)
    if read is None:
        return None
    try:
        size = read(file)
    except Exception:  # damaged metadata must not take the picture away
        return None
    return size if size is not None and _BELIEVABLE[0] < size < _BELIEVABLE[1] else None


def _from_resolution(across: float, down: float) -> float | None:
    """Metres per pixel from pixels per metre; whole dots per inch are a program's default, not a measurement."""
    if not (across > 0 and down > 0) or abs(across - down) > _SQUARE * across:
        return None
    dots = across * _INCH
    # PNG keeps whole pixels per metre, so 72 dpi comes back as 71.98. Scanners stop at 9600 dpi.
    whole = abs(dots - round(dots)) < 0.02 + 1e-3 * (dots > 1000)
    return None if dots < 9601 and (whole or dots < 30) else 1 / across


def _png_size(file: BinaryIO) -> float | None:
    for kind, length in chunks(file):
        if kind == b"pHYs" and length == 9:
            across, down, unit = struct.unpack(">IIB", file.read(9))
            return _from_resolution(across, down) if unit == 1 else None
        if kind == b"IDAT":
            return None
    return None


def _tiff_size(file: BinaryIO) -> float | None:
    page = tiff_page(file)
    if "PhysicalSizeX=" in page.description:
        return _ome(page.description)
    if 282 not in page.tags:  # XResolution
        return None
    across, down = page.get_resolution()
    if page.description.startswith("ImageJ="):
        unit = re.search(r"^unit=(.+?)\s*$", page.description, re.MULTILINE)
        scale = _UNITS.get(unit.group(1)) if unit else None
        if scale is None or across <= 0 or abs(across - down) > _SQUARE * across:
            return None
        return scale / across
    return _from_resolution(100 * across, 100 * down) if page.resolutionunit == 3 else None


def _ome(description: str) -> float | None:
    sizes = []
    for axis in "XY":
        size = re.search(rf'PhysicalSize{axis}="([^"]+)"', description)
        unit = re.search(rf'PhysicalSize{axis}Unit="([^"]+)"', description)
        scale = _UNITS.get(unit.group(1)) if unit else 1e-6  # the default of OME-XML
        if size is None or scale is None:
            return None
        sizes.append(float(size.group(1)) * scale)
    return sizes[0] if abs(sizes[0] - sizes[1]) <= _SQUARE * sizes[0] else None
