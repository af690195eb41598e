"""The segmentation networks of torchvision with new outputs: FCN and DeepLabV3 on ResNet-50, LR-ASPP on MobileNet v3.
Their weights files load, but for the layers of classes. Knows torch and this room.

Their second classifier, which helps a training of thousands of images, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from torch import Tensor, nn
from torchvision.models import mobilenet_v3_large
from torchvision.models.segmentation.deeplabv3 import DeepLabHead
from torchvision.models.segmentation.fcn import FCNHead
from torchvision.models.segmentation.lraspp import LRASPPHead
from torchvision.ops import Conv2dNormActivation

from segstudio.choices.encoders import ENCODERS
from segstudio.models.contract import Network, tensors_of
from segstudio.models.dilated import ENCODER_REACH, encoder_stages
from segstudio.models.encoders import Encoder
from segstudio.models.inputs import COLOURS
from segstudio.models.layers import enlarged, size_of, twice_if_alone


class TorchvisionNetwork(Network):
    """``classifier``: torchvision's own, whose last layer gives a score for each class."""

    stride = 8
    embedding = ("encoder 4", "encoder 5")
    classifier: nn.Sequential

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels, self.stride)

    def forward(self, image: Tensor) -> Tensor:
        x = self.encoder(twice_if_alone(image, self.training))[-1]
        return enlarged(self.classifier(x), self.stride, size_of(image))[: len(image)]

    @property
    def head(self) -> nn.Conv2d:
        last = self.classifier[-1]
        assert isinstance(last, nn.Conv2d)
        return last

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def features(self) -> dict[str, nn.Module]:
        return encoder_stages(self.encoder) | {"classifier": self.classifier[-2]}

    def of_classifier(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {name: value for name, value in tensors.items() if name.startswith("classifier.")}


class TorchvisionFCN(TorchvisionNetwork):
    """FCN: a 3x3 convolution and a score at an eighth of the size."""

    reach = ENCODER_REACH + 16

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__(encoder, classes, upsampling, channels)
        self.classifier = FCNHead(self.encoder.channels[-1], classes)


class TorchvisionDeepLab(TorchvisionNetwork):
    """DeepLabV3: the atrous pyramid of rates 12, 24 and 36 at an eighth of the size, and a 3x3 convolution."""

    reach = ENCODER_REACH + 8 * 38

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        super().__init__(encoder, classes, upsampling, channels)
        self.classifier = DeepLabHead(self.encoder.channels[-1], classes)


class LRASPP(Network):
    """LR-ASPP (Howard et al. 2019): a gate from the whole image, and scores of features at strides 16 and 8."""

    stride = 16
    reach = ENCODER_REACH
    embedding = ("encoder 5", "last")

    def __init__(self, encoder: str, classes: int, upsampling: str = "", channels: int = COLOURS) -> None:
        nodes = ("features.1", "features.3", "features.4", "features.12", "features.15")
        build = f"{__name__}:dilated_mobilenet"
        super().__init__()
        self.channels = channels
        self.encoder = Encoder(encoder, channels, self.stride, replace(ENCODERS[encoder], build=build, nodes=nodes))
        last, low = self.encoder.channels[-1], self.encoder.channels[2]
        self.last = Conv2dNormActivation(
            last, 6 * last, 1, norm_layer=lambda n: nn.BatchNorm2d(n, eps=1e-3), activation_layer=nn.Hardswish
        )
        self.classifier = LRASPPHead(low, 6 * last, classes, 128)

    def forward(self, image: Tensor) -> Tensor:
        *_, low, _, x = self.encoder(twice_if_alone(image, self.training))
        logits = self.classifier({"low": low, "high": self.last(x)})
        return enlarged(logits, 8, size_of(image))[: len(image)]

    @property
    def head(self) -> nn.Conv2d:
        found: nn.Conv2d = self.classifier.high_classifier
        return found

    @property
    def trunk(self) -> Encoder:
        return self.encoder

    @property
    def per_class(self) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(tensors_of(self, self.head, self.classifier.low_classifier), (0,))

    @property
    def features(self) -> dict[str, nn.Module]:
        return encoder_stages(self.encoder) | {"last": self.last}

    def of_classifier(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Also the encoder's last layer, of both kinds of files."""
        found = {name: value for name, value in tensors.items() if name.startswith("classifier.")}
        for prefix in ("features.16.", "backbone.16."):
            found |= {f"last.{key[len(prefix) :]}": one for key, one in tensors.items() if key.startswith(prefix)}
        return found


def dilated_mobilenet() -> nn.Module:
    """MobileNet v3 whose last blocks are dilated as in torchvision's segmentation networks."""
    net: nn.Module = mobilenet_v3_large(weights=None, dilated=True)
    return net
