"""Edits that tools hand over whole: several values at once.

A part of ``Document``. Each edit is one undo step under the paint rule. No widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from segstudio.gui.document.paint_rule import PaintingRule
from segstudio.labels.actions import Steps, applying, filling, pasting
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.regions import Edit
from segstudio.labels.rules import only, paintable, writable
from segstudio.project.masks import StoredMask


class Edits(PaintingRule):
    """Signals are those of ``ProjectDocument``."""

    def fill_void(self, name: str, footprint: Footprint, values: np.ndarray) -> int:
        """Label the void pixels of a footprint with ``values`` (``uint8`` of its rectangle); the pixels changed."""
        free, allow = only(VOID) & writable(self.classes, self._rule), self._allow()
        return self._edit(
            lambda stored: pasting(
                stored.mask,
                values,
                footprint,
                free,
                paintable=paintable(self.classes),
                name=name,
                commit=stored.commit,
                allow=allow,
            ),
            footprint.rect,
        )

    def apply_edits(self, name: str, edits: Sequence[Edit]) -> int:
        """Write every edit as one step where rule and locks allow it; the pixels changed."""
        welcome, free, allow = paintable(self.classes), writable(self.classes, self._rule), self._allow()
        parts = [(value, footprint) for value, footprint in edits if welcome[value]]
        if not parts:
            return 0

        def change(stored: StoredMask) -> Steps:
            known = [(value, footprint) for value, footprint in parts if self._known(value)]
            return applying(stored.mask, known, free, name, stored.commit, allow)

        return self._edit(
            change,
            reduce(Rect.union, (footprint.rect for _, footprint in parts)),
        )

    def fill(self, name: str, footprint: Footprint | None, value: int) -> None:
        """Write one value over a footprint (``None``: everywhere), as the paint rule and locked classes allow."""
        if not self.may_paint(value):
            return
        if self._in_stroke:
            self.commit_stroke()
        free, allow, full = writable(self.classes, self._rule), self._allow(), self._full_name(name, value)
        self._edit(
            lambda stored: filling(
                stored.mask, footprint, value, free & self._known(value), full, stored.commit, allow
            ),
            footprint.rect if footprint is not None else None,
        )

    def may_paint(self, value: int) -> bool:
        """Whether ``value`` (a class or void) can be painted now; if not, the banner says why."""
        return self._may_write(value) and self.mask is not None

    def _full_name(self, name: str, value: int) -> str:
        """ "Brush" becomes "Brush, crack"."""
        painted = self.classes.by_id(value).name if value in self.classes else ""
        return name if painted in name else f"{name}, {painted}"
