"""The files of a folder, of a zip archive, or one file alone, read by their names. Writes nothing.

An archive is looked at as a whole before anything in it is read: one that leads out of itself, holds links, a password
or far more than any data set is refused. Imports errors, regular_file and the walk through folders.
"""

from __future__ import annotations

import json
import lzma
import os
import shutil
import stat
import tempfile
import threading
import weakref
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from segstudio.errors import FormatError, MaskError, said
from segstudio.formats.common.report import LeftOut
from segstudio.project.images.finding import walk
from segstudio.regular_file import IMAGE, MASK, TEXT, open_regular, read_regular

MOST_NAMES = 1 << 20  # files of an archive
MOST_BYTES = 1 << 35  # of all files of an archive, unpacked
T = TypeVar("T")

_HEAD = 1 << 16
_PIECE = 1 << 20  # bytes of an archive that are unpacked at once
_MARKERS = (".", "__MACOSX")
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Files:
    """``place``: what the person chose; ``names``: the files in it (posix, in order), without hidden ones and images of
    the project; ``left_out``: folders that cannot be read. ``read_part(name, most, length)``: the first ``length``
    bytes of a file of at most ``most``, all of them for None. ``unpack(name)``: a file of an archive, unpacked."""

    place: Path
    names: tuple[str, ...]
    read_part: Callable[[str, int, int | None], bytes]
    left_out: list[LeftOut] = field(default_factory=list)
    unpack: Callable[[str], BinaryIO] | None = None

    def read(self, name: str, most: int = MASK) -> bytes:
        """The bytes of a file; MaskError where it cannot be read."""
        return self._part(name, most, None)

    def open(self, name: str) -> BinaryIO:
        """A file to read parts of, one of an archive after it was unpacked to a temporary file; MaskError where it
        cannot be read."""
        folder, unpack = self.place if self.place.is_dir() else self.place.parent, self.unpack
        return self._read(name, lambda: open_regular(folder / name, IMAGE) if unpack is None else unpack(name))

    def head(self, name: str) -> bytes:
        """The first 64 KiB of a file; empty where it cannot be read."""
        try:
            return self._part(name, MASK, _HEAD)
        except MaskError:
            return b""

    @cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(self.names)

    def _part(self, name: str, most: int, length: int | None) -> bytes:
        return self._read(name, lambda: self.read_part(name, most, length))

    def _read(self, name: str, read: Callable[[], T]) -> T:
        if name not in self._there:  # a name in a file may lead anywhere
            raise MaskError("{name} is missing.", "Put it beside the other files.", name=name)
        try:
            return read()
        except OSError as error:
            text = "{name} cannot be read: {reason}."
            raise MaskError(text, "Check the file.", name=name, reason=error.strerror or error) from error
        except (*_DAMAGED, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            text = "{name} in the archive is damaged or packed in a way that cannot be read."
            raise MaskError(text, "Unpack the archive and import its folder.", name=name) from error

    def text(self, name: str) -> str:
        """The text of a file (UTF-8); MaskError where it cannot be read or is no text."""
        try:
            return self.read(name, TEXT).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise MaskError("{name} is not a text file.", "Save it as UTF-8.", name=name) from error

    def json(self, name: str) -> object:
        """The content of a JSON file; MaskError where it cannot be read."""
        try:
            content: object = json.loads(self.text(name))
        except (ValueError, RecursionError, MemoryError) as error:
            raise MaskError("{name} is not a JSON file.", "Export it again.", name=name) from error
        return content

    def of_kind(self, *suffixes: str) -> list[str]:
        """The names with one of these suffixes (lower case)."""
        return [name for name in self.names if PurePosixPath(name).suffix.lower() in suffixes]

    def called(self, *bases: str) -> list[str]:
        """The names whose last part is one of ``bases``, whatever the capitals."""
        return [name for name in self.names if PurePosixPath(name).name.lower() in bases]


def open_files(place: Path, images: Iterable[Path] = ()) -> Files:
    """The files of a folder (and those below it), of a zip archive, or one file. ``images``: those of the project,
    which are no masks. An archive, also one that is alone in a folder, stays open as long as its ``Files``. Raises
    FormatError: there is nothing, or an archive that is not taken."""
    if place.is_dir():
        files = _folder(place, images)
        alone = place / files.names[0] if len(files.names) == 1 else place
        return open_files(alone) if alone.suffix.lower() == ".zip" and zipfile.is_zipfile(alone) else files
    if place.is_file() and zipfile.is_zipfile(place):
        return _zipped(place, _archive(place))
    if place.is_file():
        return Files(place, (place.name,), _reader(place.parent))
    raise FormatError("There is no file or folder {folder}.", "Check the path.", folder=place)


def _folder(folder: Path, images: Iterable[Path]) -> Files:
    own = {os.path.realpath(image) for image in images}
    left_out: list[LeftOut] = []
    names = []
    for root, inside in walk(folder, lambda unread, error: left_out.append(_unread(folder, unread, error))):
        paths = (root / name for name in inside if not name.startswith("."))
        names += [path.relative_to(folder).as_posix() for path in paths if os.path.realpath(path) not in own]
    return Files(folder, tuple(sorted(names)), _reader(folder), left_out)


def _unread(folder: Path, unread: Path, error: OSError) -> LeftOut:
    name = unread.relative_to(folder).as_posix()
    return LeftOut(name, said("{path} cannot be read: {reason}.", path=name, reason=error.strerror or error))


def _reader(folder: Path) -> Callable[[str, int, int | None], bytes]:
    def read_part(name: str, most: int, length: int | None) -> bytes:
        if length is None:
            return read_regular(folder / name, most)
        with open_regular(folder / name, most) as file:
            return file.read(length)

    return read_part


# ---- archives -------------------------------------------------------------------------------------------------------


def _archive(place: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(place)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FormatError("The archive {name} is damaged.", "Download or copy it again.", name=place.name) from error


def _zipped(place: Path, archive: zipfile.ZipFile) -> Files:
    rows = [row for row in archive.infolist() if not row.is_dir()]
    try:
        _refuse_hostile(place.name, rows)
    except FormatError:
        archive.close()
        raise
    by_name = {row.filename: row for row in rows}

    def read_part(name: str, most: int, length: int | None) -> bytes:
        row = by_name.get(name)
        if row is None:
            raise FileNotFoundError(name)
        if row.file_size > most:
            raise OSError(said("it has {size} bytes, more than are read", size=row.file_size))
        with archive.open(row) as file:
            return file.read(row.file_size if length is None else length)

    shown = (name for name in by_name if not any(part.startswith(_MARKERS) for part in PurePosixPath(name).parts))
    return Files(place, tuple(sorted(shown)), read_part, unpack=_Unpacked(archive).open)


class _Unpacked:
    """One file of an archive, the last that was asked for, in a temporary folder that goes with this object: it is read
    in parts, a tile of a large image at a time, and may be larger than the memory. Of several threads."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._lock = archive, threading.Lock()
        self._folder: Path | None = None
        self._path: Path | None = None  # of the file ``_name``
        self._name, self._number = "", 0

    def open(self, name: str) -> BinaryIO:
        """The unpacked file. OSError: it cannot be unpacked; MaskError: there is no room for it."""
        with self._lock:
            if self._path is None or name != self._name:
                self._path, self._name = self._unpacked(name), name
            return open_regular(self._path, IMAGE)

    def _unpacked(self, name: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="segstudio-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        if self._path is not None:
            with suppress(OSError):  # Windows keeps a file that is still read from; it goes with the folder
                self._path.unlink()
            self._path = None
        size, free = self._archive.getinfo(name).file_size, shutil.disk_usage(self._folder).free
        if size > free:
            raise MaskError(
                "{name} in the archive is not unpacked: it needs {size} MB in {folder}, where {free} MB are free.",
                "Make room there, or unpack the archive elsewhere and import its folder.",
                name=name,
                size=-(-size // 10**6),
                folder=tempfile.gettempdir(),
                free=free // 10**6,
            )
        self._number += 1
        path = self._folder / str(self._number)
        with self._archive.open(name) as packed, open(path, "wb") as file:
            shutil.copyfileobj(packed, file, _PIECE)
        return path


def _refuse_hostile(name: str, rows: list[zipfile.ZipInfo]) -> None:
    """FormatError for an archive that no program for data sets writes; in one sentence, before anything is read."""
    bad = next(filter(None, map(_problem, rows)), "")
    twice = next((one for one, count in Counter(row.filename for row in rows).items() if count > 1), "")
    if twice:
        bad = said("it holds {file} twice", file=twice)
    elif len(rows) > MOST_NAMES or sum(row.file_size for row in rows) > MOST_BYTES:
        bad = said("unpacked it would be larger than any data set")
    if bad:
        text = "The archive {name} is not read: {reason}."
        raise FormatError(text, "Make the archive anew, or unpack it and import the folder.", name=name, reason=bad)


def _problem(row: zipfile.ZipInfo) -> str:
    name, parts = row.filename, PurePosixPath(row.filename.replace("\\", "/")).parts
    if name.startswith("/") or ".." in parts or ":" in (parts or ("",))[0]:
        return said("{file} would lie outside of it", file=name)
    if stat.S_ISLNK(row.external_attr >> 16):
        return said("{file} is a link", file=name)
    return said("it has a password") if row.flag_bits & 1 else ""
