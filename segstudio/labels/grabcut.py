"""Owns GrabCut from scribbles (Rother, Kolmogorov and Blake 2004, OpenCV's), coarse first and then along the border.

A cut of a whole megapixel takes seconds to minutes. So colours are learnt and cut on a small copy, and only a band
around the border is cut again at full size (banded graph cuts, Lombaert et al. 2005). Pure; no mask, no Qt.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels.footprints import empty, tight
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.intensity import Pixels, screen
from segstudio.labels.steps import Progress, Stop, never, silent

Table = NDArray[np.bool_]
_COARSE = 1 << 16  # pixels of the small copy: about 0.5 s per round
_SAMPLES = 1 << 13  # colours that the first models are learnt from, at least
_MIN_NOISE, _MAX_NOISE = 2.0, 20.0  # standard deviation, grey levels
_NO_RECT = (0, 0, 0, 0)  # the mask alone decides
_BAND = 2  # pixels of the small copy that the border may still move to either side


def grab_cut(
    image: Pixels,
    window: Rect,
    foreground: Table,
    background: Table,
    *,
    rounds: int = 5,
    connected: bool = True,
    progress: Progress = silent,
    cancelled: Stop = never,
) -> Footprint:
    """The object in the ``window`` of the image that the scribbles mark; scribbled pixels always keep their side.

    ``foreground`` and ``background`` are ``bool[h, w]`` of the window (in both: background). Without background
    scribbles the window's frame is background; without foreground ones the object is empty. ``connected`` keeps only
    the parts that touch a foreground scribble (by corners too). Ends early when a round changes nothing. ``progress``
    counts rounds. ``Cancelled`` between rounds when ``cancelled()``; ``ValueError`` for a window outside the image or
    scribbles of another size.
    """
    if window.clip(image.shape) != window or not foreground.shape == background.shape == (window.h, window.w):
        raise ValueError("scribbles must be as large as a window inside the image")
    sure = foreground & ~background
    if not window or not sure.any():
        return empty()
    out = background if background.any() else _frame(sure)
    steps = max(1, rounds) + 1
    colors = screen(image[window.slices])
    cutter = _Coarse(colors, sure, out)
    for step in range(steps - 1):
        if cancelled():
            raise Cancelled
        if not cutter.round(step):
            break
        progress(step + 1, steps)
    if cancelled():
        raise Cancelled
    found = cutter.full(colors, sure, out)
    progress(steps, steps)
    return tight(window, _touching(found, sure) if connected else found)


def _frame(sure: Table) -> Table:
    """The outermost pixels that are not scribbled."""
    frame = np.ones_like(sure)
    frame[1:-1, 1:-1] = False
    return frame & ~sure


def _touching(found: Table, sure: Table) -> Table:
    """The 8-connected parts of ``found`` that hold a pixel of ``sure``."""
    count, parts = cv2.connectedComponents(found.view(np.uint8), connectivity=8)
    keep = np.zeros(count, bool)
    keep[np.unique(parts[sure & found])] = True
    keep[0] = False
    kept: Table = keep[parts]
    return kept


class _Coarse:
    """The small copy and its cut: ``state`` holds OpenCV's four values per pixel."""

    def __init__(self, colors: NDArray[np.uint8], sure: Table, out: Table) -> None:
        h, w = sure.shape
        self.scale = min(1.0, math.sqrt(_COARSE / (h * w)))
        size = (max(1, round(w * self.scale)), max(1, round(h * self.scale)))
        self.colors = colors
        if self.scale < 1:
            self.colors = np.asarray(cv2.resize(colors, size, interpolation=cv2.INTER_AREA), np.uint8)
        self.sure, self.out = self._smaller(sure, size), self._smaller(out, size)
        both = self.sure & self.out
        self.sure, self.out = self.sure & ~both, self.out & ~both
        self._models = (np.zeros((1, 65)), np.zeros((1, 65)))
        # In the small copy a scribble on the object may have fallen together with one on the background everywhere.
        rest = cv2.GC_PR_BGD if self.sure.any() else cv2.GC_PR_FGD
        self.state = _states(self.sure, self.out, np.full(self.sure.shape, rest, np.uint8))

    def _smaller(self, scribble: Table, size: tuple[int, int]) -> Table:
        """Every small pixel that a scribble touches is scribbled: a thin one must not vanish."""
        if self.scale == 1:
            return scribble
        share = cv2.resize(scribble.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        return np.asarray(share > 0)

    def round(self, step: int) -> bool:
        """One round of learning colours and cutting; whether anything changed."""
        before = self.state.copy()
        if step == 0:
            self._learn()
            self._cut(self.colors, self.state, cv2.GC_EVAL_FREEZE_MODEL)
            return True
        self._cut(self.colors, self.state, cv2.GC_EVAL)
        return not np.array_equal(before, self.state)

    def _learn(self) -> None:
        """The first colour models, from the scribbles alone where there are both, else from all pixels."""
        chosen = self.sure | self.out
        if not (self.sure.any() and self.out.any()):
            chosen = np.ones_like(chosen)
        colors, state = _blurred_samples(self.colors, chosen), self.state[chosen]
        state = np.tile(state, len(colors) // max(1, len(state)))[None]
        colors = colors[None]
        cv2.setRNGSeed(0)  # k-means begins at random; the same scribbles must give the same object
        if _both(state):
            cv2.grabCut(colors, state, _NO_RECT, *self._models, 0, cv2.GC_INIT_WITH_MASK)

    def _cut(self, colors: NDArray[np.uint8], state: NDArray[np.uint8], mode: int) -> None:
        if _both(state) and (state >= cv2.GC_PR_BGD).any():
            cv2.grabCut(colors, state, _NO_RECT, *self._models, 1, mode)

    def full(self, colors: NDArray[np.uint8], sure: Table, out: Table) -> Table:
        """The object at full size, ``bool[h, w]``: the small cut with its border fitted to the pixels."""
        object_: Any = self.state & 1
        if self.scale < 1:
            h, w = sure.shape
            reach = math.ceil(_BAND / self.scale)
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
            object_ = cv2.resize(object_, (w, h), interpolation=cv2.INTER_NEAREST)
            state = np.where(cv2.dilate(object_, kernel) > 0, cv2.GC_PR_BGD + object_, cv2.GC_BGD).astype(np.uint8)
            state[cv2.erode(object_, kernel) > 0] = cv2.GC_FGD
            state = _states(sure, out, state)
            self._cut(colors, state, cv2.GC_EVAL_FREEZE_MODEL)
            object_ = state & 1
        return np.asarray((object_.astype(bool) | sure) & ~out)


def _blurred_samples(colors: NDArray[np.uint8], chosen: Table) -> NDArray[np.uint8]:
    """The chosen colours, ``uint8[n * repeats, 3]``, with the image's own noise added to each repeat.

    A short scribble alone would give colour models so narrow that its own surroundings do not fit them.
    """
    samples = colors[chosen]
    repeats = max(1, _SAMPLES // max(1, len(samples)))
    steps = np.abs(np.diff(colors.astype(np.int16), axis=1))
    # The median step between neighbours is 0.954 sigma for Gaussian noise.
    sigma = min(_MAX_NOISE, max(_MIN_NOISE, float(np.median(steps)) / 0.954 if steps.size else 0.0))
    noise = np.random.default_rng(0).normal(0, sigma, (len(samples) * repeats, 3))
    return np.asarray((np.tile(samples, (repeats, 1)) + noise).round().clip(0, 255), np.uint8)


def _states(sure: Table, out: Table, rest: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``rest`` with the scribbles put in."""
    rest[sure] = cv2.GC_FGD
    rest[out] = cv2.GC_BGD
    return rest


def _both(state: NDArray[np.uint8]) -> bool:
    """Whether there are pixels of the object and of the background; OpenCV insists on both."""
    object_ = state & 1
    return bool(object_.any() and not object_.all())
