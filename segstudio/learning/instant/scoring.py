"""The score of the preview, and the choice of its head and sources.

From three labelled images on the head looks at a frozen network too, and, with more than strokes, at the surroundings,
where cross-validation over whole images favours them: with fewer images choosing was worse than not choosing in two of
three cases. Knows fitted heads and samples; no project, no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.kinds import labelled_all_over
from segstudio.learning.instant.head import Floats, Head, fit
from segstudio.learning.instant.sample import FOLDS, Ints, Places, priority, split
from segstudio.learning.messages import FEW_LABELS, FILTERS, NETWORK, SURROUNDINGS
from segstudio.scores.confusion import Confusion

GAIN = 0.01  # mean IoU that one more source must add
GREW = 1.2  # with so many times the pixels of the last choice: choose again
LIMIT = 1500  # pixels of each class that are cross-validated
BY_IMAGE = 3  # images from which whole images are held out

Fitted = Generator[None, None, Head | None]
Sources = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ScoredSample:
    """Labelled pixels of one image and their responses: ``features[source]`` ``float32[n, C]``."""

    mask: NDArray[np.uint8]
    places: Places
    features: dict[str, Floats]
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

    def responses(self, sources: Sources) -> Floats:
        """Responses of the sources at the places, ``float32[n, C]``."""
        return np.concatenate([self.features[source] for source in sources], axis=1)


@dataclass(frozen=True)
class SourceChoice:
    """The sources of the head's features, always with FILTERS."""

    sources: Sources = (FILTERS,)


class Scoring:
    """The choice, and on which labels it was made."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.choice = SourceChoice()
        self._chosen_for: object = None
        self._pixels = 0

    def update(self, samples: Sequence[ScoredSample]) -> None:
        """Choose the head for the present labels; the sources are kept while there are enough images for a choice."""
        known = self.offered(samples, self.choice.sources) if len(samples) >= BY_IMAGE else ()
        self.choice = SourceChoice((FILTERS, *known))

    def offered(self, samples: Sequence[ScoredSample], sources: Sources) -> Sources:
        """The ``sources`` allowed besides the filters. With strokes not SURROUNDINGS: the position says where somebody
        painted, which cross-validation over images does not notice (on six membrane images of which 2 % are labelled
        it chose them: mean IoU 0.43 instead of 0.52)."""
        allowed = (NETWORK,) if _of_strokes(samples) else (NETWORK, SURROUNDINGS)
        return tuple(source for source in sources if source in allowed)

    def due(self, samples: Sequence[ScoredSample]) -> bool:
        """Whether there are enough images for a choice, and many labels since the last one."""
        ids, pixels = _ids(samples), sum(len(sample.places) for sample in samples)
        known = self._chosen_for == (ids, _of_strokes(samples)) and pixels < GREW * self._pixels
        return len(samples) >= BY_IMAGE and len(ids) >= 2 and not known

    def choose(
        self, samples: Sequence[ScoredSample], offered: Sources, read: Callable[[str], Generator[None, None, None]]
    ) -> Generator[None, None, None]:
        """Choose sources by cross-validation, adding one of the ``offered`` at a time, whose responses ``read`` adds to
        the samples. May be closed at every ``yield``. A source that helps is used at once; those of the last choice are
        kept to the end."""
        sources: Sources = ()
        best = -GAIN
        for more in (FILTERS, *offered):
            yield from read(more)
            counts = yield from cross_validate(samples, (*sources, more), self._seed)
            found = counts.mean_iou or 0.0
            if found > best + GAIN or not sources:
                sources, best = (*sources, more), found
            if set(sources) > set(self.choice.sources):
                self.choice = SourceChoice(sources)
                yield None
        self.choice = SourceChoice(sources)
        self._chosen_for = (_ids(samples), _of_strokes(samples))
        self._pixels = sum(len(sample.places) for sample in samples)


def labelled_share(samples: Sequence[ScoredSample]) -> float:
    """Share of the images' pixels that are labelled."""
    return sum(int(sample.counts.sum()) for sample in samples) / max(1, sum(sample.mask.size for sample in samples))


def _of_strokes(samples: Sequence[ScoredSample]) -> bool:
    return labelled_share(samples) < FEW_LABELS


def fitted(
    samples: Sequence[ScoredSample],
    choice: SourceChoice,
    seed: int = 0,
    steps: int | None = None,
    chosen: Sequence[NDArray[np.bool_]] | None = None,
) -> Fitted:
    """A head fitted to the samples; ``chosen``: to these pixels of each only."""
    if not samples:
        return None
    parts = [(s.responses(choice.sources), s.places.classes, np.full(len(s.places), not s.all_over)) for s in samples]
    if chosen is not None:
        parts = [(x[kept], y[kept], few[kept]) for (x, y, few), kept in zip(parts, chosen, strict=True)]
    features, classes, strokes = (np.concatenate(part) for part in zip(*parts, strict=True))
    counts = np.sum([sample.frequencies for sample in samples], axis=0)
    return (yield from fit(features, classes, counts, strokes, seed, steps))


def image_folds(samples: Sequence[ScoredSample], seed: int) -> list[Ints]:
    """The fold of each pixel of each image, -1 for those that are left out to save time."""
    classes = np.concatenate([sample.places.classes for sample in samples])
    folds = split(np.concatenate([np.full(len(s.places), n, np.int64) for n, s in enumerate(samples)]), classes)
    order = priority(np.arange(len(classes)), seed)
    for value in np.unique(classes):
        for fold in range(FOLDS):
            here = np.flatnonzero((classes == value) & (folds == fold))
            folds[here[np.argsort(order[here], kind="stable")[LIMIT // FOLDS + 1 :]]] = -1
    return np.split(folds, np.cumsum([len(sample.places) for sample in samples])[:-1])


def cross_validate(samples: Sequence[ScoredSample], sources: Sources, seed: int) -> Generator[None, None, Confusion]:
    """Counts over all folds, each of a head fitted to the others."""
    folds, choice = image_folds(samples, seed), SourceChoice(sources)
    total = Confusion(_ids(samples))
    for fold in range(FOLDS):
        head = yield from fitted(samples, choice, seed, None, [(one >= 0) & (one != fold) for one in folds])
        if head is not None:
            total += counted(head, samples, sources, [one == fold for one in folds], total.ids)
        yield None
    return total


def counted(
    head: Head,
    samples: Sequence[ScoredSample],
    sources: Sources,
    chosen: Sequence[NDArray[np.bool_]] | None = None,
    ids: tuple[int, ...] | None = None,
) -> Confusion:
    """Counts of a head, each pixel weighted so that the classes of an image count as often as they are labelled: the
    samples are chosen evenly over the classes, which would favour the rare ones."""
    total = Confusion(ids or tuple(sorted({*head.ids, *_ids(samples)})))
    for number, sample in enumerate(samples):
        kept = np.ones(len(sample.places), bool) if chosen is None else chosen[number]
        if kept.any():
            total += _counted_part(head.decide(sample.responses(sources)[kept]), sample, kept, total.ids)
    return total


def _counted_part(
    found: NDArray[np.uint8], sample: ScoredSample, kept: NDArray[np.bool_], ids: tuple[int, ...]
) -> Confusion:
    """Counts of one image: each pixel as many as it stands for."""
    places, part, number = sample.places, Confusion(ids), np.zeros(256, np.int64)
    each = np.ones(len(places)) if places.stands_for is None else places.stands_for
    each = (each * (sample.counts / np.maximum(np.bincount(places.classes, each, 256), 1))[places.classes])[kept]
    number[list(ids)] = np.arange(len(ids))
    matrix = np.zeros((len(ids), len(ids)))
    np.add.at(matrix, (number[places.classes[kept]], number[found]), each)
    part.matrix = np.rint(matrix).astype(np.int64)
    return part


def _ids(samples: Sequence[ScoredSample]) -> tuple[int, ...]:
    return tuple(sorted({int(value) for sample in samples for value in np.unique(sample.places.classes)}))
