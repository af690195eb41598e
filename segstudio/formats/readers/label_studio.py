"""Label Studio: a JSON file of tasks with brushes (run lengths), polygons, rectangles and ellipses; and its PNG files.

Brush run lengths: ``label_studio_sdk/converter/brush.py``, that is thi.ng/rle-pack over RGBA, whose alpha counts.
Coordinates are in per cent of the image.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.shapes import Drawing, Names
from segstudio.project.palette_png import check_shape


def _tasks(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in files.of_kind(".json"):
        try:
            content = files.json(name)
        except MaskError:
            continue
        rows = content if isinstance(content, list) else [content]
        found += [row for row in rows if isinstance(row, dict) and "data" in row and "annotations" in row]
    return found


def fits(files: Files) -> bool:
    """Whether a JSON file holds tasks with annotations."""
    return bool(_tasks(files))


def read(files: Files) -> Found:
    """The tasks that have an annotation; where one has several, the first counts, which is said."""
    names, masks, notes = Names(), list[MaskFile](), list[str]()
    for task in _tasks(files):
        try:
            place = next(str(one) for one in task["data"].values() if PurePosixPath(str(one)).suffix)
            place = unquote(place.split("?d=")[-1].split("?")[0])
            results = [one["result"] for one in task["annotations"] if not one.get("was_cancelled")]
        except (AttributeError, StopIteration, KeyError, TypeError) as error:
            raise FormatError("A task of Label Studio names no image.", "Export it again.") from error
        if not results:
            continue
        for one in results[0]:
            for name in _labels(one):
                names.key(name)
        if len(results) > 1:
            notes.append(f"{PurePosixPath(place).name} has several annotations; the first one is taken.")
        base = PurePosixPath(place).name
        masks.append(MaskFile(base, place, partial(_load, base, results[0], names)))
    return Found(masks, names.values, left_out=list(files.left_out), notes=notes)


def _labels(one: dict[str, Any]) -> list[Any]:
    """The names in one result."""
    value = one.get("value") or {}
    return list(value.get(one.get("type")) or value.get("brushlabels") or [])


def _load(name: str, results: list[Any], names: Names, shape: tuple[int, int]) -> Loaded:
    drawing = Drawing(shape, name)
    for one in results:
        labels = _labels(one)
        if not labels:
            continue
        try:
            check_shape((int(one["original_height"]), int(one["original_width"])), shape, name)
            _draw(drawing, one["value"], names.key(labels[0]), shape, name)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise MaskError("{name} has a result that cannot be read.", "Export it again.", name=name) from error
    return drawing.loaded()


def _draw(drawing: Drawing, value: dict[str, Any], key: int, shape: tuple[int, int], name: str) -> None:
    unit = np.array([shape[1], shape[0]]) / 100
    if "rle" in value:
        drawing.part(decode_brush(value["rle"], shape[0] * shape[1] * 4, name)[3::4].reshape(shape) > 0, 0, 0, key)
    elif "points" in value:
        drawing.polygons([np.array(value["points"], float) * unit], key)
    elif "radiusX" in value:
        x, y = np.array([value["x"], value["y"]]) * unit
        drawing.ellipse(x, y, value["radiusX"] * unit[0], value["radiusY"] * unit[1], key)
    elif value.get("rotation"):
        drawing.note("turned rectangles are left out.")
    else:
        corner = np.array([value["x"], value["y"]]) * unit
        other = corner + np.array([value["width"], value["height"]]) * unit
        drawing.rectangle(corner.tolist(), other.tolist(), key)


def decode_brush(packed: Any, size: int, name: str) -> NDArray[np.uint8]:
    """``uint8[size]`` from the bytes of a brush; MaskError unless they hold exactly that many values."""
    bits = "".join(f"{byte:08b}" for byte in np.asarray(packed, np.uint8).tolist())
    at = 0

    def take(number: int) -> int:
        nonlocal at
        if at + number > len(bits):
            raise MaskError("{name} has a brush whose run lengths do not fit.", "Export it again.", name=name)
        at += number
        return int(bits[at - number : at], 2)

    count, word = take(32), take(5) + 1
    widths = [take(4) + 1 for _ in range(4)]
    if count != size or word != 8:
        raise MaskError("{name} has a brush of another size.", "Export it again.", name=name)
    values, done = np.zeros(size, np.uint8), 0
    while done < size:
        same = take(1)
        length = 1 + take(widths[take(2)])
        end = min(size, done + length)
        if same:
            values[done:end] = take(word)
        else:
            for place in range(done, end):
                values[place] = take(word)
        done = end
    return values
