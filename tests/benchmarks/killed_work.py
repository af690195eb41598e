"""What ``kills.py`` has a process do until it is killed: six kinds of work. Here: without a window.

Everything that is to be committed is sent first, and again once it is: see ``Ledger`` there for the messages. The same
in the window: ``killed_window.py``.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from common import ROOT  # noqa: F401  finds the checkout
from numpy.typing import NDArray

from segstudio.cli.main import main
from segstudio.gui.files.load_image import replace_everywhere
from segstudio.labels.actions import accept
from segstudio.labels.classes import VOID
from segstudio.labels.painting import brush_segment
from segstudio.labels.rules import everything
from segstudio.labels.steps import silent
from segstudio.project import palette_png
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.project import Project

Mask = NDArray[np.uint8]
CLASSES = ("ground", "cell", "crack")
PAINT, ACCEPT, IMPORT, DELETE, EXPORT, TRAIN = KINDS = ("paint", "accept", "import", "delete", "export", "train")
WINDOW, PROJECT = LAYERS = ("window", "project")
SUDDEN = 0.02  # share of the changes in which the process dies by itself
SMALL_TRAINING = ("--encoder", "mobilenet_v3_large", "--weights", "none", "--device", "cpu")


def random_mask(random: np.random.Generator, shape: tuple[int, int]) -> Mask:
    """Blocks of all classes and void."""
    rows, columns = -(-shape[0] // 20), -(-shape[1] // 20)
    blocks = random.choice(np.array([0, 1, 2, VOID], np.uint8), (rows, columns))
    blocks[0, :3] = 0, 1, 2
    return np.ascontiguousarray(np.kron(blocks, np.ones((20, 20), np.uint8))[: shape[0], : shape[1]])


def command(arguments: list[str], answer: Connection) -> None:
    """One command of the command line in a process of its own; sends its exit code and what it wrote."""
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        code = main(arguments)
    answer.send((code, said.getvalue()))


def die(seconds: float) -> None:
    """SIGKILL by its own hand: that of another process comes too late for a change of a millisecond."""
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


class Work:
    """What both layers share: chance, the messages, and every image's pixels as they were told last."""

    def __init__(self, folder: Path, seed: int, pipe: Connection, masks: dict[str, Mask]) -> None:
        self.folder, self.pipe, self.now = folder, pipe, masks
        self.random = np.random.default_rng(seed)
        self.place = folder.parent / "masks to import"
        self.out = folder.parent / "export"

    def begin(self, kind: str) -> None:
        """Before the first kill may come."""

    def pending(self, image_id: str, pixels: Mask) -> None:
        """The image will hold these pixels; now and then the process dies while they are being written."""
        self.pipe.send(("pending", image_id, pixels.copy()))
        if self.random.random() < SUDDEN:
            threading.Thread(target=die, args=(10 ** float(self.random.uniform(-5, -2)),), daemon=True).start()

    def done(self, image_id: str, pixels: Mask) -> None:
        """The image holds these pixels, and nothing that happens to the program may change that."""
        self.now[image_id] = pixels.copy()
        self.pipe.send(("done", image_id, self.now[image_id]))

    def change(self, image_id: str, expected: Mask, act: Callable[[], object], found: Callable[[], Mask]) -> None:
        """One change of one image, told before and after."""
        self.pending(image_id, expected)
        act()
        self.done(image_id, found())

    def dab(self, shape: tuple[int, int]) -> tuple[Any, int]:
        """A stroke anywhere and its value."""
        (x0, x1), (y0, y1) = (self.random.integers(0, side, 2) for side in (shape[1], shape[0]))
        footprint = brush_segment(shape, (int(x0), int(y0)), (int(x1), int(y1)), int(self.random.integers(1, 25)))
        return footprint, int(self.random.choice([0, 1, 2, VOID]))

    def masks_to_import(self, project: Project) -> dict[str, Mask]:
        """A folder of new masks; what each image will hold."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        expected = {}
        for entry in project.images:
            values = random_mask(self.random, entry.shape)
            (self.place / f"{entry.stem}.png").write_bytes(palette_png.encode(values, project.classes.palette()))
            expected[entry.id] = np.where(values == VOID, self.now[entry.id], values)
        return expected

    def imported(self, project: Project, run: Callable[[], None]) -> None:
        """An import by ``run``, told before and after."""
        expected = self.masks_to_import(project)
        for image_id, pixels in expected.items():
            self.pending(image_id, pixels)
        run()
        for image_id, pixels in expected.items():
            self.done(image_id, pixels)

    def replaced(self, old: int, run: Callable[[], None]) -> None:
        """A class that is deleted everywhere by ``run``, told before and after."""
        self.pipe.send(("replacing", old))
        run()
        self.now = {image_id: np.where(pixels == old, VOID, pixels) for image_id, pixels in self.now.items()}
        self.pipe.send(("replaced", old))


class InProject(Work):
    """The project layer and the command line."""

    def __init__(self, folder: Path, seed: int, pipe: Connection, masks: dict[str, Mask]) -> None:
        super().__init__(folder, seed, pipe, masks)
        self.stored: StoredMask | None = None

    def painted(self, project: Project) -> Iterator[StoredMask]:
        """A few turns with the mask of one image, saved or not."""
        entry = project.images[int(self.random.integers(len(project.images)))]
        stored = open_mask(project, entry, entry.shape)
        stored.mask.history.limit_bytes = int(self.random.choice([2000, 1 << 20]))  # so that journals are rewritten
        for _ in range(int(self.random.integers(1, 6))):
            yield stored
            if self.random.random() < 0.4:
                stored.save(project.classes.palette())
        stored.close()

    def stroke(self, stored: StoredMask) -> None:
        """A stroke."""
        footprint, value = self.dab(stored.mask.shape)
        stored.mask.begin("Brush")
        stored.mask.paint(footprint, value, everything())
        self.change(stored.image_id, stored.mask.array, stored.commit, lambda: stored.mask.array)

    def paint(self) -> None:
        """Strokes and undo on several images."""
        with Project.open(self.folder) as project:
            for _ in range(4):
                for stored in self.painted(project):
                    history, after = stored.mask.history, stored.mask.array.copy()
                    if self.random.random() < 0.2 and history.undo_stack:
                        history.undo_stack[-1].apply(after)
                        self.change(stored.image_id, after, stored.undo, lambda one=stored: one.mask.array)
                    else:
                        self.stroke(stored)

    def accept(self) -> None:
        """Predictions accepted."""
        with Project.open(self.folder) as project:
            for _ in range(4):
                for stored in self.painted(project):
                    seen, before = random_mask(self.random, stored.mask.shape), stored.mask.array.copy()
                    expected = np.where(seen == VOID, before, seen)
                    self.change(
                        stored.image_id, expected,
                        lambda one=stored, new=seen: accept(one.mask, new, everything(), commit=one.commit),
                        lambda one=stored: one.mask.array,
                    )  # fmt: skip

    def import_(self) -> None:
        """``segstudio import``."""
        with Project.open(self.folder, write=False) as project:
            self.imported(project, lambda: self.command("import", str(self.place)))

    def delete(self) -> None:
        """A class replaced everywhere, as the window does it in the background."""
        with Project.open(self.folder) as project:
            project.set_classes(project.classes.add(f"class {time.monotonic_ns()}"))
            new = project.classes.ids[-1]
            for entry in project.images[:3]:
                stored = open_mask(project, entry, entry.shape)
                footprint, _ = self.dab(entry.shape)
                stored.mask.begin("Brush")
                stored.mask.paint(footprint, new, everything())
                self.change(entry.id, stored.mask.array, stored.commit, lambda one=stored: one.mask.array)
                stored.save(project.classes.palette())
                stored.close()

            def run() -> None:
                replace_everywhere(project, list(project.images), new, VOID, "Delete class", {}, silent)
                project.set_classes(project.classes.remove(new))

            self.replaced(new, run)

    def export(self) -> None:
        """``segstudio export`` of strokes that were just painted."""
        self.paint()
        self.command("export", str(self.out))

    def train(self) -> None:
        """``segstudio train``."""
        self.paint()
        self.command("train", *SMALL_TRAINING, "--steps", "6")

    def command(self, name: str, *more: str) -> None:
        """One command that must succeed."""
        code = main([name, str(self.folder), *more])
        if code:
            raise RuntimeError(f"{name} ended with {code}")


def work(kind: str, layer: str, folder: Path, seed: int, pipe: Connection, masks: dict[str, Mask]) -> None:
    """Do one kind of work until somebody kills this process."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as said:
        try:
            if layer == WINDOW:
                from killed_window import InWindow  # which imports this file

                doing: Work = InWindow(folder, seed, pipe, masks, kind == TRAIN)
            else:
                doing = InProject(folder, seed, pipe, masks)
            act = getattr(doing, "import_" if kind == IMPORT else kind)
            doing.begin(kind)
            pipe.send(("ready",))
            while True:
                act()
        except BaseException as error:
            pipe.send(("failed", f"{type(error).__name__}: {error} {said.getvalue()[-2000:]}"))
            raise
