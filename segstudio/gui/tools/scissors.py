"""Intelligent scissors: the outline follows edges from click to click; Enter, a double click or the start closes it."""

from __future__ import annotations

from segstudio.errors import Cancelled
from segstudio.gui.canvas.background_work import CancelToken, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, outlined, paint_value
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.footprints import pixel
from segstudio.labels.painting import Point
from segstudio.labels.scissors import Scissors, on_edge

SIDE = 768  # pixels: the map of paths is ready in about 0.2 s
SNAP = "scissors.snap"
_MOST = 32  # image pixels


def scissors(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Collect a path along edges and fill it with the class that was current at the first click."""
    value = paint_value(toolbox, press) if press.button == "left" else None
    if value is None or pixel(press.at, toolbox.mask.shape) is None:
        return
    with Work[Point](toolbox, tr("Reading the edges{share}. Esc stops")) as work:
        path = _Path(toolbox, work, press.at)
        yield from _draw(toolbox, path)
        points = yield from path.closed()
    footprint = outlined(toolbox, points)
    if footprint is not None:
        toolbox.document.edits.fill(tr("Scissors"), footprint, value)


def _draw(toolbox: Toolbox, path: _Path) -> Gesture:
    """Add and remove points until the outline is to be closed, or has no point left.

    Clicks that come before the map of the last point is made wait for it, so that every piece follows the edges.
    """
    at = path.anchors[0]
    waiting: list[Point] = []
    closing = False
    while True:
        path.take_map()
        if waiting and not path.busy:
            path.add(waiting.pop(0))
        if closing and not waiting:
            return
        toolbox.sketch([*path.points(*waiting, at)], vertices=False, corners=[*path.anchors, *waiting])
        event = yield
        if event.kind not in ("key", "ready"):
            at = event.at
        if event.kind == "double" or event.key == "enter":
            closing = True
        elif event.key == "backspace" or (event.kind == "press" and event.button == "right"):
            if waiting:
                waiting.pop()
            elif not path.back():
                return
        elif event.kind == "press" and not closing:
            closing = len(path.anchors) + len(waiting) > 1 and toolbox.transform.near(event.at, path.anchors[0])
            waiting += [] if closing else [event.at]


class _Path:
    """Anchors and the outline between them. Paths start at the last anchor, whose map is made in the background."""

    def __init__(self, toolbox: Toolbox, work: Work[Point], first: Point) -> None:
        self._toolbox, self._work = toolbox, work
        self._cutter = Scissors(toolbox.image.pixels, SIDE)
        self._from: Point | None = None  # where the map starts, once it is made
        self.anchors = [first]
        self._pieces: list[list[Point]] = []
        self._ask(first)

    def _ask(self, at: Point) -> None:
        """Have the map of paths from a point made."""
        radius = min(_MOST, round(self._toolbox.transform.reach(self._toolbox.options.number(SNAP))))
        self._from = None

        def start(token: CancelToken) -> Point:
            self._cutter.start(at)
            if not radius:
                return on_edge(at)
            token.note(1, 2)
            if token():
                raise Cancelled
            return on_edge(self._cutter.start(self._cutter.snapped(at, radius)))

        self._work.ask(start)

    def take_map(self) -> None:
        """Take the map once it is made: the last anchor moves onto the edge."""
        found = self._work.take()
        if found is not None and self.anchors:
            self._from = found
            self.anchors[-1] = found
            if self._pieces:
                self._pieces[-1].append(found)

    @property
    def busy(self) -> bool:
        """Whether the map of the last anchor is still being made."""
        return self._work.busy

    def points(self, to: Point, *more: Point) -> list[Point]:
        """The outline with a path along edges from the last anchor to ``to``, then straight lines to ``more``. The path
        is straight too while the map is being made."""
        fixed = [point for piece in self._pieces for point in piece] or self.anchors[:1]
        return [*fixed, *self._to(to), *more]

    def _to(self, to: Point) -> list[Point]:
        if self._from is None or self.busy:
            return [to]
        return [on_edge(point) for point in self._cutter.path_to(to)]

    def add(self, at: Point) -> None:
        """The path up to here is fixed; the next one starts here."""
        self._pieces.append([self.anchors[-1], *self._to(at)])
        self.anchors.append(at)
        self._ask(at)

    def back(self) -> bool:
        """Remove the last anchor; ``False`` when it was the first."""
        self.anchors.pop()
        if not self.anchors:
            return False
        self._pieces.pop()
        self._ask(self.anchors[-1])
        return True

    def closed(self) -> Gesture:
        """The whole outline, the last piece along edges to the first anchor; no points without an anchor."""
        if not self.anchors:
            return []
        while self._work.busy:
            yield
        self.take_map()
        return self.points(self.anchors[0])


OPTIONS = (
    Option(SNAP, "Snap within", "How far a click is pulled onto the strongest edge, in pixels of the screen.",
           6.0, 0, 40, 0, " px"),
)  # fmt: skip
