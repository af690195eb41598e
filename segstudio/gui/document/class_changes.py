"""Deletes a class, or merges it into another one, on every image. Owns that work while it is under way."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from segstudio.errors import UserError
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import SMALL, EditQueue
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.load_image import replace_everywhere
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.label_counts import Counts
from segstudio.labels.actions import replacing
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.project.masks import StoredMask
from segstudio.project.project import Project

AGAIN_MS = 30
_NOTHING = Rect(0, 0, 0, 0)


class ClassChanges:
    """One class at a time, and not while other work writes the masks."""

    def __init__(
        self, files: OpenFiles, current: CurrentImage, classes: ClassList, census: LabelCensus, queue: EditQueue,
        strokes: Strokes
    ) -> None:  # fmt: skip
        self._files, self._current, self._classes, self._census = files, current, classes, census
        self._queue, self._strokes = queue, strokes
        self._asked = False
        self._unfinished: tuple[Future[Any], Callable[[dict[str, Counts]], None]] | None = None

    def reset(self) -> None:
        """Another project: nothing is under way."""
        self._asked, self._unfinished = False, None

    def delete(self, class_id: int, replace_with: int = VOID) -> None:
        """Turn the class into another one or void on every image (each one undo step), then drop it."""
        masks = self._files.masks
        if masks is None or self._files.refuse_busy():
            return
        self._strokes.commit()
        project, table = masks.project, self._classes.table
        gone = table.by_id(class_id).name
        name = tr("Delete class {name}", name=gone)
        if replace_with != VOID:
            name = tr("Merge {name} into {other}", name=gone, other=table.by_id(replace_with).name)
        self._asked = True
        self._files.busy = UserError(tr("A class is being deleted."), tr("Wait until it is gone from the list."))
        self._current.hold(lambda: self._begin(project, class_id, replace_with, name))

    def _begin(self, project: Project, old: int, new: int, name: str) -> None:
        """First the masks that are not open, since only these can fail; then, at once, the open ones and the table.

        Until then no mask is opened and none closed but by this work, so that each belongs to one of the two.
        """
        masks = self._files.masks
        if masks is None or project is not masks.project:
            return
        masks.held = {stored.image_id for stored in masks.values()}
        rest = [entry for entry in project.images if entry.id not in masks.held]
        finish = partial(self._on_replaced, project, old, new, name)
        future = self._files.background.submit(
            replace_everywhere, project, rest, old, new, name, done=finish, failed=self._on_failed
        )
        if future is not None:
            self._unfinished = (future, finish)

    def finish(self) -> None:
        """Wait for a class that is being deleted, so that closing never leaves half of it behind."""
        if self._asked:
            self._current.finish_reading()
        if self._unfinished is None:
            return
        future, finish = self._unfinished
        try:
            counts = future.result()
        except Exception:  # which _on_failed reports; the class stays, and every mask is whole
            self._give_up()
            return
        finish(counts)

    def _end(self) -> None:
        self._asked, self._unfinished, self._files.busy = False, None, None
        self._current.release()

    def _on_replaced(self, project: Project, old: int, new: int, name: str, counts: dict[str, Counts]) -> None:
        masks = self._files.masks
        if masks is None or project is not masks.project or self._unfinished is None:
            return
        if self._queue.in_stroke:  # again after the stroke
            later = partial(self._on_replaced, project, old, new, name, counts)
            QTimer.singleShot(AGAIN_MS, self._queue, later)
            return
        self._strokes.commit()
        self._end()
        for image_id, found in counts.items():
            self._census.counts.put(image_id, found)
        opened = masks.values()
        self._queue.run(
            lambda: self._replacing(opened, old, new, name),
            lambda _: self._on_all_replaced(old, [*counts, *(stored.image_id for stored in opened)]),
            sum(stored.mask.array.size for stored in opened) <= SMALL,
        )

    def _replacing(self, masks: list[StoredMask], old: int, new: int, name: str) -> Generator[Rect, None, None]:
        """Replace a class in open masks, one after the other; for those not shown only empty rectangles are yielded."""
        for stored in masks:
            try:
                for rect in replacing(stored.mask, old, new, name, commit=stored.commit):
                    yield rect if stored is self._current.stored else _NOTHING
            except UserError as error:  # the pixels are changed and dirty; the next save writes them
                self._files.problem.emit(error)
            self._census.put_mask(stored)

    def _on_all_replaced(self, class_id: int, image_ids: list[str]) -> None:
        masks = self._files.masks
        if masks is not None:
            masks.held = set()
            masks.touch()
        self._queue.history_changed.emit()
        self._classes.change(lambda table: table.remove(class_id))
        for image_id in image_ids:
            self._files.image_state_changed.emit(image_id)

    def _on_failed(self, error: Exception) -> None:
        self._give_up()
        self._files.report(error)

    def _give_up(self) -> None:
        if self._files.masks is not None:
            self._files.masks.held = set()
        self._end()
