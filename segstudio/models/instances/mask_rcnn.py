"""Mask R-CNN (He, Gkioxari, Dollar, Girshick 2017) of torchvision's parts: boxes that may hold an object, and for each
what it is, where it ends, and a mask for each class. Knows torch and models.

Objects are the connected regions of a class (``labels.objects``). One class lies between them: the one whose regions
spread widest, measured in training (``spread_of``); it has no objects and is what remains. The rest of the program
wants a score for each pixel and class: at a pixel it is the highest product of an object's score and its mask there;
what remains gets 1 less the highest of all. So a picture, a score and an export are made of the same objects.

Not as in the paper: narrower layers, for a CPU; BatchNorm in the pyramid; anchors of 4 and 8 times the stride of each
level, from 16 to 256 pixels, so that small objects and patches have fitting ones; one box for all classes; proposals
are local maxima above a floor in place of the best thousand of an image, so that a tile gives what the whole image
gives.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torchvision.ops import FeaturePyramidNetwork

from segstudio.choices.networks import LOGITS
from segstudio.models.contract import Network, ObjectMask, tensors_of
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.instances.heads import Found, ObjectHeads
from segstudio.models.instances.paste import box_masks, painted
from segstudio.models.instances.proposals import Proposals
from segstudio.models.instances.regions import Regions, spread_of
from segstudio.models.layers import size_of, to_multiple

WIDE = 128  # channels of the pyramid; the paper has 256
LEAST = 1e-4  # of a probability, so that its logarithm is finite
FOLLOWS = 0.02  # share of a new measurement in the spread of a class


class MaskRCNN(Network):
    """``encoder``: a row of ENCODERS; its features at strides 4 to 32 become a pyramid."""

    stride = STRIDES[-1]
    reach = 640  # 320 of the encoder as in the U-Net, and the box of the largest anchor, whose pixels it is judged by
    embedding = ("encoder 1/32", "pyramid 1/32")
    finds_objects = True
    spread: Tensor

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels)
        # BatchNorm, which the paper has not: features of some encoders are ten times as large as the heads begin with.
        self.pyramid = FeaturePyramidNetwork(list(self.encoder.channels[1:]), WIDE, norm_layer=nn.BatchNorm2d)
        self.proposals = Proposals(WIDE)
        self.heads = ObjectHeads(WIDE, classes)
        self.register_buffer("spread", torch.zeros(classes))  # see ``spread_of``; 0: the class was not seen yet
        self.tap = nn.Identity()

    def forward(self, image: Tensor) -> Tensor:
        h, w = size_of(image)
        whole = to_multiple(image, self.stride)
        logits = torch.stack([self._logits(one, size_of(whole)) for one in self.objects(whole)])
        dense: Tensor = self.tap(logits[..., :h, :w])
        return dense

    def objects(self, image: Tensor) -> list[Found]:
        """The objects of each image of ``float32[n,c,h,w]``, whose sides are multiples of ``stride``."""
        levels, size = self.levels(image), size_of(image)
        candidates = self.proposals.found(image, levels)
        return [
            self.heads.found({name: level[n : n + 1] for name, level in levels.items()}, boxes, size, self.between)
            for n, boxes in enumerate(candidates)
        ]

    def object_masks(self, image: Tensor) -> Iterator[ObjectMask]:
        (found,) = self.objects(image)
        for (rect, sure), row, box in zip(
            box_masks(found, size_of(image)), found.classes.tolist(), found.boxes.tolist(), strict=True
        ):
            yield ObjectMask(row, rect, sure.cpu().numpy(), ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))

    @property
    def between(self) -> Tensor:
        """Which class, as ``int64[]``, lies between the objects."""
        return self.spread.argmax()

    def levels(self, image: Tensor) -> dict[str, Tensor]:
        """The pyramid ``float32[n,WIDE,h/s,w/s]`` by the names "0" to "3", for strides s from 4 to 32."""
        features = self.encoder(image)[1:]
        found: dict[str, Tensor] = self.pyramid({str(n): one for n, one in enumerate(features)})
        return {name: one.float() for name, one in found.items()}

    def _logits(self, found: Found, size: tuple[int, int]) -> Tensor:
        """Logarithms of what is said of each pixel and class, ``float32[K,h,w]``."""
        evidence = painted(found, self.spread.numel(), size)
        rest = (torch.arange(len(self.spread), device=evidence.device) == self.between)[:, None, None].to(
            evidence.dtype
        )
        return torch.maximum(evidence, rest * (1 - evidence.amax(0))).clamp_min(LEAST).log()

    def own_loss(self, image: Tensor, target: Tensor) -> Tensor:
        """The sum of the paper's five losses: proposals (object or not, box), objects (class, box, mask).

        Void counts in none of them: a candidate box that no object explains is taken for "no object" only if at least
        half of it is labelled (``regions.matched``), and a mask is not learnt at void pixels.
        """
        with torch.no_grad():
            for values in target:
                seen = spread_of(values, len(self.spread)).to(self.spread)
                follows = torch.where(self.spread > 0, FOLLOWS, 1.0) * (seen > 0)
                self.spread.lerp_(seen, follows)
            regions = [Regions.of(values, int(self.between)) for values in target]
        whole = to_multiple(image, self.stride)
        levels = self.levels(whole)
        boxes, proposing = self.proposals.learn(whole, levels, regions)
        return proposing + self.heads.learn(levels, boxes, regions, size_of(whole))

    @property
    def head(self) -> nn.Conv2d:
        last: nn.Conv2d = self.heads.mask_predictor.mask_fcn_logits
        return last

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys([*tensors_of(self, self.head, self.heads.score), "spread"], (0,))

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        named: dict[str, nn.Module] = {f"encoder 1/{s}": tap for s, tap in zip(STRIDES, self.encoder.taps, strict=True)}
        finer = reversed(list(zip(STRIDES[1:], self.pyramid.layer_blocks, strict=True)))
        return named | {f"pyramid 1/{stride}": block for stride, block in finer}

    @property
    def stages(self) -> dict[str, nn.Module]:
        return {**self.features, LOGITS: self.tap}
