"""The heads of Mask R-CNN: of each proposed box its class, its true place, and a mask for each class. Knows torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models.detection.faster_rcnn import TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.ops import MultiScaleRoIAlign, batched_nms, clip_boxes_to_image

from segstudio.models.instances.proposals import BETA
from segstudio.models.instances.regions import IGNORED, Regions, matched

LEVELS = ("0", "1", "2", "3")
BOX_SIDE, MASK_SIDE = 7, 14  # cells of a box whose features are looked at; a mask has twice as many
HIDDEN, NARROW = 256, 64  # of the layers that judge a box, and that draw its mask; the paper has 1024 and 256
SAMPLED, POSITIVE = 64, 0.25  # boxes of a patch that are learnt from, and the share of objects among them
SAME = 0.5  # overlap from which on a box is of an object
FLOOR = 0.3  # least score of an object: below 0.5 it decides no pixel, what remains is more likely there
OVERLAP = 0.5  # of two objects of a class of which the less sure is dropped


class Found(NamedTuple):
    """The objects of an image: ``boxes`` ``float32[n,4]`` (x, y, x, y), ``classes`` ``int64[n]``, ``scores`` and
    ``masks`` ``float32[n,s,s]`` in 0..1, the surest first."""

    boxes: Tensor
    classes: Tensor
    scores: Tensor
    masks: Tensor


class ObjectHeads(RoIHeads):  # type: ignore[misc]  # torchvision has no types
    """``found`` in use, ``learn`` in training; torchvision's own ``forward`` is not called."""

    def __init__(self, wide: int, classes: int) -> None:
        box, mask = (MultiScaleRoIAlign(LEVELS, side, sampling_ratio=2) for side in (BOX_SIDE, MASK_SIDE))
        super().__init__(
            box, TwoMLPHead(wide * BOX_SIDE**2, HIDDEN), nn.Linear(HIDDEN, 4), SAME, SAME, SAMPLED, POSITIVE, None,
            FLOOR, OVERLAP, SAMPLED,
            mask, MaskRCNNHeads(wide, (NARROW,) * 4, 1), MaskRCNNPredictor(NARROW, NARROW, classes),
        )  # fmt: skip
        self.score, self.nothing = nn.Linear(HIDDEN, classes), nn.Linear(HIDDEN, 1)
        for layer, spread in ((self.score, 0.01), (self.nothing, 0.01), (self.box_predictor, 0.001)):
            nn.init.normal_(layer.weight, std=spread)  # as Fast R-CNN (Girshick 2015, 3.1): it begins undecided
            nn.init.zeros_(layer.bias)

    def found(self, levels: Mapping[str, Tensor], boxes: Tensor, size: tuple[int, int], between: Tensor) -> Found:
        """What of the proposed ``boxes`` ``float32[n,4]`` of one image of ``size`` (h, w) are objects, each of its
        likeliest class but ``between``."""
        scores, moves = self._judged(levels, [boxes], size)
        places = self.box_coder.decode_single(moves, boxes)
        places = clip_boxes_to_image(places, size)
        likely = scores.softmax(1)[:, :-1]
        allowed = torch.arange(likely.shape[1], device=likely.device) != between
        score, label = (likely * allowed).max(1)  # one class for a box: before much is learnt, every class is as likely
        chosen = (score > self.score_thresh).nonzero().squeeze(1)
        score, label, place = score[chosen], label[chosen], places[chosen]
        kept = batched_nms(place, score, label, OVERLAP)
        place, label, score = place[kept], label[kept], score[kept]
        drawn = self.mask_probabilities(self._drawn(levels, [place], size), label)
        return Found(place, label, score, drawn)

    def learn(
        self,
        levels: Mapping[str, Tensor],
        proposed: Sequence[Tensor],
        regions: Sequence[Regions],
        size: tuple[int, int],
    ) -> Tensor:
        """The losses of class, box and mask of the boxes that are sampled."""
        with torch.no_grad():
            candidates = [torch.cat((own.boxes, boxes)) for own, boxes in zip(regions, proposed, strict=True)]
            which = [matched(self.proposal_matcher, own, one) for own, one in zip(regions, candidates, strict=True)]
            sampled = [
                (a | b).bool()
                for a, b in zip(*self.fg_bg_sampler([one.clamp(-2, 0) + 1 for one in which]), strict=True)
            ]
            boxes = [one[chosen] for one, chosen in zip(candidates, sampled, strict=True)]
            which = [one[chosen] for one, chosen in zip(which, sampled, strict=True)]
        scores, moves = self._judged(levels, boxes, size)
        nothing = scores.shape[1] - 1
        truth = torch.cat([_picked(own.classes, one, nothing) for own, one in zip(regions, which, strict=True)])
        goal = [_picked(own.boxes, one, 0.0) for own, one in zip(regions, which, strict=True)]
        is_object, count = torch.cat(which) >= 0, max(1, len(truth))
        wanted = torch.cat(self.box_coder.encode(goal, boxes))
        judged = F.cross_entropy(scores, truth, reduction="sum") / count
        moved = F.smooth_l1_loss(moves[is_object], wanted[is_object], beta=BETA, reduction="sum") / count
        return judged + moved + self._mask_losses(levels, boxes, which, regions, size)

    def _mask_losses(
        self,
        levels: Mapping[str, Tensor],
        boxes: Sequence[Tensor],
        which: Sequence[Tensor],
        regions: Sequence[Regions],
        size: tuple[int, int],
    ) -> Tensor:
        objects = [one >= 0 for one in which]
        own = [box[chosen] for box, chosen in zip(boxes, objects, strict=True)]
        number = [one[chosen] for one, chosen in zip(which, objects, strict=True)]
        label = torch.cat([of.classes[one] for of, one in zip(regions, number, strict=True)])
        side = 2 * MASK_SIDE
        truth = torch.cat([of.masks(box, one, side) for of, box, one in zip(regions, own, number, strict=True)])
        return self.mask_loss(self._drawn(levels, own, size), truth, label)

    def mask_loss(self, drawn: Tensor, truth: Tensor, label: Tensor) -> Tensor:
        """The loss of masks ``float32[n,K,s,s]`` of objects of the classes ``label``: of each only that of its own
        class, by itself (He et al., table 2b). ``truth``: as of ``Regions.masks``."""
        own = drawn[torch.arange(len(label), device=label.device), label]
        known = (truth != IGNORED).to(own.dtype)
        loss = F.binary_cross_entropy_with_logits(own, (truth == 1).to(own.dtype), reduction="none")
        return (loss * known).sum() / known.sum().clamp_min(1)

    def mask_probabilities(self, drawn: Tensor, label: Tensor) -> Tensor:
        """``float32[n,s,s]`` in 0..1 of ``float32[n,K,s,s]``."""
        return drawn[torch.arange(label.shape[0], device=label.device), label].sigmoid()

    def _judged(
        self, levels: Mapping[str, Tensor], boxes: Sequence[Tensor], size: tuple[int, int]
    ) -> tuple[Tensor, Tensor]:
        """Logits ``float32[n,K+1]`` of the boxes' classes, the last one for none, and their moves ``float32[n,4]``."""
        seen = self.box_head(self.box_roi_pool(levels, list(boxes), [size] * len(boxes)))
        scores = torch.cat((self.score(seen), self.nothing(seen)), 1)
        return scores.float(), self.box_predictor(seen).float()

    def _drawn(self, levels: Mapping[str, Tensor], boxes: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Logits ``float32[n,K,s,s]`` of the masks of boxes."""
        seen = self.mask_head(self.mask_roi_pool(levels, list(boxes), [size] * len(boxes)))
        drawn: Tensor = self.mask_predictor(seen).float()
        return drawn


def _picked(values: Tensor, which: Tensor, other: float) -> Tensor:
    """The value ``[R,...]`` of the object that each box is of, ``other`` where it is of none."""
    if not len(values):
        return values.new_full((len(which), *values.shape[1:]), other)
    known = (which >= 0).view(-1, *[1] * (values.ndim - 1))
    return torch.where(known, values[which.clamp_min(0)], torch.full_like(values[:1], other))
