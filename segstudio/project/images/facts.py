"""What is known of an image file before its pixels are decoded, and what a reader of a kind of file has to do.

Owns the words for what is in a file: its axes, its planes (each one picture to paint on), the tiles that large planes
are opened in, and their addresses. Imports numpy, labels, errors and images.orientation only; must not import Qt or
torch.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from segstudio.errors import ImageError, said
from segstudio.labels.geometry import Rect
from segstudio.project.images.orientation import UPRIGHT, Place, Turn

Pixels = NDArray[Any]  # uint8, uint16 or float32

_ADDRESS = re.compile(r"(?:[A-Z][0-9]{1,9})*")
_STEP = re.compile(r"([A-Z])([0-9]+)")

LARGE = 100_000_000  # pixels of a plane from which it is opened in tiles, each an image of its own
TILE = 4096  # side of a tile; a multiple of what learning cuts images into, so that tiles equal the whole
ROW, COLUMN = "Y", "X"  # letters of the tile's row and column in an address


@dataclass(frozen=True)
class Axis:
    """One axis of a file beside rows and columns. ``names``: of channels, where the file names all of them."""

    letter: str  # as OME and tifffile have them: T time, Z depth, C channel, S colours of a pixel, I or Q any pages
    size: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Facts of one file. ``axes`` and ``shape`` are those of all values in it, as its own library orders them;
    ``width`` and ``height`` are those of one plane as it is shown (upright)."""

    kind: str  # "TIFF", "DICOM", ...
    axes: str  # one letter for each number of ``shape``: T, Z, C, Y, X, S (colours of a pixel), I or Q (any pages)
    shape: tuple[int, ...]
    dtype: str  # NumPy's name for the values in the file
    width: int
    height: int
    planes: tuple[Axis, ...] = ()  # the axes that choose a plane, slowest first; none: the file is one picture
    channels: Axis = Axis("S", 1)  # of one pixel: "S" grey (1) or RGB (3), "C" channels with no colour of theirs
    bits: int = 8  # that a value of the file can have
    photometric: str = "black is zero"
    orientation: str = UPRIGHT
    pixel_size: tuple[float, float] | None = None  # metres: height and width of a pixel as shown
    slice_distance: float | None = None  # metres between two planes of axis Z
    unit: str = ""  # of the values ("HU"), where they mean the same in every file
    window: tuple[float, float] | None = None  # the values that the file says to show black and white
    pages: int = 1
    levels: int = 1  # of a pyramid; the largest is read
    codec: str = ""
    left: tuple[str, ...] = ()  # what of the file is not shown, a sentence each
    stack: str = ""  # files with the same text are planes of one stack (a DICOM series); no identifier of a person
    position: float | None = None  # where this file lies in its stack, millimetres along it
    slide: bool = False  # it has a picture of the slide's label, which can name a patient, and which is not shown
    tiles: tuple[int, int] | None = None  # rows and columns of tiles that each plane is opened in; ``None``: whole

    @property
    def plane_count(self) -> int:
        """How many planes the file has."""
        return prod(axis.size for axis in self.planes)

    @property
    def shape_of_plane(self) -> tuple[int, int]:
        """``(h, w)`` of one plane as it is shown."""
        return self.height, self.width

    def bytes_of(self, shape: tuple[int, int]) -> int:
        """Bytes of ``shape`` (h, w) pixels as they are kept: float32 where the values are neither uint8 nor uint16."""
        depth = {"uint8": 1, "bool": 1, "uint16": 2}.get(self.dtype, 4)
        return shape[0] * shape[1] * self.channels.size * depth


class ImageFile(ABC):
    """An open file of one kind. Every method may raise ImageError; of other errors ``reading`` makes "damaged"."""

    facts: Facts
    beside: Path | None = None  # the file with the pixels, where the one that is opened is only its header
    turn = Turn()  # from planes as stored to those shown, of files whose axes may lie in any order

    def place(self, plane: str) -> Place | None:
        """Where a plane, as it is shown, lies in the patient; ``None``: the file does not say."""
        return None

    def check(self) -> None:
        """Raise ImageError where bytes are missing, as far as the header tells."""
        return  # of many kinds only decoding tells

    def try_decoding(self) -> None:
        """Decode enough to know that all of it can be: what is done once, before an image is added."""
        self.pixels(planes_of(self.facts.planes)[0])

    def mapped(self, plane: str) -> Pixels | None:
        """As ``pixels``, but read from the file on access, read-only and in the file's own byte order, which
        ``ImageData.model_input`` takes and OpenCV does not; ``None``: the file stores them otherwise."""
        return None

    @abstractmethod
    def pixels(self, plane: str) -> Pixels:
        """One plane as it is shown and learnt from: ``[h, w]``, or ``[h, w, c]`` (RGB; channels), upright,
        C-contiguous, black the lowest value, slope and intercept applied; uint8 and uint16 stay, else float32.
        A ``plane`` with a channel (``C``) is ``[h, w]``. Of a tile all of its plane."""

    @abstractmethod
    def stored(self) -> Iterator[NDArray[Any]]:
        """The values as stored, ``[rows, columns]`` each: all planes and samples in the order of the file."""


class TiledFile(ImageFile):
    """One whose large planes are opened in tiles (``Facts.tiles``)."""

    @abstractmethod
    def region(self, plane: str, rect: Rect) -> Pixels:
        """A part of ``pixels``, as it is shown, without decoding much more of the file."""

    @abstractmethod
    def small(self, plane: str, rect: Rect, side: int) -> Pixels:
        """The part ``rect`` of a plane as a picture of at most ``side`` pixels and as ``pixels`` otherwise, from a
        smaller level of the file or from samples spread over it."""

    @abstractmethod
    def stored_tiles(self, plane: str) -> Iterator[list[NDArray[Any]]]:
        """The values of one plane as stored, tile by tile: a ``[rows, columns]`` for each sample."""


def planes_of(axes: tuple[Axis, ...]) -> list[str]:
    """The addresses of all planes in the order of the file: "T0Z0", "T0Z1", ...; one empty text without axes."""
    steps = product(*(range(axis.size) for axis in axes))
    return ["".join(f"{axis.letter}{at}" for axis, at in zip(axes, step, strict=True)) for step in steps]


def pictures_of(facts: Facts, apart: bool) -> list[str]:
    """The addresses of the images that a file holds: its planes, with each channel by itself where they are ``apart``;
    one empty text for a file that is one picture."""
    planes = planes_of((*facts.planes, *tile_axes(facts)))
    if apart and facts.channels.letter == "C":
        return [f"{plane}C{channel}" for plane in planes for channel in range(facts.channels.size)]
    return planes if len(planes) > 1 else [""]


def is_plane(text: str) -> bool:
    """Whether ``text`` can be an address, written the one way; the empty one is that of a file with one plane."""
    steps = plane_steps(text) if _ADDRESS.fullmatch(text) else {}
    return text == "".join(f"{letter}{at}" for letter, at in steps.items())


def plane_steps(plane: str) -> dict[str, int]:
    """An address by axis: "T0Z11" is ``{"T": 0, "Z": 11}``, counted from 0."""
    return {letter: int(at) for letter, at in _STEP.findall(plane)}


def plane_words(plane: str) -> str:
    """An address as people say it, counted from 1: "t 1, z 12", "row 4, column 6"."""
    tile = {ROW: said("row"), COLUMN: said("column")}
    return ", ".join(f"{tile.get(letter, letter.lower())} {at + 1}" for letter, at in plane_steps(plane).items())


def plane_title(name: str, plane: str) -> str:
    """A file and a plane in it, as people say it: "scan.tif, z 12"."""
    return f"{name}, {plane_words(plane)}" if plane else name


def plane_stem(stem: str, plane: str) -> str:
    """The name for files of a plane, counted from 1, in an order that any program shows: "scan_t001_z012"."""
    return "_".join((stem, *(f"{letter.lower()}{at + 1:03}" for letter, at in plane_steps(plane).items())))


def plane_index(facts: Facts, plane: str, path: Path) -> tuple[tuple[int, ...], int | None]:
    """Where ``plane`` is along each of ``facts.planes``, and its channel (``None``: all channels).

    The empty address is the first plane. Raises ImageError: the file has no such plane (it is another file now).
    """
    steps = plane_steps(plane)
    tile = steps.pop(ROW, 0), steps.pop(COLUMN, 0)
    whole = not is_tile(plane)
    there = whole or (facts.tiles is not None and tile[0] < facts.tiles[0] and tile[1] < facts.tiles[1])
    channel = steps.pop("C", None) if all(axis.letter != "C" for axis in facts.planes) else None
    index = tuple(steps.pop(axis.letter, 0) for axis in facts.planes)
    inside = all(at < axis.size for at, axis in zip(index, facts.planes, strict=True))
    if steps or not (inside and there) or (channel is not None and channel >= facts.channels.size):
        raise ImageError(
            "The image {name} has no plane {plane}.",
            "It is another file than before: put the old one back.",
            name=path.name,
            plane=plane_words(plane),
        )
    return index, channel


# ---- tiles ---------------------------------------------------------------------------------------------------------


def tiles_for(shape: tuple[int, int]) -> tuple[int, int] | None:
    """Rows and columns of tiles of a plane of ``shape`` (h, w); ``None``: it is not large. The last ones take what is
    left, half a tile to one and a half, so that no tile is a sliver."""
    if shape[0] * shape[1] <= LARGE:
        return None
    rows, columns = (max(1, round(length / TILE)) for length in shape)
    return rows, columns


def tile_axes(facts: Facts) -> tuple[Axis, ...]:
    """The axes that choose a tile, rows first; none where planes are opened whole."""
    return () if facts.tiles is None else (Axis(ROW, facts.tiles[0]), Axis(COLUMN, facts.tiles[1]))


def is_tile(plane: str) -> bool:
    """Whether an address is that of a tile of a plane."""
    return {ROW, COLUMN} <= plane_steps(plane).keys()


def whole_plane(plane: str) -> str:
    """The address of the plane that a tile is of, "T0Z1" of "T0Z1Y3X5"; another address as it is."""
    steps = {letter: at for letter, at in plane_steps(plane).items() if letter not in (ROW, COLUMN)}
    return "".join(f"{letter}{at}" for letter, at in steps.items())


def corner_of(plane: str) -> tuple[int, int]:
    """Column and row of its plane where a tile begins."""
    steps = plane_steps(plane)
    return TILE * steps[COLUMN], TILE * steps[ROW]


def rect_of(facts: Facts, plane: str, path: Path) -> Rect:
    """Where an image lies in its plane, in pixels as shown: a tile, or all of it. Raises ImageError: the file has no
    such plane or tile (it is another file now)."""
    plane_index(facts, plane, path)
    if facts.tiles is None or not is_tile(plane):
        return Rect(0, 0, facts.width, facts.height)
    steps, (x, y) = plane_steps(plane), corner_of(plane)
    last_row, last_column = steps[ROW] == facts.tiles[0] - 1, steps[COLUMN] == facts.tiles[1] - 1
    return Rect(x, y, facts.width - x if last_column else TILE, facts.height - y if last_row else TILE)
