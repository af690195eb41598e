"""How good the instant head is on pixels that it did not learn from, and what it had best look at.

Owns the choice between filters, a frozen network and both, and of the penalty: by cross-validation over whole strokes
(three labelled images or more: over whole images), never by taste. Knows fitted heads and samples; no project, no Qt.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.instant_head import PENALTIES, Floats, Head, fit
from segstudio.learning.instant_sample import FOLDS, Ints, Places, priority, split, stroke_groups
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, ScoreTable
from segstudio.learning.scoring import score_table
from segstudio.scores.confusion import Confusion

GAIN = 0.02  # mean IoU by which another source must be better: filters cost least
TIE = 0.005  # mean IoU within which the stronger penalty is taken
GREW = 1.2  # times as many pixels as at the last choice: choose again
LIMIT = 450  # pixels of each class that are cross-validated
BY_IMAGE = 3  # images from which whole images are held out

Tried = Generator[None, None, Confusion]


@dataclass(frozen=True, eq=False)
class Looked:
    """Labelled pixels of one image and their answers: ``features[source]`` ``float32[n, C]``."""

    mask: NDArray[np.uint8]
    places: Places
    features: dict[str, Floats]
    fine: int  # how many of the filters' answers are of fine scales

    def looked(self, source: str) -> Floats:
        """Answers of a source at the places, ``float32[n, C]``."""
        if source == "fine":
            return self.features["filters"][:, : self.fine]
        if source == "both":
            return np.concatenate([self.features["filters"], self.features["network"]], axis=1)
        return self.features[source]


@dataclass(frozen=True)
class Choice:
    """What the head looks at, and how strongly its weights are held down.

    ``source``: "fine" (filters up to stride 4: few strokes over-fit the coarse ones), "filters", "network" or "both".
    """

    source: str = "fine"
    penalty: float = 1.0


class Scoring:
    """Remembers the choice and when it was made."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.forget()

    def forget(self) -> None:
        """Another project."""
        self.choice = Choice()
        self._chosen_for: tuple[tuple[int, ...], tuple[str, ...]] | None = None
        self._pixels = 0

    def choose(self, samples: Sequence[Looked], sources: tuple[str, ...]) -> Generator[None, None, Confusion | None]:
        """Cross-validate; every candidate when there is much that is new, else the choice of before.

        Returns the counts of the choice, ``None`` with fewer than two classes. Yields after each fit.
        """
        classes = np.concatenate([sample.places.classes for sample in samples]) if samples else np.zeros(0, np.uint8)
        ids = tuple(int(value) for value in np.unique(classes))
        if len(ids) < 2:
            return None
        folds = self._folds(samples, classes)
        known = self._chosen_for == (ids, sources) and len(classes) < GREW * self._pixels
        candidates = [self.choice]
        if not known:
            candidates = [Choice(source, penalty) for source in sources for penalty in PENALTIES]
        tried: list[tuple[Choice, Confusion]] = []
        for candidate in candidates:
            found = yield from cross_validate(samples, classes, folds, candidate)
            tried.append((candidate, found))
        if not known:
            self.choice = best_of([(candidate, mean_iou(found) or 0.0) for candidate, found in tried])
            self._chosen_for, self._pixels = (ids, sources), len(classes)
        return dict(tried)[self.choice]

    def _folds(self, samples: Sequence[Looked], classes: NDArray[np.uint8]) -> Ints:
        """The fold of each pixel, -1 for those that are left out to keep it quick."""
        if len(samples) >= BY_IMAGE:
            groups = np.concatenate([np.full(len(s.places), n, np.int64) for n, s in enumerate(samples)])
        else:
            parts = [stroke_groups(s.mask, s.places) * BY_IMAGE + n for n, s in enumerate(samples)]
            groups = np.concatenate(parts)
        folds = split(groups, classes)
        order = priority(np.arange(len(classes)), self._seed)
        for value in np.unique(classes):
            for fold in range(FOLDS):
                here = np.flatnonzero((classes == value) & (folds == fold))
                folds[here[np.argsort(order[here], kind="stable")[LIMIT // FOLDS + 1 :]]] = -1
        return folds


def cross_validate(samples: Sequence[Looked], classes: NDArray[np.uint8], folds: Ints, candidate: Choice) -> Tried:
    """Counts over all folds, each asked of a head that learnt from the others."""
    features = np.concatenate([sample.looked(candidate.source) for sample in samples])
    total = Confusion(tuple(int(value) for value in np.unique(classes)))
    head: Head | None = None
    for fold in range(FOLDS):
        asked, learnt = folds == fold, (folds >= 0) & (folds != fold)
        head = fit(features[learnt], classes[learnt], candidate.penalty, head)
        if head is not None and asked.any():
            total.add(head.decide(features[asked])[None], classes[asked][None])
        yield None
    return total


def best_of(tried: Sequence[tuple[Choice, float]]) -> Choice:
    """The best of each source, its strongest penalty within TIE; the first source unless another gains GAIN."""
    best: tuple[Choice, float] | None = None
    for source in dict.fromkeys(choice.source for choice, _ in tried):
        rows = [(choice, score) for choice, score in tried if choice.source == source]
        top = max(score for _, score in rows)
        found = max((row for row in rows if row[1] >= top - TIE), key=lambda row: row[0].penalty)
        if best is None or top > best[1] + GAIN:
            best = (found[0], top)
    assert best is not None
    return best[0]


def mean_iou(found: Confusion) -> float | None:
    """Over the classes with a true pixel, as the best weights of a training are chosen."""
    scores = found.iou()[found.truth_pixels > 0]
    return float(np.nanmean(scores)) if len(scores) else None


def held_out_counts(head: Head, samples: Sequence[Looked], source: str) -> Confusion:
    """Counts of a head on images that are held out."""
    total = Confusion(tuple(sorted({*head.ids, *(int(v) for s in samples for v in np.unique(s.places.classes))})))
    for sample in samples:
        if len(sample.places):
            total.add(head.decide(sample.looked(source))[None], sample.places.classes[None])
    return total


def as_table(found: Confusion, names: dict[int, str], images: int, held_out: bool) -> ScoreTable:
    """For the window, with the words on how it was made."""
    kind = HELD_OUT if held_out else SAME_IMAGE
    return score_table(found, [names.get(class_id, str(class_id)) for class_id in found.ids], kind, images)
