"""Click an object: the region under the pointer is outlined, a click takes it, the wheel makes it larger or smaller.

What is visible is searched for regions between the gestures; each movement of the pointer then asks for those around
it. Both off the window's thread. Works before anything is labelled; a predicted region is one of them.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import ALT, SHIFT, Gesture, Pointer, fill_color, paint_value
from segstudio.gui.canvas.previews import CLEAR, ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.clicks.click_regions import ClickRegions, Row, step_for
from segstudio.labels.footprints import cut, empty, joined, pixel, without
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point
from segstudio.project.images.reading import ImageData

HOLES = "object_click.holes"
REST_MS = 150  # after the last movement of the view
_TINT = 45  # of 255, how strongly the region under the pointer is coloured


@dataclass(frozen=True, eq=False)
class Found:
    """The row of regions around a pixel, the one that is chosen, and its preview."""

    at: tuple[int, int]
    row: Row
    place: int
    footprint: Footprint
    preview: ToolPreview


class _Key(NamedTuple):
    """What regions were searched in."""

    image: ImageData
    window: Rect

    def covers(self, other: _Key) -> bool:
        """Whether ``other`` would show nothing else, and nothing finer."""
        inside = self.image is other.image and self.window.intersect(other.window) == other.window
        return inside and step_for(self.window) <= step_for(other.window)


class ObjectFinder:
    """The regions of the visible part, and the one under the pointer, which is outlined."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._search = Work[ClickRegions](toolbox, tr("Looking for objects{share}. Esc stops"), ready=self._on_regions)
        self._look = Work[Found](toolbox, "", ready=self._on_found)
        self._key: _Key | None = None  # of ``_regions``
        self._asked: _Key | None = None  # of what is being searched
        self._regions: ClickRegions | None = None
        self._at: tuple[int, int] | None = None  # pixel under the pointer
        self._place: int | None = None  # what the wheel or a click chose
        self._held = False  # a click waits for its region
        self._turned = 0.0  # parts of a step of the wheel
        self.found: Found | None = None
        self._timer = QTimer(toolbox, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self._search_seen)
        toolbox.options.changed.connect(self._on_option)
        self.follow()

    # ---- the visible part -----------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Another image, or another part of it: the regions stay until those of the new part are ready."""
        image = self._toolbox.document.image
        if self._key is not None and (image is None or self._key.image is not image):
            self._key = self._regions = None
            self._forget()
        if image is not None:
            self._timer.start()

    def _search_seen(self) -> None:
        image, seen = self._toolbox.document.image, self._toolbox.transform.visible()
        if image is None or not seen:
            return
        wanted = _Key(image, seen)
        latest = self._asked or self._key
        if latest is not None and latest.covers(wanted):
            return
        self._asked = wanted
        self._search.ask(lambda token: ClickRegions(image.pixels, seen, progress=token.note, cancelled=token))

    def _on_regions(self) -> None:
        found, key = self._search.take(), self._asked
        self._asked = None
        if found is not None:  # else it failed (a banner says why), was stopped, or is of another image
            self._key, self._regions = key, found
            self._ask()
        self._toolbox.wake()

    # ---- the region under the pointer -----------------------------------------------------------------------------

    def hover(self, at: Point | None) -> None:
        """The pointer is at a point of the image; ``None``: it left the canvas."""
        if self._held:
            return
        mask = self._toolbox.document.mask
        here = pixel(at, mask.shape) if at is not None and mask is not None else None
        if here is None:
            self._forget()
        elif here != self._at:
            self._at = here
            # What was chosen with the wheel or clicked is kept as long as the pointer is over the region.
            if self._place is None or self.found is None or not holds(self.found.footprint, here):
                self._place, self._turned = None, 0.0
                self._ask()

    def turn(self, notches: float) -> bool:
        """The wheel: the next larger or smaller region; ``False`` where there is none yet."""
        found = self.found
        if found is None:
            return False
        self._turned += notches
        whole = int(self._turned)  # a fine wheel turns by parts of a step
        self._turned -= whole
        begin = found.place if self._place is None else self._place
        place = min(max(begin + whole, 0), len(found.row.regions) - 1)
        if place != begin:
            self._place = place
            self._present(found.at, found.row, place)
        return True

    def _ask(self) -> None:
        """Ask for the regions around the pointer."""
        regions, at = self._regions, self._at
        if regions is None or at is None:
            return
        prediction = self._toolbox.document.prediction
        guess = regions.small(prediction.classes) if prediction is not None else None
        holes, color = bool(self._toolbox.options[HOLES]), self._tint()

        def find(_token: CancelToken) -> Found | None:
            row = regions.row((at[0] + 0.5, at[1] + 0.5), guess, holes=holes)
            return _presented(regions, at, row, row.best, color) if row is not None else None

        self._look.ask(find)  # type: ignore[arg-type]

    def _present(self, at: tuple[int, int], row: Row, place: int) -> None:
        regions, color = self._regions, self._tint()
        if regions is not None:
            self._look.ask(lambda _token: _presented(regions, at, row, place, color))

    def _tint(self) -> QColor:
        current = self._toolbox.document.class_list.current
        color = fill_color(self._toolbox, current) if current != VOID else QColor(CLEAR)
        color.setAlpha(min(color.alpha(), _TINT))
        return color

    def _on_found(self) -> None:
        found = self._look.take()
        if self._at is not None:
            self.found = found
            self._toolbox.previews.show_lines(found.preview if found is not None else None)
        self._toolbox.wake()

    def _forget(self) -> None:
        self._look.stop()
        self._at = self._place = self.found = None
        self._toolbox.previews.show_lines(None)

    def _on_option(self, name: str) -> None:
        if name == HOLES:
            self._place = None
            self._ask()

    def settled(self, at: Point) -> Generator[None, Any, Found | None]:
        """For a gesture: the region at a point, as soon as it is known; ``None`` where none can be found."""
        self.hover(at)
        self._timer.stop()
        self._search_seen()
        self._held = True
        try:
            while self._search.busy or self._look.busy:
                yield
        finally:
            self._held = False
        if self.found is None or not holds(self.found.footprint, at):
            return None
        self._place = self.found.place  # the wheel can still change it, although the hand trembles
        return self.found

    def stop(self) -> bool:
        """Stop the search; regions found before stay."""
        self._asked = None
        stopped = self._search.stop()
        if stopped:
            self._toolbox.document.notice.emit(tr("Stopped; move the view to look for objects again."))
        return stopped

    def close(self) -> None:
        """Another tool was chosen."""
        self._timer.stop()
        self._timer.deleteLater()
        self._toolbox.options.changed.disconnect(self._on_option)
        self._search.close()
        self._look.close()
        self._toolbox.previews.show_lines(None)


def _presented(regions: ClickRegions, at: tuple[int, int], row: Row, place: int, color: QColor) -> Found:
    footprint = regions.footprint(row.regions[place])
    return Found(at, row, place, footprint, ToolPreview.of_footprint(footprint, color))


def holds(footprint: Footprint, at: Point) -> bool:
    """Whether the pixel under a point is in a footprint."""
    return bool(cut(footprint, Rect(int(at[0]), int(at[1]), 1, 1)).any())


# ---- the gesture --------------------------------------------------------------------------------------------------


def object_click(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Take the outlined region; more with Shift, less with Alt; Enter or a click inside paints, a click elsewhere
    paints and takes the next."""
    finder = toolbox.companion
    assert isinstance(finder, ObjectFinder)
    value = paint_value(toolbox, press)
    if value is None or pixel(press.at, toolbox.mask.shape) is None:
        return
    event = press
    while True:
        taken = _Taken(toolbox, value)
        yield from taken.add(finder, event)
        if not taken.pieces:
            toolbox.document.notice.emit(tr("No object was found here; zoom in, or paint it with the brush."))
            return
        last = yield from _more(toolbox, finder, taken)
        if last is None:
            return
        toolbox.document.edits.fill(tr("Click an object"), taken.footprint, value)
        if last.kind != "press" or holds(taken.footprint, last.at):
            return
        value, event = paint_value(toolbox, last), last
        if value is None or pixel(last.at, toolbox.mask.shape) is None:
            return


def _more(toolbox: Toolbox, finder: ObjectFinder, taken: _Taken) -> Generator[None, Pointer, Pointer | None]:
    """Change what is taken until it is to be painted: the event that said so; ``None``: it is given up."""
    while True:
        event = yield
        if event.kind == "ready":
            taken.resize(finder.found)
        elif event.key == "enter" or event.kind == "double":
            return event
        elif event.key == "backspace":
            if not taken.back():
                return None
        elif event.kind == "press" and event.modifiers & (SHIFT | ALT):
            yield from taken.add(finder, event, cut_away=bool(event.modifiers & ALT))
        elif event.kind == "press":
            return event


class _Taken:
    """The regions that were clicked, in order, each added or cut away; shown until they are painted."""

    def __init__(self, toolbox: Toolbox, value: int) -> None:
        self._toolbox, self._color = toolbox, fill_color(toolbox, value)
        self.pieces: list[tuple[Found, bool]] = []
        self.footprint = empty()

    def add(self, finder: ObjectFinder, press: Pointer, cut_away: bool = False) -> Gesture:
        """Add (or cut away) the region at a press, when it is known."""
        found = yield from finder.settled(press.at)
        if found is not None:
            self.pieces.append((found, cut_away))
            self._show()

    def resize(self, found: Found | None) -> None:
        """The wheel chose another region around the pixel that was clicked last."""
        last, cut_away = self.pieces[-1]
        if found is not None and found.row is last.row and found is not last:
            self.pieces[-1] = found, cut_away
            self._show()

    def back(self) -> bool:
        """Drop the last region; ``False`` when none is left."""
        self.pieces.pop()
        self._show()
        return bool(self.pieces)

    def _show(self) -> None:
        self.footprint = empty()
        for found, cut_away in self.pieces:
            self.footprint = (without if cut_away else joined)(self.footprint, found.footprint)
        self._toolbox.previews.show(ToolPreview.of_footprint(self.footprint, self._color))
        self._toolbox.previews.show_words(
            tr("Wheel: larger or smaller. Shift adds, Alt cuts away, Enter paints, Esc discards")
        )


OPTIONS = (
    Option(HOLES, "Keep holes", "Leave out what lies inside of an object and is not like it.", False),
)  # fmt: skip
