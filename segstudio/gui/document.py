"""The document: painting, undo, classes and predictions on top of the open project.

One of the two QObjects that other modules of the window import (the other is :class:`~segstudio.gui.session.Session`).
Owns no widget and no network. Nothing predicted becomes a label by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from segstudio.errors import UserError, WriteError
from segstudio.gui.label_counts import Counts
from segstudio.gui.loading import replace_everywhere
from segstudio.gui.prediction import Prediction
from segstudio.gui.project_document import ProjectDocument
from segstudio.labels.actions import accept, replace_class
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.rules import PaintRule, may_paint, only, paintable, writable
from segstudio.learning.messages import Predicted
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project

KEEP_PREDICTIONS = 8
_NOTHING = Rect(0, 0, 0, 0)


class Document(ProjectDocument):
    """The open project with everything that changes it; signals are those of :class:`ProjectDocument`."""

    # ---- painting -------------------------------------------------------------------------------------------

    def begin_stroke(self, name: str) -> bool:
        """Start one undo step; ``False`` when there is nothing to paint on."""
        if self.mask is None or self._refused_read_only():
            return False
        if self.mask.stroking:
            self.commit_stroke()
        self.mask.begin(name)
        return True

    def _refused_read_only(self) -> bool:
        """In a folder that cannot be written a stroke could not be kept, so it is refused and the banner says why."""
        if self.project is None or not self.project.read_only:
            return False
        hint = "Copy the project to a folder that you may write and open it there."
        self.problem.emit(WriteError("This project is open read-only; nothing painted could be kept.", hint))
        return True

    def may_paint(self, value: int) -> bool:
        """Whether ``value`` (a class or void) can be painted now; if not, the banner says why."""
        try:
            may_paint(self.classes, value)
        except UserError as error:
            self.problem.emit(error)
            return False
        return self.mask is not None

    def paint(self, footprint: Footprint, value: int) -> Rect:
        """Paint inside a stroke; the paint rule and locked classes hold. Returns the changed rectangle."""
        if self.mask is None or not self.mask.stroking:
            return _NOTHING
        changed = self.mask.paint(footprint, value, writable(self.classes, self.rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def accept_here(self, footprint: Footprint) -> Rect:
        """Copy the predicted classes inside the footprint; pixels without a prediction stay."""
        prediction = self.prediction
        if self.mask is None or prediction is None or not self.mask.stroking or not footprint.rect:
            return _NOTHING
        values = prediction.classes[footprint.rect.slices]
        inside = footprint.inside & paintable(self.classes)[values] & (values != VOID)
        changed = self.mask.paint_values(footprint.rect, values, inside, writable(self.classes, self.rule))
        if changed:
            self.mask_changed.emit(changed)
        return changed

    def commit_stroke(self) -> None:
        """End the stroke: one undo step, in the journal at once, in the mask file in two seconds."""
        if self.stored is None or not self.stored.mask.stroking:
            return
        try:
            patch = self.stored.commit()
        except UserError as error:  # the stroke stays in memory and dirty: the next save writes all of it
            self.problem.emit(error)
            patch = None
        self._after_edit(patch is not None)

    def _after_edit(self, changed: bool) -> None:
        if self._store is not None and self.stored is not None and (changed or self.stored.dirty):
            self._store.touch()
            self.counts.put(self.stored.image_id, self.stored.mask.counts())
            self.image_state_changed.emit(self.stored.image_id)
        self.history_changed.emit()

    def cancel_stroke(self) -> None:
        """Give back every pixel of the unfinished stroke."""
        if self.mask is not None and self.mask.stroking:
            changed = self.mask.cancel()
            if changed:
                self.mask_changed.emit(changed)

    def fill(self, name: str, footprint: Footprint, value: int) -> None:
        """One whole edit: begin, paint, commit."""
        if self.may_paint(value) and self.begin_stroke(name):
            self.paint(footprint, value)
            self.commit_stroke()

    def undo(self) -> None:
        """Take back the last step of the current image."""
        self._walk(lambda stored: stored.undo())

    def redo(self) -> None:
        """Do the last undone step of the current image again."""
        self._walk(lambda stored: stored.redo())

    def _walk(self, step: Callable[[StoredMask], object]) -> None:
        if self.stored is None or self.stored.mask.stroking:
            return
        before, patch = self.stored.mask.revision, None
        try:
            patch = step(self.stored)
        except UserError as error:
            self.problem.emit(error)
        if self.stored.mask.revision != before:
            self._revive()
            self.mask_changed.emit(self._bounds_of(patch) or Rect.of_shape(self.stored.mask.shape))
            self._after_edit(True)

    @staticmethod
    def _bounds_of(step: object) -> Rect | None:
        """The changed rectangle in what ``Mask.undo`` returns: ``(patch, rect)``."""
        return step[1] if isinstance(step, tuple) else None

    def set_rule(self, rule: PaintRule) -> None:
        """Where painting may change pixels."""
        if rule != self.rule:
            self.rule = rule
            self.rule_changed.emit()

    # ---- classes --------------------------------------------------------------------------------------------

    def set_current_class(self, class_id: int) -> None:
        """The class that the tools paint."""
        if class_id != self.current_class and class_id in self.classes:
            self.previous_class, self.current_class = self.current_class, class_id
            self.current_class_changed.emit(class_id)

    def swap_class(self) -> None:
        """Back to the class used before."""
        self.set_current_class(self.previous_class)

    def set_classes(self, table: ClassTable) -> bool:
        """Replace the class table (rename, recolour, reorder, hide, lock); no pixel changes."""
        if self.project is None:
            return False
        before = self.project.classes
        try:
            self.project.set_classes(table)
            self.project.save()
        except UserError as error:
            self.project.set_classes(before)
            self.problem.emit(error)
            return False
        if self.current_class not in table:
            self.current_class = table.ids[0] if table.ids else -1
            self.current_class_changed.emit(self.current_class)
        self.classes_changed.emit()
        return True

    def change_classes(self, change: Callable[[ClassTable], ClassTable]) -> bool:
        """Apply one change of the table, e.g. ``lambda t: t.rename(3, "crack")``; errors go to the banner."""
        try:
            return self.set_classes(change(self.classes))
        except UserError as error:
            self.problem.emit(error)
            return False

    def add_class(self, name: str) -> int | None:
        """Add a class and make it current; its id, or ``None`` when the name cannot be."""
        known = set(self.classes.ids)
        if not self.change_classes(lambda table: table.add(name)):
            return None
        new = next(i for i in self.classes.ids if i not in known)
        self.set_current_class(new)
        return new

    def delete_class(self, class_id: int, replace_with: int = VOID) -> None:
        """Turn the class into another one or void on every image (each one undo step), then drop it."""
        if self.project is None or self._store is None:
            return
        self.commit_stroke()
        project, store = self.project, self._store
        self._deleted[class_id] = self.classes.by_id(class_id)
        open_masks = store.values()
        name = f"Delete class {self.classes.by_id(class_id).name}"
        try:
            for stored in open_masks:
                self._replace_open(stored, class_id, replace_with, name)
        except UserError as error:
            self.problem.emit(error)
            return
        rest = [e for e in project.images if e.id not in {s.image_id for s in open_masks}]
        self._loading.update(e.id for e in rest)
        store.save_then(
            lambda: self.background.submit(
                replace_everywhere,
                project,
                rest,
                class_id,
                replace_with,
                name,
                done=lambda counts: self._on_replaced(project, class_id, rest, counts),
                failed=lambda error: self._on_replace_failed(rest, error),
            )
        )

    def _replace_open(self, stored: StoredMask, old: int, new: int, name: str) -> None:
        if stored.mask.counts()[old] == 0:
            return
        replace_class(stored.mask, old, new, name, commit=stored.commit)
        self.counts.put(stored.image_id, stored.mask.counts())
        changed = Rect.of_shape(stored.mask.shape)
        if stored is self.stored:
            self.mask_changed.emit(changed)
            self.history_changed.emit()

    def _on_replaced(self, project: Project, class_id: int, rest: list[ImageEntry], counts: dict[str, Counts]) -> None:
        if project is not self.project:
            return
        self._release(rest)
        for image_id, found in counts.items():
            self.counts.put(image_id, found)
        self.change_classes(lambda table: table.remove(class_id))
        for image_id in counts:
            self.image_state_changed.emit(image_id)

    def _on_replace_failed(self, rest: list[ImageEntry], error: Exception) -> None:
        self._release(rest)
        self._on_failed(error)

    def _release(self, entries: list[ImageEntry]) -> None:
        self._loading.difference_update(e.id for e in entries)
        if self.entry and self.stored is None and self.entry in entries:
            self._load(self.entry, None)

    def _revive(self) -> None:
        """A deleted class whose pixels came back through undo comes back itself."""
        if self.stored is None:
            return
        counts = self.stored.mask.counts()
        for class_id in sorted(self.classes.retired):
            if counts[class_id]:
                old = self._deleted.get(class_id)
                self.change_classes(
                    lambda t, i=class_id, o=old: t.revive(i, o.name if o else f"class {i}", o.color if o else None)
                )

    # ---- prediction -----------------------------------------------------------------------------------------

    def put_prediction(self, answer: Predicted) -> None:
        """Take an answer of the network in; it changes what is shown, never a label."""
        if self.project is None or self.entry is None or self.entry.id != answer.image_id or self.mask is None:
            return
        shape = self.mask.shape
        prediction = self._predictions.get(answer.image_id)
        if prediction is None or prediction.classes.shape != shape:
            prediction = Prediction.empty(shape)
        if answer.rect.clip(shape) != answer.rect:
            return
        another_run = prediction.run != answer.run
        prediction.put(answer)
        self._predictions.pop(answer.image_id, None)
        self._predictions[answer.image_id] = prediction
        while len(self._predictions) > KEEP_PREDICTIONS:
            self._predictions.pop(next(iter(self._predictions)))
        self.prediction_changed.emit(Rect.of_shape(shape) if another_run else answer.rect)

    def clear_prediction(self) -> None:
        """Forget every prediction; labels stay."""
        self._predictions.clear()
        if self.mask is not None:
            self.prediction_changed.emit(Rect.of_shape(self.mask.shape))

    def accept_prediction(self, only_class: int | None = None) -> int:
        """Label the void pixels as predicted (one class, or all); one undo step. Returns the pixels labelled.

        What the expert painted stays: only void pixels change. To overrule a label, use the accept brush.
        """
        prediction, stored = self.prediction, self.stored
        if prediction is None or stored is None or stored.mask.stroking or self._refused_read_only():
            return 0
        before = int(stored.mask.counts()[VOID])
        free = only(VOID) & writable(self.classes, self.rule)
        try:
            accept(
                stored.mask, prediction.classes, free, only=only_class, paintable=paintable(self.classes),
                commit=stored.commit,
            )  # fmt: skip
        except UserError as error:  # the labels are there and dirty; only the journal could not be written
            self.problem.emit(error)
        changed = before - int(stored.mask.counts()[VOID])
        if changed:
            self.mask_changed.emit(Rect.of_shape(stored.mask.shape))
        self._after_edit(changed > 0)
        return changed
