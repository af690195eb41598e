"""The prediction of one image, as the window shows it. numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.classes import VOID
from segstudio.learning.messages import ROUGH, STROKES, Predicted, Rough

UNSURE = 166  # of 255: less than 65 % for the most likely class


@dataclass
class Prediction:
    """Class ids (``VOID`` where nothing was predicted yet) and confidence (0..255 for 0..1), ``uint8[h, w]`` both.

    The arrays are changed in place while the image is current, so that the canvas shows them without a copy.
    """

    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    run: str = ""
    step: int = 0
    head_alone: tuple[int, ...] = ()  # classes that the head decided about by itself, as of Predicted
    objects: NDArray[np.int32] | None = None  # that the network found, as of Predicted; None: it finds none
    rough: NDArray[np.uint8] | None = None  # shown where nothing else is predicted yet, never accepted: see Rough

    @staticmethod
    def empty(shape: tuple[int, int]) -> Prediction:
        """Nothing predicted yet."""
        return Prediction(np.full(shape, VOID, np.uint8), np.zeros(shape, np.uint8))

    def put(self, answer: Predicted) -> None:
        """Copy an answer into its rectangle; the first answer of another run clears all other pixels."""
        self._begin(answer)
        self.classes[answer.rect.slices] = answer.classes
        self.confidence[answer.rect.slices] = answer.confidence
        self.step = answer.step
        if answer.objects is None:  # objects of before would not fit the pixels of now
            self.objects = None
            return
        if self.objects is None:
            self.objects = np.zeros(self.classes.shape, np.int32)
        self.objects[answer.rect.slices] = answer.objects

    def put_rough(self, answer: Rough) -> None:
        """The same for a rough answer."""
        self._begin(answer)
        if self.rough is None:
            height, width = self.classes.shape
            self.rough = np.full((-(-height // ROUGH), -(-width // ROUGH)), VOID, np.uint8)
        y, x = answer.rect.y // ROUGH, answer.rect.x // ROUGH
        self.rough[y : y + answer.classes.shape[0], x : x + answer.classes.shape[1]] = answer.classes

    def _begin(self, answer: Predicted | Rough) -> None:
        if answer.run != self.run:
            self.classes.fill(VOID)
            self.confidence.fill(0)
            self.run, self.rough, self.objects = answer.run, None, None
        self.head_alone = answer.head_alone

    @property
    def instant(self) -> bool:
        """Whether it was made from the strokes alone, by no trained network."""
        return self.run == STROKES

    @property
    def complete(self) -> bool:
        """Whether every pixel has a prediction."""
        return bool((self.classes != VOID).all())
