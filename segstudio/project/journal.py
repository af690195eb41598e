"""The journal of one mask: every stroke, undo and redo, appended as it happens. Imports storage and errors only.

It serves crash recovery (what came after the last save of the mask PNG) and undo across restarts. A record is handed to
the operating system in one write, so a killed program loses at most the record being written.

File, little endian::

    header   magic 8s | uuid 16s | base seq u64 | base file bytes u32, crc32 u32 | height u32 | width u32 | crc32 u32
    record   length u32 | payload crc32 u32 | seq u64 | kind u8 | crc32 of these 17 bytes u32 | payload

``base`` is the state that the records start from: sequence number ``base seq``, and the mask file as it was then
(0 bytes: no file yet, all void). Records with ``seq <= base seq`` are history only (kept by compaction); after them the
numbers go up by one. A record cut short by the end of the file is a torn tail, ignored and cut off by the next write; a
record that is whole but wrong is damage, which the reader reports and never discards.
"""

from __future__ import annotations

import contextlib
import os
import struct
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from segstudio.errors import MaskError, WriteError
from segstudio.project.storage import put_in_place, remove, write_all, write_error, write_temp

MAGIC = b"SEGJRNL\x01"
_HEADER = struct.Struct("<8s16sQIIIII")
_RECORD = struct.Struct("<IIQBI")
_RECORD_CHECKED = struct.Struct("<IIQB")


class Kind(IntEnum):
    """What happened: a step was committed, the newest one undone, or the last undone one redone."""

    EDIT = 1
    UNDO = 2
    REDO = 3


@dataclass(frozen=True)
class FileMark:
    """Identifies the bytes of a mask file by count and crc32. ``FileMark(0, 0)``: no file."""

    size: int = 0
    crc: int = 0

    @staticmethod
    def of(data: bytes | None) -> FileMark:
        """The mark of a file's bytes; None: no file."""
        return FileMark() if data is None else FileMark(len(data) & 0xFFFFFFFF, zlib.crc32(data))


@dataclass(frozen=True)
class JournalHeader:
    """Identity and start: journal uuid (32 hex digits), base state, image shape ``(h, w)``."""

    uuid: str
    base_seq: int
    base_file: FileMark
    shape: tuple[int, int]

    @staticmethod
    def new(base_file: FileMark, shape: tuple[int, int]) -> JournalHeader:
        """The header of a fresh journal on the mask file as it stands."""
        return JournalHeader(uuid.uuid4().hex, 0, base_file, shape)

    def to_bytes(self) -> bytes:
        """The header as it stands in the file."""
        name = bytes.fromhex(self.uuid)
        fields = _HEADER.pack(MAGIC, name, self.base_seq, self.base_file.size, self.base_file.crc, *self.shape, 0)[:-4]
        return fields + struct.pack("<I", zlib.crc32(fields))

    @staticmethod
    def from_bytes(data: bytes) -> JournalHeader | None:
        """The header at the start of ``data``; None when it is damaged."""
        if len(data) < _HEADER.size:
            return None
        magic, name, seq, size, crc, height, width, check = _HEADER.unpack_from(data)
        if magic != MAGIC or check != zlib.crc32(data[: _HEADER.size - 4]):
            return None
        return JournalHeader(name.hex(), seq, FileMark(size, crc), (height, width))


@dataclass(frozen=True)
class JournalRecord:
    """One event; ``end`` is the offset of the first byte after it."""

    seq: int
    kind: Kind
    payload: bytes
    end: int = 0

    def to_bytes(self) -> bytes:
        """The record as it stands in the file."""
        fields = _RECORD_CHECKED.pack(len(self.payload), zlib.crc32(self.payload), self.seq, self.kind)
        return fields + struct.pack("<I", zlib.crc32(fields)) + self.payload


@dataclass(frozen=True)
class JournalContent:
    """A journal as read: ``header`` None when damaged. ``size``: bytes up to the end of the last good record.

    ``damaged``: what follows is not just an unfinished last record, so more than one stroke may be lost.
    """

    header: JournalHeader | None
    records: tuple[JournalRecord, ...] = ()
    size: int = 0
    damaged: bool = False

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest good record (of the base when there is none)."""
        base = self.header.base_seq if self.header else 0
        return max(base, self.records[-1].seq) if self.records else base


def read_journal(path: Path) -> JournalContent | None:
    """Read a journal; None when there is none (or its first write was cut short, so that it holds no stroke).

    Raises MaskError when the file exists but cannot be read: its strokes must not be ignored.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or error
        raise MaskError(
            "The journal {name} cannot be read: {reason}.", "Check {place}.", name=path.name, reason=reason, place=path
        ) from error
    return parse_journal(data)


def parse_journal(data: bytes) -> JournalContent | None:
    """``read_journal`` on bytes."""
    if len(data) < _HEADER.size and MAGIC.startswith(data[:8]):
        return None
    header = JournalHeader.from_bytes(data)
    if header is None:
        return JournalContent(None, damaged=True)
    records: list[JournalRecord] = []
    at, seq, damaged = _HEADER.size, header.base_seq, False
    while at + _RECORD.size <= len(data):
        record = _record_at(data, at, seq, header.base_seq)
        if record is None:
            damaged = True
            break
        if record.end > len(data):
            break  # torn: the head is right, the payload was being written
        if zlib.crc32(record.payload) != _RECORD.unpack_from(data, at)[1]:
            damaged = True
            break
        records.append(record)
        at, seq = record.end, max(seq, record.seq)
    return JournalContent(header, tuple(records), at, damaged)


def _record_at(data: bytes, at: int, seq: int, base_seq: int) -> JournalRecord | None:
    """The record whose head stands at ``at`` (its payload may be cut short); None when the head is damaged."""
    length, _, number, kind, check = _RECORD.unpack_from(data, at)
    if check != zlib.crc32(data[at : at + _RECORD_CHECKED.size]) or kind not in tuple(Kind):
        return None
    if number != seq + 1 and not (seq == base_seq and number == base_seq):
        return None
    start = at + _RECORD.size
    return JournalRecord(number, Kind(kind), data[start : start + length], start + length)


def last_seq(path: Path) -> tuple[str, int] | None:
    """Journal uuid and newest sequence number from the record heads only (payloads are skipped, not checked).

    A cheap look for "is anything newer than the saved mask?"; None when there is no journal or its header is damaged.
    """
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            header = JournalHeader.from_bytes(file.read(_HEADER.size))
            if header is None:
                return None
            at, seq = _HEADER.size, header.base_seq
            while at + _RECORD.size <= size:
                file.seek(at)
                record = _record_at(file.read(_RECORD.size), 0, seq, header.base_seq)
                if record is None or at + record.end > size:
                    break
                at, seq = at + record.end, max(seq, record.seq)
    except OSError:
        return None
    return header.uuid, seq


class Journal:
    """Writes a journal. The file is opened per write, so that folder or drive may go away in between.

    A record that could not be written waits in memory and is written, in order, with the next one. The first record
    makes the file: only looking at images makes none.
    """

    def __init__(self, path: Path, header: JournalHeader, size: int = 0) -> None:
        """``size``: bytes of ``path`` that are good (0: the file is not there yet, or holds nothing)."""
        self.path = path
        self.header = header
        self.size = size
        self.waiting: list[bytes] = []
        self.rewriting: Rewrite | None = None

    def hold(self, record: JournalRecord) -> None:
        """Keep a record for the next ``flush``."""
        data = record.to_bytes()
        self.waiting.append(data)
        if self.rewriting is not None:
            self.rewriting.since.append(data)

    def flush(self) -> None:
        """Hand the waiting records to the system in one write. WriteError: they wait for the next ``flush``. A torn
        tail of the file is cut off first."""
        if not self.waiting:
            return
        data = b"".join(self.waiting)
        if not self.size:
            data = self.header.to_bytes() + data
        try:
            self._write(data)
        except OSError as error:
            raise write_error(self.path, error, f"the journal of {self.path.name}") from error
        self.size += len(data)
        self.waiting.clear()

    def _write(self, data: bytes) -> None:
        if not self.size:
            self.path.parent.mkdir(exist_ok=True)
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | (0 if self.size else os.O_CREAT)
        descriptor = os.open(self.path, flags, 0o666)
        try:
            found = os.fstat(descriptor).st_size
            if found < self.size:
                raise WriteError(
                    "The journal {name} was changed by another program.",
                    "Save: the mask is whole in the window, and saving starts the journal anew.",
                    name=self.path.name,
                )
            if found > self.size:
                os.ftruncate(descriptor, self.size)
            os.lseek(descriptor, self.size, os.SEEK_SET)
            try:
                write_all(descriptor, data)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, self.size)
                raise
        finally:
            os.close(descriptor)

    def sync(self) -> None:
        """Make what was written survive a power cut (before a mask that relies on it is replaced)."""
        if not self.size:
            return
        with contextlib.suppress(OSError):
            descriptor = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def begin_rewrite(self, base_seq: int, base_file: FileMark, history: Iterable[tuple[Kind, bytes]]) -> Rewrite:
        """Compaction: a new file that starts at ``base_seq`` (which must be in the mask file) and holds ``history`` and
        what comes from now on. An earlier rewrite that is not finished is discarded."""
        self.rewriting = Rewrite(
            self.path, JournalHeader(self.header.uuid, base_seq, base_file, self.header.shape), history
        )
        return self.rewriting

    def finish_rewrite(self, made: Rewrite) -> None:
        """Replace the journal by a written one, with every record that came meanwhile. One that was not written or was
        discarded changes nothing. Raises WriteError; then the old journal is still valid."""
        if self.rewriting is not made:
            if made.temp is not None:
                remove(made.temp)
            return
        self.rewriting = None
        if made.temp is None:
            return
        more = b"".join(made.since)
        put_in_place(made.temp, self.path, more)
        self.header, self.size = made.header, made.size + len(more)
        self.waiting.clear()


@dataclass
class Rewrite:
    """A smaller journal to be written; ``write`` may run on any thread, once."""

    path: Path
    header: JournalHeader
    history: Iterable[tuple[Kind, bytes]]  # made while writing, so that it is never in memory as a whole
    since: list[bytes] = field(default_factory=list)  # records that came after it was begun
    temp: Path | None = None  # where it was written
    size: int = 0  # bytes there

    def write(self) -> None:
        """Write header and history beside the journal. Raises WriteError; then no file is left."""
        # Not synced: the strokes are in the mask file, which was.
        self.temp = write_temp(self.path, self._parts())

    def _parts(self) -> Iterator[bytes]:
        yield self._counted(self.header.to_bytes())
        for kind, payload in self.history:
            yield self._counted(JournalRecord(self.header.base_seq, kind, payload).to_bytes())

    def _counted(self, data: bytes) -> bytes:
        self.size += len(data)
        return data
