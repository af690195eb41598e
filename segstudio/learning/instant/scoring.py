"""How the head is fitted to samples and how they score it. Knows fitted heads and samples; no project, no Qt."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.kinds import labelled_all_over
from segstudio.learning.instant.head import Floats, Head, fit
from segstudio.learning.instant.sample import Places
from segstudio.scores.confusion import Confusion

Fitted = Generator[None, None, Head | None]


@dataclass(frozen=True, eq=False)
class ScoredSample:
    """Labelled pixels of one image and their responses ``features`` ``float32[n, C]``."""

    mask: NDArray[np.uint8]
    places: Places
    features: Floats
    counts: NDArray[np.int64]  # [256]: labelled pixels of each class, sampled or not

    @property
    def all_over(self) -> bool:
        """Whether the image is labelled all over."""
        return labelled_all_over(int(self.counts.sum()), self.mask.size)

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """``int64[256]``: as ``counts``; 0 where not all is labelled, since where somebody painted says nothing of how
        frequent a class is."""
        return self.counts if self.all_over else np.zeros_like(self.counts)


def fitted(
    samples: Sequence[ScoredSample],
    seed: int = 0,
    steps: int | None = None,
    chosen: Sequence[NDArray[np.bool_]] | None = None,
) -> Fitted:
    """A head fitted to the samples; ``chosen``: to these pixels of each only."""
    if not samples:
        return None
    parts = [(s.features, s.places.classes, np.full(len(s.places), not s.all_over)) for s in samples]
    if chosen is not None:
        parts = [(x[kept], y[kept], few[kept]) for (x, y, few), kept in zip(parts, chosen, strict=True)]
    features, classes, strokes = (np.concatenate(part) for part in zip(*parts, strict=True))
    counts = np.sum([sample.frequencies for sample in samples], axis=0)
    return (yield from fit(features, classes, counts, strokes, seed, steps))


def counted(
    head: Head,
    samples: Sequence[ScoredSample],
    ids: tuple[int, ...] | None = None,
) -> Confusion:
    """Counts of a head, each pixel weighted so that the classes of an image count as often as they are labelled: the
    samples are chosen evenly over the classes, which would favour the rare ones."""
    total = Confusion(ids or tuple(sorted({*head.ids, *_ids(samples)})))
    for sample in samples:
        if len(sample.places):
            total += _counted_part(head.decide(sample.features), sample, total.ids)
    return total


def _counted_part(found: NDArray[np.uint8], sample: ScoredSample, ids: tuple[int, ...]) -> Confusion:
    """Counts of one image: each pixel as many as it stands for."""
    places, part, number = sample.places, Confusion(ids), np.zeros(256, np.int64)
    each = np.ones(len(places)) if places.stands_for is None else places.stands_for
    each = each * (sample.counts / np.maximum(np.bincount(places.classes, each, 256), 1))[places.classes]
    number[list(ids)] = np.arange(len(ids))
    matrix = np.zeros((len(ids), len(ids)))
    np.add.at(matrix, (number[places.classes], number[found]), each)
    part.matrix = np.rint(matrix).astype(np.int64)
    return part


def _ids(samples: Sequence[ScoredSample]) -> tuple[int, ...]:
    return tuple(sorted({int(value) for sample in samples for value in np.unique(sample.places.classes)}))
