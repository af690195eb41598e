"""The layout of Cityscapes: ``gtFine/<split>/<city>/<city>_<seq>_<frame>_gtFine_labelIds.png``, grey, 0 is void.

Classes that are all Cityscapes' own have its numbers; any others are numbered from 1 and named, line by line, in a
``label_colors.txt``, as CVAT does. Each file names its image, so that it is found whatever the file is called.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from segstudio.formats.common.class_names import same_name
from segstudio.formats.common.matching import origin_text
from segstudio.formats.common.name_tables import void_name
from segstudio.formats.common.presets import cityscapes_labels
from segstudio.formats.readers import trees
from segstudio.formats.writers.dataset import Layout, Part, Sheet, text_file
from segstudio.labels.classes import ClassTable
from segstudio.project.project import ImageEntry

_CITY = "segstudio"  # of images whose names have none
_OWN_NAME = re.compile(r"([^_]+)_[^_]+_[^_]+_leftImg8bit", re.ASCII)


def _own_numbers(classes: ClassTable) -> dict[int, int] | None:
    """Cityscapes' numbers by class id; ``None`` where a class is none of those that it labels."""
    labels = [(number, row.name) for number, row in enumerate(cityscapes_labels()) if not row.void]
    found = {row.id: number for row in classes for number, name in labels if same_name(row.name, name)}
    return found if len(found) == len(classes.ids) else None


def _numbers(classes: ClassTable) -> dict[int, int]:
    return _own_numbers(classes) or {row.id: number for number, row in enumerate(classes, 1)}


def _place(entry: ImageEntry, number: int) -> str:
    """Where the file is; images of Cityscapes keep their names, others get three parts, the last of them their own."""
    own = _OWN_NAME.fullmatch(entry.mask_stem)
    name = f"{_CITY}_{number:06}_{entry.mask_stem.replace('_', '-')}"
    city, name = (own[1], entry.mask_stem.removesuffix("_leftImg8bit")) if own else (_CITY, name)
    return f"gtFine/{entry.split or 'train'}/{city}/{name}_gtFine_labelIds.png"


def _part(sheet: Sheet) -> Part:
    table = np.zeros(256, np.uint8)
    for id, number in sheet.numbers.items():
        table[id] = number
    text, file = PngInfo(), io.BytesIO()
    for key, value in origin_text(sheet.entry).items():
        text.add_text(key, value)
    Image.fromarray(table[sheet.values]).save(file, "PNG", pnginfo=text)
    return Part({_place(sheet.entry, sheet.number): file.getvalue()})


def _names(_records: list[Any], classes: ClassTable, _numbers: Mapping[int, int]) -> dict[str, bytes]:
    if _own_numbers(classes) is not None:
        return {}
    rows = [f"{' '.join(map(str, row.color))} {row.name}" for row in classes]
    return {trees.CITYSCAPES_NAMES: text_file([f"0 0 0 {void_name(classes)}", *rows])}


CITYSCAPES = Layout(_part, trees.read_cityscapes, _names, _numbers, void=lambda _: 0)
