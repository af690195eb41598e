"""Edits that tools hand over whole, and where painting is allowed: several values at once, selection, paint rule.

A part of :class:`~segstudio.gui.document.Document`. Each edit is one undo step under the paint rule. No widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from segstudio.gui.background import Background
from segstudio.gui.corrections import Corrections
from segstudio.labels.actions import apply_edits, paste
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut
from segstudio.labels.geometry import Footprint
from segstudio.labels.regions import Edit
from segstudio.labels.rules import PaintRule, only, paintable, writable


class Edits(Corrections):
    """Signals are those of :class:`~segstudio.gui.project_document.ProjectDocument`."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self.current_changed.connect(self.clear_selection)

    def fill_void(self, name: str, footprint: Footprint, values: np.ndarray) -> int:
        """Label the void pixels of a footprint with ``values`` (``uint8`` of its rectangle); the pixels changed."""
        part = self._where(footprint)
        inside = Footprint(footprint.rect, cut(part, footprint.rect))
        free = only(VOID) & writable(self.classes, self.rule)
        welcome = paintable(self.classes)
        return self._edit(
            lambda stored: paste(
                stored.mask, values, inside, free, paintable=welcome, name=name, commit=stored.commit
            )
        )

    def apply_edits(self, name: str, edits: Sequence[Edit]) -> int:
        """Write every edit as one step where rule and locks allow it; the pixels changed."""
        welcome = paintable(self.classes)
        parts = [(value, self._where(footprint)) for value, footprint in edits if welcome[value]]
        free = writable(self.classes, self.rule)
        return self._edit(lambda stored: apply_edits(stored.mask, parts, free, name, stored.commit)) if parts else 0

    def set_rule(self, rule: PaintRule) -> None:
        """Where painting may change pixels."""
        if rule != self.rule:
            self.rule = rule
            self.rule_changed.emit()

    def select(self, footprint: Footprint | None) -> None:
        """Limit painting on this image to a footprint; ``None``, or one without pixels: paint everywhere."""
        selection = footprint if footprint is not None and footprint.rect else None
        self.set_rule(replace(self.rule, selection=selection))

    def clear_selection(self) -> None:
        """Paint everywhere again."""
        self.select(None)
