"""The check of a network: scores of its predictions of labelled pixels.

Only blocks with labelled pixels are predicted, so that a few strokes on a huge image take little time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, UserError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, cells
from segstudio.learning.data.held_out import ValidationSet, not_scored
from segstudio.learning.data.patch_source import channel_lookup
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.scoring import score_table
from segstudio.learning.messages import Progress, ScoreTable
from segstudio.learning.network.device import Device
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.predictor import WHOLE_CPU, probabilities
from segstudio.models.contract import Network
from segstudio.scores.confusion import Confusion

BLOCK = 1024
TASK = "Scoring"


@dataclass(frozen=True)
class Check:
    """The mean of -log p(truth) over labelled pixels, the scores, and what they were counted from: of each image
    ``int64[K,K+1]``, true classes by predicted ones and none. ``left_out``: a sentence for each image without a score.
    """

    loss: float
    table: ScoreTable
    images: tuple[NDArray[np.int64], ...] = ()
    left_out: tuple[str, ...] = ()


def validate(
    net: Network, examined: ValidationSet, pixels: Pixels, device: Device, stop: Callable[[], bool]
) -> Generator[Progress, None, Check]:
    """Score ``net`` (eval mode) on the images; yields after each, returns the check.

    Images that cannot be read are left out and named. Raises ``Cancelled`` when ``stop()`` says so.
    """
    confusion = Confusion(examined.ids)
    lookup = channel_lookup(examined.ids)
    losses, counted, area = 0.0, 0, 0
    parts: list[NDArray[np.int64]] = []
    left_out: list[str] = []
    for number, entry in enumerate(examined.entries):
        if stop():
            raise Cancelled
        try:
            image, truth = pixels.image(entry), examined.truth(entry, pixels)
        except UserError as error:
            left_out.append(not_scored(entry, error.message))
            continue
        part = Confusion(examined.ids)
        for block in labelled_blocks(truth):
            with interruptible(net, stop):
                found = probabilities(net, image.model_input, image.shape, block, device.torch)
            target = lookup[truth[block.slices]]
            ids = np.asarray(examined.ids, np.uint8)[found.argmax(axis=0)]
            # Classes that are newer than the network are not part of its score.
            part.add(ids, np.where(target == VOID, np.uint8(VOID), truth[block.slices]))
            rows, columns = np.nonzero(target != VOID)
            p = found[target[rows, columns], rows, columns]
            losses -= float(np.log(np.maximum(p, 1e-7)).sum())
            counted += len(p)
        window = Rect.of_shape(truth.shape) if examined.region is None else examined.region.window
        area += window.w * window.h
        confusion += part
        parts.append(part.full)
        yield Progress(TASK, number + 1, len(examined.entries))
    table = score_table(confusion, examined.names, examined.kind, len(parts), area)
    return Check(losses / max(1, counted), table, tuple(parts), tuple(left_out))


def labelled_blocks(mask: NDArray[np.uint8], size: int = BLOCK) -> Iterator[Rect]:
    """The blocks of a grid over the mask that have a labelled pixel; the whole of a mask that is predicted at once, so
    that the score is that of the prediction which is shown and written."""
    if mask.size <= WHOLE_CPU:
        size = max(mask.shape)
    for cell in cells(Rect.of_shape(mask.shape), size, size):
        block = cell.clip(mask.shape)
        if (mask[block.slices] != VOID).any():
            yield block


def pixels_to_predict(masks: Sequence[NDArray[np.uint8]]) -> int:
    """How many pixels one check predicts."""
    return sum(block.w * block.h for mask in masks for block in labelled_blocks(mask))
