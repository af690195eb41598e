"""CVAT for images 1.1: one XML file with polygons, masks (run lengths), boxes and ellipses of all images."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from xml.etree import ElementTree

from segstudio.errors import FormatError, MaskError
from segstudio.formats.common.files import Files
from segstudio.formats.common.found import Found, Loaded, MaskFile
from segstudio.formats.common.shapes import Drawing, Names, from_runs
from segstudio.project.palette_png import check_shape


def fits(files: Files) -> bool:
    """Whether an XML file holds annotations of CVAT."""
    return any(b"<annotations" in files.head(name) for name in files.of_kind(".xml"))


def read(files: Files) -> Found:
    """The images of all such files."""
    names, masks = Names(), list[MaskFile]()
    for file in files.of_kind(".xml"):
        if b"<annotations" not in files.head(file):
            continue
        for image in _root(files, file).iter("image"):
            for shape in image:
                if shape.get("label"):
                    names.key(shape.get("label"))
            if len(image):
                place = image.get("name") or ""
                masks.append(MaskFile(f"{PurePosixPath(file).name}: {place}", place, partial(_load, image, names)))
    return Found(masks, names.values, left_out=list(files.left_out))


def _root(files: Files, file: str) -> ElementTree.Element:
    try:
        text = files.text(file)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise FormatError("{name} holds definitions that no such file has.", "Export it again.", name=file)
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, MaskError) as error:
        raise FormatError("{name} is not an XML file.", "Export it again.", name=file) from error


def _load(image: ElementTree.Element, names: Names, shape: tuple[int, int]) -> Loaded:
    name = image.get("name") or ""
    try:
        check_shape((int(image.get("height", 0)), int(image.get("width", 0))), shape, name)
        drawing = Drawing(shape, name)
        for one in sorted(image, key=lambda one: int(one.get("z_order", 0))):
            _draw(drawing, one, names.key(one.get("label")), shape)
    except (ValueError, TypeError, OverflowError) as error:
        raise MaskError("{name} has a shape that cannot be read.", "Export it again.", name=name) from error
    return drawing.loaded()


def _draw(drawing: Drawing, one: ElementTree.Element, key: int, shape: tuple[int, int]) -> None:
    def number(what: str) -> float:
        return float(one.get(what, "nan"))

    if one.tag == "polygon":
        drawing.polygons([[[float(v) for v in pair.split(",")] for pair in one.get("points", "").split(";")]], key)
    elif one.tag == "mask":
        width, height = int(number("width")), int(number("height"))
        if not (0 < width <= shape[1] and 0 < height <= shape[0]):  # CVAT's lie within their image
            raise ValueError("size")
        runs = [int(part) for part in one.get("rle", "").split(",")]
        inside = from_runs(runs, width * height, one.get("label") or "").reshape(height, width)
        drawing.part(inside, int(number("left")), int(number("top")), key)
    elif one.tag == "box":
        drawing.rectangle((number("xtl"), number("ytl")), (number("xbr"), number("ybr")), key)
    elif one.tag == "ellipse":
        drawing.ellipse(number("cx"), number("cy"), number("rx"), number("ry"), key)
    elif one.tag != "tag":
        drawing.note("points, lines and cuboids cover no area and are left out.")
