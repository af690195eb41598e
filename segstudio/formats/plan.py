"""The table that is shown before anything is imported: each value, name or colour in the files, how many pixels have
it, and what becomes of them. Pure: reads no file and changes no project.

Names decide before numbers, numbers before colours; what contradicts itself is asked about, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.formats.common.class_names import background_of, same_name
from segstudio.formats.common.found import COLOR, NOTHING, Found, MaskFile, Value, color_of, words_of
from segstudio.formats.common.report import Fate, Goal, ImportChoices, ImportQuestion, LeftOut, Unclear
from segstudio.labels.classes import VOID, ClassTable, Color, LabelClass, voc_color
from segstudio.project.entries import ImageEntry

Pair = tuple[ImageEntry, MaskFile]
_OPEN = said("not known, please choose")


@dataclass(frozen=True)
class Looked:
    """What one mask holds: pixels by key, its palette, whether it says that 255 is void, what was to be told."""

    counts: Mapping[int, int]
    palette: NDArray[np.uint8] | None
    says_void: bool
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Row:
    """One row of the table: ``words`` name the value, ``why`` says what the goal follows from."""

    key: int
    words: str
    value: Value
    pixels: int
    files: int
    goal: Goal
    why: str

    @property
    def title(self) -> str:
        """The value with the name that the files give it."""
        return f"{self.words} ({self.value.name})" if self.value.name and self.value.name != self.words else self.words


@dataclass(frozen=True)
class Plan:
    """What an import would do. ``format``: the title of the row that reads the files; ``labelled``: ids of the images
    that have labels; ``unclear``: what has to be answered first; ``keys``: of each mask, in the order of ``pairs``."""

    format: str
    rows: list[Row]
    pairs: list[Pair]
    keys: list[frozenset[int]]
    labelled: frozenset[str]
    left_out: list[LeftOut]
    unclear: list[Unclear] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def goal(self, key: int) -> Goal:
        """What becomes of a value."""
        return next(row.goal for row in self.rows if row.key == key)


def rows_of(
    classes: ClassTable, found: Found, looked: Sequence[Looked], names: Sequence[str], choices: ImportChoices
) -> tuple[list[Row], list[Unclear]]:
    """The table and the questions that are open; ``names``: of the files, for the sentences."""
    pixels: Counter[int] = Counter()
    files: Counter[int] = Counter()
    for one in looked:
        pixels.update(one.counts)
        files.update(one.counts.keys())
    proposal = _Proposal(classes, found, choices)
    if set(pixels) == {0, VOID} and not any(one.says_void for one in looked):
        proposal.ask_binary()
    if found.own_numbers and not choices.by_number:
        for one, name in zip(looked, names, strict=True):
            proposal.compare_colors(one, name)
    rows = []
    for key in sorted(pixels):
        value = proposal.value(key)
        goal, why = proposal.goal(key)
        rows.append(Row(key, words_of(key, value), value, pixels[key], files[key], goal, why))
    proposal.ask_meanings()
    return rows, proposal.unclear


class _Proposal:
    """Finds a goal for each key and keeps the questions that come up."""

    def __init__(self, classes: ClassTable, found: Found, choices: ImportChoices) -> None:
        self._classes, self._found, self._choices = classes, found, choices
        self.unclear: list[Unclear] = []
        self._asked: set[int] = set()  # keys that need an answer
        self._unnamed: list[int] = []  # numbers of files that have no names at all
        self._ground: int | None = None  # the class that 0 is where 255 may be the object

    def value(self, key: int) -> Value:
        """What the files say of a key."""
        color = color_of(key)
        return self._found.values.get(key, Value(color=color))

    def goal(self, key: int) -> tuple[Goal, str]:
        """What becomes of a key, and what that follows from."""
        value, choices = self.value(key), self._choices
        chosen = choices.goals.get(words_of(key, value)) or (choices.goals.get(value.name) if value.name else None)
        if chosen is not None:
            return chosen, said("as chosen")
        if key == VOID and choices.value_255 is not None:
            return _class_or_void(choices.value_255), said("as chosen")
        if key in self._asked:
            return Goal(Fate.ASK), _OPEN
        if key == 0 and self._ground is not None:
            return Goal(Fate.CLASS, self._ground), said("the class called background")
        if key == NOTHING and not value.name:
            return Goal(Fate.VOID), said("nothing is drawn there")
        if value.name and not (choices.by_number and key < COLOR):
            return self._by_name(key, value)
        if value.void:
            return Goal(Fate.VOID), said("the files say so")
        return self._by_number(key) if key < COLOR else self._by_color(key)

    def _by_name(self, key: int, value: Value) -> tuple[Goal, str]:
        ours = self._named(value.name)
        if ours is not None:
            return Goal(Fate.CLASS, ours.id), said("by its name")
        if value.void:
            return Goal(Fate.VOID), said("the files say so")
        if self._found.own_numbers and key in self._classes:
            return self._contradiction(key, value.name, self._classes.by_id(key))
        if not self._choices.new_classes:
            text = "The project has no class {name}, which the files have."
            hint = "Add --new-classes to add such classes, or --map {words}=CLASS (or =void, =ignore)."
            words = repr(f"{value.name}")
            self.unclear.append(Unclear(ImportQuestion.NEW_CLASSES, text, hint, name=repr(value.name), words=words))
        return Goal(Fate.NEW, name=value.name), said("a name that the project does not have")

    def _by_number(self, key: int) -> tuple[Goal, str]:
        if not (self._found.own_numbers or self._choices.by_number):
            if not self._found.values:
                self._unnamed.append(key)
                return Goal(Fate.ASK), _OPEN
            return Goal(Fate.LEAVE_OUT), said("a number without a name")
        if key == VOID:
            return Goal(Fate.VOID), said("255 is void")
        if key not in self._classes:
            return Goal(Fate.LEAVE_OUT), said("no class has this number")
        ours = self._classes.by_id(key)
        theirs = [
            (k, v) for k, v in self._found.values.items() if v.name and same_name(v.name, ours.name) and k < COLOR
        ]
        if theirs and not self._choices.by_number:
            return self._contradiction(theirs[0][0], theirs[0][1].name, ours)
        return Goal(Fate.CLASS, key), said("by its number")

    def _by_color(self, key: int) -> tuple[Goal, str]:
        color = color_of(key)
        same = [row for row in self._classes if row.color == color]
        if len(same) == 1:
            return Goal(Fate.CLASS, same[0].id), said("by its colour")
        if color == voc_color(VOID):
            return Goal(Fate.VOID), said("the colour of void in PASCAL VOC")
        text = "No class of the project has the colour {words}."
        hint = "Add --colors with the table that the colours are from, or --map '{words}=CLASS' (or =void, =ignore)."
        self.unclear.append(Unclear(ImportQuestion.NEW_CLASSES, text, hint, words=words_of(key, Value())))
        return Goal(Fate.ASK), _OPEN

    def _named(self, name: str) -> LabelClass | None:
        return next((row for row in self._classes if same_name(row.name, name)), None)

    def _contradiction(self, id: int, name: str, ours: LabelClass) -> tuple[Goal, str]:
        text = "Class {id} is {name} in {file}, but class {other} is {other_name} in this project."
        hint = "Give the classes of the project the same numbers, or add --by-number if the numbers are right."
        self.unclear.append(
            Unclear(ImportQuestion.NUMBERS, text, hint, id=id, name=repr(name), file=self._found.beside,
                    other=ours.id, other_name=repr(ours.name))
        )  # fmt: skip
        return Goal(Fate.ASK), _OPEN

    def ask_meanings(self) -> None:
        """Ask what numbers mean for which there is neither a name nor a rule: programs do not agree on what 0 is."""
        if self._unnamed:
            text = "Nothing says what the numbers {numbers} in the files mean."
            hint = (
                "Put dataset.json or classes.json with their names beside them, or add --map NUMBER=CLASS (or =void, "
                "=ignore) for each, or --by-number where they are those of the project's classes."
            )
            numbers = ", ".join(map(str, self._unnamed))
            self.unclear.append(Unclear(ImportQuestion.NUMBERS, text, hint, numbers=numbers))

    # ---- questions over all files -----------------------------------------------------------------------------------

    def ask_binary(self) -> None:
        """0 and 255 alone are background and object until the person says otherwise: neither is told by its number."""
        choices, named = self._choices, self._found.values
        if VOID in named or choices.value_255 == VOID or choices.goals.get("255") == Goal(Fate.VOID):
            return
        if choices.value_255 is None and "255" not in choices.goals:
            self._asked.add(VOID)
            text = "The masks hold only 0 and 255; many programs write the object as 255."
            hint = "Add --object-255 CLASS if 255 is an object, or --void-255 if it means not labelled."
            self.unclear.append(Unclear(ImportQuestion.VALUE_255, text, hint))
        if choices.by_number or 0 in named or "0" in choices.goals:
            return
        self._ground = background_of(self._classes)
        if self._ground is None:
            self._asked.add(0)
            text = "Beside 255 there is only 0, mostly the background, and no class of the project is called so."
            hint = "Add --map 0=CLASS (or =void), or --by-number if 0 is the number of a class."
            self.unclear.append(Unclear(ImportQuestion.NUMBERS, text, hint))

    def compare_colors(self, looked: Looked, name: str) -> None:
        """Ask where a number without a name has exactly the colour of another class of the project."""
        by_color = {row.color: row for row in self._classes}
        for key in sorted(set(looked.counts) & set(self._classes.ids)):
            if looked.palette is None or key >= len(looked.palette) or self.value(key).name:
                continue
            meant, ours = by_color.get(_color(looked.palette[key])), self._classes.by_id(key)
            if meant is None or ours.color == meant.color or key in self._asked or str(key) in self._choices.goals:
                continue
            self._asked.add(key)
            text = "{name}: value {value} has the colour of class {meant} ({id}), but in this project it is {ours}."
            hint = "Add --by-number if the numbers are right and the colours are not."
            self.unclear.append(
                Unclear(ImportQuestion.NUMBERS, text, hint, name=name, value=key, meant=repr(meant.name), id=meant.id,
                        ours=repr(ours.name))
            )  # fmt: skip


def _color(row: NDArray[np.uint8]) -> Color:
    return int(row[0]), int(row[1]), int(row[2])


def _class_or_void(id: int) -> Goal:
    return Goal(Fate.VOID) if id == VOID else Goal(Fate.CLASS, id)


def with_goals(plan: Plan, goals: Mapping[int, Goal]) -> Plan:
    """The plan with what the person chose, by key; what was unclear is answered where no row asks any more."""
    rows = [replace(row, goal=goals.get(row.key, row.goal)) for row in plan.rows]
    return replace(plan, rows=rows, unclear=[])


def with_new_classes(classes: ClassTable, plan: Plan) -> tuple[ClassTable, Plan]:
    """The classes with those that the plan adds, in the files' colours where they are free, and the plan with them."""
    rows = []
    for row in plan.rows:
        if row.goal.fate is Fate.NEW:
            name = " ".join(row.goal.name.split())
            if not any(same_name(one.name, name) for one in classes):
                taken = {one.color for one in classes}
                color = row.value.color if row.value.color not in taken else None
                classes = classes.add(name, color)
            known = next(one for one in classes if same_name(one.name, name))
            row = replace(row, goal=Goal(Fate.CLASS, known.id))
        rows.append(row)
    return classes, replace(plan, rows=rows)


def ready(plan: Plan) -> tuple[list[Pair], list[LeftOut]]:
    """The masks that can be imported, and those that hold a value with which they are left out."""
    closed = {row.key: row.words for row in plan.rows if row.goal.fate is Fate.LEAVE_OUT}
    pairs, left_out = [], []
    for (entry, mask), keys in zip(plan.pairs, plan.keys, strict=True):
        bad = [closed[key] for key in sorted(keys & closed.keys())]
        if bad:
            left_out.append(LeftOut(mask.path, _unknown(mask.path, bad)))
        else:
            pairs.append((entry, mask))
    return pairs, left_out


def _unknown(name: str, bad: Sequence[str]) -> str:
    shown = ", ".join(bad[:10]) + (", ..." if len(bad) > 10 else "")
    text = "The mask {name} holds values that are neither a class nor void: {values}."
    if len(bad) == 1:
        text = "The mask {name} holds a value that is neither a class nor void: {values}."
    return said(text, name=name, values=shown)


def table_words(plan: Plan, classes: ClassTable) -> Iterable[tuple[str, str, str, str]]:
    """The table as text: value, pixels, what it becomes, why."""
    for row in plan.rows:
        yield row.title, f"{row.pixels:,}", goal_words(row.goal, classes), row.why


def goal_words(goal: Goal, classes: ClassTable) -> str:
    """A goal in words."""
    if goal.fate is Fate.CLASS:
        return said("{id} {name}", id=goal.id, name=classes.by_id(goal.id).name)
    if goal.fate is Fate.NEW:
        return said("new class {name}", name=goal.name)
    return said(goal.fate.value)
