"""OME-TIFF of numbers (``.ome.tif``): all planes of a stack in one file, with the name of its image in the OME-XML.

Files of one plane that another program wrote are label TIFFs as any other (``pixel_files``). Numbers of a stack mean
what the list of names beside the files says; without one they have to be told, as those of any label volume.
Format: OME-TIFF 2016-06.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path, PurePosixPath
from threading import Lock

import numpy as np
import tifffile

from segstudio.errors import ImageError, MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskVolume, Target
from segstudio.formats.common.name_tables import table_beside
from segstudio.formats.common.pixels import PNG, TIFF
from segstudio.formats.common.report import LeftOut
from segstudio.formats.readers.pixel_files import masks_of, other_kinds
from segstudio.formats.readers.volumes import whole_numbers
from segstudio.project.images.facts import planes_of
from segstudio.project.images.headers import opened
from segstudio.project.images.kinds import open_file, stem_of
from segstudio.project.images.orientation import Turn

OME = (".ome.tif", ".ome.tiff")
CREATOR = "SegStudio"  # in the OME-XML of an export: then the name in it is that of the image
_NAME = re.compile(rf'<OME [^>]*Creator="{CREATOR}".*?<Image [^>]*Name="([^"]*)"', re.DOTALL)


def fits(files: Files) -> bool:
    """Whether there is such a file."""
    return any(name.lower().endswith(OME) for name in files.names)


def read(files: Files) -> Found:
    """Stacks and exports as volumes, all other pictures as masks."""
    values, beside = table_beside(files)
    volumes, left_out = list[MaskVolume](), list[LeftOut]()
    pictures = files.of_kind(*PNG, *TIFF)
    for name in [one for one in pictures if one.lower().endswith(OME)]:
        try:
            stack = _Stack(files, name)
        except (MaskError, ImageError) as error:
            left_out.append(LeftOut(name, error.message))
        else:
            if not stack.image and stack.count == 1:
                continue
            volumes.append(MaskVolume(name, stack.image or stem_of(PurePosixPath(name).name), stack.plane))
        pictures.remove(name)
    own = PurePosixPath(beside).name.lower() == "classes.json" or not (beside or volumes)
    return Found(masks_of(files, pictures), values, own, beside, [*other_kinds(files), *left_out], volumes=volumes)


class _Stack:
    """One file. ``image``: the name of its image, where an export says it; ``count`` of its planes."""

    def __init__(self, files: Files, name: str) -> None:
        self._base, self._lock, data = PurePosixPath(name).name, Lock(), files.read(name)
        path = files.place / name
        with opened(path, data) as file:
            with tifffile.TiffFile(file, _multifile=False) as tiff:
                found = _NAME.search(tiff.ome_metadata or "")
            self._image = open_file(path, io.BytesIO(data))  # of its own: that file is closed at once
            self._image.check()
        facts = self._image.facts
        if facts.channels.size > 1 or facts.photometric != "black is zero" or facts.bits < 8:
            text = "{name} does not hold one whole number of 0 or more for each pixel."
            raise MaskError(text, "Save its numbers as grey values of 8 or 16 bits.", name=self._base)
        self.image = unescape(found[1]) if found else ""
        self._planes = planes_of(facts.planes)
        self.count = len(self._planes)

    def plane(self, target: Target) -> Callable[[tuple[int, int]], Loaded]:
        """See ``MaskVolume``: planes lie as those of the image are stored."""
        if self.count != target.count:
            raise MaskError(said("It has {count} planes, its image {other}.", count=self.count, other=target.count))
        if target.place is None:
            return lambda _shape: self._load(self._planes[target.at], Turn(), ())
        told = said("{name} does not say how it lies in the patient: it is taken to lie as its image is stored.",
                    name=self._base)  # fmt: skip
        return lambda _shape: self._load(self._planes[target.at], target.turn, (told,))

    def _load(self, plane: str, turn: Turn, notes: tuple[str, ...]) -> Loaded:
        try:
            with self._lock, opened(Path(self._base), b""):  # one file, many threads
                values = self._image.pixels(plane)
        except ImageError as error:
            raise MaskError(error.message, error.hint) from error
        return Loaded(np.ascontiguousarray(turn.apply(whole_numbers(values, self._base))), notes=notes)
