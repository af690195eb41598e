"""Image files to pixels: the one place where a picture is read, turned upright and made ready for screen and network.

PNG, JPEG, BMP and TIFF (of a TIFF with many pages: the first page) with 1 to 16 bit integers, 32 bit integers and
floats; grey, RGB, palette and CMYK, alpha dropped. Masks are read elsewhere (palette_png). Must not import Qt or torch.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect, bands
from segstudio.labels.intensity import auto_window, screen
from segstudio.project.images.headers import ImageHeader, check_complete, damaged, opened, read_header, read_packed
from segstudio.project.images.mapped import map_pixels
from segstudio.project.images.pixel_size import pixel_size

Pixels = NDArray[Any]  # uint8, uint16 or float32

MAPPED = 1 << 22  # pixels from which a file is mapped rather than read
_LARGE = 1 << 24  # pixels from which memory counts more than having only one decoder for RGB

# OpenCV reports a damaged file by an exception or None; its log would go to stderr as well.
cv2.utils.logging.setLogLevel(0)


def machine_memory() -> int:
    """Bytes of memory that the machine has; a very large number where it does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on this system
        return sys.maxsize


@dataclass(frozen=True, eq=False)
class ImageData:
    """One image as it was stored: ``pixels`` uint8, uint16 or float32, ``[h, w]`` or ``[h, w, 3]`` RGB.

    ``pixel_size`` is metres per pixel where the file says so (see ``images.pixel_size``).
    """

    pixels: Pixels
    path: Path
    pixel_size: float | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """``(h, w)``."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @cached_property
    def window(self) -> tuple[float, float]:
        """Values shown black and white by themselves: (0, 255) for 8 bit, else percentiles 0.5 and 99.5."""
        return (0.0, 255.0) if self.pixels.dtype == np.uint8 else auto_window(self.pixels)

    def display(self) -> NDArray[np.uint8]:
        """``uint8[h, w, 3]`` for the screen: 8 bit unchanged (RGB: the same memory), else scaled by ``window``."""
        return screen(self.pixels, self.window)

    def model_input(self, rect: Rect | None = None) -> NDArray[np.float32]:
        """``float32[3, h, w]`` in 0..1 of ``rect`` (inside the image; None: all). Grey is repeated.

        8 bit is divided by 255; 16 bit and float are scaled by the window of the whole image. NaN becomes 0.
        """
        rect = rect or Rect.of_shape(self.pixels.shape)
        part: NDArray[Any] = self.pixels[rect.slices]
        out = np.empty((3, rect.h, rect.w), np.float32)
        for band in bands(Rect.of_shape(part.shape)):
            strip = _unit(part[band.slices], self.window)
            out[:, *band.slices] = strip if strip.ndim == 2 else strip.transpose(2, 0, 1)
        return out

    def value_text(self, x: int, y: int) -> str:
        """The stored value at column ``x``, row ``y``: "137" or "12 40 200"; empty outside of the image."""
        h, w = self.shape
        if not (0 <= x < w and 0 <= y < h):
            return ""
        values = np.atleast_1d(self.pixels[y, x])
        return " ".join(f"{v:.5g}" if values.dtype.kind == "f" else str(int(v)) for v in values)


def _unit(pixels: NDArray[Any], window: tuple[float, float]) -> NDArray[np.float32]:
    """``pixels`` scaled so that the window is 0..1, clipped; NaN is 0; a window without width gives 0."""
    if pixels.dtype == np.uint8 and window == (0.0, 255.0):
        scaled: NDArray[np.float32] = np.divide(pixels, np.float32(255), dtype=np.float32)
        return scaled
    low, high = window
    with np.errstate(invalid="ignore", over="ignore"):
        values = (pixels.astype(np.float64) - low) / (high - low if high > low else np.inf)
    values = np.clip(np.nan_to_num(values, copy=False, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    return values.astype(np.float32)


# ---- reading -------------------------------------------------------------------------------------------------------


def read_image(path: str | os.PathLike[str], data: bytes | None = None) -> ImageData:
    """Read a file whole, upright, at its own bit depth. Integers of more than 16 bit, or signed, become float32.

    ``data``: the file's bytes, where they are in memory already (``read_packed``).
    Raises ImageError: missing, 0 bytes, no image, truncated or damaged, more than a gigapixel, unsupported kind.
    """
    path = Path(path)
    with opened(path, read_packed(path) if data is None else data) as file:
        return _read(path, file, read_header(path, file), None)


def map_image(path: str | os.PathLike[str]) -> ImageData:
    """As ``read_image``, but the pixels of an uncompressed TIFF or BMP are mapped: read from the file on access, and
    read-only; the file must not change meanwhile. Everything else is decoded whole."""
    path = Path(path)
    with opened(path, read_packed(path)) as file:
        return _read(path, file, read_header(path, file), MAPPED)


def _read(path: Path, file: BinaryIO, header: ImageHeader, mapped_from: int | None) -> ImageData:
    """``mapped_from``: pixels from which the file is mapped where it can be; ``None``: never."""
    if header.samples == 0:
        raise ImageError(
            "The image {name} is a kind of TIFF that cannot be read.",
            "Save it as grey or RGB with 8 or 16 bits, samples of a pixel side by side.",
            name=path.name,
        )
    try:
        check_complete(path, header, file)
        pixels = None
        if mapped_from is not None and header.orientation == 1 and header.width * header.height >= mapped_from:
            pixels = map_pixels(file, header)
        if pixels is None or pixels.shape[:2] != header.shape:
            _check_memory(header)
            pixels = _by_opencv(path, file, header) if _needs_opencv(header) else _by_pillow(file, header)
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(
            "The image {name} does not fit into memory ({width} x {height} pixels).",
            "Close other programs, or cut it into smaller images.",
            name=path.name,
            width=header.width,
            height=header.height,
        ) from error
    except Exception as error:  # decoders raise many kinds for damaged data
        raise damaged(path, "its pixels cannot be decoded") from error
    if pixels.shape[:2] != header.shape:
        raise damaged(path, "its pixels do not fit its size")
    return ImageData(pixels, path, pixel_size(file, header.format))


def _check_memory(header: ImageHeader) -> None:
    """MemoryError where the machine has less memory than decoding takes: the system itself would end the program."""
    channels = 2 if header.samples == 1 else 7  # as a decoder has it (RGB in four bytes), and as it is kept
    if header.width * header.height * channels * max(8, header.bits) // 8 > machine_memory():
        raise MemoryError


def _needs_opencv(header: ImageHeader) -> bool:
    """Pillow would reduce 16-bit colour to 8 bits and cannot read most floats; it keeps RGB in four bytes a pixel."""
    if header.format == "PNG" and header.bits == 8 and header.samples == 3:
        return header.width * header.height > _LARGE
    return header.bits > 8 and (header.format == "TIFF" or (header.format == "PNG" and header.samples > 1))


def _by_opencv(path: Path, file: BinaryIO, header: ImageHeader) -> Pixels:
    data = file.getvalue() if isinstance(file, io.BytesIO) else np.memmap(file, np.uint8, "r")
    # IMREAD_UNCHANGED leaves a PNG as stored but turns a TIFF upright by itself.
    array: NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None:
        raise damaged(path, "its pixels cannot be decoded")
    if array.dtype not in (np.uint8, np.uint16, np.float32):
        with np.errstate(over="ignore"):
            array = array.astype(np.float32)
    if header.samples == 2:
        array = np.ascontiguousarray(array[..., 0])  # grey with alpha comes as BGRA
    elif array.ndim == 3:
        if array.shape[2] == 4:
            array = cv2.cvtColor(array, cv2.COLOR_BGRA2RGB)
        else:
            for band in bands(Rect.of_shape(array.shape)):
                array[band.slices] = array[band.slices][..., ::-1]
    return array if header.format == "TIFF" else upright(array, header.orientation)


def _by_pillow(file: BinaryIO, header: ImageHeader) -> Pixels:
    # From a file object: from a path Pillow maps uncompressed TIFFs into memory and turns them wrongly.
    file.seek(0)
    with Image.open(file, formats=(header.format,)) as image:
        image.load()  # raises on truncated data; turns a TIFF upright by itself
        mode, dtype = _target(image, header)
        channels = (3,) if mode == "RGB" else ()
        out: NDArray[Any] = np.empty((image.height, image.width, *channels), dtype)
        for band in bands(Rect.of_shape(out.shape)):
            strip = image.crop((band.x, band.y, band.right, band.bottom))
            out[band.slices] = np.asarray(strip if strip.mode == mode else strip.convert(mode))
    return out if header.format == "TIFF" else upright(out, header.orientation)


def _target(image: Image.Image, header: ImageHeader) -> tuple[str, type[np.generic]]:
    """The Pillow mode to read strips in, and the dtype to keep them in."""
    if image.mode in ("1", "L", "LA", "La"):
        return "L", np.uint8
    if image.mode.startswith("I"):
        return image.mode, np.uint16 if header.bits == 16 else np.float32
    return ("F", np.float32) if image.mode == "F" else ("RGB", np.uint8)


def upright(array: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Apply an EXIF orientation (1..8, CIPA DC-008 tag 0x0112) to ``[h, w, ...]``; C-contiguous."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return np.ascontiguousarray(array)


def image_size(path: str | os.PathLike[str]) -> tuple[int, int]:
    """``(h, w)`` with the orientation applied, from the header alone. Raises ImageError like ``read_image``."""
    path = Path(path)
    with opened(path) as file:
        return read_header(path, file).shape


def thumbnail(path: str | os.PathLike[str], side: int) -> NDArray[np.uint8]:
    """``uint8[h, w, 3]``, upright, its longer side at most ``side``; never enlarged. Raises ImageError."""
    path = Path(path)
    with opened(path, read_packed(path)) as file:
        header = read_header(path, file)
        jpeg = header.format == "JPEG"
        shown = _draft(path, file, header, side) if jpeg else _read(path, file, header, None).display()
    h, w = shown.shape[:2]
    scale = min(1.0, side / max(h, w))
    if scale == 1.0:
        return shown
    size = max(1, round(w * scale)), max(1, round(h * scale))
    return np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8)


def _draft(path: Path, file: BinaryIO, header: ImageHeader, side: int) -> NDArray[np.uint8]:
    """A JPEG decoded at a half, quarter or eighth of its size, which is many times faster than whole."""
    _check_memory(header)  # one in several scans is kept whole meanwhile
    try:
        check_complete(path, header, file)
        file.seek(0)
        with Image.open(file, formats=("JPEG",)) as image:
            image.draft("RGB", (side * 2, side * 2))
            return upright(np.asarray(image.convert("RGB")), header.orientation)
    except ImageError:
        raise
    except Exception as error:
        raise damaged(path, "its pixels cannot be decoded") from error
