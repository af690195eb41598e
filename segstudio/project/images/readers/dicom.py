"""DICOM files as pictures: every transfer syntax that pydicom, Pillow and imagecodecs decode, one frame at a time.

Only the tags that pixels need are ever read, so that no name, number or date of a patient is in memory, in an error or
in a warning; of the series' identifier a short hash is kept. Standard: DICOM PS3.3 C.7.6 and C.8, PS3.5. Must not
import Qt or torch.
"""

from __future__ import annotations

import hashlib
import logging
import os
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.pixels import apply_color_lut, apply_modality_lut
from pydicom.pixels.utils import as_pixel_options

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index
from segstudio.project.images.headers import damaged
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.readers.dicom_frames import check_frames, decode_frame
from segstudio.project.images.readers.orientation import AS_STORED, words_of
from segstudio.project.images.readers.volume import MOST_PLANES, Unpacking, as_pixels, decoding, unpacked

_TAGS = [
    "SOPClassUID", "Modality", "SeriesInstanceUID", "ImagePositionPatient", "ImageOrientationPatient", "InstanceNumber",
    "Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "NumberOfFrames",
    "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "RescaleSlope", "RescaleIntercept", "RescaleType",
    "ModalityLUTSequence", "DoseGridScaling", "WindowCenter", "WindowWidth", "PixelSpacing", "ImagerPixelSpacing",
    "NominalScannedPixelSpacing", "SpacingBetweenSlices", "GridFrameOffsetVector", "FrameTime", "FrameTimeVector",
    "CineRate", "TotalPixelMatrixColumns", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
    "RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData",
    "BluePaletteColorLookupTableData", "SegmentedRedPaletteColorLookupTableData",
    "SegmentedGreenPaletteColorLookupTableData", "SegmentedBluePaletteColorLookupTableData", "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths", 0x60000010,
]  # fmt: skip
_LARGE = 1 << 24  # bytes of one tag that are read; a longer one is none of those above
_HEADER = 1 << 26  # bytes of a packed file in which its pixels have to begin
_PIXELS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
_SEGMENTATIONS = ("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7")
_NO_PICTURES = (
    ("1.2.840.10008.5.1.4.1.1.481.3", said("a structure set of radiotherapy")),
    ("1.2.840.10008.5.1.4.1.1.481.", said("a plan or record of radiotherapy")),
    ("1.2.840.10008.5.1.4.1.1.88.", said("a report")),
    ("1.2.840.10008.5.1.4.1.1.104.", said("a document")),
    ("1.2.840.10008.5.1.4.1.1.9.", said("a waveform")),
    ("1.2.840.10008.5.1.4.1.1.11.", said("a presentation of other files")),
    ("1.2.840.10008.1.3.10", said("a list of other files")),
)
_PICTURES = ("1.2.840.10008.5.1.4.1.1.481.1", "1.2.840.10008.5.1.4.1.1.481.2")  # of radiotherapy: image and dose

pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
logging.getLogger("pydicom").disabled = True  # it would log values of tags
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom")  # these hold them too


@dataclass(frozen=True)
class _Source:
    """An opened data set: its tags, and where the value of its pixels begins in ``file``."""

    tags: Dataset
    file: BinaryIO
    start: int
    keyword: str  # "PixelData" or that of floats
    vr: str
    syntax: uid.UID


def open_dicom(path: Path, file: BinaryIO) -> ImageFile:
    """The pictures in ``file``, of which the header alone is read.

    Raises ImageError: it is damaged, holds no picture, or is coded in a way that nothing here decodes.
    """
    with decoding(path, "its header cannot be read"):
        source = _inflated(path, file) if _is_deflated(file) else _parsed(file)
        tags, kind = source.tags, str(source.tags.get("SOPClassUID", ""))
    _check_kind(path, kind)
    if not source.keyword:
        if "Rows" in tags:
            raise damaged(path, "it holds no pixel data")
        raise ImageError(
            "The DICOM file {name} holds no picture.", "Leave it out: only images can be labelled.", name=path.name
        )
    return Dicom(path, source)


def _check_kind(path: Path, kind: str) -> None:
    if kind in _SEGMENTATIONS:
        raise ImageError(
            "The DICOM file {name} holds no picture but a segmentation.", "Import it as masks.", name=path.name
        )
    for start, what in _NO_PICTURES:
        if kind.startswith(start) and kind not in _PICTURES:
            raise ImageError(
                "The DICOM file {name} holds no picture: it is {what}.",
                "Leave it out: only images can be labelled.",
                name=path.name,
                what=what,
            )


# ---- header --------------------------------------------------------------------------------------------------------


def _parsed(file: BinaryIO) -> _Source:
    file.seek(0)
    tags = pydicom.dcmread(
        file, force=True, stop_before_pixels=True, defer_size=_LARGE, specific_tags=_TAGS  # type: ignore[arg-type]
    )  # fmt: skip
    implicit, little = tags.original_encoding
    syntax = tags.file_meta.get("TransferSyntaxUID")
    if not syntax:
        syntax = (
            uid.ImplicitVRLittleEndian
            if implicit
            else uid.ExplicitVRLittleEndian
            if little
            else uid.ExplicitVRBigEndian
        )
    keyword, vr = "", ""
    head = file.read(12)
    if len(head) == 12:
        group, element, code, short = struct.unpack("<HH2sH" if little else ">HH2sH", head[:8])
        keyword = _PIXELS.get(group << 16 | element, "")
        if implicit:
            file.seek(-4, os.SEEK_CUR)
        else:
            vr = code.decode("ascii", "replace")
    return _Source(tags, file, file.tell(), keyword, vr, uid.UID(str(syntax)))


def _is_deflated(file: BinaryIO) -> bool:
    file.seek(0)
    return uid.DeflatedExplicitVRLittleEndian.encode() + b"\0" in file.read(2048)


def _inflated(path: Path, file: BinaryIO) -> _Source:
    """A data set that is packed as a whole, unpacked to the end of its pixels and no further."""
    file.seek(128 + 4)
    _, length = struct.unpack("<8sI", file.read(12))  # (0002,0000) UL 4: how long the group is that is not packed
    start = 128 + 4 + 12 + length
    source = _parsed(BytesIO(Unpacking(file, start, "deflate").read(_HEADER)))
    if not source.keyword:
        return source
    value = source.file.tell()
    whole = unpacked(
        path, file, start, "deflate", value + _frame_bytes(source.tags, source.keyword) * _frames(source.tags)
    )
    return _Source(source.tags, BytesIO(whole), value, source.keyword, source.vr, uid.ExplicitVRLittleEndian)


def _frames(tags: Dataset) -> int:
    return int(tags.get("NumberOfFrames") or 1)


def _frame_bytes(tags: Dataset, keyword: str) -> int:
    bits = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(keyword, int(tags.get("BitsAllocated") or 0))
    values = int(tags.Rows) * int(tags.Columns) * int(tags.get("SamplesPerPixel") or 1)
    if tags.get("PhotometricInterpretation") == "YBR_FULL_422":
        values = values // 3 * 2
    return -(-values * bits // 8)


def _numbers(tags: Dataset, keyword: str, count: int) -> tuple[float, ...]:
    """The first ``count`` numbers of a tag; empty where it has fewer, or others."""
    try:
        value = tags.get(keyword)
        values = [float(one) for one in ([value] if isinstance(value, int | float | str) else value or [])][:count]
    except Exception:  # a damaged tag must not take the picture away
        return ()
    return tuple(values) if len(values) == count and all(map(isfinite, values)) else ()


def _group(tags: Dataset, name: str, frame: int = 0) -> Dataset:
    """A functional group of one frame (PS3.3 C.7.6.16), else that of all frames, else the data set itself."""
    for sequence, at in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        items = tags.get(sequence)
        if items is not None and at < len(items) and len(group := items[at].get(name) or []):
            return group[0]  # type: ignore[no-any-return]
    return tags


# ---- the reader ----------------------------------------------------------------------------------------------------


class Dicom(ImageFile):
    """One DICOM file, see ``ImageFile``."""

    def __init__(self, path: Path, source: _Source) -> None:
        self._path, self._source = path, source
        with decoding(path, "its header cannot be read"):
            tags = source.tags
            rows, columns, self._samples = int(tags.Rows), int(tags.Columns), int(tags.get("SamplesPerPixel") or 1)
            self._count, self._kind = _frames(tags), str(tags.PhotometricInterpretation)
            self._bits = int(tags.get("BitsStored") or tags.get("BitsAllocated") or 32)
            nbytes = _frame_bytes(tags, source.keyword)
        if rows < 1 or columns < 1 or self._count < 1 or nbytes < 1 or self._samples not in (1, 3, 4):
            raise damaged(path, "it has no pixels")
        if rows * columns > MAX_PIXELS or self._count > MOST_PLANES:
            raise ImageError(
                "The image {name} claims {size} pixels, more than can be read.",
                "Cut it into images of at most a gigapixel.",
                name=path.name,
                size=f"{columns} x {rows}",
            )
        with decoding(path, "its header cannot be read"):
            self._options = as_pixel_options(
                tags, transfer_syntax_uid=source.syntax, pixel_keyword=source.keyword, number_of_frames=self._count
            ) | ({"pixel_vr": source.vr} if source.vr else {})
            self.facts = self._facts(rows, columns)

    def check(self) -> None:
        source = self._source
        nbytes = _frame_bytes(source.tags, source.keyword)
        check_frames(self._path, source.file, source.start, source.syntax, self._count, nbytes)

    def pixels(self, plane: str) -> Pixels:
        (frame, *_), channel = (
            (*plane_index(self.facts, plane, self._path)[0], 0),
            plane_index(self.facts, plane, self._path)[1],
        )
        with decoding(self._path, "its pixels cannot be decoded"):
            shown = np.ascontiguousarray(self._shown(self._frame(frame), frame))
        return shown if channel is None or shown.ndim == 2 else np.ascontiguousarray(shown[..., channel])

    def stored(self) -> Iterator[NDArray[Any]]:
        for number in range(self._count):
            with decoding(self._path, "its pixels cannot be decoded"):
                frame = self._frame(number)
            yield from [frame] if frame.ndim == 2 else np.moveaxis(frame, -1, 0)

    def _frame(self, number: int) -> NDArray[Any]:
        """The values of a frame as stored, YCbCr turned into RGB."""
        return decode_frame(self._path, self._source.file, self._source.start, number, self._options)

    def _shown(self, values: NDArray[Any], frame: int) -> Pixels:
        tags = self._source.tags
        if self._kind == "PALETTE COLOR":
            return as_pixels(apply_color_lut(values, tags)[..., :3])
        if values.ndim == 3:
            return as_pixels(values[..., :3])
        scaled = values
        if "ModalityLUTSequence" in tags:
            scaled = apply_modality_lut(values, tags)
        elif (scale := self._scale(frame)) != (1, 0):
            with np.errstate(over="ignore", invalid="ignore"):
                scaled = values.astype(np.float64) * scale[0] + scale[1]
        if self._kind == "MONOCHROME1":
            scaled = _white_is_zero(scaled, self._bits)
        return as_pixels(scaled)

    def _scale(self, frame: int) -> tuple[float, float]:
        tags = self._source.tags
        if dose := _numbers(tags, "DoseGridScaling", 1):
            return dose[0], 0.0
        group = _group(tags, "PixelValueTransformationSequence", frame)
        slope, intercept = _numbers(group, "RescaleSlope", 1), _numbers(group, "RescaleIntercept", 1)
        return (slope or (1.0,))[0], (intercept or (0.0,))[0]

    def _facts(self, rows: int, columns: int) -> Facts:
        tags, source = self._source.tags, self._source
        palette = self._kind == "PALETTE COLOR"
        shape = (
            ((self._count,) if self._count > 1 else ())
            + (rows, columns)
            + ((self._samples,) if self._samples > 1 else ())
        )
        axes = ("Z" if self._count > 1 else "") + "YX" + ("S" if self._samples > 1 else "")
        tiled = "TotalPixelMatrixColumns" in tags and self._count > 1
        cine = any(one in tags for one in ("FrameTime", "FrameTimeVector", "CineRate"))
        planes = (Axis("I" if tiled else "T" if cine else "Z", self._count),) if self._count > 1 else ()
        left = [said("Transparency is left out; colours stay as they are stored.")] if self._samples == 4 else []
        if tiled:
            left.append(said("The tiles of the whole slide are shown one by one, not put together."))
        if 0x60000010 in tags:
            left.append(said("Drawings that lie over the picture (overlays) are not shown."))
        size = next(
            (found for group, word in ((_group(tags, "PixelMeasuresSequence"), "PixelSpacing"), (tags, "ImagerPixelSpacing"),
                                       (tags, "NominalScannedPixelSpacing"))
             if (found := _numbers(group, word, 2)) and min(found) > 0), None)  # fmt: skip
        words, position = self._place()
        series = str(tags.get("SeriesInstanceUID") or "")
        return Facts(
            kind="DICOM", axes=axes, shape=shape, dtype=self._dtype(), width=columns, height=rows, planes=planes,
            channels=Axis("S", 3 if palette else min(self._samples, 3)), bits=self._bits, photometric=self._photometric(),
            orientation=words, pixel_size=None if size is None else (size[0] / 1000, size[1] / 1000),
            slice_distance=self._distance() if planes and planes[0].letter == "Z" else None, unit=self._unit(),
            window=self._window(), pages=self._count, codec=source.syntax.name if source.syntax.is_compressed else "",
            left=tuple(left), stack=hashlib.sha256(series.encode()).hexdigest()[:12] if series else "", position=position,
        )  # fmt: skip

    def _dtype(self) -> str:
        tags = self._source.tags
        if self._source.keyword != "PixelData":
            return "float32" if self._source.keyword == "FloatPixelData" else "float64"
        signed = int(tags.get("PixelRepresentation") or 0) and self._samples == 1
        return f"{'' if signed else 'u'}int{max(8, int(tags.BitsAllocated))}"

    def _photometric(self) -> str:
        words = {
            "MONOCHROME1": "white is zero",
            "MONOCHROME2": "black is zero",
            "PALETTE COLOR": "palette",
            "RGB": "RGB",
        }
        return words.get(self._kind, "YCbCr" if self._kind.startswith("YBR") else "unknown")

    def _unit(self) -> str:
        tags = self._source.tags
        if "DoseGridScaling" in tags:
            return "Gy"
        group = _group(tags, "PixelValueTransformationSequence")
        kind = str(group.get("RescaleType") or "").strip().upper()
        is_ct = tags.get("Modality") == "CT" and bool(_numbers(group, "RescaleIntercept", 1)) and kind in ("", "HU")
        return "HU" if kind == "HU" or is_ct else ""

    def _window(self) -> tuple[float, float] | None:
        """PS3.3 C.11.2.1.2.1: the values of the first window that are shown black and white."""
        group = _group(self._source.tags, "FrameVOILUTSequence")
        centre, width = _numbers(group, "WindowCenter", 1), _numbers(group, "WindowWidth", 1)
        if not centre or not width or width[0] <= 1 or self._samples > 1 or self._kind == "PALETTE COLOR":
            return None
        low, high = centre[0] - 0.5 - (width[0] - 1) / 2, centre[0] - 0.5 + (width[0] - 1) / 2
        if self._kind != "MONOCHROME1":
            return low, high
        plain = self._scale(0) == (1, 0) and self._dtype()[0] != "f" and "ModalityLUTSequence" not in self._source.tags
        top = 0 if not plain else -1 if self._dtype()[0] == "i" else (1 << self._bits) - 1
        return top - high, top - low

    def _place(self) -> tuple[str, float | None]:
        """The orientation in words, and where the plane lies along its stack."""
        tags = self._source.tags
        cosines = _numbers(_group(tags, "PlaneOrientationSequence"), "ImageOrientationPatient", 6)
        where = _numbers(_group(tags, "PlanePositionSequence"), "ImagePositionPatient", 3)
        number = _numbers(tags, "InstanceNumber", 1)
        position = number[0] if number else None
        if not cosines:
            return AS_STORED, position
        across, down = np.array(cosines[:3]), np.array(cosines[3:])
        normal = np.cross(across, down)
        if where and 0 < np.linalg.norm(normal) < 2:
            position = round(float(np.dot(normal, where)), 4)
        return words_of(across, down), position

    def _distance(self) -> float | None:
        tags = self._source.tags
        given = _numbers(_group(tags, "PixelMeasuresSequence"), "SpacingBetweenSlices", 1)
        if not given and (offsets := _numbers(tags, "GridFrameOffsetVector", 2)):
            given = (abs(offsets[1] - offsets[0]),)
        if not given:
            ends = [_numbers(_group(tags, "PlanePositionSequence", at), "ImagePositionPatient", 3) for at in (0, 1)]
            given = (float(np.linalg.norm(np.subtract(*ends))),) if all(ends) else ()
        return given[0] / 1000 if given and given[0] > 0 else None


def _white_is_zero(values: NDArray[Any], bits: int) -> NDArray[Any]:
    """``2^bits - 1 - v`` of unsigned values, ``-1 - v`` of signed ones, ``-v`` of floats."""
    if values.dtype.kind == "u":
        return (values.dtype.type((1 << bits) - 1) - values).astype(values.dtype)
    return -1 - values if values.dtype.kind == "i" else -values
