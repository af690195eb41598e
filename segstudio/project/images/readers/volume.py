"""Volumes whose values lie in a file one after the other, first axis fastest: what NIfTI, NRRD and MetaImage share.

Owns the layout of the values, reading one plane of them, and the checks of the header's numbers. Must not import Qt or
torch.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.project.images.facts import Axis, Facts, ImageFile, Pixels, plane_index
from segstudio.project.images.headers import damaged
from segstudio.project.images.memory import machine_memory
from segstudio.project.images.orientation import Place, Turn
from segstudio.project.images.png import MAX_PIXELS
from segstudio.project.images.readers import unpacking
from segstudio.project.images.readers.unpacking import Unpacking, decoding, unpacked
from segstudio.project.images.values import plain
from segstudio.regular_file import IMAGE, open_regular

MOST_PLANES = 1 << 20  # of one file; more is a damaged header


class _Beside(io.BufferedReader):
    """A file that closes with the last who holds it: a reader of an image is given its file, and closes none."""

    def __del__(self) -> None:
        self.close()


def open_beside(path: Path, name: str) -> BinaryIO:
    """A second file that a header names, which closes by itself. Raises ImageError: it would lie in another folder, or
    cannot be read."""
    if name != Path(name).name or "\\" in name or name in ("", ".", ".."):
        raise ImageError(
            "The image {name} keeps its pixels in a file of another folder, which is not opened.",
            "Put both into one folder, and the bare file name into the header.",
            name=path.name,
        )
    if not name.isprintable():
        raise damaged(path, "its header cannot be read")
    try:
        return _Beside(open_regular(path.with_name(name), IMAGE).detach())
    except OSError as error:
        raise ImageError(
            "The image {name} keeps its pixels in the file {other}, which cannot be opened: {reason}.",
            "Put both files into one folder.",
            name=path.name,
            other=name,
            reason=error.strerror or "unknown",
        ) from None


# ---- values --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """Where and how the values lie. ``axes``: a letter for each number of ``shape``, the fastest first."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    axes: str
    start: int  # byte of the file where they, or what they are packed in, begin
    packed: str = ""  # what ``unpacking`` knows
    skipped: int = 0  # unpacked bytes before the first value
    scale: tuple[float, float] | None = None  # slope and intercept

    @property
    def nbytes(self) -> int:
        """Bytes of all values."""
        return prod(self.shape) * self.dtype.itemsize


def check_layout(path: Path, file: BinaryIO, layout: Layout) -> None:
    """Raise ImageError where the header's numbers cannot be true, before anything is made from them."""
    sizes = dict(zip(layout.axes, layout.shape, strict=True))
    if min(layout.shape) < 1:
        raise damaged(path, "it has no pixels")
    if sizes["X"] * sizes["Y"] > MAX_PIXELS:
        raise ImageError(
            "The image {name} claims {size} pixels, more than can be read.",
            "Cut it into images of at most a gigapixel.",
            name=path.name,
            size=f"{sizes['X']} x {sizes['Y']}",
        )
    if prod(layout.shape) // (sizes["X"] * sizes["Y"]) > MOST_PLANES:
        raise damaged(path, "it claims more planes than a file can have")
    end = file.seek(0, os.SEEK_END)
    if layout.packed:
        if layout.skipped + layout.nbytes > machine_memory():
            raise ImageError(
                "The image {name} does not fit into memory when it is unpacked ({size} million bytes).",
                "Save it without compression, so that its planes can be read one by one.",
                name=path.name,
                size=(layout.skipped + layout.nbytes) // 10**6,
            )
    elif layout.start < 0 or layout.start + layout.nbytes > end:
        raise damaged(path, "its end is missing")


class Volume(ImageFile):
    """A file whose values lie one after the other. ``facts`` belong to ``layout`` and ``turn`` (see ``facts_of``);
    ``lies``: where the values as stored lie in the patient."""

    def __init__(
        self, path: Path, file: BinaryIO, layout: Layout, turn: Turn, facts: Facts, lies: Place | None = None
    ) -> None:
        check_layout(path, file, layout)
        self.facts, self.layout, self.turn, self.lies = facts, layout, turn, lies
        self._path, self._file = path, file
        self.beside = Path(file.name) if isinstance(file, _Beside) else None
        self._whole: bytearray | None = None
        self._stream: Unpacking | None = None

    def place(self, plane: str) -> Place | None:
        at = dict(zip((axis.letter for axis in self.facts.planes), plane_index(self.facts, plane, self._path)[0],
                      strict=True)).get("Z", 0)  # fmt: skip
        return None if self.lies is None else self.lies.plane(at, self.turn, (self.facts.height, self.facts.width))

    def try_decoding(self) -> None:
        if self.layout.packed:  # of others ``check_layout`` looked at the size
            self._read(self.layout.nbytes - 1, 1)

    def pixels(self, plane: str) -> Pixels:
        index, channel = plane_index(self.facts, plane, self._path)
        fixed = dict(zip((axis.letter for axis in self.facts.planes), index, strict=True))
        colours = next((letter for letter in "SC" if letter in self.layout.axes), "")
        if not colours:
            return self._shown(self.as_stored(fixed))
        wanted = range(self.facts.channels.size) if channel is None else (channel,)
        planes = [self._shown(self.as_stored({**fixed, colours: one})) for one in wanted]
        return planes[0] if channel is not None or len(planes) == 1 else np.stack(planes, axis=-1)

    def stored(self) -> Iterator[NDArray[Any]]:
        others = [(letter, size) for letter, size in zip(self.layout.axes, self.layout.shape, strict=True)
                  if letter not in "XY"][::-1]  # fmt: skip
        for at in product(*(range(size) for _, size in others)):
            yield self.as_stored({letter: one for (letter, _), one in zip(others, at, strict=True)})

    def as_stored(self, fixed: dict[str, int]) -> NDArray[Any]:
        """``[rows, columns]`` as they lie in the file, scaled. ``fixed``: where along the other axes; else at 0."""
        axes, shape, size = self.layout.axes, self.layout.shape, self.layout.dtype.itemsize
        last = max(axes.index("X"), axes.index("Y")) + 1  # the axes behind it choose one block of the file
        block = 0
        for letter, length in zip(axes[: last - 1 : -1], shape[: last - 1 : -1], strict=True):
            block = block * length + fixed.get(letter, 0)
        nbytes = prod(shape[:last]) * size
        data = np.frombuffer(self._read(block * nbytes, nbytes), self.layout.dtype).reshape(shape[:last], order="F")
        plane = data[tuple(slice(None) if letter in "XY" else fixed.get(letter, 0) for letter in axes[:last])]
        return self._scaled(plane.T if axes.index("X") < axes.index("Y") else plane)

    def _shown(self, plane: NDArray[Any]) -> Pixels:
        return np.array(plain(self.turn.apply(plane)))  # a copy: the volume may be kept

    def _scaled(self, plane: NDArray[Any]) -> NDArray[Any]:
        if self.layout.scale is None:
            return plane
        slope, intercept = self.layout.scale
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(plane.astype(np.float64) * slope + intercept)

    @property
    def _small(self) -> bool:
        return self.layout.skipped + self.layout.nbytes <= unpacking.KEPT

    def _read(self, at: int, count: int) -> bytes | bytearray | memoryview:
        """``count`` bytes of the values from byte ``at`` of them on."""
        layout = self.layout
        if not layout.packed:
            self._file.seek(layout.start + at)
            data: bytes | bytearray = self._file.read(count)
        elif self._small:
            if self._whole is None:
                self._whole = unpacked(
                    self._path, self._file, layout.start, layout.packed, layout.skipped + layout.nbytes
                )
            return memoryview(self._whole)[layout.skipped + at : layout.skipped + at + count]
        else:
            with decoding(self._path, "it cannot be unpacked"):
                if self._stream is None or self._stream.at > layout.skipped + at:
                    self._stream = Unpacking(self._file, layout.start, layout.packed)
                self._stream.skip(layout.skipped + at - self._stream.at)
                data = self._stream.read(count)
        if len(data) < count:
            raise damaged(self._path, "its end is missing")
        return data


def facts_of(
    kind: str,
    layout: Layout,
    turn: Turn,
    spacing: tuple[float | None, ...] = (),
    left: tuple[str, ...] = (),
    window: tuple[float, float] | None = None,
) -> Facts:
    """The facts of a volume; ``spacing``: metres between two values along X, Y, Z, ``None`` where it is not known."""
    sizes = dict(zip(layout.axes, layout.shape, strict=True))
    x, y, z = (*(one if one and 1e-12 < one < 1e4 else None for one in spacing), None, None, None)[:3]
    width, height = (sizes["Y"], sizes["X"]) if turn.swap else (sizes["X"], sizes["Y"])
    size = None if x is None or y is None else (x, y) if turn.swap else (y, x)
    letter = next((one for one in "SC" if one in sizes), "S")
    samples = min(sizes.get(letter, 1), 3) if letter == "S" else sizes[letter]  # alpha is dropped
    dtype = np.dtype(np.float64) if layout.scale else layout.dtype
    return Facts(
        kind=kind, axes=layout.axes, shape=layout.shape, dtype=dtype.name, width=width, height=height,
        planes=tuple(Axis(one, sizes[one]) for one in "QITZ" if sizes.get(one, 1) > 1),
        channels=Axis(letter, samples), bits=8 * layout.dtype.itemsize,
        photometric="RGB" if (letter, samples) == ("S", 3) else "black is zero",
        orientation=turn.words, pixel_size=size, slice_distance=z if "Z" in sizes else None, window=window,
        codec=layout.packed, left=left,
    )  # fmt: skip
