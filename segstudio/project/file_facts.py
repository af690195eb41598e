"""Facts about image and mask files that need a full read, cached by file time and size. Changes nothing.

Imports masks and storage of this room. May be used on any thread.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.labels.classes import VOID
from segstudio.labels.mask import histogram
from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import Facts, rect_of
from segstudio.project.images.reading import header_of
from segstudio.project.masks import read_mask
from segstudio.project.storage import FileStamp, file_hash, file_stamp, stamp_of

_Key = tuple[str, FileStamp | None]


class FileFacts:
    """The cache of one open project."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[_Key, NDArray[np.int64]]] = {}
        self._hashes: dict[str, tuple[FileStamp, str]] = {}  # by path: a file may have many planes
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
            if stamp[1] == entry.size and self._hash(path, stamp, data) == entry.sha256:
                return None
        except FileNotFoundError:
            return said("The image {name} is missing; it was at {place}.", name=path.name, place=path)
        except OSError as error:
            return said("The image {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error)
        return said("The image {name} was changed since it was added; its mask may no longer fit.", name=path.name)

    def _hash(self, path: Path, stamp: FileStamp, data: bytes | None) -> str:
        with self._one_at_a_time[str(path)]:
            known = self._hashes.get(str(path))
            if known is None or known[0] != stamp:
                known = self._hashes[str(path)] = (stamp, file_hash(path, data))
            return known[1]

    def shape(self, path: Path, plane: str = "") -> tuple[int, int]:
        """``(h, w)`` of an image in a file, from its header. Raises ImageError."""
        stamp, known = file_stamp(path), self._headers.get(str(path))
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
