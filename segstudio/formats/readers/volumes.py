"""Label volumes: NIfTI, NRRD with the segments of 3D Slicer, MetaImage. One number for each value, one file for all
planes of an image file or of a series.

Numbers mean what a list of names beside the files or the segments in them say; a number without a name has to be told,
since programs do not agree on what 0 is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import COLOR, NOTHING, Found, Keys, Loaded, MaskVolume, Target
from segstudio.formats.common.name_tables import table_beside
from segstudio.formats.common.pixels import PNG, TIFF
from segstudio.formats.common.report import LeftOut
from segstudio.formats.common.shapes import Names
from segstudio.formats.common.volumes import aligned
from segstudio.labels.classes import VOID
from segstudio.project.images.facts import plane_steps, planes_of
from segstudio.project.images.kinds import open_file, stem_of
from segstudio.project.images.orientation import Turn
from segstudio.project.images.readers.nrrd import read_segments
from segstudio.project.images.readers.volume import Volume

NIFTI, NRRD, METAIMAGE = (".nii", ".nii.gz", ".mgz", ".mgh"), (".nrrd", ".nhdr"), (".mha", ".mhd")
ALL = (*NIFTI, *NRRD, *METAIMAGE)
_SEG = re.compile(r"\.seg$", re.IGNORECASE)  # Slicer's "a.seg.nrrd" is of the image "a"
_HINT = "A mask holds one whole number of 0 or more for each value."


def fits(suffixes: tuple[str, ...], files: Files) -> bool:
    """Whether there is a file of such a kind."""
    return any(name.lower().endswith(suffixes) for name in files.names)


def read(files: Files) -> Found:
    """All label volumes, of every kind, as masks."""
    values, beside = table_beside(files)
    found = read_volumes(files, [name for name in files.names if name.lower().endswith(ALL)])
    left_out = list(found.left_out)
    pictures = files.of_kind(*PNG, *TIFF)
    if pictures:
        text = "{path}: there are label volumes beside it, and one import is of one kind. Import its folder by itself."
        left_out += [LeftOut(name, said(text, path=name)) for name in pictures]
    own = PurePosixPath(beside).name.lower() == "classes.json"
    return replace(found, values={**values, **found.values}, own_numbers=own, beside=beside, left_out=left_out)


def read_volumes(files: Files, names: Iterable[str]) -> Found:
    """The files called ``names`` as masks, with the names of the segments in them."""
    segments, volumes, left_out = Names(), list[MaskVolume](), list(files.left_out)
    for name in names:
        try:
            mask = _Labels(files, name, segments)
            image = _SEG.sub("", stem_of(PurePosixPath(name).name))
            volumes.append(MaskVolume(name, image, mask.plane))
        except (MaskError, ImageError) as error:
            left_out.append(LeftOut(name, error.message))
    return Found([], segments.values, left_out=left_out, volumes=volumes)


class _Labels:
    """A label volume of any kind whose values lie one after the other."""

    def __init__(self, files: Files, name: str, names: Names) -> None:
        self._base, self._lock = PurePosixPath(name).name, Lock()
        place = (files.place if files.place.is_dir() else files.place.parent) / name
        data = files.read(name)
        self._volume = _opened(place, data)
        self._sizes = dict(zip(self._volume.layout.axes, self._volume.layout.shape, strict=True))
        segments = read_segments(data) if data.startswith(b"NRRD") else []
        self._segments = [(layer, number, names.key(title)) for layer, number, title in segments]
        if not self._segments and self._sizes.get("S", 1) * self._sizes.get("C", 1) > 1:
            raise MaskError("{name} holds several numbers for each value, not a mask.", _HINT, name=self._base)

    def plane(self, target: Target) -> Callable[[tuple[int, int]], Loaded] | None:
        """See ``MaskVolume``."""
        volume, sizes = self._volume, self._sizes
        depth, times = sizes.get("Z", 1), sizes.get("T", 1)
        planes = planes_of(volume.facts.planes)
        notes: tuple[str, ...] = ()
        if volume.lies is not None and target.place is not None:
            try:
                at, turn = aligned(volume.lies, (sizes["X"], sizes["Y"], depth), target.place, target.entry.shape)
            except ValueError as error:
                raise MaskError(said("It does not fit {image}: {why}.", image=target.entry.title,
                                     why=error.args[0])) from None  # fmt: skip
            if times != target.times:
                raise MaskError(said("It has {count} points in time, its image {other}.", count=times,
                                     other=target.times))  # fmt: skip
            if not 0 <= at < depth:
                return None
            fixed = {"Z": at, "T": plane_steps(target.entry.plane).get("T", 0)}
        else:
            if len(planes) != target.count:
                raise MaskError(said("It has {count} planes, its image {other}.", count=len(planes),
                                     other=target.count))  # fmt: skip
            fixed, turn = plane_steps(planes[target.at]), Turn() if target.place is None else target.turn
            notes = self._unsure(target)
        return lambda _shape: self._load(fixed, turn, notes)

    def _unsure(self, target: Target) -> tuple[str, ...]:
        if self._volume.lies is not None:
            text = "{name} says how it lies in a patient, its image does not: it is taken as it is stored."
        elif target.place is not None:
            text = "{name} does not say how it lies in the patient: it is taken to lie as its image is stored."
        else:
            return ()
        return (said(text, name=self._base),)

    def _load(self, fixed: dict[str, int], turn: Turn, notes: tuple[str, ...]) -> Loaded:
        try:
            if not self._segments:
                keys = whole_numbers(self._stored(fixed), self._base)
                return Loaded(np.ascontiguousarray(turn.apply(keys)), notes=notes)
            layers = {layer: self._stored({**fixed, "C": layer}) for layer, _, _ in self._segments}
        except ImageError as error:
            raise MaskError(error.message, error.hint) from error
        first = next(iter(layers.values()))
        drawn: NDArray[np.int32] = np.full(first.shape, NOTHING, np.int32)
        overlap = False
        for layer, number, key in self._segments:
            inside = layers[layer] == number
            overlap = overlap or bool((drawn[inside] != NOTHING).any())
            drawn[inside] = key
        if overlap:
            text = "{name}: segments overlap; the later one counts."
            notes = (*notes, said(text, name=self._base))
        return Loaded(np.ascontiguousarray(turn.apply(drawn)), notes=notes)

    def _stored(self, fixed: dict[str, int]) -> NDArray[Any]:
        with self._lock:  # one file, many threads
            return self._volume.as_stored(fixed)


def _opened(path: Path, data: bytes) -> Volume:
    file = io.BytesIO(data)
    image = open_file(path, file)
    if not isinstance(image, Volume):
        raise MaskError("{name} is no label volume.", _HINT, name=path.name)
    return image


def whole_numbers(values: NDArray[Any], name: str) -> Keys:
    """Whole numbers of 0 and more as keys: ``uint8`` where they fit. MaskError."""
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            whole = values.astype(np.int64)
        if not np.array_equal(whole, values):
            raise MaskError("{name} holds values that are no whole numbers.", _HINT, name=name)
        values = whole
    if values.size and (int(values.min()) < 0 or int(values.max()) >= COLOR):
        raise MaskError("{name} holds numbers below 0 or far above any class.", _HINT, name=name)
    return values.astype(np.uint8 if int(values.max(initial=0)) <= VOID else np.int32)
