"""The head as a graph that ONNX can hold: filters, frozen encoder and small classifier, for one block of an image.

The same numbers as ``learning.instant`` gives, to rounding: filters as in ``filters.py``, stages as in
``frozen_features.py``, the classifier as in ``head.py``. Knows torch; no project, no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import torch
from torch import Tensor, nn
from torch.nn import functional

from segstudio.learning.instant.feature_reader import FeatureReader
from segstudio.learning.instant.filters import AROUND, CONTRAST, FINE, SCALES
from segstudio.learning.instant.frozen_features import ENCODER_STAGES
from segstudio.learning.instant.head import Head
from segstudio.models.encoders import STRIDES, Encoder
from segstudio.models.inputs import COLOURS, as_colours

INPUTS = ("around", "near", "box", "near_at")
MOST = 6e4  # what half precision can hold


class HeadGraph(nn.Module):
    """``forward``: log probabilities ``float32[1,K,h,w]`` of a block, for the classes ``ids``.

    ``around`` ``float32[1,c,H,W]`` in 0..1: the block with MARGIN pixels of the image around it, sides up to multiples
    of COARSEST by repeating the border; ``near``: as ``FrozenFeatures`` sees it; ``box`` ``int64[4]``: y, x, height and
    width of the block in ``around``; ``near_at`` ``int64[2]``: its y and x in ``near``.
    """

    def __init__(self, head: Head, encoder: Encoder | None, reader: FeatureReader, ids: Sequence[int]) -> None:
        super().__init__()
        assert head.last is not None, "every fitted head has a hidden layer"
        self._encoder, self._color = encoder, reader.color
        self._mix: tuple[Tensor, Tensor] | None = None
        if encoder is not None and reader.channels != COLOURS:
            self._mix = as_colours(reader.channels, encoder.mean)
        self._weights = torch.from_numpy(head.weights)
        self._bias = torch.from_numpy(head.bias)[None, :, None, None]
        self._last, self._last_bias = (torch.from_numpy(part) for part in head.last)
        self._rows = torch.tensor([head.ids.index(id) if id in head.ids else len(head.ids) for id in ids])

    def forward(self, around: Tensor, near: Tensor, box: Tensor, near_at: Tensor) -> Tensor:
        height, width = box[2], box[3]
        planes = around if self._color else around.mean(1, keepdim=True)
        levels = [(stride, box[0], box[1], self._filtered(planes, at)) for at, (stride, _) in enumerate(SCALES)]
        if self._encoder is not None:
            image = near if self._color else near.mean(1, keepdim=True).repeat(1, 3, 1, 1)
            if self._mix is not None:
                image = functional.conv2d(near, self._mix[0][:, :, None, None], self._mix[1])
            stages = self._encoder(image)
            levels += [(STRIDES[at], near_at[0], near_at[1], stages[at].clamp(-MOST, MOST)) for at in ENCODER_STAGES]
        total, begin = self._bias, 0
        for stride, y, x, level in levels:
            rows = slice(y // stride, (y + height + stride - 1) // stride)
            columns = slice(x // stride, (x + width + stride - 1) // stride)
            part = self._weights[begin : begin + level.shape[1]].T[:, :, None, None]
            begin += level.shape[1]
            small = functional.conv2d(level[:, :, rows, columns].half().float(), part)
            total = total + _enlarged(small, stride)[:, :, :height, :width]
        logits = functional.conv2d(total.relu(), self._last.T[:, :, None, None], self._last_bias)
        logs = logits.log_softmax(1)
        return torch.cat((logs, logs.min(1, keepdim=True).values), 1)[:, self._rows]

    def _filtered(self, planes: Tensor, at: int) -> Tensor:
        """The responses of one level, ``[1,C,h,w]``, in the order of ``filter_responses``."""
        stride, sigmas = SCALES[at]
        small = planes if stride == 1 else functional.avg_pool2d(planes, stride)
        found = [one for sigma in sigmas for one in _responses(small, sigma, at < FINE)]
        responses = torch.stack(found, 2).flatten(1, 2)  # of the first plane, of the second, ...
        return torch.cat((planes, responses), 1) if stride == 1 else responses


def _responses(x: Tensor, sigma: float, relative: bool) -> list[Tensor]:
    """As ``plane_responses`` of each plane, for one sigma."""
    smooth = _blur(x, sigma)
    dx, dy = _slope(smooth, 3), _slope(smooth, 2)
    hessian = _eigenvalues(_slope(dx, 3), _slope(dy, 2), _slope(dx, 2))
    spread = 1.5 * sigma
    tensor = _eigenvalues(_blur(dx * dx, spread), _blur(dy * dy, spread), _blur(dx * dy, spread))
    found = [smooth, (dx * dx + dy * dy).sqrt(), *hessian, *(value.clamp_min(0).sqrt() for value in tensor)]
    if relative:
        above = smooth - _blur(smooth, AROUND * sigma)
        contrast = (_blur(above * above, AROUND * sigma) + CONTRAST).sqrt()
        found += [above / contrast, *(value / contrast for value in hessian)]
    return found


def _eigenvalues(a: Tensor, b: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    middle, half = (a + b) * 0.5, (a - b) * 0.5
    reach = (half * half + c * c).sqrt()
    return middle + reach, middle - reach


def _blur(x: Tensor, sigma: float) -> Tensor:
    """OpenCV's Gaussian on float32: four sigmas each way."""
    length = round(sigma * 8 + 1) | 1
    kernel = torch.from_numpy(cv2.getGaussianKernel(length, sigma, cv2.CV_32F)).flatten()
    return _along(_along(x, kernel, 3), kernel, 2)


def _slope(x: Tensor, axis: int) -> Tensor:
    return _along(x, torch.tensor([-0.5, 0.0, 0.5]), axis)


def _along(x: Tensor, kernel: Tensor, axis: int) -> Tensor:
    """Each plane filtered along an axis, mirrored outside (BORDER_REFLECT_101)."""
    length, pad = x.shape[axis], len(kernel) // 2
    period = 2 * (length - 1) + (length == 1)  # a single row repeats
    at = torch.remainder(torch.arange(-pad, length + pad), period)
    wide = x.index_select(axis, torch.minimum(at, period - at) * (length > 1))
    shape = (1, 1, 1, -1) if axis == 3 else (1, 1, -1, 1)
    return functional.conv2d(wide.flatten(0, 1)[:, None], kernel.view(shape)).view(1, x.shape[1], *_shape_of(x))


def _shape_of(x: Tensor) -> tuple[int, int]:
    return x.shape[2], x.shape[3]


def _enlarged(small: Tensor, stride: int) -> Tensor:
    """Bilinear between the centres of pixels, as ``filters.enlarge``."""
    if stride == 1:
        return small
    return functional.interpolate(small, scale_factor=stride, mode="bilinear", align_corners=False)
