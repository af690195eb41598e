"""Owns the paint rules: which pixels may be overwritten, and with what. Knows the class table and numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ClassError
from segstudio.labels.classes import VOID, ClassTable


@dataclass(frozen=True)
class PaintRule:
    """Limits of painting: only over void, only over the pixels of one class. Both set: both must hold."""

    only_void: bool = False
    only_class: int | None = None


def everything() -> NDArray[np.bool_]:
    """The look-up table ``bool[256]`` that lets every value be overwritten."""
    return np.ones(256, bool)


def only(value: int) -> NDArray[np.bool_]:
    """The look-up table ``bool[256]`` that lets only ``value`` be overwritten."""
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
    """``True``, or :class:`ClassError` when ``value`` is neither void nor an unlocked class of the table."""
    if value == VOID:
        return True
    row = table.by_id(value)
    if row.locked:
        raise ClassError(f"Class {row.name!r} is locked.", "Unlock it in the list of classes to paint with it.")
    return True
