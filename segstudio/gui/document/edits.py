"""Edits that are not strokes: a fill, a region of a tool, another image's mask. Each is one undo step.

The paint rule holds for all of them as it is when they are asked for. No widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import EditQueue
from segstudio.gui.document.paint_rule import CurrentRule
from segstudio.gui.document.strokes import Strokes
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.words import counted, tr
from segstudio.labels.actions import Steps, applying, copying, filling, pasting
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.regions import Edit
from segstudio.labels.rules import only, paintable
from segstudio.project.masks import StoredMask, read_mask
from segstudio.project.project import ImageEntry


class Edits:
    """Whole edits of the current mask."""

    def __init__(
        self, files: OpenFiles, current: CurrentImage, classes: ClassList, queue: EditQueue, rule: CurrentRule,
        strokes: Strokes
    ) -> None:  # fmt: skip
        self._files, self._current, self._classes = files, current, classes
        self._queue, self._rule, self._strokes = queue, rule, strokes

    def fill(self, name: str, footprint: Footprint | None, value: int) -> None:
        """Write one value over a footprint (``None``: everywhere), as the paint rule and locked classes allow."""
        if not self._strokes.may_paint(value):
            return
        if self._queue.in_stroke:
            self._strokes.commit()
        rule, full = self._rule.for_edit(), self._classes.full_name(name, value)
        self._queue.edit(
            lambda stored: filling(
                stored.mask, footprint, value, rule.writable & self._classes.has(value), full, stored.commit, rule.allow
            ),
            footprint.rect if footprint is not None else None,
            rule.report,
        )

    def fill_void(self, name: str, footprint: Footprint, values: NDArray[np.uint8]) -> int:
        """Label the void pixels of a footprint with ``values`` (``uint8`` of its rectangle); the pixels changed."""
        rule = self._rule.for_edit()
        return self._queue.edit(
            lambda stored: pasting(
                stored.mask, values, footprint, only(VOID) & rule.writable, paintable=paintable(self._classes.table),
                name=name, commit=stored.commit, allow=rule.allow,
            ),
            footprint.rect,
            rule.report,
        )  # fmt: skip

    def apply(self, name: str, edits: Sequence[Edit]) -> int:
        """Write every edit as one step where rule and locks allow it; the pixels changed."""
        unlocked, rule = paintable(self._classes.table), self._rule.for_edit()
        parts = [(value, footprint) for value, footprint in edits if unlocked[value]]
        if not parts:
            return 0

        def change(stored: StoredMask) -> Steps:
            known = [(value, footprint) for value, footprint in parts if self._classes.has(value)]
            return applying(stored.mask, known, rule.writable, name, stored.commit, rule.allow)

        area = reduce(Rect.union, (footprint.rect for _, footprint in parts))
        return self._queue.edit(change, area, rule.report)

    def copy_mask_from(self, entry: ImageEntry) -> None:
        """Label the void pixels of the current image as those of ``entry`` are labelled; one undo step."""
        masks, goal = self._files.masks, self._current.stored
        if masks is None or goal is None:
            return
        opened, project = masks.get(entry.id), masks.project
        if opened is not None:
            # Only the current mask is painted on, and edits come one after the other: nothing changes it meanwhile.
            self._copy(goal, entry, opened.mask.settled() if opened.mask.stroking else opened.mask.array)
            return
        path = project.mask_path(entry)
        if not path.exists():
            self._files.notice.emit(tr("Nothing is labelled on {name}.", name=entry.stem))
            return
        self._files.background.submit(
            lambda: read_mask(path, entry.shape, project.classes.ids, project.classes.retired),
            done=lambda values: self._copy(goal, entry, values),
            failed=self._files.report,
        )

    def _copy(self, goal: StoredMask, entry: ImageEntry, values: NDArray[np.uint8]) -> None:
        if goal is not self._current.stored:
            return

        def report(pixels: int) -> None:
            if pixels:
                sentence = tr("{pixels} labelled as on {name}; Undo takes it back.")
                self._files.notice.emit(sentence.format(pixels=counted(pixels, "pixel"), name=entry.stem))
            else:
                self._files.notice.emit(tr("No void pixel is labelled on {name}.", name=entry.stem))

        rule, name = self._rule.for_edit(report), tr("Copy mask of {name}", name=entry.stem)
        self._queue.edit(
            lambda stored: copying(
                stored.mask, values, only(VOID) & rule.writable, paintable=paintable(self._classes.table),
                name=name, commit=stored.commit, allow=rule.allow,
            ),
            report=rule.report,
        )  # fmt: skip
