"""The instant head: standardised answers, class-balanced multinomial logistic regression.

Owns the fit and its numbers. Knows torch (inside of the fit) and filter answers; no project, no Qt. Loss: the mean over
classes of the mean -log p of each class's pixels, plus an L2 penalty on the standardised weights (Bishop, Pattern
Recognition and Machine Learning, 4.3.4); minimised by L-BFGS (Liu and Nocedal 1989), which is deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.filters import Answers

ITERATIONS = 40
PENALTIES = (0.1, 1.0, 10.0)  # tried on held-out pixels; the strongest wins ties
_FLAT = 1e-6  # spread below which an answer counts as constant

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """``ids[k]`` is the class of column ``k`` of ``weights`` ``float32[C, K]``, in the answers' own units."""

    ids: tuple[int, ...]
    weights: Floats
    bias: Floats

    def decide(self, features: Floats) -> NDArray[np.uint8]:
        """Class ids ``uint8[n]`` for answers ``float32[n, C]``."""
        best = (features @ self.weights + self.bias).argmax(axis=1)
        found: NDArray[np.uint8] = np.asarray(self.ids, np.uint8)[best]
        return found

    def predict(self, answers: Answers) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Class ids and confidence (0..255 for 0..1) of a block, both ``uint8[h, w]``."""
        logits = answers.linear(self.weights)
        logits += self.bias[:, None, None]
        best = logits.argmax(axis=0)
        logits -= logits.max(axis=0)
        sure = 1 / np.exp(logits, out=logits).sum(axis=0)
        return np.take(np.asarray(self.ids, np.uint8), best), np.rint(255 * sure).clip(0, 255).astype(np.uint8)


def fit(features: Floats, classes: NDArray[np.uint8], penalty: float, start: Head | None = None) -> Head | None:
    """The head for ``float32[n, C]`` and class ids ``uint8[n]``; ``None`` for fewer than two classes.

    ``start``: a head to go on from; classes and answers it does not know begin at zero.
    """
    ids = tuple(int(value) for value in np.unique(classes))
    if len(ids) < 2:
        return None
    mean = features.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = features.std(axis=0, dtype=np.float64).astype(np.float32)
    scale = np.where(spread > _FLAT, 1 / np.maximum(spread, _FLAT), 0).astype(np.float32)
    weights, bias = _first(ids, mean, spread, start)
    weights, bias = _minimise((features - mean) * scale, np.searchsorted(ids, classes), penalty, weights, bias)
    weights = weights * scale[:, None]
    return Head(ids, weights, bias - mean @ weights)


def _first(ids: tuple[int, ...], mean: Floats, spread: Floats, start: Head | None) -> tuple[Floats, Floats]:
    """Where the search begins, in standardised units."""
    weights, bias = np.zeros((len(mean), len(ids)), np.float32), np.zeros(len(ids), np.float32)
    if start is not None and start.weights.shape[0] == len(mean):
        for column, class_id in enumerate(ids):
            if class_id in start.ids:
                known = start.ids.index(class_id)
                weights[:, column] = start.weights[:, known] * spread
                bias[column] = start.bias[known] + mean @ start.weights[:, known]
    return weights, bias


def _minimise(
    features: Floats, classes: NDArray[np.intp], penalty: float, weights: Floats, bias: Floats
) -> tuple[Floats, Floats]:
    import torch
    from torch.nn.functional import cross_entropy

    count = np.bincount(classes)
    share = torch.from_numpy((1 / (count * len(count)))[classes].astype(np.float32))
    x, y = torch.from_numpy(features), torch.from_numpy(classes.astype(np.int64))
    w, b = torch.from_numpy(weights).requires_grad_(), torch.from_numpy(bias).requires_grad_()
    search = torch.optim.LBFGS(
        [w, b], max_iter=ITERATIONS, tolerance_grad=1e-3, tolerance_change=1e-4, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        search.zero_grad()
        value = (cross_entropy(x @ w + b, y, reduction="none") * share).sum() + 0.5 * penalty * w.square().mean(1).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(loss)  # type: ignore[no-untyped-call]
    return w.detach().numpy(), b.detach().numpy()
