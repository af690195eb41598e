"""The journal of one mask: every stroke, undo and redo, appended as it happens. Imports storage and errors only;
read by ``journal_reading``.

It serves crash recovery (what came after the last save of the mask PNG) and undo across restarts. A record is handed to
the operating system in one write, so a killed program loses at most the record being written.

File, little endian::

    header   magic 8s | uuid 16s | base seq u64 | base file bytes u32, crc32 u32 | height u32 | width u32 | crc32 u32
    record   length u32 | payload crc32 u32 | seq u64 | kind u8 | crc32 of these 17 bytes u32 | payload

``base`` is the state that the records start from: sequence number ``base seq``, and the mask file as it was then
(0 bytes: no file yet, all void). Records with ``seq <= base seq`` are history only (kept by compaction); after them the
numbers go up by one. A record cut short by the end of the file is a torn tail, ignored and cut off by the next write; a
record that is whole but wrong is damage: the reader reports it and goes on with the next record whose own checks hold.
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

from segstudio.errors import WriteError
from segstudio.project.storage import put_in_place, remove, write_all, write_atomic, write_error, write_temp

MOST_SEQ = 1 << 62  # more steps than anybody takes
MAGIC = b"SEGJRNL\x01"
HEADER = struct.Struct("<8s16sQIIIII")
RECORD = struct.Struct("<IIQBI")
RECORD_CHECKED = struct.Struct("<IIQB")


class Kind(IntEnum):
    """What happened: a step was committed, the newest one undone, or the last undone one redone.

    ``LOST`` is in no file: it stands for one or more records, up to its number, that cannot be read.
    """

    LOST = 0
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
        fields = HEADER.pack(MAGIC, name, self.base_seq, self.base_file.size, self.base_file.crc, *self.shape, 0)[:-4]
        return fields + struct.pack("<I", zlib.crc32(fields))

    @staticmethod
    def from_bytes(data: bytes) -> JournalHeader | None:
        """The header at the start of ``data``; None when it is damaged."""
        if len(data) < HEADER.size:
            return None
        magic, name, seq, size, crc, height, width, check = HEADER.unpack_from(data)
        if magic != MAGIC or check != zlib.crc32(data[: HEADER.size - 4]) or seq > MOST_SEQ:
            return None
        return JournalHeader(name.hex(), seq, FileMark(size, crc), (height, width))


@dataclass(frozen=True)
class JournalRecord:
    """One event; ``at`` is the offset of its first byte, ``end`` of the first byte after it."""

    seq: int
    kind: Kind
    payload: bytes
    end: int = 0
    at: int = 0

    def to_bytes(self) -> bytes:
        """The record as it stands in the file."""
        fields = RECORD_CHECKED.pack(len(self.payload), zlib.crc32(self.payload), self.seq, self.kind)
        return fields + struct.pack("<I", zlib.crc32(fields)) + self.payload

    def sound_in(self, data: bytes) -> bool:
        """Whether the payload is what its head says, as far as ``data``, where it was read, goes."""
        return self.end > len(data) or zlib.crc32(self.payload) == RECORD.unpack_from(data, self.at)[1]


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

    def begin(self) -> None:
        """Write the file without a record. Raises WriteError."""
        data = self.header.to_bytes()
        write_atomic(self.path, data)
        self.size = len(data)

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
        if not self.size:  # whole or not at all: one that is cut short is damage, never a program that was killed
            try:
                write_atomic(self.path, data, fsync=False)
            except WriteError as error:
                raise error.__cause__ or error from error.__cause__  # ``flush`` says which file it is
            return
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
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
