"""Unpacking that never makes more bytes than a header says, and the errors of libraries without their text.

Owns the volumes that are kept unpacked, so that a walk through the planes of a file unpacks it once. Must not import Qt
or torch.
"""

from __future__ import annotations

import bz2
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from segstudio.errors import Cancelled, UserError
from segstudio.project.images.headers import damaged

KEPT = 1 << 29  # bytes of unpacked volumes that are kept; a larger one is unpacked again for each plane
_PART = 1 << 20  # bytes that are unpacked at once


@contextmanager
def decoding(path: Path, why: str) -> Iterator[None]:
    """An error of a library becomes "damaged" with nothing of its text, which may hold a patient's name."""
    try:
        yield
        return
    except (UserError, Cancelled, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:  # of the disk, not of a decoder
            raise
    except Exception:
        pass
    told = damaged(path, why)
    try:
        raise told
    finally:
        told.__context__ = None  # the error of the library


_Decoder = Any  # zlib and bz2 have no common type
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: zlib.decompressobj(_GZIP_OR_ZLIB),
    "zlib": lambda: zlib.decompressobj(_GZIP_OR_ZLIB),
    "deflate": lambda: zlib.decompressobj(-zlib.MAX_WBITS),
    "bzip2": bz2.BZ2Decompressor,
}


class Unpacking:
    """Unpacks a file from ``start`` on, forwards only, never more than is asked for. ``kind``: "gzip" (several members
    are one stream), "zlib", "deflate", "bzip2"."""

    def __init__(self, file: BinaryIO, start: int, kind: str) -> None:
        self.at = 0  # unpacked bytes that were handed out
        self._file, self._next, self._new = file, start, _DECODERS[kind]
        self._decoder = self._new()
        self._packed = b""

    def read(self, count: int) -> bytearray:
        """The next ``count`` bytes, fewer at the end. Raises zlib.error, OSError, ValueError: it is damaged."""
        out = bytearray()
        while len(out) < count:
            if self._decoder.eof:
                rest = (self._decoder.unused_data or self._packed).lstrip(b"\0")  # some pad with zeros
                if rest[:2] not in (b"\x1f\x8b", b"BZ"):
                    break
                self._decoder, self._packed = self._new(), rest
            data = self._packed or self._more()
            made = self._decoder.decompress(data, min(count - len(out), _PART))
            self._packed = getattr(self._decoder, "unconsumed_tail", b"")
            out += made
            if not data and not made and not self._decoder.eof:
                break
        self.at += len(out)
        return out

    @property
    def ended(self) -> bool:
        """Whether the end of what is packed was reached, and its checksum is right."""
        return bool(self._decoder.eof)

    def skip(self, count: int) -> None:
        """Unpack ``count`` bytes and forget them."""
        while count > 0 and (made := len(self.read(min(count, _PART)))):
            count -= made

    def _more(self) -> bytes:
        if not getattr(self._decoder, "needs_input", True):  # bzip2 keeps its input itself
            return b""
        self._file.seek(self._next)
        data = self._file.read(_PART)
        self._next += len(data)
        return data


class _KeptVolumes:
    """Unpacked volumes by file, size, time and place in it, the oldest dropped first; used by several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], bytearray] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> bytearray | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[object, ...], data: bytearray) -> None:
        with self._lock:
            self._kept[key] = data
            while sum(map(len, self._kept.values())) > KEPT:
                self._kept.popitem(last=False)


_KEPT = _KeptVolumes()


def unpacked(path: Path, file: BinaryIO, start: int, kind: str, count: int) -> bytearray:
    """The first ``count`` bytes of what is packed in ``file`` from ``start`` on; not more is ever unpacked.

    Kept for the next call where it is at most ``KEPT``. Raises ImageError: its end is missing, or it is too large.
    """
    key: tuple[object, ...] = ()
    with suppress(OSError):  # in memory: nothing tells it from another one
        status = os.fstat(file.fileno())
        key = str(path), status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, start, kind, count
    data = _KEPT.get(key) if key else None
    if data is None:
        with decoding(path, "it cannot be unpacked"):
            stream = Unpacking(file, start, kind)
            data = stream.read(count)
            complete = len(data) == count and bool(stream.read(1) or stream.ended)  # the checksum stands at the end
        if not complete:
            raise damaged(path, "its end is missing")
        if key and count <= KEPT:
            _KEPT.put(key, data)
    return data
