"""The document: painting, undo and classes on top of the open project and its predictions.

One of the two QObjects that other modules of the window import (the other is ``Session``).
Owns no widget and no network. Nothing predicted becomes a label by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial, reduce
from typing import Any

from PySide6.QtCore import QObject, QTimer

from segstudio.errors import UserError
from segstudio.gui.document.background import Background
from segstudio.gui.document.editing import SMALL
from segstudio.gui.document.edits import Edits
from segstudio.gui.document.load_image import replace_everywhere
from segstudio.gui.look.words import tr
from segstudio.gui.pixels import palettes
from segstudio.gui.pixels.label_counts import Counts
from segstudio.labels.actions import replacing
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect, few_rects
from segstudio.labels.rules import writable
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project

AGAIN_MS = 30
_NOTHING = Rect(0, 0, 0, 0)


class _Part:
    """A part of the document under its own name, until it is an object of its own."""

    def __init__(self, document: Document, **names: str) -> None:
        self.__dict__.update(_document=document, _names=names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._document, self._names.get(name, name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._document, self._names.get(name, name), value)


class Document(Edits):
    """The open project with everything that changes it; signals are those of ``ProjectDocument``."""

    class_palette = palettes.SAFE
    _lent = False  # the masks are closed because other work writes them
    _order: Callable[[str, int], ImageEntry | None] | None = None
    _shown: tuple[ClassTable, str, ClassTable] | None = None

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self.files = _Part(self, masks="_store")
        self.current = _Part(self, select="select_image", step="step_image", look_ahead="_look_ahead")
        self.display = self.census = self.acceptance = _Part(self, accept_all="accept_prediction")
        self.queue = _Part(self, busy="editing", turns="_turns")
        self.rule = _Part(self, value="_rule", set="set_rule")
        self.edits = _Part(self, apply="apply_edits")
        self.strokes = _Part(
            self, begin="begin_stroke", commit="commit_stroke", split="part_stroke", cancel="cancel_stroke"
        )
        self.predictions = _Part(self, put="put_prediction", note="note_answer", clear="clear_prediction")
        self.class_list = _Part(
            self, current="current_class", previous="previous_class", change="change_classes", add="add_class",
            set_current="set_current_class", swap="swap_class", set_palette="set_class_palette",
            palette="class_palette",
        )  # fmt: skip
        self.class_changes = _Part(self, delete="delete_class")
        self.open_project = _Part(
            self, open="_open", create="create_project", close="close_project", abandon="abandon_project"
        )
        self.image_list = _Part(self, add="add_images", remove="remove_image", change="change_entries")
        self.saving = _Part(self)
        self.mask_release = _Part(self, release="lend_masks", reopen="take_masks_back")

    @property
    def classes(self) -> ClassTable:
        """The class table in the colours that the window shows; empty without a project."""
        table = super().classes
        if self._shown is None or self._shown[0] is not table or self._shown[1] != self.class_palette:
            self._shown = (table, self.class_palette, palettes.as_shown(table, self.class_palette))
        return self._shown[2]

    def follow_order(self, neighbour: Callable[[str, int], ImageEntry | None]) -> None:
        """Step (and read ahead) as the list shows the images: ``neighbour(image id, step)``, ``None`` at its ends."""
        self._order = neighbour

    def _neighbour(self, step: int) -> ImageEntry | None:
        if self._order is None or self.entry is None:
            return super()._neighbour(step)
        return self._order(self.entry.id, step)

    def close_project(self) -> bool:
        """As below; not while masks are being imported."""
        if self._lent:
            self.problem.emit(UserError(tr("Masks are being imported."), tr("Wait for it, or cancel it below.")))
            return False
        return super().close_project()

    # ---- painting -------------------------------------------------------------------------------------------

    def begin_stroke(self, name: str) -> bool:
        """Start one undo step; ``False`` when there is nothing to paint on. The class painted completes its name."""
        self.finish_edits()
        if self.mask is None or self._refused_read_only():
            return False
        if self.mask.stroking:
            self.commit_stroke()
        self.mask.begin(name)
        self._stroke_name = name
        return True

    def _complete_name(self, value: int) -> None:
        """ "Brush" becomes "Brush, crack" before the first pixel of the stroke."""
        name, self._stroke_name = self._stroke_name, None
        if name is not None and self.mask is not None and self._full_name(name, value) != name:
            self.mask.cancel()
            self.mask.begin(self._full_name(name, value))

    def paint(self, footprint: Footprint, value: int) -> Rect:
        """Paint inside a stroke; the paint rule and locked classes hold. Returns the changed rectangle."""
        return self.paint_parts((footprint,), value)

    def paint_parts(self, parts: Iterable[Footprint], value: int) -> Rect:
        """``paint`` of several regions at once: what they have in common is asked only once."""
        mask = self.mask
        if mask is None or not self._in_stroke or not (value == VOID or value in self.classes):
            return _NOTHING
        self._complete_name(value)
        free = writable(self.classes, self._rule)
        changes = [mask.paint(self._where(part), value, free) for part in parts]
        for changed in few_rects(changes):
            self.mask_changed.emit(changed)
        return reduce(Rect.union, changes, _NOTHING)

    def commit_stroke(self) -> None:
        """End the stroke: one undo step, in the journal at once, in the mask file in two seconds."""
        self.finish_edits()
        if self.stored is None or not self.stored.mask.stroking:
            return
        try:
            patch = self.stored.commit()
        except UserError as error:  # the stroke stays in memory and dirty: the next save writes all of it
            self.problem.emit(error)
            patch = None
        self._after_edit(patch is not None)

    def part_stroke(self) -> None:
        """What a hand has painted so far becomes a step, what it goes on to paint the next one."""
        self.finish_edits()
        mask, unnamed = self.mask, self._stroke_name
        name = mask.stroke_name if mask is not None else None
        self.commit_stroke()
        if mask is not None and name is not None:
            mask.begin(name)
            self._stroke_name = unnamed

    def cancel_stroke(self) -> None:
        """Give back every pixel of the unfinished stroke."""
        self.finish_edits()
        if self.mask is not None and self.mask.stroking:
            changed = self.mask.cancel()
            if changed:
                self.mask_changed.emit(changed)

    def set_class_palette(self, palette: str) -> None:
        """In which colours classes are shown: "safe" or "voc". Files are not touched."""
        if palette != self.class_palette:
            self.class_palette = palette
            self.classes_changed.emit()

    def change_entries(self, entries: Sequence[ImageEntry]) -> None:
        """Store changed flags, groups or splits of many images with one write of the project file."""
        if self.project is None or not entries:
            return
        try:
            self.project.update_entries(entries)
            self.project.save()
        except UserError as error:
            self.problem.emit(error)
        for entry in entries:
            if self.entry and self.entry.id == entry.id:
                self.entry = entry
            self.image_state_changed.emit(entry.id)

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
            self.project.set_classes(palettes.plain(table))
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
        if self.project is None or self._store is None or self._refused_while_busy():
            return
        self.commit_stroke()
        self._settle_reading()
        project, store = self.project, self._store
        gone = self.classes.by_id(class_id).name
        name = tr("Delete class {name}", name=gone)
        if replace_with != VOID:
            name = tr("Merge {name} into {other}", name=gone, other=self.classes.by_id(replace_with).name)
        open_ids = {stored.image_id for stored in store.values()}
        rest = [e for e in project.images if e.id not in open_ids]
        self._loading.update(e.id for e in rest)
        # First the masks that are not open, since only these can fail; then, at once, the open ones and the table.
        future = self.background.submit(
            replace_everywhere,
            project,
            rest,
            class_id,
            replace_with,
            name,
            done=lambda counts: self._on_replaced(project, class_id, replace_with, name, rest, counts),
            failed=lambda error: self._on_replace_failed(rest, error),
        )
        if future is not None:
            self._unfinished = (
                future,
                lambda counts: self._on_replaced(project, class_id, replace_with, name, rest, counts),
            )

    def _refused_while_busy(self) -> bool:
        """Two kinds of work that write all masks never meet; the banner says which one is under way."""
        if self._unfinished is not None:
            self.problem.emit(UserError(tr("A class is being deleted."), tr("Wait until it is gone from the list.")))
        elif self._lent:
            self.problem.emit(UserError(tr("Masks are being imported."), tr("Wait for it, or cancel it below.")))
        return self._unfinished is not None or self._lent

    def _replacing(self, masks: list[StoredMask], old: int, new: int, name: str) -> Generator[Rect, None, None]:
        """Replace a class in open masks, one after the other; of those that are not shown nothing is yielded."""
        for stored in masks:
            try:
                for rect in replacing(stored.mask, old, new, name, commit=stored.commit):
                    yield rect if stored is self.stored else _NOTHING
            except UserError as error:  # the pixels are changed and dirty; the next save writes them
                self.problem.emit(error)
            self.counts.put(stored.image_id, stored.mask.counts())

    def _on_replaced(
        self,
        project: Project,
        class_id: int,
        replace_with: int,
        name: str,
        rest: list[ImageEntry],
        counts: dict[str, Counts],
    ) -> None:
        if project is not self.project or self._store is None or self._unfinished is None:
            return
        if self._in_stroke:  # a hand goes on painting: when it is lifted
            later = partial(self._on_replaced, project, class_id, replace_with, name, rest, counts)
            QTimer.singleShot(AGAIN_MS, self, later)
            return
        self._unfinished = None
        self.commit_stroke()
        self._release(rest)
        for image_id, found in counts.items():
            self.counts.put(image_id, found)
        masks = self._store.values()
        self._store.held = {stored.image_id for stored in masks}
        self._in_turns(
            lambda: self._replacing(masks, class_id, replace_with, name),
            lambda _: self._on_all_replaced(class_id, [*counts, *(stored.image_id for stored in masks)]),
            sum(stored.mask.array.size for stored in masks) <= SMALL,
        )

    def _on_all_replaced(self, class_id: int, image_ids: list[str]) -> None:
        if self._store is not None:
            self._store.held = set()
            self._store.touch()
        self.history_changed.emit()
        self.change_classes(lambda table: table.remove(class_id))
        for image_id in image_ids:
            self.image_state_changed.emit(image_id)

    def _on_replace_failed(self, rest: list[ImageEntry], error: Exception) -> None:
        self._unfinished = None
        self._release(rest)
        self._on_failed(error)

    def _release(self, entries: list[ImageEntry]) -> None:
        self._loading.difference_update(e.id for e in entries)
        if self.entry and self.stored is None and self.entry in entries:
            self._load(self.entry)

    def _revive(self) -> None:
        """A deleted class whose pixels came back through undo comes back itself."""
        if self.stored is None:
            return
        counts = self.stored.mask.counts()
        for class_id in sorted(self.classes.retired):
            if counts[class_id]:
                self.change_classes(lambda table, i=class_id: table.revive(i))

    # ---- all masks at once ------------------------------------------------------------------------------------

    def lend_masks(self, then: Callable[[Project], None]) -> bool:
        """Save and close every mask, then call ``then`` with the project; nothing can be painted meanwhile.

        For work that writes mask files in the background. ``take_masks_back`` ends it. ``False``: a save failed.
        """
        if self.project is None or self._store is None or self._refused_read_only() or self._refused_while_busy():
            return False
        try:
            self.save_now()
        except UserError as error:
            self.problem.emit(error)
            return False
        project, self._lent = self.project, True
        self._store.save_then(lambda: self._lend(project, then))  # waits for writes that are under way
        return True

    def _lend(self, project: Project, then: Callable[[Project], None]) -> None:
        if self._store is None or project is not self.project:
            return
        self.commit_stroke()  # begun since; the journal has it
        self._settle_reading()
        for stored in self._store.values():
            self._store.drop(stored.image_id)
        self._loading.update(e.id for e in project.images)
        self._take_away()
        self.current_changed.emit()
        self.history_changed.emit()
        then(project)

    def take_masks_back(self, project: Project, changed: Sequence[str] = ()) -> None:
        """The work is over: masks are opened again, and those of ``changed`` images are counted anew."""
        self._lent = False
        if project is not self.project:
            return
        for image_id in changed:
            self.counts.drop(image_id)
        self._release(list(project.images))
        self._count_labels()
