"""Edits of a whole image in the real window: the longest block of the window's thread, and how long until all is done.

    python tests/benchmarks/bench_whole_image.py [--size 8192] [--rounds 3]

Accepts a whole prediction, fills, merges a class, clears, copies another image's mask, and undoes and redoes each. A
block is the longest time between two turns of the event loop from the key to the end of the edit and its repaint;
saving in the background is waited for before each. "CPU" is the thread's own time in its longest turn: what is left
of a block on a machine that nobody else uses. The mask after every edit, undo and redo must equal what plain NumPy
says. Prints a table and last one JSON object; ends with exit code 1 when a pixel or a count differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from canvas_probe import big_project, memory_mb, open_window, predict, reading, wait_until
from common import ROOT  # noqa: F401  finds the checkout
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from segstudio.gui.document.document import Document
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Footprint
from segstudio.labels.painting import whole
from segstudio.labels.rules import PaintRule

QUIET = 0.3  # seconds without a change after which an edit and what follows from it are over


class Trial:
    """The window, and milliseconds by what was done: longest block, its CPU time, until done."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.wrong = window, 0
        self.blocks: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}
        self.totals: dict[str, list[float]] = {}

    def time(self, name: str, act: Callable[[], object], expected: np.ndarray) -> None:
        """Do it, run the window until nothing happens any more, compare."""
        document = self.window.document
        wait_until(lambda: not document.saving.dirty and not document.background.busy)
        steps = self._position()
        worst = busiest = over = 0.0
        start, used = time.perf_counter(), time.thread_time()
        last = start
        act()
        while last - max(start, over) < QUIET or not over:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
            now, cpu = time.perf_counter(), time.thread_time()
            worst, busiest = max(worst, now - last), max(busiest, cpu - used)
            last, used = now, cpu
            if not over and self._position() != steps:
                over = now
            if not over and now - start > 30:
                raise SystemExit(f"{name} did not end.")
        self.blocks.setdefault(name, []).append(1e3 * worst)
        self.cpu.setdefault(name, []).append(1e3 * busiest)
        self.totals.setdefault(name, []).append(1e3 * (over - start))
        self._compare(expected)

    def _position(self) -> tuple[int, int]:
        history = self.window.document.mask.history
        return len(history.undo_stack), len(history.redo_stack)

    def _compare(self, expected: np.ndarray) -> None:
        mask = self.window.document.mask
        counted = sum(np.bincount(row, minlength=256) for row in expected)
        self.wrong += int(np.count_nonzero(mask.array != expected)) + int(np.abs(mask.counts() - counted).sum())


def round_of_edits(trial: Trial, other: str) -> None:
    """Each edit, undone and redone, on a mask that holds strokes already."""
    document = trial.window.document
    void, everywhere = np.full(document.mask.shape, VOID, np.uint8), whole(document.mask.shape)
    predicted = document.prediction.classes.copy()
    accept = trial.window.actions_["prediction.accept_image"].trigger
    merged = np.where(predicted == 1, np.uint8(2), predicted)
    copy = document.project.entry(other)
    edits: list[tuple[str, Callable[[], object], np.ndarray, np.ndarray]] = [
        ("accept image", accept, void, predicted),
        ("clear", trial.window.commands.clear_mask, predicted, void),
        ("fill", lambda: document.edits.fill("Fill", everywhere, 3), predicted, np.full_like(void, 3)),
        ("replace by rule", lambda: replace(document, everywhere), predicted, merged),
        ("copy mask", lambda: document.edits.copy_mask_from(copy), void, predicted),
    ]
    for name, act, before, after in edits:
        if name == "copy mask":
            trial.time("undo " + edits[0][0], document.queue.undo, void)
        trial.time(name, act, after)
        trial.time("undo " + name, document.queue.undo, before)
        if name == "accept image":
            trial.time("redo " + name, document.queue.redo, after)


def replace(document: Document, everywhere: Footprint) -> None:
    """Class 1 painted over by class 2 everywhere, through the paint rule "only this class"."""
    document.rule.set(PaintRule(only_class=1))
    document.edits.fill("Merge", everywhere, 2)
    document.rule.set(PaintRule())


def run(size: int, rounds: int) -> dict[str, object]:
    """Medians over the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        window = open_window(big_project(Path(folder), size, 2), Path(folder))
        document = window.document
        first, second = (entry.id for entry in document.images)
        document.current.select(second)
        wait_until(lambda: document.mask is not None and not reading(document))
        predict(window)
        document.acceptance.accept_all()
        wait_until(lambda: document.mask.labelled == 1 and not document.saving.dirty)
        document.current.select(first)
        wait_until(lambda: document.mask is not None and not reading(document))
        predict(window)
        trial = Trial(window)
        for _ in range(rounds):
            round_of_edits(trial, second)
        found = {
            name: {"block_ms": round(float(np.max(trial.blocks[name])), 1),
                   "block_median_ms": round(float(np.median(trial.blocks[name])), 1),
                   "cpu_ms": round(float(np.median(trial.cpu[name])), 1),
                   "done_ms": round(float(np.median(trial.totals[name])), 1)}
            for name in trial.blocks
        }  # fmt: skip
        now, peak = memory_mb()
        window.close()
    return {"size": size, "edits": found, "wrong": trial.wrong, "memory_mb": round(now), "peak_mb": round(peak)}


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    QApplication.setQuitOnLastWindowClosed(False)
    application = QApplication([])
    found = run(options.size, options.rounds)
    print(f"{'ms':24s}{'longest block':>14}{'median':>9}{'CPU':>9}{'until done':>12}")
    for name, row in found["edits"].items():
        print(f"{name:24s}{row['block_ms']:>14}{row['block_median_ms']:>9}{row['cpu_ms']:>9}{row['done_ms']:>12}")
    print(json.dumps(found))
    del application
    sys.exit(0 if not found["wrong"] else 1)


if __name__ == "__main__":
    main()
