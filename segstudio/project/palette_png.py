"""Masks as 8-bit palette PNG files: written exactly, read strictly. Imports numpy, Pillow and
images.png only.

A written mask has colour type 3, bit depth 8, a palette of 256 entries and no tRNS chunk, so the palette index *is* the
class id in every program. Reading checks every chunk's CRC first: an incomplete mask is refused, never repaired.
Format: PNG specification (third edition), W3C 2023, sections 5 and 11.
"""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngImageFile

from segstudio.errors import MaskError, said
from segstudio.labels.classes import VOID, voc_color
from segstudio.project.images.png import MAX_PIXELS, SIGNATURE, chunks, text_of
from segstudio.regular_file import MASK, open_regular, read_regular

_GREY, _PALETTE = 0, 3
_HINT = "A mask is an 8-bit palette or grey PNG whose pixel values are class ids (255 is void)."
_ROWS = 32  # compressed at once
_PART = 1 << 16  # bytes that are inflated at once
_KINDS = {2: "a colour (RGB) image", 4: "a grey image with transparency", 6: "a colour (RGBA) image"}


@dataclass(frozen=True)
class DecodedPng:
    """``array`` uint8[h,w] class ids; ``palette`` uint8[n,3] of a palette file, None of a grey one; tEXt chunks."""

    array: NDArray[np.uint8]
    palette: NDArray[np.uint8] | None
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PngHeader:
    """What the first chunk says: shape (h, w), bits per sample, PNG colour type, whether the file is interlaced."""

    shape: tuple[int, int]
    depth: int
    color_type: int
    interlaced: bool


def encode(
    array: NDArray[np.uint8], palette: NDArray[np.uint8], text: Mapping[str, str] | None = None, level: int = 6
) -> bytes:
    """The bytes of a palette PNG of ``array`` uint8[h,w] with ``palette`` uint8[256,3] and tEXt chunks (Latin-1)."""
    if array.dtype != np.uint8 or array.ndim != 2 or not array.size:
        raise ValueError(f"a mask is uint8[h,w], not {array.dtype}{list(array.shape)}")
    shape = array.shape[0], array.shape[1]
    return encode_rows(shape, lambda top, bottom: array[top:bottom], palette, text, level)


def encode_rows(
    shape: tuple[int, int],
    rows: Callable[[int, int], NDArray[np.uint8]],
    palette: NDArray[np.uint8],
    text: Mapping[str, str] | None = None,
    level: int = 6,
) -> bytes:
    """As ``encode``; ``rows(top, bottom)`` gives the rows of a mask of ``shape`` (h, w), asked for in order."""
    if palette.dtype != np.uint8 or palette.shape != (256, 3):
        raise ValueError(f"a palette is uint8[256,3], not {palette.dtype}{list(palette.shape)}")
    height, width = shape
    parts = [SIGNATURE, _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _PALETTE, 0, 0, 0))]
    parts.append(_chunk(b"PLTE", palette.tobytes()))
    for key, value in (text or {}).items():
        parts.append(_chunk(b"tEXt", key.encode("latin-1") + b"\0" + value.encode("latin-1")))
    parts += [_chunk(b"IDAT", _deflated(height, rows, level)), _chunk(b"IEND", b"")]
    return b"".join(parts)


def _deflated(height: int, rows: Callable[[int, int], NDArray[np.uint8]], level: int) -> bytes:
    """The rows, each after filter type 0 (none: best for class ids), compressed in parts to save memory."""
    stream, parts = zlib.compressobj(level), []
    for top in range(0, height, _ROWS):
        part = rows(top, min(height, top + _ROWS))
        lines = np.zeros((part.shape[0], part.shape[1] + 1), np.uint8)
        lines[:, 1:] = part
        parts.append(stream.compress(lines.data))
    return b"".join((*parts, stream.flush()))


def decode(source: bytes | str | Path, name: str | None = None, shape: tuple[int, int] | None = None) -> DecodedPng:
    """Read a mask from bytes or a file. ``name`` is for the sentences (default: the file name); ``shape``: (h, w) of
    its image.

    Accepts 8-bit grey and 1, 2, 4 or 8-bit palette files; values are the indices as stored. Raises MaskError for a
    missing, truncated or damaged file, for colour or 16-bit images, and for another or an absurd size.
    """
    if isinstance(source, bytes):
        data, name = source, name or "The mask"
    else:
        name = name or Path(source).name
        data = read_file(Path(source), name)
    header = png_header(data, name)
    if shape is not None:
        check_shape(header.shape, shape, name)
    _check_kind(header, name)
    palette: NDArray[np.uint8] | None = None
    text: dict[str, str] = {}
    critical: list[tuple[bytes, bytes]] = []
    file = io.BytesIO(data)
    try:
        for kind, length in chunks(file, check=True):
            if kind in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
                critical.append((kind, file.read(length)))
            elif kind == b"tEXt":
                text.update([text_of(file, length)])
            if kind == b"PLTE" and header.color_type == _PALETTE and length % 3 == 0:
                palette = np.frombuffer(critical[-1][1], np.uint8).reshape(-1, 3).copy()
    except EOFError as error:
        raise _truncated(name) from error
    except ValueError as error:
        raise _damaged(name, str(error)) from error
    try:
        return DecodedPng(_pixels(critical, header, name), palette, text)
    except MemoryError as error:
        raise MaskError(
            "{name} does not fit into memory ({width} x {height} pixels).",
            "Close other programs and try again.",
            name=name,
            width=header.shape[1],
            height=header.shape[0],
        ) from error


def check_shape(found: tuple[int, int], wanted: tuple[int, int], name: str) -> None:
    """MaskError unless a mask is as large as its image; both (h, w)."""
    if found != wanted:
        raise MaskError(
            "The mask {name} is {width} x {height} pixels, its image {other_width} x {other_height}.",
            "Use a mask of this size, or the image that the mask was painted on; nothing was changed.",
            name=name,
            width=found[1],
            height=found[0],
            other_width=wanted[1],
            other_height=wanted[0],
        )


def states_void(path: Path) -> bool:
    """``says_void`` of a file; False where it is no mask."""
    try:
        return says_void(decode(path))
    except MaskError:
        return False


def says_void(png: DecodedPng) -> bool:
    """Whether a mask says itself that 255 is void: SegStudio wrote it, or its palette has VOC's void colour there."""
    ours = "SegStudio" in (*png.text, png.text.get("Software"))
    return ours or (png.palette is not None and png.palette[VOID:].tolist() == [list(voc_color(VOID))])


def read_file(path: Path, name: str | None = None) -> bytes:
    """The bytes of a mask file; MaskError where it cannot be read."""
    name = name or path.name
    try:
        return read_regular(path, MASK)
    except FileNotFoundError as error:
        raise MaskError("The mask file {name} is missing.", "Put it back at {path}.", name=name, path=path) from error
    except OSError as error:
        raise MaskError(
            "The mask file {name} cannot be read: {reason}.",
            "Check {path}.",
            name=name,
            reason=error.strerror or error,
            path=path,
        ) from error


def png_header(data: bytes, name: str = "The mask") -> PngHeader:
    """Size and kind from the first bytes of a PNG file (33 are enough), nothing decoded; raises MaskError."""
    if not data:
        raise MaskError(
            "{name} is empty (0 bytes).", "Put a copy back from a backup, or move the file away.", name=name
        )
    if not data.startswith(SIGNATURE[: len(data)]) or data[12:16] not in (b"IHDR", b"IHD", b"IH", b"I", b""):
        raise MaskError("{name} is not a PNG file.", _HINT, name=name)
    if len(data) < 33:
        raise _truncated(name)
    width, height, depth, color_type = struct.unpack(">IIBB", data[16:26])
    if not width or not height or width * height > MAX_PIXELS:
        raise MaskError(
            "{name} says it is {width} x {height} pixels, which no mask is.",
            _HINT,
            name=name,
            width=width,
            height=height,
        )
    return PngHeader((height, width), depth, color_type, bool(data[28]))


def read_text(path: Path) -> dict[str, str]:
    """The tEXt chunks before the pixels, without reading those; empty where there is no PNG."""
    text: dict[str, str] = {}
    with contextlib.suppress(OSError, EOFError), open_regular(path, MASK) as file:
        for kind, length in chunks(file) if file.read(len(SIGNATURE)) == SIGNATURE else ():
            if kind == b"IDAT":
                break
            if kind == b"tEXt":
                text.update([text_of(file, length)])
    return text


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


def _check_kind(header: PngHeader, name: str) -> None:
    if header.color_type == _PALETTE and header.depth in (1, 2, 4, 8):
        return
    if header.color_type == _GREY and header.depth == 8:
        return
    kind = said(_KINDS.get(header.color_type, "a {depth}-bit grey image"), depth=header.depth)
    if header.color_type == _GREY and header.depth < 8:
        kind = said("a {depth}-bit grey image, whose values programs scale differently", depth=header.depth)
    raise MaskError("{name} is {kind}, not a mask.", _HINT, name=name, kind=kind)


def _pixels(critical: list[tuple[bytes, bytes]], header: PngHeader, name: str) -> NDArray[np.uint8]:
    """The indices. Unfiltered rows, as ``encode`` writes them, are used directly; Pillow decodes the others."""
    rows = _inflated([body for kind, body in critical if kind == b"IDAT"], header, name)
    if header.depth == 8 and not header.interlaced and not rows.reshape(header.shape[0], -1)[:, 0].any():
        return _without_filters(rows, header.shape)
    del rows
    try:
        # Opened by class: Image.open would warn about large masks.
        whole = b"".join([SIGNATURE, *(_chunk(*one) for one in critical)])
        with PngImageFile(io.BytesIO(whole)) as image:
            image.load()
            array = np.empty((image.height, image.width), np.uint8)
            for top in range(0, image.height, _ROWS):
                box = 0, top, image.width, min(image.height, top + _ROWS)
                array[top : top + _ROWS] = np.asarray(image.crop(box))
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error) as error:
        raise _damaged(name, str(error)) from error
    if array.shape != header.shape:
        raise _damaged(name, "its pixels do not fit its header")
    return array


def _without_filters(rows: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """``rows`` (each after its filter type) as uint8[h,w] in the same memory: a large mask is not held twice."""
    height, width = shape
    table, pixels = rows.reshape(height, width + 1), rows[: height * width].reshape(height, width)
    for top in range(0, height, _ROWS):
        pixels[top : top + _ROWS] = table[top : top + _ROWS, 1:].copy()
    return pixels


def _inflated(bodies: list[bytes], header: PngHeader, name: str) -> NDArray[np.uint8]:
    """The filtered rows, exactly as many bytes as the header requires (Pillow would leave missing rows 0)."""
    height, width = header.shape
    passes = [(height, width)]
    if header.interlaced:  # Adam7: offsets and steps of the seven passes
        grid = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
        passes = [(-((y - height) // dy), -((x - width) // dx)) for y, x, dy, dx in grid]
    size = sum(h * (1 + -(-w * header.depth // 8)) for h, w in passes if h > 0 and w > 0)
    rows, at, stream = np.empty(size, np.uint8), 0, zlib.decompressobj()  # memory is used as it is filled
    try:
        for part in _inflated_parts(stream, bodies):
            if at + len(part) > size:
                raise _damaged(name, "its pixels do not fit its header")
            rows[at : at + len(part)] = np.frombuffer(part, np.uint8)
            at += len(part)
    except zlib.error as error:
        raise _damaged(name, str(error)) from error
    if at != size or not stream.eof:
        raise _damaged(name, "its pixels do not fit its header")
    return rows


def _inflated_parts(stream: Any, bodies: list[bytes]) -> Iterator[bytes]:
    for body in bodies:
        for start in range(0, len(body), _PART):
            left = body[start : start + _PART]
            while left and not stream.eof:
                yield stream.decompress(left, _PART)
                left = stream.unconsumed_tail
    yield stream.flush()


def _damaged(name: str, why: str) -> MaskError:
    return MaskError("{name} is damaged: {why}.", "Put a copy back from a backup.", name=name, why=said(why))


def _truncated(name: str) -> MaskError:
    return MaskError("{name} is truncated: its end is missing.", "Put a copy back from a backup.", name=name)
