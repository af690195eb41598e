"""What the colours of points on the map mean: a table, one row each. Knows the document; no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.panels.images.model import SPLIT_TITLES
from segstudio.gui.pixels.color_table import map_table
from segstudio.labels.classes import VOID

Colors = NDArray[np.uint32]
Legend = tuple[tuple[int, str], ...]  # colour 0xffRRGGBB, words
USES = {"": 0xFF8A8D96, "train": 0xFF0072B2, "val": 0xFFE69F00, "test": 0xFF009E73}
NONE = 0xFF8A8D96  # nothing labelled: a grey that is seen on light and dark


def _by_use(document: Document, ids: Sequence[str], unusual: NDArray[np.float32]) -> tuple[Colors, Legend]:
    splits = {entry.id: entry.split for entry in document.images}
    found = [splits.get(one, "") for one in ids]
    legend = tuple((color, tr(SPLIT_TITLES[split])) for split, color in USES.items() if split in set(found))
    return np.array([USES.get(split, NONE) for split in found], np.uint32), legend


def _by_label(document: Document, ids: Sequence[str], unusual: NDArray[np.float32]) -> tuple[Colors, Legend]:
    """The class of most labelled pixels."""
    table = {one.id: (0xFF << 24 | one.screen_color[0] << 16 | one.screen_color[1] << 8 | one.screen_color[2], one.name)
             for one in document.classes}  # fmt: skip
    most: dict[str, int] = {}
    for one in dict.fromkeys(ids):
        counts = document.census.counts.get(one)
        if counts is not None and counts[:VOID].any():
            most[one] = int(counts[:VOID].argmax())
    used = sorted({most[one] for one in most} & table.keys())
    legend = (*(table[class_id] for class_id in used), (NONE, tr("not labelled")))
    return np.array([table.get(most.get(one, VOID), (NONE, ""))[0] for one in ids], np.uint32), legend


def _by_unusual(document: Document, ids: Sequence[str], unusual: NDArray[np.float32]) -> tuple[Colors, Legend]:
    """By rank: a few extremes would leave all others one colour."""
    table = np.array(map_table(), np.uint32)
    rank = np.empty(len(unusual), np.int64)
    rank[np.argsort(unusual, kind="stable")] = np.arange(len(unusual))
    level = rank * 255 // max(1, len(unusual) - 1)
    return table[level], ((int(table[0]), tr("usual")), (int(table[255]), tr("most unusual")))


@dataclass(frozen=True)
class MapColors:
    """One row. ``colors(document, ids, unusual)``: of the points of images with these ids, and the legend."""

    title: str
    colors: Callable[[Document, Sequence[str], NDArray[np.float32]], tuple[Colors, Legend]]
    pictures: bool = False


MAP_COLORS = {
    "pictures": MapColors("Pictures", _by_use, pictures=True),
    "use": MapColors("By use", _by_use),
    "label": MapColors("By label", _by_label),
    "unusual": MapColors("By unusual", _by_unusual),
}
