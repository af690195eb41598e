"""Predictions of an image in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.learning.network.predictor import Prediction, predict_rect
from segstudio.models.contract import Network


def predict_image(
    net: Network, ids: Sequence[int], image: NDArray[np.float32], rect: Rect | None = None, **options: Any
) -> Prediction:
    """``predict_rect`` of ``image`` ``float32[3,h,w]``."""
    return predict_rect(net, ids, lambda part: image[:, *part.slices], image.shape[1:], rect, **options)
