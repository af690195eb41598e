"""Image files to pixels: the one place where a picture is read, turned upright and made ready for screen and network.

Files of every kind in ``images.kinds``, one plane at a time; grey, RGB or channels that have no colour of their own
(``images.channels``), alpha dropped. Masks are read elsewhere (palette_png). Must not import Qt or torch.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect, bands
from segstudio.labels.intensity import auto_window, screen
from segstudio.project.images.channels import (
    COLOURS,
    Window,
    channel_bytes,
    channel_names,
    channel_windows,
    composite,
    first_colors,
)
from segstudio.project.images.facts import (
    Facts,
    ImageFile,
    Pixels,
    TiledFile,
    is_tile,
    plane_title,
    rect_of,
    whole_plane,
)
from segstudio.project.images.headers import check_size, damaged, opened, read_packed
from segstudio.project.images.kinds import open_file
from segstudio.project.images.memory import machine_memory
from segstudio.project.images.orientation import Place, Turn
from segstudio.project.images.ranges import Range, windows_of
from segstudio.project.images.surroundings import AROUND, Surroundings

T = TypeVar("T")

EIGHT_BIT: Window = (0.0, 255.0)
MAPPED = 1 << 22  # pixels from which a file is mapped rather than read

# OpenCV reports a damaged file by an exception or None; its log would go to stderr as well.
cv2.utils.logging.setLogLevel(0)


@dataclass(frozen=True, eq=False)
class ImageData:
    """One image: ``pixels`` uint8, uint16 or float32, ``[h, w]`` or ``[h, w, 3]`` RGB, are what tools paint by.

    They are as they were stored. Two or three channels without a colour of their own are its red, green and blue;
    of four or more, which are in ``channels`` ``[h, w, c]`` as stored, they are the picture in the colours of
    ``first_colors``. ``names`` and ``windows``: of such channels, one each; none for grey and RGB.
    ``pixel_size`` is metres per pixel where the file says so (see ``images.pixel_size``). ``values``: those that are
    learnt from as 0 and 1, where they are shared with other images (``images.ranges``); ``view``: those that the file
    says to show black and white. ``around``: of a tile that is read for learning, what lies around it.
    """

    pixels: Pixels
    path: Path
    pixel_size: float | None = None
    values: Range | None = None
    view: Window | None = None
    channels: Pixels | None = None
    names: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    around: Surroundings | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """``(h, w)``."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def nbytes(self) -> int:
        """Memory of all values."""
        own = self.pixels.nbytes + (0 if self.channels is None else self.channels.nbytes)
        return own if self.around is None else own - self.stored.nbytes + self.around.pixels.nbytes

    @property
    def inputs(self) -> int:
        """Planes of ``model_input``."""
        return COLOURS if self.channels is None else self.channels.shape[2]

    @cached_property
    def window(self) -> Window:
        """The range of ``pixels``. Of grey and RGB it is learnt from as 0 and 1: that shared with other images, else
        (0, 255) for 8 bit, else the image's percentiles 0.5 and 99.5."""
        if self.values is not None and not self.windows:
            return self.values[0], self.values[1]
        return EIGHT_BIT if self.pixels.dtype == np.uint8 else auto_window(self.pixels)

    @property
    def stored(self) -> Pixels:
        """All values as they were stored: grey ``[h, w]``, RGB ``[h, w, 3]`` or channels ``[h, w, c]``."""
        if self.channels is not None:
            return self.channels
        return self.pixels[..., : len(self.windows)] if self.windows else self.pixels

    def shown_channels(self) -> NDArray[np.uint8]:
        """``uint8[h, w, c]``: the channels without a colour of their own, each scaled by its window."""
        return channel_bytes(self.stored, self.windows)

    @property
    def first_view(self) -> tuple[float, float]:
        """Values shown black and white until the person changes that: the file's own, else what is learnt from."""
        return self.view or self.window

    def display(self) -> NDArray[np.uint8]:
        """``uint8[h, w, 3]`` for the screen: 8 bit unchanged (RGB: the same memory), else scaled by ``first_view``;
        channels without a colour in those of ``first_colors``."""
        if self.channels is not None:
            return screen(self.pixels)
        if self.windows:
            return composite(self.shown_channels(), first_colors(len(self.windows)))
        return screen(self.pixels, self.first_view)

    def model_input(self, rect: Rect | None = None) -> NDArray[np.float32]:
        """``float32[c, h, w]`` in 0..1 of ``rect`` (inside the image; None: all); ``c``: 3, grey is repeated, or the
        number of channels where they are four or more.

        8 bit is divided by 255; 16 bit and float are scaled by the window of the whole image, channels without a colour
        each by its own. NaN becomes 0.
        """
        rect = rect or Rect.of_shape(self.pixels.shape)
        return self._scaled(self.stored[rect.slices])

    @property
    def field(self) -> tuple[int, int]:
        """``(h, w)`` of all that its predictions depend on: of a tile with its surroundings its whole plane."""
        return self.shape if self.around is None else self.around.shape

    @property
    def place(self) -> Rect:
        """Where the image lies in its ``field``."""
        return Rect.of_shape(self.shape) if self.around is None else self.around.place

    def field_input(self, rect: Rect) -> NDArray[np.float32]:
        """As ``model_input`` of a rectangle inside the ``field``. Raises ImageError: the file cannot be read."""
        return self.model_input(rect) if self.around is None else self._scaled(self.around.stored(rect))

    def _scaled(self, part: Pixels) -> NDArray[np.float32]:
        out = np.zeros((self.inputs, *part.shape[:2]), np.float32)
        for band in bands(Rect.of_shape(part.shape)):
            for number, window in enumerate(self.windows):
                out[number, *band.slices] = _unit(part[*band.slices, number], window)
            if not self.windows:
                strip = _unit(part[band.slices], self.window)
                out[:, *band.slices] = strip if strip.ndim == 2 else strip.transpose(2, 0, 1)
        return out

    def value_text(self, x: int, y: int) -> str:
        """The stored value at column ``x``, row ``y``: "137" or "12 40 200"; empty outside of the image."""
        h, w = self.shape
        if not (0 <= x < w and 0 <= y < h):
            return ""
        values = np.atleast_1d(self.stored[y, x])
        return " ".join(f"{v:.5g}" if values.dtype.kind == "f" else str(int(v)) for v in values)


def _unit(pixels: NDArray[Any], window: tuple[float, float]) -> NDArray[np.float32]:
    """``pixels`` scaled so that the window is 0..1, clipped; NaN is 0; a window without width gives 0."""
    if pixels.dtype == np.uint8 and window == EIGHT_BIT:
        scaled: NDArray[np.float32] = np.divide(pixels, np.float32(255), dtype=np.float32)
        return scaled
    low, high = window
    with np.errstate(invalid="ignore", over="ignore"):
        values = (pixels.astype(np.float64) - low) / (high - low if high > low else np.inf)
    values = np.clip(np.nan_to_num(values, copy=False, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    return values.astype(np.float32)


class Picture(NamedTuple):
    """Where the pixels of one image come from: a plane of a file, with the values that are learnt from as 0 and 1
    (``None``: by itself)."""

    path: Path
    plane: str = ""
    values: Range | None = None

    @property
    def title(self) -> str:
        """The image in a sentence."""
        return plane_title(self.path.name, self.plane)

    def read(self, data: bytes | None = None, margin: int = 0) -> ImageData:
        """As ``read_image``."""
        return read_image(self.path, data, self.plane, self.values, margin)

    def map(self) -> ImageData:
        """As ``map_image``."""
        return map_image(self.path, self.plane, self.values)

    def overview(self, side: int) -> tuple[NDArray[np.uint8], tuple[int, int]]:
        """``uint8[h, w, 3]`` for the screen, its longer side at most ``side``: the whole plane that a tile is of, from
        a smaller level of its file or samples spread over it; and the plane's own ``(h, w)``. Raises ImageError."""
        with opened(self.path) as file:
            image = _tiled(self.path, open_file(self.path, file), self.plane)
            image.check()
            small = _small(self.path, image, whole_plane(self.plane), self.values, side)
            return small.display(), image.facts.shape_of_plane


# ---- reading -------------------------------------------------------------------------------------------------------


def read_image(
    path: str | os.PathLike[str],
    data: bytes | None = None,
    plane: str = "",
    values: Range | None = None,
    margin: int = 0,
) -> ImageData:
    """Read one plane of a file whole, or one tile, upright, at its own bit depth. Integers of more than 16 bit, or
    signed, become float32.

    ``data``: the file's bytes, where they are in memory already (``read_packed``). ``plane``: which (``images.facts``).
    ``values``: what is learnt from as 0 and 1; ``None``: by this plane itself. ``margin``: pixels that are read
    around a tile (``ImageData.around``).
    Raises ImageError: missing, 0 bytes, no image, truncated or damaged, more than a gigapixel, unsupported kind.
    """
    path = Path(path)
    with opened(path, read_packed(path) if data is None else data) as file:
        return _read(path, open_file(path, file), plane, None, values, margin)


def map_image(path: str | os.PathLike[str], plane: str = "", values: Range | None = None) -> ImageData:
    """As ``read_image``, but the pixels of an uncompressed TIFF or BMP are mapped: read from the file on access,
    read-only and in the file's byte order, for ``model_input``; the file must not change meanwhile. Everything else is
    decoded, a tile with AROUND pixels around it."""
    path = Path(path)
    with opened(path, read_packed(path)) as file:
        return _read(path, open_file(path, file), plane, MAPPED, values, AROUND)


def read_facts(path: str | os.PathLike[str], try_decoding: bool = False) -> Facts:
    """What is in a file, from its header alone, and that none of its bytes are missing; with ``try_decoding`` also that
    its pixels can be decoded. Raises ImageError like ``read_image``."""
    path = Path(path)
    with opened(path, read_packed(path) if try_decoding else None) as file:
        image = open_file(path, file)
        image.check()
        if try_decoding:
            _decoding(path, image, "", image.try_decoding)
        return image.facts


def read_places(path: str | os.PathLike[str], planes: Iterable[str]) -> tuple[list[Place | None], Turn]:
    """Where planes of a file, as they are shown, lie in the patient (``None``: the file does not say), and how they
    were turned; from its header. Raises ImageError like ``read_image``."""
    path = Path(path)
    with opened(path) as file:
        image = open_file(path, file)
        return [image.place(plane) for plane in planes], image.turn


def _read(
    path: Path, image: ImageFile, plane: str, mapped_from: int | None, values: Range | None, margin: int = 0
) -> ImageData:
    """``mapped_from``: pixels from which the file is mapped where it can be; ``None``: never."""
    facts = image.facts
    image.check()
    if is_tile(plane):
        return _read_tile(path, _tiled(path, image, plane), plane, values, margin)
    check_size(path, facts.width, facts.height)
    pixels: Pixels | None = None
    if mapped_from is not None and facts.width * facts.height >= mapped_from:
        pixels = image.mapped(plane)
    if pixels is None:
        pixels = _decoding(path, image, plane, lambda: image.pixels(plane))
    if pixels.shape[:2] != facts.shape_of_plane:
        raise damaged(path, "its pixels do not fit its size")
    return _data(path, image, plane, pixels, values)


def _tiled(path: Path, image: ImageFile, plane: str) -> TiledFile:
    """The file, if it is one with tiles still. Raises ImageError."""
    rect_of(image.facts, plane, path)
    if not isinstance(image, TiledFile):
        raise damaged(path, "it is not large")
    return image


def _read_tile(path: Path, image: TiledFile, plane: str, values: Range | None, margin: int) -> ImageData:
    facts, place = image.facts, rect_of(image.facts, plane, path)
    covers = place.grow(margin).clip(facts.shape_of_plane)
    pixels = _decoding(path, image, plane, lambda: image.region(plane, covers), covers)
    found = _data(path, image, plane, pixels[place.relative_to(covers).slices], values)
    if not margin:
        return found

    def read(rect: Rect) -> Pixels:
        with opened(path) as file:
            again = _tiled(path, open_file(path, file), plane)
            return _decoding(path, again, plane, lambda: again.region(plane, rect), rect)

    return replace(found, around=Surroundings(pixels, covers, place, facts.shape_of_plane, read))


def _small(path: Path, image: TiledFile, plane: str, values: Range | None, side: int) -> ImageData:
    """A tile, or the whole of a large plane, as a small picture."""
    rect = rect_of(image.facts, plane, path)
    pixels = _decoding(path, image, plane, lambda: image.small(plane, rect, side), Rect(0, 0, side, side))
    return _data(path, image, plane, pixels, values)


def _data(path: Path, image: ImageFile, plane: str, pixels: Pixels, values: Range | None) -> ImageData:
    """The image of pixels that were read."""
    facts = image.facts
    size = facts.pixel_size
    square = size is not None and abs(size[0] - size[1]) <= 0.01 * size[0]
    own_size = size[0] if size is not None and square else None
    if pixels.ndim == 2 or facts.channels.letter != "C":
        return ImageData(pixels, path, own_size, values, facts.window)
    stored = pixels
    windows = channel_windows(pixels) if values is None else windows_of(values, pixels.shape[2])
    pixels = _decoding(path, image, plane, lambda: _picture(stored, windows), Rect.of_shape(stored.shape))
    several = stored if stored.shape[2] > COLOURS else None
    return ImageData(pixels, path, own_size, values, facts.window, several, channel_names(facts), windows)


def _decoding(path: Path, image: ImageFile, plane: str, decode: Callable[[], T], rect: Rect | None = None) -> T:
    """Decode something of ``image``, so many pixels (``None``: as a plane has); every error becomes an ImageError."""
    facts = image.facts
    height, width = facts.shape_of_plane if rect is None else (rect.h, rect.w)
    try:
        # As a decoder has it (RGB in four bytes), and as it is kept: the system itself would end the program.
        copies = 2 if facts.channels.size == 1 else 7 / 3
        if (rect is not None or facts.tiles is None) and facts.bytes_of((height, width)) * copies > machine_memory():
            raise MemoryError
        return decode()
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError(
            "The image {name} does not fit into memory ({width} x {height} pixels).",
            "Close other programs, or cut it into smaller images.",
            name=path.name,
            width=width,
            height=height,
        ) from error
    except Exception as error:  # decoders raise many kinds for damaged data
        named = path.with_name(plane_title(path.name, plane)) if is_tile(plane) else path
        raise damaged(named, "its pixels cannot be decoded") from error


def _picture(values: Pixels, windows: tuple[Window, ...]) -> Pixels:
    """What tools paint by of channels ``[h, w, c]``: two or three as they are, of more the picture that is shown."""
    count = values.shape[2]
    if count > COLOURS:
        return composite(channel_bytes(values, windows), first_colors(count))
    if count == COLOURS:
        return values
    out = np.zeros((*values.shape[:2], COLOURS), values.dtype)
    out[..., :count] = values
    return out


def header_of(path: str | os.PathLike[str]) -> Facts:
    """As ``read_facts``, whether or not bytes are missing behind the header."""
    path = Path(path)
    with opened(path) as file:
        return open_file(path, file).facts


def image_size(path: str | os.PathLike[str], plane: str = "") -> tuple[int, int]:
    """``(h, w)`` of an image as it is shown, from the header alone. Raises ImageError as ``read_image``."""
    rect = rect_of(header_of(path), plane, Path(path))
    return rect.h, rect.w


def thumbnail(
    path: str | os.PathLike[str], side: int, plane: str = "", values: Range | None = None
) -> NDArray[np.uint8]:
    """``uint8[h, w, 3]``, upright, its longer side at most ``side``; never enlarged. ``values``: black and white where
    the file does not say so itself, so that slices of a stack compare. Raises ImageError."""
    path = Path(path)
    with opened(path, read_packed(path)) as file:
        image = open_file(path, file)
        draft = getattr(image, "draft", None)  # a JPEG is decoded at a part of its size
        if is_tile(plane):
            image.check()
            shown = _small(path, _tiled(path, image, plane), plane, values, side).display()
        elif draft is None or values is not None:
            shown = _read(path, image, plane, None, values).display()
        else:
            image.check()
            shown = _decoding(path, image, plane, lambda: draft(side))
    h, w = shown.shape[:2]
    scale = min(1.0, side / max(h, w))
    if scale == 1.0:
        return shown
    size = max(1, round(w * scale)), max(1, round(h * scale))
    return np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8)
