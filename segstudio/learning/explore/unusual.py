"""Where in an image an exploration restores badly, or what it has seen nothing like. Must not import Qt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.learning.data.channels import check_channels
from segstudio.learning.data.inputs import SliceReader, input_of
from segstudio.learning.drawing.model_of import Learnt
from segstudio.learning.explore.patch_answers import (
    Answer,
    Floats,
    PatchReader,
    cell_of,
    patch_rects,
    read_patches,
    strangeness,
    visible,
)
from segstudio.learning.network.tile_grid import blend_weights
from segstudio.learning.runs.found import Found, levels, read_found
from segstudio.project.project import Project

OVERLAPPING = 400  # patches of an image; a larger one is covered without overlaps, which takes a quarter of the time


def unusual_places(
    folder: Path, learnt: Learnt, image_id: str, slices: SliceReader
) -> Iterator[NDArray[np.uint8] | None]:
    """Yields ``None`` between batches of patches, and at last ``uint8[h,w]`` at the image's size: 0 restored as well as
    the median of the images learnt from, 255 worse than any (``runs.found.usual_table``).

    The error of a place is the average over the patches that see it, those counting most in whose middle it lies.
    Raises ProjectError, ImageError, LearningError (not looked at the images yet), ShortOfMemory.
    """
    project = Project.open(folder, write=False)
    entry, found = project.entry(image_id), read_found(folder, learnt.facts.name)
    image = slices.read(input_of(project, entry))
    check_channels(entry.name, image.inputs, learnt.facts.channels)
    reader, side = PatchReader(learnt.model.eval()), learnt.model.side
    rects = patch_rects(image.shape, side, side // 2)
    if len(rects) > OVERLAPPING:
        rects = patch_rects(image.shape, side, side)
    cell = cell_of(side)
    shape = tuple(-(-length // cell) for length in image.shape)
    total, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for start in range(0, len(rects), reader.batch):
        part = rects[start : start + reader.batch]
        answer = reader.answer(read_patches(image, part, side))
        for rect, error in zip(part, _errors(answer, found, image_id, -(-side // cell)), strict=True):
            _add(total, weight, visible(error, rect, side), rect, cell)
        yield None
    h, w = image.shape
    shown = levels(found.usual, np.divide(total, np.maximum(weight, 1e-9), dtype=np.float32))
    large = cv2.resize(shown, (shape[1] * cell, shape[0] * cell), interpolation=cv2.INTER_LINEAR)
    yield np.ascontiguousarray(large[:h, :w])


def _errors(answer: Answer, found: Found, image_id: str, cells: int) -> Floats:
    """``float32[n,cells,cells]``; of a model that restores nothing the same everywhere in a patch."""
    if answer.errors is not None:
        return answer.errors
    own = None
    if image_id in found.ids:
        place = found.ids.index(image_id)
        start, end = np.searchsorted(found.patch_where[:, 0], [place, place + 1])
        own = slice(int(start), int(end))
    far = strangeness(answer.codes, found.patch_codes, own)
    return np.broadcast_to(far[:, None, None], (len(far), cells, cells))


def _add(total: Floats, weight: Floats, error: Floats, rect: Rect, cell: int) -> None:
    y, x = round(rect.y / cell), round(rect.x / cell)
    h, w = min(error.shape[0], total.shape[0] - y), min(error.shape[1], total.shape[1] - x)
    share = blend_weights(error.shape)[:h, :w]
    total[y : y + h, x : x + w] += error[:h, :w] * share
    weight[y : y + h, x : x + w] += share
