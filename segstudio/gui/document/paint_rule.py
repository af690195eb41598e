"""Where painting is allowed: over what, inside which range of values, in which selection; and a notice when nowhere.

The rule itself is ``labels.rules.PaintRule``; each method here changes only its own part of it. No widget.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.class_list import ClassList
from segstudio.gui.document.current_image import CurrentImage
from segstudio.gui.document.edit_queue import Report
from segstudio.gui.document.rule_words import limits, nothing_painted
from segstudio.gui.files.open_files import OpenFiles
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.window_level import Window, own_values
from segstudio.labels.actions import Allow
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Footprint
from segstudio.labels.mask import Mask
from segstudio.labels.rules import PaintRule, allowed, writable


class Attempt:
    """What one stroke or edit tries to paint over: whether the rule lets it paint anything at all."""

    def __init__(self, free: NDArray[np.bool_]) -> None:
        self._free = free  # bool[256]: which present values may be painted over
        self.nothing_paintable = False  # pixels were tried, and not one of them may be changed
        self._any_allowed = False

    def note(self, mask: Mask, asked: Footprint, left: Footprint) -> None:
        """``left`` is the part of ``asked`` that selection and range allow; cheap once one pixel was free."""
        if self._any_allowed or not asked.rect:
            return
        part = left.rect
        if part and part.clip(mask.shape) == part:
            self._any_allowed = bool(self._free[mask.array[part.slices][left.inside]].any())
        self.nothing_paintable = not self._any_allowed


@dataclass(frozen=True)
class EditRule:
    """The rule as it was when an edit was asked for: which values may be painted over, ``bool[256]``, and where."""

    writable: NDArray[np.bool_]
    allow: Allow | None  # None: everywhere
    report: Report  # to be called when the edit is done; says why when the rule forbade every pixel


class CurrentRule(QObject):
    """``value``: the rule that holds now; ``changed`` is its signal."""

    changed = Signal()

    def __init__(self, files: OpenFiles, current: CurrentImage, classes: ClassList) -> None:
        super().__init__(files)
        self._files, self._current, self._classes = files, current, classes
        self.value = PaintRule()
        self.last_values: Window | None = None  # the range used last, for when it is turned on again
        self._explained: tuple[PaintRule, ClassTable] | None = None  # rule and classes of the last notice

    def set(self, rule: PaintRule) -> None:
        """Where painting may change pixels."""
        if rule != self.value:
            self.value = rule
            self.last_values = rule.intensity or self.last_values
            self.changed.emit()

    def select(self, footprint: Footprint | None) -> None:
        """Limit painting on this image to a footprint; ``None``, or one without pixels: paint everywhere."""
        selection = footprint if footprint is not None and footprint.rect else None
        self.set(replace(self.value, selection=selection))

    def clear_selection(self) -> None:
        """Paint everywhere again."""
        self.select(None)

    @property
    def in_color(self) -> bool:
        """Whether the current image has three values per pixel: ranges are of their brightness then."""
        image = self._current.image
        return image is not None and image.pixels.ndim == 3

    def limit_values(self, low: float, high: float) -> None:
        """Paint only pixels with ``low <= value <= high`` as stored (RGB: brightness). ``ValueError`` if not ordered.

        It holds on every image until it is turned off or another project is opened.
        """
        self.set(replace(self.value, intensity=(float(low), float(high))))

    def toggle_values(self) -> None:
        """Turn the limit of values off; or on with the range used last, at first the image's own (0.5 to 99.5 %)."""
        if self.value.intensity is not None:
            self.set(replace(self.value, intensity=None))
        elif self.last_values is not None:
            self.limit_values(*self.last_values)
        elif self._current.image is not None:
            self.limit_values(*own_values(self._current.image))

    def on_another_image(self) -> None:
        """A selection belongs to one image."""
        self._explained = None
        self.clear_selection()

    def on_classes_changed(self) -> None:
        """A class that is gone ends the rule that named it; else no stroke would ever paint a pixel."""
        only, table = self.value.only_class, self._classes.table
        if only is not None and only not in table:
            self.set(replace(self.value, only_class=None))
            name = next((one.name for one in table.gone if one.id == only), "")
            self._files.notice.emit(tr("Painting is not limited to {name} any more: that class is gone.", name=name))

    def reset(self) -> None:
        """Ids, places and values mean something else in another project."""
        self.set(PaintRule())
        self.last_values = None

    def writable(self) -> NDArray[np.bool_]:
        """Which present values may be painted over, ``bool[256]``."""
        return writable(self._classes.table, self.value)

    def restrict(self, footprint: Footprint, attempt: Attempt) -> Footprint:
        """The part of a stroke's footprint where something may be painted; recorded in ``attempt``."""
        return self._restricted(attempt)(footprint)

    def for_edit(self, then: Report | None = None) -> EditRule:
        """The rule as it is now, for an edit that asks later and piece by piece; ``then`` gets the pixels changed."""
        free = self.writable()
        attempt = Attempt(free)
        everywhere = self.value.selection is None and not self.value.needs_image and free.all()

        def report(pixels: int) -> None:
            if (pixels or not self.explain_nothing_painted(attempt)) and then is not None:
                then(pixels)

        return EditRule(free, None if everywhere else self._restricted(attempt), report)

    def _restricted(self, attempt: Attempt) -> Allow:
        """Rule and image as they are now."""
        rule, image = self.value, self._current.image
        pixels = image.pixels if image is not None else None

        def restrict(asked: Footprint) -> Footprint:
            left, mask = allowed(rule, asked, pixels), self._current.mask
            if mask is not None:
                attempt.note(mask, asked, left)
            return left

        return restrict

    def explain_nothing_painted(self, attempt: Attempt) -> bool:
        """Say why when ``attempt`` found nothing that may be painted; whether it was said.

        Only once for each rule on an image: a notice at each of many strokes would disturb.
        """
        now = self.value, self._classes.table
        if not attempt.nothing_paintable or self._explained == now:
            return False
        self._explained = now
        self._files.notice.emit(nothing_painted(limits(self.value, self._classes.table, self.in_color)))
        return True
