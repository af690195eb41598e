"""Opening, creating and closing a project folder, and the order in which its files are written then. No widget."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from segstudio.errors import Cancelled, UserError
from segstudio.gui.document.class_changes import ClassChanges
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.image_list import ImageList
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.document.mask_release import MaskRelease
from segstudio.gui.document.saving import Saving
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.load_image import open_when_free
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.files.mask_store import MaskStore
from segstudio.gui.files.open_files import UNSAVED, UNWRITTEN, OpenFiles
from segstudio.gui.look.words import tr
from segstudio.labels.classes import ClassTable
from segstudio.project.project import Project


class OpenProject(QObject):
    """``changed``: a project was opened or closed; every part is reset."""

    changed = Signal()
    _unwritten = Signal(object)  # from the thread that writes project.json
    _waits = Signal(str)  # from the thread that opens a project: what for

    def __init__(
        self, files: OpenFiles, current: CurrentImage, census: LabelCensus, queue: EditQueue, strokes: Strokes,
        saving: Saving, images: ImageList, class_changes: ClassChanges, release: MaskRelease
    ) -> None:  # fmt: skip
        super().__init__(files)
        self._files, self._current, self._census, self._queue = files, current, census, queue
        self._strokes, self._saving, self._images = strokes, saving, images
        self._class_changes, self._release = class_changes, release
        self.first_image: Callable[[Path], str | None] = lambda _folder: None  # to begin with; else the first one
        self._opening: tuple[LongTask, Future[Project] | None] | None = None
        self._unwritten.connect(self._on_unwritten, Qt.ConnectionType.QueuedConnection)
        self._waits.connect(self._on_waits, Qt.ConnectionType.QueuedConnection)

    def open(self, folder: Path, opened: Callable[[bool], None]) -> None:
        """Read a project folder in the background and open it, then ``opened(whether it is)``; the banner says why not.

        Another project, or closing, that comes first stops this; ``opened`` is then left to the one that came.
        """
        if not self.close():
            opened(False)
            return

        def done(project: Project) -> None:
            if self._opening is opening:
                self._opening = None
                self._take(project)
                QTimer.singleShot(0, self, partial(begin, project))  # in a turn of its own: the window stays quick
            elif not self._is_replaced:
                opened(False)

        def begin(project: Project) -> None:
            if project is self._files.project:
                self._begin(project)
                opened(True)

        def failed(error: Exception) -> None:
            if not isinstance(error, Cancelled):
                self._files.report(error)
            if self._opening is opening:
                self._opening = None
            if not self._is_replaced:
                opened(False)

        title = tr("Opening {name}", name=folder.stem)
        args = folder, self._waits.emit
        opening = self._opening = self._files.work(title, open_when_free, *args, done=done, failed=failed)

    @property
    def _is_replaced(self) -> bool:
        """Whether another project is open or being opened: then that answers, not the one that came before."""
        return self._opening is not None or self._files.project is not None

    def _on_waits(self, sentence: str) -> None:
        if self._opening is not None:
            self._opening[0].title = sentence

    def _on_unwritten(self, error: UserError | None) -> None:
        """Writing project.json failed, or has succeeded again."""
        if error is None:
            self._files.end_cause(UNWRITTEN)
        else:
            self._files.report_while(UNWRITTEN, error)

    def _drop_opening(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None and opening[1] is not None:
            opening[0].cancel()
            with contextlib.suppress(Exception):  # which is reported
                opening[1].result().close()

    def create(self, folder: Path, image_paths: Sequence[Path], names: Sequence[str] = ()) -> bool:
        """Create a project at ``folder`` and open it; the given images are added to it in the background."""
        table = ClassTable.from_names(names)
        if not self.close():
            return False
        try:
            project = Project.create(folder, classes=table)
        except UserError as error:
            self._files.problem.emit(error)
            return False
        self._take(project)
        self._begin(project)
        if image_paths:
            self._images.add(image_paths)
        return True

    def _take(self, project: Project) -> None:
        project.save_behind(self._unwritten.emit)
        masks = self._files.masks = MaskStore(project, self._files.background, self)
        masks.limit_undo(self._files.undo_bytes)
        masks.saved.connect(self._saving.saved)
        masks.failed.connect(partial(self._files.report_while, UNSAVED))
        masks.told.connect(self._files.notice)
        self.changed.emit()
        if project.notice:
            self._files.notice.emit(tr(project.notice))

    def _begin(self, project: Project) -> None:
        """Count labels and show the image to begin with."""
        self._census.count()
        if project.images:
            known, wanted = {entry.id for entry in project.images}, self.first_image(project.folder)
            self._current.select(wanted if wanted in known else project.images[0].id)

    def close(self) -> bool:
        """Save and close. ``False``: other work writes the masks, or saving failed (the journal has the strokes)."""
        if not self.prepare_close():
            return False
        self.abandon()
        return True

    def prepare_close(self) -> bool:
        """Save everything, so that ``abandon`` loses nothing. ``False`` as for ``close``."""
        if self._release.released and self._files.refuse_busy():
            return False
        self._drop_opening()
        if self._files.project is None:
            return True
        self._strokes.cancel()
        self._class_changes.stop()
        try:
            self._saving.save_now()
        except UserError as error:
            self._files.report_while(UNSAVED, error)
            return False
        return True

    def abandon(self) -> None:
        """Close without saving: the journal brings the strokes back on the next opening."""
        self._drop_opening()
        masks = self._files.masks
        if masks is None:
            return
        self._queue.finish()
        self._files.cancel_work()
        self._current.stop_reading()
        masks.close()
        masks.deleteLater()
        masks.project.close()
        self._files.masks = self._files.busy = None
        self.changed.emit()
        self._current.changed.emit()

    def set_current_run(self, run: str | None) -> None:
        """Store which run predicts; ``None``: no run."""
        self._store(lambda project: project.set_current_run(run))

    def set_use_network(self, used: bool) -> None:
        """Store whether the network of the current run takes part in predictions."""
        self._store(lambda project: project.set_use_network(used))

    def _store(self, change: Callable[[Project], None]) -> None:
        project = self._files.project
        if project is None:
            return
        try:
            change(project)
        except UserError as error:
            self._files.problem.emit(error)
