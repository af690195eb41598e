"""The check of a network: scores of its predictions of labelled pixels.

Only blocks with labelled pixels are predicted, so that a few strokes on a huge image take little time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, UserError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, cells
from segstudio.learning.data.held_out import ValidationSet, not_scored
from segstudio.learning.data.inputs import InputImage
from segstudio.learning.data.patch_source import channel_lookup
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.scoring import score_table
from segstudio.learning.messages import Progress, ScoreTable
from segstudio.learning.network.device import Device
from segstudio.learning.network.image_batch import field_for
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.predictor import WHOLE_CPU, probabilities
from segstudio.learning.plan.keep_weights import is_worse
from segstudio.learning.plan.mixture import Mixture, pooled
from segstudio.models.contract import Network
from segstudio.project.project import ImageEntry
from segstudio.scores.confusion import Confusion

BLOCK = 1024
TASK = "Scoring"

Places = NDArray[np.intp]  # flat indices of the labelled pixels of a block
# Probabilities ``float32[K, n]`` at places of a block, as of the network.
Beside = Callable[[ImageEntry, InputImage, Rect, Places], NDArray[np.float32]]


@dataclass(frozen=True)
class Check:
    """The mean of -log p(truth) over labelled pixels, the scores, and what they were counted from: of each image
    ``int64[K,K+1]``, true classes by predicted ones and none. ``left_out``: a sentence for each image without a score.
    ``head``: what the head by itself scores, where it was beside the network."""

    loss: float
    table: ScoreTable
    images: tuple[NDArray[np.int64], ...] = ()
    left_out: tuple[str, ...] = ()
    head: ScoreTable | None = None


def lost_classes(new: ScoreTable, old: ScoreTable) -> tuple[int, ...]:
    """Ids of the classes that ``old`` finds and ``new`` does not, on the same truth."""
    found = {one.class_id for one in old.present if one.found}
    return tuple(one.class_id for one in new.present if one.class_id in found and not one.found)


def not_worse(new: ScoreTable, old: ScoreTable, tolerance: float = 0.0) -> bool:
    """Whether ``new`` scores no lower than ``old`` on the same truth and finds every class that ``old`` finds."""
    return not lost_classes(new, old) and (new.mean_iou or 0.0) >= (old.mean_iou or 0.0) - tolerance


def clearly_better(new: Check, old: Check) -> bool:
    """Whether ``new`` is better than ``old`` in nearly every resampling of the same images (paired), of which there are
    several, and finds every class that ``old`` finds."""
    return len(new.images) > 1 and not lost_classes(new.table, old.table) and is_worse(old.images, new.images)


def validate(
    net: Network,
    examined: ValidationSet,
    pixels: Pixels,
    device: Device,
    stop: Callable[[], bool],
    beside: Beside | None = None,
    mixture: Mixture | None = None,
) -> Generator[Progress, None, Check]:
    """Score ``net`` (eval mode) on the images; yields after each, returns the check. ``beside``: the head, which is
    scored together with it by the ``mixture``, and by itself.

    Images that cannot be read are left out and named. Raises ``Cancelled`` when ``stop()`` says so.
    """
    counts, accepted = _Counts(examined), {one.id for one in pixels.project.images if one.accepted}
    head, mixture = _Counts(examined), mixture or Mixture()
    left_out: list[str] = []
    for number, entry in enumerate(examined.entries):
        if stop():
            raise Cancelled
        try:
            image, truth = pixels.image(entry), examined.truth(entry, pixels)
            field = field_for(net, image)
        except UserError as error:
            left_out.append(not_scored(entry, error.message))
            continue
        for one in (counts, head):
            one.begin(truth, entry.id in accepted)
        for block in labelled_blocks(truth):
            with interruptible(net, stop):
                whole = probabilities(net, field.read, field.shape, field.at(block), device.torch)
            ids = truth[block.slices].ravel()
            places = np.flatnonzero(ids != VOID)  # of a block with few strokes little is kept in memory
            found = at_places(whole, places)
            del whole
            if beside is not None:
                vote = beside(entry, image, block, places)
                head.add(vote, ids[places])
                found = pooled(found, vote, mixture.share, mixture.rows(examined.ids))
            counts.add(found, ids[places])
        yield Progress(TASK, number + 1, len(examined.entries))
    return replace(counts.check(left_out), head=head.check(()).table if beside is not None else None)


def at_places(whole: NDArray[np.float32], places: Places) -> NDArray[np.float32]:
    """``float32[K, n]`` of ``float32[K, h, w]``."""
    flat = whole.reshape(len(whole), -1)
    return flat if len(places) == flat.shape[1] else flat.take(places, axis=1)


class _Counts:
    """What a model scores."""

    def __init__(self, examined: ValidationSet) -> None:
        self._examined, self._lookup = examined, channel_lookup(examined.ids)
        self._losses, self._counted, self._area, self._accepted = 0.0, 0, 0, 0
        self._images: list[Confusion] = []

    def begin(self, truth: NDArray[np.uint8], accepted: bool) -> None:
        """The next image; ``accepted``: labels of it are accepted predictions."""
        self._accepted += accepted
        window = Rect.of_shape(truth.shape) if self._examined.region is None else self._examined.region.window
        self._area += window.w * window.h
        self._images.append(Confusion(self._examined.ids))

    def add(self, found: NDArray[np.float32], truth: NDArray[np.uint8]) -> None:
        """Probabilities ``float32[K, n]`` of labelled pixels and their class ids ``uint8[n]``."""
        target = self._lookup[truth]
        ids = np.asarray(self._examined.ids, np.uint8)[found.argmax(axis=0)]
        # Classes that are newer than the network are not part of its score.
        self._images[-1].add(ids[None], np.where(target == VOID, np.uint8(VOID), truth)[None])
        known = np.flatnonzero(target != VOID)
        p = found[target[known], known]
        self._losses -= float(np.log(np.maximum(p, 1e-7)).sum())
        self._counted += len(p)

    def check(self, left_out: Sequence[str]) -> Check:
        """The result."""
        examined, total = self._examined, Confusion(self._examined.ids)
        for image in self._images:
            total += image
        table = score_table(total, examined.names, examined.kind, len(self._images), self._area, self._accepted)
        images = tuple(image.full for image in self._images)
        return Check(self._losses / max(1, self._counted), table, images, tuple(left_out))


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
