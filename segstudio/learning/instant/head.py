"""The head: a small classifier of filter and network responses, fitted in a fraction of a second.

A network with one hidden layer on standardised responses, by AdamW (Loshchilov and Hutter, ICLR 2019) with
class-balanced cross-entropy, whose logits are adjusted in part by the class frequencies of images that are labelled all
over (Menon et al., Long-tail learning via logit adjustment, ICLR 2021). Strokes are learnt from with noise, which keeps
the weights small (Bishop, Training with noise is equivalent to Tikhonov regularization, 1995). The same
pixels and seed give the same head; global random numbers are not used. Knows torch (inside the fit); no project, no Qt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segstudio.learning.instant.filters import FilterResponses

if TYPE_CHECKING:
    import torch

HIDDEN = 32  # units of the hidden layer
PRIOR = 0.5  # exponent of the class frequencies
BATCH, RATE, DECAY = 1024, 5e-3, 1e-2
NOISE = 1.5  # standard deviation, in those of the responses, of what is added to those of strokes while it is fitted
PASSES = 10  # over all pixels, within STEPS
STEPS = (200, 800)
QUICK = 150  # steps of the first head after a stroke
_AT_ONCE = 25  # steps between two yields
_FLAT = 1e-6  # spread below which a response counts as constant

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """``ids[k]`` is the class of output ``k``. ``weights`` ``float32[C, M]`` and ``bias`` ``float32[M]``, for responses
    that are not standardised, give the logits (``last`` None, M = K) or M hidden units, from which ``last``,
    ``float32[M, K]`` and ``float32[K]``, gives the logits.
    """

    ids: tuple[int, ...]
    weights: Floats
    bias: Floats
    last: tuple[Floats, Floats] | None = None

    @property
    def digest(self) -> str:
        """Changes with any weight: 16 digits of their SHA-256."""
        parts = (self.weights, self.bias, *(self.last or ()))
        digest = hashlib.sha256(repr(self.ids).encode())
        for part in parts:
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()[:16]

    def decide(self, features: Floats) -> NDArray[np.uint8]:
        """Class ids ``uint8[n]`` for responses ``float32[n, C]``."""
        found = features @ self.weights + self.bias
        if self.last is not None:
            found = np.maximum(found, 0) @ self.last[0] + self.last[1]
        decided: NDArray[np.uint8] = np.asarray(self.ids, np.uint8)[found.argmax(axis=1)]
        return decided

    def logits(self, responses: FilterResponses) -> Floats:
        """``float32[K, h, w]`` of a block."""
        found = responses.linear(self.weights)
        found += self.bias[:, None, None]
        if self.last is None:
            return found
        np.maximum(found, 0, out=found)
        weights, bias = self.last
        maps: Floats = (weights.T @ found.reshape(len(found), -1)).reshape(-1, *found.shape[1:])
        maps += bias[:, None, None]
        return maps

    def predict(self, responses: FilterResponses) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Class ids and confidence (0..255 for 0..1) of a block, both ``uint8[h, w]``."""
        logits = self.logits(responses)
        best = logits.argmax(axis=0)
        logits -= logits.max(axis=0)
        sure = 1 / np.exp(logits, out=logits).sum(axis=0)
        return np.take(np.asarray(self.ids, np.uint8), best), np.rint(255 * sure).clip(0, 255).astype(np.uint8)


def steps_for(pixels: int) -> int:
    """Steps of a head for so many pixels."""
    return int(np.clip(pixels * PASSES // BATCH, *STEPS))


def fit(
    features: Floats,
    classes: NDArray[np.uint8],
    counts: NDArray[np.int64],
    strokes: NDArray[np.bool_] | None = None,
    seed: int = 0,
    steps: int | None = None,
) -> Generator[None, None, Head | None]:
    """The head for ``float32[n, C]`` and class ids ``uint8[n]``; ``None`` for fewer than two classes. ``counts``
    ``int64[256]``: pixels of each class in images that are labelled all over; ``strokes`` ``bool[n]``: the pixels of
    all other images. ``steps``: ``None`` for those of ``steps_for``. May be closed at every ``yield``.
    """
    ids = tuple(int(value) for value in np.unique(classes))
    if len(ids) < 2:
        return None
    mean = features.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = features.std(axis=0, dtype=np.float64).astype(np.float32)
    scale = np.where(spread > _FLAT, 1 / np.maximum(spread, _FLAT), 0).astype(np.float32)
    standard, numbers = (features - mean) * scale, np.searchsorted(ids, classes)
    yield None
    noise = np.zeros(len(classes), np.float32) if strokes is None else NOISE * strokes.astype(np.float32)
    first, bias, *last = yield from _descend(standard, numbers, noise, seed, steps or steps_for(len(classes)))
    first = first * scale[:, None]
    return Head(ids, first, bias - mean @ first, (last[0], last[1] + prior_of(counts[list(ids)])))


def prior_of(counts: NDArray[np.int64]) -> Floats:
    """What is added to the logits for so many pixels of each class; one without any is taken to be as the rarest."""
    known = counts[counts > 0]
    frequent = np.where(counts > 0, counts, known.min() if len(known) else 1)
    return np.asarray(PRIOR * np.log(frequent / frequent.sum()), np.float32)


def _descend(
    features: Floats, classes: NDArray[np.intp], noise: Floats, seed: int, steps: int
) -> Generator[None, None, tuple[Floats, ...]]:
    """Weights and bias of both layers; the learning rate falls along a cosine. ``noise`` ``float32[n]``: standard
    deviation of what is added to the features of each pixel."""
    import torch
    from torch.nn.functional import cross_entropy

    random = np.random.default_rng(seed)
    count = np.bincount(classes)
    share = torch.from_numpy((len(classes) / (count * len(count))).astype(np.float32))
    x, y = torch.from_numpy(features), torch.from_numpy(classes.astype(np.int64))
    w1, b1, w2, b2 = layers = [
        tensor for inputs, outputs in ((features.shape[1], HIDDEN), (HIDDEN, len(count)))
        for tensor in _layer(random, inputs, outputs)
    ]  # fmt: skip
    batch = min(len(y), BATCH)
    drawn = torch.from_numpy(random.standard_normal((4 * batch, features.shape[1]), np.float32))
    spread = torch.from_numpy(noise)[:, None]
    search = torch.optim.AdamW(layers, lr=RATE, weight_decay=DECAY, fused=True)

    def take(step: int) -> None:
        search.param_groups[0]["lr"] = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        chosen, begin = torch.from_numpy(random.integers(0, len(y), batch)), int(random.integers(3 * batch))
        seen = x[chosen] + spread[chosen] * drawn[begin : begin + batch]
        loss = cross_entropy(torch.relu(seen @ w1 + b1) @ w2 + b2, y[chosen], weight=share)
        search.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        search.step()

    for first in range(0, steps, _AT_ONCE):
        with one_thread():
            for step in range(first, min(first + _AT_ONCE, steps)):
                take(step)
        yield None
    return tuple(layer.detach().numpy() for layer in layers)


@contextmanager
def one_thread() -> Iterator[None]:
    """Sums in the same order on every machine: the same labels have to give the same head in every process."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _layer(random: np.random.Generator, inputs: int, outputs: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and bias within 1 / sqrt(inputs), as torch initialises a linear layer."""
    import torch

    reach = 1 / np.sqrt(inputs)
    weights, bias = (random.uniform(-reach, reach, size).astype(np.float32) for size in ((inputs, outputs), outputs))
    return torch.from_numpy(weights).requires_grad_(), torch.from_numpy(bias).requires_grad_()
