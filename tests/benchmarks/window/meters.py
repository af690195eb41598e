"""What the benchmarks of whole files share: the memory of the window and its learner, and the longest turn of the
window's thread, step by step; and the steps that they have in common.

Memory is PSS (a page that n processes share counts 1/n for each, so that the sum of both counts it once), MB of 10**6
bytes; 0 where the system does not tell. A turn is one round of the event loop, or what begins a step, in CPU time of
the window's thread alone, so that what else runs on the machine does not count; beside it the same on the clock.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from segstudio.gui.canvas.gesture import Pointer
from segstudio.gui.window.main_window import MainWindow
from segstudio.learning.process.engine import Engine

Steps = dict[str, dict[str, float]]


def children(pid: int) -> list[int]:
    """All processes below one; none where the system does not tell."""
    try:
        own = [int(one) for task in Path(f"/proc/{pid}/task").iterdir()
               for one in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return []
    return own + [below for one in own for below in children(one)]


def memory_of(pid: int) -> float:
    """PSS of a process, MB."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) * 1024 / 1e6
    except (OSError, ValueError):
        return 0.0


@dataclass
class Step:
    """What one step of the work took. MB: at the moment at which both together had most."""

    seconds: float = 0.0
    cpu_ms: float = 0.0  # longest turn
    wall_ms: float = 0.0
    window_mb: float = 0.0
    learner_mb: float = 0.0

    @property
    def together_mb(self) -> float:
        """Window and learner."""
        return self.window_mb + self.learner_mb


class Meter(threading.Thread):
    """Runs the window step by step and keeps what each took."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.steps: dict[str, Step] = {}
        self._now, self._over = Step(), threading.Event()
        self.start()

    def run(self) -> None:
        """Look at the memory four times a second."""
        own = os.getpid()
        while not self._over.wait(0.25):
            step, window, learner = self._now, memory_of(own), sum(map(memory_of, children(own)))
            if window + learner > step.together_mb:
                step.window_mb, step.learner_mb = round(window), round(learner)

    def until(self, name: str, over: Callable[[], object], act: Callable[[], object] = lambda: None,
              most: float = 900.0) -> None:  # fmt: skip
        """Do something and run the window until it is over. A step of the same name goes on with it."""
        if name not in self.steps:
            print(f"  {name} ...", file=sys.stderr, flush=True)
        step = self._now = self.steps.setdefault(name, Step())
        began = time.perf_counter()
        self._turn(step, act)
        while not over():
            self._turn(step, QApplication.processEvents)
            time.sleep(0.0005)
            if time.perf_counter() - began > most:
                raise SystemExit(f"{name}: the window did not get there in {most:.0f} s.")
        step.seconds = round(step.seconds + time.perf_counter() - began, 2)

    @staticmethod
    def _turn(step: Step, act: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        act()
        step.cpu_ms = max(step.cpu_ms, round(1e3 * (time.thread_time() - cpu), 1))
        step.wall_ms = max(step.wall_ms, round(1e3 * (time.perf_counter() - wall), 1))

    def train(self, window: MainWindow, seconds: float) -> None:
        """Train for so long, then stop and wait for what is kept."""
        session = window.session
        self.until("train", lambda: session.state == "training", session.start_training)
        end = time.perf_counter() + seconds
        self.until("train", lambda: time.perf_counter() > end or not session.busy)
        self.until("train", lambda: not session.busy, session.trainings.stop)

    def end(self) -> Steps:
        """Stop looking; the steps as they are written down."""
        self._over.set()
        self.join()
        return {name: asdict(step) for name, step in self.steps.items()}


def print_table(title: str, steps: Steps) -> None:
    """One row for each step, and last the most of each."""
    print(
        f"\n{title:20}{'seconds':>9}{'turn, CPU ms':>14}{'on the clock':>14}{'window MB':>11}{'learner MB':>12}"
        f"{'both':>7}"
    )
    rows = {name: (*row.values(), row["window_mb"] + row["learner_mb"]) for name, row in steps.items()}
    most = tuple(map(max, zip(*rows.values(), strict=True)))
    for name, (seconds, cpu, wall, window, learner, both) in {**rows, "most": most}.items():
        print(f"{name:20}{seconds:9.1f}{cpu:14.1f}{wall:14.1f}{window:11.0f}{learner:12.0f}{both:7.0f}", flush=True)


# ---- steps ---------------------------------------------------------------------------------------------------------


def paint(window: MainWindow, class_id: int, x: int, y: int, length: int) -> None:
    """One stroke of the brush along a row."""
    window.document.class_list.set_current(class_id)
    toolbox = window.canvas.toolbox
    toolbox.begin(Pointer(x + 0.5, y + 0.5, "press", "left"))
    toolbox.button = ""
    toolbox.send(Pointer(x + length + 0.5, y + 0.5, "release", "left"))


def shown(window: MainWindow, image_id: str) -> bool:
    """Whether an image and its labels are on the screen."""
    document = window.document
    chosen = document.entry is not None and document.entry.id == image_id
    return chosen and document.mask is not None and document.image is not None


def ended(engine: Engine) -> bool:
    """Whether the learner that the window left behind has ended, if there was one."""
    return engine.left is None or not engine.left.is_alive()
