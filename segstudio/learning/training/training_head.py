"""The head beside a training: fitted to the labels on disk, and how it predicts what is scored. Must not import Qt."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, UserError
from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import InputImage
from segstudio.learning.instant.head_fitting import HeadFitting
from segstudio.learning.instant.image_sample import Sample
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import Progress
from segstudio.learning.network.image_batch import field_for
from segstudio.learning.network.predictor import probabilities
from segstudio.learning.network.validation import Beside, Places, at_places
from segstudio.learning.plan.mixture import Mixture
from segstudio.learning.training.preparation import Preparation
from segstudio.project.byte_cache import ByteCache
from segstudio.project.project import ImageEntry

TASK = "Learning from the strokes"
KEPT_BYTES = 1 << 27  # probabilities of labelled pixels that are held out, which change with the head only


class TrainingHead:
    """``model``: the head alone as a network, which learnt nothing of what is scored; ``None``: there is no head.
    Without ``fitting`` there is ``never`` one."""

    def __init__(self, prepared: Preparation, fitting: HeadFitting | None) -> None:
        self._prepared, self._fitting = prepared, fitting
        self._kept = ByteCache[tuple[str, Rect, int], NDArray[np.float16]](KEPT_BYTES)
        self._samples: dict[str, Sample] = {}
        self.model: OneModel | None = None

    @property
    def never(self) -> bool:
        """The network is trained, kept and used without a head."""
        return self._fitting is None

    @property
    def mixture(self) -> Mixture | None:
        """How it predicts beside a network that finds all of its classes; ``None``: there is no head."""
        return None if self.model is None else Mixture()

    @property
    def beside(self) -> Beside | None:
        """Its probabilities of a block, for ``validate``."""
        return None if self.model is None else self._probabilities

    def refit(self, stop: Callable[[], bool]) -> Generator[Progress, None, None]:
        """Learn the labels on disk. Raises ``Cancelled`` when ``stop()`` is true; then the head before stays."""
        made, fitting, head = self._prepared, self._fitting, None
        if fitting is None:
            return
        steps = fitting.beside(made.project.folder, self._samples, made.examined.region)
        try:
            while True:
                if stop():
                    raise Cancelled
                next(steps)
                yield Progress(TASK, 0, 0)
        except StopIteration as end:
            if end.value is None or fitting.reader.channels == made.net.channels:
                head = end.value
        except UserError:
            pass  # the training itself says which image or mask cannot be read
        finally:
            steps.close()
        self._kept.clear()
        self.model = None if head is None else OneModel(None, made.ids, Vote(head, fitting.reader, made.ids))

    def _probabilities(self, entry: ImageEntry, image: InputImage, block: Rect, places: Places) -> NDArray[np.float32]:
        key = entry.id, block, zlib.crc32(places.data)
        known = self._kept.get(key)
        if known is None:
            assert self.model is not None
            field = field_for(self.model, image)
            place = field.at(block)
            found = probabilities(self.model, field.read, field.shape, place, self._prepared.device.torch)
            known = self._kept.put(key, at_places(found, places).astype(np.float16))
        return known.astype(np.float32)
