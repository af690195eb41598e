"""Masks in files of pixels: what is damaged is told, and nothing is read for ever."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import tifffile

from segstudio.errors import MaskError
from segstudio.formats.common.pixels import decode


def test_pages_that_form_a_ring_come_to_an_end() -> None:
    """The page behind the first one has no tags and is followed by itself."""
    file = io.BytesIO()
    mask = np.arange(24, dtype=np.uint8).reshape(4, 6)
    tifffile.imwrite(file, mask, byteorder="<", metadata=None)
    data = bytearray(file.getvalue())
    first = struct.unpack_from("<I", data, 4)[0]
    link = first + 2 + 12 * struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, link, len(data))
    data += struct.pack("<HI", 0, len(data))
    assert (decode(bytes(data), "ring.tif").keys == mask).all()


def test_a_tiff_of_several_planes_is_no_mask() -> None:
    file = io.BytesIO()
    tifffile.imwrite(file, np.zeros((3, 4, 6), np.uint8), photometric="minisblack")
    with pytest.raises(MaskError, match="holds 3 planes"):
        decode(file.getvalue(), "stack.tif")
