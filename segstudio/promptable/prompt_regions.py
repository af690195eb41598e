"""The masks that a click network offers for clicks, as regions of the tool: small to large, one of them shown first.

Calls the process, so everything here but ``footprint`` is for a background thread. No mask of labels, no Qt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.labels.clicks.click_regions import SIDE, Classes, Region, Row, enlarged, step_for
from segstudio.labels.clicks.region_graph import Guess
from segstudio.labels.footprints import pixel, tight
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import Pixels, check_image, screen
from segstudio.labels.painting import Point
from segstudio.labels.steps import Stop, never
from segstudio.promptable.answers import Answer
from segstudio.promptable.process import ClickNetwork

WHOLE = 2 * SIDE  # pixels a side up to which an image is read as a whole; of a larger one the visible part is read
_OF_SEVERAL = 4  # masks of the decoder of SAM whose first one is meant for several clicks, the others for one

Table = NDArray[np.bool_]


class Prompt(NamedTuple):
    """A click: a point of the image, and whether it belongs to the object."""

    at: Point
    inside: bool


def read_window(shape: Sequence[int], seen: Rect) -> Rect:
    """What is read of an image of that shape: all of it, or of a large one what is ``seen``."""
    return Rect.of_shape(tuple(shape)) if max(shape[:2]) <= WHOLE else seen


class PromptRegions:
    """The ``window`` of an image, read by a network and ready for clicks.

    ``UserError`` of the network, ``Cancelled``; ``ValueError`` for a window that is empty or not inside the image.
    """

    def __init__(self, network: ClickNetwork, image: Pixels, window: Rect, *, cancelled: Stop = never) -> None:
        check_image(image)
        if not window or window.clip(image.shape) != window:
            raise ValueError("a window lies inside the image")
        self.window, self.step = window, step_for(window)
        self._network = network
        self._picture = _picture(image, window)
        self._key = hashlib.blake2b(self._picture.tobytes() + repr(self._picture.shape).encode()).digest()
        network.look(self._key, self._picture, cancelled)

    def small(self, classes: Classes, confidence: Classes) -> Guess:
        """As ``ClickRegions.small``; the network does not look at what is predicted."""
        return Guess(classes[:0], confidence[:0])

    def row(self, at: Point, guess: Guess | None = None, *, holes: bool = False) -> Row | None:
        """The masks for one click; ``None`` where none holds the pixel. ``holes``: as in ``ClickRegions.row``."""
        return self.prompted([Prompt(at, True)], holes=holes)

    def prompted(self, prompts: Sequence[Prompt], *, holes: bool = False) -> Row | None:
        """The masks for all clicks together. Only masks that hold every click that is inside and no other; ``None``
        where there is none, or where the network takes fewer clicks."""
        size = -(-self.window.h // self.step), -(-self.window.w // self.step)
        seeds = [pixel(self._small(prompt.at), size) for prompt in prompts]
        most = self._network.facts.most_points if self._network.facts is not None else None
        if None in seeds or (most is not None and len(prompts) > most):
            return None
        answer = self._answer(prompts)
        found = []
        for logits, score in zip(*_offered(answer, len(prompts)), strict=True):
            inside = self._on_small(logits, answer.covered, size)
            outside = [cast(tuple[int, int], at) for at, p in zip(seeds, prompts, strict=True) if not p.inside]
            mask = inside if holes else _without_holes(inside, outside)
            if all(bool(mask[at[1], at[0]]) == p.inside for at, p in zip(seeds, prompts, strict=True) if at):
                found.append(Region(tight(Rect.of_shape(size), mask), float(score)))
        regions = sorted((region for region in found if region.part.rect), key=lambda region: region.size)
        if not regions:
            return None
        return Row(tuple(regions), max(range(len(regions)), key=lambda place: regions[place].score))

    def footprint(self, region: Region) -> Footprint:
        """The region in the image's pixels."""
        return enlarged(region.part, self.window, self.step)

    def _small(self, at: Point) -> Point:
        return (at[0] - self.window.x) / self.step, (at[1] - self.window.y) / self.step

    def _answer(self, prompts: Sequence[Prompt]) -> Answer:
        points = np.array([prompt.at for prompt in prompts], np.float64)
        points = (points - (self.window.x, self.window.y)) / (self.window.w, self.window.h)
        at = points.astype(np.float32)
        labels = np.array([prompt.inside for prompt in prompts], np.float32)
        answer = self._network.ask(self._key, at, labels)
        if answer is None:  # forgotten, or the process was started again
            self._network.look(self._key, self._picture)
            answer = self._network.ask(self._key, at, labels)
        assert answer is not None
        return answer

    def _on_small(self, logits: NDArray[np.float32], covered: tuple[float, float], size: tuple[int, int]) -> Table:
        """Where a mask is above 0 at the middle of each pixel of the small picture, linear between its own middles."""
        across, down = covered[1] / self.window.w, covered[0] / self.window.h  # of the mask, to a pixel of the image
        half = self.step / 2
        place = np.array([[self.step * across, 0, half * across - 0.5], [0, self.step * down, half * down - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        shown = cv2.warpAffine(logits, place, size[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(shown > 0)


def _picture(image: Pixels, window: Rect) -> NDArray[np.uint8]:
    """The window as the screen shows it, ``uint8[h, w, 3]``, its longest side at most ``SIDE``."""
    part: Any = np.ascontiguousarray(image[window.slices])
    scale = SIDE / max(window.w, window.h)
    if scale < 1:
        size = max(1, round(window.w * scale)), max(1, round(window.h * scale))
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    return screen(part)


def _offered(answer: Answer, clicks: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The masks and scores that count for a number of clicks (``SamOnnxModel.select_masks`` of segment-anything)."""
    if len(answer.logits) != _OF_SEVERAL:
        return answer.logits, answer.scores
    if clicks == 1:
        return answer.logits[1:], answer.scores[1:]
    return answer.logits, answer.scores + np.array((1000, 0, 0, 0), np.float32)


def _without_holes(inside: Table, outside: Sequence[tuple[int, int]]) -> Table:
    """With its holes filled, but for those that hold one of the pixels (column, row) ``outside``."""
    free = np.pad(~inside, 1, constant_values=True).astype(np.uint8)
    count, parts = cv2.connectedComponents(free, connectivity=4)
    open_parts = {int(parts[0, 0]), *(int(parts[y + 1, x + 1]) for x, y in outside)}
    kept = np.zeros(count, bool)
    kept[list(open_parts)] = True
    kept[0] = False  # the mask itself
    return np.asarray(~kept[parts][1:-1, 1:-1])
