"""The open project as the window sees it: which image is current, what is loaded, counted, blocked and saved.

The lower half of :class:`~segstudio.gui.document.Document`; painting and classes are in the upper half. Owns no widget
and no network. Files are read and written on :class:`~segstudio.gui.background.Background`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.background import Background
from segstudio.gui.counting import Counted, count_some
from segstudio.gui.image_document import ImageDocument
from segstudio.gui.loading import Loaded
from segstudio.gui.mask_store import MaskStore
from segstudio.gui.prediction import Prediction
from segstudio.gui.prefetch import Prefetch
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.rules import PaintRule
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project

DONE_SHARE = 0.995


class ProjectDocument(ImageDocument):
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
    saved = Signal()
    current_class_changed = Signal(int)
    rule_changed = Signal()
    _count_round = 0

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self.rule = PaintRule()
        self._clear()

    def _clear(self) -> None:
        self._clear_image()
        self.current_class = -1
        self.previous_class = -1
        self._predictions: dict[str, Prediction] = {}
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

    def open_project(self, folder: Path) -> bool:
        """Open a project folder; on a problem the open project stays and the banner says why."""
        return self._adopt(lambda: Project.open(folder))

    def create_project(self, folder: Path, image_paths: Sequence[Path], names: Sequence[str] = ()) -> bool:
        """Make a project at ``folder`` that refers to the given images, and open it."""
        table = ClassTable.from_names(names)
        return self._adopt(lambda: Project.create(folder, classes=table, image_paths=image_paths))

    def _adopt(self, make: Callable[[], Project]) -> bool:
        if not self.close_project():
            return False
        try:
            project = make()
        except UserError as error:
            self.problem.emit(error)
            return False
        self.project = project
        self._store = MaskStore(project, self.background, self)
        self._store.saved.connect(self.saved)
        self._store.failed.connect(self.problem)
        self._loads = Prefetch(partial(self._on_arrived, project), partial(self._on_unread, project), self)
        if self.classes.ids:
            self.current_class = self.classes.ids[0]
        self.project_changed.emit()
        if project.notice:
            self.notice.emit(project.notice)
        self._count_labels()
        if project.images:
            self.select_image(project.images[0].id)
        return True

    def close_project(self) -> bool:
        """Save and close. ``False`` when saving failed: the project stays open, the journal holds the strokes."""
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
        project = self.project
        self.background.submit(
            lambda: project.add_images(list(paths), copy), done=self._on_added, failed=self._on_failed
        )

    def _on_added(self, report: object) -> None:
        self.images_changed.emit()
        skipped = list(getattr(report, "skipped", ()))
        if skipped:
            first = f"{Path(skipped[0][0]).name}: {skipped[0][1]}"
            more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
            self.notice.emit(f"Left out {first}{more}")
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
            self._store.save_now()
            self._store.drop(image_id)
            self.project.remove_image(image_id)
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

    def label_counts(self, image_id: str) -> NDArray[np.int64] | None:
        """Pixels per class id, ``int64[256]``, of one image; ``None`` while not yet counted."""
        return self.counts.get(image_id)

    def labelled_share(self, image_id: str) -> float | None:
        """Share of pixels that are not void, 0..1; ``None`` while not yet counted."""
        counts = self.label_counts(image_id)
        if counts is None or not counts.sum():
            return None
        return 1.0 - float(counts[VOID]) / float(counts.sum())

    def image_state(self, image_id: str) -> str:
        """``"blocked"``, ``"flagged"``, ``"empty"``, ``"part"`` or ``"done"``."""
        if image_id in self._blocked:
            return "blocked"
        if self.project is not None and self.project.entry(image_id).flag:
            return "flagged"
        share = self.labelled_share(image_id)
        if not share:
            return "empty"
        return "done" if share >= DONE_SHARE else "part"

    def blocked_reason(self, image_id: str) -> str:
        """Why an image cannot be opened, or nothing."""
        error = self._blocked.get(image_id)
        return error.message if error else ""

    def labelled_images(self) -> int:
        """How many images have at least one labelled pixel, as far as counted."""
        return self.counts.labelled_images

    def class_counts(self) -> NDArray[np.int64]:
        """Pixels per class id over all images counted so far, ``int64[256]``."""
        return self.counts.total

    def _count_labels(self) -> None:
        project = self.project
        if project is not None:
            self._count_round += 1  # a count under way ends with its turn; this one takes what it left
            left = [entry for entry in project.images if self.counts.get(entry.id) is None]
            self._count_more(project, left, self._count_round)

    def _count_more(self, project: Project, left: list[ImageEntry], turn: int) -> None:
        if left and project is self.project and turn == self._count_round:
            self.background.submit(
                count_some, project, left, done=lambda found: self._on_counted(project, left, turn, found)
            )

    def _on_counted(self, project: Project, left: list[ImageEntry], turn: int, found: list[Counted]) -> None:
        if project is not self.project:
            return
        for entry, counts in found:
            if isinstance(counts, Exception):
                self._on_load_failed(project, entry, counts)
                continue
            if self._store is None or self._store.get(entry.id) is None:  # an open mask knows better
                self.counts.put(entry.id, counts)
            self.image_state_changed.emit(entry.id)
        self._count_more(project, left[len(found) :], turn)

    # ---- saving ---------------------------------------------------------------------------------------------

    def save_now(self) -> None:
        """Write every dirty mask and the project file before returning; raises :class:`UserError`."""
        if self._store is not None and self.project is not None:
            self.commit_stroke()
            self._store.save_now()
            self.saved.emit()

    def prepare_training(self, done: Callable[[], None]) -> None:
        """Save everything in the background, fix which images are held out, then call ``done``."""
        if self._store is None:
            return
        self.commit_stroke()
        self._store.save_then(lambda: self._split_then(done))

    def _split_then(self, done: Callable[[], None]) -> None:
        if self.project is not None and self.assign_splits():
            done()

    def assign_splits(self) -> bool:
        """Settle for newly labelled images whether they train or are held out; ``False`` when it could not be saved.

        Also asked for while a training runs: an image joins it only once it is settled that it is not held out.
        """
        assert self.project is not None
        before = {entry.id: entry.split for entry in self.project.images}
        try:
            self.project.assign_splits()
            if self.project.changed:
                self.project.save()
        except UserError as error:
            self.problem.emit(error)
            return False
        for entry in self.project.images:
            if entry.split != before.get(entry.id):
                if self.entry is not None and self.entry.id == entry.id:
                    self.entry = entry
                self.image_state_changed.emit(entry.id)
        return True

    def set_current_run(self, run: str) -> None:
        """Remember which run predicts."""
        if self.project is None:
            return
        try:
            self.project.set_current_run(run)
            self.project.save()
        except UserError as error:
            self.problem.emit(error)

    def _on_failed(self, error: Exception) -> None:
        self.problem.emit(error if isinstance(error, UserError) else UserError(f"Something went wrong: {error}", ""))
