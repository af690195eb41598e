"""Puts the masks of objects back on the image. Knows torch."""

from __future__ import annotations

import torch
from torch import Tensor

from segstudio.models.instances.heads import Found


def painted(found: Found, classes: int, size: tuple[int, int]) -> Tensor:
    """For each class the highest product of score and mask over its objects, ``float32[K,h,w]`` in 0..1."""
    strong = found.masks * found.scores[:, None, None]
    if torch.onnx.is_in_onnx_export():
        rows, columns = (torch.zeros_like(torch.arange(side, dtype=strong.dtype)) for side in size)
        canvas = strong.new_zeros(classes, 1, 1) + rows[:, None] + columns
        is_class = (found.classes[:, None] == torch.arange(classes)).to(strong.dtype)
        scripted: Tensor = torch.jit.script(_all_painted)(canvas, strong, found.boxes, is_class)  # loops stay loops
        return scripted
    canvas = strong.new_zeros(classes, *size)
    for mask, box, label in zip(strong, found.boxes, found.classes.tolist(), strict=True):
        left, top, right, bottom = box.tolist()
        rows = slice(int(top), min(size[0], int(bottom) + 1))
        columns = slice(int(left), min(size[1], int(right) + 1))
        own = canvas[label, rows, columns]
        canvas[label, rows, columns] = torch.maximum(own, pasted(mask, box, _range(rows, mask), _range(columns, mask)))
    return canvas


def _range(places: slice, like: Tensor) -> Tensor:
    return torch.arange(places.start, places.stop, device=like.device, dtype=like.dtype)


def pasted(mask: Tensor, box: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """A mask ``float32[s,s]`` of a ``box`` (x, y, x, y) at the middles of pixels, ``float32[len(rows),len(columns)]``:
    bilinear between the middles of its cells, 0 outside of the box."""
    down = along(rows, box[1], box[3], mask.shape[0])
    across = along(columns, box[0], box[2], mask.shape[1])
    return down @ mask @ across.t()


def along(pixels: Tensor, begin: Tensor, end: Tensor, side: int) -> Tensor:
    """What each of ``side`` cells between ``begin`` and ``end`` counts at each of ``pixels``, ``float32[n,side]``."""
    middle = pixels + 0.5
    inside = ((middle >= begin) & (middle <= end)).to(middle.dtype)
    place = ((middle - begin) / (end - begin).clamp(min=1e-3) * side - 0.5).clamp(0, side - 1)
    cells = torch.arange(side, device=pixels.device, dtype=pixels.dtype)
    return (1 - (place[:, None] - cells[None]).abs()).clamp(min=0) * inside[:, None]


def _all_painted(canvas: Tensor, masks: Tensor, boxes: Tensor, is_class: Tensor) -> Tensor:
    """``painted`` on ``canvas`` ``float32[K,h,w]`` as a loop that an ONNX file can hold, over the whole image for each
    object; ``is_class`` ``float32[n,K]``."""
    rows = torch.arange(canvas.shape[1], dtype=torch.float32)
    columns = torch.arange(canvas.shape[2], dtype=torch.float32)
    for n in range(boxes.shape[0]):
        canvas = torch.maximum(canvas, is_class[n][:, None, None] * pasted(masks[n], boxes[n], rows, columns))
    return canvas
