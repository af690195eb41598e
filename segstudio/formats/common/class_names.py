"""What names of classes mean: whether two tables use the same numbers for the same names, and which class is the
background. Imports classes only."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from segstudio.labels.classes import ClassTable, LabelClass

BACKGROUND = "background"


@dataclass(frozen=True)
class Contradiction:
    """One number with two names, or one name with two numbers: the classes of the two tables."""

    ours: LabelClass
    theirs: LabelClass


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal but for case, outer spaces and the Unicode form of accents."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def background_of(classes: ClassTable) -> int | None:
    """The id of the class that is called background; None where there is none."""
    return next((row.id for row in classes if same_name(row.name, BACKGROUND)), None)


def contradictions(ours: ClassTable, theirs: ClassTable) -> tuple[Contradiction, ...]:
    """Every class of ``theirs`` that has another number or another name in ``ours``; classes that only one has do not
    contradict."""
    by_id = {row.id: row for row in ours.classes}
    by_name = {_plain(row.name): row for row in ours.classes}
    found = []
    for row in theirs.classes:
        for held in (by_name.get(_plain(row.name)), by_id.get(row.id)):
            if held is not None and (held.id != row.id or not same_name(held.name, row.name)):
                found.append(Contradiction(held, row))
                break
    return tuple(found)


def union(ours: ClassTable, theirs: ClassTable) -> ClassTable:
    """``ours`` with the classes of ``theirs`` whose numbers it lacks; for tables that do not contradict each other."""
    more = tuple(row for row in theirs.classes if row.id not in ours.ids)
    return ClassTable((*ours.classes, *more))
