"""The input of a network and the number format of inference. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.labels.geometry import Rect
from segstudio.learning.data.channels import check_channels
from segstudio.learning.data.inputs import InputImage
from segstudio.learning.network.device import inference_dtype
from segstudio.learning.network.tile_grid import up_to
from segstudio.models.contract import Network


def pixels_for(net: Network, image: InputImage) -> Callable[[Rect], NDArray[np.float32]]:
    """``model_input`` of an image. Raises ImageError: the network is for images with another number of channels."""
    check_channels(image.path.name, image.inputs, net.channels)
    return image.model_input


class Field(NamedTuple):
    """What predictions of an image depend on: of a tile of a large file also what lies around it, so that tiles fit
    together. ``read`` gives the pixels of a rectangle inside ``shape`` (h, w), ``place`` is where the image lies."""

    read: Callable[[Rect], NDArray[np.float32]]
    shape: tuple[int, int]
    place: Rect

    def at(self, rect: Rect) -> Rect:
        """Where a rectangle of the image lies in the field."""
        return Rect(self.place.x + rect.x, self.place.y + rect.y, rect.w, rect.h)

    @property
    def over(self) -> Rect | None:
        """What a network's global statistics are measured on, where that is more than the image."""
        whole = Rect.of_shape(self.shape)
        return None if self.place == whole else whole


def field_for(net: Network, image: InputImage) -> Field:
    """The field of an image. Raises ImageError as ``pixels_for``."""
    pixels_for(net, image)
    return Field(image.field_input, image.field, image.place)


def inference_context(device: torch.device) -> AbstractContextManager[object]:
    """The precision of predictions on a device."""
    dtype = inference_dtype(device)
    return nullcontext() if dtype is None else torch.autocast(device.type, dtype=dtype)


def as_batch(image: NDArray[np.float32], device: torch.device, smallest: int) -> Tensor:
    """``float32[c,h,w]`` -> ``[1,c,h',w']`` on ``device``; sides below ``smallest`` are padded to it by reflection."""
    grow = [max(0, smallest - side) for side in image.shape[1:]]
    if any(grow):
        image = np.pad(image, ((0, 0), (0, grow[0]), (0, grow[1])), mode="reflect")
    batch = torch.from_numpy(np.ascontiguousarray(image))[None]
    return batch.to(device).contiguous(memory_format=torch.channels_last)


def padded(image: NDArray[np.float32], net: Network) -> NDArray[np.float32]:
    """``float32[c,h,w]`` padded by reflection to multiples of the network's stride, so that no stage stretches its
    features, and to at least its smallest side."""
    grow = [up_to(max(side, net.smallest), net.stride) - side for side in image.shape[1:]]
    return np.pad(image, ((0, 0), (0, grow[0]), (0, grow[1])), mode="reflect") if any(grow) else image
