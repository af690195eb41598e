"""Puts the masks of objects back on the image. Knows torch."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from segstudio.labels.geometry import Rect
from segstudio.models.instances.heads import Found


def painted(found: Found, classes: int, size: tuple[int, int]) -> Tensor:
    """For each class the highest product of score and mask over its objects, ``float32[K,h,w]`` in 0..1."""
    strong = found.masks
    if torch.onnx.is_in_onnx_export():
        strong = strong * found.scores[:, None, None]
        rows, columns = (torch.zeros_like(torch.arange(side, dtype=strong.dtype)) for side in size)
        canvas = strong.new_zeros(classes, 1, 1) + rows[:, None] + columns
        is_class = (found.classes[:, None] == torch.arange(classes)).to(strong.dtype)
        scripted: Tensor = torch.jit.script(_all_painted)(canvas, strong, found.boxes, is_class)  # loops stay loops
        return scripted
    canvas = strong.new_zeros(classes, *size)
    for (rect, sure), label in zip(box_masks(found, size), found.classes.tolist(), strict=True):
        own = canvas[label, *rect.slices]
        torch.maximum(own, sure, out=own)
    return canvas


def box_masks(found: Found, size: tuple[int, int]) -> Iterator[tuple[Rect, Tensor]]:
    """Of each object the pixels of its box in an image of ``size`` (h, w), and the product of score and mask there."""
    for mask, box, score in zip(found.masks, found.boxes, found.scores, strict=True):
        left, top, right, bottom = (int(side) for side in box.tolist())
        rect = Rect(left, top, right + 1 - left, bottom + 1 - top).clip(size)
        rows, columns = (
            torch.arange(start, start + side, device=mask.device, dtype=mask.dtype)
            for start, side in ((rect.y, rect.h), (rect.x, rect.w))
        )
        yield rect, pasted(mask * score, box, rows, columns)


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
