"""Where painting is allowed: over what, inside which range of values, in which selection; and a word when nowhere.

A part of ``Document``, above the corrections. The rule itself is
``PaintRule``; each setter here changes only its own part of it. No widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from segstudio.gui.document.background import Background
from segstudio.gui.document.corrections import Corrections
from segstudio.gui.document.editing import Told
from segstudio.gui.document.rule_words import ended, in_vain, limits
from segstudio.gui.pixels.window_level import Window, own_values
from segstudio.labels.actions import Allow, Steps
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.mask import Mask
from segstudio.labels.rules import PaintRule, allowed, writable
from segstudio.project.masks import StoredMask


class Tried:
    """What one stroke or edit tries to paint over: whether the rule lets it paint anything at all."""

    def __init__(self, free: np.ndarray) -> None:
        self._free = free  # bool[256]: which present values may be painted over
        self._anything = self._any_allowed = False

    @property
    def in_vain(self) -> bool:
        """Pixels were tried, and not one of them may be changed."""
        return self._anything and not self._any_allowed

    def note(self, mask: Mask, asked: Footprint, left: Footprint) -> None:
        """``left`` is what selection and range let of ``asked``; cheap as soon as one pixel was free."""
        if self._any_allowed or not asked.rect:
            return
        self._anything = True
        part = left.rect
        if part and part.clip(mask.shape) == part:
            values = mask.array[part.slices][left.inside]
            self._any_allowed = bool(self._free[values].any())


class PaintingRule(Corrections):
    """Signals are those of ``ProjectDocument``."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(background, parent)
        self._values: Window | None = None  # the range used last, for when it is turned on again
        self._only_name = ""  # of the class that painting is limited to
        self._tried: Tried | None = None  # by the stroke under way
        self._asked: Tried | None = None  # by the edit that is about to begin
        self._told_of: tuple[PaintRule, ClassTable] | None = None
        self.current_changed.connect(self._on_another_image)
        self.classes_changed.connect(self._on_classes_of_rule)
        self.project_changed.connect(self._on_project_of_rule)

    # ---- the rule -----------------------------------------------------------------------------------------------

    def set_rule(self, rule: PaintRule) -> None:
        """Where painting may change pixels."""
        if rule != self._rule:
            self._rule = rule
            self._values = rule.intensity or self._values
            self._note_name()
            self.rule_changed.emit()

    def select(self, footprint: Footprint | None) -> None:
        """Limit painting on this image to a footprint; ``None``, or one without pixels: paint everywhere."""
        selection = footprint if footprint is not None and footprint.rect else None
        self.set_rule(replace(self._rule, selection=selection))

    def clear_selection(self) -> None:
        """Paint everywhere again."""
        self.select(None)

    @property
    def in_color(self) -> bool:
        """Whether the current image has three values per pixel: ranges are of their brightness then."""
        return self.image is not None and self.image.pixels.ndim == 3

    @property
    def last_values(self) -> Window | None:
        """The range of values that painting is limited to, or was last; ``None``: none was chosen yet."""
        return self._values

    def limit_values(self, low: float, high: float) -> None:
        """Paint only pixels with ``low <= value <= high`` as stored (RGB: brightness). ``ValueError`` if not ordered.

        It holds on every image until it is turned off or another project is opened.
        """
        self.set_rule(replace(self._rule, intensity=(float(low), float(high))))

    def toggle_values(self) -> None:
        """Turn the limit of values off; or on with the range used last, at first the image's own (0.5 to 99.5 %)."""
        if self._rule.intensity is not None:
            self.set_rule(replace(self._rule, intensity=None))
        elif self._values is not None:
            self.limit_values(*self._values)
        elif self.image is not None:
            self.limit_values(*own_values(self.image))

    def _note_name(self) -> None:
        only = self._rule.only_class
        if only is not None and only in self.classes:
            self._only_name = self.classes.by_id(only).name

    def _on_another_image(self) -> None:
        self._told_of = None
        self.clear_selection()

    def _on_classes_of_rule(self) -> None:
        """A class that is gone ends the rule that named it; else no stroke would ever paint a pixel."""
        only = self._rule.only_class
        if only is None or only in self.classes:
            self._note_name()
            return
        self.set_rule(replace(self._rule, only_class=None))
        self.notice.emit(ended(self._only_name))

    def _on_project_of_rule(self) -> None:
        """Ids, places and values mean something else in another project."""
        self.set_rule(PaintRule())
        self._values = None

    # ---- a stroke that paints nothing ---------------------------------------------------------------------------

    def finish_edits(self) -> None:
        """As below. Outside of a stroke it is where the next one begins: nothing was tried yet."""
        super().finish_edits()
        if not self._in_stroke:
            self._tried = None

    def _where(self, footprint: Footprint) -> Footprint:
        left = super()._where(footprint)
        if self.mask is not None:
            if self._tried is None:
                self._tried = Tried(writable(self.classes, self._rule))
            self._tried.note(self.mask, footprint, left)
        return left

    def _after_edit(self, changed: bool) -> None:
        tried, self._tried = self._tried, None
        super()._after_edit(changed)
        if not changed and tried is not None and tried.in_vain:
            self._tell_in_vain()

    def _allow(self) -> Allow | None:
        """As below, with an eye on whether anything is free; ``_edit``, called next, tells when nothing was."""
        narrow, free = super()._allow(), writable(self.classes, self._rule)
        if narrow is None and free.all():
            return None
        rule, pixels = self._rule, self.image.pixels if self.image is not None else None
        tried = self._asked = Tried(free)

        def watched(footprint: Footprint) -> Footprint:
            left = allowed(rule, footprint, pixels)
            if self.mask is not None:
                tried.note(self.mask, footprint, left)
            return left

        return watched

    def _edit(self, change: Callable[[StoredMask], Steps], area: Rect | None = None, told: Told | None = None) -> int:
        tried, self._asked = self._asked, None

        def done(pixels: int) -> None:
            in_vain = not pixels and tried is not None and tried.in_vain
            if not (in_vain and self._tell_in_vain()) and told is not None:
                told(pixels)

        return super()._edit(change, area, done)

    def _tell_in_vain(self) -> bool:
        """Once for one rule on one image: a sentence at each of many strokes would be noise. Whether it was said."""
        now = self._rule, self.classes
        if self._told_of == now:
            return False
        self._told_of = now
        self.notice.emit(in_vain(limits(self._rule, self.classes, self.in_color)))
        return True
