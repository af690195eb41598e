"""Which image to label next: how unsure the network is of an image, class by class, and how unlike the others it is.

Pure arithmetic on numpy arrays, so that the window may use it too; no torch, no Qt, no project.

Uncertainty is the predictive entropy of the softmax (Shannon 1948; as a query rule Settles, Active Learning Literature
Survey, 2009), averaged inside each predicted class first and over the classes then: the stratification of ClaSP PE
(arXiv 2601.13677), without which a large easy background drowns a rare class. Diversity is greedy k-centre (Sener and
Savarese, ICLR 2018) on pooled features of the encoder. Both are multiplied; while few images are labelled the
uncertainty of a network that has seen nearly nothing counts less.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LEAST_SHARE = 0.001  # of an image's pixels that a predicted class must have: a few specks are noise, and never sure
TRUSTED = 8  # labelled images from which on uncertainty counts fully
FLOOR = 0.02  # of the typical distance: nothing but a copy of a known image is worth nothing
SAMPLE = 256  # embeddings that the typical distance is measured on

Floats = NDArray[np.float32]
Part = tuple[int, float, float]  # class id, share of the pixels predicted as it 0..1, their mean entropy 0..1


class ClassEntropy:
    """Sums up the entropy of an image's pixels by predicted class, piece by piece."""

    def __init__(self, classes: int) -> None:
        self._entropy = np.zeros(classes, np.float64)
        self._pixels = np.zeros(classes, np.int64)

    def add(self, probabilities: Floats) -> None:
        """Take in ``float32[K, h, w]``, whose sum over K is 1."""
        count = len(self._pixels)
        flat = probabilities.reshape(count, -1)
        best = flat.argmax(axis=0)
        entropy = -(flat * np.log(np.maximum(flat, 1e-12))).sum(axis=0) / math.log(max(2, count))
        self._pixels += np.bincount(best, minlength=count)
        self._entropy += np.bincount(best, weights=entropy, minlength=count)

    def parts(self, ids: tuple[int, ...]) -> tuple[Part, ...]:
        """Every class of ``ids`` (one per channel) that enough pixels are predicted as; entropy 0 sure, 1 guessing."""
        shares = self._pixels / max(1, int(self._pixels.sum()))
        means = self._entropy / np.maximum(1, self._pixels)
        rows = zip(ids, shares, means, strict=True)
        return tuple((one, float(share), float(mean)) for one, share, mean in rows if share >= LEAST_SHARE)


def stratified(parts: tuple[Part, ...]) -> float:
    """The mean over classes of their mean entropy, 0..1; 0 without any class."""
    return sum(mean for _, _, mean in parts) / len(parts) if parts else 0.0


def useful_order(
    uncertainty: Floats, embeddings: Floats, known: Floats, labelled: int, first: int
) -> tuple[NDArray[np.int64], Floats]:
    """Which of ``n`` images to label next, the most useful first, and how unlike the known ones each is, 0..1.

    ``uncertainty`` ``float32[n]``; ``embeddings`` ``float32[n, D]``; ``known`` ``float32[m, D]`` of the images labelled
    so far, of which there are ``labelled`` (``m`` of them were looked at). ``first`` images are chosen one by one, each
    unlike those chosen before; the others follow by uncertainty times what is left of their novelty.
    """
    places = _standardised(np.concatenate((embeddings, known)))
    mine, theirs = places[: len(embeddings)], places[len(embeddings) :]
    typical = _typical_distance(places)
    sure_of = np.maximum(uncertainty, 1e-4) ** min(1.0, labelled / TRUSTED)
    distance = np.full(len(mine), typical, np.float32)
    for place in theirs:
        distance = np.minimum(distance, _distances(mine, place))
    novelty = distance / typical
    chosen: list[int] = []
    for _ in range(min(first, len(mine))):
        gain = sure_of * np.maximum(distance / typical, FLOOR)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
        distance = np.minimum(distance, _distances(mine, mine[chosen[-1]]))
    gain = sure_of * np.maximum(distance / typical, FLOOR)
    gain[chosen] = -1
    rest = np.argsort(-gain, kind="stable")[: len(mine) - len(chosen)]
    return np.concatenate((np.asarray(chosen, np.int64), rest)), novelty


def _standardised(embeddings: Floats) -> Floats:
    """Every dimension with mean 0 and spread 1, so that no loud channel decides alone."""
    if not len(embeddings):
        return embeddings
    spread = embeddings.std(axis=0)
    centred: Floats = (embeddings - embeddings.mean(axis=0)) / np.where(spread > 1e-6, spread, 1)
    return centred


def _distances(places: Floats, one: Floats) -> Floats:
    found: Floats = np.sqrt(np.square(places - one).sum(axis=1))
    return found


def _typical_distance(places: Floats) -> np.float32:
    """The median distance between two images: further away is not better, outliers are often broken images."""
    some = places[:: max(1, -(-len(places) // SAMPLE))]
    if len(some) < 2:
        return np.float32(1)
    squares = np.square(some).sum(axis=1)
    between = np.sqrt(np.maximum(squares[:, None] + squares - 2 * some @ some.T, 0))
    middle = np.median(between[np.triu_indices(len(some), 1)])
    return np.float32(middle if middle > 1e-6 else 1)
