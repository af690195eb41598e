"""Restores a mask from its file and its journal: which strokes the file lacks, and what can be undone.

The mask file says (tEXt chunk "SegStudio") which journal and sequence number it holds and the crc32 of its pixels.
From that follows which records to apply, whenever the program died. Where the two do not belong together the pixels of
the file count and the journal is kept under another name ("aside"); where pixels would be lost or guessed, the image is
blocked by a MaskError and no file is touched. Writes only asides; imports labels, journal, palette_png and storage.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, said, together
from segstudio.labels.classes import VOID
from segstudio.labels.history import EditStep, History
from segstudio.labels.mask import histogram
from segstudio.project import palette_png
from segstudio.project.journal import (
    FileMark,
    Journal,
    JournalContent,
    JournalHeader,
    JournalRecord,
    Kind,
    last_seq,
    read_journal,
)
from segstudio.project.storage import free_name, move_aside, write_error

CHUNK = "SegStudio"


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
        return stamp if fits else None


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
    check_shape(palette_png.png_header(data, path.name).shape, shape, path.name)
    png = palette_png.decode(data, path.name)
    stamp = Stamp.from_text(png.text.get(CHUNK))
    if stamp and stamp.crc != pixel_crc(png.array):
        stamp = None  # another program changed the pixels and kept the chunk
    return SavedMask(png.array, FileMark.of(data), stamp, png.palette)


def pixel_crc(array: NDArray[np.uint8], before: int = 0) -> int:
    """crc32 of the pixels, row by row, of a C-contiguous uint8[h,w]; ``before`` is that of the rows above it."""
    return zlib.crc32(array.data, before)


def check_shape(found: tuple[int, int], wanted: tuple[int, int], name: str) -> None:
    """MaskError unless a mask is as large as its image; both (h, w)."""
    if found != wanted:
        raise MaskError(
            "The mask {name} is {width} x {height} pixels, its image {other_width} x {other_height}.",
            "Put the right mask or the right image back; neither file was changed.",
            name=name,
            width=found[1],
            height=found[0],
            other_width=wanted[1],
            other_height=wanted[0],
        )


def check_values(array: NDArray[np.uint8], known: Collection[int], name: str) -> None:
    """MaskError naming every value of ``array`` that is neither in ``known`` nor void."""
    present = np.flatnonzero(histogram(array))
    unknown = [int(value) for value in present if value != VOID and value not in known]
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
    """Whether the journal may be ahead of the mask: a cheap look at record heads and the PNG's first bytes."""
    newest = last_seq(journal_path)
    if newest is None:
        return False
    stamp = Stamp.from_text(palette_png.read_text(mask_path).get(CHUNK))
    return stamp is None or (stamp.journal, stamp.seq) != newest


def recover(
    mask_path: Path, journal_path: Path, shape: tuple[int, int], allowed: Collection[int], read_only: bool
) -> RecoveredMask:
    """The mask with all its strokes and its history. MaskError: blocked; asides are made unless ``read_only``."""
    base = read_base(mask_path, shape)
    content = read_journal(journal_path)
    start = None if content is None else _start(base, content, shape)
    result = None if content is None or start is None else _replay(base, content, start, journal_path)
    check_values(base.array if result is None else result.array, allowed, mask_path.name)
    if result is None:
        if content is not None and not base.exists:
            raise MaskError(
                "The mask file {name} is missing or its journal is damaged; strokes may be in one of them.",
                "Put {place} back from a backup, or move {journal} away to start with an empty mask.",
                name=mask_path.name,
                place=mask_path,
                journal=journal_path,
            )
        journal = Journal(journal_path, JournalHeader.new(base.mark, shape))
        result = RecoveredMask(base.array.copy(), History(), journal, base)
        if content is not None:
            kept = _set_aside(journal_path, read_only)
            result.notice = _aside_sentence(base, content, mask_path, kept)
    elif result.notice:
        kept = _copy_aside(journal_path, result.journal.size, read_only)
        result.notice = together(result.notice, said("What could not be read is kept as journal/{name}.", name=kept))
    return result


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


def _replay(base: SavedMask, content: JournalContent, start: int, path: Path) -> RecoveredMask | None:
    """Rebuild stacks from every record and pixels from those after ``start``, up to the first damaged record. None when
    that is less than the mask file already holds."""
    assert content.header is not None
    array, undo, redo = base.array.copy(), list[EditStep](), list[EditStep]()
    seq, size, damaged = content.header.base_seq, len(content.header.to_bytes()), content.damaged
    for record in content.records:
        try:
            step = _step(record, undo, redo)
            if step.shape != base.array.shape:
                raise MaskError("A step belongs to a mask of another size.")
            if record.seq > start:
                step.apply(array)
        except MaskError:
            damaged = True
            break
        _move(record.kind, step, undo, redo)
        seq, size = record.seq, record.end
    if seq < start:
        return None
    journal = Journal(path, content.header, size)
    result = RecoveredMask(array, _history(undo, redo), journal, base, seq, start)
    if damaged:
        result.notice = said(
            "The journal of {name} is damaged at its end; the newest strokes may be missing.", name=path.name
        )
    return result


def _step(record: JournalRecord, undo: list[EditStep], redo: list[EditStep]) -> EditStep:
    """The step that a record applies; MaskError when it is damaged or there is nothing to undo or redo."""
    if record.kind == Kind.EDIT:
        return EditStep.from_bytes(record.payload)
    stack = undo if record.kind == Kind.UNDO else redo
    if not stack:
        raise MaskError("The journal undoes a step that it does not hold.")
    return stack[-1]


def _move(kind: Kind, step: EditStep, undo: list[EditStep], redo: list[EditStep]) -> None:
    if kind == Kind.UNDO:
        redo.append(undo.pop())
    elif kind == Kind.REDO:
        undo.append(redo.pop())
    else:
        undo.append(step)
        redo.clear()


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


def _copy_aside(path: Path, size: int, read_only: bool) -> str:
    """Copy a journal whole, then cut it after its ``size`` good bytes; the copy's name."""
    if read_only:
        return path.name
    goal = free_name(path.parent, path.name + ".aside-{}")
    try:
        shutil.copyfile(path, goal)
        os.truncate(path, size)
    except OSError as error:
        raise write_error(goal, error) from error
    return goal.name


def _aside_sentence(base: SavedMask, content: JournalContent, mask_path: Path, kept: str) -> str:
    text = "The journal of {name} does not belong to the saved mask, whose pixels are used."
    if content.header is None:
        text = "The journal of {name} is damaged; the saved mask is fine."
    elif base.stamp is None:
        text = "The mask {file} was changed by another program; its pixels are used."
    place = f"{mask_path.parent.parent.name}/journal/{kept}"
    kept_as = said("It is kept as {place}; undo starts anew for this image.", place=place)
    return together(said(text, name=mask_path.stem, file=mask_path.name), kept_as)
