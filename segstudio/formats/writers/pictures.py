"""Layouts of mask pictures: grey index PNG, colour PNG, PASCAL VOC, CVAT's zip, nnU-Net v2 and label TIFF."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import tifffile
from numpy.typing import NDArray

from segstudio.errors import WriteError, said
from segstudio.formats.common.class_names import BACKGROUND, background_of, same_name
from segstudio.formats.common.found import color_key
from segstudio.formats.common.name_tables import void_name
from segstudio.formats.readers import pixel_files, trees, voc
from segstudio.formats.writers.dataset import Layout, Part, Sheet, json_file, text_file
from segstudio.labels.classes import VOID, ClassTable, voc_color
from segstudio.project import palette_png


def _png(pixels: NDArray[Any]) -> bytes:
    done, data = cv2.imencode(".png", pixels)
    if not done:
        raise WriteError("A PNG could not be made.", "Export again.")
    return bytes(data.tobytes())


def _table(numbers: Mapping[int, int], void: int) -> NDArray[np.uint8]:
    table = np.full(256, void, np.uint8)
    for id, number in numbers.items():
        table[id] = number
    return table


def ground_0(classes: ClassTable) -> dict[int, int]:
    """Class ids to numbers: 0 is background, a class of that name or nothing; the others follow without gaps."""
    ground = background_of(classes)
    others = [row.id for row in classes if row.id != ground]
    return ({} if ground is None else {ground: 0}) | {id: number for number, id in enumerate(others, 1)}


def _numbered(part: Callable[[Sheet], Part], whole_tiff: bool = False) -> Layout:
    """A layout with these numbers, void as 255, and ``dataset.json`` that names them."""

    def renumbered(sheet: Sheet) -> Part:
        return part(replace(sheet, values=_table(sheet.numbers, VOID)[sheet.values]))

    def names(_records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
        named = {classes.by_id(id).name: number for id, number in numbers.items()}
        ground = {} if 0 in named.values() else {BACKGROUND: 0}
        return {"dataset.json": json_file({"labels": ground | named | {void_name(classes): VOID}})}

    return Layout(renumbered, pixel_files.read, names, ground_0, whole_tiff=whole_tiff)


def _classes_json(_records: list[Any], classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    return {"classes.json": json.dumps(classes.export_form(), indent=1, ensure_ascii=False).encode()}


# ---- grey, TIFF and colour ------------------------------------------------------------------------------------------


def _index(sheet: Sheet) -> Part:
    return Part({f"{sheet.stem}.png": _png(sheet.values)})


def _tiff(sheet: Sheet) -> Part:
    file = io.BytesIO()
    tifffile.imwrite(file, sheet.values, photometric="minisblack", compression="zlib")
    return Part({f"{sheet.stem}.tif": file.getvalue()})


def _color_table(classes: ClassTable) -> NDArray[np.uint8]:
    """RGB by class id, uint8[256,3]; a colour that two classes share goes to the first, the others get VOC's of a free
    number, so that all of them stay apart."""
    table = classes.palette()
    used = {voc_color(VOID)}
    for row in classes:
        color = row.color
        spare = iter(range(VOID))
        while color in used:
            color = voc_color(next(spare))
        used.add(color)
        table[row.id] = color
    return table


def _color(sheet: Sheet) -> Part:
    return Part({f"{sheet.stem}.png": _png(_color_table(sheet.classes)[sheet.values][..., ::-1])})


def _labelmap(classes: ClassTable) -> bytes:
    """The colour of void too: datumaro takes no colour that is not in the list."""
    colors = _color_table(classes)
    names = [*((row.name, row.id) for row in classes), (void_name(classes), VOID)]
    rows = (f"{name}:{','.join(map(str, colors[id].tolist()))}::" for name, id in names)
    return text_file(["# label:color_rgb:parts:actions", *rows])


def _color_files(_records: list[Any], classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    return {"labelmap.txt": _labelmap(classes)}


def _color_numbers(classes: ClassTable) -> dict[int, int]:
    return {row.id: color_key(tuple(_color_table(classes)[row.id].tolist())) for row in classes}


def _void_color(_classes: ClassTable) -> int:
    return color_key(voc_color(VOID))


INDEX_PNG = Layout(_index, pixel_files.read, _classes_json)
INDEX_PNG_0, LABEL_TIFF_0 = _numbered(_index), _numbered(_tiff, whole_tiff=True)
LABEL_TIFF = Layout(_tiff, pixel_files.read, _classes_json, whole_tiff=True)
COLOR_PNG = Layout(_color, pixel_files.read, _color_files, _color_numbers, void=_void_color)

# ---- VOC and CVAT ---------------------------------------------------------------------------------------------------


def _voc(sheet: Sheet) -> Part:
    data = palette_png.encode(sheet.values, _color_table(sheet.classes))
    return Part({f"SegmentationClass/{sheet.stem}.png": data}, sheet.stem)


def _voc_files(records: list[Any], classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    return {"labelmap.txt": _labelmap(classes), "ImageSets/Segmentation/default.txt": text_file(records)}


def _cvat_colors(classes: ClassTable) -> NDArray[np.uint8]:
    """CVAT's background is black and means that nothing is drawn: a class of that name is written so, and so is void;
    no other class may be black."""
    table = _color_table(classes)
    table[VOID] = 0
    used = {tuple(table[row.id].tolist()) for row in classes} | {(0, 0, 0)}
    for row in classes:
        if same_name(row.name, BACKGROUND):
            table[row.id] = 0
        elif not table[row.id].any():
            table[row.id] = next(voc_color(n) for n in range(1, VOID) if voc_color(n) not in used)
    return table


def _cvat(sheet: Sheet) -> Part:
    data = _png(_cvat_colors(sheet.classes)[sheet.values][..., ::-1])
    ground, note, held = background_of(sheet.classes), "", sheet.values
    if ground is not None:
        held = np.where(sheet.values == VOID, np.uint8(ground), sheet.values)
        if (sheet.values == VOID).any():
            note = said("void became background, since CVAT knows only one of them.")
    files = {f"SegmentationClass/{sheet.stem}.png": data, f"SegmentationObject/{sheet.stem}.png": data}
    return Part(files, sheet.stem, held, note)


def _cvat_files(records: list[Any], classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    colors = _cvat_colors(classes)
    rows = [f"{row.name}:{','.join(map(str, colors[row.id].tolist()))}::" for row in classes]
    ground = [] if background_of(classes) is not None else [f"{BACKGROUND}:0,0,0::"]
    text = text_file(["# label:color_rgb:parts:actions", *ground, *rows])
    return {"labelmap.txt": text, "ImageSets/Segmentation/default.txt": text_file(records)}


def _cvat_numbers(classes: ClassTable) -> dict[int, int]:
    colors = _cvat_colors(classes)
    return {row.id: color_key(tuple(colors[row.id].tolist())) for row in classes}


def _cvat_void(classes: ClassTable) -> int:
    return color_key((0, 0, 0)) if background_of(classes) is None else _void_color(classes)


VOC = Layout(_voc, voc.read, _voc_files, _color_numbers, void=_void_color)
CVAT = Layout(_cvat, voc.read, _cvat_files, _cvat_numbers, archive="masks.zip", void=_cvat_void)

# ---- nnU-Net v2 -----------------------------------------------------------------------------------------------------


def _nnunet_void(classes: ClassTable) -> int:
    return max(ground_0(classes).values(), default=0) + 1


def _nnunet(sheet: Sheet) -> Part:
    table = _table(sheet.numbers, _nnunet_void(sheet.classes))
    return Part({f"labelsTr/{sheet.stem}.png": _png(table[sheet.values])}, bool((sheet.values == VOID).any()))


def _nnunet_files(records: list[Any], classes: ClassTable, numbers: Mapping[int, int]) -> dict[str, bytes]:
    labels = {BACKGROUND: 0} | {classes.by_id(id).name: number for id, number in numbers.items()}
    if any(records):
        labels["ignore"] = _nnunet_void(classes)
    facts = {"channel_names": {"0": "image"}, "labels": labels, "numTraining": len(records), "file_ending": ".png"}
    return {"dataset.json": json_file(facts)}


NNUNET = Layout(_nnunet, trees.read_nnunet, _nnunet_files, ground_0, void=_nnunet_void)
