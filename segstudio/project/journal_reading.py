"""Reads a journal: every record whose own checks hold, also after damage, and the undo stacks that follow from them.

Changes no file. Imports labels.history, journal and errors.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segstudio.errors import MaskError
from segstudio.labels.history import EditStep
from segstudio.project.journal import (
    HEADER,
    MAGIC,
    MOST_SEQ,
    RECORD,
    RECORD_CHECKED,
    JournalHeader,
    JournalRecord,
    Kind,
)
from segstudio.regular_file import JOURNAL, open_regular, read_regular

_HEAD_END = re.compile(rb"(?=\0{4}[\1-\3])")  # upper half of a number below 2**32, then a kind
_HEAD_END_AT = 12  # where that stands in a record
DAMAGED = ("", -1)  # what ``last_seq`` says of a journal that has to be read whole


@dataclass(frozen=True)
class JournalContent:
    """A journal as read: ``header`` None when damaged. ``size``: bytes up to the end of the last good record.

    ``damaged``: something is wrong that is not just an unfinished last record; ``bad_end``: what follows the last good
    record is. ``uuid``: as the header says, even when that is damaged.
    """

    header: JournalHeader | None
    records: tuple[JournalRecord, ...] = ()
    size: int = 0
    damaged: bool = False
    bad_end: bool = False
    uuid: str = ""

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
        data = read_regular(path, JOURNAL)
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
    if len(data) < HEADER.size and MAGIC.startswith(data[:8]):
        return None
    header, uuid = JournalHeader.from_bytes(data), data[8:24].hex()
    if len(data) < HEADER.size:
        return JournalContent(None, damaged=True, bad_end=True, uuid=uuid)
    base_seq = header.base_seq if header else _first_seq(data)
    records: list[JournalRecord] = []
    at, seq, damaged, bad_end = HEADER.size, base_seq, header is None, False
    while at + RECORD.size <= len(data):
        record = _record_at(data, at)
        if record is None or not _follows(record.seq, seq, base_seq) or not record.sound_in(data):
            damaged = True
            record = _next_record(data, at, seq, base_seq)
            if record is None:
                bad_end = True
                break
            if seq == base_seq or record.seq > seq + 1:
                records.append(JournalRecord(max(seq, record.seq - 1), Kind.LOST, b"", record.at))
        if record.end > len(data):
            break  # torn: the head is right, the payload was being written
        records.append(record)
        at, seq = record.end, max(seq, record.seq)
    return JournalContent(header, tuple(records), at, damaged, bad_end, uuid)


def _first_seq(data: bytes) -> int:
    """The number of the first record that can be read, 0 without one: where a damaged header does not say it."""
    first = _next_record(data, HEADER.size, -1, -1)
    return first.seq if first else 0


def _follows(number: int, seq: int, base_seq: int) -> bool:
    return number == seq + 1 or seq == base_seq == number


def _record_at(data: bytes, at: int) -> JournalRecord | None:
    """The record whose head stands at ``at`` (its payload may be cut short); None when the head is damaged."""
    length, _, number, kind, check = RECORD.unpack_from(data, at)
    if (
        kind not in (Kind.EDIT, Kind.UNDO, Kind.REDO)
        or number > MOST_SEQ
        or check != zlib.crc32(data[at : at + RECORD_CHECKED.size])
    ):
        return None
    start = at + RECORD.size
    return JournalRecord(number, Kind(kind), data[start : start + length], start + length, at)


def _next_record(data: bytes, at: int, seq: int, base_seq: int) -> JournalRecord | None:
    """The first whole record from ``at`` on that may come after ``seq``."""
    for found in _HEAD_END.finditer(data, at + _HEAD_END_AT, len(data)):
        start = found.start() - _HEAD_END_AT
        record = _record_at(data, start) if start + RECORD.size <= len(data) else None
        later = record is not None and (record.seq > seq or record.seq == seq == base_seq)
        if record is not None and later and record.end <= len(data) and record.sound_in(data):
            return record
    return None


def last_seq(path: Path) -> tuple[str, int] | None:
    """Journal uuid and newest sequence number from the record heads only (payloads are skipped, not checked).

    A cheap look for "is anything newer than the saved mask?"; None: there is no journal; ``DAMAGED``: a head is wrong,
    or the file holds nothing or cannot be read.
    """
    try:
        with open_regular(path, JOURNAL) as file:
            size = os.fstat(file.fileno()).st_size
            header = JournalHeader.from_bytes(file.read(HEADER.size))
            if header is None:
                return DAMAGED
            at, seq = HEADER.size, header.base_seq
            while at + RECORD.size <= size:
                file.seek(at)
                record = _record_at(file.read(RECORD.size), 0)
                if record is None or not _follows(record.seq, seq, header.base_seq):
                    return DAMAGED
                if at + record.end > size:
                    break
                at, seq = at + record.end, max(seq, record.seq)
    except FileNotFoundError:
        return None
    except OSError:
        return DAMAGED
    return header.uuid, seq


class Stacks:
    """Undo and redo as records are read. After damage, steps that are not known may lie below what is here."""

    def __init__(self) -> None:
        self.undo: list[EditStep] = []
        self.redo: list[EditStep] = []
        self.unknown = False

    def lose(self) -> None:
        """A record cannot be read: nothing before it can be undone any more."""
        self.undo.clear()
        self.redo.clear()
        self.unknown = True

    def do(self, record: JournalRecord, shape: tuple[int, ...]) -> EditStep | None:
        """The step that a record applies; None when it is not known. MaskError: the record is damaged."""
        if record.kind == Kind.LOST:
            raise MaskError("The journal is damaged.")
        if record.kind == Kind.EDIT:
            step = EditStep.from_bytes(record.payload)
            step.check_shape(shape)
            self.undo.append(step)
            self.redo.clear()
            return step
        source, goal = (self.undo, self.redo) if record.kind == Kind.UNDO else (self.redo, self.undo)
        if source:
            goal.append(source.pop())
            return goal[-1]
        if not self.unknown:
            raise MaskError("The journal undoes a step that it does not hold.")
        goal.clear()  # a step that is not known lies on it now
        return None


def records_of(undo: Sequence[EditStep], redo: Sequence[EditStep]) -> Iterator[tuple[Kind, bytes]]:
    """The records with which these steps can be undone and redone."""
    for step in (*undo, *redo[::-1]):  # painted in this order, then undone again
        yield Kind.EDIT, step.to_bytes()
    for _ in redo:
        yield Kind.UNDO, b""
