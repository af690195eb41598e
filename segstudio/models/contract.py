"""What every network answers, so that training, prediction, feature maps, ranking and export need not know which it is.

Knows torch, the encoders and rectangles.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from segstudio.choices.networks import LOGITS
from segstudio.labels.geometry import Rect
from segstudio.models.encoders import Encoder


class Network(nn.Module):
    """A segmentation network. ``forward``: ``float32[n,3,h,w]`` in 0..1, any ``h, w >= smallest`` -> logits
    ``float32[n,K,h,w]``.

    ``stride``: pixels of its coarsest grid; on an image whose corner is moved by a multiple of it each result is the
    same. ``reach``: pixels around a result that it depends on, global statistics (GroupNorm, global pooling) apart;
    what lies further away changes no logit by more than rounding. ``embedding``: stages that say what an image is
    about. ``preview``: stages that say what is where, for the preview from strokes.
    """

    stride: int = 1
    reach: int
    embedding: tuple[str, ...]
    preview: tuple[str, ...]

    @property
    def head(self) -> nn.Conv2d:
        """The last layer: one row of weights for each class."""
        raise LookupError(f"{type(self).__name__} has no head")

    @property
    def trunk(self) -> Encoder | None:
        """What starting weights are loaded into, what can be frozen and has a learning rate of its own."""
        return None

    @property
    def features(self) -> Mapping[str, nn.Module]:
        """Feature maps that one can look at, input to output: the module whose output ``[n,C,h,w]`` each is."""
        raise LookupError(f"{type(self).__name__} has no features")

    @property
    def stages(self) -> dict[str, nn.Module]:
        """The features and at last the logits."""
        return {**self.features, LOGITS: self.head}

    @property
    def smallest(self) -> int:
        """Pixels of a side below which an image has to be mirrored up."""
        return self.stride

    def part_logits(self, image: Tensor, keep: Rect) -> Tensor:
        """Logits ``[n,K,keep.h,keep.w]`` of a part of ``image`` ``float32[n,3,h,w]``, whose sides are multiples of
        ``stride``: as ``forward`` gives them if ``keep`` lies ``reach`` away from what ``image`` leaves out."""
        whole: Tensor = self(image)
        return whole[..., keep.y : keep.bottom, keep.x : keep.right]


def name_in(net: nn.Module, part: nn.Module) -> str:
    """What the tensors of a module are called in ``net``'s weights, without the last dot. ``KeyError``: not a part."""
    for name, module in net.named_modules():
        if module is part:
            return str(name)
    raise KeyError(part)
