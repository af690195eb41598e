"""Masks as pictures: PNG (palette, grey of 1 to 16 bits, RGB, RGBA) and label TIFF, in folders of any depth.

Names are those beside the files (``name_tables``) or those of a colour table that the person chose. Imports the shared
room only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import tifffile

from segstudio.errors import MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile, Value
from segstudio.formats.common.name_tables import NAMES, table_beside
from segstudio.formats.common.pixels import PNG, TIFF, decode, numbers, text_chunks
from segstudio.formats.common.report import LeftOut
from segstudio.labels.geometry import Rect
from segstudio.project.images.readers.tiff_pages import offset_of
from segstudio.project.images.readers.tiff_parts import in_parts, read_part
from segstudio.project.palette_png import check_shape


def fits(files: Files) -> bool:
    """Whether there is any file that may be a mask."""
    return bool(files.of_kind(*PNG, *TIFF))


def read(files: Files) -> Found:
    """All PNG and TIFF files as masks; a sentence for each kind of other files."""
    values, beside = table_beside(files)
    names = files.of_kind(*PNG, *TIFF)
    own = not beside or PurePosixPath(beside).name.lower() == "classes.json"
    title = said("PNG files") if not files.of_kind(*TIFF) else "" if files.of_kind(*PNG) else said("TIFF files")
    return Found(masks_of(files, names), values, own, beside, other_kinds(files), title=title)


def masks_of(files: Files, names: Iterable[str], image: Callable[[str], str] = str) -> list[MaskFile]:
    """Each picture as a mask for the image of its name (``image``: the name of the image from that of the file)."""
    return [
        MaskFile(
            name, image(name), partial(load, files, name), text_chunks(files.head(name)), partial(cut, files, name)
        )
        for name in names
    ]


def load(files: Files, name: str, shape: tuple[int, int]) -> Loaded:
    """The pixels of one picture; MaskError unless it is a mask of ``shape`` (h, w)."""
    return decode(files.read(name), name, shape)


def cut(files: Files, name: str, shape: tuple[int, int], rect: Rect) -> Loaded:
    """The pixels of one picture on a tile of a large file of ``shape`` (h, w), without decoding the others. MaskError
    unless it is a TIFF of this size that can be read so."""
    base = PurePosixPath(name).name
    if PurePosixPath(name).suffix.lower() not in TIFF:
        text = "{name} is for a file that opens in tiles, and only TIFFs are read tile by tile."
        raise MaskError(text, "Save it as a tiled TIFF.", name=base)
    with files.open(name) as file:
        try:
            with tifffile.TiffFile(file) as tif:
                page: Any = tif.pages.first
                check_shape((int(page.imagelength), int(page.imagewidth)), shape, base)
                table = getattr(page, "colormap", None)
                offset = offset_of(page)
                if in_parts(page):
                    pixels = read_part(page, file, rect)
                elif offset is not None:
                    kind = page.dtype.newbyteorder(tif.byteorder)
                    pixels = np.array(np.memmap(file, kind, "r", offset, page.shape)[rect.slices])
                else:
                    text = "{name} is packed in one piece, which cannot be read tile by tile."
                    raise MaskError(text, "Save it as a tiled TIFF.", name=base)
        except MaskError:
            raise
        except Exception as error:  # tifffile lets through what its decoders raise
            raise MaskError("{name} cannot be read: {why}.", "Save it as a tiled TIFF.", name=base,
                            why=str(error)[:200]) from error  # fmt: skip
    return numbers(pixels, table, base)


def other_kinds(files: Files) -> list[LeftOut]:
    """A sentence for each kind of files that are no masks; lists of names and JSON files are not counted."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for name in files.names:
        path = PurePosixPath(name)
        if path.suffix.lower() not in (*PNG, *TIFF, ".json") and path.name.lower() not in NAMES:
            kinds[path.suffix.lower()].append(name)
    return [*files.left_out, *(_of_kind(kind, names) for kind, names in sorted(kinds.items()))]


def _of_kind(suffix: str, names: list[str]) -> LeftOut:
    text = "{path} is no mask: PNG and TIFF files are."
    if len(names) > 1:
        text = "{path} and {more} more {suffix} files are no masks: PNG and TIFF files are."
    return LeftOut(names[0], said(text, path=names[0], more=len(names) - 1, suffix=suffix or said("nameless")))


def values_by_name(values: Mapping[int, Value]) -> dict[str, int]:
    """The first key of each name."""
    return {value.name: key for key, value in reversed(list(values.items()))}
