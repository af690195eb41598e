"""DICOM segmentations (PS3.3 C.8.20): binary, fractional and label maps, frame by frame to the images they lie on.

Of the file only segments, frames and their places are read, and of the series that it was drawn on a short hash.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.utils import as_pixel_options

from segstudio.errors import ImageError, MaskError, said
from segstudio.formats.common.found import NOTHING, Loaded, Target
from segstudio.formats.common.shapes import Names
from segstudio.formats.common.volumes import CLOSE, aligned
from segstudio.project.images.orientation import Turn
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.readers.dicom_frames import decode_frame
from segstudio.project.images.readers.dicom_header import frame_count, is_deflated, place_of_frame
from segstudio.project.images.readers.unpacking import decoding

_TAGS: list[Any] = [
    "SegmentSequence", "SegmentationType", "MaximumFractionalValue", "ReferencedSeriesSequence", "Rows", "Columns",
    "NumberOfFrames", "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence", "PixelData",
    "ExtendedOffsetTable", "ExtendedOffsetTableLengths",
]  # fmt: skip


class Segmentation:
    """One file. ``series``: the stack of the series that it names."""

    def __init__(self, name: str, data: bytes, names: Names) -> None:
        self._name, self._lock = PurePosixPath(name).name, Lock()
        if is_deflated(io.BytesIO(data)):  # it could unpack to any size
            raise MaskError(said("It is packed as a whole, which is not read: save it without compression."))
        with decoding(Path(self._name), "its header cannot be read"):
            tags = pydicom.dcmread(io.BytesIO(data), specific_tags=_TAGS)
            self._kind = str(tags.SegmentationType)
            self._shape, self._count = (int(tags.Rows), int(tags.Columns)), frame_count(tags)
            self._most = int(tags.get("MaximumFractionalValue") or 1)
            segments = {int(one.SegmentNumber): one.SegmentLabel for one in tags.SegmentSequence}
            self._keys = {number: names.key(label) for number, label in segments.items() if number}  # 0: background
            if len(tags.PerFrameFunctionalGroupsSequence) != self._count:
                raise ValueError
            self._segments = [_segment_of(tags, frame) for frame in range(self._count)]
            self._places = [(frame, lies) for frame in range(self._count) if (lies := place_of_frame(tags, frame))]
            self._origins = np.array([lies.origin for _, lies in self._places]).reshape(-1, 3)
            self._normals = np.array([lies.axes[:, 2] for _, lies in self._places]).reshape(-1, 3)
            self._pixels, self._tags, self._syntax = tags.PixelData, tags, tags.file_meta.TransferSyntaxUID
            bits = self._count * self._shape[0] * self._shape[1] * int(tags.BitsAllocated)
            if not self._syntax.is_compressed and 8 * len(self._pixels) < bits:
                raise ValueError
            referred = tags.get("ReferencedSeriesSequence") or [Dataset()]
            series = str(referred[0].get("SeriesInstanceUID") or "")
        self.series = said("series {name}", name=hashlib.sha256(series.encode()).hexdigest()[:12]) if series else ""
        rows, columns = self._shape
        if min(rows, columns) < 1 or rows * columns > MAX_PIXELS:
            raise MaskError(said("It has no size that a mask can have."))

    def plane(self, target: Target) -> Callable[[tuple[int, int]], Loaded] | None:
        """See ``MaskVolume``."""
        place = target.place
        if place is None:
            raise MaskError(said("{image} does not say how it lies in the patient.", image=target.entry.title))
        found, problem = list[tuple[int, Turn]](), ""
        apart = np.abs(((place.origin - self._origins) * self._normals).sum(1))  # the normals have length 1
        for at in np.flatnonzero(apart <= CLOSE):
            frame, lies = self._places[int(at)]
            try:
                _, turn = aligned(lies, (self._shape[1], self._shape[0], 1), place, target.entry.shape)
                found.append((frame, turn))
            except ValueError as error:
                problem = error.args[0]
        if problem and not found:
            raise MaskError(said("It does not fit {image}: {why}.", image=target.entry.title, why=problem))
        return (lambda _shape: self._load(found)) if found else None

    def _load(self, found: Sequence[tuple[int, Turn]]) -> Loaded:
        drawn: NDArray[np.int32] | None = None
        overlap = False
        for frame, turn in found:
            values = turn.apply(self._frame(frame))
            drawn = np.full(values.shape, NOTHING, np.int32) if drawn is None else drawn
            for number, inside in self._parts(frame, values):
                overlap = overlap or bool((drawn[inside] != NOTHING).any())
                drawn[inside] = self._keys.get(number, NOTHING)
        notes = []
        if overlap:
            notes.append(said("{name}: segments overlap; the later one counts.", name=self._name))
        if self._kind == "FRACTIONAL":
            notes.append(said("{name}: where a fraction is one half or more counts as inside.", name=self._name))
        assert drawn is not None
        return Loaded(drawn, notes=notes)

    def _parts(self, frame: int, values: NDArray[Any]) -> list[tuple[int, NDArray[np.bool_]]]:
        """Segment numbers and where they are in a frame."""
        if self._kind == "LABELMAP":
            return [(int(number), values == number) for number in np.unique(values) if number in self._keys]
        inside = values.astype(np.int64) * 2 >= self._most if self._kind == "FRACTIONAL" else values != 0
        return [(self._segments[frame], inside)]

    def _frame(self, number: int) -> NDArray[Any]:
        rows, columns = self._shape
        try:
            with self._lock, decoding(Path(self._name), "its pixels cannot be decoded"):
                if int(self._tags.BitsAllocated) == 1 and not self._syntax.is_compressed:
                    return _bits(self._pixels, number * rows * columns, rows * columns).reshape(rows, columns)
                options = as_pixel_options(
                    self._tags,
                    transfer_syntax_uid=self._syntax,
                    pixel_keyword="PixelData",
                    number_of_frames=self._count,
                )
                return decode_frame(Path(self._name), io.BytesIO(self._pixels), 0, number, options)
        except ImageError as error:
            raise MaskError(error.message, error.hint) from None


def _bits(data: bytes, start: int, count: int) -> NDArray[np.uint8]:
    """``count`` bits from bit ``start`` on; frames follow each other without a gap. ValueError: too few."""
    part = np.frombuffer(data, np.uint8)[start // 8 : (start + count + 7) // 8]
    bits = np.unpackbits(part, bitorder="little")[start % 8 : start % 8 + count]
    if len(bits) < count:
        raise ValueError
    return bits


def _segment_of(tags: Dataset, frame: int) -> int:
    """The segment that a frame is of; 0: of all (a label map)."""
    for sequence, at in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        items = tags.get(sequence)
        if items is not None and at < len(items) and (found := items[at].get("SegmentIdentificationSequence")):
            return int(found[0].ReferencedSegmentNumber)
    return 0
