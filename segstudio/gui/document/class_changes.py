"""Deletes a class, or merges it into another one, on every image. Owns that work while it is under way."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from segstudio.errors import Cancelled, UserError
from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import SMALL, EditQueue, Steps
from segstudio.gui.document.label_census import LabelCensus
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.load_image import replace_everywhere
from segstudio.gui.files.long_task import LongTask
from segstudio.gui.files.open_files import UNSAVED, OpenFiles
from segstudio.gui.look.words import counted, tr
from segstudio.gui.pixels.label_counts import Counts
from segstudio.labels.actions import replacing
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.project.masks import StoredMask
from segstudio.project.project import Project

AGAIN_MS = 30
PER_IMAGE = 10_000  # pixels: painting so many takes as long as telling of a changed image
_NOTHING = Rect(0, 0, 0, 0)


@dataclass
class _Change:
    """A deletion under way: class ``old`` becomes ``new``; ``counts`` of the images that are done."""

    project: Project
    old: int
    new: int
    name: str
    counts: dict[str, Counts] = field(default_factory=dict)
    task: LongTask | None = None
    future: Future[Any] | None = None


class ClassChanges:
    """One class at a time, and not while other work writes the masks."""

    def __init__(
        self, files: OpenFiles, current: CurrentImage, classes: ClassList, census: LabelCensus, queue: EditQueue,
        strokes: Strokes
    ) -> None:  # fmt: skip
        self._files, self._current, self._classes, self._census = files, current, classes, census
        self._queue, self._strokes = queue, strokes
        self._change: _Change | None = None

    def reset(self) -> None:
        """Another project: nothing is under way."""
        self._change = None

    def delete(self, class_id: int, replace_with: int = VOID) -> None:
        """Turn the class into another one or void on every image (each one undo step), then drop it."""
        masks = self._files.masks
        if masks is None or self._files.refuse_read_only() or self._files.refuse_busy():
            return
        self._strokes.commit()
        project, table = masks.project, self._classes.table
        gone = table.by_id(class_id).name
        name = tr("Delete class {name}", name=gone)
        if replace_with != VOID:
            name = tr("Merge {name} into {other}", name=gone, other=table.by_id(replace_with).name)
        self._files.busy = UserError(tr("A class is being deleted."), tr("Wait for it, or cancel it below."))
        change = self._change = _Change(project, class_id, replace_with, name)
        self._current.hold(lambda: self._begin(change))

    def _begin(self, change: _Change) -> None:
        """First the masks that are not open, since only these can fail; then, at once, the open ones and the table.

        Until then no mask is opened and none closed but by this work, so that each belongs to one of the two.
        """
        masks = self._files.masks
        if masks is None or change is not self._change:
            return
        masks.held = {stored.image_id for stored in masks.values()}
        rest = [entry for entry in change.project.images if entry.id not in masks.held]
        change.task, change.future = self._files.work(
            change.name, replace_everywhere, change.project, rest, change.old, change.new, change.name, change.counts,
            done=lambda _: self._on_replaced(change), failed=lambda error: self._on_failed(change, error),
        )  # fmt: skip

    def stop(self) -> None:
        """The project closes: stop before the next image and wait for those under way.

        If all are done, the class goes; else it stays in the list.
        """
        change = self._change
        if change is None:
            return
        error: BaseException | None = Cancelled()
        if change.task is not None and change.future is not None:
            change.task.cancel()
            error = change.future.exception()
        if error is None:
            self._on_replaced(change)
        elif isinstance(error, Exception):
            self._on_failed(change, error)

    def _end(self, change: _Change) -> None:
        self._change, self._files.busy = None, None
        self._current.release()

    def _on_replaced(self, change: _Change) -> None:
        masks = self._files.masks
        if masks is None or change is not self._change:
            return
        if self._queue.in_stroke:  # again after the stroke
            QTimer.singleShot(AGAIN_MS, self._queue, partial(self._on_replaced, change))
            return
        self._strokes.commit()
        self._end(change)
        opened = masks.values()
        self._queue.run(
            lambda: self._replacing(opened, change),
            lambda _: self._on_all_replaced(change.old),
            sum(stored.mask.array.size for stored in opened) + PER_IMAGE * len(change.counts) <= SMALL,
        )

    def _replacing(self, masks: list[StoredMask], change: _Change) -> Steps:
        """Replace a class in open masks, one after the other; for those not shown only empty rectangles are yielded."""
        for stored in masks:
            try:
                for rect in replacing(stored.mask, change.old, change.new, change.name, commit=stored.commit):
                    yield rect if stored is self._current.stored else _NOTHING
            except UserError as error:  # the pixels are changed and dirty; the next save writes them
                self._files.report_while(UNSAVED, error)
            self._census.recount(stored)
        yield from self._counting(change)

    def _counting(self, change: _Change) -> Steps:
        """Take over the counts of the images that are done."""
        for image_id, counts in change.counts.items():
            masks = self._files.masks
            if masks is not None and not masks.has(image_id):  # the counts of an open mask are newer
                self._census.counts.put(image_id, counts)
                self._files.image_state_changed.emit(image_id)
            yield _NOTHING

    def _on_all_replaced(self, class_id: int) -> None:
        masks = self._files.masks
        if masks is not None:
            masks.held = set()
            masks.touch()
        self._queue.history_changed.emit()
        self._classes.change(lambda table: table.remove(class_id))

    def _on_failed(self, change: _Change, error: Exception) -> None:
        """The class stays in the list, and every mask is whole: changed, or as it was."""
        if change is not self._change:
            return
        if self._files.masks is not None:
            self._files.masks.held = set()
        self._end(change)
        small = PER_IMAGE * len(change.counts) <= SMALL
        self._queue.run(lambda: self._counting(change), lambda _: None, small)
        if not isinstance(error, Cancelled):
            self._files.report(error)
        if isinstance(error, Cancelled) or change.counts:
            changed = counted(len(change.counts), "image")
            text = tr(
                "{work}: stopped, and the class is still in the list. {images} changed; Undo takes each one back."
            )
            self._files.notice.emit(text.format(work=change.name, images=changed))
