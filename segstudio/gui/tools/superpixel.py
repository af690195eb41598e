"""Superpixel brush: the visible image is cut into small parts of like colour; a part that is touched is painted.

Zoomed out, too much is visible to cut all of it: tiles are cut where the brush goes, and painted when they are ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import WINDOW, Gesture, Pointer, paint_value, stroke
from segstudio.gui.canvas.previews import ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import tight
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point, brush_segment
from segstudio.labels.superpixels import Superpixels, superpixels
from segstudio.project.images.reading import ImageData

SPACING, COMPACTNESS = "superpixel.spacing", "superpixel.compactness"
REST_MS = 150  # after the last movement of the view
MARGIN = 64  # image pixels beyond what is visible
TILE = 1024  # side of a tile, which takes about a second; on a fixed grid, so that a place always has the same parts
_LINE = QColor(255, 255, 255, 120)
Cut = tuple[Superpixels, ToolPreview]
Part = tuple[Footprint, int]  # what the brush touched, and what is painted there


class _Key(NamedTuple):
    """What superpixels were computed from."""

    image: ImageData
    spacing: int
    compactness: float
    window: Rect

    def covers(self, other: _Key) -> bool:
        """Whether ``other`` asks for nothing else."""
        same = self.image is other.image and self[1:3] == other[1:3]
        return same and self.window.intersect(other.window) == other.window


class SuperpixelCut:
    """The superpixels of the visible part, computed again when another part is visible or the brush leaves them."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._work = Work[Cut](toolbox, tr("Finding superpixels{share}. Esc stops"), ready=self._on_ready)
        self._key: _Key | None = None  # of ``found``
        self._asked: _Key | None = None  # of what is being computed
        self._wanted = self._failed = False  # a stroke waits for the result; there was none
        self.found: Superpixels | None = None
        self._timer = QTimer(toolbox, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._on_rest)
        toolbox.options.changed.connect(self._on_option)
        self.follow()

    def _on_option(self, name: str) -> None:
        if name in (SPACING, COMPACTNESS):
            self.follow()

    def follow(self) -> None:
        """Another image, part of it or option: superpixels of the same image stay until the new ones are ready."""
        image = self._toolbox.document.image
        if self._key is not None and (image is None or self._key.image is not image):
            self._drop()
        if image is not None:
            self._timer.start()

    def hover(self, at: Point | None) -> None:
        """Nothing follows the pointer."""
        return

    def turn(self, notches: float) -> bool:
        """The wheel zooms."""
        return False

    def _drop(self) -> None:
        self._key = self.found = None
        self._toolbox.previews.show_lines(None)

    def _on_rest(self) -> None:
        seen = self._toolbox.transform.visible()
        if self._toolbox.document.image is None or not seen:
            return
        if self._wanted:
            self._timer.start()
        else:
            self._ask(self._around((seen.x + seen.w // 2, seen.y + seen.h // 2)))

    def _ask(self, window: Rect) -> None:
        """Cut a part of the image and a margin around it, unless that is done or under way."""
        image, options = self._toolbox.document.image, self._toolbox.options
        if image is None:
            return
        asked = _Key(image, round(options.number(SPACING)), options.number(COMPACTNESS), window)
        latest = self._asked or self._key
        if latest is not None and latest.covers(asked):
            return
        around = window.grow(MARGIN).clip(image.shape)
        self._asked = asked._replace(window=around)

        def find(token: CancelToken) -> Cut:
            cut = superpixels(
                image.pixels, around, asked.spacing, compactness=asked.compactness, progress=token.note, cancelled=token
            )
            cut.region_at((around.x, around.y))  # sorts its pixels here and not during a stroke
            return cut, ToolPreview.of_footprint(cut.borders(), _LINE, outlined=False)

        self._work.ask(find)

    def _on_ready(self) -> None:
        found, key = self._work.take(), self._asked
        self._asked, self._failed = None, found is None
        if found is not None:  # else it failed (a banner says why), was stopped, or is of another image
            self._key, self.found = key, found[0]
            self._toolbox.previews.show_lines(found[1])
        self._toolbox.wake()

    # ---- for a stroke ------------------------------------------------------------------------------------------

    def paint(self, parts: Sequence[Part]) -> list[Part]:
        """Paint the superpixels that were touched; parts where nothing is cut yet are returned, and cutting starts."""
        rest: list[Part] = []
        for footprint, value in parts:
            if self.found is not None:
                self._toolbox.document.strokes.paint(self.found.regions_under(footprint), value)
                footprint = _beyond(footprint, self.found.window)
            if footprint.rect:
                rest.append((footprint, value))
        if self._wanted and self._failed:
            rest = []
        self._wanted, self._failed = bool(rest), False
        if rest:
            self._ask(self._around(_one_pixel(rest[0][0])))
        return rest

    def _around(self, at: Point) -> Rect:
        """What to cut for a brush at a pixel: all that is visible, or if that is too much, the tile there."""
        seen = self._toolbox.transform.visible()
        if seen.w <= WINDOW and seen.h <= WINDOW and seen.intersect(Rect(int(at[0]), int(at[1]), 1, 1)):
            return seen
        tile = Rect(int(at[0]) // TILE * TILE, int(at[1]) // TILE * TILE, TILE, TILE)
        return tile.clip(self._toolbox.mask.shape)

    def end_stroke(self) -> None:
        """Compute nothing more for the stroke, which ended."""
        if self._wanted:
            self._wanted, self._asked = False, None
            self._work.stop()

    def stop(self) -> bool:
        """Stop the computation; the superpixels found before stay."""
        self._asked = None
        stopped = self._work.stop()
        if stopped:
            self._toolbox.document.notice.emit(tr("Stopped; paint or move the view to find superpixels again."))
        return stopped

    def close(self) -> None:
        """Another tool was chosen."""
        self._timer.stop()
        self._timer.deleteLater()
        self._toolbox.options.changed.disconnect(self._on_option)
        self._work.close()
        self._drop()


def _beyond(footprint: Footprint, window: Rect) -> Footprint:
    """The part of a footprint outside of a window."""
    part = footprint.rect.intersect(window)
    inside = footprint.inside.copy()
    inside[part.relative_to(footprint.rect).slices] = False
    return tight(footprint.rect, inside)


def _one_pixel(footprint: Footprint) -> tuple[int, int]:
    """The first pixel of a footprint that has any."""
    row, column = divmod(int(footprint.inside.argmax()), footprint.rect.w)
    return footprint.rect.x + column, footprint.rect.y + row


def superpixel(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Each superpixel that the brush touches gets the current class; with the right button void."""
    document, companion = toolbox.document, toolbox.companion
    assert isinstance(companion, SuperpixelCut)
    spacing = toolbox.options.number(SPACING)
    if toolbox.transform.reach(1) > spacing:
        sentence = tr("Superpixels of {size} px are too small to see here; zoom in, or make them larger.")
        document.notice.emit(sentence.format(size=f"{spacing:g}"))
        return
    value = paint_value(toolbox, press)
    if value is None:
        return
    with stroke(document, tr("Superpixels") if value != VOID else tr("Erase superpixels")):
        try:
            yield from _touch(toolbox, companion, press, value)
        finally:
            companion.end_stroke()


def _touch(toolbox: Toolbox, companion: SuperpixelCut, press: Pointer, value: int) -> Gesture:
    """Paint until the button is released and nothing waits; until then Backspace undoes all of it."""
    waiting: list[Part] = []
    last = event = press
    held = True
    while True:
        if event.kind in ("press", "double") and event is not press:
            painted = paint_value(toolbox, event)
            held, value, last = painted is not None, value if painted is None else painted, event
        elif event.key == "backspace":
            toolbox.document.strokes.cancel()
            return
        if held and event.kind in ("press", "double", "move", "release"):
            segment = brush_segment(toolbox.mask.shape, last.at, event.at, toolbox.diameter(event))
            waiting.append((segment, value))
            last, held = event, event.kind in ("press", "move")
        waiting = companion.paint(waiting)
        if not held and not waiting:
            return
        event = yield


OPTIONS = (
    Option(SPACING, "Superpixel", "About how wide a superpixel is, in image pixels.", 16.0, 4, 200, 0, " px"),
    Option(COMPACTNESS, "Compactness", "Low: follows edges closely; high: nearly squares.", 20.0, 1, 40),
)  # fmt: skip
