"""What every network offers, so that training, prediction, feature maps, ranking and export work with any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.choices.networks import LOGITS
from segstudio.labels.geometry import Rect
from segstudio.models.encoders import Encoder


class ObjectMask(NamedTuple):
    """One object that a network found: the row of its class, the pixels of its box, and at each of them how sure the
    network is that it is of this object, ``float32[box.h,box.w]`` in 0..1. ``middle``: x and y of its box."""

    row: int
    box: Rect
    sure: NDArray[np.float32]
    middle: tuple[float, float]


class Network(nn.Module):
    """A segmentation network. ``forward``: ``float32[n,c,h,w]`` in 0..1, any ``h, w >= smallest`` -> logits
    ``float32[n,K,h,w]``.

    ``stride``: pixels of its coarsest grid; moving the image by a multiple of it moves the logits and changes nothing
    else. ``reach``: pixels around a logit that it depends on, by more than rounding and apart from global statistics
    (GroupNorm, global pooling). ``channels``: c of its input. ``embedding``: stages that describe the whole image.
    ``by_block``: it has ``block_probabilities``, and is used by nothing else. ``finds_objects``: it has
    ``object_masks``.
    """

    stride: int = 1
    reach: int
    channels: int = 3
    embedding: tuple[str, ...]
    by_block: bool = False
    finds_objects: bool = False

    @property
    def head(self) -> nn.Conv2d:
        """The last layer: one row of weights for each class."""
        raise LookupError(f"{type(self).__name__} has no head")

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        """The tensors of its weights with a value for each class, and the axes along which the classes lie."""
        return dict.fromkeys(tensors_of(self, self.head), (0,))

    @property
    def trunk(self) -> Encoder | None:
        """The part that takes starting weights, can be frozen and has its own learning rate."""
        return None

    def as_stored(self, stored: Collection[str]) -> None:
        """Become the network of the version that wrote weights of the names ``stored``."""
        return

    def of_classifier(self, tensors: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
        """Of a classification network's tensors, by torchvision's names, what parts beside the trunk can start from, by
        own names. Those of other shapes are not used."""
        return {}

    @property
    def features(self) -> Mapping[str, nn.Module]:
        """The modules whose outputs ``[n,C,h,w]`` can be shown as feature maps, from input to output."""
        raise LookupError(f"{type(self).__name__} has no features")

    @property
    def stages(self) -> dict[str, nn.Module]:
        """The features and the logits."""
        return {**self.features, LOGITS: self.head}

    @property
    def alone(self) -> Network:
        """The part of a model that is run on pixels; ``combined`` adds the rest."""
        return self

    def combined(
        self,
        found: NDArray[np.float32],
        read: Callable[[Rect], NDArray[np.float32]],
        shape: tuple[int, int],
        rect: Rect,
    ) -> NDArray[np.float32]:
        """Probabilities ``float32[K,h,w]`` that ``alone`` found in ``rect`` of an image of ``shape`` -> the model's;
        ``read`` as in ``block_probabilities``."""
        return found

    @property
    def smallest(self) -> int:
        """Least side of an image in pixels; smaller ones have to be padded."""
        return self.stride

    def block_probabilities(
        self, read: Callable[[Rect], NDArray[np.float32]], shape: tuple[int, int], rect: Rect
    ) -> Iterator[tuple[Rect, NDArray[np.float32]]]:
        """Probabilities ``float32[K,h,w]`` of the blocks of a fixed grid that ``rect`` of an image of ``shape``
        touches, row by row; ``read`` gives the pixels ``float32[c,h,w]`` of a rectangle."""
        raise LookupError(f"{type(self).__name__} has no blocks")

    def object_masks(self, image: Tensor) -> Iterator[ObjectMask]:
        """The objects of one image ``float32[1,c,h,w]`` whose sides are multiples of ``stride``; its logits are made of
        them."""
        raise LookupError(f"{type(self).__name__} finds no objects")

    def own_loss(self, image: Tensor, target: Tensor) -> Tensor | None:
        """What a network with a loss of its own learns by: of patches ``float32[n,c,s,s]`` and rows of classes or void
        ``int64[n,s,s]``, finite also where all is void, which counts nowhere; ``None``: by that of its logits."""
        return None

    def part_logits(self, image: Tensor, keep: Rect) -> Tensor:
        """Logits ``[n,K,keep.h,keep.w]`` of a part of ``image`` ``float32[n,c,h,w]``, whose sides are multiples of
        ``stride``; those of ``forward`` if ``image`` has ``reach`` pixels around ``keep``, or ends where the whole
        image ends."""
        whole: Tensor = self(image)
        return whole[..., *keep.slices]


def tensors_of(net: nn.Module, *parts: nn.Module) -> list[str]:
    """The names of the tensors of some parts in ``net``'s weights."""
    return [f"{name_in(net, part)}.{name}" for part in parts for name in part.state_dict()]


def name_in(net: nn.Module, part: nn.Module) -> str:
    """The prefix of a module's tensors in ``net``'s weights, without the last dot. ``KeyError``: not a part."""
    names: dict[nn.Module, str] = {module: name for name, module in net.named_modules()}
    return names[part]
