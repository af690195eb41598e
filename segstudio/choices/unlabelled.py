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
    reports, by their keys, first the one that is drawn. ``generative``, ``decodes``, ``conditional``: whether its model
    does, which the window must know without torch. A ``conditional`` one learns from labelled images, with their masks,
    and ``build(encoder, channels, classes)`` makes it."""

    build: str
    figures: tuple[tuple[str, str], ...]
    encoders: Collection[str] = ()
    generative: bool = False
    decodes: bool = False
    conditional: bool = False

    @property
    def draws(self) -> bool:
        """New pictures can be asked for."""
        return self.generative or self.conditional


CONVOLUTIONAL, CONDITIONAL = "convolutional", "conditional"
STARTING = "masked"  # what *Learn from my images first* learns with
_CODE = "segstudio.models.unlabelled."
_ERROR = ("error", "Squared error")
_LAYERS = ("layers", "Layers learnt")

METHODS: dict[str, MethodRow] = {
    CONVOLUTIONAL: MethodRow(
        "Convolutional autoencoder",
        "An encoder makes each patch small and a decoder restores it: what it cannot restore is unusual.",
        _CODE + "convolutional:ConvolutionalAutoencoder",
        (_ERROR,),
        ENCODERS,
        decodes=True,
    ),
    "denoising": MethodRow(
        "Denoising autoencoder",
        "Restores patches from noisy copies: good for noisy images, and as a start.",
        _CODE + "denoising:DenoisingAutoencoder",
        (_ERROR,),
        ENCODERS,
        decodes=True,
    ),
    "masked": MethodRow(
        "Masked autoencoder",
        "Restores hidden blocks from what is around them: finds what does not fit its surroundings; good as a start.",
        _CODE + "masked:MaskedAutoencoder",
        (("error", "Absolute error where hidden"),),
        ENCODERS,
        decodes=True,
    ),
    "variational": MethodRow(
        "Variational autoencoder",
        "An autoencoder that also draws new patches, and goes smoothly from one image to another.",
        _CODE + "variational:VariationalAutoencoder",
        (_ERROR, ("divergence", "Divergence in nats")),
        ENCODERS,
        generative=True,
        decodes=True,
    ),
    "linear": MethodRow(
        "Linear autoencoder: principal components",
        "The simplest and quickest: shows what the directions of the largest variation tell of small patches.",
        _CODE + "linear:LinearAutoencoder",
        (_ERROR,),
        decodes=True,
    ),
    "plane": MethodRow(
        "Autoencoder with two numbers",
        "Each small grey patch becomes a point of a plane: to see how an autoencoder works.",
        _CODE + "plane:PlaneAutoencoder",
        (_ERROR,),
        decodes=True,
    ),
    "sparse_kl": MethodRow(
        "Sparse autoencoder: few units active",
        "Many units, each active in few places: finds small patterns, and textures that are unusual.",
        _CODE + "sparse:SparseKL",
        (_ERROR, ("active", "Mean activation")),
    ),
    "sparse_l1": MethodRow(
        "Sparse autoencoder with L1: most units zero",
        "As the sparse autoencoder, but most units are exactly zero.",
        _CODE + "sparse:SparseL1",
        (_ERROR, ("active", "Share of active units")),
    ),
    "stacked": MethodRow(
        "Stacked autoencoder: layer by layer",
        "Learns one layer after the other, then all together: to see what each layer adds.",
        _CODE + "stacked:StackedAutoencoder",
        (_ERROR, _LAYERS),
        decodes=True,
    ),
    "boltzmann": MethodRow(
        "Restricted Boltzmann machine",
        "Learns how likely a small patch is, and draws new ones: a classic, for comparison.",
        _CODE + "restricted_boltzmann:BoltzmannMachine",
        (_ERROR, ("energy", "Free energy of patches less that of samples")),
        generative=True,
        decodes=True,
    ),
    "belief": MethodRow(
        "Deep belief network: Boltzmann machines",
        "Boltzmann machines one above the other, learnt layer by layer: a classic, for comparison.",
        _CODE + "deep_belief:DeepBelief",
        (_ERROR, _LAYERS),
        generative=True,
        decodes=True,
    ),
    "adversarial": MethodRow(
        "Adversarial network (GAN)",
        "Learns to draw small patches that a second network takes for real ones; needs long training.",
        _CODE + "adversarial:AdversarialNetwork",
        (("generator", "Loss of the generator"), ("discriminator", "Loss of the discriminator")),
        generative=True,
    ),
    CONDITIONAL: MethodRow(
        "Images from masks (conditional GAN)",
        "Learns from your labelled images to draw an image for a mask: a training may add such pairs of rare classes.",
        _CODE + "conditional:ConditionalNetwork",
        (
            ("difference", "Mean absolute difference"),
            ("generator", "Loss of the generator"),
            ("discriminator", "Loss of the discriminator"),
        ),
        conditional=True,
    ),
}
