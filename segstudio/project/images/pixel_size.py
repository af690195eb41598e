"""How large a pixel is, where the file says so believably: microscopes do, cameras and drawing programs do not.

Reads tags of PNG and TIFF headers, no pixels. Imports images.png only.
"""

from __future__ import annotations

import re
import struct
from typing import Any, BinaryIO

from segstudio.project.images.png import chunks

_INCH = 0.0254
_UNITS = {"nm": 1e-9, "um": 1e-6, "\N{MICRO SIGN}m": 1e-6, "\N{GREEK SMALL LETTER MU}m": 1e-6, "micron": 1e-6,
          "microns": 1e-6, "\\u00b5m": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0, "inch": _INCH}  # fmt: skip
_SQUARE = 0.01  # how much width and height of a pixel may differ
_BELIEVABLE = (1e-12, 1e4)  # metres


def believable(size: float | None) -> float | None:
    """``size`` in metres where a pixel can have it."""
    return size if size is not None and _BELIEVABLE[0] < size < _BELIEVABLE[1] else None


def png_size(file: BinaryIO) -> float | None:
    """Metres per pixel of a PNG, or ``None``: unknown, not square, or a printing resolution (72 dpi)."""
    try:
        return believable(_png_size(file))
    except Exception:  # damaged metadata must not take the picture away
        return None


def tiff_size(page: Any) -> float | None:
    """Metres per pixel of the first page of a TIFF (tifffile's): OME, ImageJ, FEI, Zeiss SEM, or its resolution.

    ``None``: unknown, not square, or a printing resolution."""
    try:
        return believable(_tiff_size(page))
    except Exception:  # damaged metadata must not take the picture away
        return None


def tiff_distance(page: Any) -> float | None:
    """Metres between two planes of a stack, as OME and ImageJ write it."""
    try:
        text = page.description
        if "PhysicalSizeZ=" in text:
            return believable(_ome(text, "Z"))
        spacing = re.search(r"^spacing=([0-9.eE+-]+)", text, re.MULTILINE) if text.startswith("ImageJ=") else None
        unit = _imagej_unit(text)
        return believable(float(spacing.group(1)) * unit) if spacing and unit else None
    except Exception:
        return None


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


def _tiff_size(page: Any) -> float | None:
    text = page.description
    if "PhysicalSizeX=" in text:
        across, down = _ome(text, "X"), _ome(text, "Y")
        if across is None or down is None:
            return None
        return across if abs(across - down) <= _SQUARE * across else None
    for tag, read in ((34682, _fei), (34118, _zeiss)):
        if tag in page.tags:
            size: float | None = read(page.tags.valueof(tag))
            return size
    if 282 not in page.tags:  # XResolution
        return None
    across, down = page.get_resolution()
    if text.startswith("ImageJ="):
        scale = _imagej_unit(text)
        if scale is None or across <= 0 or abs(across - down) > _SQUARE * across:
            return None
        return float(scale / across)
    return _from_resolution(100 * across, 100 * down) if page.resolutionunit == 3 else None


def _imagej_unit(text: str) -> float | None:
    unit = re.search(r"^unit=(.+?)\s*$", text, re.MULTILINE)
    return _UNITS.get(unit.group(1)) if unit else None


def _fei(facts: Any) -> float | None:
    """FEI and Thermo Fisher electron microscopes: metres, in the scan's own section."""
    scan = facts.get("Scan") or facts.get("EScan") or {}
    return float(scan["PixelWidth"]) if "PixelWidth" in scan else None


def _zeiss(facts: Any) -> float | None:
    """Zeiss electron microscopes: name, value and unit."""
    found = facts.get("ap_image_pixel_size") or facts.get("ap_pixel_size")
    return float(found[1]) * _UNITS[found[2]] if found else None


def _ome(description: str, axis: str) -> float | None:
    size = re.search(rf'PhysicalSize{axis}="([^"]+)"', description)
    unit = re.search(rf'PhysicalSize{axis}Unit="([^"]+)"', description)
    scale = _UNITS.get(unit.group(1)) if unit else 1e-6  # the default of OME-XML
    return float(size.group(1)) * scale if size is not None and scale is not None else None
