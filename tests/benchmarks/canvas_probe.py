"""What the canvas benchmarks share: a big project, the real window around it, a training beside it, and a stopwatch.

Everything goes through the real window with real events; the stopwatch ends when the canvas has painted.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from common import ROOT  # noqa: E402
from PySide6.QtCore import QEventLoop  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from segstudio.gui.canvas.canvas import Canvas  # noqa: E402
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings  # noqa: E402
from segstudio.gui.look.theme import apply_theme  # noqa: E402
from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.labels.classes import ClassTable  # noqa: E402
from segstudio.labels.geometry import Rect  # noqa: E402
from segstudio.learning.messages import Event, Predicted, Request  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

CLASSES = ("ground", "road", "tree", "house", "water")
PIECE = 768  # side of the pieces in which the learner answers


class SilentEngine:
    """The window's engine without a process: the training that is measured beside runs by itself."""

    left = None

    def start(self) -> None:
        """Nothing starts."""

    def submit(self, request: Request) -> None:
        """Nobody answers."""

    def poll(self) -> list[Event]:
        """Nothing was said."""
        return []

    def leave(self, request: object) -> None:
        """Nothing runs."""


@dataclass
class Times:
    """Milliseconds of one kind of event: until painted, CPU of the window's thread, until the thread was free."""

    painted: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    free: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Median, p99 and worst."""
        if not self.painted:
            return {}
        return {
            "n": len(self.painted),
            "median_ms": round(float(np.median(self.painted)), 2),
            "p99_ms": round(float(np.percentile(self.painted, 99)), 2),
            "cpu_ms": round(float(np.median(self.cpu)), 2),
            "cpu_p99_ms": round(float(np.percentile(self.cpu, 99)), 2),
            "free_ms": round(float(np.median(self.free)), 2),
            "free_p99_ms": round(float(np.percentile(self.free, 99)), 2),
        }


class Stopwatch:
    """Times events from just before they are sent to the end of the paint that answers them.

    Made before the window: PySide looks up an overridden method once for each widget.
    """

    def __init__(self) -> None:
        self._painted_at = 0.0
        paint = Canvas.paintEvent

        def timed(canvas: Canvas, event: QPaintEvent) -> None:
            paint(canvas, event)
            self._painted_at = time.perf_counter()

        Canvas.paintEvent = timed  # type: ignore[method-assign]

    def time(self, act: Callable[[], Any], times: Times, patience: float = 1.0, unseen: bool = False) -> None:
        """Carry out ``act`` and wait until the canvas has painted.

        When it never does, nothing is noted, or with ``unseen`` the time until the thread was free: a dab that covers
        the canvas and more changes nothing in sight, so that nothing is painted.
        """
        start, cpu = time.perf_counter(), time.thread_time()
        act()
        QApplication.processEvents()
        free, spent = time.perf_counter(), time.thread_time()
        while self._painted_at <= start and time.perf_counter() - start <= patience:
            QApplication.processEvents()
            if self._painted_at > start:
                free, spent = time.perf_counter(), time.thread_time()
        if self._painted_at > start or unseen:
            times.painted.append(1e3 * ((self._painted_at if self._painted_at > start else free) - start))
            times.cpu.append(1e3 * (spent - cpu))
            times.free.append(1e3 * (free - start))

    @staticmethod
    def pause(seconds: float) -> None:
        """What a hand leaves between two events: the window does what it has to do, then waits."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            QApplication.processEvents()
            time.sleep(0.0005)


def reading(document: Document) -> bool:
    """Whether any image is being read, the current one or one ahead."""
    reads = document.current._reads
    return bool(reads._running or reads._wanted or reads._ahead)


def wait_until(true: Callable[[], bool], seconds: float = 120.0) -> float:
    """Run the window until something holds; how long that took, in seconds."""
    start = time.perf_counter()
    while not true():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.0005)
        if time.perf_counter() - start > seconds:
            raise SystemExit("The window did not get there in time.")
    return time.perf_counter() - start


def big_project(folder: Path, size: int, count: int) -> Path:
    """A project of ``count`` RGB PNGs of ``size`` x ``size`` with five classes."""
    images = folder / "images"
    images.mkdir(parents=True)
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 24, (1024, 1024, 3), dtype=np.uint8)
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    smooth = (100 + 60 * np.sin(rows / 300) + 50 * np.cos(columns / 500)).astype(np.uint8)
    pixels = np.tile(noise, (-(-size // 1024), -(-size // 1024), 1))[:size, :size]
    for channel, part in enumerate((1, 2, 3)):
        pixels[..., channel] += smooth // part
    data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    for index in range(count):
        (images / f"big_{index}.png").write_bytes(data)
    paths = sorted(images.iterdir())
    goal = folder / "Big.segstudio"
    with Project.create(goal, classes=ClassTable.from_names(CLASSES), image_paths=paths) as project:
        project.save()
    return goal


def open_window(project: Path, folder: Path) -> MainWindow:
    """The real window at 1440 x 900 with the project's first image loaded, its view "both"."""
    apply_theme("light")
    window = MainWindow(Settings(folder / "settings.ini"), SilentEngine())  # type: ignore[arg-type]
    window.resize(1440, 900)
    window.show()
    gc.freeze()  # as the program does
    wait_until(window.isVisible)
    window.projects.open_path(project)
    wait_until(lambda: window.document.mask is not None)
    window.canvas.display.set_view("both")
    return window


def predict(window: MainWindow) -> None:
    """A prediction of the whole image in pieces, as the learner sends it: blobs of every class."""
    document = window.document
    assert document.entry is not None and document.mask is not None
    height, width = document.mask.shape
    for y in range(0, height, PIECE):
        for x in range(0, width, PIECE):
            rect = Rect(x, y, PIECE, PIECE).clip((height, width))
            down = (2 * np.sin(np.arange(y, rect.bottom) / 90) + 2).astype(np.uint8)
            across = (2 * np.cos(np.arange(x, rect.right) / 110) + 2).astype(np.uint8)
            classes = (down[:, None] + across) % np.uint8(len(CLASSES))
            confidence = np.full_like(classes, 200)
            document.predictions.put(Predicted(0, document.entry.id, rect, classes, confidence, "run-1", 1))
            QApplication.processEvents()


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process now and at its peak, MB (10**6 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return peak, peak
    return pages * resource.getpagesize() / 1e6, peak


class Training:
    """A real ``segstudio train`` of a small project in a process of its own, as nice as the window's learner."""

    def __init__(self, folder: Path) -> None:
        self._run("sample", folder / "sample")
        cells = folder / "sample" / "cells"
        project = folder / "Cells.segstudio"
        train = cells / "train"
        self._run("new", project, "--images", train / "images", "--classes", cells / "classes.json")
        self._run("import", project, train / "masks")
        command = [*self._program(), "train", str(project), "--weights", "none", "--minutes", "60", "--json"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            preexec_fn=lambda: os.nice(10) and None,
        )  # fmt: skip
        self._wait_for_steps()

    @staticmethod
    def _program() -> list[str]:
        return [sys.executable, "-m", "segstudio"]

    def _run(self, *arguments: object) -> None:
        command = [*self._program(), *map(str, arguments)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def _wait_for_steps(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if json.loads(line).get("event") == "step":
                os.set_blocking(self._process.stdout.fileno(), False)
                return
        raise SystemExit("The training beside the window did not start.")

    @property
    def running(self) -> bool:
        """Whether it still trains; also empties its output."""
        if self._process.stdout is not None:
            while self._process.stdout.readline():
                pass
        return self._process.poll() is None

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)
