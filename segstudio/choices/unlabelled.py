"""The methods that learn from images without labels. One more is one file in ``models.unlabelled`` (a
``models.unlabelled.contract.UnlabelledModel``) and one more row here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.row import Row


@dataclass(frozen=True)
class MethodRow(Row):
    """``build(encoder, channels)`` makes the model; ``encoders``: rows of ENCODERS that it takes, empty for a method
    with layers of its own: no network can start from those. ``figures``: names, for people, of the figures that a step
    reports, by their keys, first the one that is drawn. ``restores``, ``generative``, ``decodes``: as its model, which
    the window must know without torch."""

    build: str
    figures: tuple[tuple[str, str], ...]
    encoders: Collection[str] = ()
    restores: bool = True
    generative: bool = False
    decodes: bool = False


CONVOLUTIONAL = "convolutional"
METHODS: dict[str, MethodRow] = {
    CONVOLUTIONAL: MethodRow(
        "Autoencoder: convolutional",
        "An encoder makes each patch small and a decoder restores it: what it cannot restore is unusual.",
        "segstudio.models.unlabelled.convolutional:ConvolutionalAutoencoder",
        (("error", "Squared error"),),
        ENCODERS,
    ),
}
