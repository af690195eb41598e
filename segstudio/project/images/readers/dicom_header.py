"""The tags of a DICOM file that its pixels need, and where the pixels begin.

No other tag is ever read, so that no name, number or date of a patient is in memory, in an error or in a warning.
Standard: DICOM PS3.3 C.7.6, PS3.5. Must not import Qt or torch.
"""

from __future__ import annotations

import logging
import os
import struct
import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pydicom
from pydicom import uid
from pydicom.dataset import Dataset

from segstudio.project.images.orientation import Place, lps, place_of
from segstudio.project.images.readers.unpacking import Unpacking, unpacked

_TAGS: list[Any] = [
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
_HEADERS = (1 << 20, 1 << 26)  # bytes of a packed file in which its pixels have to begin
_PIXELS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
_VRS = (b"OB", b"OW", b"OF", b"OD", b"UN")

pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
logging.getLogger("pydicom").disabled = True  # it would log values of tags
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom")  # these hold them too


@dataclass(frozen=True)
class Source:
    """An opened data set: its tags, and where the value of its pixels begins in ``file``."""

    tags: Dataset
    file: BinaryIO
    start: int
    keyword: str  # "PixelData" or that of floats
    vr: str
    syntax: uid.UID


def read_source(path: Path, file: BinaryIO) -> Source:
    """The header in ``file``. Raises many kinds of errors where it is damaged (see ``decoding``)."""
    return _inflated(path, file) if is_deflated(file) else _parsed(file)


def _parsed(file: BinaryIO) -> Source:
    file.seek(0)
    tags = pydicom.dcmread(file, _LARGE, stop_before_pixels=True, force=True, specific_tags=_TAGS)
    implicit, little = tags.original_encoding
    syntax = tags.file_meta.get("TransferSyntaxUID")
    if not syntax:
        explicit = uid.ExplicitVRLittleEndian if little else uid.ExplicitVRBigEndian
        syntax = uid.ImplicitVRLittleEndian if implicit else explicit
    keyword, vr = "", ""
    head = file.read(12)
    if len(head) == 12:
        group, element, code, short = struct.unpack("<HH2sH" if little else ">HH2sH", head[:8])
        keyword = _PIXELS.get(group << 16 | element, "")
        if code in _VRS:
            vr = code.decode("ascii")
        else:  # an implicit one, also where the file says otherwise
            file.seek(-4, os.SEEK_CUR)
    return Source(tags, file, file.tell(), keyword, vr, uid.UID(str(syntax)))


def is_deflated(file: BinaryIO) -> bool:
    """Whether the data set is packed as a whole."""
    file.seek(0)
    return b"UI\x16\0" + uid.DeflatedExplicitVRLittleEndian.encode() in file.read(2048)


def _inflated(path: Path, file: BinaryIO) -> Source:
    """A data set that is packed as a whole, unpacked to the end of its pixels and no further."""
    file.seek(128 + 4)
    _, length = struct.unpack("<8sI", file.read(12))  # (0002,0000) UL 4: how long the group is that is not packed
    start = 128 + 4 + 12 + length
    for most in _HEADERS:
        source = _parsed(BytesIO(Unpacking(file, start, "deflate").read(most)))
        if source.keyword:
            break
    else:
        return source
    nbytes = frame_bytes(source.tags, source.keyword) * frame_count(source.tags)
    whole = unpacked(path, file, start, "deflate", source.start + nbytes)
    return replace(source, file=BytesIO(whole), syntax=uid.ExplicitVRLittleEndian)


def frame_count(tags: Dataset) -> int:
    return int(tags.get("NumberOfFrames") or 1)


def frame_bytes(tags: Dataset, keyword: str) -> int:
    bits = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}.get(keyword, int(tags.get("BitsAllocated") or 0))
    values = int(tags.Rows) * int(tags.Columns) * int(tags.get("SamplesPerPixel") or 1)
    if tags.get("PhotometricInterpretation") == "YBR_FULL_422":
        values = values // 3 * 2
    return -(-values * bits // 8)


def numbers(tags: Dataset, keyword: str, count: int) -> tuple[float, ...]:
    """The first ``count`` numbers of a tag; empty where it has fewer, or others."""
    try:
        value = tags.get(keyword)
        values = [float(one) for one in ([value] if isinstance(value, int | float | str) else value or [])][:count]
    except Exception:  # a damaged tag must not take the picture away
        return ()
    return tuple(values) if len(values) == count and all(map(isfinite, values)) else ()


def group(tags: Dataset, name: str, frame: int = 0) -> Dataset:
    """A functional group of one frame (PS3.3 C.7.6.16), else that of all frames, else the data set itself."""
    for sequence, at in (("PerFrameFunctionalGroupsSequence", frame), ("SharedFunctionalGroupsSequence", 0)):
        items = tags.get(sequence)
        if items is not None and at < len(items) and len(found := items[at].get(name) or []):
            return found[0]  # type: ignore[no-any-return]
    return tags


def place_of_frame(tags: Dataset, frame: int) -> Place | None:
    """Where a frame lies in the patient (PS3.3 C.7.6.2.1.1); ``None``: it does not say."""
    cosines = numbers(group(tags, "PlaneOrientationSequence", frame), "ImageOrientationPatient", 6)
    origin = numbers(group(tags, "PlanePositionSequence", frame), "ImagePositionPatient", 3)
    spacing = numbers(group(tags, "PixelMeasuresSequence", frame), "PixelSpacing", 2)
    if not (cosines and origin and spacing):
        return None
    across, down = np.array(cosines[:3]) * spacing[1], np.array(cosines[3:]) * spacing[0]
    normal = np.cross(cosines[:3], cosines[3:])
    return place_of(lps(np.stack([across, down, normal], axis=1), "LPS"), np.array(origin), "LPS")
