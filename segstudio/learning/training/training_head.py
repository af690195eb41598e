"""The head beside a training: fitted to the labels on disk, and how it predicts what is scored. Must not import Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.network.predictor import probabilities
from segstudio.learning.network.validation import Beside
from segstudio.learning.training.preparation import Preparation
from segstudio.project.byte_cache import ByteCache
from segstudio.project.images.reading import ImageData
from segstudio.project.project import ImageEntry

KEPT_BYTES = 1 << 28  # probabilities of the held-out images, which change with the head only
T = TypeVar("T")


class TrainingHead:
    """``model``: the head alone as a network, which learnt nothing of what is scored; ``None``: there is no head."""

    def __init__(self, prepared: Preparation, fitting: HeadFitting) -> None:
        self._prepared, self._fitting = prepared, fitting
        self._kept = ByteCache[tuple[str, Rect], NDArray[np.float16]](KEPT_BYTES)
        self.model: OneModel | None = None
        self.refit()

    @property
    def beside(self) -> Beside | None:
        """Its probabilities of a block, for ``validate``."""
        return None if self.model is None else self._probabilities

    def refit(self) -> None:
        """Labels on disk changed."""
        made, fitting = self._prepared, self._fitting
        self.model = None
        self._kept.clear()
        try:
            fitting.fit_saved(made.project.folder)
        except UserError:
            return  # the training itself says which image or mask cannot be read
        head = _result(fitting.head_outside(made.examined.region))
        if head is not None:
            self.model = OneModel(None, made.ids, Vote(head, fitting.reader, made.ids))

    def _probabilities(self, entry: ImageEntry, image: ImageData, block: Rect) -> NDArray[np.float32]:
        known = self._kept.get((entry.id, block))
        if known is None:
            assert self.model is not None
            found = probabilities(self.model, image.model_input, image.shape, block, self._prepared.device.torch)
            known = self._kept.put((entry.id, block), found.astype(np.float16))
        return known.astype(np.float32)


def _result(steps: Generator[object, None, T]) -> T:
    """What a generator returns."""
    found: list[T] = []

    def run() -> Generator[object, None, None]:
        found.append((yield from steps))

    deque(run(), maxlen=0)
    return found[0]
