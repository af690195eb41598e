"""What an instance network learns from labels: the connected regions of a patch as objects, with void left out. Knows
torch and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torchvision.ops import box_iou

from segstudio.labels.classes import VOID
from segstudio.labels.objects import Objects, find_objects

IGNORED, NO_OBJECT = -2, -1  # as torchvision's Matcher has them
ENOUGH = 0.5  # labelled share of a box from which on it can be said to hold no object


@dataclass(frozen=True)
class Regions:
    """The objects of a patch, on the device of its labels: ``boxes`` ``float32[R,4]`` (x, y, x, y in pixels),
    ``classes`` ``int64[R]``; ``numbers`` ``int64[h,w]``: which object a pixel is of, -1 for none, IGNORED for void;
    ``labelled`` ``int64[h+1,w+1]``: labelled pixels above and to the left."""

    boxes: Tensor
    classes: Tensor
    numbers: Tensor
    labelled: Tensor

    @classmethod
    def of(cls, target: Tensor, between: int) -> Regions:
        """The regions of ``int64[h,w]`` class rows and void, of all classes but ``between``."""
        found = _objects(target)
        chosen = np.flatnonzero(found.classes != between)
        order = np.full(len(found) + 1, NO_OBJECT)
        order[chosen + 1] = np.arange(len(chosen))
        numbers = torch.from_numpy(order[found.numbers]).to(target.device)
        numbers[target == VOID] = IGNORED
        corners = found.boxes[chosen].astype(np.float32)
        corners[:, 2:] += corners[:, :2]
        sums = (target != VOID).cumsum(0).cumsum(1)
        return cls(
            torch.from_numpy(corners).to(target.device),
            torch.from_numpy(found.classes[chosen].astype(np.int64)).to(target.device),
            numbers,
            torch.nn.functional.pad(sums, (1, 0, 1, 0)),
        )

    def labelled_share(self, boxes: Tensor) -> Tensor:
        """The share of labelled pixels in each box ``float32[n,4]``, of what of it lies on the patch; 0 outside."""
        h, w = self.numbers.shape
        x0, y0, x1, y1 = boxes.round().long().unbind(1)
        x0, x1, y0, y1 = x0.clamp(0, w), x1.clamp(0, w), y0.clamp(0, h), y1.clamp(0, h)
        sums = self.labelled
        inside = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return inside / ((x1 - x0) * (y1 - y0)).clamp_min(1)

    def masks(self, boxes: Tensor, which: Tensor, side: int) -> Tensor:
        """For each box ``float32[n,4]`` and the object ``which`` ``int64[n]`` that it is to outline, ``int64[n,s,s]``:
        1 where the middle of a cell is of the object, 0 elsewhere, IGNORED at void and outside of the patch."""
        h, w = self.numbers.shape
        steps = (torch.arange(side, device=boxes.device) + 0.5) / side
        x = (boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * steps).floor().long()
        y = (boxes[:, 1:2] + (boxes[:, 3:4] - boxes[:, 1:2]) * steps).floor().long()
        inside = ((y >= 0) & (y < h))[:, :, None] & ((x >= 0) & (x < w))[:, None]
        numbers = self.numbers[y.clamp(0, h - 1)[:, :, None], x.clamp(0, w - 1)[:, None]]
        numbers = torch.where(inside, numbers, IGNORED)
        return torch.where(numbers == IGNORED, IGNORED, (numbers == which[:, None, None]).long())


def spread_of(target: Tensor, classes: int) -> Tensor:
    """How wide the regions of each class are, ``float32[K]``: of the box of the region that a labelled pixel is of, the
    square root of its share of the patch, mean over the pixels of the class; 0 for a class without one.

    What lies between objects spreads over the whole patch, be it background or a net of membranes around cells."""
    found = _objects(target)
    share = np.sqrt(found.boxes[:, 2].astype(np.float64) * found.boxes[:, 3] / max(1, target.numel()))
    sums, pixels = (np.bincount(found.classes, weights, classes) for weights in (found.areas * share, found.areas))
    return torch.from_numpy((sums / np.maximum(pixels, 1)).astype(np.float32))


def matched(matcher: torch.nn.Module, regions: Regions, boxes: Tensor) -> Tensor:
    """The object that each box ``float32[n,4]`` is of by its overlap, ``int64[n]``; NO_OBJECT, or IGNORED where the
    overlap says neither or too little of the box is labelled."""
    if len(regions.boxes) and len(boxes):
        found: Tensor = matcher(box_iou(regions.boxes, boxes))
    else:
        found = torch.full((len(boxes),), NO_OBJECT, device=boxes.device)
    unknown = (found == NO_OBJECT) & (regions.labelled_share(boxes) < ENOUGH)
    return torch.where(unknown, IGNORED, found)


def _objects(target: Tensor) -> Objects:
    return find_objects(target.to("cpu", torch.uint8).numpy())
