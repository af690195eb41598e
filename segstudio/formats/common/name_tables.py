"""Class names that lie beside masks: classes.json, labelmap.txt, dataset.json, classes.txt, label_colors.txt.

All that is found in the files of one import must agree; where two lists do not, that is said and neither is used.
Knows the files of an import only by their type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from segstudio.errors import FormatError, MaskError
from segstudio.formats.common.class_names import same_name
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Value, color_key
from segstudio.labels.classes import VOID, ClassTable

Table = dict[int, Value]
Texts = Mapping[str, Callable[[str], Table]]
_VOID_NAMES = ("void", "not labelled", "unlabelled", "unlabeled", "ignore")


def says_void(name: str) -> bool:
    """Whether a name in a list of another program means not labelled."""
    return name.strip().casefold() in _VOID_NAMES


def void_name(classes: ClassTable) -> str:
    """A name for void that none of the classes has."""
    return next(name for name in _VOID_NAMES if not any(same_name(name, row.name) for row in classes))


def labelmap(text: str) -> Table:
    """CVAT's ``labelmap.txt``: lines ``name:red,green,blue:parts:actions``. By colour; ValueError."""
    table: Table = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, color, *_ = line.rsplit(":", 3) if line.count(":") >= 3 else line.split(":", 1)
        red, green, blue = (int(part) for part in color.split(","))
        if not all(0 <= part <= VOID for part in (red, green, blue)):
            raise ValueError(line)
        table[color_key((red, green, blue))] = Value(name, (red, green, blue), says_void(name))
    return table


def label_colors(text: str) -> Table:
    """CamVid's ``label_colors.txt``: lines ``red green blue name``. By colour; ValueError."""
    return {color_key(row.color): row for row in _color_rows(text) if row.color is not None}


def numbered_colors(text: str) -> Table:
    """The same lines by their number from 0, as they stand beside the Cityscapes trees of CVAT; ValueError."""
    return dict(enumerate(_color_rows(text)))


def _color_rows(text: str) -> list[Value]:
    rows = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        red, green, blue, name = line.split(None, 3)
        rows.append(Value(name.strip(), (int(red), int(green), int(blue)), says_void(name)))
    return rows


def classes_txt(text: str) -> Table:
    """A name on each line, by its number from 0."""
    names = [line.strip() for line in text.splitlines() if line.strip()]
    return {number: Value(name, None, says_void(name)) for number, name in enumerate(names)}


def dataset_json(content: Any) -> Table:
    """nnU-Net's ``dataset.json``: version 2 maps names to numbers, version 1 numbers to names; "ignore" is void.
    ValueError for regions, where a name has several numbers."""
    table: Table = {}
    for first, second in dict(content["labels"]).items():
        name, number = (str(second), int(first)) if str(first).isdigit() else (str(first), second)
        if isinstance(number, bool) or not isinstance(number, int):
            raise ValueError(name)
        table[number] = Value(name, None, says_void(name))
    return table


def classes_json(content: Any) -> Table:
    """SegStudio's ``classes.json``, by number. What 255 is, it does not say."""
    return {row.id: Value(row.name, row.color) for row in ClassTable.from_json(content).classes}


_TEXTS: Texts = {
    "labelmap.txt": labelmap,
    "label_colors.txt": label_colors,
    "classes.txt": classes_txt,
}
_JSONS: Mapping[str, Callable[[Any], Table]] = {"dataset.json": dataset_json, "classes.json": classes_json}
NAMES = (*_TEXTS, *_JSONS)


def table_beside(files: Files, *wanted: str, texts: Texts = _TEXTS) -> tuple[Table, str]:
    """What the lists of names in ``files`` say together, and the first one's name; ``wanted``: only lists so called;
    ``texts``: what reads lists that are text, by the name of the file.

    Raises FormatError: a list cannot be read, or two contradict each other.
    """
    found: Table = {}
    first = ""
    for name in files.called(*(wanted or NAMES)):
        for key, value in _read(files, name, texts).items():
            if found.setdefault(key, value).name != value.name:
                text = "{first} and {second} give {key} different names: {one} and {other}."
                raise FormatError(text, "Import their folders one after the other.", first=first, second=name,
                                  key=key, one=repr(found[key].name), other=repr(value.name))  # fmt: skip
        first = first or name
    return found, first


def _read(files: Files, name: str, texts: Texts) -> Table:
    base = PurePosixPath(name).name.lower()
    try:
        return texts[base](files.text(name)) if base in texts else _JSONS[base](files.json(name))
    except MaskError as error:
        raise FormatError(error.message, error.hint) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        text = "{name} is not a list of classes as it should be."
        raise FormatError(text, "Correct it, or move it away to import by number.", name=name) from error


def yaml_names(text: str) -> Table:
    """The ``names`` of an Ultralytics ``data.yaml``: a list in brackets, a list of lines or numbers with names.

    Reads only the plain forms that programs write; ValueError for others.
    """
    match = re.search(r"^names:[ \t]*(.*)$", text, re.MULTILINE)
    if match is None:
        raise ValueError("names")
    inline = match[1].strip()
    if inline.startswith("["):
        parts = re.findall(r"'((?:[^']|'')*)'|\"([^\"]*)\"|([^,\[\]\s][^,\[\]]*)", text[match.start(1) :].split("]")[0])
        names = [(a.replace("''", "'") or b or c).strip() for a, b, c in parts]
        return {number: Value(name) for number, name in enumerate(names)}
    table: Table = {}
    for line in text[match.end() :].splitlines():
        row = re.match(r"^\s*(?:-\s+|(\d+)\s*:\s*)(.+?)\s*$", line)
        if row is None:
            if line.strip() and not line.startswith((" ", "-", "#")):
                break
            continue
        name = row[2][1:-1].replace("''", "'") if row[2][:1] in "'\"" else row[2]
        table[int(row[1]) if row[1] else len(table)] = Value(name)
    if not table:
        raise ValueError("names")
    return table
