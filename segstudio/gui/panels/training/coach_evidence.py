"""Pixel statistics for the coach: do strokes reach the borders between classes, and is the network uncertain there; is
a class predicted all over an area that is unlike all labels.

``examine`` runs in the background and knows no Qt; ``Evidence`` runs it after every edit of the current image and keeps
one small row per image. Labels and predictions are only read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.gui.actions import coach
from segstudio.gui.actions.facts import Facts
from segstudio.gui.document.document import Document
from segstudio.gui.panels.training.unlike_labels import Range, UnlikeArea, brightness_of, find_unlike, labelled_range
from segstudio.gui.pixels.prediction import UNSURE
from segstudio.gui.session.session import Session
from segstudio.labels.classes import VOID

NEAR = 5  # pixels: a stroke this close to another class says something about the border
PIXELS = 1 << 20  # of larger images every second, third, ... pixel is examined
ROWS = 128  # rows examined at once, since a pixel of a border takes many bytes
LEAST_BAND = 200  # pixels of predicted border that say anything
LABELLED_BAND = 0.05  # a predicted border counts as stroked from this labelled share on
PAUSE_MS = 1000

Bytes = NDArray[np.uint8]
Pair = tuple[int, int]


@dataclass(frozen=True)
class ImageEvidence:
    """One image: ``near`` of ``labelled`` pixels are near another class's label; ``wrong`` of ``judged`` labelled
    pixels are predicted as another class; ``borders``: of the predicted border of each pair of classes the number of
    pixels, of unsure and of labelled ones; ``bright``: the brightness that is labelled; ``unlike``: an area of another,
    predicted all over as one class."""

    near: int = 0
    labelled: int = 0
    wrong: int = 0
    judged: int = 0
    borders: dict[Pair, tuple[int, int, int]] = field(default_factory=dict)
    bright: Range | None = None
    unlike: UnlikeArea | None = None


def examine(
    mask: Bytes, classes: Bytes | None, confidence: Bytes | None, instant: bool, pixels: NDArray[Any] | None = None
) -> ImageEvidence:
    """The statistics of ``mask`` and, if there is one, the prediction; ``uint8[h, w]`` each, VOID where unknown.
    ``pixels`` of the image ``[h, w]`` or ``[h, w, 3]``; without them nothing is said of brightness."""
    step = max(1, int(np.ceil((mask.size / PIXELS) ** 0.5)))
    reach = max(1, round(NEAR / step))
    labels = np.ascontiguousarray(mask[::step, ::step])
    known = labels != VOID
    low, high = _around(labels, reach)
    bright = None if pixels is None else brightness_of(pixels[::step, ::step])
    labelled = None if bright is None else labelled_range(bright, labels, step)
    seen = ImageEvidence(int(np.count_nonzero(known & (low != high))), int(np.count_nonzero(known)), bright=labelled)
    if classes is None or confidence is None:
        return seen
    predicted, sure = np.ascontiguousarray(classes[::step, ::step]), confidence[::step, ::step]
    judged = known & (predicted != VOID) & (not instant)
    wrong = int(np.count_nonzero(judged & (predicted != labels)))
    low, high = _around(predicted, reach)
    band = (low < high) & (predicted != VOID)
    table = np.zeros((3, 65536))
    for y in range(0, len(band), ROWS):
        rows = slice(y, y + ROWS)
        inside = band[rows]
        pairs = low[rows][inside].astype(np.int64) * 256 + high[rows][inside]
        for row, chosen in zip(table, (None, sure[rows][inside] < UNSURE, known[rows][inside]), strict=True):
            row += np.bincount(pairs, chosen, 65536)
    borders = {divmod(int(key), 256): tuple(int(n) for n in table[:, key]) for key in np.flatnonzero(table[0])}
    unlike = None if bright is None or labelled is None else find_unlike(bright, labels, labelled, predicted, sure)
    judges = int(np.count_nonzero(judged))
    return replace(seen, wrong=wrong, judged=judges, borders=borders, unlike=unlike)  # type: ignore[arg-type]


def _around(values: Bytes, reach: int) -> tuple[Bytes, Bytes]:
    """Lowest and highest class id within ``reach`` pixels of each pixel, without void."""
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    low = cv2.erode(values, window)  # void, 255, is never the lowest unless it is alone
    high = cv2.dilate(np.where(values == VOID, np.uint8(0), values), window)
    return np.asarray(low, np.uint8), np.asarray(np.maximum(high, np.where(low == VOID, low, 0)), np.uint8)


def unstroked_border(rows: Iterable[ImageEvidence]) -> Pair | None:
    """The pair of classes along whose predicted border the network is unsure and nothing is labelled; ``None`` if there
    is none, or if strokes do reach borders."""
    rows = list(rows)
    labelled = sum(row.labelled for row in rows)
    if not labelled or sum(row.near for row in rows) > coach.INSIDE * labelled:
        return None
    total: dict[Pair, NDArray[np.int64]] = {}
    for row in rows:
        for pair, counts in row.borders.items():
            total[pair] = total.get(pair, np.zeros(3, np.int64)) + counts
    found = [
        (int(unsure), pair)
        for pair, (band, unsure, stroked) in total.items()
        if band >= LEAST_BAND and unsure >= coach.UNSURE * band and stroked <= LABELLED_BAND * band
    ]
    return max(found)[1] if found else None


class Evidence(QObject):
    """Keeps the statistics of the images shown since the project was opened.

    Signals: ``changed()``: the statistics changed.
    """

    changed = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("coach_evidence")
        self._document, self._session = document, session
        self._seen: dict[str, ImageEvidence] = {}
        self._began = 0.0
        self._then: NDArray[np.int64] | None = None  # pixels per class when the training began, if one did
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._examine)
        for signal in (document.history_changed, document.prediction_changed, document.image_loaded):
            signal.connect(self._on_changed)
        document.project_changed.connect(self._on_project)
        session.state_changed.connect(self._on_session)

    def add_to(self, facts: Facts) -> Facts:
        """``facts`` with the pixel statistics."""
        table = self._document.classes
        pair = unstroked_border(self._seen.values()) or ()
        names = tuple(table.by_id(one).name for one in pair) if all(one in table for one in pair) else ()
        judged = sum(row.judged for row in self._seen.values())
        wrong = sum(row.wrong for row in self._seen.values()) / judged if judged else None
        added = None
        if self._then is not None:
            now = self._document.census.counts.total
            added = float(np.abs(now - self._then)[:VOID].sum()) / max(1, int(now[:VOID].sum()))
        return replace(facts, border=names, wrong=wrong, added=added, ground=self._unlike())

    def _unlike(self) -> tuple[str, bool] | None:
        """Of the image in view: the class predicted all over an area unlike all labels, and whether that is dark."""
        entry, table = self._document.entry, self._document.classes
        row = self._seen.get(entry.id) if entry is not None else None
        if row is None or row.unlike is None or row.bright is None or row.unlike.class_id not in table:
            return None
        if not row.unlike.unlike(one.bright for one in self._seen.values() if one.bright is not None):
            return None
        return table.by_id(row.unlike.class_id).name, row.unlike.brightness < row.bright[0]

    def _on_changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _examine(self) -> None:
        mask, entry, prediction = self._document.mask, self._document.entry, self._document.prediction
        if mask is None or entry is None:
            return

        def done(seen: ImageEvidence) -> None:
            if entry.id in {one.id for one in self._document.images} and self._seen.get(entry.id) != seen:
                self._seen[entry.id] = seen
                self.changed.emit()

        shown = (prediction.classes, prediction.confidence, prediction.instant) if prediction else (None, None, False)
        pixels = image.pixels if (image := self._document.image) is not None else None
        self._document.background.submit(examine, mask.array, *shown, pixels, done=done, owner=self)

    def _on_project(self) -> None:
        self._seen.clear()
        self._then, self._began = None, self._session.training.began
        self.changed.emit()

    def _on_session(self) -> None:
        began = self._session.training.began
        if began != self._began:
            self._began = began
            self._then = self._document.census.counts.total if began else None
