"""Threshold brush: a brush that changes only pixels whose intensity lies in a range."""

from __future__ import annotations

from segstudio.gui.canvas.gesture import CTRL, Gesture, Pointer, paint_value, stroke, sweep
from segstudio.gui.canvas.tool_options import Option
from segstudio.gui.canvas.toolbox import Toolbox
from segstudio.gui.look.words import tr
from segstudio.labels.classes import VOID
from segstudio.labels.footprints import pixel
from segstudio.labels.intensity import around
from segstudio.labels.rules import PaintRule, allowed

LOW, HIGH, TOLERANCE = "threshold.low", "threshold.high", "threshold.tolerance"
_UNSET = 0.0  # both ends: no range was picked yet
_FAR = 1e9


def threshold(toolbox: Toolbox, press: Pointer) -> Gesture:
    """Paint inside the range. Ctrl and click set it from the pixel, as does the first press without a range."""
    document, options = toolbox.document, toolbox.options
    if press.modifiers & CTRL and press.button == "left":
        _pick(toolbox, press)
        return
    value = paint_value(toolbox, press)
    if value is None or (options[LOW] == options[HIGH] == _UNSET and not _pick_first(toolbox, press)):
        return
    low, high = sorted((options.number(LOW), options.number(HIGH)))
    rule, pixels = PaintRule(intensity=(low, high)), toolbox.image.pixels
    with stroke(document, tr("Threshold brush") if value != VOID else tr("Erase in range")):
        yield from sweep(toolbox, press, lambda part: document.strokes.paint(allowed(rule, part, pixels), value))


def _pick_first(toolbox: Toolbox, press: Pointer) -> bool:
    """Set the first range, and say so: it decides what is painted from now on."""
    picked, options = _pick(toolbox, press), toolbox.options
    if picked:
        low, high = (f"{options.number(end):g}" for end in (LOW, HIGH))
        text = tr("The first pixel gave the range {low} to {high}; Ctrl and click takes another.", low=low, high=high)
        toolbox.document.notice.emit(text)
    return picked


def _pick(toolbox: Toolbox, press: Pointer) -> bool:
    """Set the range from the pixel under the pointer; ``False`` outside of the image or if it has no value."""
    image, options = toolbox.image, toolbox.options
    at = pixel(press.at, image.shape)
    if at is None:
        return False
    low, high = image.window
    found = around(image.pixels, at, options.number(TOLERANCE) / 100 * (high - low))
    if found is None:
        toolbox.document.notice.emit(tr("The pixel has no value to take a range from."))
        return False
    options.set(LOW, found[0])
    options.set(HIGH, found[1])
    return True


OPTIONS = (
    Option(LOW, "From", "The least intensity that is painted.", _UNSET, -_FAR, _FAR, of_image=True),
    Option(HIGH, "To", "The highest intensity that is painted.", _UNSET, -_FAR, _FAR, of_image=True),
    Option(TOLERANCE, "Reach of Ctrl-click",
           "How far the range reaches to either side of the pixel it is taken from.", 10.0, 0, 100, 1, " %"),
)  # fmt: skip
