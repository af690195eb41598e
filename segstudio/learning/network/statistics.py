"""What a network's BatchNorm layers see of images: how unlike the training images others are, and a fit to others.

An image is described by mean and spread of the inputs of the first half of these layers, where brightness, contrast,
colour and sharpness show (Huang and Belongie 2017). It is unlike the training images if the nearest of them is much
farther away than these are from each other (deep nearest neighbours: Sun et al. 2022).

A fit changes running statistics only (AdaBN: Li et al. 2016): the inputs of a layer are moved and scaled until they
have the mean and variance that they had for the training images. So a network that keeps the statistics of its starting
weights is not changed by a fit to the images that it was trained on. No project, no Qt.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.labels.geometry import Rect
from segstudio.learning.network.interruptible import Stop, interruptible, never
from segstudio.learning.network.tile_grid import up_to

SIDE = 256  # pixels of the squares that are looked at
SQUARES = 2  # of each image
IMAGES = 16  # at most that statistics are measured on: they are one batch in memory
SOURCE_IMAGES = 16  # that the training images count for beside those of a fit (Schneider et al. 2020: 8 to 64)
FEWEST = 5  # training images that others can be compared with: of fewer the usual distance says little
# Times the median distance of a training image to the nearest other one: tests/benchmarks/network/unlike.py
UNLIKE = 1.5
FLOOR = 1e-4  # added to variances, since some channels are constant

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Moments = Mapping[str, tuple[Doubles, Doubles]]  # layer -> mean and variance [C]


class Source(NamedTuple):
    """The training images as a network sees them: ``moments`` of all, ``descriptors`` [n, D] and ``looks`` [n, 5]."""

    moments: Moments
    descriptors: Doubles
    looks: Doubles


def batch_norms(net: nn.Module) -> dict[str, nn.BatchNorm2d]:
    """The BatchNorm layers with running statistics, by name."""
    found = {name: module for name, module in net.named_modules() if isinstance(module, nn.BatchNorm2d)}
    return {name: module for name, module in found.items() if module.running_mean is not None}


def squares(read: Callable[[Rect], Floats], shape: tuple[int, int]) -> Floats:
    """Squares ``float32[SQUARES,c,s,s]`` of an image of ``shape`` (h, w), which is mirrored where it is smaller."""
    side = min(SIDE, up_to(max(shape), 32))
    h, w = (min(side, length) for length in shape)
    found = []
    for n in range(SQUARES):  # each in columns of its own, rows by the golden ratio
        x, y = round((shape[1] - w) * (n + 0.5) / SQUARES), round((shape[0] - h) * ((n * 0.618 + 0.5) % 1))
        found.append(_mirrored(read(Rect(x, y, w, h)), side))
    return np.stack(found)


def _mirrored(pixels: Floats, side: int) -> Floats:
    grow = [*((0, 0) for _ in pixels.shape[:-2]), *((0, side - length) for length in pixels.shape[-2:])]
    return np.pad(pixels, grow, mode="symmetric")


def spread_over(count: int, most: int = IMAGES) -> list[int]:
    """At most ``most`` of the numbers below ``count``, evenly spread."""
    kept = min(count, most)
    return [round(n * (count - 1) / max(1, kept - 1)) for n in range(kept)]


# ---- looking -----------------------------------------------------------------------------------------------------


def source_of(net: nn.Module, images: Sequence[Floats], device: torch.device, stop: Stop = never) -> Source:
    """Of the ``squares`` of training images, as many as fit at once. Raises ``Cancelled``."""
    found = _seen(net, _batch(images, device), batch_norms(net), stop)
    of_all = {name: _pooled(*moments) for name, moments in found.items()}
    parts = [
        {name: _pooled(*(one[n * SQUARES : (n + 1) * SQUARES] for one in moments)) for name, moments in found.items()}
        for n in range(len(images))
    ]
    described = np.stack([_descriptor(part, of_all, _first_half(net)) for part in parts])
    return Source(of_all, described, np.stack([look_of(one) for one in images]))


def distance(net: nn.Module, source: Source, image: Floats, device: torch.device, stop: Stop = never) -> float:
    """How far the ``squares`` of an image are from the nearest training image, in units of the median distance of a
    training image to the nearest other one. Raises ``Cancelled``."""
    layers = _first_half(net)
    found = _seen(net, _batch([image], device), {name: batch_norms(net)[name] for name in layers}, stop)
    mine = _descriptor({name: _pooled(*moments) for name, moments in found.items()}, source.moments, layers)
    apart = np.linalg.norm(source.descriptors[:, None] - source.descriptors[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    usual = max(float(np.median(apart.min(axis=1))), 1e-6)
    return float(np.linalg.norm(source.descriptors - mine, axis=1).min()) / usual


def _first_half(net: nn.Module) -> list[str]:
    names = list(batch_norms(net))
    return names[: max(1, len(names) // 2)]


def _descriptor(mine: Moments, of_all: Moments, layers: Sequence[str]) -> Doubles:
    """Differences from the training images in units of their spread; its length is their root mean square."""
    parts: list[Doubles] = []
    for name in layers:
        (mean, variance), (middle, spread) = mine[name], of_all[name]
        share = 1 / np.sqrt(2 * len(mean) * len(layers))
        parts += [
            (mean - middle) / np.sqrt(spread + FLOOR) * share,
            0.5 * np.log((variance + FLOOR) / (spread + FLOOR)) * share,
        ]
    return np.concatenate(parts)


def _pooled(means: Doubles, variances: Doubles) -> tuple[Doubles, Doubles]:
    """Mean and variance over all of ``[n, C]``, each of as many pixels."""
    return means.mean(axis=0), variances.mean(axis=0) + means.var(axis=0)


class _Enough(Exception):
    """All that was looked for is seen."""


@torch.inference_mode()
def _seen(
    net: nn.Module,
    batch: Tensor,
    layers: Mapping[str, nn.BatchNorm2d],
    stop: Stop,
    first: Callable[[str, nn.BatchNorm2d, Doubles, Doubles], None] = lambda *_: None,
) -> dict[str, tuple[Doubles, Doubles]]:
    """Mean and variance ``float64[n,C]`` of each image's input to each of ``layers``; ``first`` is called with them
    before the layer is run."""
    found: dict[str, tuple[Doubles, Doubles]] = {}

    def look(name: str, module: nn.BatchNorm2d, inputs: tuple[Any, ...]) -> None:
        rows = inputs[0].float().permute(0, 2, 3, 1).flatten(1, 2)  # six times as fast as torch.var_mean
        mean = rows.mean(1)
        variance = (rows - mean[:, None]).square().mean(1)
        found[name] = mean.cpu().double().numpy(), variance.cpu().double().numpy()
        first(name, module, *found[name])

    def check(*_: Any) -> None:
        if len(found) == len(layers):
            raise _Enough

    hooks = [module.register_forward_pre_hook(partial(look, name)) for name, module in layers.items()]
    hooks += [module.register_forward_hook(check) for module in layers.values()]
    try:
        with interruptible(net, stop):
            net(batch)
    except _Enough:
        pass
    finally:
        for hook in hooks:
            hook.remove()
    return found


def _batch(images: Sequence[Floats], device: torch.device) -> Tensor:
    side = max(one.shape[-1] for one in images)
    whole = torch.from_numpy(np.concatenate([_mirrored(one, side) for one in images]))
    return whole.to(device).contiguous(memory_format=torch.channels_last)


# ---- what differs, in words --------------------------------------------------------------------------------------

LOOKS = (  # lower and higher than in all training images
    ("darker", "brighter"),
    ("of less contrast", "of more contrast"),
    ("of another colour", "of another colour"),
    ("of another colour", "of another colour"),
    ("less sharp", "sharper"),
)
MARGIN = 0.25  # of the range of the training images, beyond which it is said


def look_of(image: Floats) -> Doubles:
    """Brightness, contrast, red and blue beside green, and sharpness of the ``squares`` of an image. More channels are
    taken as red, green and blue in turn, as ``models.inputs`` does."""
    grey = image.mean(axis=1)
    red, green, blue = (float(image[:, plane::3].mean()) for plane in range(3))
    edges = sum(float(np.abs(np.diff(grey, axis=axis)).mean()) for axis in (1, 2))
    contrast = float(grey.std())
    sharpness = np.log((edges + 1e-3) / (contrast + 1e-3)) / 4
    return np.array([grey.mean(), contrast, red - green, blue - green, sharpness], np.float64)


def looks_in_words(looks: Sequence[Doubles], source: Source) -> tuple[str, ...]:
    """In what at least half of the images lie outside of the training images; may be empty."""
    low, high = source.looks.min(axis=0), source.looks.max(axis=0)
    margin = MARGIN * (high - low) + 0.02
    below, above = ((np.stack(looks) < low - margin).mean(axis=0), (np.stack(looks) > high + margin).mean(axis=0))
    found = [
        words[side] for n, words in enumerate(LOOKS) for side, share in enumerate((below, above)) if share[n] >= 0.5
    ]
    return tuple(dict.fromkeys(found))


# ---- fitting -----------------------------------------------------------------------------------------------------


def fitted_statistics(
    net: nn.Module, source: Source, images: Sequence[Floats], device: torch.device, stop: Stop = never
) -> dict[str, Floats]:
    """BatchNorm's running statistics for the ``squares`` of images, by the network's names of tensors; ``net`` stays
    as it is. The training images count for SOURCE_IMAGES of them (Schneider et al. 2020). Raises ``Cancelled``."""
    twin = copy.deepcopy(net).eval()
    share = len(images) / (len(images) + SOURCE_IMAGES)
    found: dict[str, Floats] = {}

    def fit(name: str, module: nn.BatchNorm2d, means: Doubles, variances: Doubles) -> None:
        """Before the layer is run, so that the layers after it see what they will see."""
        assert module.running_mean is not None and module.running_var is not None
        (old_mean, old_variance), (mean, variance) = source.moments[name], _pooled(means, variances)
        mean, variance = old_mean + share * (mean - old_mean), old_variance + share * (variance - old_variance)
        scale = np.sqrt((variance + module.eps) / (old_variance + module.eps))
        kept_mean, kept_variance = (x.cpu().double().numpy() for x in (module.running_mean, module.running_var))
        new_mean = mean - (old_mean - kept_mean) * scale
        new_variance = np.maximum((kept_variance + module.eps) * scale**2 - module.eps, 0)
        for key, kept, new in (("mean", module.running_mean, new_mean), ("var", module.running_var, new_variance)):
            found[f"{name}.running_{key}"] = new.astype(np.float32)
            kept.copy_(torch.from_numpy(found[f"{name}.running_{key}"]))

    _seen(twin, _batch(images, device), batch_norms(twin), stop, fit)
    return found


def use_statistics(net: nn.Module, statistics: Mapping[str, Floats]) -> bool:
    """Give ``net`` the running statistics; ``False``, and nothing done, where they are another network's."""
    layers = batch_norms(net)
    own = {
        f"{name}.running_{key}": getattr(m, f"running_{key}") for name, m in layers.items() for key in ("mean", "var")
    }
    if own.keys() != statistics.keys() or any(own[key].shape != statistics[key].shape for key in own):
        return False
    for key, kept in own.items():
        kept.copy_(torch.from_numpy(statistics[key]))
    return True
