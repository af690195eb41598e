"""Predicts class ids and confidence of an image: at once if it fits, else in overlapping tiles.

Never changes the network; imports no project files, no Qt.

An image that fits is padded to multiples of the network's stride. A larger one is predicted tile by tile with a copy of
the network that has fixed global statistics (``learning.network.local_net``). Each tile has the network's reach around
it and starts at a multiple of the stride, so that its logits are those of the whole image. Tiles are blended with
nnU-Net's Gaussian weights, sigma = tile / 8 (Isensee et al. 2021). Results come in bands from top to bottom, so that no
array of K classes is as large as the image. If memory is short, tiles are halved, down to LEAST.
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

from segstudio.choices.flips import NO_FLIPS, Flip, Flips
from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect
from segstudio.learning.network.device import CPU, free_memory, is_out_of_memory
from segstudio.learning.network.image_batch import as_batch, inference_context, padded
from segstudio.learning.network.interruptible import Stop, interruptible, never
from segstudio.learning.network.local_net import hold_statistics
from segstudio.learning.network.pixel_limit import LIMIT, short_of_memory
from segstudio.learning.network.tile_grid import blend_weights, on_grid, tile_rects, up_to, with_context
from segstudio.models.contract import Network

LEAST = 128  # side of a part that is not halved any more
SAMPLE = 512  # side of the squares that global statistics are measured on
WHOLE_CPU = 1_500_000  # pixels predicted at once
WHOLE_CUDA = 4_000_000

# Pixels of a rectangle inside the image, ``float32[c, rect.h, rect.w]`` in 0..1.
Source = Callable[[Rect], NDArray[np.float32]]
T = TypeVar("T")
Prediction = tuple[NDArray[np.uint8], NDArray[np.uint8]]


class Band(NamedTuple):
    """Finished rows of a prediction from ``top`` on: class ids and confidence, each ``uint8[h, w]``."""

    top: int
    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]


def predict_rect(
    net: Network,
    ids: Sequence[int],
    read: Source,
    shape: tuple[int, int],
    rect: Rect | None = None,
    device: torch.device = CPU,
    stop: Stop = never,
    flips: Flips = NO_FLIPS,
) -> Prediction:
    """Class ids and confidence (0..255 for 0..1) of ``rect`` (``None``: all) of an image of ``shape`` ``(h, w)``, each
    ``uint8[rect.h, rect.w]``; ``read`` is called for the pixels that are needed.

    ``net`` in eval mode, ``float32[n,c,h,w]`` -> logits ``[n,len(ids),h,w]``. The probabilities of the ``flips`` are
    averaged. Raises ``Cancelled`` when ``stop()`` is true.
    """
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
    device: torch.device = CPU,
    stop: Stop = never,
    flips: Flips = NO_FLIPS,
    whole_net: Network | None = None,
    over: Rect | None = None,
) -> Iterator[Band]:
    """As ``predict_rect`` of a rectangle inside the image, band by band from its top; a small one is one band.

    ``whole_net``: used instead of ``net`` if the rectangle fits; the same network in another engine. ``over``: what
    global statistics are measured on, where the rectangle is to be as a part of the prediction of that; it is then
    predicted with the network's reach around it, however small it is."""
    rect = rect or Rect.of_shape(shape)
    if net.by_block:
        yield from _by_block(net, ids, read, shape, rect, stop)
        return
    alone = net.alone
    seen = with_context(rect, shape, alone.stride)
    if over is None and in_one_go((seen.h, seen.w), device):
        if stop():
            raise Cancelled
        with interruptible(whole_net or alone, stop):
            whole = _if_memory_allows(whole_net or alone, read, seen, None, device, flips)
        if whole is not None:
            yield Band(0, *_decide(net.combined(whole[:, *rect.relative_to(seen).slices], read, shape, rect), ids))
            return
    grid = on_grid(rect, shape, alone.stride)
    sampled = grid if over is None else on_grid(over, shape, alone.stride)
    local = local_copy(alone, read, sampled, device, stop)
    inside = rect.relative_to(grid)
    for start, found in tiled(local, read, grid, shape, device, stop, flips):
        top, bottom = max(start, inside.y), min(start + found.shape[1], inside.bottom)
        if top < bottom:
            part = found[:, top - start : bottom - start, inside.x : inside.right]
            place = Rect(rect.x, rect.y + top - inside.y, rect.w, bottom - top)
            yield Band(top - inside.y, *_decide(net.combined(part, read, shape, place), ids))


def _by_block(
    net: Network, ids: Sequence[int], read: Source, shape: tuple[int, int], rect: Rect, stop: Stop
) -> Iterator[Band]:
    """Bands of a network that has blocks: one for each row of them."""
    found: list[tuple[Rect, Prediction]] = []
    for block, probabilities_ in net.block_probabilities(read, shape, rect):
        if stop():
            raise Cancelled
        if found and found[0][0].y != block.y:
            yield _joined(found, rect)
            found = []
        found.append((block, _decide(probabilities_, ids)))
    if found:
        yield _joined(found, rect)


def _joined(found: list[tuple[Rect, Prediction]], rect: Rect) -> Band:
    """The part in ``rect`` of a row of blocks."""
    row = Rect(found[0][0].x, found[0][0].y, sum(block.w for block, _ in found), found[0][0].h)
    part = row.intersect(rect)
    classes, sure = (np.concatenate(both, axis=1) for both in zip(*(one for _, one in found), strict=True))
    where = part.relative_to(row).slices
    return Band(part.y - rect.y, classes[where], sure[where])


def predict_small(
    net: Network, ids: Sequence[int], read: Source, rect: Rect, factor: int, device: torch.device, stop: Stop = never
) -> NDArray[np.uint8]:
    """Class ids of ``rect``, shrunk ``factor`` times by area means: ``uint8[ceil(h / factor), ceil(w / factor)]``.

    Less accurate than ``predict_rect``, as the network was trained at full size, and factor**2 times as fast. Raises
    ``Cancelled``.
    """
    small = shrunk(read, rect, factor)
    return predict_rect(net, ids, lambda part: small[:, *part.slices], small.shape[1:], None, device, stop)[0]


def shrunk(read: Source, rect: Rect, factor: int) -> NDArray[np.float32]:
    """Area means over squares of ``factor`` pixels, ``float32[c, ceil(h / factor), ceil(w / factor)]``; a strip of
    ``rect`` is in memory at a time."""
    if factor == 1:
        return read(rect)
    strips = []
    for y in range(rect.y, rect.bottom, factor * SAMPLE):
        pixels = read(Rect(rect.x, y, rect.w, min(factor * SAMPLE, rect.bottom - y)))
        grow = [(0, 0), *((0, -side % factor) for side in pixels.shape[1:])]
        if any(map(any, grow)):
            pixels = np.pad(pixels, grow, mode="edge")
        size = pixels.shape[2] // factor, pixels.shape[1] // factor
        strips.append(np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in pixels]))
    return np.concatenate(strips, axis=1)


def predict_part(
    net: Network,
    local: Network,
    ids: Sequence[int],
    read: Source,
    shape: tuple[int, int],
    rect: Rect,
    device: torch.device,
) -> Prediction:
    """The part ``rect`` of ``predict_bands`` of a large image, but for the blending of tiles (about 1e-5); ``local`` is
    the ``local_copy`` of the whole image, of what of ``net`` is run on pixels."""
    grid = on_grid(rect, shape, local.stride)
    found = _in_parts(local, read, grid, shape, device, NO_FLIPS)[:, *rect.relative_to(grid).slices]
    return _decide(net.combined(found, read, shape, rect), ids)


def probabilities(
    net: Network, read: Source, shape: tuple[int, int], rect: Rect, device: torch.device
) -> NDArray[np.float32]:
    """``float32[K, rect.h, rect.w]`` of a rectangle inside an image of ``shape``, with context around it; at once if
    memory allows it."""
    if net.by_block:
        parts = list(net.block_probabilities(read, shape, rect))
        whole = np.empty((len(parts[0][1]), rect.h, rect.w), np.float32)
        for block, part in parts:
            inside = block.intersect(rect)
            whole[:, *inside.relative_to(rect).slices] = part[:, *inside.relative_to(block).slices]
        return whole
    alone = net.alone
    seen = with_context(rect, shape, alone.stride)
    found = _if_memory_allows(alone, read, seen, None, device, NO_FLIPS)
    if found is not None:
        return net.combined(found[:, *rect.relative_to(seen).slices], read, shape, rect)
    grid = on_grid(rect, shape, alone.stride)
    local = local_copy(alone, read, grid, device)
    found = _in_parts(local, read, grid, shape, device, NO_FLIPS)[:, *rect.relative_to(grid).slices]
    return net.combined(found, read, shape, rect)


def _if_memory_allows(
    net: Network, read: Source, seen: Rect, keep: Rect | None, device: torch.device, flips: Flips, try_it: bool = False
) -> NDArray[np.float32] | None:
    """``_softmax`` of ``seen``, or ``None`` if memory is too short; ``try_it``: even beyond LIMIT."""
    return _within_limit(lambda: _softmax(net, read(seen), keep, device, flips), seen.w * seen.h, device, try_it)


def _within_limit(work: Callable[[], T], pixels: int, device: torch.device, try_it: bool) -> T | None:
    """The result of ``work``, or ``None`` if so many pixels are beyond LIMIT or memory was too short for them."""
    if pixels > LIMIT.most(device.type) and not try_it:
        return None
    try:
        return work()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    free_memory()
    LIMIT.ran_out(device.type, pixels)
    return None


def _in_parts(
    local: Network, read: Source, place: Rect, shape: tuple[int, int], device: torch.device, flips: Flips
) -> NDArray[np.float32]:
    """Probabilities ``float32[K,place.h,place.w]`` with a ``local_copy``: of ``place`` at once, or of its halves.
    Raises ShortOfMemory."""
    seen = on_grid(place, shape, local.stride, local.reach)
    smallest = max(place.w, place.h) <= max(LEAST, 2 * local.stride)
    found = _if_memory_allows(local, read, seen, place.relative_to(seen), device, flips, try_it=smallest)
    if found is not None:
        return found
    if smallest:
        raise short_of_memory()
    x, y, w, h = place.x, place.y, place.w, place.h
    half = max(w, h) // (2 * local.stride) * local.stride
    if w >= h:
        halves, axis = (Rect(x, y, half, h), Rect(x + half, y, w - half, h)), 2
    else:
        halves, axis = (Rect(x, y, w, half), Rect(x, y + half, w, h - half)), 1
    return np.concatenate([_in_parts(local, read, part, shape, device, flips) for part in halves], axis)


def in_one_go(shape: tuple[int, int], device: torch.device) -> bool:
    """Whether an image of ``shape`` (h, w) is predicted at once, if memory allows it."""
    return shape[0] * shape[1] <= _whole(device)


def _whole(device: torch.device) -> int:
    return WHOLE_CUDA if device.type == "cuda" else WHOLE_CPU


def local_copy(net: Network, read: Source, rect: Rect, device: torch.device, stop: Stop = never) -> Network:
    """The copy of ``net`` with the global statistics of squares spread over ``rect``, as many as fit at once.

    If memory is short, of fewer and smaller ones. Raises ShortOfMemory if not even one of LEAST fits, and
    ``Cancelled``."""
    count, side = max(1, _whole(device) // (min(SAMPLE, rect.w) * min(SAMPLE, rect.h))), SAMPLE
    while True:
        pixels = count * min(side, rect.w) * min(side, rect.h)
        last = count == 1 and side <= LEAST
        found = _within_limit(partial(_held, net, read, rect, device, count, side, stop), pixels, device, last)
        if found is not None:
            return found
        if last:
            raise short_of_memory()
        count, side = (count // 2, side) if count > 1 else (1, side // 2)


def _held(net: Network, read: Source, rect: Rect, device: torch.device, count: int, side: int, stop: Stop) -> Network:
    """``local_copy`` with ``count`` squares of ``side``."""
    w, h = min(side, rect.w), min(side, rect.h)
    squares = []
    for n in range(count):  # each in a column of its own, rows by the golden ratio: evenly spread for any count
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
    stop: Stop = never,
    flips: Flips = NO_FLIPS,
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Bands of probabilities ``float32[K,h,rect.w]`` with a ``local_copy``, one for each row of tiles, and the row of
    ``rect`` (on the network's grid) where each begins. Raises ``Cancelled``."""
    margin = up_to(net.reach, net.stride)
    x_ends, y_ends = (rect.x == 0, rect.right >= shape[1]), (rect.y == 0, rect.bottom >= shape[0])  # of the image
    larger = x_ends[0] * margin, y_ends[0] * margin, x_ends[1] * margin, y_ends[1] * margin
    rows = tile_rects(rect, stride=net.stride, larger=larger)
    band: NDArray[np.float32] | None = None  # probabilities from ``top`` on, weighted
    weight = np.zeros((0, rect.w), np.float32)
    top = 0
    for number, row in enumerate(rows):
        bottom = row[0].bottom
        for tile in row:
            if stop():
                raise Cancelled
            place = Rect(rect.x + tile.x, rect.y + tile.y, tile.w, tile.h)
            with interruptible(net, stop):
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


def _decide(probabilities: NDArray[np.float32], ids: Sequence[int]) -> Prediction:
    """The id of the highest probability and that probability in 255ths."""
    best = np.asarray(ids, np.uint8)[probabilities.argmax(axis=0)]
    return best, np.rint(255 * probabilities.max(axis=0)).clip(0, 255).astype(np.uint8)


@torch.inference_mode()
def _softmax(
    net: Network, image: NDArray[np.float32], keep: Rect | None, device: torch.device, flips: Flips
) -> NDArray[np.float32]:
    """Mean probabilities ``float32[K,h,w]`` over the flips, of the whole ``image``, or of ``keep`` with a local net."""
    batch = as_batch(padded(image, net), device, net.smallest)
    total: Tensor | None = None
    for flip in flips:
        mirrored = _mirror(batch, flip).contiguous(memory_format=torch.channels_last)
        with inference_context(device):
            logits = net(mirrored) if keep is None else net.part_logits(mirrored, _mirror_rect(keep, flip, batch.shape))
        found = _mirror(logits, flip)[0].float().softmax(0)
        total = found if total is None else total + found
    assert total is not None
    mean: NDArray[np.float32] = (total / len(flips)).cpu().numpy()
    return mean if keep is not None else mean[:, : image.shape[1], : image.shape[2]]


def _mirror(x: Tensor, flip: Flip) -> Tensor:
    return x.flip(flip) if flip else x


def _mirror_rect(rect: Rect, flip: Flip, shape: Sequence[int]) -> Rect:
    """``rect`` in the mirror image of an image of ``shape`` ``[..., h, w]``."""
    x = shape[-1] - rect.right if -1 in flip else rect.x
    y = shape[-2] - rect.bottom if -2 in flip else rect.y
    return Rect(x, y, rect.w, rect.h)
