"""Pictures of the web and of small tools: WebP, GIF, AVIF, JPEG 2000, JPEG XL, PNM.

Pillow, OpenCV and imagecodecs decode them. An animation is one image with an axis of time. Must not import Qt or torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import said
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index, plane_steps, planes_of
from segstudio.project.images.headers import check_size, damaged, unreadable
from segstudio.project.images.values import full_range, plain, samples

_FORMATS = ("WEBP", "GIF", "AVIF", "JPEG2000", "PPM")
_ALPHA = "Transparency is left out; colours stay as they are stored."
_PNM_HEADER = 1 << 16  # bytes in which the numbers of a PNM must stand


class _Picture(ImageFile):
    """A file that Pillow reads, frame by frame."""

    def __init__(self, path: Path, file: BinaryIO, facts: Facts, mode: str) -> None:
        self.facts = facts
        self._path, self._file, self._mode = path, file, mode

    def pixels(self, plane: str) -> Pixels:
        at, channel = plane_index(self.facts, plane, self._path)
        array = self._frame(at[0] if at else 0)
        return array if channel is None or array.ndim == 2 else np.ascontiguousarray(array[..., channel])

    def _frame(self, number: int) -> Pixels:
        self._file.seek(0)
        with Image.open(self._file, formats=_FORMATS) as image:
            image.seek(number)
            image.load()
            array = np.array(image.convert(self._mode) if image.mode != self._mode else image)
        return array[..., :3].copy() if array.ndim == 3 and array.shape[2] == 4 else array

    def stored(self) -> Iterator[NDArray[Any]]:
        for plane in planes_of(self.facts.planes):
            values = self._frame(plane_steps(plane).get("T", 0))
            yield from samples(values)


def open_picture(path: Path, file: BinaryIO) -> ImageFile:
    """WebP, GIF, AVIF and PNM of 8 bits."""
    try:
        with Image.open(file, formats=_FORMATS) as image:
            width, height, frames = image.width, image.height, int(getattr(image, "n_frames", 1))
            kind, mode, bands = str(image.format), image.mode, image.getbands()
    except Exception as error:
        raise damaged(path, "its header cannot be read") from error
    check_size(path, width, height)
    grey = mode in ("1", "L", "LA")
    # The colours of a transparent pixel are those that are stored: dropped after decoding, never blended.
    shown = "L" if grey else "RGBA" if "A" in bands and mode != "P" else "RGB"
    left = (said(_ALPHA),) if "A" in bands else ()
    return _Picture(path, file, _facts(_NAMES.get(kind, kind), width, height, 1 if grey else 3, frames, left), shown)


_NAMES = {"WEBP": "WebP", "PPM": "PNM", "JPEG2000": "JPEG 2000"}


def _facts(kind: str, width: int, height: int, samples: int, frames: int, left: tuple[str, ...] = (),
           dtype: str = "uint8", bits: int = 8) -> Facts:  # fmt: skip
    axes = ("T" if frames > 1 else "") + "YX" + ("S" if samples > 1 else "")
    shape = (*((frames,) if frames > 1 else ()), height, width, *((samples,) if samples > 1 else ()))
    planes = (Axis("T", frames),) if frames > 1 else ()
    colour = "RGB" if samples >= 3 else "black is zero"
    return Facts(kind, axes, shape, dtype, width, height, planes, Axis("S", 3 if samples >= 3 else 1), bits=bits,
                 photometric=colour, left=left)  # fmt: skip


class _Decoded(ImageFile):
    """A file of one picture that a codec decodes whole; what it is, is known from decoding it."""

    def __init__(self, path: Path, kind: str, values: NDArray[Any], bits: int) -> None:
        values = values[..., 0] if values.ndim == 3 and values.shape[2] == 1 else values
        if values.ndim not in (2, 3) or values.dtype.kind not in "buif":
            raise unreadable(path, "values that are not those of a picture")
        height, width = values.shape[:2]
        check_size(path, width, height)
        samples = 1 if values.ndim == 2 else values.shape[2]
        left = (said(_ALPHA),) if samples in (2, 4) else ()
        if samples > 4:
            left = (said("{count} more samples of each pixel are not shown.", count=samples - 3),)
        self.facts = _facts(kind, width, height, samples, 1, left, values.dtype.name, bits)
        self._path, self._values = path, values

    def pixels(self, plane: str) -> Pixels:
        _, channel = plane_index(self.facts, plane, self._path)
        values = self._values
        if values.ndim == 3:
            values = values[..., 0] if values.shape[2] == 2 else values[..., :3]
        values = plain(full_range(values, self.facts.bits))
        return values if channel is None or values.ndim == 2 else np.ascontiguousarray(values[..., channel])

    def stored(self) -> Iterator[NDArray[Any]]:
        yield from samples(self._values)


def open_jpeg2000(path: Path, file: BinaryIO) -> ImageFile:
    """JPEG 2000 of any depth. Format: ITU-T T.800; its size stands in the SIZ marker."""
    import imagecodecs

    data = file.read()
    at = data.find(b"\xff\x51", 0, _PNM_HEADER)
    if at < 0 or len(data) < at + 44:
        raise damaged(path, "its header cannot be read")
    right, below, left, top = (int.from_bytes(data[at + 6 + 4 * n : at + 10 + 4 * n], "big") for n in range(4))
    check_size(path, right - left, below - top)
    bits = (data[at + 40] & 0x7F) + 1
    return _Decoded(path, "JPEG 2000", _decoded(path, imagecodecs.jpeg2k_decode, data), bits)


def open_jpegxl(path: Path, file: BinaryIO) -> ImageFile:
    """JPEG XL; of an animation the first picture."""
    import imagecodecs

    values = _decoded(path, imagecodecs.jpegxl_decode, file.read())
    return _Decoded(path, "JPEG XL", values[0] if values.ndim == 4 else values, 8 * values.dtype.itemsize)


def open_pnm(path: Path, file: BinaryIO) -> ImageFile:
    """PGM, PPM and PBM; Pillow would spread 10 to 14 bits over 16."""
    start = file.read(_PNM_HEADER)
    file.seek(0)
    numbers: list[int] = []
    lines = (line.split(b"#")[0].split() for line in start[2:].split(b"\n"))
    for word in (word for line in lines for word in line):
        if not word.isdigit() or len(word) > 9:
            break
        numbers.append(int(word))
        if len(numbers) == 3:
            break
    if len(numbers) < 2:
        raise damaged(path, "its header cannot be read")
    check_size(path, numbers[0], numbers[1])
    if start[1:2] in b"14" or len(numbers) < 3 or numbers[2] < 256:
        return open_picture(path, file)
    data = np.frombuffer(file.read(), np.uint8)
    values = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if values is None:
        raise damaged(path, "its pixels cannot be decoded")
    return _Decoded(path, "PNM", values[..., ::-1] if values.ndim == 3 else values, max(numbers[2].bit_length(), 9))


def _decoded(path: Path, decode: Any, data: bytes) -> NDArray[Any]:
    try:
        return np.asarray(decode(data))
    except Exception as error:
        raise damaged(path, "its pixels cannot be decoded") from error
