"""Parts of a page of a TIFF: only the tiles or strips of the file that a rectangle touches are read and decoded.

"Segment" is TIFF's word for both. Must not import Qt or torch. Format: TIFF 6.0, sections 3 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod
from operator import index
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.project.images.facts import Pixels

MOST_IN_SEGMENT = 1 << 25  # pixels that are decoded at once; a page in larger pieces is not read in parts
_AXES = ("YX", "YXS", "SYX")
_CELL = 16  # pixels of a small picture that one sample stands for
_ROWS = 64  # of a strip that a sample is made of


def in_parts(page: Any) -> bool:
    """Whether parts of a page can be read: it is of small segments, and all of them are in its header."""
    if page.axes not in _AXES or prod(_segment(page)) > MOST_IN_SEGMENT:
        return False
    return bool(len(page.dataoffsets) == len(page.databytecounts) == prod(page.chunked))


def segments_in(page: Any, rect: Rect) -> list[int]:
    """The numbers of the segments that ``rect`` touches."""
    key = page.keyframe
    height, width = _segment(key)
    across, down = -(-index(key.imagewidth) // width), -(-index(key.imagelength) // height)
    rows, columns = range(rect.y // height, -(-rect.bottom // height)), range(rect.x // width, -(-rect.right // width))
    planes = index(key.samplesperpixel) if key.axes == "SYX" else 1
    return [(plane * down + row) * across + column for plane in range(planes) for row in rows for column in columns]


def _segment(key: Any) -> tuple[int, int]:
    """Rows and columns of a tile or a strip."""
    if key.is_tiled:
        return index(key.tilelength), index(key.tilewidth)
    return min(index(key.rowsperstrip) or index(key.imagelength), index(key.imagelength)), index(key.imagewidth)


def read_part(page: Any, file: BinaryIO, rect: Rect) -> NDArray[Any]:
    """The values of ``rect``, which is inside the page, with the page's axes. Raises what decoding raises.

    A segment without bytes is one that the writer left out: all of it has the value that the file says, else 0.
    """
    key = page.keyframe
    separate, spread = key.axes == "SYX", key.axes != "YX"
    samples = index(key.samplesperpixel) if spread else 1
    out = np.full((samples, rect.h, rect.w) if separate else (rect.h, rect.w, samples), key.nodata, key.dtype)
    decode = key.decode  # before the file is read: finding it out may move its position
    tables = {"jpegtables": page.jpegtables, "jpegheader": key.jpegheader} if _is_jpeg(key) else {}
    for number in segments_in(page, rect):
        length = page.databytecounts[number]
        if not length:
            continue
        file.seek(page.dataoffsets[number])
        data, at, _ = decode(file.read(length), number, **tables)
        if data is None:
            continue
        values = data[0]  # [rows, columns, samples] of the one depth
        piece = Rect(at[3], at[2], values.shape[1], values.shape[0])
        here = piece.intersect(rect)
        part = values[here.relative_to(piece).slices]
        place = here.relative_to(rect).slices
        if separate:
            out[at[0], *place] = part[..., 0]
        else:
            out[place] = part
    return out if spread else out[..., 0]


def _is_jpeg(key: Any) -> bool:
    return index(key.compression) in (6, 7, 33007, 34892)


# ---- small pictures of large ones ----------------------------------------------------------------------------------


def sampled(page: Any, region: Callable[[Rect], Pixels], rect: Rect, side: int) -> Pixels:
    """``rect`` as a picture of at most ``side`` pixels, put together from one segment for each ``_CELL`` of it: a
    sample of the file, not its mean, for which all of it would have to be decoded."""
    scale = side / max(rect.w, rect.h)
    if scale >= 1:
        return region(rect)
    width, height = max(1, round(rect.w * scale)), max(1, round(rect.h * scale))
    tall, wide = _segment(page.keyframe)
    tall = min(tall, _ROWS) if not page.keyframe.is_tiled else tall
    out: NDArray[Any] | None = None
    for top, bottom in _spans(height):
        for left, right in _spans(width) if page.keyframe.is_tiled else [(0, width)]:
            cell = Rect(rect.x + int(left / scale), rect.y + int(top / scale), int((right - left) / scale) or 1,
                        int((bottom - top) / scale) or 1).intersect(rect)  # fmt: skip
            x, y = (cell.x + cell.w // 2) // wide * wide, (cell.y + cell.h // 2) // tall * tall
            across = Rect(x, y, wide, tall) if page.keyframe.is_tiled else Rect(cell.x, y, cell.w, tall)
            part = shrunk(region(across.intersect(rect)), (bottom - top, right - left))
            if out is None:
                out = np.zeros((height, width, *part.shape[2:]), part.dtype)
            out[top:bottom, left:right] = part
    assert out is not None
    return out


def _spans(length: int) -> Iterable[tuple[int, int]]:
    return [(at, min(at + _CELL, length)) for at in range(0, length, _CELL)]


def shrunk(pixels: Pixels, shape: tuple[int, int]) -> Pixels:
    """``[h, w]`` or ``[h, w, c]`` at ``shape`` by area means; any number of channels."""
    planes = [pixels] if pixels.ndim == 2 else list(np.moveaxis(pixels, 2, 0))
    small = [cv2.resize(np.ascontiguousarray(one), shape[::-1], interpolation=cv2.INTER_AREA) for one in planes]
    return np.asarray(small[0]) if pixels.ndim == 2 else np.stack(small, -1)
