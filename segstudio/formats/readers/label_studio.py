"""Label Studio: a JSON file of tasks with brushes (run lengths), polygons, rectangles and ellipses; and its PNG files.

Brush run lengths: ``label_studio_sdk/converter/brush.py``, that is thi.ng/rle-pack over RGBA, whose alpha counts.
Coordinates are in per cent of the image. A brush that was exported as PNG has the task's number in its name and no
image; the export as JSON or JSON-MIN beside it says which image that is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError, MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.pixels import PNG, decode
from segstudio.formats.common.report import LeftOut
from segstudio.formats.common.shapes import Drawing, Names
from segstudio.project.images.finding import SUFFIXES
from segstudio.project.palette_png import check_shape

_BRUSH = re.compile(r"task-(\d+)-annotation-(\d+)-by-[^-]*-[^-]*-(.+)-(\d+)\.png", re.IGNORECASE)


def _rows(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in files.of_kind(".json"):
        try:
            content = files.json(name)
        except MaskError:
            continue
        rows = content if isinstance(content, list) else [content]
        found += [row for row in rows if isinstance(row, dict)]
    return found


def _tasks(files: Files) -> list[dict[str, Any]]:
    return [row for row in _rows(files) if "data" in row and "annotations" in row]


def _brushes(files: Files) -> dict[int, dict[int, list[tuple[str, str]]]]:
    """Label and name of the PNG files of each annotation of each task; which was drawn first is not known."""
    found: defaultdict[int, defaultdict[int, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for name in files.of_kind(*PNG):
        if match := _BRUSH.fullmatch(PurePosixPath(name).name):
            found[int(match[1])][int(match[2])].append((match[3], name))
    return {task: dict(drawn) for task, drawn in found.items()}


def fits(files: Files) -> bool:
    """Whether a JSON file holds tasks with annotations, or PNG files are called like exported brushes."""
    return bool(_tasks(files) or _brushes(files))


def read(files: Files) -> Found:
    """The tasks that have an annotation; where one has several, the first counts, which is said."""
    tasks = _tasks(files)
    if not tasks:
        return _read_brushes(files)
    names, masks, notes = Names(), list[MaskFile](), list[str]()
    for task in tasks:
        try:
            place = _place(next(str(one) for one in task["data"].values() if PurePosixPath(str(one)).suffix))
            results = [one["result"] for one in task["annotations"] if not one.get("was_cancelled")]
            labels = [name for one in results[0] for name in _labels(one)] if results else []
        except (AttributeError, StopIteration, KeyError, TypeError) as error:
            text = "A task of Label Studio is not as it should be, or names no image."
            raise FormatError(text, "Export it again.") from error
        if not results:
            continue
        for name in labels:
            names.key(name)
        if len(results) > 1:
            notes.append(_several(place))
        base = PurePosixPath(place).name
        masks.append(MaskFile(base, place, partial(_load, base, results[0], names)))
    return Found(masks, names.values, left_out=list(files.left_out), notes=notes)


def _place(address: str) -> str:
    return unquote(address.split("?d=")[-1].split("?")[0])


def _several(place: str) -> str:
    return said("{name} has several annotations; the first one is taken.", name=PurePosixPath(place).name)


def _read_brushes(files: Files) -> Found:
    """The PNG files of brushes; FormatError where nothing beside them says which images their tasks are."""
    images: dict[int, str] = {}
    for row in _rows(files):
        address = next((one for one in row.values() if isinstance(one, str) and _is_image(one)), None)
        if isinstance(row.get("id"), int) and address is not None:
            images[row["id"]] = _place(address)
    if not images:
        text = "The PNG files of Label Studio do not say which images they are for."
        raise FormatError(text, "Export JSON-MIN too and put that file beside them.")
    names, masks, notes, left_out = Names(), list[MaskFile](), list[str](), list(files.left_out)
    for task, drawn in sorted(_brushes(files).items()):
        brushes = drawn[min(drawn)]
        if task not in images:
            text = said("{name} is of a task that the JSON file beside it does not have.", name=brushes[0][1])
            left_out.append(LeftOut(brushes[0][1], text))
            continue
        if len(drawn) > 1:
            notes.append(_several(images[task]))
        keyed = [(names.key(label), name) for label, name in brushes]
        masks.append(MaskFile(brushes[0][1], images[task], partial(_load_brushes, files, keyed)))
    return Found(masks, names.values, left_out=left_out, notes=notes)


def _is_image(address: str) -> bool:
    return PurePosixPath(_place(address)).suffix.lower() in SUFFIXES


def _load_brushes(files: Files, keyed: list[tuple[int, str]], shape: tuple[int, int]) -> Loaded:
    drawing = Drawing(shape, PurePosixPath(keyed[0][1]).name)
    for key, name in keyed:
        drawing.part(decode(files.read(name), name, shape).keys > 0, 0, 0, key)
    return drawing.loaded()


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
