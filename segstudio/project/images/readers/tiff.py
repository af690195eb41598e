"""TIFF of every flavour by tifffile: OME, ImageJ, BigTIFF, pyramids, stacks; Pillow for what tifffile does not decode.

Header and metadata decide what the values mean: photometric interpretation, sample format, extra samples, bits, planar
layout, axes. Of a pyramid the largest level is read, of several pictures the largest; large planes in tiles
(``tiff_parts``). Must not import Qt or torch.
Format: TIFF 6.0 (Adobe, 1992) and its supplements; OME-TIFF 2016-06.
"""

from __future__ import annotations

import io
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from math import prod
from operator import index
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile
from numpy.typing import NDArray

from segstudio.errors import ImageError, said
from segstudio.labels.geometry import Rect
from segstudio.project.images.facts import (
    Axis,
    Facts,
    ImageFile,
    Pixels,
    TiledFile,
    is_tile,
    pictures_of,
    plane_index,
    plane_steps,
    planes_of,
    rect_of,
    tiles_for,
)
from segstudio.project.images.headers import ORIENTATION, check_size, damaged, unreadable, valid_orientation
from segstudio.project.images.memory import machine_memory
from segstudio.project.images.orientation import UPRIGHT
from segstudio.project.images.pixel_size import tiff_distance, tiff_size
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.readers.channel_names import ome_names
from segstudio.project.images.readers.jpeg import codestream_size
from segstudio.project.images.readers.tiff_pages import (
    MOST_PAGES,
    Part,
    bits_of,
    by_pillow,
    choose,
    codec_of,
    coloured,
    lost_tags,
    page_end,
    smaller_level,
)
from segstudio.project.images.readers.tiff_parts import in_parts, read_part, sampled, segments_in, shrunk
from segstudio.project.images.upright import as_stored, turned, upright
from segstudio.project.images.values import black_is_zero, full_range, plain, samples

# MetaMorph's own tags are not needed; a malicious file keeps their reader busy for hours. It is called by its name, and
# from a table that may have been made before.
vars(tifffile.tifffile).update(read_uic1tag=lambda *_, **__: {})
tifffile.TIFF.TAG_READERS[33628] = lambda *_, **__: {}

MOST_KNOWN = 4  # files whose pages are remembered
_WHITE_IS_ZERO, _RGB, _PALETTE, _SEPARATED, _YCBCR, _LAB = 0, 2, 3, 5, 6, 8
_WORDS = {0: "white is zero", 1: "black is zero", 2: "RGB", 3: "palette", 4: "mask", 5: "CMYK", 6: "YCbCr", 8: "CIELAB"}
_OLD_JPEG = 6
_CODESTREAMS = (7, 33003, 33004, 33005, 34712, 34933)  # JPEG and JPEG 2000: their tiles say their own size
_START_OF_TILE = 1 << 16  # bytes in which a tile says its size
_COLOURS_BY_CODEC = (7, 33007, 34892, 34933, 33003, 33004, 33005, 34712)  # JPEG and its kin decode YCbCr to RGB
_ALPHA = (1, 2)  # ExtraSamples: associated and unassociated
_SPARE = "QPRUVWAB"  # letters for axes that have none of their own


class _Handle:
    """The file as tifffile holds it, which can be exchanged for the same one opened again."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class TiffImage(TiledFile):
    """The largest picture of a TIFF."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._handle, self._checked = path, _Handle(file), False
        file.seek(0)
        # A file that names others (OME) must not make us open them: each is read for itself.
        self._tif = tifffile.TiffFile(self._handle, is_lsm=False, is_ndpi=False, is_scanimage=False, _multifile=False)
        first = self._tif.pages.first
        if not isinstance(first, tifffile.TiffPage) or not first.dataoffsets:
            raise damaged(path, "it holds no pixel data")
        self._part = choose(self._tif, first, path)
        self._page: Any = next(page for page in self._part.pages if page is not None).keyframe
        for page in (first, self._page):
            size = index(page.imagewidth), index(page.imagelength)
            check_size(path, *size, most=None if self._tiles_of(page) else MAX_PIXELS)
        self._orientation = valid_orientation(self._page.tags.valueof(ORIENTATION))
        self.facts = self._facts()
        if self.facts.tiles and self.facts.plane_count * prod(self.facts.tiles) > MOST_PAGES:
            raise unreadable(path, f"more than {MOST_PAGES} tiles", "Save it as several files.")

    @property
    def _file(self) -> BinaryIO:
        return self._handle.file

    @property
    def idle(self) -> bool:
        """Whether nobody reads from it any more: its file was closed."""
        return self._file.closed

    def take(self, path: Path, file: BinaryIO) -> None:
        """Read from ``file``, which is the same one opened again."""
        self._path, self._handle.file = path, file

    # ---- what it is --------------------------------------------------------------------------------------------------

    @cached_property
    def _letters(self) -> str:
        """The axes with a letter for each: colours of a pixel "S" become channels "C" where they have no colour."""
        letters: list[str] = []
        for letter in self._part.axes:
            grey = letter == "S" and not self._in_colour
            letter = "C" if grey and "C" not in self._part.axes else letter
            taken = letters + list(self._part.axes)
            again = letter in letters
            letters.append(next(one for one in _SPARE if one not in taken) if again else letter)
        return "".join(letters)

    @cached_property
    def _samples(self) -> int:
        return index(self._page.samplesperpixel) if "S" in self._part.axes else 1

    @cached_property
    def _in_colour(self) -> bool:
        kind = index(self._page.photometric)
        return self._samples >= 3 and kind in (_RGB, _SEPARATED, _YCBCR, _LAB)

    @cached_property
    def _used(self) -> int:
        """How many samples of a pixel are shown: colours or channels, not alpha."""
        if self._in_colour:
            return 4 if index(self._page.photometric) == _SEPARATED and self._samples >= 4 else 3
        extra = tuple(map(index, self._page.extrasamples))
        return self._samples - sum(1 for kind in extra if kind in _ALPHA) if extra else self._samples

    @cached_property
    def _channels(self) -> Axis:
        """What one plane has for each pixel."""
        if self._in_colour or index(self._page.photometric) == _PALETTE:
            return Axis("S", 3)
        at = self._letters.find("C")
        if at < 0:
            return Axis("S", 1)
        samples = self._part.axes[at] == "S"
        size = self._used if samples else self._part.shape[at]
        return Axis("C", size, ome_names(self._tif.ome_metadata, size)) if size > 1 else Axis("S", 1)

    @cached_property
    def _plane_axes(self) -> tuple[Axis, ...]:
        inside = {"Y", "X", "S"} | ({"C"} if self._channels.letter == "C" or self._samples > 1 else set())
        if self._in_colour:
            inside.discard("C")
        pairs = zip(self._letters, self._part.shape, strict=True)
        return tuple(Axis(letter, size) for letter, size in pairs if letter not in inside)

    def _facts(self) -> Facts:
        page, part = self._page, self._part
        if page.dtype is None and not self._needs_pillow:
            raise unreadable(self._path, "samples of several kinds")
        dtype = np.dtype(page.dtype if page.dtype is not None else np.uint8)
        if dtype.kind not in "buif":
            raise unreadable(self._path, "complex numbers", "Save its real part or its magnitude as TIFF.")
        height, width = turned((index(page.imagelength), index(page.imagewidth)), self._orientation)
        size = tiff_size(page)
        return Facts(
            "TIFF", part.axes, part.shape, dtype.name, width, height, self._plane_axes, self._channels,
            bits=bits_of(page), photometric=_WORDS.get(index(page.photometric), str(page.photometric)),
            orientation=self._turned(),
            pixel_size=None if size is None else (size, size), slice_distance=tiff_distance(page),
            pages=len(self._tif.pages), levels=part.levels, codec=codec_of(page), left=self._left(),
            slide=self._tif.is_svs, tiles=self._tiles_of(page) and tiles_for((height, width)),
        )  # fmt: skip

    def _turned(self) -> str:
        return UPRIGHT if self._orientation == 1 else said("turned upright ({tag})", tag=f"TIFF {self._orientation}")

    def _tiles_of(self, page: Any) -> tuple[int, int] | None:
        """The tiles that a page is opened in, as it is stored; ``None``: whole. A page that is read in one way only,
        all of it, is none of them."""
        wanted = tiles_for((index(page.imagelength), index(page.imagewidth)))
        if wanted is None or self._needs_pillow or not self._by_page:
            return None
        return wanted if self._part.offset is not None or in_parts(page.keyframe) else None

    def _left(self) -> tuple[str, ...]:
        left = []
        if self._tif.is_svs:
            left.append(said("The slide's label and its overview photograph, which can name a patient, are not shown."))
        extra = self._samples - self._used
        if extra and any(kind in _ALPHA for kind in map(index, self._page.extrasamples)):
            left.append(said("Transparency is left out; colours stay as they are stored."))
            extra -= 1
        if extra > 0:
            left.append(said("{count} more samples of each pixel are not shown.", count=extra))
        if self._part.others:
            sizes = ", ".join(self._part.others[:5])
            left.append(said("Other pictures in the file are not shown: {sizes}.", sizes=sizes))
        return tuple(left)

    # ---- reading -----------------------------------------------------------------------------------------------------

    @cached_property
    def _needs_pillow(self) -> bool:
        """What tifffile does not decode: old-style JPEG, colours with fewer pixels than brightness, CIELAB."""
        kind, codec = index(self._page.photometric), index(self._page.compression)
        pale = kind == _YCBCR and codec not in _COLOURS_BY_CODEC
        return (codec == _OLD_JPEG or pale or kind == _LAB) and self._plane_count == 1

    @cached_property
    def _by_page(self) -> bool:
        """Whether each page is a part of the picture along its first axes."""
        lead = len(self._part.axes) - len(self._page.axes)
        ends = lead >= 0 and self._part.axes.endswith(self._page.axes)
        return ends and prod(self._part.shape[:lead]) == len(self._part.pages)

    @property
    def _plane_count(self) -> int:
        """How many planes there are, known before the facts are."""
        return prod(axis.size for axis in self._plane_axes)

    def check(self) -> None:
        if self._checked:
            return
        end = self._file.seek(0, os.SEEK_END)
        if lost_tags(self._tif, self._file, self._page):
            raise damaged(self._path, "its header cannot be read")
        if self._part.offset is not None:
            needed = self._part.offset + prod(self._part.shape) * np.dtype(self._page.dtype).itemsize
            if needed > end:
                raise damaged(self._path, "its end is missing")
        for page in self._part.pages:
            if page is not None and page_end(page, self._page) > end:
                raise damaged(self._path, "its end is missing")
        self._checked = True

    def try_decoding(self) -> None:
        self._known_codec()
        if self._needs_pillow:
            by_pillow(self._file)
        elif self.facts.tiles is not None:
            self._try_some()
        elif index(self._page.compression) != 1:
            self._check_codestreams(self._page)
            next(iter(self._page.segments(maxworkers=1)), None)

    def _try_some(self) -> None:
        """Decode a pixel of the first, the middle and the last tile: all of a large file would take minutes, and a
        part that is damaged is told when its tile is opened."""
        tiles = pictures_of(self.facts, apart=False)
        for plane in (tiles[0], tiles[len(tiles) // 2], tiles[-1]):
            rect = rect_of(self.facts, plane, self._path)
            self.region(plane, Rect(rect.right - 1, rect.bottom - 1, 1, 1))

    def _known_codec(self) -> None:
        try:
            tifffile.TIFF.DECOMPRESSORS[self._page.compression]
        except KeyError as error:
            if not self._needs_pillow:
                raise unreadable(
                    self._path, said("a compression that is not known ({codec})", codec=codec_of(self._page))
                ) from error

    def mapped(self, plane: str) -> Pixels | None:
        at, channel = plane_index(self.facts, plane, self._path)
        plain_type = self.facts.dtype in ("uint8", "uint16", "float32")
        grey = index(self._page.photometric) not in (_WHITE_IS_ZERO, _PALETTE, _SEPARATED, _YCBCR, _LAB)
        if self._part.offset is None or self._orientation != 1 or not (plain_type and grey):
            return None
        if self.facts.bits < 8 or self._channels.letter == "C" and channel is None or is_tile(plane):
            return None
        return self._without_alpha(self._mapped(at, channel))

    def pixels(self, plane: str) -> Pixels:
        at, channel = plane_index(self.facts, plane, self._path)
        self._known_codec()
        if is_tile(plane):
            return self.region(plane, rect_of(self.facts, plane, self._path))
        if self._needs_pillow:
            return by_pillow(self._file)
        return self._shown(self._values(at, channel))

    def region(self, plane: str, rect: Rect) -> Pixels:
        at, channel = plane_index(self.facts, plane, self._path)
        self._known_codec()
        stored = as_stored(rect, self.facts.shape_of_plane, self._orientation)
        return self._shown(self._values(at, channel, stored))

    def small(self, plane: str, rect: Rect, side: int) -> Pixels:
        scale = side / max(rect.w, rect.h)
        part = smaller_level(self._part, self._page, scale) if self._by_page else None
        if part is None:
            return sampled(self._page, partial(self.region, plane), rect, side)
        at, channel = plane_index(self.facts, plane, self._path)
        stored = as_stored(rect, self.facts.shape_of_plane, self._orientation)
        page = next(one for one in part.pages if one is not None).keyframe
        down, across = (
            index(here) / index(whole)
            for here, whole in ((page.imagelength, self._page.imagelength), (page.imagewidth, self._page.imagewidth))
        )
        x, y = int(stored.x * across), int(stored.y * down)
        inside = Rect(x, y, max(1, round(stored.w * across)), max(1, round(stored.h * down)))
        pixels = self._shown(self._values(at, channel, inside.clip((page.imagelength, page.imagewidth)), part))
        shape = max(1, round(rect.h * scale)), max(1, round(rect.w * scale))
        return shrunk(pixels, shape)

    def _shown(self, array: NDArray[Any]) -> Pixels:
        """Stored values as they are shown."""
        kind = index(self._page.photometric)
        if kind == _PALETTE:
            array = coloured(self._page, array)
        elif kind == _SEPARATED and array.ndim == 3:
            array = _from_cmyk(array[..., :4], self.facts.bits)
        else:
            array = self._without_alpha(array)
        if kind == _WHITE_IS_ZERO:
            array = black_is_zero(array, self.facts.bits)
        if kind != _PALETTE:
            array = full_range(array, self.facts.bits)
        return upright(plain(array), self._orientation)

    def _without_alpha(self, array: NDArray[Any]) -> NDArray[Any]:
        """The samples that are shown of ``[rows, columns, n]``; one alone is ``[rows, columns]``."""
        if array.ndim == 3 and "S" in self._part.axes:
            array = array[..., : self._used]
        return array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array

    def stored(self) -> Iterator[NDArray[Any]]:
        self._known_codec()
        if self._needs_pillow:
            values = by_pillow(self._file)
            yield from samples(values)
            return
        for plane in planes_of(self.facts.planes):
            values = self._values(tuple(plane_steps(plane).values()), None)
            yield from samples(values)

    def stored_tiles(self, plane: str) -> Iterator[list[NDArray[Any]]]:
        self._known_codec()
        at, channel = plane_index(self.facts, plane, self._path)
        for tile in pictures_of(replace(self.facts, planes=()), apart=False):
            rect = as_stored(
                rect_of(self.facts, plane + tile, self._path), self.facts.shape_of_plane, self._orientation
            )
            yield list(samples(self._values(at, channel, rect)))

    def _values(
        self, at: tuple[int, ...], channel: int | None, rect: Rect | None = None, part: Part | None = None
    ) -> NDArray[Any]:
        """Stored values of a plane: ``[rows, columns]``, or with its samples or channels ``[rows, columns, n]``.
        ``rect``: a part of it, as it is stored; ``part``: of a smaller level."""
        part = part or self._part
        if part.offset is not None:
            values = self._mapped(at, channel)
            return values if rect is None else np.array(values[rect.slices])  # a copy: nothing keeps the file mapped
        steps = dict(zip((axis.letter for axis in self.facts.planes), at, strict=True))
        if channel is not None and "C" in self._letters:
            steps["C"] = channel
        lead = len(self._part.axes) - len(self._page.axes)
        if not self._by_page:
            if prod(self._part.shape) * np.dtype(self._page.dtype).itemsize > machine_memory():
                raise MemoryError
            return self._ordered(self._part.series.asarray(), self._letters, steps)
        outer, inner = self._letters[:lead], self._letters[lead:]
        over = [axis for axis in outer if axis not in steps]  # channels on pages of their own
        parts = []
        for number in range(prod(self._part.shape[outer.index(axis)] for axis in over)):
            where = steps | dict.fromkeys(over, number)
            page = np.ravel_multi_index([where[axis] for axis in outer], self._part.shape[:lead]) if outer else 0
            parts.append(self._ordered(self._page_values(part, int(page), rect), inner, steps))
        return parts[0] if len(parts) == 1 else np.stack(parts, -1)

    def _mapped(self, at: tuple[int, ...], channel: int | None) -> NDArray[Any]:
        steps = dict(zip((axis.letter for axis in self.facts.planes), at, strict=True))
        if channel is not None and "C" in self._letters:
            steps["C"] = channel
        order = np.dtype(self._page.dtype).newbyteorder(self._tif.byteorder)
        assert self._part.offset is not None
        if isinstance(self._file, io.BytesIO):
            whole = np.frombuffer(self._file.getvalue(), order, prod(self._part.shape), self._part.offset)
            return self._ordered(whole.reshape(self._part.shape), self._letters, steps)
        values = np.memmap(self._file, order, "r", self._part.offset, self._part.shape)
        return self._ordered(values, self._letters, steps)

    @staticmethod
    def _ordered(array: NDArray[Any], letters: str, steps: dict[str, int]) -> NDArray[Any]:
        """The part of ``array`` at ``steps``, its axes as rows, columns, samples or channels."""
        array = array[tuple(steps.get(letter, slice(None)) for letter in letters)]
        left = [letter for letter in letters if letter not in steps]
        array = np.moveaxis(array, (left.index("Y"), left.index("X")), (0, 1))
        return array.reshape(*array.shape[:2], -1) if array.ndim > 3 else array

    def _page_values(self, part: Part, number: int, rect: Rect | None) -> NDArray[Any]:
        page = part.pages[number]
        if page is None:
            raise ImageError(
                "A plane of the image {name} is not in its file.",
                "Its pages are in several files: save them as one file, or open each by itself.",
                name=self._path.name,
            )
        self._check_codestreams(page, rect)
        return np.asarray(page.asarray()) if rect is None else read_part(page, self._file, rect)

    def _check_codestreams(self, page: Any, rect: Rect | None = None) -> None:
        """A tile that says itself that it is larger than tiles are would be decoded all the same, gigabytes of it.
        ``rect``: only those in a part of the page are looked at."""
        key = page.keyframe
        if index(key.compression) not in _CODESTREAMS:
            return
        tile = key.tilelength * key.tilewidth or key.rowsperstrip * key.imagewidth
        pairs = list(zip(page.dataoffsets, page.databytecounts, strict=False))
        for start, length in pairs if rect is None else [pairs[number] for number in segments_in(page, rect)]:
            self._file.seek(start)
            size = codestream_size(self._file.read(min(length, _START_OF_TILE)))
            if size is not None and size[0] * size[1] > 4 * index(tile) + _START_OF_TILE:
                raise damaged(self._path, "its pixels do not fit its size")


# Of the last stacks what is known of their pages, since one plane after the other is read: by the file's stamp.
_known: OrderedDict[object, TiffImage] = OrderedDict()
_lock = threading.Lock()


def open_tiff(path: Path, file: BinaryIO) -> ImageFile:
    """The reader of an open TIFF; many kinds of errors where its tags are damaged."""
    try:
        stamp = _stamp(file)
        with _lock:
            known = _known.get(stamp)
            if known is not None and known.idle:
                known.take(path, file)
                return known
        image = TiffImage(path, file)
        if stamp is not None and (image.facts.plane_count > 1 or image.facts.tiles is not None):
            with _lock:
                _known[stamp] = image
                if len(_known) > MOST_KNOWN:
                    _known.popitem(last=False)
        return image
    except (ImageError, MemoryError, OSError):
        raise
    except Exception as error:  # a library raises dozens of kinds on damaged tags
        raise damaged(path, "its header cannot be read") from error


def _stamp(file: BinaryIO) -> object:
    """Changes with the file; ``None``: it is in memory."""
    try:
        facts = os.fstat(file.fileno())
    except OSError:  # io.UnsupportedOperation is one
        return None
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def _from_cmyk(array: NDArray[Any], bits: int) -> NDArray[Any]:
    """RGB without a profile: each colour is what is left of it and of black; the depth stays."""
    most = (1 << bits) - 1
    ink = array.astype(np.float32)
    return ((most - ink[..., :3]) * (most - ink[..., 3:4]) / most).round().astype(array.dtype)
