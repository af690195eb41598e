"""The list of images of the open project: images are added in the background, taken out, flagged. No widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from segstudio.errors import Cancelled, UserError, together
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.left_out import left_out_words
from segstudio.gui.look.words import count, counted, tr
from segstudio.project.adding import ImageAdder
from segstudio.project.project import ImageEntry, Project
from segstudio.project.stacks.channels import Changes, has_labels, look_for_changes, put_changes
from segstudio.project.stacks.neighbours import TRAIN_AGAIN, neighbours_sentence


class ImageList(QObject):
    """``changed``: images were added, taken out, or found at other places. ``left_out``: why files were not added.
    ``channels_found``: a sentence on files whose channels are one image, since nobody chose yet."""

    changed = Signal()
    left_out = Signal(list)
    channels_found = Signal(str)

    def __init__(self, files: OpenFiles, current: CurrentImage, census: LabelCensus, queue: EditQueue) -> None:
        super().__init__(files)
        self._files, self._current, self._census, self._queue = files, current, census, queue
        self.reset()

    def reset(self) -> None:
        """Another project: nothing is being added."""
        self._to_do: list[Callable[[Project], None]] = []  # the first is being read

    def add(self, paths: Iterable[Path], copy: bool = False, note: str = "") -> None:
        """Add images in the background; those that cannot be read are named in a notice, together with ``note``."""
        project = self._files.project
        if project is None:
            return
        given = list(paths), copy
        title = tr("Adding images")
        self._in_turn(project, title, project.look_at_images, *given, done=partial(self._on_looked_at, project, note))

    def choose_channels(self, channels: str) -> None:
        """Make the channels of files one image "together", or an image each ("apart"), where nothing is labelled."""
        project = self._files.project
        if project is not None:
            done = partial(self._on_channels, project)
            self._in_turn(project, tr("Looking at channels"), look_for_changes, project, channels, done=done)

    def choose_neighbours(self, sides: int) -> None:
        """Learn and predict from each slice of a stack together with so many on each side (0: by itself)."""
        project = self._files.project
        if project is None or project.neighbours == sides:
            return
        before, project.neighbours = project.neighbours, sides
        try:
            project.save()
        except UserError as error:
            project.neighbours = before
            self._files.problem.emit(error)
            return
        told = together(neighbours_sentence(sides), TRAIN_AGAIN if project.current_run is not None else "")
        self._files.notice.emit(tr(told))
        # The learner reads the choice in the project file, so it is asked only when that is written.
        self._files.background.submit(project.flush, done=lambda _: self.changed.emit(), failed=self._files.report)

    def _in_turn(
        self, project: Project, title: str, look: Callable[..., Any], *given: object, done: Callable[[Any], None]
    ) -> None:
        """One after the other, so that each knows the names that the one before took."""

        def begin(project: Project) -> None:
            self._files.work(title, look, *given, done=done, failed=lambda error: self._on_not_added(project, error))

        self._to_do.append(begin)
        if len(self._to_do) == 1:
            begin(project)

    def _next(self, project: Project) -> None:
        self._to_do.pop(0)
        if self._to_do:
            self._to_do[0](project)

    def _on_channels(self, project: Project, changes: Changes) -> None:
        if project is not self._files.project or self._files.masks is None:
            return
        self._queue.finish()
        self._next(project)
        try:
            if not self._files.refuse_busy() and not any(has_labels(project, entry) for entry in changes.gone):
                current = self._current.entry
                if current is not None and current in changes.gone:
                    self._current.withdraw()
                for entry in changes.gone:
                    self._files.masks.drop(entry.id)
                    self._census.counts.drop(entry.id)
                    self._current.cache.drop(entry.id)
                told = put_changes(project, changes)
                if current is not None and self._files.entry(current.id) is None:
                    same = [entry.id for entry in self._files.images if entry.path == current.path]
                    self._current.select((same or [self._files.images[0].id])[0])
                self._files.notice.emit(tr(told))
            elif not self._files.busy:
                self._files.notice.emit(tr("Images were labelled meanwhile; nothing was changed."))
        except UserError as error:
            self._files.problem.emit(error)
            self._current.release()  # its mask was closed
        self._show_files([])
        self._census.count()

    def _on_not_added(self, project: Project, error: Exception) -> None:
        if project is self._files.project:
            self._next(project)
            if isinstance(error, Cancelled):
                self._files.notice.emit(tr("Adding images was cancelled; none of them was added."))
            else:
                self._files.report(error)

    def _on_looked_at(self, project: Project, note: str, found: ImageAdder) -> None:
        if project is not self._files.project:
            found.take_back()
            return
        try:
            before = len(project.images)
            report = project.take_images(found)
        except UserError as error:
            self._on_not_added(project, error)
            return
        self._next(project)
        self._show_files([image for _, image in report.moved])
        reasons = [f"{path}: {tr(reason)}" for path, reason in report.skipped]
        added = ""
        if before and report.added:
            images = counted(len(report.added), "image")
            added = tr("{images} added; the project has {all} now.", images=images, all=count(len(project.images)))
        told = " ".join(filter(None, [added, tr(report.notes), *left_out_words(reasons), tr(note)]))
        if told:
            self._files.notice.emit(told)
        if reasons:
            self.left_out.emit(reasons)
        if report.channels:
            self.channels_found.emit(report.channels_sentence)
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
        self.changed.emit()

    def remove(self, *image_ids: str) -> None:
        """Take images out of the project; their mask files are kept aside by the project."""
        self._queue.finish()
        masks = self._files.masks
        if masks is None or self._files.refuse_busy():
            return
        self._current.leave(image_ids)
        try:
            masks.project.remove_image(*image_ids)
            for image_id in image_ids:
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
