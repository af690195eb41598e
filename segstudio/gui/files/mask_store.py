"""The open masks of a project: kept while needed, saved off the GUI thread, never dropped while dirty.

Owns which ``StoredMask`` objects are open and when they are written: 2 s after the last stroke, on leaving an
image, before training and on closing. A failed write is reported once, keeps its mask dirty and is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.errors import UserError
from segstudio.gui.files.background import Background
from segstudio.gui.look.words import tr
from segstudio.labels.history import UNDO_BYTES
from segstudio.project.journal import Rewrite
from segstudio.project.masks import SaveJob, StoredMask
from segstudio.project.parallel import in_threads
from segstudio.project.project import Project

AUTOSAVE_MS = 2000
RETRY_MS = 15_000
KEEP_OPEN = 6
KEEP_BYTES = 256 << 20


class MaskStore(QObject):
    """Open masks of one project.

    Signals: ``saved``, every mask is on disk; ``failed(UserError)``, a mask could not be written, emitted once until a
    write succeeds again. ``told(str)``: a file was kept under another name.
    """

    told = Signal(str)
    saved = Signal()
    failed = Signal(object)

    def __init__(self, project: Project, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self.project = project
        self._background = background
        self._open: dict[str, StoredMask] = {}
        self._undo_bytes = UNDO_BYTES
        self._writing: set[str] = set()
        self._waiting: list[tuple[Callable[[], None], Callable[[UserError], None] | None]] = []
        self.held: set[str] = set()  # images whose masks stay open: a class is being replaced everywhere
        self._reported = False
        self._closed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save_dirty)

    def get(self, image_id: str) -> StoredMask | None:
        """The open mask of an image, most recently used last."""
        stored = self._open.pop(image_id, None)
        if stored is not None:
            self._open[image_id] = stored
        return stored

    def has(self, image_id: str) -> bool:
        """Whether the mask of an image is open."""
        return image_id in self._open

    def add(self, stored: StoredMask, keep: Collection[str] = ()) -> None:
        """Keep a mask open; the oldest clean ones are closed, but those in ``keep``."""
        self._open[stored.image_id] = stored
        stored.mask.history.limit_bytes = self._undo_bytes
        if stored.dirty:  # recovered from the journal: bring the file up to date
            self.touch()
        keep = {*keep, *self._writing, *self.held, stored.image_id}
        for image_id in [i for i, s in self._open.items() if not s.dirty and i not in keep]:
            nbytes = sum(s.mask.array.nbytes + s.mask.history.nbytes for s in self._open.values())
            if len(self._open) <= KEEP_OPEN and nbytes <= KEEP_BYTES:
                break
            self._open.pop(image_id).close()

    def limit_undo(self, nbytes: int) -> None:
        """Keep steps up to so many bytes for each mask."""
        self._undo_bytes = nbytes
        for stored in self._open.values():
            stored.mask.history.limit_bytes = nbytes

    def values(self) -> list[StoredMask]:
        """Every open mask."""
        return list(self._open.values())

    @property
    def dirty(self) -> bool:
        """Whether something is not yet in its mask file (it is in the journal)."""
        return any(s.dirty for s in self._open.values())

    def touch(self) -> None:
        """A stroke was committed: save in two seconds unless another one comes."""
        self._timer.start(AUTOSAVE_MS)

    def save_dirty(self) -> None:
        """Write every dirty mask on the pool."""
        for image_id, stored in self._open.items():
            if stored.dirty and image_id not in self._writing:
                self._writing.add(image_id)
                try:
                    job = stored.snapshot(self.project.classes.palette())
                except UserError as error:
                    self._on_failed(stored, error)
                    return
                self._background.submit(
                    job.write,
                    done=partial(self._on_written, stored, job),
                    failed=partial(self._on_failed, stored),
                    owner=self,
                )
        self._finish_saving()

    def save_then(self, done: Callable[[], None], failed: Callable[[UserError], None] | None = None) -> None:
        """Save everything, then call ``done`` on the GUI thread; ``failed`` when a write fails, which is reported."""
        self._reported = False
        self._waiting.append((done, failed))
        self.save_dirty()

    def save_now(self) -> None:
        """Write every dirty mask, several at once, before returning. Raises the first error after trying them all."""
        self._timer.stop()
        palette = self.project.classes.palette()

        def save(stored: StoredMask) -> UserError | None:
            try:
                stored.commit_and_save(palette)
            except UserError as error:
                return error
            return None

        masks, before = self.values(), [stored.notice for stored in self._open.values()]
        errors = in_threads(save, masks, max((stored.mask.array.size for stored in masks), default=0))
        for stored, notice in zip(masks, before, strict=True):
            if stored.notice is not notice:
                self.told.emit(tr(stored.notice or ""))
        for error in filter(None, errors):
            raise error

    def close(self) -> None:
        """Close every mask; the caller saved them. Answers of writes still under way are ignored."""
        self._closed = True
        self._waiting.clear()
        self._timer.stop()
        for stored in self._open.values():
            stored.close()
        self._open.clear()

    def drop(self, image_id: str) -> None:
        """Forget the mask of an image that left the project."""
        stored = self._open.pop(image_id, None)
        if stored is not None:
            stored.close()

    def _on_written(self, stored: StoredMask, job: SaveJob, _answer: object) -> None:
        if self._closed:
            return
        self._writing.discard(stored.image_id)
        smaller = stored.mark_saved(job)
        if job.notice:
            self.told.emit(tr(job.notice))
        if smaller is not None:
            finish = partial(self._on_compacted, stored, smaller)
            self._background.submit(smaller.write, done=finish, failed=finish, owner=self)
        self._reported = False
        if stored.dirty and not self._timer.isActive():
            self.touch()
        self._finish_saving()

    @staticmethod
    def _on_compacted(stored: StoredMask, smaller: Rewrite, _answer: object) -> None:
        stored.finish_compaction(smaller)

    def _on_failed(self, stored: StoredMask, error: Exception) -> None:
        if self._closed:
            return
        self._writing.discard(stored.image_id)
        waiting, self._waiting = self._waiting, []
        shown = error if isinstance(error, UserError) else UserError(tr("Saving failed: {reason}", reason=error))
        if not self._reported:
            self._reported = True
            self.failed.emit(shown)
        self._timer.start(RETRY_MS)
        for _done, failed in waiting:
            if failed is not None:
                failed(shown)

    def _finish_saving(self) -> None:
        if self._writing:
            return
        if self.dirty and self._waiting:
            self.save_dirty()
            return
        waiting, self._waiting = self._waiting, []
        for done, _failed in waiting:
            done()
        if not self.dirty:
            self.saved.emit()
