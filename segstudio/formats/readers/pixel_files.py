"""Masks as pictures: PNG (palette, grey of 1 to 16 bits, RGB, RGBA) and label TIFF, in folders of any depth.

Names are those beside the files (``name_tables``) or those of a colour table that the person chose. Imports the shared
room only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath

from segstudio.errors import said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile, Value
from segstudio.formats.common.name_tables import NAMES, table_beside
from segstudio.formats.common.pixels import PNG, TIFF, decode, text_chunks
from segstudio.formats.common.report import LeftOut


def fits(files: Files) -> bool:
    """Whether there is any file that may be a mask."""
    return bool(files.of_kind(*PNG, *TIFF))


def read(files: Files) -> Found:
    """All PNG and TIFF files as masks; a sentence for each kind of other files."""
    values, beside = table_beside(files)
    names = files.of_kind(*PNG, *TIFF)
    own = not beside or PurePosixPath(beside).name.lower() == "classes.json"
    return Found(masks_of(files, names), values, own, beside, other_kinds(files))


def masks_of(files: Files, names: Iterable[str], image: Callable[[str], str] = str) -> list[MaskFile]:
    """Each picture as a mask for the image of its name (``image``: the name of the image from that of the file)."""
    return [MaskFile(name, image(name), partial(load, files, name), text_chunks(files.head(name))) for name in names]


def load(files: Files, name: str, shape: tuple[int, int]) -> Loaded:
    """The pixels of one picture; MaskError unless it is a mask of ``shape`` (h, w)."""
    return decode(files.read(name), name, shape)


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
