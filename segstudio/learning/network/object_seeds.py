"""Which object of an instance network a pixel is of: what parts the regions of a prediction into objects. No Qt.

The class of a pixel stays that of the prediction, which head and network make together. An image that does not fit
whole is looked at in squares with the network's reach around them; an object belongs to the square that its middle is
in, so that none is found twice. One that is longer than the reach may be cut at a square's border.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect, cells
from segstudio.learning.network.image_batch import as_batch, inference_context, padded
from segstudio.learning.network.interruptible import Stop, interruptible, never
from segstudio.learning.network.predictor import Source, in_one_go, local_copy
from segstudio.learning.network.tile_grid import TILE, on_grid, up_to
from segstudio.models.contract import Network

SURE = 0.5  # least product of score and mask: the network alone would say that the pixel is of the object


class Seeds(NamedTuple):
    """``numbers`` ``int32[h,w]``: the surest object at a pixel, from 1, 0 where there is none; ``rows`` ``int64[n+1]``:
    of each number the row of its class."""

    numbers: NDArray[np.int32]
    rows: NDArray[np.int64]

    def of_classes(self, rect: Rect, values: NDArray[np.uint8], ids: tuple[int, ...]) -> NDArray[np.int32]:
        """The numbers in ``rect`` where the object is of the predicted class ``values`` ``uint8[rect.h,rect.w]``."""
        part = self.numbers[rect.slices]
        classes = np.asarray(ids)[self.rows][part]
        return np.where(classes == values, part, 0).astype(np.int32)


@torch.inference_mode()
def object_seeds(
    net: Network, read: Source, shape: tuple[int, int], rect: Rect, device: torch.device, stop: Stop = never
) -> Seeds:
    """The objects that ``net`` (eval mode, ``finds_objects``) sees in ``rect`` of an image of ``shape`` (h, w), numbers
    of the size of ``rect``; ``read`` as of ``predict_rect``. Raises ``Cancelled`` when ``stop()`` is true."""
    numbers, surest = np.zeros((rect.h, rect.w), np.int32), np.full((rect.h, rect.w), SURE, np.float32)
    fits = rect == Rect.of_shape(shape) and in_one_go(shape, device)
    side = max(shape) if fits else up_to(TILE, net.stride)
    if not fits:
        net = local_copy(net, read, on_grid(rect, shape, net.stride), device, stop)
    rows = [0]
    for cell in cells(rect, side, side):
        if stop():
            raise Cancelled
        core = cell.intersect(rect)
        seen = on_grid(core, shape, net.stride, net.reach)
        batch = as_batch(padded(read(seen), net), device, net.smallest)
        with interruptible(net, stop), inference_context(device):
            for one in net.object_masks(batch):
                middle = Rect(seen.x + int(one.middle[0]), seen.y + int(one.middle[1]), 1, 1)
                if not fits and not middle.intersect(core):
                    continue
                box = Rect(one.box.x + seen.x, one.box.y + seen.y, one.box.w, one.box.h)
                part = box.intersect(rect)
                sure, place = one.sure[part.relative_to(box).slices], part.relative_to(rect).slices
                wins = sure > surest[place]
                surest[place][wins] = sure[wins]
                numbers[place][wins] = len(rows)
                rows.append(one.row)
    return Seeds(numbers, np.asarray(rows))
