"""Masks of a project as they are worked on: ``StoredMask`` ties the pixels, the journal and the PNG together.

Every commit, undo and redo goes to the journal at once; saving writes the PNG whole, stamped with the journal's
sequence number. Imports labels and the file modules of this room; knows the project only by its type.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import MaskError, ProjectError, WriteError, said
from segstudio.labels.classes import VOID
from segstudio.labels.history import EditStep
from segstudio.labels.mask import Mask, MaskSnapshot, Walk
from segstudio.labels.steps import at_once
from segstudio.project import palette_png, recovery
from segstudio.project.journal import FileMark, Journal, JournalRecord, Kind, Rewrite
from segstudio.project.journal_reading import records_of
from segstudio.project.recovery import CHUNK, RecoveredMask, Stamp
from segstudio.project.storage import file_stamp, free_name, write_atomic, write_error

if TYPE_CHECKING:
    from segstudio.project.entries import ImageEntry
    from segstudio.project.project import Project

_BAND = 32  # rows read at once


@dataclass
class _FileState:
    """What this program knows of the PNG on disk; shared by all save jobs of one mask, which may run on any thread."""

    path: Path
    mark: FileMark
    stamp: tuple[int, int] | None  # of the file, see storage.file_stamp
    seq: int
    kept: Path | None = None  # where the mask is written once the project's lock is lost
    closed: bool = False  # from then on jobs write nothing: the mask may be open again elsewhere
    last: SaveJob | None = None  # the only job that writes after that
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class SaveJob:
    """A mask frozen on its way to disk; ``write`` may run on any thread, in any order with others."""

    seq: int
    pixels: MaskSnapshot
    palette: NDArray[np.uint8]
    _project: Project
    _journal: Journal
    _file: _FileState
    notice: str | None = None

    def write(self) -> None:
        """Encode and replace the PNG. Raises WriteError; then the old file is whole and the strokes are in the journal.

        Does nothing when the file is newer, or the mask was closed meanwhile (the journal has its strokes). A file that
        another program changed since is copied first; once the project's lock is lost the mask is written beside the
        journals instead (``notice`` says so).
        """
        file = self._file
        if self._too_late():
            return
        try:
            self._project.write_classes()  # those that the mask may hold
        except WriteError:
            if self._project.lost_lock() is None:
                raise
        pixels = self.pixels
        crc = 0
        for top in range(0, pixels.shape[0], _BAND):
            crc = recovery.pixel_crc(pixels.rows(top, top + _BAND), crc)
        stamp = Stamp(self._journal.header.uuid, self.seq, crc)
        data = palette_png.encode_rows(pixels.shape, pixels.rows, self.palette, {CHUNK: stamp.to_text()})
        with file.lock:
            if self._too_late() or self.seq < file.seq:
                return
            if self._project.lost_lock() is not None:
                self.notice = _keep_own(file, data)
            else:
                self.notice = _keep_foreign(file)
                self._journal.sync()
                write_atomic(file.path, data)
                file.mark, file.stamp = FileMark.of(data), file_stamp(file.path)
            file.seq = self.seq

    def _too_late(self) -> bool:
        return self._file.closed and self._file.last is not self


class StoredMask:
    """One image's mask, open for work. Not for several threads; only ``write`` may run elsewhere."""

    def __init__(self, project: Project, image_id: str, path: Path, found: RecoveredMask) -> None:
        """Use ``open_mask``."""
        self.image_id = image_id
        self.mask = Mask(found.array, found.history)
        self.notice = found.notice
        self.recovered = found.seq - found.saved_seq  # strokes, undos and redos that the saved file lacked
        self.seq = found.seq
        self._project = project
        self._journal = found.journal
        self._saved_seq = found.saved_seq
        self._saved_palette = found.base.palette
        self._file = _FileState(path, found.base.mark, file_stamp(path), found.saved_seq)

    @property
    def dirty(self) -> bool:
        """Whether the saved PNG lacks strokes (which the journal has, unless there was a WriteError) and can get them:
        in a read-only project the journal keeps them."""
        return self.seq != self._saved_seq and not self._looked_at_only

    @property
    def _looked_at_only(self) -> bool:
        """Whether the project was opened read-only; one that lost its lock still keeps what is painted."""
        return self._project.read_only and self._project.lost_lock() is None

    def commit(self) -> EditStep | None:
        """Close the stroke and journal it. WriteError: the stroke is kept and journalled with the next one; in a
        read-only project, where that never comes, it is taken back."""
        if self.mask.stroking and self._looked_at_only and not self._file.closed:
            self.mask.cancel()
            self._project.check_writable()
        step = self.mask.commit()
        if step is not None:
            self._record(Kind.EDIT, step.to_bytes())
        return step

    def undoing(self) -> Walk:
        """``Mask.undoing``, journalled after the last tile: a program killed before that leaves the step done.
        WriteError as in ``commit``."""
        return self._walking(self.mask.undoing(), Kind.UNDO)

    def redoing(self) -> Walk:
        """``Mask.redoing``, journalled as ``undoing``."""
        return self._walking(self.mask.redoing(), Kind.REDO)

    undo, redo = at_once(undoing), at_once(redoing)

    def _walking(self, walk: Walk, kind: Kind) -> Walk:
        if self._looked_at_only and not self._file.closed:
            self._project.check_writable()
        done = yield from walk
        if done is not None:
            self._record(kind)
        return done

    def _record(self, kind: Kind, payload: bytes = b"") -> None:
        if self._file.closed:  # somebody else may have it open: what is written now would be mixed with theirs
            raise ProjectError(
                "The mask of {id} is not open any more; nothing was kept.", "Open it again.", id=self.image_id
            )
        self.seq += 1
        self._project.check_writable()
        self._journal.hold(JournalRecord(self.seq, kind, payload))
        self._project.check_writable()
        self._project.write_classes()
        self._journal.flush()

    def snapshot(self, palette: NDArray[np.uint8]) -> SaveJob:
        """A frozen job that writes the mask as it is now (without a stroke still open); ``palette`` uint8[256,3].

        Raises WriteError in a read-only project, unless it is one since its lock was lost.
        """
        if self._project.lost_lock() is None:
            self._project.check_writable()
            with contextlib.suppress(WriteError):
                if self._journal.waiting:  # the PNG is whole without them, they only are its history
                    self._project.write_classes()
                    self._journal.flush()
        return SaveJob(self.seq, self.mask.freeze(), palette.copy(), self._project, self._journal, self._file)

    def mark_saved(self, job: SaveJob) -> Rewrite | None:
        """Note that ``job`` was written. Returns a smaller journal when this one is larger than the history needs and
        has no newer strokes: ``write`` it on any thread, then ``finish_compaction``. None for a closed mask."""
        if job.notice:
            self.notice = job.notice
        self._saved_seq = max(self._saved_seq, job.seq)
        self._saved_palette = job.palette
        journal, history = self._journal, self.mask.history
        outgrown = journal.size > history.limit_bytes and journal.size > 2 * history.nbytes
        due = self._saved_seq == self.seq and (outgrown or journal.waiting) and journal.rewriting is None
        with self._file.lock:
            if not due or self._file.closed or self._file.seq != self.seq or self._project.lost_lock() is not None:
                return None
            return journal.begin_rewrite(self.seq, self._file.mark, records_of(history.undo_stack, history.redo_stack))

    def finish_compaction(self, made: Rewrite) -> None:
        """Replace the journal by the smaller one; after a failure the old one is kept, and the next save retries."""
        if self._file.closed or self._project.lost_lock() is not None:
            self._journal.rewriting = None  # discards it
        with contextlib.suppress(WriteError):
            self._journal.finish_rewrite(made)

    def save(self, palette: NDArray[np.uint8]) -> None:
        """Write the PNG now, in this thread, unless file and palette are up to date. Raises WriteError."""
        recoloured = self._saved_palette is not None and not np.array_equal(self._saved_palette, palette)
        if not self.dirty and not recoloured:
            return
        job = self.snapshot(palette)
        job.write()
        made = self.mark_saved(job)
        if made is not None:
            with contextlib.suppress(WriteError):
                made.write()
            self.finish_compaction(made)

    def commit_and_save(self, palette: NDArray[np.uint8]) -> None:
        """``save`` with the stroke that is still open. A journal that cannot be written is no error then. Raises
        WriteError."""
        try:
            self.commit()
        except WriteError:
            if not self.dirty:
                raise
        self.save(palette)

    def close(self, last: SaveJob | None = None) -> None:
        """Close the mask. Unsaved strokes are in the journal, and in the mask after the next ``open_mask``.

        Waits for a job that is replacing the file at this moment; later jobs write nothing, except ``last``.
        """
        with self._file.lock:
            self._file.closed = True
            self._file.last = last or self._file.last
        if self._project.open_masks.get(self.image_id) is self:
            del self._project.open_masks[self.image_id]


def open_mask(project: Project, entry: ImageEntry, shape: tuple[int, int]) -> StoredMask:
    """Open the mask of an image of ``shape`` (h, w) for work, strokes after the last save included.

    A missing file is all void. ``notice`` is a sentence when something was set aside. Raises MaskError (the image is
    blocked, no file is touched) when the file is unreadable, of another size, or holds unknown values; ProjectError
    when it is open already or is being opened by another thread (each mask has one owner). Values of deleted classes
    are accepted: undo may restore them.
    """
    with project.open_masks.opening(entry.id):
        path = project.mask_path(entry)
        allowed = frozenset(project.classes.ids) | project.classes.retired
        height, width = shape[:2]
        found = recovery.recover(path, project.journal_path(entry), (height, width), allowed, project.read_only)
        stored = project.open_masks[entry.id] = StoredMask(project, entry.id, path, found)
    return stored


def read_mask(
    path: Path,
    shape: tuple[int, int] | None = None,
    known: Collection[int] | None = None,
    retired: Collection[int] = (),
) -> NDArray[np.uint8]:
    """The saved pixels of a mask, uint8[h,w], without strokes that only the journal has. Changes no file.

    ``shape`` (h, w) and ``known`` class ids are checked when given; values in ``retired`` (deleted classes) become
    void. Raises MaskError: missing, unreadable, of another size, unknown values.
    """
    data = palette_png.read_file(path)
    array = palette_png.decode(data, path.name, shape and (shape[0], shape[1])).array
    gone = frozenset(retired) - frozenset(known or ())
    if gone:
        array[np.isin(array, list(gone))] = VOID
    if known is not None:
        recovery.check_values(array, known, path.name)
    return array


def read_latest(project: Project, entry: ImageEntry) -> tuple[NDArray[np.uint8], str]:
    """The pixels of an image's mask with the strokes of its journal, uint8[h,w], and a sentence where there is one to
    say (strokes that are not saved yet, a damaged journal). Deleted classes are void. Changes no file.

    Raises MaskError: missing, unreadable, of another size, unknown values.
    """
    path, known, retired = project.mask_path(entry), project.classes.ids, project.classes.retired
    journal = project.journal_path(entry)
    if not recovery.lacks_strokes(path, journal):
        return read_mask(path, entry.shape, known, retired), ""
    found = recovery.recover(path, journal, entry.shape, frozenset(known) | retired, read_only=True)
    if found.notice:  # or was it saved by another program between the two files?
        found = recovery.recover(path, journal, entry.shape, frozenset(known) | retired, read_only=True)
    array, gone = found.array, np.isin(found.array, list(retired - frozenset(known)))
    array[gone] = VOID
    text = said("The newest strokes of {path} are not saved yet; they are included.", path=entry.path)
    return array, found.notice or (text if found.seq != found.saved_seq else "")


def _keep_own(file: _FileState, data: bytes) -> str:
    """Write a mask beside the journals, since its own file may be another program's by now; the sentence on it."""
    if file.kept is None:
        file.kept = free_name(file.path.parent.parent / "journal", file.path.stem + ".aside-{}.png")
    write_atomic(file.kept, data)
    text = "The mask {name} could not be saved; with its newest strokes it is kept as journal/{kept}."
    return said(text, name=file.path.name, kept=file.kept.name)


def _keep_foreign(file: _FileState) -> str | None:
    """Copy a PNG that another program wrote since we read it, before a save replaces it; the sentence on it."""
    now = file_stamp(file.path)
    if now is None or now == file.stamp:
        return None
    try:
        data = palette_png.read_file(file.path)
    except MaskError:
        return None
    if FileMark.of(data) == file.mark:
        return None
    journal = file.path.parent.parent / "journal"
    goal = free_name(journal, file.path.stem + ".aside-{}.png")
    try:
        journal.mkdir(exist_ok=True)
        shutil.copyfile(file.path, goal)
    except OSError as error:
        raise write_error(goal, error) from error
    return said(
        "The mask {name} was changed by another program; that version is kept as journal/{kept}.",
        name=file.path.name,
        kept=goal.name,
    )
