"""DICOM files as pictures: every transfer syntax that pydicom, Pillow and imagecodecs decode, one frame at a time.

Only the tags that pixels need are ever read, so that no name, number or date of a patient is in memory, in an error or
in a warning; of the series' identifier a short hash is kept. Standard: DICOM PS3.3 C.7.6 and C.8, PS3.5. Must not
import Qt or torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut
from pydicom.pixels.utils import as_pixel_options

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index
from segstudio.project.images.headers import damaged
from segstudio.project.images.orientation import AS_STORED, Place, words_of
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.readers.dicom_frames import check_frames, decode_frame, decoder_of
from segstudio.project.images.readers.dicom_header import (
    Source,
    frame_bytes,
    frame_count,
    group,
    numbers,
    place_of_frame,
    read_source,
)
from segstudio.project.images.readers.unpacking import decoding
from segstudio.project.images.readers.volume import MOST_PLANES
from segstudio.project.images.values import black_is_zero, full_range, plain, samples

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
_WORDS = {"MONOCHROME1": "white is zero", "MONOCHROME2": "black is zero", "PALETTE COLOR": "palette", "RGB": "RGB"}
_SPACINGS = ("ImagerPixelSpacing", "NominalScannedPixelSpacing")  # where a file has no PixelSpacing
_PICTURES = ("1.2.840.10008.5.1.4.1.1.481.1", "1.2.840.10008.5.1.4.1.1.481.2")  # of radiotherapy: image and dose


def open_dicom(path: Path, file: BinaryIO) -> ImageFile:
    """The pictures in ``file``, of which the header alone is read.

    Raises ImageError: it is damaged, holds no picture, or is coded in a way that nothing here decodes.
    """
    with decoding(path, "its header cannot be read"):
        source = read_source(path, file)
        tags, meta = source.tags, source.tags.file_meta
        kind = str(tags.get("SOPClassUID") or meta.get("MediaStorageSOPClassUID") or "")
    _check_kind(path, kind)
    if not source.keyword:
        if "Rows" in tags:
            raise damaged(path, "it holds no pixel data")
        raise ImageError(
            "The DICOM file {name} holds no picture.", "Leave it out: only images can be labelled.", name=path.name
        )
    decoder_of(path, source.syntax)
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


class Dicom(ImageFile):
    """One DICOM file, see ``ImageFile``."""

    def __init__(self, path: Path, source: Source) -> None:
        self._path, self._source = path, source
        with decoding(path, "its header cannot be read"):
            tags = source.tags
            rows, columns, self._samples = int(tags.Rows), int(tags.Columns), int(tags.get("SamplesPerPixel") or 1)
            self._count, self._kind = frame_count(tags), str(tags.PhotometricInterpretation)
            self._bits = int(tags.get("BitsStored") or tags.get("BitsAllocated") or 32)
            nbytes = frame_bytes(tags, source.keyword)
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

    def place(self, plane: str) -> Place | None:
        index, _ = plane_index(self.facts, plane, self._path)
        return place_of_frame(self._source.tags, index[0] if index else 0)

    def check(self) -> None:
        source = self._source
        nbytes = frame_bytes(source.tags, source.keyword)
        check_frames(self._path, source.file, source.start, source.syntax, self._count, nbytes)

    def pixels(self, plane: str) -> Pixels:
        index, channel = plane_index(self.facts, plane, self._path)
        frame = index[0] if index else 0
        with decoding(self._path, "its pixels cannot be decoded"):
            shown = np.ascontiguousarray(self._shown(self._frame(frame), frame))
        return shown if channel is None or shown.ndim == 2 else np.ascontiguousarray(shown[..., channel])

    def stored(self) -> Iterator[NDArray[Any]]:
        for number in range(self._count):
            with decoding(self._path, "its pixels cannot be decoded"):
                frame = self._frame(number)
            yield from samples(frame)

    def _frame(self, number: int) -> NDArray[Any]:
        """The values of a frame as stored, YCbCr turned into RGB."""
        return decode_frame(self._path, self._source.file, self._source.start, number, self._options)

    def _shown(self, values: NDArray[Any], frame: int) -> Pixels:
        tags = self._source.tags
        if self._kind == "PALETTE COLOR":
            return _in_colours(values, tags)
        if values.ndim == 3:
            return plain(values[..., :3])
        scaled = values
        if "ModalityLUTSequence" in tags:
            scaled = apply_modality_lut(values, tags)
        elif (scale := self._scale(frame)) != (1, 0):
            with np.errstate(over="ignore", invalid="ignore"):
                scaled = values.astype(np.float64) * scale[0] + scale[1]
        if self._kind == "MONOCHROME1":
            scaled = black_is_zero(scaled, self._bits)
        return plain(full_range(scaled, self._bits))

    def _scale(self, frame: int) -> tuple[float, float]:
        tags = self._source.tags
        if dose := numbers(tags, "DoseGridScaling", 1):
            return dose[0], 0.0
        one = group(tags, "PixelValueTransformationSequence", frame)
        slope, intercept = numbers(one, "RescaleSlope", 1), numbers(one, "RescaleIntercept", 1)
        return (slope or (1.0,))[0], (intercept or (0.0,))[0]

    def _facts(self, rows: int, columns: int) -> Facts:
        tags, source = self._source.tags, self._source
        palette = self._kind == "PALETTE COLOR"
        parts = (("Z", self._count), ("Y", rows), ("X", columns), ("S", self._samples))
        axes = "".join(letter for letter, size in parts if size > 1 or letter in "YX")
        tiled = "TotalPixelMatrixColumns" in tags and self._count > 1
        cine = any(one in tags for one in ("FrameTime", "FrameTimeVector", "CineRate"))
        planes = (Axis("I" if tiled else "T" if cine else "Z", self._count),) if self._count > 1 else ()
        left = [said("Transparency is left out; colours stay as they are stored.")] if self._samples == 4 else []
        if tiled:
            left.append(said("The tiles of the whole slide are shown one by one, not put together."))
        if 0x60000010 in tags:
            left.append(said("Drawings that lie over the picture (overlays) are not shown."))
        words, position = self._place()
        series = str(tags.get("SeriesInstanceUID") or "")
        return Facts(
            kind="DICOM", axes=axes, shape=tuple(dict(parts)[letter] for letter in axes), dtype=self._dtype(),
            width=columns, height=rows, planes=planes, channels=Axis("S", 3 if palette else min(self._samples, 3)),
            bits=self._bits, photometric=_WORDS.get(self._kind, "YCbCr" if self._kind[:3] == "YBR" else "unknown"),
            orientation=words, pixel_size=self._pixel_size(), unit=self._unit(), window=self._window(),
            slice_distance=self._distance() if planes and planes[0].letter == "Z" else None, pages=self._count,
            codec=source.syntax.name if source.syntax.is_compressed else "", left=tuple(left), position=position,
            stack=hashlib.sha256(series.encode()).hexdigest()[:12] if series else "",
        )  # fmt: skip

    def _dtype(self) -> str:
        tags = self._source.tags
        if self._source.keyword != "PixelData":
            return "float32" if self._source.keyword == "FloatPixelData" else "float64"
        signed = int(tags.get("PixelRepresentation") or 0) and self._samples == 1
        return f"{'' if signed else 'u'}int{max(8, int(tags.BitsAllocated))}"

    def _pixel_size(self) -> tuple[float, float] | None:
        tags = self._source.tags
        spacings = [numbers(group(tags, "PixelMeasuresSequence"), "PixelSpacing", 2)]
        for spacing in (*spacings, *(numbers(tags, word, 2) for word in _SPACINGS)):
            if spacing and min(spacing) > 0:
                return spacing[0] / 1000, spacing[1] / 1000
        return None

    def _unit(self) -> str:
        tags = self._source.tags
        if "DoseGridScaling" in tags:
            return "Gy"
        one = group(tags, "PixelValueTransformationSequence")
        kind = str(one.get("RescaleType") or "").strip().upper()
        is_ct = tags.get("Modality") == "CT" and bool(numbers(one, "RescaleIntercept", 1)) and kind in ("", "HU")
        return "HU" if kind == "HU" or is_ct else ""

    def _window(self) -> tuple[float, float] | None:
        """PS3.3 C.11.2.1.2.1: the values of the first window that are shown black and white."""
        one = group(self._source.tags, "FrameVOILUTSequence")
        centre, width = numbers(one, "WindowCenter", 1), numbers(one, "WindowWidth", 1)
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
        cosines = numbers(group(tags, "PlaneOrientationSequence"), "ImageOrientationPatient", 6)
        where = numbers(group(tags, "PlanePositionSequence"), "ImagePositionPatient", 3)
        number = numbers(tags, "InstanceNumber", 1)
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
        given = numbers(group(tags, "PixelMeasuresSequence"), "SpacingBetweenSlices", 1)
        if not given and (offsets := numbers(tags, "GridFrameOffsetVector", 2)):
            given = (abs(offsets[1] - offsets[0]),)
        if not given:
            ends = [numbers(group(tags, "PlanePositionSequence", at), "ImagePositionPatient", 3) for at in (0, 1)]
            given = (float(np.linalg.norm(np.subtract(ends[0], ends[1]))),) if all(ends) else ()
        return given[0] / 1000 if given and given[0] > 0 else None


def _in_colours(indices: NDArray[Any], tags: Dataset) -> Pixels:
    """Palette entries as ``uint8`` where those of 16 bits are 8 bits made longer (which is usual), else ``uint16``."""
    colours = apply_color_lut(indices, tags)[..., :3]
    if colours.dtype == np.uint8:
        return plain(colours)
    count, first, _ = tags.RedPaletteColorLookupTableDescriptor
    all_colours = apply_color_lut(np.arange(first, first + (count or 1 << 16)), tags)[..., :3]
    low, high = all_colours & 255, all_colours >> 8
    short = (low == 0).all() or (low == high).all()
    return plain((colours >> 8).astype(np.uint8) if short else colours)
