"""What the actions do that is more than one call on document, canvas or session. Owns no state but the tool before.

Knows the window's parts through its constructor; shows nothing itself: problems go through the document's signal.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from segstudio.errors import UserError
from segstudio.gui.canvas import Canvas
from segstudio.gui.class_panel import ClassPanel
from segstudio.gui.document import Document
from segstudio.gui.image_panel import ImagePanel
from segstudio.gui.words import counted
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint, Rect


class Commands(QObject):
    """The slots named ``commands.*`` in the table of actions."""

    def __init__(
        self, document: Document, canvas: Canvas, classes: ClassPanel, images: ImagePanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("commands")
        self._document, self._canvas, self._classes, self._images = document, canvas, classes, images
        self._tool_before = "brush"

    def save(self) -> None:
        """Write everything now."""
        try:
            self._document.save_now()
        except UserError as error:
            self._document.problem.emit(error)

    # ---- tools --------------------------------------------------------------------------------------------------

    def choose_tool(self, name: str) -> None:
        """Take a tool; choosing the eraser again goes back to the tool before it."""
        if name == "eraser" and self._canvas.tool == "eraser":
            name = self._tool_before
        elif self._canvas.tool != "eraser":
            self._tool_before = self._canvas.tool
        self._canvas.set_tool(name)

    # ---- classes ------------------------------------------------------------------------------------------------

    def add_class(self) -> None:
        """Add a class and put the cursor into its name."""
        self._classes.add_class()

    def choose_class(self, position: int) -> None:
        """Paint the class at ``position`` of the list; from the eraser back to the tool before."""
        ids = self._document.classes.ids
        if 0 <= position < len(ids):
            self._document.set_current_class(ids[position])
            if self._canvas.tool == "eraser":
                self._canvas.set_tool(self._tool_before)

    def choose_void(self) -> None:
        """Paint void: the eraser."""
        if self._canvas.tool != "eraser":
            self.choose_tool("eraser")

    def step_class(self, step: int) -> None:
        """The next or previous class, round the end."""
        ids = self._document.classes.ids
        if ids:
            at = ids.index(self._document.current_class) if self._document.current_class in ids else -1
            self.choose_class((at + step) % len(ids))

    def toggle_lock(self) -> None:
        """Lock or unlock the current class."""
        table, current = self._document.classes, self._document.current_class
        if current in table:
            locked = table.by_id(current).locked
            self._document.change_classes(lambda t: t.set_locked(current, not locked))

    def toggle_only_void(self) -> None:
        """Paint only over void, or over everything."""
        rule = self._document.rule
        self._document.set_rule(replace(rule, only_void=not rule.only_void, only_class=None))

    # ---- this image ---------------------------------------------------------------------------------------------

    def clear_mask(self) -> None:
        """All void, as one undo step; locked classes stay."""
        mask = self._document.mask
        if mask is not None:
            whole = Footprint(Rect.of_shape(mask.shape), np.ones(mask.shape, np.bool_))
            self._document.fill("Clear mask", whole, VOID)

    def toggle_flag(self) -> None:
        """Flag the image, or take the flag off."""
        entry = self._document.entry
        if entry is not None:
            self._document.update_entry(replace(entry, flag=not entry.flag))

    def remove_image(self) -> None:
        """Take the chosen images out of the project."""
        self._images.remove_selected()

    def accept_class(self) -> None:
        """Label void pixels that are predicted as the current class."""
        self._accept(self._document.current_class)

    def accept_image(self) -> None:
        """Label every void pixel as predicted."""
        self._accept(None)

    def _accept(self, only: int | None) -> None:
        if self._document.prediction is None:
            return
        pixels = self._document.accept_prediction(only)
        if pixels:
            self._document.notice.emit(f"{counted(pixels, 'pixel')} labelled as predicted; Undo takes it back.")
        else:
            self._document.notice.emit("No void pixel is predicted so; what is painted already stays.")

    # ---- view ---------------------------------------------------------------------------------------------------

    def step_opacity(self, step: float) -> None:
        """A denser or fainter overlay."""
        self._canvas.set_overlay_opacity(round(self._canvas.overlay_opacity + step, 2))

    def toggle_peek(self) -> None:
        """Hide every overlay, or show them again (from the menu; the key does it while held)."""
        self._canvas.peek(not self._canvas.scene.peek)

    def toggle_hatch(self) -> None:
        """A pattern over void, or none."""
        self._canvas.set_void_hatch(not self._canvas.void_hatch)
