"""Builds networks by name."""

from __future__ import annotations

from segstudio.choices.networks import NETWORKS
from segstudio.choices.row import check, code
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.errors import LearningError
from segstudio.models.contract import Network
from segstudio.models.inputs import COLOURS


def build_network(
    name: str, encoder: str, classes: int, upsampling: str = "bilinear", channels: int = COLOURS
) -> Network:
    """A network of random weights for ``classes`` outputs and images with ``channels`` channels. ``encoder``: empty for
    a network without one; ``upsampling``: not looked at by a network with its own.

    ``LearningError`` for unknown names, an encoder that the network does not take, and no class.
    """
    check(name, NETWORKS, "network")
    row = NETWORKS[name]
    check(encoder, row.encoders or ("",), "encoder")
    check(upsampling, row.upsamplings or ("", *UPSAMPLINGS), "upsampling")
    if classes < 1:
        raise LearningError("A network needs at least one class.", "Add a class and paint some of it.")
    net: Network = code(row.build)(encoder, classes, upsampling, channels)
    return net
