"""Intelligent scissors: the outline follows edges from click to click; Enter, a double click or the start closes it."""

from __future__ import annotations

from segstudio.errors import Cancelled
from segstudio.gui.canvas.background_work import Stop, Work
from segstudio.gui.canvas.gesture import Gesture, Pointer, Surface, paint_value
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.look.words import tr
from segstudio.labels import painting
from segstudio.labels.footprints import pixel
from segstudio.labels.painting import Point
from segstudio.labels.scissors import Scissors

SIDE = 768  # pixels: the map of paths is ready in about 0.2 s
SNAP = "scissors.snap"
_MOST = 32  # image pixels


def scissors(surface: Surface, press: Pointer) -> Gesture:
    """Collect a path along edges and fill it with the class that was current at the first click."""
    document = surface.document
    value = paint_value(surface, press) if press.button == "left" else None
    if value is None or document.image is None or document.mask is None:
        return
    if pixel(press.at, document.mask.shape) is None:
        return
    try:
        with Work[Point](surface, tr("Reading the edges{share}. Esc stops")) as work:
            path = _Path(surface, work, press.at)
            yield from _draw(surface, path)
            points = yield from path.closed()
    finally:
        surface.sketch(())
        surface.previews.tell("")
    if len(points) > 2:
        document.edits.fill(tr("Scissors"), painting.polygon(document.mask.shape, points), value)


def _draw(surface: Surface, path: _Path) -> Gesture:
    """Until the outline is to be closed, or all of its points were taken back.

    Clicks faster than the maps wait for theirs, so that every piece follows the edges however fast one clicks.
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
        surface.sketch([*path.points(*waiting, at)], vertices=False, corners=[*path.anchors, *waiting])
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
            closing = len(path.anchors) + len(waiting) > 1 and surface.transform.near(event.at, path.anchors[0])
            waiting += [] if closing else [event.at]


class _Path:
    """Anchors with the pieces of outline between them. Paths need a map of the last anchor, made in the background."""

    def __init__(self, surface: Surface, work: Work[Point], first: Point) -> None:
        image = surface.document.image
        assert image is not None
        self._surface, self._work = surface, work
        self._cutter = Scissors(image.pixels, SIDE)
        self._from: Point | None = None  # where the map starts, once it is there
        self.anchors: list[Point] = []
        self._pieces: list[list[Point]] = []
        self._anchor(first)

    def _anchor(self, at: Point) -> None:
        self.anchors.append(at)
        self._ask(at)

    def _ask(self, at: Point) -> None:
        radius = min(_MOST, round(self._surface.transform.reach(self._surface.options.number(SNAP))))
        self._from = None

        def start(stop: Stop) -> Point:
            self._cutter.start(at)
            if not radius:
                return _middle(at)
            stop.note(1, 2)
            if stop():
                raise Cancelled
            return _middle(self._cutter.start(self._cutter.snapped(at, radius)))

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
        """The outline with a path from the last anchor to a point, along edges; straight on to ``more``, and all of it
        while the edges are being read."""
        fixed = [point for piece in self._pieces for point in piece] or self.anchors[:1]
        return [*fixed, *self._to(to), *more]

    def _to(self, to: Point) -> list[Point]:
        if self._from is None or self.busy:
            return [to]
        return [_middle(point) for point in self._cutter.path_to(to)]

    def add(self, at: Point) -> None:
        """The path up to here is fixed; the next one starts here."""
        self._pieces.append([self.anchors[-1], *self._to(at)])
        self._anchor(at)

    def back(self) -> bool:
        """Take the last anchor back; ``False`` when it was the first."""
        self.anchors.pop()
        if not self.anchors:
            return False
        self._pieces.pop()
        self._ask(self.anchors[-1])
        return True

    def closed(self) -> Gesture:
        """The whole outline, the last piece along edges to the first anchor; none when all anchors were taken back."""
        if not self.anchors:
            return []
        while self._work.busy:
            yield
        self.take_map()
        return self.points(self.anchors[0])


def _middle(point: Point) -> Point:
    return int(point[0]) + 0.5, int(point[1]) + 0.5


OPTIONS = (
    Option(SNAP, "Snap within", "How far a click is pulled onto the strongest edge, in pixels of the screen.",
           6.0, 0, 40, 0, " px"),
)  # fmt: skip
