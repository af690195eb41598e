"""Facts about image and mask files that need a full read, cached by file time and size. Changes nothing.

Imports masks and storage of this room. May be used on any thread.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, said
from segstudio.labels.classes import VOID
from segstudio.labels.mask import histogram
from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import Facts, rect_of
from segstudio.project.images.headers import opened
from segstudio.project.images.kinds import START, kind_of, open_file
from segstudio.project.images.reading import header_of
from segstudio.project.masks import read_mask
from segstudio.project.storage import FileStamp, file_hash, file_stamp, stamp_of

_Key = tuple[str, FileStamp | None]
_PAIRED = ("NIfTI", "NRRD", "MetaImage")  # kinds whose pixels may lie in a second file, beside their header


@lru_cache(1 << 16)
def _beside(path: Path, _stamp: FileStamp) -> Path | None:
    """The second file of an image; the header is read again only when it changed. Raises ImageError."""
    with opened(path) as file:
        kind = kind_of(file.read(START), path.name)
        if kind is None or kind.name not in _PAIRED:
            return None
        file.seek(0)
        return open_file(path, file).beside


def image_stamp(path: Path) -> FileStamp | None:
    """As ``file_stamp``; of a header whose pixels are in a second file that of both, which changes with either."""
    stamp = file_stamp(path)
    try:
        beside = None if stamp is None else _beside(path, stamp)
    except ImageError:  # who reads it says why
        return stamp
    other = None if beside is None else file_stamp(beside)
    return stamp if stamp is None or other is None else (stamp[0] + other[0], stamp[1] + other[1])


def image_hash(path: Path, data: bytes | None = None) -> str:
    """As ``file_hash``; of a header whose pixels are in a second file that of the SHA-256 of both. Raises OSError,
    ImageError: the second file is not there."""
    return _hashes(path, data)[0]


def _hashes(path: Path, data: bytes | None) -> tuple[str, ...]:
    """The hash of an image; of a pair also that of the header alone, which projects of earlier versions know."""
    own, stamp = file_hash(path, data), stamp_of(path.stat())
    beside = None if data is not None else _beside(path, stamp)
    if beside is None:
        return (own,)
    try:
        return hashlib.sha256(f"{own} {file_hash(beside)}".encode()).hexdigest(), own
    except OSError:
        _beside.__wrapped__(path, stamp)  # says which file is not there
        raise


class FileFacts:
    """The cache of one open project."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[_Key, NDArray[np.int64]]] = {}
        self._hashes: dict[str, tuple[FileStamp | None, tuple[str, ...]]] = {}  # by path: a file may have many planes
        self._headers: dict[str, tuple[FileStamp, Facts]] = {}
        self._one_at_a_time: defaultdict[str, Lock] = defaultdict(Lock)  # by path, too

    def label_counts(self, entry: ImageEntry, path: Path) -> NDArray[np.int64]:
        """Pixels per value, int64[256], of the mask file ``path``; no file: all void. Raises MaskError."""
        key = str(path), file_stamp(path)
        if key[1] is None and not path.exists():
            counts = np.zeros(256, np.int64)
            counts[VOID] = entry.width * entry.height
            return counts
        known = self._counts.get(entry.id)
        if known is None or known[0] != key:
            array = read_mask(path, entry.shape)
            known = self._counts[entry.id] = (key, histogram(array))
        return known[1].copy()

    def image_problem(self, entry: ImageEntry, path: Path, data: bytes | None = None) -> str | None:
        """None when the image file is the one that was added, else a sentence: missing, or changed since.

        ``data``: the file's bytes, where they are in memory already.
        """
        try:
            stamp = stamp_of(path.stat())
            if stamp[1] == entry.size and entry.sha256 in self._known(path, data):
                return None
        except ImageError as error:
            return error.message
        except FileNotFoundError:
            return said("The image {name} is missing; it was at {place}.", name=path.name, place=path)
        except OSError as error:
            return said("The image {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error)
        return said("The image {name} was changed since it was added; its mask may no longer fit.", name=path.name)

    def _known(self, path: Path, data: bytes | None) -> tuple[str, ...]:
        """What an entry may know as the hash of its image."""
        with self._one_at_a_time[str(path)]:
            stamp, known = image_stamp(path), self._hashes.get(str(path))
            if known is None or known[0] != stamp:
                known = self._hashes[str(path)] = (stamp, _hashes(path, data))
            return known[1]

    def shape(self, path: Path, plane: str = "") -> tuple[int, int]:
        """``(h, w)`` of an image in a file, from its header. Raises ImageError."""
        stamp, known = image_stamp(path), self._headers.get(str(path))
        if stamp is not None and known is not None and known[0] == stamp:
            facts = known[1]
        else:
            facts = header_of(path)
            if stamp is not None:
                self._headers[str(path)] = stamp, facts
        rect = rect_of(facts, plane, path)
        return rect.h, rect.w


def other_shape(entry: ImageEntry, path: Path, shape: tuple[int, int]) -> str | None:
    """None when the image file, found to be of ``shape`` (h, w), is as large as when it was added, else a sentence."""
    if shape == entry.shape:
        return None
    return said(
        "The image {name} is {width} x {height} pixels now; when it was added it was {old_width} x {old_height}.",
        name=path.name,
        width=shape[1],
        height=shape[0],
        old_width=entry.width,
        old_height=entry.height,
    )
