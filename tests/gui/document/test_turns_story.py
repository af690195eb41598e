"""Whatever a person does between two turns of a large edit: pixels, counts, history, journal and screen agree."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.gui.document import class_changes, edit_queue
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Rect
from segstudio.labels.painting import brush_segment, whole
from segstudio.learning.messages import Predicted
from segstudio.project.masks import open_mask, read_mask
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import PATIENCE, open_folder

SHAPE = (300, 520)  # six tiles, the outer ones cut
CLASSES = ("background", "disc", "rest", "crack")
VALUES = st.sampled_from((0, 1, 2, 3, VOID))
NO_EDITS = ("_on_answers", "_on_save")  # what waits in the line for the edits before it
POINTS = st.tuples(st.integers(-20, 540), st.integers(-20, 320))


class Expected:
    """One image's mask by plain NumPy: its pixels, and those before each step that can be undone or redone."""

    def __init__(self) -> None:
        self.pixels = np.full(SHAPE, VOID, np.uint8)
        self.undo: list[np.ndarray] = []
        self.redo: list[np.ndarray] = []

    def put(self, pixels: np.ndarray) -> None:
        if not np.array_equal(pixels, self.pixels):
            self.undo.append(self.pixels)
            self.redo.clear()
            self.pixels = pixels

    def walk(self, source: list[np.ndarray], goal: list[np.ndarray]) -> None:
        if source:
            goal.append(self.pixels)
            self.pixels = source.pop()


class Story(RuleBasedStateMachine):
    """What was asked for and is not done yet waits in ``asked``, as it waits in the document's line."""

    meetings = 0  # how often something was asked for while an edit was half done

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "Story.segstudio"
        images = draw_images(self.place / "images", 2, SHAPE)
        with Project.create(self.folder, classes=ClassTable.from_names(CLASSES), image_paths=images) as project:
            project.save()
            self.masks = {entry.id: Expected() for entry in project.images}
        self.asked: list[Callable[[], None]] = []
        self.screen = np.zeros(SHAPE, np.uint8)
        self.hand: np.ndarray | None = None  # the mask with a stroke that is still open
        self.locked: set[int] = set()
        self.kills = 0
        self.problems: list[object] = []
        self.background = Background()
        self.document = Document(self.background, self.background)
        self.document.mask_changed.connect(self._on_mask_changed)
        self.document.image_loaded.connect(self._on_image_loaded)
        self.document.problem.connect(self.problems.append)
        self._open()

    # ---- the window's part --------------------------------------------------------------------------------------

    def _on_mask_changed(self, rect: Rect) -> None:
        self.screen[rect.slices] = self.document.mask.array[rect.slices]

    def _on_image_loaded(self) -> None:
        if self.document.mask is not None:
            self.screen = self.document.mask.array.copy()

    def _open(self) -> None:
        assert open_folder(self.document, self.folder)
        self._wait(lambda: self.document.mask is not None)

    def _wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while not done():
            QApplication.processEvents()
            assert time.monotonic() < end, "it never came"
        self._settle()

    # ---- what is expected ---------------------------------------------------------------------------------------

    @property
    def now(self) -> Expected:
        return self.masks[self.document.entry.id]

    def _settle(self) -> None:
        edits = [edit for edit in self.document.queue._edits if edit.done.__name__ not in NO_EDITS]
        while len(self.asked) > len(edits):
            self.asked.pop(0)()

    def _ask(self, expected: Callable[[], None]) -> None:
        Story.meetings += len(self.asked) > 0 and self.document.mask.stroking
        self.asked.append(expected)
        self._settle()

    def _end_stroke(self) -> None:
        """Whatever is asked for now ends the stroke of a hand first."""
        self._settle()
        if self.hand is not None:
            self.now.put(self.hand)
            self.hand = None

    def _part_stroke(self) -> None:
        """A hand paints on after a save, and what it had painted is a step of its own."""
        self._settle()
        if self.hand is not None:
            self.now.put(self.hand)
            self.hand = self.now.pixels.copy()

    def _free(self, pixels: np.ndarray) -> np.ndarray:
        return ~np.isin(pixels, list(self.locked))

    # ---- what a person does ---------------------------------------------------------------------------------------

    @rule(value=VALUES, start=POINTS, end=POINTS, diameter=st.sampled_from((1, 30, 300)), lift=st.booleans())
    def stroke(self, value: int, start: tuple[int, int], end: tuple[int, int], diameter: int, lift: bool) -> None:
        self.document.strokes.begin("Brush")
        self._end_stroke()
        self.hand = self.now.pixels.copy()
        footprint = brush_segment(SHAPE, start, end, diameter)
        self.document.strokes.paint(footprint, value)
        part = self.hand[footprint.rect.slices]
        part[footprint.inside & self._free(part)] = value
        if lift:
            self.document.strokes.commit()
            self._end_stroke()

    @rule()
    def cancel(self) -> None:
        self.document.strokes.cancel()
        self._settle()
        self.hand = None

    @rule(value=VALUES)
    def fill(self, value: int) -> None:
        if value in self.locked:
            return
        self.document.edits.fill("Fill", whole(SHAPE), value)
        self._end_stroke()
        locked = set(self.locked)

        def expected(mask: Expected = self.now) -> None:
            mask.put(np.where(np.isin(mask.pixels, list(locked)), mask.pixels, np.uint8(value)))

        self._ask(expected)

    @rule(value=st.sampled_from((0, 1, 2)), run=st.sampled_from(("one", "two")), part=st.booleans())
    def predict(self, value: int, run: str, part: bool) -> None:
        rect = Rect(40, 30, 300, 200) if part else Rect.of_shape(SHAPE)
        classes = np.full((rect.h, rect.w), value, np.uint8)
        classes[::3] = (value + 1) % 3
        sure = np.full_like(classes, 200)
        self.document.predictions.put(Predicted(1, self.document.entry.id, rect, classes, sure, run, 1))
        self._settle()

    @precondition(lambda self: self.document.prediction is not None and self.hand is None)
    @rule()
    def accept(self) -> None:
        seen = self.document.prediction.classes.copy()
        self.document.acceptance.accept_all()
        welcome = (seen != VOID) & self._free(seen)

        def expected(mask: Expected = self.now) -> None:
            mask.put(np.where((mask.pixels == VOID) & welcome, seen, mask.pixels))

        self._ask(expected)

    @precondition(lambda self: self.hand is None)
    @rule(value=st.sampled_from((0, 1, 2)), run=st.sampled_from(("one", "two")), turns=st.integers(0, 5))
    def accept_while_the_network_answers(self, value: int, run: str, turns: int) -> None:
        self.fill(VOID)
        self.predict(1, "one", False)
        self.turn(turns)
        if self.document.prediction is not None:
            self.accept()
            self.turn(turns)
            self.predict(value, run, False)

    @rule(back=st.booleans())
    def walk(self, back: bool) -> None:
        if self.hand is not None:
            (self.document.queue.undo if back else self.document.queue.redo)()  # not while a hand paints
            return

        def expected(mask: Expected = self.now) -> None:
            mask.walk(*((mask.undo, mask.redo) if back else (mask.redo, mask.undo)))

        (self.document.queue.undo if back else self.document.queue.redo)()
        self._ask(expected)

    @rule(class_id=st.integers(0, 3))
    def lock(self, class_id: int) -> None:
        if self.asked or self.hand is not None or class_id not in self.document.classes:
            return
        self.locked ^= {class_id}
        self.document.class_list.change(lambda table: table.set_locked(class_id, class_id in self.locked))

    # ---- what happens meanwhile -------------------------------------------------------------------------------------

    @rule(turns=st.integers(1, 5))
    def turn(self, turns: int) -> None:
        for _ in range(turns):
            if self.document.queue.busy:
                self.document.queue._on_turn()
                self._settle()

    @rule()
    def events(self) -> None:
        QApplication.processEvents()
        self._settle()

    @rule()
    def autosave(self) -> None:
        self.document.files.masks.save_dirty()

    @rule()
    def save(self) -> None:
        self.document.saving.save()
        self._part_stroke()

    @rule()
    def train(self) -> None:
        """The masks are on disk when the training begins."""
        begun: list[bool] = []
        self.document.saving.prepare_training(lambda: begun.append(True))
        self._part_stroke()
        self._wait(lambda: bool(begun))
        for entry in self.document.images:
            path = self.document.project.mask_path(entry)
            found = read_mask(path) if path.is_file() else np.full(SHAPE, VOID, np.uint8)
            assert np.array_equal(found, self.masks[entry.id].pixels)

    @rule()
    def another_image(self) -> None:
        self.document.strokes.commit()
        self._end_stroke()
        step = 1 if self.document.entry == self.document.images[0] else -1
        self.document.current.step(step)
        self._wait(lambda: self.document.mask is not None)

    @rule(save=st.booleans())
    def close(self, save: bool) -> None:
        if save:
            assert self.document.open_project.close()
            self.hand = None  # a stroke that is not lifted when the window closes is given back
        else:
            self.document.strokes.commit()
            self._end_stroke()
            self.document.open_project.abandon()
        self._settle()
        self._open()

    @precondition(lambda self: self.kills < 3 and self.hand is None)
    @rule()
    def kill(self) -> None:
        """What is on disk at this moment is all that the next start has: every edit that was done, no half one."""
        self.kills += 1
        for future in list(self.background._open):  # their answers are not heard yet; the copy is of one moment
            future.exception()
        self.document.project.flush()
        copy = self.place / f"killed_{self.kills}"
        shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("lock"))
        with Project.open(copy) as project:
            for entry in project.images:
                stored = open_mask(project, entry, SHAPE)
                assert np.array_equal(stored.mask.array, self.masks[entry.id].pixels)
                assert len(stored.mask.history.undo_stack) == len(self.masks[entry.id].undo)
                assert len(stored.mask.history.redo_stack) == len(self.masks[entry.id].redo)
                stored.close()

    # ---- what must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def everything_agrees(self) -> None:
        mask, expected = self.document.mask, self.now
        assert not self.problems
        assert np.array_equal(mask.counts(), np.bincount(mask.array.ravel(), minlength=256))
        assert np.array_equal(mask.settled(), expected.pixels)
        assert np.array_equal(self.screen, mask.array)
        if not self.document.queue.busy:
            assert np.array_equal(mask.array, expected.pixels if self.hand is None else self.hand)
            assert len(mask.history.undo_stack) == len(expected.undo)
            assert len(mask.history.redo_stack) == len(expected.redo)
            if self.hand is None:
                counted = self.document.census.counts.get(self.document.entry.id)
                assert np.array_equal(counted, mask.counts())

    def teardown(self) -> None:
        self.document.open_project.abandon()
        self.background.close()
        self.background.deleteLater()
        shutil.rmtree(self.place)


def test_edits_in_turns_agree_with_plain_numpy_whatever_is_done_between(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (edit_queue, class_changes):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(edit_queue, "TURN", 0.0)
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    few = settings(
        max_examples=40, stateful_step_count=25, derandomize=True, deadline=None, database=None,
        suppress_health_check=checks,
    )  # fmt: skip
    Story.meetings = 0
    run_state_machine_as_test(Story, settings=few)
    assert Story.meetings > 5
