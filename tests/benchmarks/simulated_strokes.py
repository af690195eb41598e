"""The labels that the learning benchmarks train on: what a fixed simulated user paints, or whole masks.

Owns the writing of one training folder, ``images/`` and ``masks/``, that every method reads. The user is
``segstudio.gui.simulated_user``: it sees the true mask to decide where to paint, nothing else is random.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import common
import numpy as np
from instant import strokes_of
from numpy.typing import NDArray

from segstudio.gui.simulated_user import PlannedStroke, plan_strokes
from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.painting import brush_segment
from segstudio.project import palette_png
from segstudio.project.images import find_images
from segstudio.project.storage import write_atomic

STROKES, COVERING = "strokes", "2%"  # labels that are painted; a number means so many whole masks
SHARE = 0.02
MOST = 200  # strokes of a class in one image
IMAGES_TO_COVER = 24

Mask = NDArray[np.uint8]


def strokes_covering(truth: Mask, share: float = SHARE) -> Mask:
    """Strokes of each class in turn, widest regions first, until ``share`` of the pixels is labelled; else void.

    The last stroke is kept whole, so slightly more than ``share`` is labelled; less where the user finds no more room.
    """
    mask, wanted = np.full(truth.shape, VOID, np.uint8), share * truth.size
    for stroke in _in_turn(plan_strokes(truth, per_class=MOST)):
        if np.count_nonzero(mask != VOID) >= wanted:
            break
        foot = brush_segment(truth.shape, stroke.start, stroke.end, stroke.diameter)
        mask[foot.rect.slices][foot.inside] = stroke.class_id
    return mask


def _in_turn(strokes: list[PlannedStroke]) -> list[PlannedStroke]:
    """The first of each class, then the second of each, and so on."""
    seen: dict[int, int] = {}
    order = []
    for stroke in strokes:
        seen[stroke.class_id] = seen.get(stroke.class_id, 0) + 1
        order.append((seen[stroke.class_id], stroke.class_id))
    return [strokes[i] for i in sorted(range(len(strokes)), key=order.__getitem__)]


def choose_images(folder: Path, labels: str) -> list[Path]:
    """The training images of ``folder`` that ``labels`` ("strokes", "2%" or a number of whole masks) are put on."""
    count = {STROKES: 1, COVERING: IMAGES_TO_COVER}.get(labels)
    return common.choose_training(folder, int(labels) if count is None else count)


def write_set(folder: Path, labels: str, where: str, most: int | None, place: Path) -> float:
    """Make ``place`` a set of its own: ``train/`` with the labels to learn from, ``val/`` with the images that are
    scored (those of ``folder/val``, or, for work on the recipe, of ``folder/train`` without labels), ``classes.json``.
    The share of labelled pixels in the images of ``train/``."""
    palette = read_classes_json(folder / "classes.json").palette()
    place.mkdir(parents=True)
    shutil.copy(folder / "classes.json", place)
    labelled = total = 0
    for source in choose_images(folder, labels):
        mask = palette_png.decode(common.mask_of(source)).array
        if labels == STROKES:
            mask = strokes_of(mask)
        elif labels == COVERING:
            mask = strokes_covering(mask)
        _put(source, palette_png.encode(mask, palette), place / "train")
        labelled, total = labelled + int((mask != VOID).sum()), total + mask.size
    for source in _scored(folder, labels, where, most):
        _put(source, common.mask_of(source).read_bytes(), place / "val")
    return labelled / total


def _put(source: Path, mask: bytes, place: Path) -> None:
    for part in ("images", "masks"):
        (place / part).mkdir(parents=True, exist_ok=True)
    shutil.copy(source, place / "images")
    write_atomic(place / "masks" / f"{source.stem}.png", mask, fsync=False)


def _scored(folder: Path, labels: str, where: str, most: int | None) -> list[Path]:
    if where == "val":
        return find_images(folder / "val" / "images")[:most]
    chosen = set(choose_images(folder, labels))
    rest = [path for path in find_images(folder / "train" / "images") if path not in chosen]
    return rest[:: max(1, len(rest) // 8)][:most]
