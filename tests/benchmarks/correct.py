"""How many gestures it takes to turn a given prediction into the true mask: the yardstick for correcting.

    python tests/benchmarks/correct.py [--quick] [--data DIR] [--sets membranes,street,magnetic-tiles] [--images 5]

A scripted user works in the real window, offscreen, with real mouse and key events only: accept the whole prediction,
then the largest wrong region first, one lasso around each (a one-pixel brush for specks), digit keys for the class,
until the mask equals the truth to the pixel. The given prediction is that of the random forest of ``forest.py``.
Counted: gestures (press to release, or a key) and pointer travel in screen pixels, until 95 %, 99 % and all pixels are
right. Baseline: the same user without a prediction, painting every region of the truth. Prints a table and, last, one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import common
import cv2
import forest
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sklearn.ensemble import RandomForestClassifier

from segstudio.gui.look.settings import Settings
from segstudio.gui.window.app import make_application
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, read_classes_json
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted
from segstudio.learning.process.engine import Engine
from segstudio.project import palette_png
from segstudio.project.project import Project

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
SPECK = 6  # pixels: smaller regions are dabbed, larger ones lassoed
PASSES = 8
MARKS = (0.95, 0.99, 1.0)


@dataclass
class Effort:
    """What the user did so far, and when (gestures, travel) each share of right pixels was reached."""

    gestures: int = 0
    travel: float = 0.0
    reached: dict[str, tuple[int, float]] = field(default_factory=dict)

    def mark(self, right: float) -> None:
        """Note the first time each mark is reached."""
        for mark in MARKS:
            if right >= mark:
                self.reached.setdefault(f"{mark:.2f}", (self.gestures, self.travel))


class User:
    """The hand on the mouse: sees the truth and the mask, sends events."""

    def __init__(self, window: MainWindow, truth: NDArray[np.uint8]) -> None:
        self.window, self.canvas, self.truth = window, window.canvas, truth
        self.effort = Effort()
        self._at = QPoint(0, 0)
        self._class = -1

    @property
    def labels(self) -> NDArray[np.uint8]:
        """The mask as it is."""
        mask = self.window.document.mask
        assert mask is not None
        return mask.array

    def accept_all(self) -> None:
        """The whole prediction, one gesture."""
        self.window.refresh()
        self.window.actions_["prediction.accept_image"].trigger()
        self._done()

    def work(self, limit: int | None) -> None:
        """Correct until nothing is wrong (or ``limit`` gestures are spent)."""
        for _ in range(PASSES):
            regions = self._wrong_regions()
            if not regions:
                return
            for value, points, pixels in regions:
                if limit is not None and self.effort.gestures >= limit:
                    return
                self._correct(value, points, pixels)

    def _wrong_regions(self) -> list[tuple[int, NDArray[np.int32], NDArray[np.int64]]]:
        """Connected wrong regions by true value, largest first: value, outline, pixels (x, y)."""
        wrong = self.labels != self.truth
        found = []
        for value in np.unique(self.truth[wrong]):
            region = (wrong & (self.truth == value)).astype(np.uint8)
            count, numbers, stats, _ = cv2.connectedComponentsWithStats(region, connectivity=8)
            for number in range(1, count):
                x, y, w, h, area = stats[number]
                part = np.ascontiguousarray(numbers[y : y + h, x : x + w] == number).astype(np.uint8)
                outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
                rows, columns = np.nonzero(part)
                pixels = np.stack([columns + x, rows + y], 1)
                found.append((int(area), int(value), outlines[0][:, 0] + (x, y), pixels))
        found.sort(key=lambda one: -one[0])
        return [(value, outline, pixels) for _, value, outline, pixels in found]

    def _correct(self, value: int, outline: NDArray[np.int32], pixels: NDArray[np.int64]) -> None:
        button = Qt.MouseButton.RightButton if value == VOID else Qt.MouseButton.LeftButton
        self._choose_class(value)
        if len(pixels) >= SPECK and len(outline) > 2:
            self._key(Qt.Key.Key_L, "lasso")
            self._drag(outline, button)
            return
        self._key(Qt.Key.Key_B, "brush")
        for pixel in pixels:
            if self.labels[pixel[1], pixel[0]] != value:
                self._drag(pixel[None], button)

    def _choose_class(self, value: int) -> None:
        if value in (VOID, self._class):
            return
        self._class = value
        digit = Qt.Key(Qt.Key.Key_0.value + value % 10)
        QTest.keyClick(self.canvas, digit, SHIFT if value >= 10 else NONE)
        if self.window.document.class_list.current != value:
            self.window.document.class_list.set_current(value)  # Shift+digit types another sign on some keyboards
        self.effort.gestures += 1

    def _key(self, key: Qt.Key, tool: str) -> None:
        if self.canvas.toolbox.tool.name != tool:
            QTest.keyClick(self.canvas, key)
            assert self.canvas.toolbox.tool.name == tool
            self.effort.gestures += 1

    def _drag(self, points: NDArray[Any], button: Qt.MouseButton) -> None:
        way = [self.canvas.transform.to_widget(float(x) + 0.5, float(y) + 0.5).toPoint() for x, y in points]
        QTest.mousePress(self.canvas, button, NONE, way[0])
        for point in way[1:]:
            QTest.mouseMove(self.canvas, point)
        QTest.mouseRelease(self.canvas, button, NONE, way[-1])
        for point in way:
            step = point - self._at
            self.effort.travel += float(np.hypot(step.x(), step.y()))
            self._at = point
        self._done()

    def _done(self) -> None:
        self.effort.gestures += 1
        self.effort.mark(float((self.labels == self.truth).mean()))


def given_predictions(folder: Path, images: list[Path], quick: bool) -> list[NDArray[np.uint8]]:
    """Class ids ``uint8[h, w]`` of the forest for each image."""
    chosen = common.choose_training(folder, 4 if quick else 24)
    features, labels, *_ = forest.sample(chosen, 500 if quick else forest.PIXELS, np.random.default_rng(0))
    model = RandomForestClassifier(20 if quick else forest.TREES, random_state=0, min_samples_leaf=2)
    model.fit(features, labels)
    found = []
    for path in images:
        answers = forest.filters(path)
        guess = model.predict(answers.reshape(-1, answers.shape[-1])).reshape(answers.shape[:2])
        found.append(cv2.medianBlur(np.ascontiguousarray(guess.astype(np.uint8)), 5))
    return found


def correct_one(
    folder: Path, image: Path, guess: NDArray[np.uint8] | None, work: Path, limit: int | None
) -> tuple[Effort, bool]:
    """One image in a window of its own; the effort and whether the mask became the truth."""
    truth = palette_png.decode(common.mask_of(image)).array
    project = work / f"{image.stem}{'' if guess is None else '_given'}.segstudio"
    with Project.create(project, classes=read_classes_json(folder / "classes.json"), image_paths=[image]):
        pass
    window = MainWindow(Settings(work / "settings.ini"), Engine())
    window.resize(1440, 900)
    window.show()
    window.document.open_project.open(project, lambda opened: None)
    while window.document.mask is None:
        QTest.qWait(10)
    window.canvas.transform.fit()
    if window.canvas.transform.zoom < 1:
        window.canvas.transform.one_to_one()
    QTest.qWait(100)  # what can be done is refreshed a moment after the image came
    window.canvas.toolbox.set_brush_size(1)
    user = User(window, truth)
    if guess is not None:
        entry = window.document.entry
        assert entry is not None
        rect, sure = Rect.of_shape(guess.shape), np.full(guess.shape, 200, np.uint8)
        window.document.predictions.put(Predicted(1, entry.id, rect, guess, sure, "given", 1))
        user.accept_all()
    user.work(limit)
    same = bool(np.array_equal(user.labels, truth))
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # two windows would make every key ambiguous
    return user.effort, same


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="one image and few gestures, to see that it runs")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--sets", default=",".join(common.SETS))
    parser.add_argument("--images", type=int, default=5)
    options = parser.parse_args()
    common.need(options.data)
    make_application([])
    rows: dict[str, Any] = {}
    heads = f"{'gestures to 95 %':>18}{'99 %':>8}{'all':>8}{'travel px':>11}{'blank':>8}"
    print(f"{'set':16}{'image':28}{'start':>7}{'exact':>7}{heads}")
    for name in options.sets.split(","):
        folder = options.data / name
        images = sorted((folder / "val" / "images").iterdir())[: 1 if options.quick else options.images]
        rows[name] = []
        for image, guess in zip(images, given_predictions(folder, images, options.quick), strict=True):
            rows[name].append(measure(folder, image, guess, 40 if options.quick else None))
    print(json.dumps({"benchmark": "correct", "sets": rows}))


def measure(folder: Path, image: Path, guess: NDArray[np.uint8], limit: int | None) -> dict[str, Any]:
    """One row: with the given prediction and, as the baseline, from a blank mask."""
    began = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as work:
        given, same = correct_one(folder, image, guess, Path(work), limit)
        blank, _ = correct_one(folder, image, None, Path(work), limit)
    truth = palette_png.decode(common.mask_of(image)).array
    start = float((guess == truth).mean())
    to = {mark: given.reached.get(f"{mark:.2f}", (None, None))[0] for mark in MARKS}
    cells = "".join(f"{to[m] if to[m] is not None else '-':>{w}}" for m, w in zip(MARKS, (18, 8, 8), strict=True))
    text = f"{folder.name:16}{image.stem[:26]:28}{start:7.2f}{'yes' if same else 'no':>7}{cells}"
    print(f"{text}{given.travel:11.0f}{blank.gestures:8}", flush=True)
    return {
        "image": image.stem, "start": start, "exact": same, "gestures": given.gestures, "travel_px": given.travel,
        "reached": given.reached, "blank_gestures": blank.gestures, "blank_travel_px": blank.travel,
        "wall_s": time.perf_counter() - began[0], "cpu_s": time.process_time() - began[1],
    }  # fmt: skip


if __name__ == "__main__":
    main()
