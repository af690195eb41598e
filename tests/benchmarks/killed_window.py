"""The work of ``killed_work.py`` in the real window, offscreen, until somebody kills it."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from killed_work import TRAIN, Mask, Work, random_mask
from PySide6.QtTest import QTest

from segstudio.formats.importing import look
from segstudio.gui.document import current_image
from segstudio.gui.files import mask_store
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.app import make_application, open_window
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import Predicted, TrainSettings
from segstudio.learning.process.engine import Engine

SLOW = 0.03  # seconds that an image takes to come from the drive, at most: what others do meanwhile is what is tried


class InWindow(Work):
    """The real window, offscreen, with autosave hurried so that kills meet writes."""

    def __init__(self, folder: Path, seed: int, pipe: Connection, masks: dict[str, Mask], learner: bool) -> None:
        super().__init__(folder, seed, pipe, masks)
        mask_store.AUTOSAVE_MS = int(self.random.choice([1, 30, 300]))
        mask_store.KEEP_OPEN = int(self.random.choice([1, 2, 6]))  # so that masks are closed and opened again
        if not learner:
            Engine.start = lambda self: None  # type: ignore[method-assign]
        read = current_image.load_image
        slow = random.Random(seed)
        current_image.load_image = lambda *given: (time.sleep(slow.uniform(0, SLOW)), read(*given))[1]
        make_application([])
        self.window = open_window(Settings(folder.parent / "settings.ini"), folder)
        self.document = self.window.document
        self.document.problem.connect(lambda error: pipe.send(("failed", f"the window says: {error}")))
        self.wait(lambda: self.document.mask is not None)

    def begin(self, kind: str) -> None:
        """Mostly the kill meets a training that is under way, else its beginning."""
        if kind == TRAIN and self.random.random() < 0.7:
            self.train()
            self.wait(lambda: bool(self.window.session.training.steps))

    def wait(self, done: Callable[[], bool]) -> None:
        """The event loop until then."""
        end = time.monotonic() + 120
        while not done():
            QTest.qWait(1)
            if time.monotonic() > end:
                raise TimeoutError(self.window.banner.current)

    def step(self) -> None:
        """Another image, which may have been read ahead."""
        self.document.current.select(str(self.random.choice([entry.id for entry in self.document.images])))
        self.wait(lambda: self.document.mask is not None)

    def found(self) -> Mask:
        """The current image's pixels as the window shows them."""
        return np.array(self.document.mask.array)

    def stroke(self, value: int | None = None) -> None:
        """A stroke, reported when it is about to be lifted."""
        strokes, image_id = self.document.strokes, self.document.entry.id
        footprint, any_value = self.dab(self.document.mask.shape)
        strokes.begin("Brush")
        strokes.paint(footprint, any_value if value is None else value)
        self.change(image_id, self.found(), strokes.commit, self.found)

    def undo(self) -> None:
        """The newest step taken back."""
        history, after = self.document.mask.history, self.found()
        if history.undo_stack:
            history.undo_stack[-1].apply(after)
            self.change(self.document.entry.id, after, self.document.queue.undo, self.found)

    def paint(self) -> None:
        """Strokes, undo and other images."""
        choice = self.random.random()
        (self.step if choice < 0.15 else self.undo if choice < 0.3 else self.stroke)()

    def accept(self) -> None:
        """A prediction of the whole image, accepted, or a rectangle of it."""
        document, shape = self.document, self.document.mask.shape
        seen, rect = random_mask(self.random, shape), Rect.of_shape(shape)
        sure = np.full(shape, 200, np.uint8)
        document.predictions.put(Predicted(1, document.entry.id, rect, seen, sure, "run", 1))
        before, whole = self.found(), bool(self.random.random() < 0.5)
        part = np.zeros(shape, np.bool_)
        area = rect if whole else Rect(10, 10, 60, 40)
        part[area.slices] = True
        expected = np.where(part & (seen != VOID) & ((before == VOID) if whole else True), seen, before)
        act = document.acceptance.accept_all if whole else lambda: document.acceptance.accept_rect(area)
        self.change(document.entry.id, expected, act, self.found)
        self.paint()

    def import_(self) -> None:
        """Masks from a folder, while other images are looked at."""

        def run() -> None:
            self.window.imports.start(look(self.window.document.project, self.place))
            while self.window.imports.job.running:
                self.document.current.step(int(self.random.choice([-1, 1])))
                QTest.qWait(1)
            self.wait(lambda: self.document.mask is not None)

        self.imported(self.document.project, run)
        self.stroke()

    def delete(self) -> None:
        """A class painted on some images and deleted on all, while others are read and painted on."""
        new = self.document.class_list.add(f"class {time.monotonic_ns()}")
        assert new is not None
        for _ in range(2):
            self.step()
            self.stroke(new)

        def run() -> None:
            self.document.current.step(int(self.random.choice([-1, 1])))  # it is still being read, or read ahead of
            QTest.qWait(int(self.random.integers(0, 30)))
            self.document.class_changes.delete(new)
            while new in self.document.classes:
                self.document.current.step(int(self.random.choice([-1, 1])))
                QTest.qWait(int(self.random.integers(0, 3)))
                if self.document.mask is not None and self.random.random() < 0.5:
                    self.stroke(int(self.random.choice([0, 1, 2])))
            self.wait(lambda: self.document.mask is not None)

        self.replaced(new, run)
        self.stroke()

    def export(self) -> None:
        """Masks to a folder, with strokes meanwhile."""
        self.window.exports.start("labels", self.out, "palette-png")
        while self.window.exports.job.running:
            self.stroke()
            QTest.qWait(1)
        self.paint()

    def train(self) -> None:
        """A training with strokes meanwhile."""
        session = self.window.session
        if session.state != "training":
            session.trainings.settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", device="cpu")
            session.start_training()
        for _ in range(5):
            self.paint()
            QTest.qWait(10)
