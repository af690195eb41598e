"""Image in, class ids and confidence out: whole where it fits, else in overlapping tiles blended by Gaussian weights.

Owns the choice of tiles and their blending. Gets a network and never changes it; imports no project files, no Qt.
Tiles start at multiples of 32 pixels, the coarsest stride, so every stage samples the same grid as on the whole image.
Gaussian weights with sigma = tile / 8 are nnU-Net's (Isensee et al. 2021).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from segstudio.errors import Cancelled
from segstudio.labels.geometry import Rect

STRIDE = 32  # the coarsest grid of every encoder
TILE = 512
OVERLAP = 128
CONTEXT = 96  # pixels around a wanted rectangle that the network sees too
WHOLE_CPU = 1_500_000  # pixels predicted in one go
WHOLE_CUDA = 4_000_000

# Pixels of a rectangle that lies inside the image, ``float32[3, rect.h, rect.w]`` in 0..1.
Source = Callable[[Rect], NDArray[np.float32]]
Prediction = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def predict_image(
    net: nn.Module,
    ids: Sequence[int],
    image: NDArray[np.float32],
    rect: Rect | None = None,
    device: torch.device | None = None,
    stop: Callable[[], bool] | None = None,
) -> Prediction:
    """Class ids and confidence (0..255 for 0..1) of ``rect`` (``None``: all), each ``uint8[rect.h, rect.w]``.

    ``net`` in eval mode, ``float32[n,3,h,w]`` -> logits ``[n,len(ids),h,w]``; ``image`` is ``float32[3,h,w]``.
    Raises :class:`Cancelled` when ``stop()`` says so between two tiles.
    """
    shape = image.shape[1:]

    def read(wanted: Rect) -> NDArray[np.float32]:
        return image[:, *wanted.slices]

    return predict_rect(net, ids, read, (shape[0], shape[1]), rect, device, stop)


def predict_rect(
    net: nn.Module,
    ids: Sequence[int],
    read: Source,
    shape: tuple[int, int],
    rect: Rect | None = None,
    device: torch.device | None = None,
    stop: Callable[[], bool] | None = None,
) -> Prediction:
    """As :func:`predict_image`, reading only the pixels that are needed of an image of ``shape`` ``(h, w)``."""
    device = device or torch.device("cpu")
    rect = (rect or Rect.of_shape(shape)).clip(shape)
    if not rect:
        empty = np.zeros((rect.h, rect.w), np.uint8)
        return empty, empty.copy()
    seen = with_context(rect, shape)
    names = np.asarray(ids, np.uint8)
    if seen.w * seen.h <= (WHOLE_CUDA if device.type == "cuda" else WHOLE_CPU):
        if stop is not None and stop():
            raise Cancelled
        classes, confidence = _decide(_softmax(net, read(seen), device))
    else:
        classes, confidence = _tiled(net, read, seen, device, stop)
    part = (slice(rect.y - seen.y, rect.bottom - seen.y), slice(rect.x - seen.x, rect.right - seen.x))
    return names[classes[part]], np.ascontiguousarray(confidence[part])


def probabilities(
    net: nn.Module, read: Source, shape: tuple[int, int], rect: Rect, device: torch.device
) -> NDArray[np.float32]:
    """``float32[K, rect.h, rect.w]`` of a rectangle inside an image of ``shape``, in one go, with context around it."""
    seen = with_context(rect, shape)
    found = _softmax(net, read(seen), device)
    return found[:, rect.y - seen.y : rect.bottom - seen.y, rect.x - seen.x : rect.right - seen.x]


def with_context(rect: Rect, shape: tuple[int, int]) -> Rect:
    """``rect`` with CONTEXT around it, its corner on the grid of STRIDE, inside the image."""
    x0 = max(0, rect.x - CONTEXT) // STRIDE * STRIDE
    y0 = max(0, rect.y - CONTEXT) // STRIDE * STRIDE
    return Rect(x0, y0, min(shape[1], rect.right + CONTEXT) - x0, min(shape[0], rect.bottom + CONTEXT) - y0)


def tile_rects(rect: Rect, tile: int = TILE, overlap: int = OVERLAP) -> list[list[Rect]]:
    """Rows of overlapping tiles that cover ``rect``, relative to its corner. Only the last of a row or column has
    another size: its start stays on the grid of STRIDE and it ends at the border."""

    def spans(length: int) -> list[tuple[int, int]]:
        starts = list(range(0, max(1, length - overlap), tile - overlap))
        if length > tile and starts[-1] + tile > length:
            starts[-1] = (length - tile) // STRIDE * STRIDE
        return [(start, min(tile, length - start)) for start in starts[:-1]] + [(starts[-1], length - starts[-1])]

    return [[Rect(x, y, w, h) for x, w in spans(rect.w)] for y, h in spans(rect.h)]


def blend_weights(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Gaussian, 1 in the middle, sigma an eighth of each side, never below 1e-3 so that borders count where alone."""
    sides = []
    for length in shape:
        position = np.arange(length) - (length - 1) / 2
        sides.append(np.exp(-0.5 * (position / max(1.0, length / 8)) ** 2))
    return np.maximum(np.outer(sides[0], sides[1]), 1e-3).astype(np.float32)


def _tiled(
    net: nn.Module, read: Source, seen: Rect, device: torch.device, stop: Callable[[], bool] | None
) -> Prediction:
    """Row of tiles by row of tiles, so that probabilities of one band only are in memory."""
    classes = np.zeros((seen.h, seen.w), np.uint8)
    confidence = np.zeros((seen.h, seen.w), np.uint8)
    rows = tile_rects(seen)
    band: NDArray[np.float32] | None = None  # probabilities from ``top`` on, weighted; they need no division for argmax
    weight = np.zeros((0, seen.w), np.float32)
    top = 0
    for number, row in enumerate(rows):
        bottom = row[0].bottom
        for tile in row:
            if stop is not None and stop():
                raise Cancelled
            found = _softmax(net, read(Rect(seen.x + tile.x, seen.y + tile.y, tile.w, tile.h)), device)
            if band is None:
                band = np.zeros((found.shape[0], 0, seen.w), np.float32)
            missing = bottom - top - band.shape[1]
            if missing > 0:
                band = np.pad(band, ((0, 0), (0, missing), (0, 0)))
                weight = np.pad(weight, ((0, missing), (0, 0)))
            inside = (slice(tile.y - top, tile.bottom - top), slice(tile.x, tile.right))
            blend = blend_weights((tile.h, tile.w))
            band[:, *inside] += found * blend
            weight[inside] += blend
        assert band is not None
        done = rows[number + 1][0].y if number + 1 < len(rows) else bottom
        ready = slice(top, done)
        classes[ready], confidence[ready] = _decide(band[:, : done - top] / weight[: done - top])
        band, weight, top = band[:, done - top :], weight[done - top :], done
    return classes, confidence


def _decide(probabilities: NDArray[np.float32]) -> Prediction:
    """Channel of the highest probability and that probability in 255ths."""
    best = probabilities.argmax(axis=0).astype(np.uint8)
    return best, np.rint(255 * probabilities.max(axis=0)).clip(0, 255).astype(np.uint8)


def inference_context(device: torch.device) -> AbstractContextManager[object]:
    """Half precision on CUDA; on a CPU full precision, which is faster there without AMX."""
    if device.type != "cuda":
        return nullcontext()
    # bfloat16 has float32's range: a network trained in it may leave that of float16.
    return torch.autocast("cuda", dtype=torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16)


def as_batch(image: NDArray[np.float32], device: torch.device) -> Tensor:
    """``float32[3,h,w]`` -> ``[1,3,h',w']`` on ``device``; sides below STRIDE are mirrored up to it."""
    grow = [max(0, STRIDE - side) for side in image.shape[1:]]
    if any(grow):
        image = np.pad(image, ((0, 0), (0, grow[0]), (0, grow[1])), mode="reflect")
    batch = torch.from_numpy(np.ascontiguousarray(image))[None]
    return batch.to(device).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def _softmax(net: nn.Module, image: NDArray[np.float32], device: torch.device) -> NDArray[np.float32]:
    """Probabilities ``float32[K,h,w]`` of one image or tile."""
    with inference_context(device):
        logits: Tensor = net(as_batch(image, device))
    found: NDArray[np.float32] = logits[0, :, : image.shape[1], : image.shape[2]].float().softmax(0).cpu().numpy()
    return found
