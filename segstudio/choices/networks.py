"""The networks. One more is one file in ``models`` (a ``models.contract.Network``) and one more row here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from segstudio.choices.devices import DEVICES
from segstudio.choices.encoders import ENCODERS, LIGHTEST, SUITED, encoder_name
from segstudio.choices.row import Row
from segstudio.choices.starts import STARTS
from segstudio.choices.upsamplings import UPSAMPLINGS


@dataclass(frozen=True)
class NetworkRow(Row):
    """``build(encoder, classes, upsampling, channels)`` makes the network; ``encoders``: rows of ENCODERS that it
    takes, empty for a network without one; ``starts``: rows of STARTS that it takes; ``head``: the name of its last
    layer in its weights; ``upsamplings``: rows of UPSAMPLINGS that it takes, empty for a network with its own way;
    ``own_loss``: it learns by a loss of its own, so that none is chosen."""

    build: str
    encoders: Collection[str] = ()
    starts: Collection[str] = ("none",)
    head: str = "head"
    upsamplings: Collection[str] = ()
    own_loss: bool = False


DEFAULT = "unet"
VGG = ("vgg16", "vgg16_bn")
DILATABLE = tuple(name for name in ENCODERS if name != "convnext_tiny")  # its kernels have even sides
LOGITS = "logits"  # the name of the last stage of every network: a map for each class
NETWORKS: dict[str, NetworkRow] = {
    DEFAULT: NetworkRow(
        "U-Net",
        "An encoder whose coarse features score the classes at once, and a lean decoder that adds the detail.",
        "segstudio.models.unet:UNet",
        ENCODERS,
        STARTS,
        "logits",
        UPSAMPLINGS,
    ),
    "fcn32s": NetworkRow(
        "FCN-32s: plain",
        "VGG-16 as a fully convolutional network of 134 million parameters; its scores are enlarged 32 times.",
        "segstudio.models.fcn:FCN32s",
        VGG,
        STARTS,
        "score",
    ),
    "fcn16s": NetworkRow(
        "FCN-16s: one skip",
        "FCN-32s to which the fourth pooling adds finer scores.",
        "segstudio.models.fcn:FCN16s",
        VGG,
        STARTS,
        "score",
    ),
    "fcn8s": NetworkRow(
        "FCN-8s: two skips",
        "FCN-16s to which the third pooling adds finer scores.",
        "segstudio.models.fcn:FCN8s",
        VGG,
        STARTS,
        "score",
    ),
    "segnet": NetworkRow(
        "SegNet: places of maxima",
        "VGG-16 and its mirror image, which puts values back where the poolings found their maxima.",
        "segstudio.models.segnet:SegNet",
        ("vgg16_bn", "vgg16"),
        STARTS,
        "head_of_all",
    ),
    "deconvnet": NetworkRow(
        "DeconvNet: deep mirror",
        "SegNet's idea with VGG-16's fully connected layers between, 252 million parameters; for a GPU.",
        "segstudio.models.deconvnet:DeconvNet",
        ("vgg16_bn", "vgg16"),
        STARTS,
        "score",
    ),
    "unet2015": NetworkRow(
        "U-Net of 2015: as published",
        "Convolutions without padding and mirrored borders; 31 million parameters that begin at random.",
        "segstudio.models.unet_2015:UNet2015",
        head="score",
    ),
    "hourglass": NetworkRow(
        "Encoder-decoder: no skips",
        "Down and up again without skips; begins at random, fine outlines are lost.",
        "segstudio.models.hourglass:Hourglass",
        head="score",
        upsamplings=UPSAMPLINGS,
    ),
    "residual": NetworkRow(
        "Residual encoder-decoder: no skips",
        "The same of residual blocks, which begin as the identity.",
        "segstudio.models.hourglass:ResidualHourglass",
        head="score",
        upsamplings=UPSAMPLINGS,
    ),
    "dilated": NetworkRow(
        "Dilated: context module",
        "Features at an eighth of the size, and a context module of dilated convolutions (Yu and Koltun 2016).",
        "segstudio.models.dilated:Dilated",
        DILATABLE,
        STARTS,
        "score",
    ),
    "deeplab": NetworkRow(
        "DeepLab: atrous pyramid",
        "Dilated convolutions of four reaches side by side, on most encoders (Chen et al. 2017).",
        "segstudio.models.dilated:DeepLab",
        DILATABLE,
        STARTS,
        "score",
    ),
    "torchvision_fcn": NetworkRow(
        "FCN of torchvision: ResNet-50",
        "Takes torchvision's own weights files, with new outputs; for a GPU.",
        "segstudio.models.torchvision_networks:TorchvisionFCN",
        ("resnet50",),
        STARTS,
        "classifier.4",
    ),
    "torchvision_deeplab": NetworkRow(
        "DeepLabV3 of torchvision: ResNet-50",
        "Takes torchvision's own weights files, with new outputs; for a GPU.",
        "segstudio.models.torchvision_networks:TorchvisionDeepLab",
        ("resnet50",),
        STARTS,
        "classifier.4",
    ),
    "lraspp": NetworkRow(
        "LR-ASPP of torchvision: MobileNet v3",
        "Light; takes torchvision's own weights files, with new outputs.",
        "segstudio.models.torchvision_networks:LRASPP",
        ("mobilenet_v3_large",),
        STARTS,
        "classifier.high_classifier",
    ),
    "mask_rcnn": NetworkRow(
        "Mask R-CNN: object by object",
        "Finds each object, its class and its mask (He et al. 2017); wants whole objects painted, not strokes.",
        "segstudio.models.instances.mask_rcnn:MaskRCNN",
        ENCODERS,
        STARTS,
        "heads.mask_predictor.mask_fcn_logits",
        own_loss=True,
    ),
    "patches": NetworkRow(
        "Patch classifier: three scales",
        "Says of each patch what is in its middle, at three sizes (Farabet et al. 2013); begins at random.",
        "segstudio.models.early.patches:PatchClassifier",
        head="score",
    ),
    "recurrent": NetworkRow(
        "Recurrent: refines its answer",
        "Gets its own answer beside the image, three times (Pinheiro and Collobert 2014); light, begins at random.",
        "segstudio.models.early.recurrent:Recurrent",
        head="score",
    ),
    "full": NetworkRow(
        "Full resolution: naive",
        "Six convolutions that never shrink the image: sees six pixels to each side, and is slow.",
        "segstudio.models.full_resolution:FullResolution",
        head="score",
    ),
}


def suited_encoder(network: str, device: str) -> str:
    """The encoder of a network that suits a device (a row of DEVICES); empty for a network without one."""
    taken, suited = NETWORKS[network].encoders, SUITED["cuda" if DEVICES[device].large else "cpu"]
    return suited if suited in taken else next(iter(taken), "")


def lightest_encoder(network: str) -> str:
    """The encoder of a network that needs the least memory; empty for a network without one."""
    taken = NETWORKS[network].encoders
    return LIGHTEST if LIGHTEST in taken else min(taken, key=lambda name: ENCODERS[name].size, default="")


def network_words(network: str, encoder: str) -> str:
    """The names of a network and its encoder for people: "U-Net, ResNet-18"."""
    name = NETWORKS[network].name if network in NETWORKS else network
    return f"{name}, {encoder_name(encoder)}" if encoder else name
