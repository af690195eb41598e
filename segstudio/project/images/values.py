"""What stored values become when they are shown and learnt from: black is the lowest value, at the file's own depth.

One rule for every kind of file: whole numbers of 8 and 16 bits without sign stay, everything else is float32. Imports
numpy only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def black_is_zero(array: NDArray[Any], bits: int) -> NDArray[Any]:
    """Values of a picture in which the lowest one is white (TIFF's white is zero, DICOM's MONOCHROME1), turned round:
    ``2^bits - 1 - v`` without sign, ``-1 - v`` with it, ``-v`` for floats."""
    if array.dtype.kind == "b":
        return ~array
    if array.dtype.kind == "u":
        highest = array.dtype.type((1 << min(bits, 8 * array.dtype.itemsize)) - 1)
        return np.asarray(highest - array)
    return np.asarray(~array if array.dtype.kind == "i" else -array)


def full_range(array: NDArray[Any], bits: int) -> NDArray[Any]:
    """Pictures of 1 to 7 bits spread over 0..255, as every program shows them; others unchanged."""
    if array.dtype.kind == "b":
        return array.astype(np.uint8) * np.uint8(255)
    if bits >= 8 or array.dtype != np.uint8:
        return array
    highest = (1 << bits) - 1
    table = (np.arange(256).clip(0, highest) * 255 + highest // 2) // highest
    return np.asarray(table.astype(np.uint8)[array])


def plain(array: NDArray[Any]) -> NDArray[Any]:
    """``uint8``, ``uint16`` or ``float32``, native byte order, C-contiguous; a memory map becomes an array."""
    if array.dtype.kind == "b":
        array = array.astype(np.uint8) * np.uint8(255)
    dtype = array.dtype.newbyteorder("=") if array.dtype.kind == "u" and array.dtype.itemsize <= 2 else np.float32
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(np.asarray(array), dtype)


def samples(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """``[rows, columns]`` or ``[rows, columns, n]`` as ``[rows, columns]`` each."""
    yield from np.moveaxis(values, 2, 0) if values.ndim == 3 else (values,)
