"""Owns the paint rules: which pixels may be overwritten, and with what. Knows this room and numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ClassError
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.footprints import common, empty
from segstudio.labels.geometry import Footprint
from segstudio.labels.intensity import Pixels, in_range


@dataclass(frozen=True, eq=False)
class PaintRule:
    """Limits of painting; all that are set must hold.

    ``only_void`` and ``only_class`` concern the pixel's present value (see ``writable``), ``intensity`` (lowest and
    highest, both included) the image and ``selection`` the place (see ``allowed``). Two rules are equal when their
    selections are the same object. ``ValueError`` when the range is not two ordered numbers.
    """

    only_void: bool = False
    only_class: int | None = None
    intensity: tuple[float, float] | None = None
    selection: Footprint | None = None

    def __post_init__(self) -> None:
        if self.intensity is not None and not self.intensity[0] <= self.intensity[1]:
            raise ValueError("an intensity range is (lowest, highest)")

    def _key(self) -> tuple[object, ...]:
        return self.only_void, self.only_class, self.intensity, id(self.selection)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PaintRule) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    @property
    def needs_image(self) -> bool:
        """Whether ``allowed`` must be given the image."""
        return self.intensity is not None


def allowed(rule: PaintRule, footprint: Footprint, image: Pixels | None = None) -> Footprint:
    """The part of ``footprint`` that selection and intensity permit. Every paint passes here, then ``writable``.

    ``image`` is the whole image as it was stored (``[h, w]`` or ``[h, w, 3]``). A value that is not finite is in no
    range; without the image no value is.
    """
    if rule.selection is not None:
        footprint = common(footprint, rule.selection)
    if rule.intensity is None:
        return footprint
    return empty() if image is None else in_range(footprint, image, *rule.intensity)


def everything() -> NDArray[np.bool_]:
    """The look-up table ``bool[256]`` with every value."""
    return np.ones(256, bool)


def only(value: int) -> NDArray[np.bool_]:
    """The look-up table ``bool[256]`` with only ``value``."""
    table = np.zeros(256, bool)
    table[value] = True
    return table


def writable(table: ClassTable, rule: PaintRule) -> NDArray[np.bool_]:
    """Which present values may be overwritten, ``bool[256]``. Pixels of a locked class never are."""
    free = everything()
    free[[row.id for row in table if row.locked]] = False
    if rule.only_void:
        free &= only(VOID)
    if rule.only_class is not None:
        free &= only(rule.only_class)
    return free


def paintable(table: ClassTable) -> NDArray[np.bool_]:
    """Which values may be painted, ``bool[256]``: void and every class that is not locked."""
    values = only(VOID)
    values[[row.id for row in table if not row.locked]] = True
    return values


def may_paint(table: ClassTable, value: int) -> bool:
    """``True``, or ``ClassError`` when ``value`` is neither void nor an unlocked class of the table."""
    if value == VOID:
        return True
    row = table.by_id(value)
    if row.locked:
        raise ClassError(
            "Class {name} is locked.", "Unlock it in the list of classes to paint with it.", name=repr(row.name)
        )
    return True
