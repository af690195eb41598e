"""What a model of learning without labels says of patches of an image: codes, and where it does not restore them.

Errors are kept in cells of a 24th of a patch's side. Must not import Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import InputImage
from segstudio.learning.drawing.model_of import patches_on
from segstudio.learning.network.device import free_memory, is_out_of_memory
from segstudio.learning.plan.memory_fallback import ShortOfMemory
from segstudio.models.unlabelled.contract import UnlabelledModel

CELLS = 24  # along a side of a patch
BOX = 8  # the error is averaged over a box of this part of a side
BATCH = 16  # patches at once

Floats = NDArray[np.float32]


class Answer(NamedTuple):
    """``codes`` ``float32[n,d]``; ``errors`` ``float32[n,k,k]``, in cells: squared error, averaged over the channels;
    ``None``: the model restores nothing."""

    codes: Floats
    errors: Floats | None


def cell_of(side: int) -> int:
    """Pixels of a cell's side, of a patch with ``side`` pixels."""
    return max(1, side // CELLS)


def patch_rects(shape: tuple[int, int], side: int, step: int) -> list[Rect]:
    """Squares of ``side`` that cover an image ``(h, w)``, at most ``step`` pixels apart and evenly; cropped where the
    image is smaller."""

    def starts(length: int) -> list[int]:
        count = 1 + -(-max(0, length - side) // step)
        return [round(start) for start in np.linspace(0, max(0, length - side), count).tolist()]

    h, w = shape
    return [Rect(x, y, min(side, w), min(side, h)) for y in starts(h) for x in starts(w)]


def read_patches(image: InputImage, rects: Sequence[Rect], side: int) -> Floats:
    """``float32[n,c,side,side]`` in 0..1, mirrored outside of the image. Raises ImageError."""

    def square(rect: Rect) -> Floats:
        patch = image.model_input(rect)
        missing = [(0, side - length) for length in patch.shape[1:]]
        return np.pad(patch, ((0, 0), *missing), mode="reflect") if any(m for _, m in missing) else patch

    found = np.stack([square(rect) for rect in rects])
    image.release()
    return found


class PatchReader:
    """Asks ``model``, in eval mode, about patches, a few at a time: fewer once memory was short."""

    def __init__(self, model: UnlabelledModel) -> None:
        self.model = model
        self.batch = BATCH

    def answer(self, patches: Floats, errors: bool = True) -> Answer:
        """What it says of ``float32[n,c,side,side]``. Raises ShortOfMemory."""
        found: list[Answer] = []
        start = 0
        while start < len(patches):
            part = patches[start : start + self.batch]
            try:
                found.append(self._answer(part, errors and self.model.restores))
                start += len(part)
                continue
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            if self.batch == 1:
                raise ShortOfMemory
            self.batch //= 2
            free_memory()
        codes = np.concatenate([one.codes for one in found])
        maps = [one.errors for one in found if one.errors is not None]
        return Answer(codes, np.concatenate(maps) if maps else None)

    @torch.inference_mode()
    def _answer(self, patches: Floats, errors: bool) -> Answer:
        image = patches_on(self.model, patches)
        codes = np.nan_to_num(self.model.code(image).float().cpu().numpy())
        restored = self.model.restore(image) if errors else None
        return Answer(codes, None if restored is None else error_cells(image, restored))


def error_cells(image: Tensor, restored: Tensor) -> Floats:
    """Squared error of patches ``[n,c,s,s]``, averaged over channels and over a box of a BOXth of a side, in cells:
    ``float32[n,k,k]``."""
    side = image.shape[-1]
    cell = cell_of(side)
    error = (restored.float() - image.float()).square().mean(dim=1, keepdim=True)
    cells = F.avg_pool2d(error, cell, ceil_mode=True)
    box = max(1, round(side / BOX / cell)) // 2 * 2 + 1
    smooth = F.avg_pool2d(cells, box, stride=1, padding=box // 2, count_include_pad=False)
    most = float(np.finfo(np.float32).max)
    return np.asarray(np.nan_to_num(smooth[:, 0].cpu().numpy(), nan=most, posinf=most), np.float32)


def visible(errors: Floats, rect: Rect, side: int) -> Floats:
    """The cells ``float32[k,k]`` of a patch that are not wholly outside of a small image."""
    cell = cell_of(side)
    return errors[: -(-rect.h // cell), : -(-rect.w // cell)]


def strangeness(codes: Floats, others: Floats, own: slice | None = None, nearest: int = 5) -> Floats:
    """How far codes ``float32[n,d]`` lie from their ``nearest`` of ``others`` ``float32[m,d]`` on average:
    ``float32[n]``; 0 without any. ``own``: those of the others that belong to the same image and do not count."""
    skipped = len(range(*own.indices(len(others)))) if own is not None else 0
    some = min(nearest, len(others) - skipped)
    if some < 1:
        return np.zeros(len(codes), np.float32)
    squares = (codes**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None] - 2 * codes @ others.T
    if own is not None:
        squares[:, own] = np.inf
    near = np.partition(np.maximum(squares, 0), some - 1, axis=1)[:, :some]
    return np.asarray(np.sqrt(near).mean(axis=1), np.float32)
