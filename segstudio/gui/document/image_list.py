"""The list of images of the open project: images are added in the background, taken out, flagged. No widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from segstudio.errors import Cancelled, UserError
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.left_out import left_out_words
from segstudio.gui.look.words import tr
from segstudio.project.adding import ImageAdder
from segstudio.project.project import ImageEntry, Project


class ImageList(QObject):
    """``changed``: images were added, taken out, or found at other places. ``left_out``: why files were not added."""

    changed = Signal()
    left_out = Signal(list)

    def __init__(self, files: OpenFiles, current: CurrentImage, census: LabelCensus, queue: EditQueue) -> None:
        super().__init__(files)
        self._files, self._current, self._census, self._queue = files, current, census, queue
        self.reset()

    def reset(self) -> None:
        """Another project: nothing is being added."""
        self._to_add: list[tuple[list[Path], bool, str]] = []  # the first is being read

    def add(self, paths: Iterable[Path], copy: bool = False, note: str = "") -> None:
        """Add images in the background; those that cannot be read are named in a notice, together with ``note``."""
        project = self._files.project
        if project is None:
            return
        self._to_add.append((list(paths), copy, note))
        if len(self._to_add) == 1:
            self._look_at_first(project)

    def _look_at_first(self, project: Project) -> None:
        """One after the other, so that each knows the names that the one before took."""
        self._files.work(
            tr("Adding images"),
            project.look_at_images,
            *self._to_add[0][:2],
            done=lambda found: self._on_looked_at(project, found),
            failed=lambda error: self._on_not_added(project, error),
        )

    def _next(self, project: Project) -> None:
        self._to_add.pop(0)
        if self._to_add:
            self._look_at_first(project)

    def _on_not_added(self, project: Project, error: Exception) -> None:
        if project is self._files.project:
            self._next(project)
            if isinstance(error, Cancelled):
                self._files.notice.emit(tr("Adding images was cancelled; none of them was added."))
            else:
                self._files.report(error)

    def _on_looked_at(self, project: Project, found: ImageAdder) -> None:
        if project is not self._files.project:
            found.take_back()
            return
        try:
            report = project.take_images(found)
        except UserError as error:
            self._on_not_added(project, error)
            return
        note = self._to_add[0][2]
        self._next(project)
        self._show_files([image for _, image in report.moved])
        reasons = [f"{path}: {tr(reason)}" for path, reason in report.skipped]
        told = " ".join(filter(None, [tr(report.notes), *left_out_words(reasons), tr(note)]))
        if told:
            self._files.notice.emit(told)
        if reasons:
            self.left_out.emit(reasons)
        self._census.count()
        if self._current.entry is None and self._files.images:
            self._current.select(self._files.images[0].id)

    def change_files(self, change: Callable[[], None], moved: Collection[ImageEntry]) -> None:
        """Give images new places with ``change``, which saves the project, and read those that could not be read."""
        try:
            change()
        except UserError as error:
            self._files.problem.emit(error)
        self._show_files(moved)
        self._census.count()

    def _show_files(self, moved: Collection[ImageEntry]) -> None:
        self._current.read_moved(moved)
        self.changed.emit()

    def change_values(self, entries: Sequence[ImageEntry]) -> None:
        """Store changed ranges of values with one write of the project file, and show the current image anew."""
        self.change(entries)
        self._current.read_again(entries)

    def remove(self, image_id: str) -> None:
        """Take an image out of the project; its mask file is kept aside by the project."""
        self._queue.finish()
        masks = self._files.masks
        if masks is None or self._files.refuse_busy():
            return
        self._current.leave(image_id)
        try:
            masks.project.remove_image(image_id)
            masks.drop(image_id)
            self._census.counts.drop(image_id)
            self._current.cache.drop(image_id)
        except UserError as error:
            self._files.problem.emit(error)
        self.changed.emit()

    def regroup(self, entries: Sequence[ImageEntry]) -> None:
        """Store changed groups of many images; the list is read again at once, not image by image."""
        project = self._files.project
        if project is None:
            return
        try:
            project.update_entries(entries)
            project.save()
        except UserError as error:
            self._files.problem.emit(error)
        current = self._current.entry
        self._current.put_entries(entry for entry in entries if current is not None and entry.id == current.id)
        self.changed.emit()

    def change(self, entries: Sequence[ImageEntry]) -> None:
        """Store changed flags, groups or splits of images with one write of the project file."""
        project = self._files.project
        if project is None or not entries:
            return
        try:
            project.update_entries(entries)
            project.save()
        except UserError as error:
            self._files.problem.emit(error)
        self._current.put_entries(entries)
