"""Superpixel brush: the image in sight is cut into small parts of like colour; a part that is touched is painted."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor

from segstudio.gui.previews import Preview
from segstudio.gui.tools.gesture import Gesture, Pointer, Surface, Tool, paint_value, stroke, work_window
from segstudio.gui.tools.options import Option
from segstudio.gui.tools.slow import Stop, Work
from segstudio.gui.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment
from segstudio.labels.superpixels import Superpixels, superpixels

SPACING, COMPACTNESS = "superpixel.spacing", "superpixel.compactness"
REST_MS = 150  # after the last movement of the view
MARGIN = 64  # image pixels beyond what is in sight
_LINE = QColor(255, 255, 255, 120)
Cut = tuple[Superpixels, Preview]


class SuperpixelCut:
    """The superpixels of what is in sight, made anew when the view rests somewhere else."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._work = Work[Cut](surface, tr("Finding superpixels"), ready=self._on_ready)
        self._key: object = None
        self.found: Superpixels | None = None
        self._timer = QTimer(surface.options)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._on_rest)
        surface.options.changed.connect(self._on_option)
        self.follow()

    def _on_option(self, name: str) -> None:
        if name in (SPACING, COMPACTNESS):
            self.follow()

    def follow(self) -> None:
        """Another image, another part of it, or other options: old superpixels of the same image stay meanwhile."""
        image = self._surface.document.image
        if self._key is not None and (image is None or self._key[0] is not image):  # type: ignore[index]
            self._drop()
        if image is not None:
            self._timer.start()

    def _drop(self) -> None:
        self._key = self.found = None
        self._surface.previews.show_lines(None)

    def _on_rest(self) -> None:
        image, seen = self._surface.document.image, self._surface.visible_rect()
        if image is None or not seen:
            return
        middle = (seen.x + seen.w / 2, seen.y + seen.h / 2)
        seen = work_window(self._surface, middle)
        spacing, compactness = round(self._surface.options.number(SPACING)), self._surface.options.number(COMPACTNESS)
        key = (image, spacing, compactness)
        known = self._key[3] if self._key is not None and self._key[:3] == key else Rect(0, 0, 0, 0)  # type: ignore[index]
        if known.intersect(seen) == seen:
            return
        window = seen.grow(MARGIN).clip(image.shape)
        self._key = (*key, window)

        def find(stop: Stop) -> Cut:
            cut = superpixels(image.pixels, window, spacing, compactness=compactness, cancelled=stop)
            cut.region_at((window.x, window.y))  # sorts its pixels here and not under the hand
            return cut, Preview.of_footprint(cut.borders(), _LINE, outlined=False)

        self._work.ask(find)

    def _on_ready(self) -> None:
        found = self._work.take()
        if found is None:  # failed, or the image changed: try again when the view moves
            self._drop()
            return
        self.found = found[0]
        self._surface.previews.show_lines(found[1])

    def close(self) -> None:
        """The tool is put down."""
        self._timer.stop()
        self._timer.deleteLater()
        self._surface.options.changed.disconnect(self._on_option)
        self._work.close()
        self._drop()


def superpixel(surface: Surface, press: Pointer) -> Gesture:
    """Each superpixel that the brush touches gets the current class; with the right button void."""
    document, companion = surface.document, surface.companion
    cut = companion.found if isinstance(companion, SuperpixelCut) else None
    if cut is None:
        document.notice.emit(tr("The superpixels are not ready yet."))
        return
    value = paint_value(surface, press)
    if value is None or document.mask is None:
        return
    with stroke(document, tr("Superpixels") if value != VOID else tr("Erase superpixels")):
        last = pointer = press
        while True:
            if pointer.kind != "ready":
                footprint = brush_segment(document.mask.shape, last.at, pointer.at, surface.diameter(pointer))
                document.paint(cut.regions_under(footprint), value)
                if pointer.kind == "release":
                    return
                last = pointer
            pointer = yield


SUPERPIXEL = Tool(
    "superpixel",
    "Superpixel brush",
    "U",
    "view-quilt-outline",
    "Paint whole superpixels, small parts of like colour: each one that the brush touches. Right-drag paints void.",
    superpixel,
    ring=True,
    options=(
        Option(SPACING, "Superpixel", "About how wide a superpixel is, in image pixels.", 16.0, 4, 200, 0, " px"),
        Option(COMPACTNESS, "Compactness", "Low: follows edges closely; high: nearly squares.", 20.0, 1, 40),
    ),
    companion=SuperpixelCut,
    hint="Drag over superpixels to paint them",
)
