"""GrabCut: scribble over the object with the left button, over the background with the right; Enter paints it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, fill_color, paint_value, sweep, work_window
from segstudio.gui.canvas.previews import NOTHING, ToolPreview
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.footprints import cut, empty
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.grabcut import grab_cut

FOUND, OBJECT, BACKGROUND = 0, 1, 2
_OBJECT_COLOR, _BACKGROUND_COLOR = QColor(255, 255, 255, 210), QColor(20, 20, 20, 190)
Scribble = tuple[str, list[Footprint]]


def grabcut(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Scribble, see what was found, scribble more; Enter or a double click paints the current class.

    Without a scribble over the object nothing is found or painted, and a notice says so.
    """
    value, window = paint_value(toolbox, replace(press, button="left")), work_window(toolbox, press.at)
    if value is None or not window:
        return
    drawing = _Drawing(toolbox, window, value)
    found = empty()
    event: Pointer = press
    with Work[Footprint](toolbox, tr("Finding the object{share}. Esc stops")) as work:
        while True:
            if event.kind == "press":
                yield from drawing.scribble(event)
                found = empty()
                drawing.ask(work)
            elif event.key == "backspace":
                found = empty()
                if not drawing.back(work):
                    return
            elif event.key == "enter" or event.kind == "double":
                found = (yield from work.wait()) or found
                if found.rect:
                    break
                toolbox.document.notice.emit(tr("Nothing is painted; scribble over the object with the left button."))
            new = work.take()
            if new is not None:
                found = new
                drawing.show(found)
            event = yield
    toolbox.document.edits.fill(tr("GrabCut"), found, value)


class _Drawing:
    """The scribbles inside one window of the image, and their preview."""

    def __init__(self, toolbox: Toolbox, window: Rect, value: int) -> None:
        self._toolbox, self.window = toolbox, window
        self._scribbles: list[Scribble] = []
        self._values = np.full((window.h, window.w), NOTHING, np.uint8)
        colors = {FOUND: fill_color(toolbox, value), OBJECT: _OBJECT_COLOR, BACKGROUND: _BACKGROUND_COLOR}
        toolbox.previews.show(ToolPreview(window, self._values, colors))

    def scribble(self, press: Pointer) -> Gesture:
        """Draw one line until its release."""
        parts: list[Footprint] = []
        self._scribbles.append((press.button, parts))

        def draw(part: Footprint) -> None:
            parts.append(part)
            self._draw(press.button, part)

        yield from sweep(self._toolbox, press, draw)

    def _draw(self, button: str, part: Footprint) -> None:
        rect = part.rect.intersect(self.window)
        if rect:
            shown = self._values[rect.relative_to(self.window).slices]
            shown[cut(part, rect)] = OBJECT if button == "left" else BACKGROUND
            self._toolbox.previews.changed(rect)

    def show(self, found: Footprint) -> None:
        """Show the object that was found, under the scribbles."""
        self._values[...] = np.where(cut(found, self.window), np.uint8(FOUND), np.uint8(NOTHING))
        for button, parts in self._scribbles:
            for part in parts:
                self._draw(button, part)
        self._toolbox.previews.changed(self.window)
        self._toolbox.previews.show_words(tr("Scribble more, Enter paints, Backspace takes back, Esc discards"))

    def back(self, work: Work[Footprint]) -> bool:
        """Drop the last scribble; ``False`` when none is left."""
        self._scribbles.pop()
        self.show(empty())
        if self._scribbles:
            self.ask(work)
        return bool(self._scribbles)

    def ask(self, work: Work[Footprint]) -> None:
        """Find the object, if there is a scribble over it."""
        image, window = self._toolbox.image, self.window
        foreground, background = self._table("left"), self._table("right")
        if not (foreground & ~background).any():
            work.stop()
            self._toolbox.previews.show_words(tr("Now scribble over the object with the left button"))
            return

        def find(token: CancelToken) -> Footprint:
            return grab_cut(image.pixels, window, foreground, background, progress=token.note, cancelled=token)

        work.ask(find)

    def _table(self, button: str) -> NDArray[np.bool_]:
        table = np.zeros((self.window.h, self.window.w), bool)
        for pressed, parts in self._scribbles:
            for part in parts if pressed == button else ():
                rect = part.rect.intersect(self.window)
                if rect:
                    table[rect.relative_to(self.window).slices] |= cut(part, rect)
        return table
