"""Which image a mask file is for: by what an export of SegStudio wrote into it, else by name, else by folder.

A name that fits several images is decided by the folder of the mask, or not at all. Endings that programs add to the
names of masks and images are stripped where the name as it stands is that of no image. Imports project only.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from segstudio.errors import said
from segstudio.formats.common.found import MaskFile
from segstudio.formats.common.report import LeftOut
from segstudio.project.entries import ImageEntry
from segstudio.project.images.finding import SUFFIXES

_SUFFIXES = {*SUFFIXES, ".json", ".txt", ".gz"}  # others may belong to the name
SOFTWARE = ("Software", "SegStudio")  # marks the files of an export
_IMAGE = "Image"
# What programs add to the names of masks (CVAT, labelme, Cityscapes, nnU-Net, ...) and of images, longest first.
_ENDINGS = re.compile(
    r"(_gtFine_labelIds|_gtFine_labelTrainIds|_gtFine_color|_labelTrainIds|_labelIds|_leftImg8bit|_segmentation|"
    r"_groundtruth|[-_. ]masks?|[-_. ]labels?|_seg|_gt|_L|_0000|\.ome)$",
    re.IGNORECASE,
)
_UPLOADED = re.compile(r"^[0-9a-f]{8}-(?=.)")  # what Label Studio puts before the name of an uploaded image


@dataclass(frozen=True)
class MaskOrigin:
    """What an exported mask says of its image: the hash of the file, its path at that time, and the plane in it."""

    sha256: str
    path: str
    plane: str = ""


def origin_text(entry: ImageEntry) -> dict[str, str]:
    """The tEXt chunks of an exported mask."""
    plane = {"plane": entry.plane} if entry.plane else {}
    facts = {"sha256": entry.sha256, "path": entry.path, **plane}
    return {SOFTWARE[0]: SOFTWARE[1], _IMAGE: json.dumps(facts)}


def is_export(text: Mapping[str, str]) -> bool:
    """Whether the tEXt chunks of a mask are those of an export."""
    return text.get(SOFTWARE[0]) == SOFTWARE[1]


def origin_of(text: Mapping[str, str]) -> MaskOrigin | None:
    """What the tEXt chunks of a mask say about its image; None: nothing, as in older exports and other files."""
    try:
        facts = json.loads(text.get(_IMAGE, ""))
        origin = MaskOrigin(str(facts["sha256"]), str(facts["path"]), str(facts.get("plane", "")))
        return origin if is_export(text) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def stems(name: str) -> list[str]:
    """The names, without suffix, that an image or a mask may be known by: as it stands, then without endings."""
    stem = PurePosixPath(name).stem if PurePosixPath(name).suffix.lower() in _SUFFIXES else PurePosixPath(name).name
    names = [stem, _ENDINGS.sub("", stem), _UPLOADED.sub("", stem)]
    return list(dict.fromkeys(name for name in names if name))


def without_ending(entry: ImageEntry, mask: MaskFile) -> bool:
    """Whether a mask is for its image by a name from which something was stripped."""
    exact = {form(entry.stem), form(entry.mask_stem)}
    return origin_of(mask.text) is None and form(stems(mask.image)[0]) not in exact


class Matcher:
    """Finds the image of each mask among ``images``; ``place`` is what the person chose."""

    def __init__(self, images: Sequence[ImageEntry], place: Path) -> None:
        self._place = [form(part) for part in Path(os.path.abspath(place)).parts]
        self._by_hash = _grouped((entry.sha256, entry) for entry in images)
        self._by_stem = _grouped((form(entry.stem), entry) for entry in images)
        self._by_name = _grouped((form(entry.mask_stem), entry) for entry in images)
        self._by_short = _grouped(
            (form(one), entry) for entry in images if not entry.plane for one in stems(entry.path)[1:]
        )

    def pairs(self, masks: Iterable[MaskFile]) -> tuple[list[tuple[ImageEntry, MaskFile]], list[LeftOut]]:
        """Each image with its mask, in the order of the masks, and why the other masks are left out."""
        found: defaultdict[str, list[MaskFile]] = defaultdict(list)
        entries: dict[str, ImageEntry] = {}
        left_out = []
        for mask in masks:
            fits = self._images_for(mask)
            if len(fits) == 1:
                entries[fits[0].id] = fits[0]
                found[fits[0].id].append(mask)
            else:
                left_out.append(LeftOut(mask.path, _reason(mask, fits)))
        for id, same in found.items():
            if len(same) > 1:
                names = ", ".join(mask.path for mask in same)
                text = said("{names} are all for the image {image}; leave one of them.", names=names,
                            image=entries[id].path)  # fmt: skip
                left_out.append(LeftOut(same[0].path, text))
        return [(entries[id], same[0]) for id, same in found.items() if len(same) == 1], left_out

    def _images_for(self, mask: MaskFile) -> list[ImageEntry]:
        """The images that a mask may be for: one where it is clear."""
        origin, first = origin_of(mask.text), form(stems(mask.image)[0]) if stems(mask.image) else ""
        if origin is not None:
            same = [one for one in self._by_hash.get(origin.sha256, []) if one.plane == origin.plane]
            named = [entry for entry in same if form(entry.mask_stem) == first]
            copies = named or [entry for entry in same if entry.path == origin.path] or same  # of one picture
            return copies or [
                entry for entry in self._by_stem.get(first, []) if _tail(entry.path) == _tail(origin.path)
            ]
        if is_export(mask.text):  # an older export: only its name tells
            return self._by_name.get(first, [])
        for name in map(form, stems(mask.image)):
            for table in (self._by_stem, self._by_name, self._by_short):
                if name in table:
                    return self._nearest(table[name], mask)
        return []

    def _nearest(self, entries: list[ImageEntry], mask: MaskFile) -> list[ImageEntry]:
        """Of images of one name those of the same whole name, then of the same case, then those whose folder is deepest
        in the path of the mask; all where none decides."""
        place = PurePosixPath(unicodedata.normalize("NFC", mask.image))
        if mask.image != mask.path:  # the files say the image's own name
            entries = [entry for entry in entries if PurePosixPath(entry.path).name == place.name] or entries
        entries = [entry for entry in entries if unicodedata.normalize("NFC", entry.stem) == place.stem] or entries
        if len(entries) < 2:
            return entries
        parts = [*self._place, *(form(part) for part in (*PurePosixPath(mask.path).parts[:-1], *place.parts[:-1]))]
        depth = {entry.id: _last_place(parts, form(PurePosixPath(entry.path).parent.name)) for entry in entries}
        return [entry for entry in entries if depth[entry.id] == max(depth.values())]


def _reason(mask: MaskFile, fits: list[ImageEntry]) -> str:
    if fits:
        images = ", ".join(entry.title for entry in fits)
        text = "{name} fits several images: {images}. Put the masks into folders named like those of the images."
        return said(text, name=mask.path, images=images)
    origin = origin_of(mask.text)
    if origin is not None:
        text = "{name} was exported for the image {image}, which is not in this project."
        return said(text, name=mask.path, image=origin.path)
    stem = stems(mask.image)[0] if stems(mask.image) else mask.image
    return said("No image of the project is called {stem}: {name}.", stem=stem, name=mask.path)


def _grouped(pairs: Iterable[tuple[str, ImageEntry]]) -> dict[str, list[ImageEntry]]:
    groups: defaultdict[str, list[ImageEntry]] = defaultdict(list)
    for key, entry in pairs:
        groups[key].append(entry)
    return groups


def form(name: str) -> str:
    """A name in a form that can be compared: NFC, without case."""
    return unicodedata.normalize("NFC", name).casefold()


def _tail(path: str) -> tuple[str, ...]:
    """File and folder name of a path in a form that can be compared."""
    return tuple(form(part) for part in PurePosixPath(path).parts[-2:])


def _last_place(parts: list[str], name: str) -> int:
    return max((at for at, part in enumerate(parts) if part == name), default=-1)
