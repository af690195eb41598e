"""Image in, class ids and confidence out: whole where it fits, else in overlapping tiles blended by Gaussian weights.

Owns the choice of tiles and their blending. Gets a network and never changes it; imports no project files, no Qt.

An image that fits is given to the network whole, its sides mirrored up to multiples of the network's stride. A larger
one goes tile by tile through a copy that holds the global statistics (``learning.network.local_net``), each tile with
the network's reach around it, so that it sees what it would see on the whole image; tiles start at multiples of the
stride, so every stage samples the same points. Gaussian weights with sigma = tile / 8 are nnU-Net's (Isensee et al.
2021). Results come in bands from top to bottom: no array of K classes is ever as large as the image.

Where memory is short, tiles are cut in halves down to LEAST: with held statistics every cut gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from segstudio.choices.flips import NO_FLIPS, Flips
from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning.network.device import Device, free_memory, is_out_of_memory
from segstudio.learning.network.flips import flipped, flipped_rect
from segstudio.learning.network.image_batch import as_batch, inference_context, padded
from segstudio.learning.network.interruptible import interruptible
from segstudio.learning.network.local_net import hold_statistics
from segstudio.learning.network.pixel_limit import LIMIT, short_of_memory
from segstudio.learning.network.tile_grid import blend_weights, on_grid, tile_rects, up_to, with_context
from segstudio.models.contract import Network

LEAST = 128  # side of a part that is not cut any more
SAMPLE = 512  # side of the squares that global statistics are taken from
WHOLE_CPU = 1_500_000  # pixels predicted in one go
WHOLE_CUDA = 4_000_000

# Pixels of a rectangle that lies inside the image, ``float32[3, rect.h, rect.w]`` in 0..1.
Source = Callable[[Rect], NDArray[np.float32]]
Stop = Callable[[], bool]
T = TypeVar("T")
Prediction = tuple[NDArray[np.uint8], NDArray[np.uint8]]


class Band(NamedTuple):
    """Finished rows of a prediction from ``top`` on: class ids and confidence, each ``uint8[h, w]``."""

    top: int
    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]


def predict_image(
    net: Network,
    ids: Sequence[int],
    image: NDArray[np.float32],
    rect: Rect | None = None,
    device: torch.device | None = None,
    stop: Stop | None = None,
    flips: Flips = NO_FLIPS,
) -> Prediction:
    """Class ids and confidence (0..255 for 0..1) of ``rect`` (``None``: all), each ``uint8[rect.h, rect.w]``.

    ``net`` in eval mode, ``float32[n,3,h,w]`` -> logits ``[n,len(ids),h,w]``; ``image`` is ``float32[3,h,w]``; with
    ``flips`` the probabilities of the flipped images are averaged.
    Raises ``Cancelled`` when ``stop()`` says so between two tiles.
    """
    shape = image.shape[1:]

    def read(wanted: Rect) -> NDArray[np.float32]:
        return image[:, *wanted.slices]

    return predict_rect(net, ids, read, (shape[0], shape[1]), rect, device, stop, flips)


def predict_rect(
    net: Network,
    ids: Sequence[int],
    read: Source,
    shape: tuple[int, int],
    rect: Rect | None = None,
    device: torch.device | None = None,
    stop: Stop | None = None,
    flips: Flips = NO_FLIPS,
) -> Prediction:
    """As ``predict_image``, reading only the pixels that are needed of an image of ``shape`` ``(h, w)``."""
    rect = (rect or Rect.of_shape(shape)).clip(shape)
    classes = np.zeros((rect.h, rect.w), np.uint8)
    confidence = np.zeros_like(classes)
    if rect:
        for band in predict_bands(net, ids, read, shape, rect, device, stop, flips):
            rows = slice(band.top, band.top + len(band.classes))
            classes[rows], confidence[rows] = band.classes, band.confidence
    return classes, confidence


def predict_bands(
    net: Network,
    ids: Sequence[int],
    read: Source,
    shape: tuple[int, int],
    rect: Rect | None = None,
    device: torch.device | None = None,
    stop: Stop | None = None,
    flips: Flips = NO_FLIPS,
    whole_net: Network | None = None,
) -> Iterator[Band]:
    """As ``predict_rect`` of a rectangle inside the image, band by band from its top; a small one is one band.

    ``whole_net`` stands in for ``net`` where the rectangle fits: the same network in another engine."""
    device = device or torch.device("cpu")
    rect = rect or Rect.of_shape(shape)
    names = np.asarray(ids, np.uint8)
    seen = with_context(rect, shape, net.stride)
    if seen.w * seen.h <= _whole(device):
        if stop is not None and stop():
            raise Cancelled
        with interruptible(whole_net or net, stop or _never):
            all_of_it = _in_one_go(whole_net or net, read, seen, None, device, flips)
        if all_of_it is not None:
            best, sure = _decide(all_of_it[:, *rect.relative_to(seen).slices])
            yield Band(0, names[best], sure)
            return
    grid = on_grid(rect, shape, net.stride)
    local = local_copy(net, read, grid, device, stop)
    inside = rect.relative_to(grid)
    for start, found in tiled(local, read, grid, shape, device, stop, flips):
        top, bottom = max(start, inside.y), min(start + found.shape[1], inside.bottom)
        if top < bottom:
            best, sure = _decide(found[:, top - start : bottom - start, inside.x : inside.right])
            yield Band(top - inside.y, names[best], sure)


def predict_small(
    net: Network, ids: Sequence[int], read: Source, rect: Rect, factor: int, device: torch.device,
    stop: Stop | None = None,
) -> NDArray[np.uint8]:  # fmt: skip
    """Class ids of ``rect``, shrunk ``factor`` times by area means: ``uint8[ceil(h / factor), ceil(w / factor)]``.

    The network learnt at full size, so it is less right than ``predict_rect``, and factor**2 times as quick.
    Raises ``Cancelled``.
    """
    strips = []
    for y in range(rect.y, rect.bottom, factor * SAMPLE):
        pixels = read(Rect(rect.x, y, rect.w, min(factor * SAMPLE, rect.bottom - y)))
        grow = [(0, 0), *((0, -side % factor) for side in pixels.shape[1:])]
        pixels = np.pad(pixels, grow, mode="edge")
        size = pixels.shape[2] // factor, pixels.shape[1] // factor
        strips.append(np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in pixels]))
    return predict_image(net, ids, np.concatenate(strips, axis=1), device=device, stop=stop)[0]


def predict_part(
    local: Network, ids: Sequence[int], read: Source, shape: tuple[int, int], rect: Rect, device: torch.device
) -> Prediction:
    """Of a large image the part ``rect`` as ``predict_bands`` of all of it gives it (but for the blending of
    tiles, about 1e-5); ``local`` is the ``local_copy`` of the whole image."""
    grid = on_grid(rect, shape, local.stride)
    found = _in_parts(local, read, grid, shape, device, NO_FLIPS)[:, *rect.relative_to(grid).slices]
    best, sure = _decide(found)
    return np.asarray(ids, np.uint8)[best], sure


def probabilities(
    net: Network, read: Source, shape: tuple[int, int], rect: Rect, device: torch.device
) -> NDArray[np.float32]:
    """``float32[K, rect.h, rect.w]`` of a rectangle inside an image of ``shape``, in one go where memory allows it,
    with context around it."""
    seen = with_context(rect, shape, net.stride)
    found = _in_one_go(net, read, seen, None, device, NO_FLIPS)
    if found is not None:
        return found[:, *rect.relative_to(seen).slices]
    grid = on_grid(rect, shape, net.stride)
    local = local_copy(net, read, grid, device)
    return _in_parts(local, read, grid, shape, device, NO_FLIPS)[:, *rect.relative_to(grid).slices]


def _in_one_go(
    net: Network, read: Source, seen: Rect, keep: Rect | None, device: torch.device, flips: Flips
) -> NDArray[np.float32] | None:
    """``_softmax`` of ``seen``, or ``None`` when memory is too short for it."""
    if seen.w * seen.h > LIMIT.most(device.type):
        return None
    return _if_it_fits(lambda: _softmax(net, read(seen), keep, device, flips), seen.w * seen.h, device)


def _if_it_fits(work: Callable[[], T], pixels: int, device: torch.device) -> T | None:
    """What ``work`` gives, or ``None`` when memory was too short for so many pixels, which LIMIT then knows."""
    try:
        return work()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    free_memory(Device(device.type, "", 0))
    LIMIT.ran_out(device.type, pixels)
    return None


def _in_parts(
    local: Network, read: Source, place: Rect, shape: tuple[int, int], device: torch.device, flips: Flips
) -> NDArray[np.float32]:
    """Probabilities ``float32[K,place.h,place.w]`` by a ``local_copy``: of all of ``place`` at once, or of its
    halves. Raises ShortOfMemory."""
    seen = on_grid(place, shape, local.stride, local.reach)
    smallest = max(place.w, place.h) <= max(LEAST, 2 * local.stride)
    if smallest:
        work = partial(_softmax, local, read(seen), place.relative_to(seen), device, flips)
        found = _if_it_fits(work, seen.w * seen.h, device)
        if found is None:
            raise short_of_memory()
        return found
    found = _in_one_go(local, read, seen, place.relative_to(seen), device, flips)
    if found is not None:
        return found
    wide = place.w >= place.h
    half = (place.w if wide else place.h) // (2 * local.stride) * local.stride
    first = Rect(place.x, place.y, half if wide else place.w, place.h if wide else half)
    second = Rect(place.x + half, place.y, place.w - half, place.h) if wide else Rect(
        place.x, place.y + half, place.w, place.h - half)  # fmt: skip
    parts = [_in_parts(local, read, part, shape, device, flips) for part in (first, second)]
    return np.concatenate(parts, axis=2 if wide else 1)


def in_one_go(shape: tuple[int, int], device: torch.device) -> bool:
    """Whether an image of ``shape`` (h, w) is given to the network whole."""
    return shape[0] * shape[1] <= _whole(device)


def _whole(device: torch.device) -> int:
    return WHOLE_CUDA if device.type == "cuda" else WHOLE_CPU


def local_copy(net: Network, read: Source, rect: Rect, device: torch.device, stop: Stop | None = None) -> Network:
    """The copy of ``net`` that holds the global statistics of squares spread over ``rect``, as many as fit at once.

    Raises ``Cancelled`` between two convolutions when ``stop()`` says so.
    Where memory is short, fewer and smaller ones; raises ShortOfMemory when not even one of LEAST fits."""
    count, side = max(1, _whole(device) // (min(SAMPLE, rect.w) * min(SAMPLE, rect.h))), SAMPLE
    while True:
        pixels = count * min(side, rect.w) * min(side, rect.h)
        last = count == 1 and side <= LEAST
        if last or pixels <= LIMIT.most(device.type):
            found = _if_it_fits(partial(_held, net, read, rect, device, count, side, stop), pixels, device)
            if found is not None:
                return found
        if last:
            raise short_of_memory()
        count, side = (count // 2, side) if count > 1 else (1, side // 2)


def _held(
    net: Network, read: Source, rect: Rect, device: torch.device, count: int, side: int, stop: Stop | None
) -> Network:
    """``local_copy`` with ``count`` squares of ``side``."""
    w, h = min(side, rect.w), min(side, rect.h)
    squares = []
    for n in range(count):  # every column once, rows in the order of the golden ratio: an even cover for any count
        x = round((rect.w - w) * (n + 0.5) / count) // net.stride * net.stride
        y = round((rect.h - h) * ((n * 0.618 + 0.5) % 1)) // net.stride * net.stride
        squares.append(as_batch(padded(read(Rect(rect.x + x, rect.y + y, w, h)), net), device, net.smallest))
    return hold_statistics(net, torch.cat(squares).contiguous(memory_format=torch.channels_last), stop)


def tiled(
    net: Network,
    read: Source,
    rect: Rect,
    shape: tuple[int, int],
    device: torch.device,
    stop: Stop | None = None,
    flips: Flips = NO_FLIPS,
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Probabilities ``float32[K,h,rect.w]`` by a ``local_copy``, row of tiles by row of tiles, each with the row of
    ``rect`` (on the network's grid) that it begins at: those of one band only are in memory. Raises ``Cancelled``
    at the next convolution once ``stop()`` says so."""
    rows = tile_rects(rect, stride=net.stride, larger=_larger(rect, shape, up_to(net.reach, net.stride)))
    band: NDArray[np.float32] | None = None  # probabilities from ``top`` on, weighted
    weight = np.zeros((0, rect.w), np.float32)
    top = 0
    for number, row in enumerate(rows):
        bottom = row[0].bottom
        for tile in row:
            if stop is not None and stop():
                raise Cancelled
            place = Rect(rect.x + tile.x, rect.y + tile.y, tile.w, tile.h)
            with interruptible(net, stop or _never):
                found = _in_parts(net, read, place, shape, device, flips)
            if band is None:
                band = np.zeros((found.shape[0], 0, rect.w), np.float32)
            missing = bottom - top - band.shape[1]
            if missing > 0:
                band = np.pad(band, ((0, 0), (0, missing), (0, 0)))
                weight = np.pad(weight, ((0, missing), (0, 0)))
            inside = (slice(tile.y - top, tile.bottom - top), slice(tile.x, tile.right))
            blend = blend_weights((tile.h, tile.w))
            found *= blend
            band[:, *inside] += found
            weight[inside] += blend
        assert band is not None
        done = rows[number + 1][0].y if number + 1 < len(rows) else bottom
        ready = band[:, : done - top]
        ready /= weight[: done - top]
        yield top, ready
        band, weight, top = band[:, done - top :].copy(), weight[done - top :].copy(), done


def _larger(rect: Rect, shape: tuple[int, int], margin: int) -> tuple[int, int, int, int]:
    """How much larger a tile may be at each side of ``rect`` where the image ends: there it has no margin."""
    left, top, right, bottom = rect.x == 0, rect.y == 0, rect.right >= shape[1], rect.bottom >= shape[0]
    return left * margin, top * margin, right * margin, bottom * margin


def _never() -> bool:
    return False


def _decide(probabilities: NDArray[np.float32]) -> Prediction:
    """Channel of the highest probability and that probability in 255ths."""
    best = probabilities.argmax(axis=0).astype(np.uint8)
    return best, np.rint(255 * probabilities.max(axis=0)).clip(0, 255).astype(np.uint8)


@torch.inference_mode()
def _softmax(
    net: Network, image: NDArray[np.float32], keep: Rect | None, device: torch.device, flips: Flips
) -> NDArray[np.float32]:
    """Mean probabilities ``float32[K,h,w]`` over the flips; of the whole ``image``, or of ``keep`` by a local net."""
    batch = as_batch(padded(image, net), device, net.smallest)
    size = (batch.shape[-2], batch.shape[-1])
    total: Tensor | None = None
    for flip in flips:
        turned = flipped(batch, flip).contiguous(memory_format=torch.channels_last)
        with inference_context(device):
            logits = net(turned) if keep is None else net.part_logits(turned, flipped_rect(keep, flip, size))
        found = flipped(logits, flip)[0].float().softmax(0)
        total = found if total is None else total + found
    assert total is not None
    mean = (total / len(flips) if len(flips) > 1 else total).cpu().numpy()
    part: NDArray[np.float32] = mean if keep is not None else mean[:, : image.shape[1], : image.shape[2]]
    return part
