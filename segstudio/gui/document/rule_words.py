"""The paint rule in words, for the status bar, tooltips and notices. Pure functions."""

from __future__ import annotations

from segstudio.gui.look.words import tr
from segstudio.labels.classes import ClassTable
from segstudio.labels.rules import PaintRule


def limits(rule: PaintRule, table: ClassTable, in_color: bool = False) -> tuple[str, ...]:
    """What painting is limited to, all of it ("void", "values 40 to 120", "the selection"); empty: nothing."""
    found = []
    if rule.only_void:
        found.append(tr("void"))
    if rule.only_class is not None:
        known = rule.only_class in table
        found.append(table.by_id(rule.only_class).name if known else f"{rule.only_class}")
    if rule.intensity is not None:
        low, high = (f"{value:.6g}" for value in rule.intensity)
        text = tr("brightness {low} to {high}", low=low, high=high)
        found.append(text if in_color else tr("values {low} to {high}", low=low, high=high))
    if rule.selection is not None:
        found.append(tr("the selection"))
    return tuple(found)


def in_short(found: tuple[str, ...]) -> str:
    """``limits`` for a narrow field; empty when there are none."""
    return tr("only {limits}", limits=", ".join(found)) if found else ""


def nothing_painted(found: tuple[str, ...]) -> str:
    """Why a stroke changed nothing; without limits only locked classes can prevent it."""
    if not found:
        return tr("Nothing was painted: what is there belongs to locked classes.")
    return tr("Nothing was painted: painting is limited to {limits}.", limits=", ".join(found))
