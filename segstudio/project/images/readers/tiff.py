"""TIFF of every flavour by tifffile: OME, ImageJ, BigTIFF, pyramids, stacks; Pillow for what tifffile does not decode.

Header and metadata decide what the values mean: photometric interpretation, sample format, extra samples, bits, planar
layout, axes. Of a pyramid the largest level is read, of several pictures the largest. Must not import Qt or torch.
Format: TIFF 6.0 (Adobe, 1992) and its supplements; OME-TIFF 2016-06.
"""

from __future__ import annotations

import io
import os
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from operator import index
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import ImageError, said
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index, plane_steps, planes_of
from segstudio.project.images.headers import ORIENTATION, check_size, damaged, unreadable, valid_orientation
from segstudio.project.images.memory import machine_memory
from segstudio.project.images.pixel_size import tiff_distance, tiff_size
from segstudio.project.images.readers.channel_names import ome_names
from segstudio.project.images.readers.jpeg import codestream_size
from segstudio.project.images.upright import turned, upright
from segstudio.project.images.values import black_is_zero, full_range, plain, samples

# MetaMorph's own tags are not needed; a malicious file keeps their reader busy for hours. It is called by its name, and
# from a table that may have been made before.
vars(tifffile.tifffile).update(read_uic1tag=lambda *_, **__: {})
tifffile.TIFF.TAG_READERS[33628] = lambda *_, **__: {}

MOST_KNOWN = 4  # files whose pages are remembered
MOST_PAGES = 20_000  # a stack of more is a damaged header or an attack
_WHITE_IS_ZERO, _RGB, _PALETTE, _SEPARATED, _YCBCR, _LAB = 0, 2, 3, 5, 6, 8
_WORDS = {0: "white is zero", 1: "black is zero", 2: "RGB", 3: "palette", 4: "mask", 5: "CMYK", 6: "YCbCr", 8: "CIELAB"}
_OLD_JPEG = 6
_CODESTREAMS = (7, 33003, 33004, 33005, 34712, 34933)  # JPEG and JPEG 2000: their tiles say their own size
_START_OF_TILE = 1 << 16  # bytes in which a tile says its size
_COLOURS_BY_CODEC = (7, 33007, 34892, 34933, 33003, 33004, 33005, 34712)  # JPEG and its kin decode YCbCr to RGB
_ALPHA = (1, 2)  # ExtraSamples: associated and unassociated
_ESSENTIAL = {256, 257, 258, 259, 262, 266, 273, 277, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339}  # tags
_SPARE = "QPRUVWAB"  # letters for axes that have none of their own


@dataclass(frozen=True)
class _Part:
    """The picture of a file that is read: pages of one shape. ``axes`` and ``shape`` as tifffile has them."""

    pages: Sequence[Any]
    axes: str
    shape: tuple[int, ...]
    offset: int | None  # of all values, where they lie in one piece as they are
    series: Any = None
    levels: int = 1
    others: tuple[str, ...] = ()  # sizes of the pictures that are left


class _Handle:
    """The file as tifffile holds it, which can be exchanged for the same one opened again."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class TiffImage(ImageFile):
    """The largest picture of a TIFF."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._handle, self._checked = path, _Handle(file), False
        file.seek(0)
        # A file that names others (OME) must not make us open them: each is read for itself.
        self._tif = tifffile.TiffFile(self._handle, is_lsm=False, is_ndpi=False, is_scanimage=False, _multifile=False)
        first = self._tif.pages.first
        if not isinstance(first, tifffile.TiffPage) or not first.dataoffsets:
            raise damaged(path, "it holds no pixel data")
        check_size(path, index(first.imagewidth), index(first.imagelength))
        self._part = self._choose(first)
        self._page: Any = next(page for page in self._part.pages if page is not None).keyframe
        check_size(path, index(self._page.imagewidth), index(self._page.imagelength))
        self._orientation = valid_orientation(self._page.tags.valueof(ORIENTATION))
        self.facts = self._facts()

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

    # ---- which of the pages -----------------------------------------------------------------------------------------

    def _choose(self, first: tifffile.TiffPage) -> _Part:
        count = len(self._tif.pages)
        if count > MOST_PAGES:
            raise unreadable(self._path, f"more than {MOST_PAGES} pages", "Save it as several files.")
        alone = count == 1 and first.subifds is None and not (first.is_imagej or first.is_shaped or first.is_stk)
        if alone and not first.is_ome:
            return _Part((first,), first.axes, tuple(first.shape), _offset(first))
        try:
            found = self._tif.series
        except Exception:  # its description is damaged, its pages are not
            return _Part((first,), first.axes, tuple(first.shape), _offset(first))
        series = [one.levels[0] for one in found if one.levels[0].pages and "X" in one.levels[0].axes]
        if not series:
            raise damaged(self._path, "it holds no pixel data")
        chosen = max(series, key=lambda one: (_area(one), prod(one.shape)))
        others = tuple(_size_words(one) for one in series if one is not chosen)
        offset = chosen.dataoffset if chosen.keyframe.is_final else None
        return _Part(chosen.pages, chosen.axes, tuple(chosen.shape), offset, chosen, len(chosen.levels), others)

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
            bits=_bits(page), photometric=_WORDS.get(index(page.photometric), str(page.photometric)),
            orientation="upright" if self._orientation == 1 else f"turned upright (TIFF {self._orientation})",
            pixel_size=None if size is None else (size, size), slice_distance=tiff_distance(page),
            pages=len(self._tif.pages), levels=part.levels, codec=_codec(page), left=self._left(),
        )  # fmt: skip

    def _left(self) -> tuple[str, ...]:
        left = []
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

    @property
    def _plane_count(self) -> int:
        """How many planes there are, known before the facts are."""
        return prod(axis.size for axis in self._plane_axes)

    def check(self) -> None:
        if self._checked:
            return
        end = self._file.seek(0, os.SEEK_END)
        if self._lost_tags():
            raise damaged(self._path, "its header cannot be read")
        if self._part.offset is not None:
            needed = self._part.offset + prod(self._part.shape) * np.dtype(self._page.dtype).itemsize
            if needed > end:
                raise damaged(self._path, "its end is missing")
        for page in self._part.pages:
            if page is not None and _page_end(page, self._page) > end:
                raise damaged(self._path, "its end is missing")
        self._checked = True

    def _lost_tags(self) -> bool:
        """Whether the file has tags that say what the values are, and that tifffile left out as damaged."""
        tiff, file = self._tif.tiff, self._file
        file.seek(self._page.offset)
        (count,) = struct.unpack(tiff.tagnoformat, file.read(tiff.tagnosize))
        entries = file.read(count * tiff.tagsize)
        codes = (
            struct.unpack_from(f"{tiff.byteorder}H", entries, at)[0] for at in range(0, len(entries), tiff.tagsize)
        )
        return any(code in _ESSENTIAL and code not in self._page.tags for code in codes)

    def try_decoding(self) -> None:
        self._known_codec()
        if self._needs_pillow:
            self._by_pillow()
        elif index(self._page.compression) != 1:
            self._check_codestreams(self._page)
            next(iter(self._page.segments(maxworkers=1)), None)

    def _known_codec(self) -> None:
        try:
            tifffile.TIFF.DECOMPRESSORS[self._page.compression]
        except KeyError as error:
            if not self._needs_pillow:
                raise unreadable(
                    self._path, said("a compression that is not known ({codec})", codec=_codec(self._page))
                ) from error

    def mapped(self, plane: str) -> Pixels | None:
        at, channel = plane_index(self.facts, plane, self._path)
        plain_type = self.facts.dtype in ("uint8", "uint16", "float32")
        grey = index(self._page.photometric) not in (_WHITE_IS_ZERO, _PALETTE, _SEPARATED, _YCBCR, _LAB)
        if self._part.offset is None or self._orientation != 1 or not (plain_type and grey):
            return None
        if self.facts.bits < 8 or self._channels.letter == "C" and channel is None:
            return None
        return self._without_alpha(self._mapped(at, channel))

    def pixels(self, plane: str) -> Pixels:
        at, channel = plane_index(self.facts, plane, self._path)
        self._known_codec()
        if self._needs_pillow:
            return self._by_pillow()
        array = self._values(at, channel)
        kind = index(self._page.photometric)
        if kind == _PALETTE:
            array = self._coloured(array)
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
            values = self._by_pillow()
            yield from samples(values)
            return
        for plane in planes_of(self.facts.planes):
            values = self._values(tuple(plane_steps(plane).values()), None)
            yield from samples(values)

    def _values(self, at: tuple[int, ...], channel: int | None) -> NDArray[Any]:
        """Stored values of a plane: ``[rows, columns]``, or with its samples or channels ``[rows, columns, n]``."""
        if self._part.offset is not None:
            return self._mapped(at, channel)
        steps = dict(zip((axis.letter for axis in self.facts.planes), at, strict=True))
        if channel is not None and "C" in self._letters:
            steps["C"] = channel
        page_axes = self._page.axes
        lead = len(self._part.axes) - len(page_axes)
        by_page = lead >= 0 and self._part.axes.endswith(page_axes)
        if not by_page or prod(self._part.shape[:lead]) != len(self._part.pages):
            if prod(self._part.shape) * np.dtype(self._page.dtype).itemsize > machine_memory():
                raise MemoryError
            return self._ordered(self._part.series.asarray(), self._letters, steps)
        outer, inner = self._letters[:lead], self._letters[lead:]
        over = [axis for axis in outer if axis not in steps]  # channels on pages of their own
        parts = []
        for number in range(prod(self._part.shape[outer.index(axis)] for axis in over)):
            where = steps | dict.fromkeys(over, number)
            page = np.ravel_multi_index([where[axis] for axis in outer], self._part.shape[:lead]) if outer else 0
            parts.append(self._ordered(self._page_values(int(page)), inner, steps))
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

    def _page_values(self, number: int) -> NDArray[Any]:
        page = self._part.pages[number]
        if page is None:
            raise ImageError(
                "A plane of the image {name} is not in its file.",
                "Its pages are in several files: save them as one file, or open each by itself.",
                name=self._path.name,
            )
        self._check_codestreams(page)
        return np.asarray(page.asarray())

    def _check_codestreams(self, page: Any) -> None:
        """A tile that says itself that it is larger than tiles are would be decoded all the same, gigabytes of it."""
        if index(self._page.compression) not in _CODESTREAMS:
            return
        tile = self._page.tilelength * self._page.tilewidth or self._page.rowsperstrip * self._page.imagewidth
        for start, length in zip(page.dataoffsets, page.databytecounts, strict=False):
            self._file.seek(start)
            size = codestream_size(self._file.read(min(length, _START_OF_TILE)))
            if size is not None and size[0] * size[1] > 4 * index(tile) + _START_OF_TILE:
                raise damaged(self._path, "its pixels do not fit its size")

    def _coloured(self, indices: NDArray[Any]) -> NDArray[Any]:
        """RGB of a palette. Its entries are 16 bits; old scanners wrote 0 to 255."""
        table = np.asarray(self._page.colormap)
        table = (table >> 8 if table.max() > 255 else table).astype(np.uint8)
        return np.asarray(table.T[np.minimum(indices, table.shape[1] - 1)])

    def _by_pillow(self) -> Pixels:
        # From a file object: from a path Pillow maps uncompressed TIFFs into memory and turns them wrongly.
        self._file.seek(0)
        with Image.open(self._file, formats=("TIFF",)) as image:
            image.load()  # turns it upright by itself
            mode = "L" if image.mode in ("1", "L", "LA") else "RGB"
            return np.ascontiguousarray(image.convert(mode))


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
        if stamp is not None and image.facts.plane_count > 1:
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


def _offset(page: Any) -> int | None:
    """Where the values of a page lie in one piece as they are."""
    whole = page.is_final and sum(page.databytecounts) == page.nbytes
    return index(page.dataoffsets[0]) if whole else None


def _page_end(page: Any, first: Any) -> int:
    """The byte behind the last value of a page."""
    lengths = page.databytecounts or (first.nbytes,)
    end = max(index(start) + index(length) for start, length in zip(page.dataoffsets, lengths, strict=False))
    kind, codec = index(first.photometric), index(first.compression)
    if codec == 1 and kind != _YCBCR and all(lengths):  # nothing is compressed or left out
        bits = _bits(first) * index(first.samplesperpixel)
        end = max(end, index(first.imagewidth) * index(first.imagelength) * bits // 8)
    return end


def _bits(page: Any) -> int:
    kinds = page.tags.valueof(258, page.bitspersample)
    return max(map(index, kinds)) if isinstance(kinds, tuple) else index(kinds)


def _codec(page: Any) -> str:
    return str(getattr(page.compression, "name", page.compression)).lower().replace("none", "")


def _area(series: Any) -> int:
    return int(series.shape[series.axes.index("X")] * series.shape[series.axes.index("Y")])


def _size_words(series: Any) -> str:
    width, height = series.shape[series.axes.index("X")], series.shape[series.axes.index("Y")]
    count = prod(series.shape) // (width * height * (series.keyframe.samplesperpixel or 1))
    return f"{width} x {height}" + (f" ({count} pages)" if count > 1 else "")


def _from_cmyk(array: NDArray[Any], bits: int) -> NDArray[Any]:
    """RGB without a profile: each colour is what is left of it and of black; the depth stays."""
    most = (1 << bits) - 1
    ink = array.astype(np.float32)
    return ((most - ink[..., :3]) * (most - ink[..., 3:4]) / most).round().astype(array.dtype)
