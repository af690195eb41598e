"""Click an object: the region under the pointer is outlined, a click takes it, the wheel makes it larger or smaller.

Works before anything is labelled; a predicted region is one of them. ``object_finder`` finds the regions.
"""

from __future__ import annotations

from collections.abc import Generator

from segstudio.gui.canvas.gesture import ALT, SHIFT, Gesture, Pointer, fill_color, paint_value
from segstudio.gui.canvas.previews import ToolPreview
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.gui.tools.object_finder import HOLES, Found, ObjectFinder, holds
from segstudio.labels.footprints import empty, joined, pixel, without
from segstudio.promptable.prompt_regions import Prompt


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
    """The regions that were clicked, in order, each added or cut away; shown until they are painted.

    A click network is asked for all clicks together, and its mask then stands for all of them. Where it finds none, the
    region of the click alone is added or cut away, from then on.
    """

    def __init__(self, toolbox: Toolbox, value: int) -> None:
        self._toolbox, self._color = toolbox, fill_color(toolbox, value)
        self.pieces: list[tuple[Found, bool]] = []
        self.footprint = empty()

    def add(self, finder: ObjectFinder, press: Pointer, cut_away: bool = False) -> Gesture:
        """Add (or cut away) the region at a press, when it is known."""
        before = [Prompt((one.at[0] + 0.5, one.at[1] + 0.5), not cut) for one, cut in self.pieces]
        together = bool(before) and all(one.whole for one, _ in self.pieces[1:])
        clicks = [*before, Prompt(press.at, not cut_away)] if together else []
        found = yield from finder.settled(press.at, clicks)
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
            if found.whole:
                self.footprint = found.footprint
            else:
                self.footprint = (without if cut_away else joined)(self.footprint, found.footprint)
        self._toolbox.previews.show(ToolPreview.of_footprint(self.footprint, self._color))
        self._toolbox.previews.show_words(
            tr("Wheel: larger or smaller. Shift adds, Alt cuts away, Enter paints, Esc discards")
        )


OPTIONS = (
    Option(HOLES, "Keep holes", "Leave out what lies inside of an object and is not like it.", False),
)  # fmt: skip
