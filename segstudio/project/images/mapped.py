"""Pixels that stay in their file: uncompressed TIFF and BMP seen as arrays, so that an image may outgrow the memory.

Owns the rules of which files can be seen so; every other one is for ``project.images.reading`` to decode.
Imports numpy and the header readers; must not import Qt or torch.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.project.images.headers import ImageHeader, tiff_tags

_TIFF_KINDS = {(1, 8): "u1", (1, 16): "u2", (3, 32): "f4"}  # SampleFormat (1 unsigned, 3 IEEE) and bits: dtype
_BMP_RGB = 24


def map_pixels(path: Path, header: ImageHeader) -> NDArray[Any] | None:
    """``uint8``, ``uint16`` or ``float32`` ``[h, w]`` or ``[h, w, 3]`` RGB on the file's bytes, ``None`` where they do
    not lie there plainly. The file must be complete (``check_complete``)."""
    try:
        if header.format == "TIFF":
            return _tiff(path)
        return _bmp(path) if header.format == "BMP" else None
    except (OSError, ValueError, TypeError, KeyError, struct.error):
        return None  # the decoders say better what is wrong with it


def let_go(pixels: NDArray[Any]) -> None:
    """Give the memory of what was looked at back, where ``pixels`` lie in a file: it is read again when it is needed.

    The system would do so by itself, but only when memory is short, and until then it counts as used.
    """
    base: Any = pixels
    while base is not None and not isinstance(base, mmap.mmap):
        base = getattr(base, "base", None)
    if base is not None and hasattr(mmap, "MADV_DONTNEED"):  # Windows trims by itself
        base.madvise(mmap.MADV_DONTNEED)


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(int(v) for v in value) if isinstance(value, tuple | list) else (int(value),)


def _tiff(path: Path) -> NDArray[Any] | None:
    """TIFF 6.0: no compression, one plane, strips one behind the other, black is zero or RGB."""
    with open(path, "rb") as file:
        order = "<" if file.read(2) == b"II" else ">"
        tags = tiff_tags(file)
    width, height, samples = int(tags[256]), int(tags[257]), int(tags.get(277, 1))
    bits = set(_numbers(tags.get(258, 1)))
    kind = _TIFF_KINDS.get((_numbers(tags.get(339, 1))[0], bits.pop())) if len(bits) == 1 else None
    plain = tags.get(259, 1) == 1 and tags.get(284, 1) == 1 and tags.get(262) == {1: 1, 3: 2, 4: 2}.get(samples)
    if kind is None or not plain or 273 not in tags:
        return None
    starts, lengths = _numbers(tags[273]), _numbers(tags[279])
    joined = all(a + n == b for a, n, b in zip(starts, lengths, starts[1:], strict=False))
    dtype = np.dtype(order + kind)
    if not joined or sum(lengths) != width * height * samples * dtype.itemsize:
        return None
    shape = (height, width) if samples == 1 else (height, width, samples)
    pixels = np.memmap(path, dtype, "r", starts[0], shape)
    return pixels[..., :3] if samples == 4 else pixels


def _bmp(path: Path) -> NDArray[Any] | None:
    """24 bits without compression: rows of BGR, padded to 4 bytes, the lowest first (or first as seen: height < 0)."""
    with open(path, "rb") as file:
        start = file.read(54)
    (pixels,) = struct.unpack_from("<I", start, 10)
    size, width, height, _, bits, packed = struct.unpack_from("<IiiHHI", start, 14)
    if size < 40 or bits != _BMP_RGB or packed or width < 1:
        return None
    line = (width * 3 + 3) // 4 * 4
    rows = np.memmap(path, np.uint8, "r", pixels, (abs(height), line))
    upright = rows[::-1] if height > 0 else rows
    pixels_bgr = np.lib.stride_tricks.as_strided(
        upright, (abs(height), width, 3), (upright.strides[0], 3, 1), writeable=False
    )
    return pixels_bgr[..., ::-1]
