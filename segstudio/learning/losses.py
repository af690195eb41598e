"""Losses over labelled pixels only. Void (255) changes no value and no gradient, whatever the logits there.

Every loss is a sum of terms over the same picked pixels; one more term is one more function, one more loss one more row
of LOSSES. Knows torch only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

VOID = 255
EPSILON = 1e-6
# Logits beyond this cannot change a probability, yet their differences would overflow float32.
LARGEST = 1e30


@dataclass(frozen=True)
class LabelledPixels:
    """The labelled pixels of a batch: log-probabilities ``float32[P,K]``, truth ``int64[P]``, class weights ``[K]``."""

    log_p: Tensor
    truth: Tensor
    weights: Tensor | None = None


def cross_entropy(pixels: LabelledPixels) -> Tensor:
    """Mean of ``-log p(truth)``; with class weights the weighted mean, as torch's own.

    Written as a gather because torch's 2-d cross entropy has no deterministic form on CUDA.
    """
    loss = -pixels.log_p.gather(1, pixels.truth[:, None]).squeeze(1)
    if pixels.weights is None:
        return loss.mean()
    weight = pixels.weights[pixels.truth]
    return (loss * weight).sum() / weight.sum().clamp_min(EPSILON)


def soft_dice(pixels: LabelledPixels) -> Tensor:
    """1 - mean over the classes present of ``2 sum(p t) / (sum(p) + sum(t))`` (Milletari et al. 2016, linear form).

    Sums run over the whole batch; a class without a true pixel in it says nothing and is left out.
    """
    p = pixels.log_p.exp()
    truth = torch.zeros_like(p).scatter_(1, pixels.truth[:, None], 1.0)
    size = truth.sum(0)
    dice = 2 * (p * truth).sum(0) / (p.sum(0) + size + EPSILON)
    present = (size > 0).to(dice.dtype)
    return 1 - (dice * present).sum() / present.sum()


Term = Callable[[LabelledPixels], Tensor]

# Name -> terms with their weights.
LOSSES: dict[str, tuple[tuple[Term, float], ...]] = {
    "cross_entropy": ((cross_entropy, 1.0),),
    "dice": ((soft_dice, 1.0),),
    "cross_entropy_dice": ((cross_entropy, 1.0), (soft_dice, 1.0)),
}


def segmentation_loss(
    logits: Tensor, target: Tensor, loss: str = "cross_entropy_dice", class_weights: Tensor | None = None
) -> Tensor:
    """A row of LOSSES over the labelled pixels of a batch: a ``float32`` scalar, finite for finite logits.

    ``logits``: ``[n,K,h,w]``, any float type. ``target``: ``int64[n,h,w]`` of 0..K-1 and 255 (void). ``class_weights``:
    ``float32[K]``. A batch without a labelled pixel gives exactly 0 with zero gradient.
    """
    # Picking first (instead of masking afterwards) keeps void out exactly, and strokes label a few percent only.
    index = (target != VOID).flatten().nonzero().squeeze(1)
    picked = logits.permute(0, 2, 3, 1).reshape(-1, logits.shape[1]).index_select(0, index).float()
    if index.numel() == 0:
        return picked.sum()
    log_p = F.log_softmax(picked.clamp(-LARGEST, LARGEST), dim=1)
    pixels = LabelledPixels(log_p, target.flatten().index_select(0, index), class_weights)
    return torch.stack([weight * term(pixels) for term, weight in LOSSES[loss]]).sum()
