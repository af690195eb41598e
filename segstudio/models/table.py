"""The tables one chooses a network from. One more network is one more file and one more row here.

Knows this room and the errors only.
"""

from __future__ import annotations

from collections.abc import Callable

from segstudio.errors import LearningError
from segstudio.models.encoders import ENCODERS
from segstudio.models.unet import UNet
from segstudio.models.upsampling import UPSAMPLING

__all__ = ["ENCODERS", "NETWORKS", "UPSAMPLING", "build_network"]

# name -> build(encoder, classes, upsampling). What is built has ``encoder``, ``stages`` and ``stage_module(name)``.
NETWORKS: dict[str, Callable[[str, int, str], UNet]] = {"unet": UNet}


def build_network(name: str, encoder: str, classes: int, upsampling: str = "bilinear") -> UNet:
    """A network of random weights for ``classes`` outputs; ``LearningError`` for names that are in no table."""
    if name not in NETWORKS:
        raise LearningError(
            "There is no network {name}.", "Choose one of {choices}.", name=repr(name), choices=", ".join(NETWORKS)
        )
    return NETWORKS[name](encoder, classes, upsampling)
