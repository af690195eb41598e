"""Owns the class table: immutable ids 0..254, names, colours, hidden and locked. Void is 255 and never a class.

Knows numpy and the error tree; never Qt, torch or another room.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ClassError
from segstudio.labels.class_colors import Color as Color
from segstudio.labels.class_colors import screen_palette, stand_out
from segstudio.regular_file import TEXT, read_regular

VOID = 255
MAX_CLASSES = 255

_VOID_COLOR: Color = (224, 224, 192)


def voc_color(index: int) -> Color:
    """Colour ``index`` (0..255) of the PASCAL VOC colour map: its bits go to R, G, B in turn, highest first."""
    if index == VOID:
        return _VOID_COLOR
    rgb = [0, 0, 0]
    for bit in range(3):
        for channel in range(3):
            rgb[channel] |= ((index >> (3 * bit + channel)) & 1) << (7 - bit)
    return rgb[0], rgb[1], rgb[2]


def voc_palette() -> NDArray[np.uint8]:
    """The PASCAL VOC colour map, ``uint8[256, 3]``; entry 255 is void."""
    return np.array([voc_color(index) for index in range(256)], np.uint8)


@dataclass(frozen=True)
class LabelClass:
    """One class. ``id`` never changes; ``color`` is what files hold, ``screen_color`` what the window shows. ``shown``:
    the colour on the screen that was chosen against the project's pictures, as long as nobody chose another."""

    id: int
    name: str
    color: Color
    hidden: bool = False
    locked: bool = False
    shown: Color | None = None

    def __post_init__(self) -> None:
        if not _is_int(self.id) or not 0 <= self.id < MAX_CLASSES:
            raise ClassError(
                "{id} is not a class id.", "Class ids are whole numbers from 0 to 254; 255 is void.", id=repr(self.id)
            )
        object.__setattr__(self, "id", int(self.id))
        object.__setattr__(self, "name", _clean_name(self.name))
        object.__setattr__(self, "color", _clean_color(self.color, self.name))
        if self.shown is not None:
            object.__setattr__(self, "shown", _clean_color(self.shown, self.name))

    @property
    def screen_color(self) -> Color:
        """A colour-blind-safe colour while the class still has its VOC colour, else the chosen colour itself."""
        return (self.shown or screen_palette()[self.id]) if self.color == voc_color(self.id) else self.color


def _is_int(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _clean_name(name: object) -> str:
    clean = " ".join(name.split()) if isinstance(name, str) else ""
    if not clean or not clean.isprintable():
        raise ClassError(
            "{name} is not a valid class name.", "Give the class a name of letters, digits or signs.", name=repr(name)
        )
    return clean


def _clean_color(color: object, name: str) -> Color:
    parts = list(color) if isinstance(color, (list, tuple)) else []
    if len(parts) != 3 or not all(_is_int(part) and 0 <= part <= 255 for part in parts):
        raise ClassError(
            "{color} is not a colour for class {name}.",
            "A colour is red, green, blue, each 0 to 255.",
            color=repr(color),
            name=repr(name),
        )
    return int(parts[0]), int(parts[1]), int(parts[2])


@dataclass(frozen=True)
class ClassTable:
    """The classes of a project in display order, and the ids of deleted ones, which are never used again.

    Every change returns a new table. ``ClassError``: a name that is empty or taken, an id that is unknown or reused, or
    no id left.
    """

    classes: tuple[LabelClass, ...] = ()
    retired: frozenset[int] = field(default_factory=frozenset)
    gone: tuple[LabelClass, ...] = ()  # deleted classes, for pixels that undo restores

    def __post_init__(self) -> None:
        names: set[str] = set()
        ids: set[int] = set(self.retired)
        for row in self.classes:
            if row.name in names:
                raise ClassError("Two classes are named {name}.", "Give every class its own name.", name=repr(row.name))
            if row.id in ids:
                raise ClassError("Class id {id} is used twice.", "Ids of deleted classes stay taken.", id=row.id)
            names.add(row.name)
            ids.add(row.id)

    @staticmethod
    def from_names(names: Iterable[str]) -> ClassTable:
        """A table whose ids are the positions in ``names``."""
        table = ClassTable()
        for name in names:
            table = table.add(name)
        return table

    def __len__(self) -> int:
        return len(self.classes)

    def __iter__(self) -> Iterator[LabelClass]:
        return iter(self.classes)

    def __contains__(self, id: object) -> bool:
        return any(row.id == id for row in self.classes)

    @property
    def ids(self) -> tuple[int, ...]:
        """Class ids in display order."""
        return tuple(row.id for row in self.classes)

    @property
    def names(self) -> tuple[str, ...]:
        """Class names in display order."""
        return tuple(row.name for row in self.classes)

    @property
    def free_id(self) -> int | None:
        """The lowest id that was never used, which the next class gets; ``None``: all are."""
        used = self.retired.union(self.ids)
        return next((id for id in range(MAX_CLASSES) if id not in used), None)

    def by_id(self, id: int) -> LabelClass:
        """The class with this id."""
        for row in self.classes:
            if row.id == id:
                return row
        raise ClassError("There is no class with id {id}.", "Choose one of the classes in the list.", id=id)

    def by_name(self, name: str) -> LabelClass:
        """The class with this name."""
        for row in self.classes:
            if row.name == name:
                return row
        raise ClassError("There is no class named {name}.", "Choose one of the classes in the list.", name=repr(name))

    def add(self, name: str, color: Color | None = None) -> ClassTable:
        """With one more class at the end: the lowest id that was never used, by default in its VOC colour."""
        free = self.free_id
        if free is None:
            raise ClassError("All 255 class ids are used.", "Ids of deleted classes stay taken; rename a class.")
        added = LabelClass(free, name, voc_color(free) if color is None else color)
        return replace(self, classes=(*self.classes, added))

    def _put(self, id: int, **changes: Any) -> ClassTable:
        changed = replace(self.by_id(id), **changes)
        return replace(self, classes=tuple(changed if row.id == id else row for row in self.classes))

    def rename(self, id: int, name: str) -> ClassTable:
        """With another name for class ``id``."""
        return self._put(id, name=name)

    def recolor(self, id: int, color: Color) -> ClassTable:
        """With another colour (in files and on screen) for class ``id``."""
        return self._put(id, color=color)

    def standing_out(self, ids: Iterable[int], far: NDArray[np.float64]) -> ClassTable:
        """With colours on the screen for the classes ``ids`` that stand out from pictures (``class_colors.far_from``)
        and from each other; a class that was given a colour keeps it."""
        rows = [row for row in map(self.by_id, ids) if row.shown is None and row.color == voc_color(row.id)]
        table, waiting = self, {row.id for row in rows}
        for row in rows:
            others = [other.screen_color for other in table if other.id not in waiting]
            table = table._put(row.id, shown=stand_out(far, others))
            waiting.remove(row.id)
        return table

    def set_hidden(self, id: int, value: bool) -> ClassTable:
        """With class ``id`` hidden on the canvas, or shown."""
        return self._put(id, hidden=bool(value))

    def set_locked(self, id: int, value: bool) -> ClassTable:
        """With the pixels of class ``id`` protected from every change, or not."""
        return self._put(id, locked=bool(value))

    def reorder(self, ids: Sequence[int]) -> ClassTable:
        """In the display order ``ids``, which must name every class once."""
        if sorted(ids) != sorted(self.ids):
            raise ClassError("The new order does not name every class once.", "Move one class at a time.")
        return replace(self, classes=tuple(self.by_id(id) for id in ids))

    def remove(self, id: int) -> ClassTable:
        """Without class ``id``; the id is retired."""
        gone = self.by_id(id)
        rest = tuple(row for row in self.classes if row is not gone)
        return ClassTable(rest, self.retired | {gone.id}, (*self.gone, replace(gone, hidden=False, locked=False)))

    def revive(self, id: int) -> ClassTable:
        """With the deleted class ``id`` added again at the end, for pixels that undo restored."""
        if id not in self.retired:
            raise ClassError("Class id {id} was never deleted.", "Add a class instead.", id=id)
        known = next((row for row in self.gone if row.id == id), LabelClass(id, f"class {id}", voc_color(id)))
        name = known.name
        while name in self.names:
            name += " (restored)"
        back = replace(known, name=name, hidden=False, locked=False)
        rest = tuple(row for row in self.gone if row.id != id)
        return ClassTable((*self.classes, back), self.retired - {id}, rest)

    def palette(self) -> NDArray[np.uint8]:
        """The palette of mask files, ``uint8[256, 3]``: the VOC map with the classes' colours put in; 255 is void."""
        colors = voc_palette()
        for row in self.classes:
            colors[row.id] = row.color
        return colors

    def export_form(self) -> list[dict[str, Any]]:
        """Rows of the ``classes.json`` beside exported masks: id, name, colour, by id; void is not among them."""
        rows = sorted(self.classes, key=lambda row: row.id)
        return [{"id": row.id, "name": row.name, "color": list(row.color)} for row in rows]

    def to_json(self) -> dict[str, Any]:
        """Plain data for ``project.json``: classes in display order, and the retired ids."""
        rows = [asdict(row) | {"color": list(row.color)} | _shown(row) for row in self.classes]
        gone = [{"id": row.id, "name": row.name, "color": list(row.color)} | _shown(row) for row in self.gone]
        rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
        return {"classes": rows, "retired": sorted(self.retired), "gone": gone}

    @staticmethod
    def from_json(data: object) -> ClassTable:
        """Reads ``to_json``, a list of rows, or a list of names (position is the id). Rows of void are skipped."""
        retired: object = []
        gone: object = []
        if isinstance(data, dict):
            retired, gone, data = data.get("retired", []), data.get("gone", []), data.get("classes")
        if not isinstance(data, (list, tuple)) or not isinstance(retired, (list, tuple)):
            raise ClassError("This is not a list of classes.", 'A list of classes looks like ["background", "cell"].')
        if not all(_is_int(id) and 0 <= id < MAX_CLASSES for id in retired):
            raise ClassError("The list of deleted class ids is damaged.", "Class ids are whole numbers from 0 to 254.")
        rows = [_row_from_json(index, row) for index, row in enumerate(data)]
        known = [_row_from_json(index, row) for index, row in enumerate(gone)] if isinstance(gone, list) else []
        ids = frozenset(int(id) for id in retired)
        return ClassTable(tuple(row for row in rows if row), ids, tuple(row for row in known if row and row.id in ids))


def _shown(row: LabelClass) -> dict[str, list[int]]:
    """The chosen colour on the screen as plain data; nothing where there is none."""
    return {"shown": list(row.shown)} if row.shown is not None else {}


def _row_from_json(index: int, row: object) -> LabelClass | None:
    """One class from a name or a mapping; ``None`` for a row that describes void."""
    facts: dict[str, Any] = row if isinstance(row, dict) else {"name": row}
    id, color = facts.get("id", index), facts.get("color")
    if _is_int(id) and id == VOID:
        return None
    if color is None:
        color = voc_color(id) if _is_int(id) and 0 <= id < MAX_CLASSES else (0, 0, 0)
    hidden, locked = facts.get("hidden") is True, facts.get("locked") is True
    return LabelClass(id, facts.get("name", ""), color, hidden, locked, facts.get("shown"))


def read_classes_json(path: str | Path) -> ClassTable:
    """The class table in a ``classes.json``: names, rows, or ``{"classes": ...}``; else ``ClassError``."""
    hint = 'A classes file looks like ["background", "cell"].'
    try:
        data = json.loads(read_regular(path, TEXT).decode("utf-8-sig"))
    except OSError as error:
        raise ClassError(
            "{path} cannot be read: {reason}.", "Check the path.", path=path, reason=error.strerror or error
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ClassError("{path} is not a JSON file.", hint, path=path) from error
    try:
        return ClassTable.from_json(data)
    except ClassError as error:
        raise ClassError("{path}: {message}", error.hint, path=path, message=error.message) from error
