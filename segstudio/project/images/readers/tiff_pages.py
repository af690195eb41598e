"""Which pages of a TIFF are its picture, and what their tags say, of whichever writer. Must not import Qt or torch."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from operator import index
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.project.images.facts import Pixels
from segstudio.project.images.headers import damaged, unreadable

MOST_PAGES = 20_000  # a stack of more is a damaged header or an attack
YCBCR = 6  # PhotometricInterpretation
_ESSENTIAL = {256, 257, 258, 259, 262, 266, 273, 277, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339}  # tags


@dataclass(frozen=True)
class Part:
    """The picture of a file that is read: pages of one shape. ``axes`` and ``shape`` as tifffile has them."""

    pages: Sequence[Any]
    axes: str
    shape: tuple[int, ...]
    offset: int | None  # of all values, where they lie in one piece as they are
    series: Any = None
    levels: int = 1
    others: tuple[str, ...] = ()  # sizes of the pictures that are left


def choose(tif: Any, first: Any, path: Path) -> Part:
    """The picture of an open file: the largest, of a pyramid its largest level; ``first``: the file's first page.
    Raises ImageError."""
    count = len(tif.pages)
    if count > MOST_PAGES:
        raise unreadable(path, f"more than {MOST_PAGES} pages", "Save it as several files.")
    alone = count == 1 and first.subifds is None and not (first.is_imagej or first.is_shaped or first.is_stk)
    if alone and not first.is_ome:
        return Part((first,), first.axes, tuple(first.shape), offset_of(first))
    try:
        found = tif.series
    except Exception:  # its description is damaged, its pages are not
        return Part((first,), first.axes, tuple(first.shape), offset_of(first))
    series = [one.levels[0] for one in found if one.levels[0].pages and "X" in one.levels[0].axes]
    if not series:
        raise damaged(path, "it holds no pixel data")
    chosen = max(series, key=lambda one: (area_of(one), prod(one.shape)))
    others = tuple(size_words(one) for one in series if one is not chosen)
    offset = chosen.dataoffset if chosen.keyframe.is_final else None
    return Part(chosen.pages, chosen.axes, tuple(chosen.shape), offset, chosen, len(chosen.levels), others)


def smaller_level(part: Part, page: Any, scale: float) -> Part | None:
    """The smallest level of a pyramid that is at least ``scale`` times as wide as its ``page``; ``None``: there is none
    beside it."""
    found = None
    for level in part.series.levels[1:] if part.series is not None else ():
        alike = level.axes == part.axes and len(level.pages) == len(part.pages) and level.keyframe.axes == page.axes
        if alike and index(level.keyframe.imagewidth) >= scale * index(page.imagewidth):
            found = Part(level.pages, level.axes, tuple(level.shape), None)
    return found


def offset_of(page: Any) -> int | None:
    """Where the values of a page lie in one piece as they are."""
    whole = page.is_final and sum(page.databytecounts) == page.nbytes
    return index(page.dataoffsets[0]) if whole else None


def page_end(page: Any, first: Any) -> int:
    """The byte behind the last value of a page."""
    lengths = page.databytecounts or (first.nbytes,)
    end = max(index(start) + index(length) for start, length in zip(page.dataoffsets, lengths, strict=False))
    kind, codec = index(first.photometric), index(first.compression)
    if codec == 1 and kind != YCBCR and all(lengths):  # nothing is compressed or left out
        bits = bits_of(first) * index(first.samplesperpixel)
        end = max(end, index(first.imagewidth) * index(first.imagelength) * bits // 8)
    return end


def bits_of(page: Any) -> int:
    """Bits of a value, of the largest sample."""
    kinds = page.tags.valueof(258, page.bitspersample)
    return max(map(index, kinds)) if isinstance(kinds, tuple) else index(kinds)


def codec_of(page: Any) -> str:
    """The compression in words; empty: none."""
    return str(getattr(page.compression, "name", page.compression)).lower().replace("none", "")


def area_of(series: Any) -> int:
    """Pixels of one plane of a series."""
    return int(series.shape[series.axes.index("X")] * series.shape[series.axes.index("Y")])


def size_words(series: Any) -> str:
    """Size and number of pages of a series, for people."""
    width, height = series.shape[series.axes.index("X")], series.shape[series.axes.index("Y")]
    count = prod(series.shape) // (width * height * (series.keyframe.samplesperpixel or 1))
    return f"{width} x {height}" + (f" ({count} pages)" if count > 1 else "")


def lost_tags(tif: Any, file: BinaryIO, page: Any) -> bool:
    """Whether the file has tags that say what the values are, and that tifffile left out as damaged."""
    tiff = tif.tiff
    file.seek(page.offset)
    (count,) = struct.unpack(tiff.tagnoformat, file.read(tiff.tagnosize))
    entries = file.read(count * tiff.tagsize)
    codes = (struct.unpack_from(f"{tiff.byteorder}H", entries, at)[0] for at in range(0, len(entries), tiff.tagsize))
    return any(code in _ESSENTIAL and code not in page.tags for code in codes)


def coloured(page: Any, indices: NDArray[Any]) -> NDArray[Any]:
    """RGB of a palette. Its entries are 16 bits; old scanners wrote 0 to 255."""
    table = np.asarray(page.colormap)
    table = (table >> 8 if table.max() > 255 else table).astype(np.uint8)
    return np.asarray(table.T[np.minimum(indices, table.shape[1] - 1)])


def by_pillow(file: BinaryIO) -> Pixels:
    """The first page as Pillow decodes it, upright: grey or RGB."""
    # From a file object: from a path Pillow maps uncompressed TIFFs into memory and turns them wrongly.
    file.seek(0)
    with Image.open(file, formats=("TIFF",)) as image:
        image.load()  # turns it upright by itself
        mode = "L" if image.mode in ("1", "L", "LA") else "RGB"
        return np.ascontiguousarray(image.convert(mode))
