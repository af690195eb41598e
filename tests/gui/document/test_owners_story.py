"""Reading ahead, strokes, undo, class deletion, import and kills at random moments, against plain NumPy.

The drive is slow: a mask is opened, by whomever, only when the story lets it, so that every order of those who open
masks is met. After a kill the objects are left as they are, and the next start has what is on disk.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from segstudio.errors import UserError
from segstudio.formats import importing
from segstudio.gui.document.document import Document
from segstudio.gui.files import load_image, mask_store
from segstudio.gui.files.background import Background
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.painting import brush_segment
from segstudio.project import palette_png
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.project import Project
from tests.gui.conftest import draw_images
from tests.gui.scripted import PATIENCE, open_folder

SHAPE = (24, 40)
IMAGES = 5
CLASSES = ("ground", "cell", "crack", "dust")
POINTS = st.tuples(st.integers(0, SHAPE[1] - 1), st.integers(0, SHAPE[0] - 1))


class SlowDrive:
    """Masks are opened one by one, when ``let`` says so."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._permits, self.waiting, self._free = 0, 0, False

    def open_mask(self, *given: Any) -> StoredMask:
        """As the real one, in its time; at once on the thread of the window."""
        if threading.current_thread() is not threading.main_thread():
            with self._state:
                self.waiting += 1
                self._state.wait_for(lambda: self._permits > 0 or self._free, PATIENCE / 1000)
                self.waiting -= 1
                self._permits -= not self._free
        return open_mask(*given)

    def let(self, count: int) -> None:
        """So many more may be opened."""
        with self._state:
            self._permits = count
            self._state.notify_all()

    def free(self, is_free: bool) -> None:
        """Whether it is a fast drive from now on."""
        with self._state:
            self._free, self._permits = is_free, 0
            self._state.notify_all()


DRIVE = SlowDrive()


class Expected:
    """One image's mask by plain NumPy: its pixels, and those before each step that can be undone or redone."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.pixels = pixels
        self.undo: list[np.ndarray] = []
        self.redo: list[np.ndarray] = []

    def put(self, pixels: np.ndarray) -> None:
        if not np.array_equal(pixels, self.pixels):
            self.undo.append(self.pixels)
            self.redo.clear()
            self.pixels = pixels


class Story(RuleBasedStateMachine):
    """``coming``: what a deletion or an import under way makes of each image's pixels."""

    met = 0  # how often a deletion or an import was asked for while a mask was being opened

    def __init__(self) -> None:
        super().__init__()
        DRIVE.free(True)
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "0.segstudio"
        images = draw_images(self.place / "images", IMAGES, SHAPE)
        with Project.create(self.folder, classes=ClassTable.from_names(CLASSES), image_paths=images) as project:
            self.masks = {entry.id: Expected(np.full(SHAPE, VOID, np.uint8)) for entry in project.images}
        self.background = Background()
        self.left: list[tuple[Document, Background]] = []  # by a kill, as they were
        self.starts = 0
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self.coming: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
        self.deleted: int | None = None
        self.problems: list[UserError] = []
        self.refused = 0
        self.background = Background()
        self.document = document = Document(self.background, self.background)
        self.document.problem.connect(self.problems.append)
        self.document.classes_changed.connect(lambda: self._on_classes_changed(document))
        DRIVE.free(True)
        assert open_folder(self.document, self.folder)
        self._wait(lambda: self.document.mask is not None)
        DRIVE.free(False)

    def _wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while not done():
            QApplication.processEvents()
            assert time.monotonic() < end, "it never came"

    def _quiet(self) -> None:
        """Until every job waits for the drive or is done; what is done is not yet heard of."""
        end = time.monotonic() + PATIENCE / 1000
        pools = self.background, self.document.current._reads._pool
        while sum(not job.done() for pool in pools for job in list(pool._open)) > DRIVE.waiting:
            time.sleep(0.0005)
            assert time.monotonic() < end

    def _arrived(self, document: Document) -> None:
        """The deletion or the import is over; not one of a document that was killed."""
        if document is not self.document:
            return
        for image_id, change in self.coming.items():
            mask = self.masks[image_id]
            mask.put(change(mask.pixels))
        self.coming, self.deleted = {}, None

    def _on_classes_changed(self, document: Document) -> None:
        if self.deleted is not None and self.deleted not in document.classes:
            self._arrived(document)

    # ---- what a person does ---------------------------------------------------------------------------------------

    @rule(value=st.sampled_from((0, 1, 2, 3, VOID)), start=POINTS, end=POINTS, diameter=st.sampled_from((1, 8, 40)))
    def stroke(self, value: int, start: tuple[int, int], end: tuple[int, int], diameter: int) -> None:
        if value != VOID and value not in self.document.classes:
            return
        begun = self.document.strokes.begin("Brush")
        assert begun == (self.document.mask is not None)
        if begun:
            footprint = brush_segment(SHAPE, start, end, diameter)
            self.document.strokes.paint(footprint, value)
            self.document.strokes.commit()
            mask = self.masks[self.document.entry.id]
            pixels = mask.pixels.copy()
            pixels[footprint.rect.slices][footprint.inside] = value
            mask.put(pixels)

    @rule(back=st.booleans())
    def walk(self, back: bool) -> None:
        if self.document.mask is None:
            return
        mask = self.masks[self.document.entry.id]
        (self.document.queue.undo if back else self.document.queue.redo)()
        source, goal = (mask.undo, mask.redo) if back else (mask.redo, mask.undo)
        if source:
            goal.append(mask.pixels)
            mask.pixels = source.pop()

    @rule(at=st.integers(0, IMAGES - 1))
    def select(self, at: int) -> None:
        self.document.current.select(self.document.images[at].id)

    @rule(class_id=st.integers(0, 3), at=st.integers(0, IMAGES - 1))
    def delete(self, class_id: int, at: int) -> None:
        self._look_at(at)
        if class_id not in self.document.classes or len(self.document.classes) < 3:
            return
        self.refused += self.document.files.busy is not None
        if self.document.files.busy is None:
            Story.met += DRIVE.waiting > 0
            self.deleted = class_id
            self.coming = dict.fromkeys(self.masks, lambda old: np.where(old == class_id, np.uint8(VOID), old))
        self.document.class_changes.delete(class_id)

    def _look_at(self, at: int) -> None:
        """Another image, which is being read by now if it can be."""
        self.select(at)
        self._quiet()

    @rule(seed=st.integers(0, 99), at=st.integers(0, IMAGES - 1))
    def import_(self, seed: int, at: int) -> None:
        self._look_at(at)
        document, background = self.document, self.background
        busy = document.files.busy is not None
        self.refused += busy
        folder = self.place / f"masks {self.starts} {seed}"
        coming = {} if busy else self._masks_to_import(folder, np.random.default_rng(seed))

        def begin(project: Project) -> None:
            background.submit(
                importing.import_masks, project, folder, done=lambda _report: over(project), failed=failed
            )

        def over(project: Project) -> None:
            self._arrived(document)
            document.mask_release.reopen(project, [entry.id for entry in project.images])

        def failed(error: Exception) -> None:
            raise error

        Story.met += DRIVE.waiting > 0 and not busy
        if not busy:
            self.coming = coming
        assert document.mask_release.release(begin, lambda: None) is not busy

    def _masks_to_import(self, folder: Path, random: Any) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        coming: dict[str, Callable[[np.ndarray], np.ndarray]] = {}
        for entry in self.document.images:
            values = random.choice(np.array([*self.document.classes.ids, VOID], np.uint8), SHAPE)
            values[0, :2] = self.document.classes.ids[:2]  # with 0 and 255 only it would be asked what they mean
            data = palette_png.encode(values, self.document.project.classes.palette())
            (folder / f"{entry.stem}.png").write_bytes(data)
            coming[entry.id] = lambda old, new=values: np.where(new == VOID, old, new)
        return coming

    # ---- what happens meanwhile -----------------------------------------------------------------------------------

    @rule(count=st.integers(1, 4))
    def drive(self, count: int) -> None:
        DRIVE.let(count)
        self._quiet()

    @rule()
    def events(self) -> None:
        QApplication.processEvents()

    @rule()
    def autosave(self) -> None:
        self.document.files.masks.save_dirty()

    @rule()
    def rest(self) -> None:
        """Time passes: everything that is under way ends."""
        DRIVE.free(True)
        self._wait(lambda: self.document.files.busy is None and self.document.mask is not None)
        DRIVE.free(False)
        assert not self.coming

    @precondition(lambda self: self.starts < 4)
    @rule()
    def kill(self) -> None:
        self._quiet()
        self.document.project.flush()
        self._quiet()
        copy = self.place / f"{self.starts}.segstudio"
        shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("lock", ".lock-guard"))
        self.left.append((self.document, self.background))
        self.folder = copy
        DRIVE.free(True)
        self._compare()
        self._start()

    def _compare(self) -> None:
        """Each mask on disk is what was committed, or what the work under way makes of it; go on from there."""
        with Project.open(self.folder) as project:
            for entry in project.images:
                stored, mask = open_mask(project, entry, SHAPE), self.masks[entry.id]
                coming = self.coming.get(entry.id)
                if coming is not None and not np.array_equal(stored.mask.array, mask.pixels):
                    mask.put(coming(mask.pixels))
                assert np.array_equal(stored.mask.array, mask.pixels)
                assert stored.notice is None
                assert len(stored.mask.history.undo_stack) == len(mask.undo)
                stored.close()
        assert not list(self.folder.rglob("*aside*"))

    # ---- what must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def what_is_shown_is_what_was_painted(self) -> None:
        assert len(self.problems) == self.refused and all(error.hint for error in self.problems)
        if self.document.mask is not None:
            mask = self.masks[self.document.entry.id]
            assert np.array_equal(self.document.mask.array, mask.pixels)
            assert len(self.document.mask.history.undo_stack) == len(mask.undo)

    @invariant()
    def what_the_window_has_open_nobody_else_has(self) -> None:
        masks, owners = self.document.files.masks, self.document.project.open_masks
        assert all(owners[stored.image_id] is stored for stored in masks.values())

    def teardown(self) -> None:
        DRIVE.free(True)
        self._wait(lambda: self.document.files.busy is None and self.document.mask is not None)
        self.what_is_shown_is_what_was_painted()
        assert self.document.open_project.close()
        self._compare()
        for document, background in [*self.left, (self.document, self.background)]:
            document.open_project.abandon()
            background.close()
            background.deleteLater()
        shutil.rmtree(self.place)


def test_every_mask_has_one_owner_and_no_stroke_is_lost_whatever_opens_masks_when(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (load_image, importing):
        monkeypatch.setattr(module, "open_mask", DRIVE.open_mask)
    monkeypatch.setattr(importing, "in_threads", lambda take, pairs, *_: [take(pair) for pair in pairs])
    monkeypatch.setattr(mask_store, "KEEP_OPEN", 2)  # so that masks are closed and opened again
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    few = settings(
        max_examples=12, stateful_step_count=30, derandomize=True, deadline=None, database=None,
        suppress_health_check=checks, phases=[Phase.generate],  # threads take their time: a failure is not made smaller
    )  # fmt: skip
    Story.met = 0
    run_state_machine_as_test(Story, settings=few)
    assert Story.met > 3
