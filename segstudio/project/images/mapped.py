"""Pixels mapped from their file: uncompressed TIFF and BMP as arrays, so that an image may be larger than the memory.

Owns the rules which files can be mapped; ``project.images.reading`` decodes every other one.
Imports numpy and the header readers; must not import Qt or torch.
"""

from __future__ import annotations

import mmap
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from segstudio.project.images.headers import ImageHeader, bmp_rows, tiff_page

_DTYPES = ("uint8", "uint16", "float32")
_LAYOUTS = ((1, "YX", 1), (2, "YXS", 3), (2, "YXS", 4))  # photometric (black is zero, RGB), axes, samples


def map_pixels(file: BinaryIO, header: ImageHeader) -> NDArray[Any] | None:
    """``uint8``, ``uint16`` or ``float32`` ``[h, w]`` or ``[h, w, 3]`` RGB on the file's bytes, ``None`` where the file
    stores them otherwise. The file must be complete (``check_complete``)."""
    try:
        if header.format == "TIFF":
            return _tiff(file)
        return _bmp(file, header) if header.format == "BMP" else None
    except (OSError, ValueError):
        return None  # the decoders give a better reason


def release_memory(pixels: NDArray[Any]) -> None:
    """Release the memory of mapped ``pixels``, which are read again when needed. The system itself does so only when
    memory is short, and until then counts it as used."""
    base: Any = pixels
    while base is not None and not isinstance(base, mmap.mmap):
        base = getattr(base, "base", None)
    if base is not None and hasattr(mmap, "MADV_DONTNEED"):  # Windows trims by itself
        base.madvise(mmap.MADV_DONTNEED)


def _tiff(file: BinaryIO) -> NDArray[Any] | None:
    page = tiff_page(file)
    plain = page.is_final and sum(page.databytecounts) == page.nbytes
    layout = page.photometric, page.axes, page.samplesperpixel
    if not plain or layout not in _LAYOUTS or page.dtype is None or page.dtype.name not in _DTYPES:
        return None
    order = page.dtype.newbyteorder(page.parent.byteorder)
    pixels = np.memmap(file, order, "r", page.dataoffsets[0], page.shape)
    return pixels[..., :3] if pixels.ndim == 3 else pixels


def _bmp(file: BinaryIO, header: ImageHeader) -> NDArray[Any] | None:
    rows = bmp_rows(file)
    if rows is None or rows[2] != "BGR":
        return None
    start, stride, _, order = rows
    lines = np.memmap(file, np.uint8, "r", start, (header.height, stride))[::order, : 3 * header.width]
    return lines.reshape(header.height, header.width, 3)[..., ::-1]
