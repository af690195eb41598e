"""The open project as the window sees it: which image is current, what is loaded, counted, blocked and saved.

The lower half of ``Document``; painting and classes are in the upper half. Owns no widget
and no network. Files are read and written on ``Background``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.background import Background
from segstudio.gui.document.load_image import Loaded
from segstudio.gui.document.mask_store import MaskStore
from segstudio.gui.document.prefetch import Prefetch
from segstudio.gui.document.saving_document import SavingDocument
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.prediction import Prediction
from segstudio.labels.classes import ClassTable
from segstudio.labels.rules import PaintRule
from segstudio.project.adding import Adding
from segstudio.project.masks import StoredMask
from segstudio.project.project import AddReport, ImageEntry, Project


class ProjectDocument(SavingDocument):
    """The open project.

    Signals:
        project_changed: a project was opened or closed.
        classes_changed, images_changed, rule_changed: the table, the list, the paint rule.
        image_state_changed(id): labelled share, flag or blocked state of one image.
        current_changed: another image was chosen (its pixels may still be loading).
        image_loaded: pixels and mask of the current image are there, or ``trouble`` says why not.
        mask_changed(Rect), prediction_changed(Rect): pixels of the current image.
        history_changed: undo and redo.
        saved: everything is on disk. problem(UserError), notice(str): to be shown in the banner.
    """

    project_changed = Signal()
    classes_changed = Signal()
    images_changed = Signal()
    mask_changed = Signal(object)
    prediction_changed = Signal(object)
    current_class_changed = Signal(int)
    rule_changed = Signal()
    _opening: Future[Project] | None = None

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self._rule = PaintRule()
        self._clear()

    def _clear(self) -> None:
        self._clear_image()
        self.current_class = -1
        self.previous_class = -1
        self._predictions: dict[str, Prediction] = {}
        self._to_add: list[tuple[list[Path], bool]] = []  # the first is being looked at
        self._unfinished: tuple[Future[Any], Callable[[Any], None]] | None = None  # a class being deleted everywhere

    # ---- what is open ---------------------------------------------------------------------------------------

    @property
    def classes(self) -> ClassTable:
        """The class table; empty without a project."""
        return self.project.classes if self.project else ClassTable()

    @property
    def images(self) -> tuple[ImageEntry, ...]:
        """The images of the project in their order."""
        return self.project.images if self.project else ()

    @property
    def prediction(self) -> Prediction | None:
        """The current image's prediction, if any."""
        return self._predictions.get(self.entry.id) if self.entry else None

    @property
    def dirty(self) -> bool:
        """Whether a stroke is not yet in its mask file."""
        return self._store is not None and self._store.dirty

    def _open(self, folder: Path) -> bool:
        """Open a project folder; on a problem the open project stays and the banner says why."""
        return self._adopt(lambda: Project.open(folder))

    def open_later(self, folder: Path, opened: Callable[[bool], None]) -> None:
        """``open`` with the folder read in the background, then ``opened(whether it is open)``."""
        if not self.close_project():
            opened(False)
            return

        def failed(error: Exception) -> None:
            self._opening = None
            self._on_failed(error)
            opened(False)

        self._opening = self.background.submit(
            Project.open, folder, done=lambda project: self._on_opened(project, opened), failed=failed
        )

    def _on_opened(self, project: Project, opened: Callable[[bool], None]) -> None:
        future, self._opening = self._opening, None
        if future is not None and future.done() and future.result() is project:
            self._take(project)
            opened(True)
        else:
            self._opening = future  # this one was dropped and is closed already

    def _drop_opening(self) -> None:
        future, self._opening = self._opening, None
        if future is not None:
            with contextlib.suppress(UserError):
                future.result().close()

    def create_project(self, folder: Path, image_paths: Sequence[Path], names: Sequence[str] = ()) -> bool:
        """Make a project at ``folder`` and open it; the given images are added to it in the background."""
        table = ClassTable.from_names(names)
        made = self._adopt(lambda: Project.create(folder, classes=table))
        if made and image_paths:
            self.add_images(image_paths)
        return made

    def _adopt(self, make: Callable[[], Project]) -> bool:
        if not self.close_project():
            return False
        try:
            project = make()
        except UserError as error:
            self.problem.emit(error)
            return False
        self._take(project)
        return True

    def _take(self, project: Project) -> None:
        project.save_behind(self._unwritten.emit)
        self.project = project
        self._store = MaskStore(project, self.background, self)
        self._store.saved.connect(self.saved)
        self._store.failed.connect(self.problem)
        self._loads = Prefetch(partial(self._on_arrived, project), partial(self._on_unread, project), self)
        if self.classes.ids:
            self.current_class = self.classes.ids[0]
        self.project_changed.emit()
        if project.notice:
            self.notice.emit(tr(project.notice))
        self._count_labels()
        if project.images:
            self.select_image(project.images[0].id)

    def close_project(self) -> bool:
        """Save and close. ``False`` when saving failed: the project stays open, the journal holds the strokes."""
        self._drop_opening()
        if self.project is None:
            return True
        self.cancel_stroke()
        self.finish_deleting()
        try:
            self.save_now()
        except UserError as error:
            self.problem.emit(error)
            return False
        self._shut()
        return True

    def finish_deleting(self) -> None:
        """Wait for a class that is being deleted, so that closing never leaves half of it behind."""
        if self._unfinished is None:
            return
        future, finish = self._unfinished
        try:
            counts = future.result()
        except UserError:  # told by its own answer; the class stays, and every mask is whole
            self._unfinished = None
            return
        finish(counts)

    def abandon_project(self) -> None:
        """Close without the mask files being up to date; the journal brings the strokes back on the next opening."""
        self._drop_opening()
        if self.project is not None:
            self._shut()

    def _shut(self) -> None:
        assert self.project is not None and self._store is not None and self._loads is not None
        self._loads.close()
        self._loads.deleteLater()
        self._loads = None
        self._store.close()
        self._store.deleteLater()
        self.project.close()
        self.project, self._store = None, None
        self._clear()
        self.project_changed.emit()
        self.current_changed.emit()

    # ---- images ---------------------------------------------------------------------------------------------

    def add_images(self, paths: Iterable[Path], copy: bool = False) -> None:
        """Add images to the project in the background; those that cannot be read are named in a notice."""
        if self.project is None:
            return
        self._to_add.append((list(paths), copy))
        if len(self._to_add) == 1:
            self._look_at_images(self.project)

    def _look_at_images(self, project: Project) -> None:
        """One go after the other, so that each knows the names that the one before took."""
        self.background.submit(
            project.look_at_images,
            *self._to_add[0],
            done=lambda found: self._on_looked_at(project, found),
            failed=lambda error: self._on_not_added(project, error),
        )

    def _next_images(self) -> None:
        self._to_add.pop(0)
        if self._to_add and self.project is not None:
            self._look_at_images(self.project)

    def _on_looked_at(self, project: Project, found: Adding) -> None:
        if project is not self.project:
            found.take_back()
            return
        try:
            report = project.take_images(found)
        except UserError as error:
            self._on_not_added(project, error)
            return
        self._next_images()
        self._on_added(report)

    def _on_not_added(self, project: Project, error: Exception) -> None:
        if project is self.project:
            self._next_images()
            self._on_failed(error)

    def _on_added(self, report: AddReport) -> None:
        self.images_changed.emit()
        if report.skipped:
            path, reason = report.skipped[0]
            told = tr("Left out {name}: {reason}", name=path.name, reason=tr(reason))
            more = len(report.skipped) - 1
            self.notice.emit(tr("{told} (and {more} more)", told=told, more=more) if more else told)
        self._count_labels()
        if self.entry is None and self.images:
            self.select_image(self.images[0].id)

    def remove_image(self, image_id: str) -> None:
        """Take an image out of the project; its mask file is kept aside by the project."""
        if self.project is None or self._store is None:
            return
        if self.entry and self.entry.id == image_id and not self.step_image(1) and not self.step_image(-1):
            self._show_nothing()
        try:
            self.project.remove_image(image_id)
            self._store.drop(image_id)
            self.counts.drop(image_id)
            self.cache.drop(image_id)
        except UserError as error:
            self.problem.emit(error)
        self.images_changed.emit()

    def _on_unread(self, project: Project, image_id: str, error: Exception) -> None:
        entry = next((one for one in project.images if one.id == image_id), None)
        if entry is not None:
            self._on_load_failed(project, entry, error)

    def select_image(self, image_id: str) -> None:
        """Make an image the current one; a stroke under way is committed. Its pixels follow with ``image_loaded``."""
        if self.entry is None or self.entry.id != image_id:
            self.commit_stroke()
        super().select_image(image_id)

    def _show(self, loaded: Loaded, stored: StoredMask) -> None:
        self.stored = stored
        self._revive()
        super()._show(loaded, stored)

    def update_entry(self, entry: ImageEntry) -> None:
        """Store a changed flag, group or split."""
        if self.project is None:
            return
        try:
            self.project.update_entry(entry)
            self.project.save()
        except UserError as error:
            self.problem.emit(error)
        if self.entry and self.entry.id == entry.id:
            self.entry = entry
        self.image_state_changed.emit(entry.id)
