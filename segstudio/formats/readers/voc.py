"""PASCAL VOC trees and CVAT's "Segmentation mask 1.1": ``SegmentationClass/*.png`` with ``labelmap.txt``.

With a labelmap the colours decide, also those of palette files; without one a number is a class number.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from segstudio.formats.common.files import Files
from segstudio.formats.common.found import COLOR, Found, Loaded, MaskFile
from segstudio.formats.common.name_tables import table_beside
from segstudio.formats.common.pixels import PNG, decode, text_chunks

_FOLDER = "segmentationclass"
_BLACK = COLOR


def _masks(files: Files) -> list[str]:
    return [name for name in files.of_kind(*PNG) if _FOLDER in (part.lower() for part in name.split("/")[:-1])]


def fits(files: Files) -> bool:
    """Whether there is a folder SegmentationClass with PNG files, or one was chosen that has a labelmap."""
    return bool(_masks(files))


def read(files: Files) -> Found:
    """The masks of all SegmentationClass folders."""
    values, beside = table_beside(files, "labelmap.txt")
    if _BLACK in values:  # where nothing is drawn, unless the project has a class of that name
        values[_BLACK] = replace(values[_BLACK], void=True)
    masks = [
        MaskFile(name, name, partial(_load, files, name, bool(values)), text_chunks(files.head(name)))
        for name in _masks(files)
    ]
    return Found(masks, values, not values, beside, list(files.left_out))


def _load(files: Files, name: str, by_color: bool, shape: tuple[int, int]) -> Loaded:
    loaded = decode(files.read(name), name, shape)
    if not by_color or loaded.palette is None:
        return loaded
    palette = np.zeros((256, 3), np.int32)
    palette[: len(loaded.palette)] = loaded.palette
    colors = COLOR + (palette[:, 0] << 16) + (palette[:, 1] << 8) + palette[:, 2]
    return Loaded(colors.astype(np.int32)[loaded.keys])
