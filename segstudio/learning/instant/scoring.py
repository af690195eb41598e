"""How good the preview is, on the pixels that a network is scored on too, and what it had best look at.

Owns the choice of head and of what it looks at. A few strokes on one or two images: logistic regression of the
filters, which over-fits them least. More: a hidden layer. From three labelled images on also a frozen network, and,
with more than strokes, what is far around and the place in the image, where cross-validation over whole images says
so: on fewer that choice was worse than none in two of three cases. Knows fitted heads and samples; no project, no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.data.scoring import score_table
from segstudio.learning.instant.head import Floats, Head, fit
from segstudio.learning.instant.sample import FOLDS, Ints, Places, priority, split
from segstudio.learning.messages import FEW_LABELS, FILTERS, NETWORK, SURROUNDINGS, ScoreTable
from segstudio.scores.confusion import Confusion

GAIN = 0.01  # mean IoU by which one more source must be better than without it, which costs less
GREW = 1.2  # times as many pixels as at the last choice: choose again
LIMIT = 1500  # pixels of each class that are cross-validated
BY_IMAGE = 3  # images from which whole images are held out
DENSE = 0.05  # share of the labelled images' pixels from which labels are no longer a few strokes

Fitted = Generator[None, None, Head | None]
Sources = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ScoredSample:
    """Labelled pixels of one image and their answers: ``features[source]`` ``float32[n, C]``."""

    mask: NDArray[np.uint8]
    places: Places
    features: dict[str, Floats]
    counts: NDArray[np.int64]  # [256]: labelled pixels of each class, looked at or not

    def responses(self, sources: Sources) -> Floats:
        """Responses of the sources at the places, ``float32[n, C]``."""
        return np.concatenate([self.features[source] for source in sources], axis=1)


@dataclass(frozen=True)
class SourceChoice:
    """What the head looks at, FILTERS always, and whether it has a hidden layer."""

    sources: Sources = (FILTERS,)
    hidden: bool = False


class Scoring:
    """Remembers the choice and when it was made."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.forget()

    def forget(self) -> None:
        """Another project."""
        self.choice = SourceChoice()
        self._chosen_for: object = None
        self._pixels = 0

    def update(self, samples: Sequence[ScoredSample]) -> None:
        """The head for what is labelled now; what it looks at stays, unless too few images are left to have chosen."""
        enough = len(samples) >= BY_IMAGE
        known = self.offered(samples, self.choice.sources) if enough else ()
        self.choice = SourceChoice((FILTERS, *known), enough or labelled_share(samples) >= DENSE)

    def offered(self, samples: Sequence[ScoredSample], sources: Sources) -> Sources:
        """What may be looked at besides the filters, of some sources: strokes tell where the hand was, not what lies
        where, and cross-validation over images, painted by one hand, does not notice (on six membrane images of which
        2 % are labelled it took the place: mean IoU 0.43 instead of 0.52)."""
        allowed = (NETWORK,) if _of_strokes(samples) else (NETWORK, SURROUNDINGS)
        return tuple(source for source in sources if source in allowed)

    def due(self, samples: Sequence[ScoredSample]) -> bool:
        """Whether there are enough images to choose by, and much that is new since the last choice."""
        ids, pixels = _ids(samples), sum(len(sample.places) for sample in samples)
        known = self._chosen_for == (ids, _of_strokes(samples)) and pixels < GREW * self._pixels
        return len(samples) >= BY_IMAGE and len(ids) >= 2 and not known

    def choose(
        self, samples: Sequence[ScoredSample], offered: Sources, look: Callable[[str], Generator[None, None, None]]
    ) -> Generator[None, None, None]:
        """Cross-validate what to look at, one more of the ``offered`` at a time, whose answers ``look`` adds to the
        samples. Yields where it can be left. What helps is chosen at once; what was chosen before stays to the end."""
        sources: Sources = ()
        best = -GAIN
        for more in (FILTERS, *offered):
            yield from look(more)
            counts = yield from cross_validate(samples, (*sources, more), self._seed)
            found = counts.mean_iou or 0.0
            if found > best + GAIN or not sources:
                sources, best = (*sources, more), found
            if set(sources) > set(self.choice.sources):
                self.choice = SourceChoice(sources, True)
                yield None
        self.choice = SourceChoice(sources, True)
        self._chosen_for = (_ids(samples), _of_strokes(samples))
        self._pixels = sum(len(sample.places) for sample in samples)


def labelled_share(samples: Sequence[ScoredSample]) -> float:
    """Labelled pixels by all pixels, of the images that have any."""
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
    """A head that learnt from the samples; ``chosen``: from these pixels of each only."""
    if not samples:
        return None
    features, classes = [sample.responses(choice.sources) for sample in samples], [s.places.classes for s in samples]
    if chosen is not None:
        features = [part[kept] for part, kept in zip(features, chosen, strict=True)]
        classes = [part[kept] for part, kept in zip(classes, chosen, strict=True)]
    counts = np.sum([sample.counts for sample in samples], axis=0)
    head = yield from fit(np.concatenate(features), np.concatenate(classes), choice.hidden, counts, seed, steps)
    return head


def image_folds(samples: Sequence[ScoredSample], seed: int) -> list[Ints]:
    """The fold of each pixel of each image, -1 for those that are left out to keep it quick."""
    classes = np.concatenate([sample.places.classes for sample in samples])
    folds = split(np.concatenate([np.full(len(s.places), n, np.int64) for n, s in enumerate(samples)]), classes)
    order = priority(np.arange(len(classes)), seed)
    for value in np.unique(classes):
        for fold in range(FOLDS):
            here = np.flatnonzero((classes == value) & (folds == fold))
            folds[here[np.argsort(order[here], kind="stable")[LIMIT // FOLDS + 1 :]]] = -1
    return np.split(folds, np.cumsum([len(sample.places) for sample in samples])[:-1])


def cross_validate(samples: Sequence[ScoredSample], sources: Sources, seed: int) -> Generator[None, None, Confusion]:
    """Counts over all folds, each asked of a head that learnt from the others."""
    folds, choice = image_folds(samples, seed), SourceChoice(sources, True)
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
    """Counts of a head, each pixel standing for as many labelled ones of its class and image as were not looked at:
    else a mean over pixels chosen evenly of every class would flatter the rare ones."""
    total = Confusion(ids or tuple(sorted({*head.ids, *_ids(samples)})))
    for number, sample in enumerate(samples):
        kept = np.ones(len(sample.places), bool) if chosen is None else chosen[number]
        if kept.any():
            part = Confusion(total.ids)
            truth = sample.places.classes
            part.add(head.decide(sample.responses(sources)[kept])[None], truth[kept][None])
            counted_here = np.bincount(truth, minlength=256)[list(total.ids)]
            each = sample.counts[list(total.ids)] / np.maximum(counted_here, 1)
            part.matrix = np.rint(part.matrix * each[:, None]).astype(np.int64)
            total += part
    return total


def _ids(samples: Sequence[ScoredSample]) -> tuple[int, ...]:
    return tuple(sorted({int(value) for sample in samples for value in np.unique(sample.places.classes)}))


def as_table(found: Confusion, names: dict[int, str], images: int, kind: str, area: int) -> ScoreTable:
    """For the window, with the words on how it was made."""
    return score_table(found, [names.get(class_id, str(class_id)) for class_id in found.ids], kind, images, area)
