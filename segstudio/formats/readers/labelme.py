"""labelme: one JSON file per image with polygons, rectangles, circles and masks, later ones on top.

Layout: ``labelme/label_file.py`` of labelme 5; a shape "mask" is a PNG in base64 inside its box.
"""

from __future__ import annotations

import base64
import binascii
import math
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from segstudio.errors import MaskError, said
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.pixels import decode
from segstudio.formats.common.report import LeftOut
from segstudio.formats.common.shapes import Drawing, Names
from segstudio.project.palette_png import check_shape, png_header


def fits(files: Files) -> bool:
    """Whether a JSON file has labelme's fields."""
    return any(b'"shapes"' in files.head(name) for name in files.of_kind(".json"))


def read(files: Files) -> Found:
    """All labelme files; other JSON files are passed over."""
    names, masks, left_out = Names(), list[MaskFile](), list(files.left_out)
    for file in files.of_kind(".json"):
        try:
            content = files.json(file)
            if not isinstance(content, dict) or "shapes" not in content:
                continue
            shapes = [one for one in content["shapes"] if isinstance(one, dict)]
            size = content.get("imageHeight"), content.get("imageWidth")
        except MaskError as error:
            left_out.append(LeftOut(file, error.message))
            continue
        except TypeError:
            left_out.append(LeftOut(file, said("{name} has a shape that cannot be read.", name=file)))
            continue
        for one in shapes:
            names.key(one.get("label"))
        image = str(content.get("imagePath") or file).replace("\\", "/")
        place = (PurePosixPath(file).parent / image).as_posix()
        masks.append(MaskFile(file, place, partial(_load, file, shapes, size, names)))
    return Found(masks, names.values, left_out=left_out)


def _load(file: str, shapes: list[Any], size: tuple[Any, Any], names: Names, shape: tuple[int, int]) -> Loaded:
    if all(isinstance(one, int) for one in size):
        check_shape((size[0], size[1]), shape, file)
    drawing = Drawing(shape, file)
    for one in shapes:
        try:
            _draw(drawing, one, names.key(one.get("label")), file, shape)
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, binascii.Error) as error:
            raise MaskError("{name} has a shape that cannot be read.", "Save it again.", name=file) from error
    return drawing.loaded()


def _draw(drawing: Drawing, one: dict[str, Any], key: int, file: str, shape: tuple[int, int]) -> None:
    kind, points = one.get("shape_type") or "polygon", one["points"]
    if kind == "polygon":
        drawing.polygons([points], key)
    elif kind == "rectangle":
        drawing.rectangle(points[0], points[1], key)
    elif kind == "circle":
        radius = math.dist(points[0], points[1])
        drawing.ellipse(float(points[0][0]), float(points[0][1]), radius, radius, key)
    elif kind == "mask":
        data = base64.b64decode(one["mask"], validate=True)
        if any(own > most for own, most in zip(png_header(data, file).shape, shape, strict=True)):
            raise ValueError("size")  # before it is unpacked
        inside = decode(data, f"{file}.png").keys > 0
        drawing.part(inside, round(points[0][0]), round(points[0][1]), key)
    else:
        drawing.note("points and lines cover no area and are left out.")
