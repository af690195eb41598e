"""Which image a mask file is for: by what an export of SegStudio wrote into it, else by name, else by folder.

A name that fits several images is decided by the folder of the mask, or not at all. Imports project only.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from segstudio.errors import FormatError, said
from segstudio.formats.report import LeftOut
from segstudio.project import palette_png
from segstudio.project.entries import ImageEntry
from segstudio.project.images.finding import walk

SOFTWARE = ("Software", "SegStudio")  # marks the files of an export
_IMAGE = "Image"


@dataclass(frozen=True)
class MaskOrigin:
    """What an exported mask says of its image: the hash of the file and its path at that time."""

    sha256: str
    path: str


def origin_text(entry: ImageEntry) -> dict[str, str]:
    """The tEXt chunks of an exported mask."""
    return {SOFTWARE[0]: SOFTWARE[1], _IMAGE: json.dumps({"sha256": entry.sha256, "path": entry.path})}


def is_export(text: dict[str, str]) -> bool:
    """Whether the tEXt chunks of a mask are those of an export."""
    return text.get(SOFTWARE[0]) == SOFTWARE[1]


def origin_of(text: dict[str, str]) -> MaskOrigin | None:
    """What the tEXt chunks of a mask say about its image; None: nothing, as in older exports and other files."""
    try:
        facts = json.loads(text.get(_IMAGE, ""))
        return MaskOrigin(str(facts["sha256"]), str(facts["path"])) if is_export(text) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def mask_files(folder: Path, images: Iterable[Path]) -> tuple[list[Path], list[LeftOut]]:
    """The PNG files in ``folder`` and below in order, and a sentence for each kind of other files there.

    Hidden files, JSON files, ``images`` (those of the project) and files in projects are not masks. Raises FormatError
    when ``folder`` is not a folder.
    """
    if not folder.is_dir():
        raise FormatError("There is no folder {folder}.", "Check the path.", folder=folder)
    own = {os.path.realpath(image) for image in images}
    files: list[Path] = []
    left_out: list[LeftOut] = []
    others: defaultdict[str, list[Path]] = defaultdict(list)
    for root, names in walk(folder, lambda unread, error: left_out.append(_unread(folder, unread, error))):
        for path in (root / name for name in names if not name.startswith(".")):
            suffix = path.suffix.lower()
            if suffix == ".json" or os.path.realpath(path) in own:
                continue
            if suffix == ".png":
                files.append(path)
            else:
                others[suffix].append(path)
    left_out += [_of_kind(folder, suffix, sorted(paths)) for suffix, paths in sorted(others.items())]
    return sorted(files), left_out


def _unread(folder: Path, unread: Path, error: OSError) -> LeftOut:
    name = unread.relative_to(folder).as_posix()
    return LeftOut(name, said("{path} cannot be read: {reason}.", path=name, reason=error.strerror or error))


def _of_kind(folder: Path, suffix: str, paths: list[Path]) -> LeftOut:
    text = "{path} is not a PNG mask." if len(paths) == 1 else "{path} and {more} more {suffix} files are no PNG masks."
    name = paths[0].relative_to(folder).as_posix()
    return LeftOut(name, said(text, path=name, more=len(paths) - 1, suffix=suffix or said("nameless")))


class Matcher:
    """Finds the image of each mask file of ``folder`` among ``images``."""

    def __init__(self, images: Sequence[ImageEntry], folder: Path) -> None:
        self._folder = folder
        self._by_hash = _grouped((entry.sha256, entry) for entry in images)
        self._by_stem = _grouped((_form(entry.stem), entry) for entry in images)
        self._by_name = _grouped((_form(entry.mask_stem), entry) for entry in images)

    def pairs(self, files: Iterable[Path]) -> tuple[list[tuple[ImageEntry, Path]], list[LeftOut]]:
        """Each image with its mask file, in the order of the files, and why the other files are left out."""
        found: defaultdict[str, list[Path]] = defaultdict(list)
        entries: dict[str, ImageEntry] = {}
        left_out = []
        for path in files:
            fits = self._images_for(path)
            if len(fits) == 1:
                entries[fits[0].id] = fits[0]
                found[fits[0].id].append(path)
            else:
                left_out.append(LeftOut(self._name(path), self._reason(path, fits)))
        for id, paths in found.items():
            if len(paths) > 1:
                names = ", ".join(self._name(path) for path in paths)
                text = said("{names} are all for the image {image}; leave one of them.", names=names,
                            image=entries[id].path)  # fmt: skip
                left_out.append(LeftOut(self._name(paths[0]), text))
        return [(entries[id], paths[0]) for id, paths in found.items() if len(paths) == 1], left_out

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _images_for(self, path: Path) -> list[ImageEntry]:
        """The images that a file may be for: one where it is clear."""
        text, form = palette_png.read_text(path), _form(path.stem)
        origin = origin_of(text)
        if origin is not None:
            same = self._by_hash.get(origin.sha256, [])
            named = [entry for entry in same if _form(entry.mask_stem) == form] or same
            return named or [entry for entry in self._by_stem.get(form, []) if _tail(entry.path) == _tail(origin.path)]
        if is_export(text):  # an older export: only its name tells
            return self._by_name.get(form, [])
        return self._nearest(self._by_stem.get(form, []) or self._by_name.get(form, []), path)

    def _nearest(self, entries: list[ImageEntry], path: Path) -> list[ImageEntry]:
        """Of images of one name those of the same case, then those whose folder is deepest in the path of the mask; all
        where neither decides."""
        stem = unicodedata.normalize("NFC", path.stem)
        entries = [entry for entry in entries if unicodedata.normalize("NFC", entry.stem) == stem] or entries
        if len(entries) < 2:
            return entries
        parts = [_form(part) for part in Path(os.path.abspath(path)).parts[:-1]]
        depth = {entry.id: _last_place(parts, _form(PurePosixPath(entry.path).parent.name)) for entry in entries}
        return [entry for entry in entries if depth[entry.id] == max(depth.values())]

    def _reason(self, path: Path, fits: list[ImageEntry]) -> str:
        if fits:
            images = ", ".join(entry.path for entry in fits)
            text = "{name} fits several images: {images}. Put the masks into folders named like those of the images."
            return said(text, name=self._name(path), images=images)
        origin = origin_of(palette_png.read_text(path))
        if origin is not None:
            text = "{name} was exported for the image {image}, which is not in this project."
            return said(text, name=self._name(path), image=origin.path)
        return said("No image of the project is called {stem}: {name}.", stem=path.stem, name=self._name(path))


def _grouped(pairs: Iterable[tuple[str, ImageEntry]]) -> dict[str, list[ImageEntry]]:
    groups: defaultdict[str, list[ImageEntry]] = defaultdict(list)
    for key, entry in pairs:
        groups[key].append(entry)
    return groups


def _form(name: str) -> str:
    """A name in a form that can be compared: NFC, without case."""
    return unicodedata.normalize("NFC", name).casefold()


def _tail(path: str) -> tuple[str, ...]:
    """File and folder name of a path in a form that can be compared."""
    return tuple(_form(part) for part in PurePosixPath(path).parts[-2:])


def _last_place(parts: list[str], name: str) -> int:
    return max((at for at, part in enumerate(parts) if part == name), default=-1)
