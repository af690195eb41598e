"""PNG, JPEG and BMP: the pictures of cameras, screens and scanners.

Owns the checks that decoders do not make: a PNG must reach its IEND chunk with right checksums, a JPEG must have the
bytes for its size. Decodes with Pillow, OpenCV and imagecodecs. Must not import Qt or torch.
"""

from __future__ import annotations

import io
import os
import struct
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
from segstudio.project.images.orientation import UPRIGHT
from segstudio.project.images.pixel_size import png_size
from segstudio.project.images.png import chunks
from segstudio.project.images.readers.jpeg import MOST_SCANS, fewest_bytes, has_too_many_scans
from segstudio.project.images.upright import turned, upright
from segstudio.project.images.values import samples

LARGE = 1 << 24  # pixels from which memory counts more than having only one decoder for RGB
_PNG_SAMPLES = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # by colour type; a palette is colours
_MAX_METADATA = 1 << 24  # bytes of one eXIf chunk that are read
_ALPHA = "Transparency is left out; colours stay as they are stored."


def _shown(image: ImageFile, path: Path, plane: str, array: Pixels, orientation: int) -> Pixels:
    """A decoded picture upright, or one of its colours."""
    _, channel = plane_index(image.facts, plane, path)
    array = upright(array, orientation)
    return array if channel is None or array.ndim == 2 else np.ascontiguousarray(array[..., channel])


def _bytes(file: BinaryIO) -> bytes:
    if isinstance(file, io.BytesIO):
        return file.getvalue()
    file.seek(0)
    return file.read()


def _by_pillow(file: BinaryIO, kind: str) -> Pixels:
    """Decoded in strips: whole, an RGB picture would be there twice, once in four bytes a pixel."""
    file.seek(0)
    with Image.open(file, formats=(kind,)) as image:
        image.load()  # raises on truncated data
        mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
        out: NDArray[Any] = np.empty((image.height, image.width, *((3,) if mode == "RGB" else ())), np.uint8)
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
        orientation=UPRIGHT if orientation == 1 else said("turned upright ({tag})", tag=f"EXIF {orientation}"),
        photometric="RGB" if colours == 3 else "black is zero",
    )
    return replace(facts, **more)


# ---- PNG -----------------------------------------------------------------------------------------------------------


class _Png(ImageFile):
    def __init__(self, path: Path, file: BinaryIO, facts: Facts, orientation: int) -> None:
        self.facts = facts
        self._path, self._file, self._orientation = path, file, orientation

    def try_decoding(self) -> None:
        self.check()  # its checksums fit: nothing else can be wrong with what a program wrote

    def check(self) -> None:
        try:
            for _ in chunks(self._file, check=True):
                pass
        except (EOFError, ValueError) as error:
            raise damaged(self._path, str(error)) from error

    def pixels(self, plane: str) -> Pixels:
        return _shown(self, self._path, plane, self._decode(), self._orientation)

    def stored(self) -> Iterator[NDArray[Any]]:
        yield from samples(self._values())

    def _decode(self) -> Pixels:
        facts = self.facts
        if facts.bits <= 8 and not (facts.channels.size == 3 and facts.width * facts.height > LARGE):
            return _by_pillow(self._file, "PNG")
        if facts.bits == 16:
            values = self._values()  # OpenCV reads an animated one as zeros
            if values.ndim == 2:
                return values
            return np.ascontiguousarray(values[..., 0] if values.shape[2] == 2 else values[..., :3])
        array: NDArray[Any] | None = cv2.imdecode(np.frombuffer(_bytes(self._file), np.uint8), cv2.IMREAD_COLOR)
        if array is None:
            raise damaged(self._path, "its pixels cannot be decoded")
        for band in bands(Rect.of_shape(array.shape)):
            array[band.slices] = array[band.slices][..., ::-1]
        return array

    def _values(self) -> NDArray[Any]:
        import imagecodecs

        return np.asarray(imagecodecs.png_decode(_bytes(self._file)))


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


class _Jpeg(ImageFile):
    def __init__(self, path: Path, file: BinaryIO, facts: Facts, orientation: int) -> None:
        self.facts = facts
        self._path, self._file, self._orientation = path, file, orientation

    def check(self) -> None:
        """Of a JPEG only decoding notices that its last bytes are missing."""
        rows, columns = self.facts.shape[:2]
        if fewest_bytes(columns, rows) > self._file.seek(0, os.SEEK_END):
            raise damaged(self._path, "its end is missing")
        if has_too_many_scans(_bytes(self._file)):
            raise ImageError(
                "The image {name} stores its picture in more than {most} passes, which takes too long to read.",
                "Save it anew with another program.",
                name=self._path.name,
                most=MOST_SCANS,
            )

    def try_decoding(self) -> None:
        self.draft(1)

    def pixels(self, plane: str) -> Pixels:
        return _shown(self, self._path, plane, _by_pillow(self._file, "JPEG"), self._orientation)

    def stored(self) -> Iterator[NDArray[Any]]:
        yield from samples(_jpeg_values(self._file))

    def draft(self, side: int) -> NDArray[np.uint8]:
        """``uint8[h, w, 3]``, upright, decoded at a half, a quarter or an eighth of its size: much faster."""
        self._file.seek(0)
        with Image.open(self._file, formats=("JPEG",)) as image:
            image.draft("RGB", (side * 2, side * 2))
            return upright(np.asarray(image.convert("RGB")), self._orientation)


class _DeepJpeg(ImageFile):
    """A JPEG of 12 or 16 bits or without loss, as X-ray and film scanners write it: Pillow does not know them."""

    def __init__(self, path: Path, file: BinaryIO, facts: Facts) -> None:
        self.facts = facts
        self._path, self._file = path, file

    def check(self) -> None:
        if b"\xff\xd9" not in _bytes(self._file)[-64:]:  # its decoder fills what is missing
            raise damaged(self._path, "its end is missing")

    def pixels(self, plane: str) -> Pixels:
        values = _jpeg_values(self._file)
        return _shown(self, self._path, plane, values[..., :3] if values.ndim == 3 else values, 1)

    def stored(self) -> Iterator[NDArray[Any]]:
        yield from samples(_jpeg_values(self._file))


def _jpeg_values(file: BinaryIO) -> NDArray[Any]:
    import imagecodecs

    return np.asarray(imagecodecs.jpeg_decode(_bytes(file)))


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


class _Bmp(ImageFile):
    def __init__(self, path: Path, file: BinaryIO, facts: Facts) -> None:
        self.facts = facts
        self._path, self._file = path, file

    def check(self) -> None:
        rows, end = bmp_rows(self._file), self._file.seek(0, os.SEEK_END)
        # Run lengths are two bytes for at most 255 pixels.
        least = self.facts.width * self.facts.height // 255 if rows is None else rows[0] + rows[1] * self.facts.height
        if least > end:
            raise damaged(self._path, "its end is missing")

    def pixels(self, plane: str) -> Pixels:
        return _shown(self, self._path, plane, _by_pillow(self._file, "BMP"), 1)

    def stored(self) -> Iterator[NDArray[Any]]:
        yield from samples(_by_pillow(self._file, "BMP"))

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
