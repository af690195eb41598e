"""How long the canvas takes from a hand's event to the paint that answers it, on an image of 8192 x 8192 pixels.

    python tests/benchmarks/bench_canvas.py [--quick] [--size 8192] [--no-training] [--napari-python PATH]

Real window (1440 x 900, offscreen), real mouse, wheel and key events, prediction shown (view "both"), first by itself,
then while a real training of a small project runs in a process of its own on the same cores. Prints a table, the peak
memory of a window that shows one such image, and last one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from canvas_probe import Stopwatch, Times, Training, big_project, memory_mb, open_window, predict, reading, wait_until
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from segstudio.gui.window.main_window import MainWindow

RADII = (30, 100, 500, 1000)
GOALS = {  # milliseconds, median on an idle machine; None: no goal
    "dab r=30": 2.0, "dab r=100": 2.0, "dab r=500": 8.0, "pan": 12.0, "opacity": 12.0, "undo": 5.0,
    "switch, prefetched": 300.0,
}  # fmt: skip
P99_GOAL = 16.0
MEMORY_GOAL_MB = 700
NAPARI_GOAL = 10.0
EVENT_EVERY = 0.008  # a mouse tells 125 times a second
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Bench:
    """The events, each kind measured by itself."""

    def __init__(self, window: MainWindow, watch: Stopwatch, repeats: int) -> None:
        self.window, self.canvas, self.watch, self.repeats = window, window.canvas, watch, repeats
        self.rows: dict[str, Times] = {}

    def _times(self, name: str) -> Times:
        return self.rows.setdefault(name, Times())

    def all(self) -> dict[str, dict[str, float]]:
        """Every row, in the order of the table."""
        middle = self.canvas.transform.columns / 2
        self.canvas.transform.one_to_one()
        self.canvas.transform.center_on(middle, middle)
        for radius in RADII:
            self.dabs(f"dab r={radius}", f"release r={radius}", radius)
        self.undo()
        self.pan("pan")
        self.opacity("opacity")
        self.hide()
        self.zoom()
        self.canvas.transform.zoom_by(0.3 / self.canvas.transform.zoom)
        self.pan("pan at 0.3")
        self.opacity("opacity at 0.3")
        self.canvas.transform.fit()
        for radius in (100, 1000):
            self.dabs(f"dab r={radius}, fitted", f"release r={radius}, fitted", radius)
        self.canvas.transform.one_to_one()
        return {name: times.summary() for name, times in self.rows.items()}

    def dabs(self, name: str, released: str, radius: int) -> None:
        """Strokes of 20 moves, each stroke with another class."""
        self.canvas.toolbox.set_tool("brush")
        self.canvas.toolbox.set_brush_size(2 * radius)
        classes = self.window.document.classes.ids
        start = QPoint(self.canvas.width() // 2 - 120, self.canvas.height() // 2 - 80)
        for stroke in range(max(2, self.repeats // 20)):
            self.window.document.class_list.set_current(classes[stroke % len(classes)])
            QTest.mousePress(self.canvas, LEFT, pos=start)
            self.watch.pause(0.05)
            for step in range(1, 21):
                at = start + QPoint(12 * step, (3 if stroke % 2 else 8) * step)
                self.watch.time(lambda at=at: QTest.mouseMove(self.canvas, at), self._times(name), 0.02, unseen=True)
                self.watch.pause(EVENT_EVERY)
            last = start + QPoint(12 * 20 + 2, 3 * 20)
            release = partial(QTest.mouseRelease, self.canvas, LEFT, pos=last)
            self.watch.time(release, self._times(released), 0.02, unseen=True)
            self.watch.pause(0.08)

    def undo(self) -> None:
        """Ten steps back and forth again, strokes of radius 100."""
        self.dabs("dab r=100 (before undo)", "release r=100 (before undo)", 100)
        del self.rows["dab r=100 (before undo)"], self.rows["release r=100 (before undo)"]
        for action, name in (("label.undo", "undo"), ("label.redo", "redo")):
            for _ in range(max(2, self.repeats // 20)):
                self.watch.time(self.window.actions_[action].trigger, self._times(name))
                self.watch.pause(0.05)

    def pan(self, name: str) -> None:
        """Dragging with the middle button."""
        at = QPoint(self.canvas.width() // 2, self.canvas.height() // 2)
        QTest.mousePress(self.canvas, MIDDLE, pos=at)
        for step in range(self.repeats):
            at += QPoint(11, 7) if step % 40 < 20 else QPoint(-11, -7)
            self.watch.time(lambda at=at: QTest.mouseMove(self.canvas, at), self._times(name))
            self.watch.pause(EVENT_EVERY)
        QTest.mouseRelease(self.canvas, MIDDLE, pos=at)

    def opacity(self, name: str) -> None:
        """The slider of the overlay."""
        for step in range(self.repeats):
            strength = 0.3 + 0.01 * (step % 40)
            self.watch.time(lambda s=strength: self.canvas.display.set_opacity(s), self._times(name))
            self.watch.pause(EVENT_EVERY)
        self.canvas.display.set_opacity(0.5)

    def hide(self) -> None:
        """The eye of a class, on and off."""
        change = self.window.document.class_list.change
        for step in range(max(4, self.repeats // 2)):
            hidden = step % 2 == 0
            self.watch.time(lambda h=hidden: change(lambda t: t.set_hidden(1, h)), self._times("class hide"))
            self.watch.pause(0.05)
        change(lambda t: t.set_hidden(1, False))

    def zoom(self) -> None:
        """The wheel, from actual size out to a tenth and in to 8:1 and back."""
        at = QPointF(self.canvas.width() / 2 + 31, self.canvas.height() / 2 - 17)
        turns = [-1] * 12 + [1] * 22 + [-1] * 10
        for step in range(self.repeats):
            turn = turns[step % len(turns)]
            self.watch.time(lambda t=turn: self._wheel(at, t), self._times("zoom step"))
            self.watch.pause(EVENT_EVERY)

    def _wheel(self, at: QPointF, notches: int) -> None:
        event = QWheelEvent(
            at, self.canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)

    def switch(self, cold: bool) -> dict[str, dict[str, float]]:
        """To an image that was never read, if there still is one, then back and forth when both are ready."""
        document = self.window.document
        rows = {"switch, cold": Times(), "switch, prefetched": Times()}
        wait_until(lambda: not reading(document))
        if cold:
            self._switch(3, rows["switch, cold"])
        for step in (-1, 1, -1, 1, -1, 1):
            wait_until(lambda: not reading(document))
            self.watch.pause(1.0)
            self._switch(step, rows["switch, prefetched"])
        return {name: times.summary() for name, times in rows.items() if times.painted}

    def _switch(self, step: int, times: Times) -> None:
        document = self.window.document

        def go() -> None:
            document.current.step(step)
            wait_until(lambda: document.mask is not None)

        self.watch.time(go, times, patience=60.0)


# ---- memory -------------------------------------------------------------------------------------------------------


def memory(size: int) -> dict[str, float]:
    """Peak memory of a window that opens one image, shows a prediction, paints and zooms, in a process of its own."""
    command = [sys.executable, __file__, "--memory-only", "--size", str(size)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def memory_of_one_image(size: int) -> dict[str, float]:
    """The same in this process; the project is made by another one, so that its memory is not counted."""
    with working_folder() as folder:
        make = f"import canvas_probe as p, pathlib; p.big_project(pathlib.Path({str(folder)!r}), {size}, 1)"
        subprocess.run([sys.executable, "-c", make], cwd=Path(__file__).parent, check=True)
        app = QApplication(sys.argv[:1])
        empty = memory_mb()[0]
        watch = Stopwatch()
        window = open_window(folder / "Big.segstudio", folder)
        wait_until(lambda: not reading(window.document))
        loaded = memory_mb()
        predict(window)
        Bench(window, watch, 40).all()
        now, peak = memory_mb()
        window.close()
        app.processEvents()
    steps = {"start_mb": empty, "loaded_mb": loaded[0], "load_peak_mb": loaded[1], "working_mb": now, "peak_mb": peak}
    return {name: round(value) for name, value in steps.items()}


# ---- napari -------------------------------------------------------------------------------------------------------


def napari(python: str, size: int, repeats: int) -> dict[str, Any]:
    """The same dab on napari's labels layer; on a virtual X server when there is one, for its OpenGL."""
    command = [python, str(Path(__file__).with_name("napari_dab.py")), str(size), str(repeats), "30,100,500"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QT_")} | {"QT_QPA_PLATFORM": "xcb"}
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else {"error": done.stderr.strip().splitlines()[-1:]}


# ---- main ---------------------------------------------------------------------------------------------------------


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder for images of hundreds of megabytes, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="segstudio-bench-") as name:
        yield Path(name)


def show(title: str, rows: dict[str, dict[str, float]], goals: bool) -> None:
    """One table."""
    print(f"\n{title:28s}{'n':>5}{'median':>9}{'p99':>9}{'CPU':>8}{'CPU p99':>9}{'free p99':>10}   goal", flush=True)
    for name, row in rows.items():
        goal = GOALS.get(name) if goals else None
        told = "" if goal is None else f"{goal:6.0f} {'met' if row['median_ms'] <= goal else 'MISSED'}"
        if not goals and not name.startswith(("release", "switch")):
            told = f"p99 {P99_GOAL:.0f} {'met' if row['p99_ms'] <= P99_GOAL else 'MISSED'}"
        print(
            f"{name:28s}{row['n']:5d}{row['median_ms']:9.2f}{row['p99_ms']:9.2f}{row['cpu_ms']:8.2f}"
            f"{row['cpu_p99_ms']:9.2f}{row['free_p99_ms']:10.2f}   {told}",
            flush=True,
        )


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, in one window."""
    repeats, result = (40 if options.quick else 200), {"size": options.size, "load_before": os.getloadavg()[0]}
    with working_folder() as folder:
        app = QApplication(sys.argv[:1])
        project = big_project(folder, options.size, 4)
        watch = Stopwatch()
        window = open_window(project, folder)
        print(f"canvas {window.canvas.width()} x {window.canvas.height()}, load {os.getloadavg()[0]:.1f}", flush=True)
        predict(window)
        watch.pause(0.5)
        result["idle"] = Bench(window, watch, repeats).all()
        result["switch"] = Bench(window, watch, repeats).switch(cold=True)
        show("by itself (ms)", {**result["idle"], **result["switch"]}, goals=True)
        if not options.no_training:
            wait_until(lambda: window.document.mask is not None)
            predict(window)
            training = Training(folder)
            try:
                result["training"] = Bench(window, watch, repeats).all()
                result["training"] |= Bench(window, watch, repeats).switch(cold=False)
                result["trained_throughout"] = training.running
            finally:
                training.stop()
            show("while a training runs (ms)", result["training"], goals=False)
        window.close()
        app.processEvents()
    return result


def compare(result: dict[str, Any], options: argparse.Namespace) -> None:
    """napari beside it."""
    result["napari"] = found = napari(options.napari_python, options.size, 12 if options.quick else 40)
    for radius, row in found.get("dab", {}).items():
        ours = result["idle"][f"dab r={radius}"]["free_ms"]  # both until the thread has flushed and is free again
        row["times_faster"] = round(row["median_ms"] / ours, 1)
        told = "met" if row["times_faster"] >= NAPARI_GOAL else "MISSED"
        print(
            f"napari dab r={radius}: {row['median_ms']} ms until drawn ({row['paint_ms']} ms of it in paint()), "
            f"{row['times_faster']} times ours (goal {NAPARI_GOAL:.0f} {told})",
            flush=True,
        )
    print(f"napari {found.get('napari')} drew with {found.get('opengl')}; a graphics card draws faster than software")
    if "error" in found:
        print("napari could not be measured:", *found["error"])


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--no-training", action="store_true")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--memory-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--napari-python", help="the Python of an environment with napari[pyqt6]")
    options = parser.parse_args()
    if options.memory_only:
        print(json.dumps(memory_of_one_image(options.size)))
        return
    found = {} if options.no_memory else memory(options.size)
    result = measure(options)
    if found:
        result["memory"] = found
        verdict = "met" if found["peak_mb"] <= MEMORY_GOAL_MB else "MISSED"
        print(
            f"\npeak memory {found['peak_mb']} MB (goal {MEMORY_GOAL_MB} {verdict}): "
            + ", ".join(f"{name} {value}" for name, value in found.items())
        )
    if options.napari_python:
        compare(result, options)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
