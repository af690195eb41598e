"""Mask pixels from the bytes of PNG and TIFF files: the numbers as they are stored, or the colours as keys.

Grey PNG of 1 to 16 bits and palette PNG give their numbers, whatever a program would scale them to for the screen;
RGB and RGBA give colours. Decodes with palette_png, Pillow, OpenCV and tifffile.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngImageFile

from segstudio.errors import MaskError
from segstudio.formats.common.found import COLOR, NOTHING, Keys, Loaded
from segstudio.project import palette_png
from segstudio.project.images.png import MAX_PIXELS, SIGNATURE, chunks, text_of

PNG, TIFF = (".png",), (".tif", ".tiff")
MOST_COLORS = 1000  # of a mask; a photograph has more
_GREY, _RGB, _PALETTE, _RGBA = 0, 2, 3, 6
_HINT = "A mask holds one number or one colour for each pixel."


def text_chunks(head: bytes) -> Mapping[str, str]:
    """The tEXt chunks before the pixels, from the first bytes of a PNG; empty for other files."""
    text: dict[str, str] = {}
    file = io.BytesIO(head)
    try:
        for kind, length in chunks(file) if file.read(len(SIGNATURE)) == SIGNATURE else ():
            if kind == b"IDAT":
                break
            if kind == b"tEXt":
                text.update([text_of(file, length)])
    except (EOFError, ValueError):
        pass
    return text


def decode(data: bytes, name: str, shape: tuple[int, int] | None = None) -> Loaded:
    """The mask in the bytes of a PNG or TIFF file. ``shape``: (h, w) of its image. Raises MaskError."""
    base = PurePosixPath(name).name
    if PurePosixPath(name).suffix.lower() in TIFF and not data.startswith(SIGNATURE):
        return _tiff(data, base, shape)
    header = palette_png.png_header(data, base)
    if shape is not None:
        palette_png.check_shape(header.shape, shape, base)
    if header.color_type == _PALETTE or (header.color_type == _GREY and header.depth == 8):
        png = palette_png.decode(data, base, shape)
        return Loaded(png.array, png.palette, palette_png.says_void(png))
    if header.color_type in (_RGB, _RGBA) and header.depth == 8:
        return Loaded(color_keys(_pillow(data, base), base))
    if header.color_type == _GREY:
        return Loaded(_grey(data, header.depth, base))
    text = "{name} is a PNG of {depth} bits with {kind}, not a mask."
    kind = "colours" if header.color_type in (_RGB, _RGBA) else "grey and transparency"
    raise MaskError(text, _HINT, name=base, depth=header.depth, kind=kind)


def _pillow(data: bytes, name: str) -> NDArray[Any]:
    """The pixels of a PNG; every chunk's checksum is looked at first, so that none of it is guessed."""
    try:
        for _ in chunks(_after_signature(data), check=True):
            pass
        with PngImageFile(io.BytesIO(data)) as image:
            image.load()
            pixels: NDArray[Any] = np.asarray(image)
            return pixels
    except EOFError as error:
        raise MaskError("{name} is truncated: its end is missing.", "Copy it again.", name=name) from error
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise MaskError("{name} is damaged: {why}.", "Copy it again.", name=name, why=error) from error


def _after_signature(data: bytes) -> io.BytesIO:
    file = io.BytesIO(data)
    file.seek(len(SIGNATURE))
    return file


def _grey(data: bytes, depth: int, name: str) -> Keys:
    """The numbers of a grey PNG of 1, 2, 4 or 16 bits, as stored."""
    pixels = _pillow(data, name)
    if depth == 1:
        return pixels.astype(np.uint8)
    if depth < 8:  # Pillow scales to 0..255
        return np.asarray(pixels // (255 // (2**depth - 1)), np.uint8)
    exact = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if exact is None or exact.dtype != np.uint16 or exact.ndim != 2:
        raise MaskError("{name} is damaged.", "Copy it again.", name=name)
    return np.asarray(exact, np.uint16)


def color_keys(pixels: NDArray[Any], name: str) -> Keys:
    """Keys int32[h,w] of ``uint8[h,w,3 or 4]``; fully transparent pixels are NOTHING. MaskError for a photograph."""
    keys = np.full(pixels.shape[:2], COLOR, np.int32)
    for channel, shift in enumerate((16, 8, 0)):
        keys += pixels[..., channel].astype(np.int32) << shift
    number = len(np.unique(keys))
    if number > MOST_COLORS:
        text = "{name} is a picture with {number} colours, not a mask."
        raise MaskError(text, _HINT, name=name, number=number)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3]
        if bool(((alpha != 0) & (alpha != 255)).any()):
            raise MaskError("{name} has pixels that are partly transparent.", _HINT, name=name)
        keys[alpha == 0] = NOTHING
    return keys


def _tiff(data: bytes, name: str, shape: tuple[int, int] | None) -> Loaded:
    try:
        with warnings.catch_warnings(), tifffile.TiffFile(io.BytesIO(data)) as file:
            warnings.simplefilter("ignore")
            # Counted before anything goes through them: where they form a ring, tifffile finds no end otherwise.
            pages, page = len(file.pages), file.pages.first
            planes = sum(int(np.prod(one.shape)) for one in file.series) if pages > 1 else 0
            size = int(page.imagelength), int(page.imagewidth)
            if planes > int(np.prod(page.shape)):
                text = "{name} holds {pages} planes; a mask has one."
                raise MaskError(text, "Save each plane as a file.", name=name, pages=pages)
            if not 0 < size[0] * size[1] <= MAX_PIXELS:
                raise MaskError("{name} says it is {width} x {height} pixels, which no mask is.", _HINT, name=name,
                                width=size[1], height=size[0])  # fmt: skip
            if shape is not None:
                palette_png.check_shape(size, shape, name)
            pixels = page.asarray()
            table = getattr(page, "colormap", None)
    except MaskError:
        raise
    except Exception as error:  # tifffile lets through what its decoders raise
        raise MaskError("{name} cannot be read: {why}.", "Save it as a plain TIFF or PNG.", name=name,
                        why=str(error)[:200]) from error  # fmt: skip
    return numbers(pixels, table, name)


def numbers(pixels: NDArray[Any], table: Any, name: str) -> Loaded:
    """The mask in the pixels of a TIFF with its colour ``table`` or ``None``. Raises MaskError."""
    if pixels.ndim == 3 and pixels.dtype == np.uint8 and pixels.shape[2] in (3, 4):
        return Loaded(color_keys(pixels, name))
    if pixels.ndim != 2 or pixels.dtype.kind not in "uib" or pixels.size and int(pixels.min()) < 0:
        raise MaskError("{name} does not hold one whole number of 0 or more for each pixel.", _HINT, name=name)
    if int(pixels.max(initial=0)) >= COLOR:
        raise MaskError("{name} holds numbers up to {most}.", _HINT, name=name, most=int(pixels.max()))
    palette = None if table is None else (np.asarray(table).T >> 8).astype(np.uint8)
    return Loaded(pixels.astype(np.uint8) if pixels.dtype == bool else pixels, palette)
