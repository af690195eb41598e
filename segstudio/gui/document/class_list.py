"""The classes of the open project in the colours that the window shows, and which of them is painted.

It changes only the table; ``ClassChanges`` changes the pixels when a class is deleted. Owns no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.pixels import palettes
from segstudio.labels.class_colors import far_from
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.rules import may_paint
from segstudio.project.images.picture_colors import picture_colors
from segstudio.project.masks import StoredMask
from segstudio.project.project import ImageEntry, Project


class ClassList(QObject):
    """Signals: ``changed`` (the table or its colours), ``current_changed(int)`` (the class that is painted).

    ``current`` and ``previous``: class ids, -1 for none. ``palette``: in which colours classes are shown.
    """

    changed = Signal()
    current_changed = Signal(int)

    def __init__(self, files: OpenFiles) -> None:
        super().__init__(files)
        self._files = files
        self.palette = palettes.SAFE
        self.current = self.previous = -1
        self._known: frozenset[int] = frozenset()  # classes whose colour is chosen, or is left as it was
        self._far: NDArray[np.float64] | None = None  # how far colours are from the images; ``None``: not looked at
        self._looking: object = None
        self._shown: tuple[ClassTable, str, ClassTable] | None = None  # a table, a palette, and the table in it

    @property
    def table(self) -> ClassTable:
        """The class table in the colours that the window shows; empty without a project."""
        project = self._files.project
        table = project.classes if project is not None else ClassTable()
        if self._shown is None or self._shown[0] is not table or self._shown[1] != self.palette:
            self._shown = (table, self.palette, palettes.as_shown(table, self.palette))
        return self._shown[2]

    def has(self, value: int) -> bool:
        """Whether ``value`` is void or a class of the table; checked again when an edit that waited begins."""
        return value == VOID or value in self.table

    def may_paint(self, value: int) -> bool:
        """Whether ``value`` is void or a class that is not locked; if not, the banner says why."""
        try:
            return may_paint(self.table, value)
        except UserError as error:
            self._files.problem.emit(error)
            return False

    def full_name(self, name: str, value: int) -> str:
        """The name of a step with the class it paints: "Brush" becomes "Brush, crack"."""
        painted = self.table.by_id(value).name if value in self.table else ""
        return name if painted in name else f"{name}, {painted}"

    def reset(self) -> None:
        """Another project was opened, or none is open any more: its first class is painted."""
        self.current, self.previous = next(iter(self.table.ids), -1), -1
        self._known, self._far, self._looking = frozenset(self.table.ids), None, None

    def choose_colors(self) -> None:
        """Show each class that is new since the project was opened in a colour that stands out from its images, as
        soon as there are some and they were looked at; one that a person or a file gave a colour keeps it."""
        project = self._files.project
        new = [one.id for one in self.table if one.id not in self._known]
        if project is None or not new or not project.images:
            return
        if self._far is None:
            self._look(project)
            return
        self._known, far = frozenset(self.table.ids), self._far
        self.change(lambda table: table.standing_out(new, far))

    def choose_colors_again(self) -> None:
        """Choose the colours of all classes against the images anew; those that a person or a file gave stay."""
        self._known, self._far, self._looking = frozenset(), None, None
        self.change(lambda table: replace(table, classes=tuple(replace(one, shown=None) for one in table)))

    def _look(self, project: Project) -> None:
        """Look at some of the images in the background, once for each project."""
        if self._looking is project:
            return
        self._looking = project

        def found(far: NDArray[np.float64]) -> None:
            if self._files.project is project:
                self._far = far
                self.choose_colors()

        def place(entry: ImageEntry) -> tuple[Path, str]:
            return project.image_path(entry), entry.plane

        submit = self._files.background.submit
        images = list(project.images)
        submit(lambda: far_from(picture_colors(images, place)), done=found, failed=lambda _error: None, owner=self)

    def set_palette(self, palette: str) -> None:
        """Show classes in the colours "safe" or "voc". Files are not changed."""
        if palette != self.palette:
            self.palette = palette
            self.changed.emit()

    def set_current(self, class_id: int) -> None:
        """Choose the class that the tools paint."""
        if class_id != self.current and class_id in self.table:
            self.previous, self.current = self.current, class_id
            self.current_changed.emit(class_id)

    def swap(self) -> None:
        """Return to the class used before."""
        self.set_current(self.previous)

    def change(self, change: Callable[[ClassTable], ClassTable]) -> bool:
        """Rename, recolour, reorder, hide or lock classes, e.g. ``lambda table: table.rename(3, "crack")``.

        No pixel changes. ``False`` when it failed; the banner says why.
        """
        try:
            return self._replace(change(self.table))
        except UserError as error:
            self._files.problem.emit(error)
            return False

    def _replace(self, table: ClassTable) -> bool:
        project = self._files.project
        if project is None:
            return False
        before = project.classes
        try:
            project.set_classes(palettes.plain(table))
            project.save()
        except UserError:
            project.set_classes(before)
            raise
        if self.current not in table:
            self.current = next(iter(table.ids), -1)
            self.current_changed.emit(self.current)
        self.changed.emit()
        self.choose_colors()
        return True

    def add(self, name: str) -> int | None:
        """Add a class and make it current; its id, or ``None`` when the name cannot be used."""
        known = set(self.table.ids)
        if not self.change(lambda table: table.add(name)):
            return None
        new = next(class_id for class_id in self.table.ids if class_id not in known)
        self.set_current(new)
        return new

    def revive(self, stored: StoredMask) -> None:
        """Bring deleted classes back whose pixels are in a mask again through undo."""
        counts = stored.mask.counts()
        for class_id in sorted(self.table.retired):
            if counts[class_id]:
                self.change(partial(ClassTable.revive, id=class_id))
