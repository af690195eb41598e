"""A loss at unlabelled pixels: agreement with the moving average, so that the network does not overfit a few strokes.

It is the mean teacher of Tarvainen and Valpola (NeurIPS 2017): at void pixels the prediction should be that of the
average for the same patch. A network that agrees with its average gets no gradient. Must not import the project or Qt.
"""

from __future__ import annotations

import torch
from torch import Tensor

from segstudio.labels.classes import VOID
from segstudio.learning.training.losses import log_probabilities

# Strokes, mean IoU on other images without it and with it, one seed. Five images of cells after 90, 150, 180 steps:
# 0.62 and 0.67, 0.65 and 0.70, 0.64 and 0.71. One image of membranes after 45, 90, 150 steps: 0.49 and 0.56, 0.51 and
# 0.53, 0.53 and 0.52. An average that follows half as fast keeps more of the membranes and learns cells later.
BEGINS, FULL = 10, 30  # steps between which the weight rises: before, the average knows too little
PATCHES = 0.25  # share of a batch that is compared: as good as all of it, for a quarter of the average's work
LEAST = 0.25  # share of void below which a batch has enough labels


def disagreement(logits: Tensor, average: Tensor, target: Tensor) -> Tensor:
    """Kullback-Leibler divergence of the network's classes from the average's at void pixels, in nats: a ``float32``
    scalar >= 0, the sum over void pixels divided by the number of all, so that it falls with the share of void.

    ``logits`` of the network and of its ``average``: ``[n,K,h,w]``, any float type; gradients reach ``logits`` only.
    ``target``: ``int64[n,h,w]``; logits at labelled pixels change no value and no gradient.
    """
    with torch.no_grad():
        index = (target == VOID).flatten().nonzero().squeeze(1)
        log_q = log_probabilities(average, index)
        q = log_q.exp()
    return (q * (log_q - log_probabilities(logits, index))).sum() / target.numel()


def held(target: Tensor) -> int:
    """How many patches of a batch, the first ones, to compare with the average: 0 if enough is labelled."""
    if float((target == VOID).float().mean()) < LEAST:
        return 0
    return max(1, int(len(target) * PATCHES))


def rise(step: int) -> float:
    """Share of the weight at a step: 0 up to BEGINS, then along a line, 1 from FULL on."""
    return min(1.0, max(0.0, (step - BEGINS) / (FULL - BEGINS)))
