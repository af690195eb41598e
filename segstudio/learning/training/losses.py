"""Losses over labelled pixels only: logits at void (255) change no value and no gradient.

Every loss is a row of ``choices.losses``, a sum of terms; one more term is one more function here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from segstudio.choices.losses import LOSSES
from segstudio.choices.row import code
from segstudio.labels.classes import VOID

EPSILON = 1e-6
# Differences of larger logits would overflow float32, and change no probability.
LARGEST = 1e30
FOCUS = 2  # gamma of the focal loss
FALSE, MISSED = 0.3, 0.7  # what a false and a missed pixel cost in the Tversky loss: the best of Salehi et al.


@dataclass(frozen=True)
class LabelledPixels:
    """The labelled pixels of a batch: log-probabilities ``float32[K,P]``, truth as ``int64[P]`` and as ``float32[K,P]``
    of 0 and 1, class weights ``float32[K]``, border weights ``float32[P]`` to add to them, and ``distances``
    ``float32[K,P]`` as of ``outline_distances``, where they are asked for.

    Classes come first because long rows of pixels are many times faster than rows of a few classes.
    """

    log_p: Tensor
    truth: Tensor
    is_true: Tensor
    weights: Tensor | None = None
    border: Tensor | None = None
    distances: Tensor | None = None

    @property
    def log_p_of_truth(self) -> Tensor:
        """``float32[P]``. A sum, because a gather has a slower gradient, and torch's 2-d cross-entropy no deterministic
        one on CUDA."""
        return (self.log_p * self.is_true).sum(0)

    def mean(self, loss: Tensor) -> Tensor:
        """The weighted mean of a loss per pixel ``[P]``: U-Net's ``w = w_class + w_border``, divided by its sum."""
        if self.weights is None and self.border is None:
            return loss.mean()
        weight = torch.ones_like(loss) if self.weights is None else self.weights[self.truth]
        if self.border is not None:
            weight = weight + self.border
        return (loss * weight).sum() / weight.sum().clamp_min(EPSILON)


def log_probabilities(logits: Tensor, index: Tensor) -> Tensor:
    """``[n,K,h,w]`` of any float type -> ``float32[K,P]`` of the pixels with flat indices ``index`` ``int64[P]``."""
    chosen = logits.permute(0, 2, 3, 1).reshape(-1, logits.shape[1]).index_select(0, index).float()
    return F.log_softmax(chosen.t().contiguous().clamp(-LARGEST, LARGEST), dim=0)


def cross_entropy(pixels: LabelledPixels) -> Tensor:
    """Mean of ``-log p(truth)``; with class weights the weighted mean, as torch's own."""
    return pixels.mean(-pixels.log_p_of_truth)


def focal(pixels: LabelledPixels) -> Tensor:
    """Mean of ``-(1 - p)^2 log p`` of the truth: pixels that are already right hardly count (Lin et al. 2017)."""
    log_p = pixels.log_p_of_truth
    return pixels.mean(-((1 - log_p.exp()) ** FOCUS) * log_p)


def soft_dice(pixels: LabelledPixels) -> Tensor:
    """1 - mean over the classes present of ``2 sum(p t) / (sum(p) + sum(t))`` (Milletari et al. 2016, linear form).

    Sums are over the whole batch; classes without a true pixel in it are left out.
    """
    p = pixels.log_p.exp()
    size = pixels.is_true.sum(1)
    dice = 2 * (p * pixels.is_true).sum(1) / (p.sum(1) + size + EPSILON)
    present = (size > 0).to(dice.dtype)
    return 1 - (dice * present).sum() / present.sum()


def tversky(pixels: LabelledPixels) -> Tensor:
    """1 - mean over the classes present of ``TP / (TP + FALSE FP + MISSED FN)`` of probabilities (Salehi et al. 2017);
    sums as in ``soft_dice``."""
    p = pixels.log_p.exp()
    size, found, both = pixels.is_true.sum(1), p.sum(1), (p * pixels.is_true).sum(1)
    index = both / (both + FALSE * (found - both) + MISSED * (size - both) + EPSILON)
    present = (size > 0).to(index.dtype)
    return 1 - (index * present).sum() / present.sum()


def lovasz(pixels: LabelledPixels) -> Tensor:
    """The Lovasz extension of 1 - IoU of the errors ``|t - p|``, mean over the classes present (Berman et al. 2018):
    the largest error first, each weighs what it takes from the IoU."""
    errors, order = (pixels.is_true - pixels.log_p.exp()).abs().sort(dim=1, descending=True)
    truth = pixels.is_true.long().gather(1, order)
    size = truth.sum(1, keepdim=True)
    # Counts, since the sum of floats in turn has no deterministic form on CUDA.
    lost = 1 - (size - truth.cumsum(1)) / (size + (1 - truth).cumsum(1))
    steps = torch.cat((lost[:, :1], lost.diff(dim=1)), dim=1).to(errors.dtype)
    present = (size[:, 0] > 0).to(errors.dtype)
    return ((errors * steps).sum(1) * present).sum() / present.sum()


def hausdorff(pixels: LabelledPixels) -> Tensor:
    """Mean of ``(p - t)^2 d^2`` with the distance d to the true outline, over the classes present: the one-sided form
    of the Hausdorff loss by distance transforms (Karimi and Salcudean 2019)."""
    assert pixels.distances is not None
    wrong = ((pixels.log_p.exp() - pixels.is_true) * pixels.distances).square().mean(1)
    present = (pixels.is_true.sum(1) > 0).to(wrong.dtype)
    return (wrong * present).sum() / present.sum()


def outline_distances(target: NDArray[np.uint8], classes: int) -> NDArray[np.float32]:
    """How far each pixel of a mask ``uint8[h,w]`` is from the outline of each class, ``float32[K,h,w]`` in shares of
    the longer side, at most 1: from the nearest pixel of the class; inside it, from the nearest of another."""
    side, found = max(target.shape), np.ones((classes, *target.shape), np.float32)
    for k in np.unique(target[target != VOID]):
        inside = target == k
        for others, where in ((target != k, ~inside), (inside | (target == VOID), inside)):
            if not others.all():  # else there is nothing to be far from
                away = cv2.distanceTransform(others.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
                found[k][where] = np.minimum(away[where] / side, 1)
    return found


def segmentation_loss(
    logits: Tensor,
    target: Tensor,
    loss: str = "cross_entropy_dice",
    class_weights: Tensor | None = None,
    border: Tensor | None = None,
) -> Tensor:
    """A row of LOSSES over the labelled pixels of a batch: a ``float32`` scalar, finite for finite logits.

    ``logits``: ``[n,K,h,w]``, any float type. ``target``: ``int64[n,h,w]`` of 0..K-1 and 255 (void). ``class_weights``:
    ``float32[K]``. ``border``: ``float32[n,h,w]``, added to a pixel's class weight. Weights count in cross-entropy and
    the focal loss. A batch without a labelled pixel gives exactly 0 with zero gradient.
    """
    # Labelled pixels are selected first: that keeps void out exactly, and strokes label a few percent only.
    index = (target != VOID).flatten().nonzero().squeeze(1)
    log_p = log_probabilities(logits, index)
    if index.numel() == 0:
        return log_p.sum()
    truth = target.flatten().index_select(0, index)
    is_true = (truth == torch.arange(len(log_p), device=truth.device)[:, None]).to(log_p.dtype)
    extra = None if border is None else border.flatten().index_select(0, index)
    far = None
    if LOSSES[loss].distances:
        masks = target.to("cpu", torch.uint8).numpy()
        each = np.stack([outline_distances(mask, len(log_p)) for mask in masks], axis=1).reshape(len(log_p), -1)
        far = torch.from_numpy(each).to(log_p.device).index_select(1, index)
    pixels = LabelledPixels(log_p, truth, is_true, class_weights, extra, far)
    return torch.stack([weight * code(term)(pixels) for term, weight in LOSSES[loss].terms]).sum()
