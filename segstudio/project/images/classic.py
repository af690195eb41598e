"""PNG, JPEG and BMP: the pictures of cameras, screens and scanners.

Owns the checks that decoders do not make: a PNG must reach its IEND chunk with right checksums, a JPEG must have the
bytes for its size. Decodes with Pillow, OpenCV and imagecodecs. Must not import Qt or torch.
"""

from __future__ import annotations

import io
import os
import struct
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import ImageError, said
from segstudio.labels.geometry import Rect, bands
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index
from segstudio.project.images.headers import ORIENTATION, check_size, damaged, unreadable, valid_orientation
from segstudio.project.images.jpeg import MOST_SCANS, fewest_bytes, has_too_many_scans
from segstudio.project.images.pixel_size import png_size
from segstudio.project.images.png import chunks
from segstudio.project.images.upright import turned, upright

LARGE = 1 << 24  # pixels from which memory counts more than having only one decoder for RGB
_PNG_SAMPLES = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # by colour type; a palette is colours
_MAX_METADATA = 1 << 24  # bytes of one eXIf chunk that are read
_ALPHA = "Transparency is left out; colours stay as they are stored."


class _Classic(ImageFile):
    """What the three have in common: one plane, rows from the top after the orientation."""

    def __init__(self, path: Path, file: BinaryIO, facts: Facts, orientation: int = 1) -> None:
        self.facts = facts
        self._path, self._file, self._orientation = path, file, orientation

    def _bytes(self) -> bytes:
        if isinstance(self._file, io.BytesIO):
            return self._file.getvalue()
        self._file.seek(0)
        return self._file.read()

    @abstractmethod
    def _decode(self) -> Pixels:
        """As stored, ``[rows, columns]`` or RGB."""

    def pixels(self, plane: str) -> Pixels:
        _, channel = plane_index(self.facts, plane, self._path)
        array = upright(self._decode(), self._orientation)
        return array if channel is None else np.ascontiguousarray(array[..., channel] if array.ndim == 3 else array)

    def _values(self) -> NDArray[Any]:
        """All samples as stored."""
        return self._decode()

    def stored(self) -> Iterator[NDArray[Any]]:
        values = self._values()
        yield from np.moveaxis(values, 2, 0) if values.ndim == 3 else (values,)

    def _by_pillow(self, kind: str) -> Pixels:
        """Decoded in strips: whole, an RGB picture would be there twice, once in four bytes a pixel."""
        self._file.seek(0)
        with Image.open(self._file, formats=(kind,)) as image:
            image.load()  # raises on truncated data
            grey = image.mode in ("1", "L", "LA", "La")
            deep = image.mode.startswith("I")
            mode, dtype = ("L", np.uint8) if grey else (image.mode, np.uint16) if deep else ("RGB", np.uint8)
            out: NDArray[Any] = np.empty((image.height, image.width, *((3,) if mode == "RGB" else ())), dtype)
            for band in bands(Rect.of_shape(out.shape)):
                strip = image.crop((band.x, band.y, band.right, band.bottom))
                out[band.slices] = np.asarray(strip if strip.mode == mode else strip.convert(mode))
        return out


def _facts(kind: str, width: int, height: int, samples: int, orientation: int, **more: Any) -> Facts:
    """``samples`` as stored; alpha is left out."""
    shown = turned((height, width), orientation)
    colours = 3 if samples >= 3 else 1
    facts = Facts(
        kind,
        "YX" if samples == 1 else "YXS",
        (height, width) if samples == 1 else (height, width, samples),
        "uint8",
        shown[1],
        shown[0],
        channels=Axis("S", colours),
        orientation="upright" if orientation == 1 else f"turned upright (EXIF {orientation})",
        photometric="RGB" if colours == 3 else "black is zero",
    )
    return replace(facts, **more)


# ---- PNG -----------------------------------------------------------------------------------------------------------


class _Png(_Classic):
    def try_decoding(self) -> None:
        self.check()  # its checksums fit: nothing else can be wrong with what a program wrote

    def check(self) -> None:
        try:
            for _ in chunks(self._file, check=True):
                pass
        except (EOFError, ValueError) as error:
            raise damaged(self._path, str(error)) from error

    def _decode(self) -> Pixels:
        facts = self.facts
        if facts.bits <= 8 and not (facts.channels.size == 3 and facts.width * facts.height > LARGE):
            return self._by_pillow("PNG")
        if facts.bits == 16:
            values = self._values()  # OpenCV reads an animated one as zeros
            if values.ndim == 2:
                return values
            return np.ascontiguousarray(values[..., 0] if values.shape[2] == 2 else values[..., :3])
        array: NDArray[Any] | None = cv2.imdecode(np.frombuffer(self._bytes(), np.uint8), cv2.IMREAD_COLOR)
        if array is None:
            raise damaged(self._path, "its pixels cannot be decoded")
        for band in bands(Rect.of_shape(array.shape)):
            array[band.slices] = array[band.slices][..., ::-1]
        return array

    def _values(self) -> NDArray[Any]:
        import imagecodecs

        return np.asarray(imagecodecs.png_decode(self._bytes()))


def open_png(path: Path, file: BinaryIO) -> ImageFile:
    """Format: PNG specification (third edition), W3C 2023, section 5."""
    size: tuple[int, int, int, int] | None = None
    orientation, frames, alpha = 1, 1, False
    try:
        for kind, length in chunks(file):
            if size is None and kind != b"IHDR":
                raise damaged(path, "its header cannot be read")
            if kind == b"IHDR":
                size = struct.unpack(">IIBB", file.read(10))
            elif kind == b"eXIf" and length < _MAX_METADATA:
                orientation = _exif_orientation(file.read(length))
            elif kind == b"acTL" and length >= 4:
                frames = struct.unpack(">I", file.read(4))[0]
            alpha |= kind == b"tRNS"
    except EOFError as error:  # truncated after the header: check says so
        if size is None:
            raise damaged(path, "its header cannot be read") from error
    if size is None or size[3] not in _PNG_SAMPLES:
        raise damaged(path, "its header cannot be read")
    width, height, bits, color = size
    check_size(path, width, height)
    samples = _PNG_SAMPLES[color] + (alpha and color in (0, 2, 3))
    left = [said(_ALPHA)] if samples in (2, 4) else []
    if frames > 1:
        left.append(said("Of the {frames} pictures of the animation only the first is shown.", frames=frames))
    facts = _facts(
        "PNG", width, height, samples, orientation, bits=bits, dtype="uint16" if bits == 16 else "uint8",
        photometric="palette" if color == 3 else "RGB" if samples >= 3 else "black is zero", codec="deflate",
        pixel_size=_square(png_size(file)), left=tuple(left),
    )  # fmt: skip
    return _Png(path, file, facts, orientation)


def _square(size: float | None) -> tuple[float, float] | None:
    return None if size is None else (size, size)


def _exif_orientation(data: bytes) -> int:
    exif = Image.Exif()
    try:
        exif.load(data)
        return valid_orientation(exif.get(ORIENTATION))
    except Exception:  # damaged metadata must not take the picture away
        return 1


# ---- JPEG ----------------------------------------------------------------------------------------------------------


class _Jpeg(_Classic):
    def check(self) -> None:
        """Of a JPEG only decoding notices that its last bytes are missing."""
        rows, columns = self.facts.shape[:2]
        if fewest_bytes(columns, rows) > self._file.seek(0, os.SEEK_END):
            raise damaged(self._path, "its end is missing")
        if has_too_many_scans(self._bytes()):
            raise ImageError(
                "The image {name} stores its picture in more than {most} passes, which takes too long to read.",
                "Save it anew with another program.",
                name=self._path.name,
                most=MOST_SCANS,
            )

    def try_decoding(self) -> None:
        self.draft(1)

    def _decode(self) -> Pixels:
        return self._by_pillow("JPEG")

    def _values(self) -> NDArray[Any]:
        import imagecodecs

        return np.asarray(imagecodecs.jpeg_decode(self._bytes()))

    def draft(self, side: int) -> NDArray[np.uint8]:
        """``uint8[h, w, 3]``, upright, decoded at a half, a quarter or an eighth of its size: much faster."""
        self._file.seek(0)
        with Image.open(self._file, formats=("JPEG",)) as image:
            image.draft("RGB", (side * 2, side * 2))
            return upright(np.asarray(image.convert("RGB")), self._orientation)


class _DeepJpeg(_Classic):
    """A JPEG of 12 or 16 bits or without loss, as X-ray and film scanners write it: Pillow does not know them."""

    def check(self) -> None:
        self._values()

    def _decode(self) -> Pixels:
        values = self._values()
        return values[..., :3] if values.ndim == 3 else values

    def _values(self) -> NDArray[Any]:
        import imagecodecs

        try:
            return np.asarray(imagecodecs.jpeg_decode(self._bytes()))
        except Exception as error:
            raise damaged(self._path, "its pixels cannot be decoded") from error


def open_jpeg(path: Path, file: BinaryIO) -> ImageFile:
    """Format: ITU-T T.81. The second pictures of MPO files (previews, stereo) are left out and said."""
    file.seek(0)
    frame = _frame(file.read(1 << 22))
    try:
        with Image.open(file, formats=("JPEG",)) as image:
            width, height, samples = image.width, image.height, len(image.getbands())
            turn = valid_orientation(image.getexif().get(ORIENTATION))
    except Exception as error:
        if frame is None or frame[0] in (0xC0, 0xC1, 0xC2) and frame[1] == 8:
            raise damaged(path, "its header cannot be read") from error
        code, bits, height, width, samples = frame
        check_size(path, width, height)
        codec = "lossless JPEG" if code == 0xC3 else f"JPEG of {bits} bits"
        facts = _facts("JPEG", width, height, samples, 1, bits=bits, codec=codec,
                       dtype="uint16" if bits > 8 else "uint8")  # fmt: skip
        return _DeepJpeg(path, file, facts)
    check_size(path, width, height)
    left: tuple[str, ...] = ()
    if path.suffix.lower() == ".mpo":
        left = (said("Only the first picture of the file is shown; a second one is for stereo or a preview."),)
    photometric = "CMYK" if samples == 4 else "RGB" if samples == 3 else "black is zero"
    facts = _facts("JPEG", width, height, samples, turn, codec="JPEG", photometric=photometric, left=left)
    return _Jpeg(path, file, facts, turn)


def _frame(data: bytes) -> tuple[int, int, int, int, int] | None:
    """Marker, bits, rows, columns and samples of the frame header (SOF0 to SOF15) of a JPEG."""
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        code = data[at + 1]
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            return (code, *struct.unpack(">BHHB", data[at + 4 : at + 10]))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big") if code != 0xFF else 1
    return None


# ---- BMP -----------------------------------------------------------------------------------------------------------


class _Bmp(_Classic):
    def check(self) -> None:
        rows = bmp_rows(self._file)
        if rows is not None and rows[0] + rows[1] * self.facts.height > self._file.seek(0, os.SEEK_END):
            raise damaged(self._path, "its end is missing")

    def _decode(self) -> Pixels:
        return self._by_pillow("BMP")

    def mapped(self, plane: str) -> Pixels | None:
        plane_index(self.facts, plane, self._path)
        rows = bmp_rows(self._file)
        if rows is None or rows[2] != "BGR":
            return None
        start, stride, _, order = rows
        width, height = self.facts.width, self.facts.height
        lines = np.memmap(self._file, np.uint8, "r", start, (height, stride))[::order, : 3 * width]
        return lines.reshape(height, width, 3)[..., ::-1]


def open_bmp(path: Path, file: BinaryIO) -> ImageFile:
    """Bit fields and run lengths are Pillow's matter."""
    try:
        with Image.open(file, formats=("BMP",)) as image:
            width, height, samples = image.width, image.height, len(image.getbands())
            colours = 3 if image.mode in ("P", "RGB", "RGBA", "RGBX") else samples
    except OSError as error:
        if "Unsupported" in str(error):
            raise unreadable(path, "bit fields that are not read") from error
        raise damaged(path, "its header cannot be read") from error
    except Exception as error:
        raise damaged(path, "its header cannot be read") from error
    check_size(path, width, height)
    return _Bmp(path, file, _facts("BMP", width, height, colours, 1))


def bmp_rows(file: BinaryIO) -> tuple[int, int, str, int] | None:
    """Where the rows of a BMP begin, the bytes of one (padded to 4), Pillow's name of their kind, and their order (1:
    the highest first, -1: the lowest). ``None``: it is compressed by run lengths."""
    file.seek(0)
    with Image.open(file, formats=("BMP",)) as image:
        codec, _, start, how = image.tile[0]
    if codec != "raw" or not isinstance(how, tuple):
        return None
    kind, stride, order = how
    return start, stride, kind, order
