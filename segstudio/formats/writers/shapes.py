"""Layouts of shapes: COCO instances and panoptic, labelme, Label Studio, Ultralytics. A shape is an object.

Outlines go along the edges of pixels, so that filling them by the middles of pixels gives the same pixels again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import said
from segstudio.formats.common.regions import Region, regions
from segstudio.formats.common.shapes import coco_text
from segstudio.formats.readers import coco, label_studio, labelme, ultralytics
from segstudio.formats.writers.dataset import Layout, Part, Sheet, json_file, text_file
from segstudio.labels.classes import ClassTable


def _png(pixels: NDArray[Any]) -> bytes:
    return bytes(cv2.imencode(".png", pixels)[1].tobytes())


def _from_1(classes: ClassTable) -> dict[int, int]:
    return {row.id: number for number, row in enumerate(classes, 1)}


def _from_0(classes: ClassTable) -> dict[int, int]:
    return {row.id: number for number, row in enumerate(classes)}


# ---- COCO -----------------------------------------------------------------------------------------------------------


def _image(sheet: Sheet) -> dict[str, Any]:
    height, width = sheet.values.shape
    return {"id": sheet.number, "file_name": sheet.image, "width": width, "height": height}


def _coco_region(sheet: Sheet, region: Region) -> dict[str, Any]:
    height, width = sheet.values.shape
    runs = coco_text(region.column_runs((height, width)))
    return {"image_id": sheet.number, "category_id": sheet.numbers[region.id], "iscrowd": 0,
            "area": int(region.inside.sum()), "bbox": [region.x, region.y, *region.inside.shape[::-1]],
            "segmentation": {"size": [height, width], "counts": runs}}  # fmt: skip


def _coco(sheet: Sheet) -> Part:
    return Part(
        {},
        (_image(sheet), [_coco_region(sheet, region) for region in regions(sheet.values, sheet.parting, sheet.seeds)]),
    )


def _categories(classes: ClassTable, numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    return [{"id": numbers[row.id], "name": row.name, "supercategory": "", "isthing": 1,
             "color": list(row.color)} for row in classes]  # fmt: skip


def _coco_files(records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
    rows = [row | {"id": id} for id, row in enumerate((row for _, rows in records for row in rows), 1)]
    content = {"images": [image for image, _ in records], "annotations": rows,
               "categories": _categories(classes, numbers)}  # fmt: skip
    return {"annotations/instances_default.json": json_file(content)}


def _panoptic(sheet: Sheet) -> Part:
    ids, segments = np.zeros(sheet.values.shape, np.int32), []
    for id, region in enumerate(regions(sheet.values, sheet.parting, sheet.seeds), 1):
        part = ids[region.y : region.y + region.inside.shape[0], region.x : region.x + region.inside.shape[1]]
        part[region.inside] = id
        segments.append({"id": id, "category_id": sheet.numbers[region.id], "iscrowd": 0,
                         "area": int(region.inside.sum()),
                         "bbox": [region.x, region.y, *region.inside.shape[::-1]]})  # fmt: skip
    bgr = np.stack([ids >> 16, ids >> 8 & 255, ids & 255], 2).astype(np.uint8)
    record = _image(sheet), {"image_id": sheet.number, "file_name": f"{sheet.stem}.png", "segments_info": segments}
    return Part({f"annotations/panoptic_default/{sheet.stem}.png": _png(bgr)}, record)


def _panoptic_files(records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
    content = {"images": [image for image, _ in records], "annotations": [row for _, row in records],
               "categories": _categories(classes, numbers)}  # fmt: skip
    return {"annotations/panoptic_default.json": json_file(content)}


COCO = Layout(_coco, coco.read, _coco_files, _from_1)
PANOPTIC = Layout(_panoptic, coco.read, _panoptic_files, _from_1)

# ---- labelme --------------------------------------------------------------------------------------------------------


def _labelme(sheet: Sheet) -> Part:
    height, width = sheet.values.shape
    found = regions(sheet.values, sheet.parting, sheet.seeds)
    shapes = [_labelme_shape(region, sheet.classes.by_id(region.id).name) for region in found]
    content = {"version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": sheet.image, "imageData": None,
               "imageHeight": height, "imageWidth": width}  # fmt: skip
    return Part({f"{sheet.stem}.json": json_file(content)})


def _labelme_shape(region: Region, name: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"label": name, "group_id": None, "description": "", "flags": {}}
    loops = region.loops()
    if len(loops) == 1:
        return shape | {"shape_type": "polygon", "points": loops[0], "mask": None}
    height, width = region.inside.shape
    png = base64.b64encode(_png(region.inside.astype(np.uint8))).decode("ascii")
    corners = [[region.x, region.y], [region.x + width - 1, region.y + height - 1]]
    return shape | {"shape_type": "mask", "points": corners, "mask": png}


LABELME = Layout(_labelme, labelme.read)

# ---- Ultralytics ----------------------------------------------------------------------------------------------------


def _ultralytics(sheet: Sheet) -> Part:
    height, width = sheet.values.shape
    lines, holes = [], False
    for region in regions(sheet.values, sheet.parting, sheet.seeds):
        holes = holes or len(region.loops()) > 1
        points = " ".join(f"{x / width:.17g} {y / height:.17g}" for x, y in region.one_loop())
        lines.append(f"{sheet.numbers[region.id]} {points}")
    note = said("regions with holes are one outline that goes to each hole and back.") if holes else ""
    return Part({f"labels/{sheet.stem}.txt": text_file(lines)}, note=note)


def _ultralytics_files(_records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
    rows = ("  {}: '{}'".format(numbers[row.id], row.name.replace("'", "''")) for row in classes)
    return {"data.yaml": text_file(["path: .", "train: images", "val: images", "names:", *rows])}


ULTRALYTICS = Layout(_ultralytics, ultralytics.read, _ultralytics_files, _from_0)

# ---- Label Studio ---------------------------------------------------------------------------------------------------

_WIDTHS = (3, 4, 8, 16)  # bits of the lengths of runs, as label_studio_sdk writes them


def encode_brush(values: NDArray[np.uint8]) -> list[int]:
    """The bytes of a brush from ``uint8[n]``, as ``label_studio.decode_brush`` reads them."""
    bits = [f"{len(values):032b}", f"{7:05b}", *(f"{width - 1:04b}" for width in _WIDTHS)]
    edges = np.flatnonzero(np.diff(values)) + 1
    for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(values)], strict=True):
        left = end - start
        while left:
            run = min(left, 1 << _WIDTHS[-1])
            at = next(at for at, width in enumerate(_WIDTHS) if run <= 1 << width)
            bits.append(f"1{at:02b}{run - 1:0{_WIDTHS[at]}b}{int(values[start]):08b}")
            left -= run
    text = "".join(bits)
    text += "0" * (-len(text) % 8)
    return [int(text[at : at + 8], 2) for at in range(0, len(text), 8)]


def _label_studio(sheet: Sheet) -> Part:
    height, width = sheet.values.shape
    result = []
    for row in sheet.classes:
        inside = sheet.values == row.id
        if inside.any():
            packed = encode_brush(np.repeat(np.where(inside.ravel(), np.uint8(255), np.uint8(0)), 4))
            result.append({"id": f"{sheet.number}-{row.id}", "type": "brushlabels", "from_name": "tag",
                           "to_name": "image", "original_width": width, "original_height": height,
                           "value": {"format": "rle", "rle": packed, "brushlabels": [row.name]}})  # fmt: skip
    return Part({}, {"id": sheet.number, "data": {"image": sheet.image}, "annotations": [{"result": result}]})


def _label_studio_files(records: list[Any], _classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    return {"tasks.json": json_file(records)}


LABEL_STUDIO = Layout(_label_studio, label_studio.read, _label_studio_files)
