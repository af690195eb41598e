"""Ultralytics (YOLO) segmentation: a text file per image with lines ``class x y x y ...``, coordinates from 0 to 1.

Names are those of ``data.yaml`` or ``classes.txt``. Later lines are on top.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath

import numpy as np

from segstudio.errors import FormatError, MaskError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.name_tables import NAMES, Table, table_beside, yaml_names
from segstudio.formats.common.shapes import Drawing

_LINE = re.compile(rb"^\s*\d+(\s+-?[\d.]+(e-?\d+)?){4,}")


def _texts(files: Files) -> list[str]:
    names = [name for name in files.of_kind(".txt") if PurePosixPath(name).name.lower() not in NAMES]
    return [name for name in names if (head := files.head(name)) and _LINE.match(head) or _empty(files, name)]


def _empty(files: Files, name: str) -> bool:
    return "labels" in name.split("/")[:-1] and not files.head(name).strip()


def fits(files: Files) -> bool:
    """Whether there are text files of such lines."""
    return bool(_texts(files))


def read(files: Files) -> Found:
    """All such text files, with the names beside them; without a list of names a number is a class number."""
    values, beside = table_beside(files, "classes.txt")
    for name in (*files.called("data.yaml", "data.yml", "dataset.yaml"),):
        values, beside = _names(files, name), name
    masks = [MaskFile(name, name, partial(_load, files, name)) for name in _texts(files)]
    return Found(masks, values, not values, beside, list(files.left_out))


def _names(files: Files, name: str) -> Table:
    try:
        return yaml_names(files.text(name))
    except (ValueError, MaskError) as error:
        raise FormatError("{name} has no list of names.", "Write names: [first, second].", name=name) from error


def _load(files: Files, name: str, shape: tuple[int, int]) -> Loaded:
    drawing = Drawing(shape, name)
    for line in files.text(name).splitlines():
        if not line.strip():
            continue
        try:
            number, *points = (float(part) for part in line.split())
            if number < 0 or number != int(number) or number > 65535 or len(points) % 2:
                raise ValueError(line)
        except (ValueError, OverflowError) as error:
            text = "{name} has a line that is no outline: {line}."
            raise MaskError(text, "Export it again.", name=name, line=repr(line[:40])) from error
        if len(points) == 4:
            drawing.note("boxes without an outline are left out.")
            continue
        drawing.polygons([np.array(points).reshape(-1, 2) * (shape[1], shape[0])], int(number))
    return drawing.loaded()
