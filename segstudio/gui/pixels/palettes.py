"""The colours in which the window shows classes: such that everybody can tell them apart, or those in files. No Qt.

Only for the screen: ``plain`` restores a table before it is stored.
"""

from __future__ import annotations

from dataclasses import fields, replace

from segstudio.labels.classes import ClassTable, Color, LabelClass

SAFE, VOC = "safe", "voc"


class InFileColors(LabelClass):
    """A class that the window shows in its colour in files."""

    @property
    def screen_color(self) -> Color:
        """The colour in files."""
        return self.color


def as_shown(table: ClassTable, palette: str) -> ClassTable:
    """The table for the screen: with ``palette`` "voc" every class shows the colour it has in files."""
    return _of_kind(table, InFileColors) if palette == VOC else table


def plain(table: ClassTable) -> ClassTable:
    """The table as it is stored."""
    return _of_kind(table, LabelClass) if any(type(one) is not LabelClass for one in table) else table


def _of_kind(table: ClassTable, kind: type[LabelClass]) -> ClassTable:
    names = [field.name for field in fields(LabelClass)]
    rows = tuple(kind(**{name: getattr(one, name) for name in names}) for one in table)
    return replace(table, classes=rows)
