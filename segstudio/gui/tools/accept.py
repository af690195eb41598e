"""Accept the prediction: by a brush, by region or by rectangle. The right button makes the same pixels void."""

from __future__ import annotations

from segstudio.errors import LearningError
from segstudio.gui.canvas.gesture import Gesture, Pointer, note_no_pixel, stroke, sweep
from segstudio.gui.canvas.previews import CLEAR, ToolPreview
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import counted, percent, tr
from segstudio.labels.actions import ACCEPT
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import cut
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.painting import Point


def accept(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Copy the predicted class of every pixel that the brush touches; with the right button paint void."""
    document = toolbox.document
    if press.button == "left":
        _check_prediction(toolbox)
        with stroke(document, tr(ACCEPT)):
            yield from sweep(toolbox, press, document.acceptance.accept_here)
    else:
        with stroke(document, tr("Erase")):
            yield from sweep(toolbox, press, lambda part: document.strokes.paint(part, VOID))


def accept_region(toolbox: Toolbox, press: Pointer) -> Gesture:
    """The connected region of one predicted class under the pointer; with the right button it becomes void."""
    _check_prediction(toolbox)
    acceptance = toolbox.document.acceptance
    change = acceptance.accept_region if press.button == "left" else acceptance.reject_region
    change(press.x, press.y)
    yield from ()  # a generator like every other tool


class RegionOutline:
    """Outlines the region that a click would accept, while the pointer moves over it, and says how large it is."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._at: Point | None = None
        self._key: tuple[object, int] | None = None  # the mask, and the revision of the prediction, of ``_region``
        self._region: Footprint | None = None
        self._finding = self._closed = False

    def follow(self) -> None:
        """Another image, or another part of it: the region is found again."""
        self._key = None

    def hover(self, at: Point | None) -> None:
        """Outline the region at a point. While one is looked for in a large image, the newest point waits."""
        self._at = at
        if self._toolbox.busy:
            return
        document = self._toolbox.document
        key = document.mask, document.predictions.revision
        if self._closed or self._finding or (key == self._key and _holds(self._region, at)):
            return
        if at is None or document.mask is None:
            self._show(None)
            return
        self._key, self._finding = key, True
        document.acceptance.find_region(*at, self._on_found)

    def _on_found(self, region: Footprint | None) -> None:
        self._finding = False
        if self._closed or self._toolbox.busy:
            return
        document = self._toolbox.document
        if region is not None and (self._key != (document.mask, document.predictions.revision)
                                   or not _holds(region, self._at)):  # fmt: skip
            self.hover(self._at)  # it was found for another prediction, image or point
        else:
            self._show(region)

    def _show(self, region: Footprint | None) -> None:
        self._region, previews = region, self._toolbox.previews
        previews.show(ToolPreview.of_footprint(region, CLEAR) if region is not None else None)
        if region is not None:
            pixels = int(region.inside.sum())
            share = percent(pixels / self._toolbox.mask.array.size)
            previews.show_words(tr("{pixels}, {share} of the image", pixels=counted(pixels, "pixel"), share=share))

    def turn(self, notches: float) -> bool:
        """The wheel zooms."""
        return False

    def stop(self) -> bool:
        """Nothing to stop."""
        return False

    def close(self) -> None:
        """Another tool: no outline."""
        self._show(None)
        self._closed = True


def _holds(region: Footprint | None, at: Point | None) -> bool:
    """Whether a point is in a region."""
    if region is None or at is None:
        return False
    return bool(cut(region, Rect(int(at[0]), int(at[1]), 1, 1)).any())


def accept_rect(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Everything predicted in the rectangle from press to release; with the right button it becomes void."""
    _check_prediction(toolbox)
    event: Pointer = press
    corner: Point = press.at
    while event.kind != "release":
        event = yield
        if event.kind in ("move", "release"):
            corner = event.at
            (x0, y0), (x1, y1) = press.at, corner
            toolbox.sketch([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], vertices=False)
    if not toolbox.transform.near(press.at, corner):
        acceptance = toolbox.document.acceptance
        change = acceptance.accept_rect if press.button == "left" else acceptance.reject_rect
        rect = Rect.between(press.at, corner).clip(toolbox.mask.shape)
        if rect:
            change(rect)
        else:
            note_no_pixel(toolbox)


def _check_prediction(toolbox: Toolbox) -> None:
    """``LearningError`` when the image has no prediction."""
    if toolbox.document.prediction is None:
        raise LearningError(
            tr("There is no prediction to accept yet."), tr("Paint two classes first; it then appears on the image.")
        )
