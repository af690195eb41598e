"""Which image to label next: uncertainty of the network for each class, times the difference from known images.

Pure arithmetic on numpy arrays, so that the window may use it too; no torch, no Qt, no project.

Uncertainty is the predictive entropy of the softmax (Shannon 1948; as a query rule Settles, Active Learning Literature
Survey, 2009), averaged within each predicted class first and then over the classes: the stratification of ClaSP PE
(arXiv 2601.13677), so that a large easy background does not hide a rare class. Diversity is greedy k-centre (Sener and
Savarese, ICLR 2018) on pooled features of the encoder. With few labelled images the uncertainty counts less.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

LEAST_SHARE = 0.001  # of an image's pixels that a predicted class must have: a few specks are uncertain noise
TRUSTED = 8  # labelled images from which on uncertainty counts fully
FLOOR = 0.02  # least novelty, as a share of the typical distance
SAMPLE = 256  # embeddings that the typical distance is measured on

Floats = NDArray[np.float32]
Part = tuple[int, float, float]  # class id, share of the pixels predicted as it 0..1, their mean entropy 0..1


class ClassEntropy:
    """Sums up the entropy of an image's pixels by predicted class, part by part."""

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
        """Every class of ``ids`` (one per channel) with enough predicted pixels; entropy 0: certain, 1: guessing."""
        shares = self._pixels / max(1, int(self._pixels.sum()))
        means = self._entropy / np.maximum(1, self._pixels)
        rows = zip(ids, shares, means, strict=True)
        return tuple((one, float(share), float(mean)) for one, share, mean in rows if share >= LEAST_SHARE)


def stratified(parts: tuple[Part, ...]) -> float:
    """The mean of the classes' entropies, 0..1; 0 without any class."""
    return sum(mean for _, _, mean in parts) / len(parts) if parts else 0.0


def useful_order(
    uncertainty: Floats, embeddings: Floats, known: Floats, labelled: int, first: int
) -> tuple[NDArray[np.int64], Floats]:
    """Which of ``n`` images to label next, the most useful first, and the novelty of each, 0..1.

    ``uncertainty`` ``float32[n]``; ``embeddings`` ``float32[n, D]``; ``known`` ``float32[m, D]``: of ``m`` of the
    ``labelled`` labelled images. ``first`` images are chosen one by one, each unlike those before; the others follow by
    uncertainty times remaining novelty.
    """
    points = _standardised(np.concatenate((embeddings, known)))
    candidates = points[: len(embeddings)]
    typical = _typical_distance(points)
    trusted = np.maximum(uncertainty, 1e-4) ** min(1.0, labelled / TRUSTED)
    distance = np.full(len(candidates), typical, np.float32)
    chosen: list[int] = []

    def gain() -> Floats:
        gains: Floats = trusted * np.maximum(distance / typical, FLOOR)
        gains[chosen] = -1
        return gains

    for point in points[len(embeddings) :]:
        distance = np.minimum(distance, _distances(candidates, point))
    novelty = distance / typical
    for _ in range(min(first, len(candidates))):
        chosen.append(int(gain().argmax()))
        distance = np.minimum(distance, _distances(candidates, candidates[chosen[-1]]))
    rest = np.argsort(-gain(), kind="stable")[: len(candidates) - len(chosen)]
    return np.concatenate((np.asarray(chosen, np.int64), rest)), novelty


def _standardised(embeddings: Floats) -> Floats:
    """Every dimension with mean 0 and standard deviation 1."""
    if not len(embeddings):
        return embeddings
    spread = embeddings.std(axis=0)
    centred: Floats = (embeddings - embeddings.mean(axis=0)) / np.where(spread > 1e-6, spread, 1)
    return centred


def _distances(points: Floats, one: Floats) -> Floats:
    found: Floats = np.sqrt(np.square(points - one).sum(axis=1))
    return found


def _typical_distance(points: Floats) -> np.float32:
    """The median distance between two images; larger distances count no more, outliers are often damaged images."""
    some = points[:: max(1, -(-len(points) // SAMPLE))]
    if len(some) < 2:
        return np.float32(1)
    squares = np.square(some).sum(axis=1)
    between = np.sqrt(np.maximum(squares[:, None] + squares - 2 * some @ some.T, 0))
    middle = np.median(between[np.triu_indices(len(some), 1)])
    return np.float32(middle if middle > 1e-6 else 1)
