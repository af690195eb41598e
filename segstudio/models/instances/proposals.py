"""The region proposal network of Faster R-CNN (Ren et al. 2015): boxes that may hold an object. Knows torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.rpn import RegionProposalNetwork, RPNHead, concat_box_prediction_layers
from torchvision.ops import clip_boxes_to_image, nms

from segstudio.models.instances.regions import Regions, matched
from segstudio.models.layers import size_of

SIZES = tuple((4 * stride, 8 * stride) for stride in (4, 8, 16, 32))  # pixels, on each level of the pyramid
RATIOS = ((0.5, 1.0, 2.0),) * len(SIZES)
SAMPLED, POSITIVE = 256, 0.5  # anchors of a patch that are learnt from, and the share of objects among them
LIKELY, UNLIKELY = 0.7, 0.3  # overlap from which on an anchor is of an object, and below which of none
OVERLAP = 0.7  # of two boxes of which the less likely is dropped
MOST = 256  # proposals of a patch in training
FLOOR = 0.1  # least probability that a box holds an object
RARE = 0.01  # that probability before anything is learnt (Lin et al., Focal loss, 2017, 4.1)
BETA = 1 / 9  # where the box loss turns from squares to distances, as in torchvision


class Proposals(RegionProposalNetwork):  # type: ignore[misc]  # torchvision has no types
    """``found`` in use, ``learn`` in training; torchvision's own ``forward`` is not called."""

    floor = FLOOR

    def __init__(self, wide: int) -> None:
        anchors = AnchorGenerator(SIZES, RATIOS)
        head = RPNHead(wide, anchors.num_anchors_per_location()[0])
        nn.init.constant_(head.cls_logits.bias, -torch.tensor((1 - RARE) / RARE).log().item())
        most = {"training": MOST, "testing": MOST}
        super().__init__(anchors, head, LIKELY, UNLIKELY, SAMPLED, POSITIVE, most, most, OVERLAP)

    def found(self, image: Tensor, levels: Mapping[str, Tensor]) -> list[Tensor]:
        """Boxes ``float32[n,4]`` (x, y, x, y) of each image, the likeliest first: anchors of one shape that are
        likelier than those beside them and than FLOOR, moved as the network says, without near copies."""
        objectness, deltas = self.head(list(levels.values()))
        peaks = [(one == F.max_pool2d(one, 3, 1, 1)) & (one.sigmoid() > self.floor) for one in objectness]
        chosen, _ = concat_box_prediction_layers([one.float() for one in peaks], deltas)
        scores, boxes = self._boxes(image, levels, objectness, deltas)
        kept = []
        for keep, score, box in zip(chosen.view(len(image), -1), scores, boxes, strict=True):
            places = keep.nonzero().squeeze(1)
            own, likely = clip_boxes_to_image(box[places], size_of(image)), score[places]
            kept.append(own[nms(own, likely, OVERLAP)])
        return kept

    def learn(
        self, image: Tensor, levels: Mapping[str, Tensor], regions: Sequence[Regions]
    ) -> tuple[list[Tensor], Tensor]:
        """The likeliest boxes of each patch, and the loss of all anchors that are sampled."""
        objectness, deltas = self.head(list(levels.values()))
        scores, boxes = self._boxes(image, levels, objectness, deltas)
        sizes = [size_of(image)] * len(image)
        counts = [one[0].numel() for one in objectness]
        likeliest, _ = self.filter_proposals(boxes, scores, sizes, counts)
        flat, moves = concat_box_prediction_layers(objectness, deltas)
        anchors = self._anchors(image, levels)
        return likeliest, self._loss(flat.flatten().float(), moves.float(), anchors, regions)

    def _loss(self, scores: Tensor, moves: Tensor, anchors: list[Tensor], regions: Sequence[Regions]) -> Tensor:
        which = [matched(self.proposal_matcher, own, boxes) for own, boxes in zip(regions, anchors, strict=True)]
        labels = [one.clamp(-2, 0) + 1 for one in which]  # 1: an object, 0: none, -1: ignored
        positive, negative = (torch.cat(part).bool() for part in self.fg_bg_sampler(labels))
        sampled = positive | negative
        count = sampled.sum().clamp_min(1)
        truth = [
            own.boxes[number.clamp_min(0)] if len(own.boxes) else torch.zeros_like(boxes)
            for own, number, boxes in zip(regions, which, anchors, strict=True)
        ]
        wanted = torch.cat(self.box_coder.encode(truth, anchors))
        is_object = positive.to(scores.dtype)
        certain = F.binary_cross_entropy_with_logits(scores[sampled], is_object[sampled], reduction="sum")
        moved = F.smooth_l1_loss(moves[positive], wanted[positive], beta=BETA, reduction="sum")
        return (certain + moved) / count

    def _anchors(self, image: Tensor, levels: Mapping[str, Tensor]) -> list[Tensor]:
        images = ImageList(image, [size_of(image)] * len(image))
        return cast("list[Tensor]", self.anchor_generator(images, list(levels.values())))

    def _boxes(
        self, image: Tensor, levels: Mapping[str, Tensor], objectness: list[Tensor], deltas: list[Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Logits ``float32[n,A]`` and boxes ``float32[n,A,4]`` of all anchors."""
        flat, moves = concat_box_prediction_layers(objectness, deltas)
        boxes = self.box_coder.decode(moves.detach().float(), self._anchors(image, levels))
        return flat.detach().float().view(len(image), -1), boxes.view(len(image), -1, 4)
