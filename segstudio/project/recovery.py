"""Restores a mask from its file and its journal: which strokes the file lacks, and what can be undone.

The mask file says (tEXt chunk "SegStudio") which journal and sequence number it holds and the crc32 of its pixels.
From that follows which records to apply, whenever the program died. Where the two do not belong together the pixels of
the file count and the journal is kept under another name ("aside"); where pixels would be lost or guessed, the image is
blocked by a MaskError and no file is touched. Writes only asides and journals; imports labels and files of this room.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, WriteError, said, together
from segstudio.labels.classes import VOID
from segstudio.labels.history import EditStep, History
from segstudio.labels.mask import histogram
from segstudio.project import palette_png
from segstudio.project.journal import MOST_SEQ, FileMark, Journal, JournalHeader, JournalRecord
from segstudio.project.journal_reading import JournalContent, Stacks, last_seq, read_journal, records_of
from segstudio.project.storage import free_name, move_aside, remove, write_atomic, write_error

CHUNK = "SegStudio"
_UUID = re.compile("[0-9a-f]{32}")
_SAME_BYTES = 8  # of the 16 of two journals' names: these are one, and the other bytes are damaged


@dataclass(frozen=True)
class Stamp:
    """The origin of a saved mask: journal uuid, last sequence number inside, crc32 of the pixels."""

    journal: str
    seq: int
    crc: int

    def to_text(self) -> str:
        """The content of the tEXt chunk."""
        return json.dumps({"journal": self.journal, "seq": self.seq, "crc32": self.crc})

    @staticmethod
    def from_text(text: str | None) -> Stamp | None:
        """The stamp in a tEXt chunk; None when it is missing or damaged."""
        try:
            data = json.loads(text or "")
            stamp = Stamp(data["journal"], data["seq"], data["crc32"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        fits = isinstance(stamp.journal, str) and isinstance(stamp.seq, int) and isinstance(stamp.crc, int)
        return stamp if fits and _UUID.fullmatch(stamp.journal) and 0 <= stamp.seq <= MOST_SEQ else None


@dataclass(frozen=True)
class SavedMask:
    """The mask file as read: pixels uint8[h,w], their crc32, the file's mark, stamp and palette (None: no file)."""

    array: NDArray[np.uint8]
    mark: FileMark
    stamp: Stamp | None = None
    palette: NDArray[np.uint8] | None = None

    @property
    def exists(self) -> bool:
        """Whether there was a file."""
        return self.mark != FileMark()


@dataclass
class RecoveredMask:
    """A mask ready to be worked on. ``saved_seq`` is what the file holds, ``seq`` what ``array`` holds."""

    array: NDArray[np.uint8]
    history: History
    journal: Journal
    base: SavedMask
    seq: int = 0
    saved_seq: int = 0
    notice: str | None = None


def read_base(path: Path, shape: tuple[int, int]) -> SavedMask:
    """Read the mask file of an image of ``shape`` (h, w); missing: all void. MaskError: unreadable, another size."""
    if not path.exists():
        return SavedMask(np.full(shape, VOID, np.uint8), FileMark())
    data = palette_png.read_file(path)
    png = palette_png.decode(data, path.name, shape)
    stamp = Stamp.from_text(png.text.get(CHUNK))
    if stamp and stamp.crc != pixel_crc(png.array):
        stamp = None  # another program changed the pixels and kept the chunk
    return SavedMask(png.array, FileMark.of(data), stamp, png.palette)


def pixel_crc(array: NDArray[np.uint8], before: int = 0) -> int:
    """crc32 of the pixels, row by row, of a C-contiguous uint8[h,w]; ``before`` is that of the rows above it."""
    return zlib.crc32(array.data, before)


def check_values(array: NDArray[np.uint8], known: Collection[int], name: str) -> None:
    """MaskError naming every value of ``array`` that is neither in ``known`` nor void."""
    check_counts(histogram(array), known, name)


def check_counts(counts: NDArray[np.int64], known: Collection[int], name: str) -> None:
    """``check_values`` of a mask with so many pixels of each value, int64[256]."""
    unknown = [int(value) for value in np.flatnonzero(counts) if value != VOID and value not in known]
    if unknown:
        values = ", ".join(map(str, unknown[:12])) + (", ..." if len(unknown) > 12 else "")
        text = "The mask {name} holds a value that is neither a class nor void: {values}."
        if len(unknown) > 1:
            text = "The mask {name} holds values that are neither a class nor void: {values}."
        raise MaskError(
            text,
            "Add the missing classes, or put the right mask back; the file was not changed.",
            name=name,
            values=values,
        )


def lacks_strokes(mask_path: Path, journal_path: Path) -> bool:
    """Whether the mask has to be opened to know its newest strokes, or that some may be lost: the journal may be ahead
    of it, is damaged, or is gone. A cheap look at record heads and the PNG's first bytes."""
    newest = last_seq(journal_path)
    stamp = Stamp.from_text(palette_png.read_text(mask_path).get(CHUNK))
    if newest is None:
        return stamp is not None and stamp.seq > 0
    return stamp is None or (stamp.journal, stamp.seq) != newest


def recover(
    mask_path: Path, journal_path: Path, shape: tuple[int, int], allowed: Collection[int], read_only: bool
) -> RecoveredMask:
    """The mask with all its strokes and its history. MaskError: blocked; asides are made unless ``read_only``."""
    base = read_base(mask_path, shape)
    content = read_journal(journal_path)
    if content is None:
        check_values(base.array, allowed, mask_path.name)
        return _without_journal(base, journal_path, shape, read_only)
    content = _with_header(base, content, shape)
    start = _start(base, content, shape)
    result = None if start is None else _replay(base, content, start, journal_path, read_only)
    check_values(base.array if result is None else result.array, allowed, mask_path.name)
    if result is not None:
        return result
    if not base.exists:
        raise MaskError(
            "The mask file {name} is missing or its journal is damaged; strokes may be in one of them.",
            "Put {place} back from a backup, or move {journal} away to start with an empty mask.",
            name=mask_path.name,
            place=mask_path,
            journal=journal_path,
        )
    kept = _set_aside(journal_path, read_only)
    result = _anew(base, journal_path, shape, read_only)
    result.notice = _aside_sentence(base, content, mask_path, kept)
    return result


def _anew(base: SavedMask, path: Path, shape: tuple[int, int], read_only: bool) -> RecoveredMask:
    """The saved mask with an empty history. Where its stamp names a journal, that goes on: its file is begun, so that
    what is told now is not told again."""
    stamp = base.stamp
    if stamp is None or not stamp.seq:
        journal = Journal(path, JournalHeader.new(base.mark, shape))
        return RecoveredMask(base.array.copy(), History(), journal, base)
    journal = Journal(path, JournalHeader(stamp.journal, stamp.seq, base.mark, shape))
    if not read_only:
        with contextlib.suppress(WriteError):
            journal.begin()
    return RecoveredMask(base.array.copy(), History(), journal, base, stamp.seq, stamp.seq)


def _without_journal(base: SavedMask, path: Path, shape: tuple[int, int], read_only: bool) -> RecoveredMask:
    """The saved mask where there is no journal, or one that holds nothing."""
    cut = path.exists()
    named = base.stamp is not None and base.stamp.seq > 0
    if cut and not read_only:
        remove(path)
    result = _anew(base, path, shape, read_only)
    if cut or named:
        text = "The journal of {name} is missing; strokes painted after its mask was last saved may be lost."
        if cut:
            text = "The journal of {name} is cut short and holds nothing; strokes that were not saved are lost."
        anew = said("Undo starts anew for this image.") if named else ""
        result.notice = together(said(text, name=path.name), anew)
    return result


def _with_header(base: SavedMask, content: JournalContent, shape: tuple[int, int]) -> JournalContent:
    """The journal with a new header in place of a damaged one, where the mask's stamp says that it is this mask's."""
    stamp = base.stamp
    if content.header is not None or stamp is None or not content.records:
        return content
    pairs = zip(bytes.fromhex(content.uuid), bytes.fromhex(stamp.journal), strict=True)
    if sum(one == other for one, other in pairs) < _SAME_BYTES:
        return content
    first = content.records[0].seq
    return replace(content, header=JournalHeader(stamp.journal, first, base.mark, shape))


def _start(base: SavedMask, content: JournalContent, shape: tuple[int, int]) -> int | None:
    """The sequence number in this journal that the mask file holds; None: they do not belong together."""
    header = content.header
    if header is None or header.shape != shape:
        return None
    if base.stamp and base.stamp.journal == header.uuid:
        return base.stamp.seq if header.base_seq <= base.stamp.seq <= content.last_seq else None
    if base.mark == header.base_file:
        return header.base_seq
    # The saved file was deleted, but the journal began with an empty mask: it holds every stroke.
    return header.base_seq if not base.exists and header.base_file == FileMark() else None


def _replay(base: SavedMask, content: JournalContent, start: int, path: Path, read_only: bool) -> RecoveredMask:
    """Rebuild stacks from every record and pixels from those after ``start``, up to the first of these that cannot be
    used: steps are differences, so that nothing after it can be. Damage is copied aside and the journal made whole."""
    assert content.header is not None
    array, stacks, used = base.array.copy(), Stacks(), list[JournalRecord]()
    kept: tuple[Sequence[EditStep], Sequence[EditStep]] | None = None  # the stacks as they were at ``start``
    for record in content.records:
        if record.seq > start and kept is None:
            kept = tuple(stacks.undo), tuple(stacks.redo)
        try:
            step = stacks.do(record, array.shape)
        except MaskError:
            stacks.lose()
            step = None
        if record.seq > start:
            if step is None:
                break
            step.apply(array)
            used.append(record)
    seq, size = (used[-1].seq, used[-1].end) if used else (start, content.size)
    journal = Journal(path, content.header, size)
    result = RecoveredMask(array, _history(stacks.undo, stacks.redo), journal, base, seq, start)
    if content.damaged or stacks.unknown:
        header = JournalHeader(content.header.uuid, start, base.mark, content.header.shape)
        parts = [JournalRecord(start, *one) for one in records_of(*(kept or (stacks.undo, stacks.redo)))] + used
        aside = _make_whole(journal, header, parts, read_only)
        told = said(_damage(content, seq, stacks.unknown), name=path.name, number=content.last_seq - seq)
        result.notice = together(told, said("What could not be read is kept as journal/{name}.", name=aside))
    return result


def _damage(content: JournalContent, seq: int, unknown: bool) -> str:
    """What a damaged journal, used up to ``seq``, means for the mask; ``unknown``: steps cannot be undone."""
    if content.last_seq > seq:
        return "The journal of {name} is damaged: strokes that were not saved, at least {number}, are missing."
    if content.bad_end:
        return "The journal of {name} is damaged at its end; the newest strokes may be missing."
    if unknown:
        return "The journal of {name} is damaged: no stroke is missing, but the older ones cannot be undone any more."
    return "The journal of {name} is damaged; every stroke in it could be read."


def _history(undo: list[EditStep], redo: list[EditStep]) -> History:
    """The history with these stacks (the newest step last in both); over its limit it drops the oldest itself."""
    history = History()
    for step in undo + redo[::-1]:
        history.push(step)
    for _ in redo:
        history.undo()
    return history


def _set_aside(path: Path, read_only: bool) -> str:
    """Rename a journal; its new name. In a read-only project it keeps its name."""
    return path.name if read_only else move_aside(path, path.name + ".aside-{}").name


def _make_whole(journal: Journal, header: JournalHeader, records: Iterable[JournalRecord], read_only: bool) -> str:
    """Copy a damaged journal, then replace it by ``header`` and ``records``; the copy's name."""
    path = journal.path
    if read_only:
        return path.name
    goal = free_name(path.parent, path.name + ".aside-{}")
    data = b"".join((header.to_bytes(), *(record.to_bytes() for record in records)))
    try:
        shutil.copyfile(path, goal)
    except OSError as error:
        raise write_error(goal, error) from error
    write_atomic(path, data)
    journal.header, journal.size = header, len(data)
    return goal.name


def _aside_sentence(base: SavedMask, content: JournalContent, mask_path: Path, kept: str) -> str:
    text = "The journal of {name} does not belong to the saved mask, whose pixels are used."
    if content.header is None:
        text = "The journal of {name} is damaged; the saved mask is fine, strokes painted after that may be missing."
    elif base.stamp is not None and base.stamp.journal == content.header.uuid:
        text = "The journal of {name} ends before the saved mask; strokes painted after that may be missing."
    elif base.stamp is None:
        text = "The mask {file} was changed by another program; its pixels are used."
    place = f"{mask_path.parent.parent.name}/journal/{kept}"
    kept_as = said("It is kept as {place}; undo starts anew for this image.", place=place)
    return together(said(text, name=mask_path.stem, file=mask_path.name), kept_as)
