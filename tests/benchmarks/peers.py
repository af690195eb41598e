"""The peers of the learning benchmarks: plain training loops as one writes them in an afternoon, no more, no less.

Owns segmentation_models.pytorch's U-Net and a hand-written U-Net in the same loop: Adam 1e-3, cross-entropy with void
ignored, random crops with flips, values of -1 to 1, float32 NCHW. Crops hold at least one labelled pixel,
which favours the peers where only strokes are labelled. Sides are ours: 128 px, from step 60 on 192. Of
SegStudio's learning only the starting weights are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.learning.network.weights import load_start

VOID = 255
RATE = 1e-3
SIZES = ((0, 128), (60, 192))  # from this step on, side of the crops in pixels
MEAN, STD = np.float32(127 / 255), np.float32(128 / 255)  # as the weights were trained
STRIDE = 32

Image = NDArray[np.float32]  # [h, w, 3], standardised
Mask = NDArray[np.uint8]


def read_standardised(path: Path) -> Image:
    """``float32[h, w, 3]``, RGB, -1 to 1."""
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    return np.asarray((cv2.cvtColor(found, cv2.COLOR_BGR2RGB).astype(np.float32) / 255 - MEAN) / STD)


def smp_installed() -> bool:
    """Whether segmentation_models.pytorch is there."""
    try:
        import segmentation_models_pytorch  # noqa: F401
    except ImportError:
        return False
    return True


def make_smp(classes: int) -> nn.Module:
    """segmentation_models.pytorch's Unet with the program's own default encoder and the same ImageNet weights."""
    import segmentation_models_pytorch as smp

    net: nn.Module = smp.Unet("tu-tf_efficientnet_lite0", encoder_weights=None, classes=classes)
    state = load_start("efficientnet_lite0", "imagenet").encoder
    assert state is not None
    _, unknown = net.encoder.load_state_dict({f"model.{name}": value for name, value in state.items()}, strict=False)
    assert not unknown
    return net


class HandWritten(nn.Module):
    """The U-Net of the paper as it is mostly rewritten: four levels, BatchNorm, padded convolutions; 32 channels at
    full resolution instead of 64, which is four times as fast and favours it within so few seconds."""

    def __init__(self, classes: int, width: int = 32) -> None:
        super().__init__()
        widths = [width << level for level in range(5)]
        self.down = nn.ModuleList(_twice(a, b) for a, b in zip([3, *widths], widths, strict=False))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in widths[-2::-1])
        self.mix = nn.ModuleList(_twice(2 * w, w) for w in widths[-2::-1])
        self.logits = nn.Conv2d(width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        for up, mix, skip in zip(self.up, self.mix, skips[-2::-1], strict=True):
            x = mix(torch.cat((up(x), skip), 1))
        logits: Tensor = self.logits(x)
        return logits


def _twice(channels_in: int, channels_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for a in (channels_in, channels_out):
        layers += [nn.Conv2d(a, channels_out, 3, padding=1), nn.BatchNorm2d(channels_out), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def crop(image: Image, mask: Mask, size: int, places: NDArray[np.intp], rng: np.random.Generator) -> tuple[Image, Mask]:
    """A random crop that holds one of the labelled ``places`` (flat indices), flipped at random."""
    down, right = (max(0, size - side) for side in mask.shape)
    row, column = divmod(int(rng.choice(places)), mask.shape[1])
    if down or right:
        image = np.pad(image, ((0, down), (0, right), (0, 0)), mode="reflect")
        mask = np.pad(mask, ((0, down), (0, right)), constant_values=VOID)
    y, x = (
        int(np.clip(place - rng.integers(size), 0, side - size))
        for place, side in zip((row, column), mask.shape, strict=True)
    )
    image, mask = image[y : y + size, x : x + size], mask[y : y + size, x : x + size]
    for axis in (0, 1):
        if rng.random() < 0.5:
            image, mask = np.flip(image, axis), np.flip(mask, axis)
    return image, mask


def train_plain(
    make: Callable[[int], nn.Module],
    folder: Path,
    classes: int,
    batch: int,
    seed: int,
    read_mask: Callable[[Path], Mask],
) -> Iterator[nn.Module]:
    """Train on ``folder/images`` and ``folder/masks`` without end; yields the network after every step."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    paths = sorted((folder / "images").iterdir())
    images = [read_standardised(path) for path in paths]
    masks = [read_mask(folder / "masks" / f"{path.stem}.png") for path in paths]
    places = [np.flatnonzero(mask != VOID) for mask in masks]
    net = make(classes).train()
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    loss = nn.CrossEntropyLoss(ignore_index=VOID)
    step = 0
    while True:
        size = [side for begins, side in SIZES if begins <= step][-1]
        chosen = rng.integers(len(images), size=batch)
        crops = [crop(images[i], masks[i], size, places[i], rng) for i in chosen]
        image = torch.from_numpy(np.stack([one for one, _ in crops]).transpose(0, 3, 1, 2).copy())
        target = torch.from_numpy(np.stack([one for _, one in crops])).long()
        optimiser.zero_grad()
        loss(net(image), target).backward()
        optimiser.step()
        step += 1
        yield net


@torch.inference_mode()
def predict_plain(net: nn.Module, image: Image) -> Mask:
    """Class of every pixel, ``uint8[h, w]``, of the whole image at once, mirrored up to a multiple of 32."""
    h, w = image.shape[:2]
    padded = np.pad(image, ((0, -h % STRIDE), (0, -w % STRIDE), (0, 0)), mode="reflect")
    net.eval()
    logits = net(torch.from_numpy(padded.transpose(2, 0, 1).copy())[None])
    net.train()
    return np.asarray(logits[0, :, :h, :w].argmax(0).to(torch.uint8).numpy())


def predict_file(net: nn.Module, path: Path) -> Mask:
    """The same for a file."""
    return predict_plain(net, read_standardised(path))
