"""A program for the crash test: opens the real window on a project and paints until somebody kills it.

    python paint_until_killed.py PROJECT FOLDER

For each seed in a line of its input it forks (Qt and the program are imported once), says the process id of the twin,
and a second line when that has ended. The twin writes to ``FOLDER/said-<seed>.txt``: ``pending <crc>`` before a stroke,
an edit of the whole image or an undo is finished and ``done <crc>`` after it, crc32 of the mask. Autosave is hurried so
that kills hit writes often.
"""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path

import numpy as np

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from segstudio.gui.document import edit_queue
from segstudio.gui.files import mask_store
from segstudio.gui.look.settings import Settings
from segstudio.gui.window.app import make_application, open_window
from segstudio.learning.process.engine import Engine

mask_store.AUTOSAVE_MS = 1
edit_queue.SMALL, edit_queue.TURN = 0, 0.0  # one step of a large edit per turn


def say(word: str, window: object) -> None:
    os.write(1, f"{word} {zlib.crc32(window.document.mask.array)}\n".encode())


def undo(window: object) -> None:
    """Work out what undo will leave, say it, then press the keys."""
    mask = window.document.mask
    after = mask.array.copy()
    if not mask.history.undo_stack:
        return
    mask.history.undo_stack[-1].apply(after)
    os.write(1, f"pending {zlib.crc32(after)}\n".encode())
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    while window.document.queue.busy:
        QTest.qWait(1)
    say("done", window)


def stroke(window: object, random: np.random.Generator) -> None:
    canvas, left, none = window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.keyClick(canvas, Qt.Key.Key_0 if random.random() < 0.5 else Qt.Key.Key_1)
    points = [QPoint(int(x), int(y)) for x, y in random.integers((100, 100), (700, 500), (4, 2))]
    QTest.mousePress(canvas, left, none, points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    say("pending", window)
    QTest.mouseRelease(canvas, left, none, points[-1])
    say("done", window)


def whole_image(window: object, random: np.random.Generator) -> None:
    """Fill or clear all of it, in turns; what other events do meanwhile, kills too, falls between them."""
    value = int(random.choice([0, 1, 255]))
    os.write(1, f"pending {zlib.crc32(np.full_like(window.document.mask.array, value))}\n".encode())
    window.document.edits.fill("Fill", None, value)
    while window.document.queue.busy:
        QTest.qWait(1)
    say("done", window)


def paint(project: Path, seed: int) -> None:
    if seed:  # no stroke goes through the learner, which takes seconds to come up: one of them is enough
        Engine.start = lambda self: None
    make_application([])
    window = open_window(Settings(project.parent / "settings.ini"), project)
    while window.document.mask is None:
        QTest.qWait(5)
    window.canvas.toolbox.set_brush_size(40)
    random = np.random.default_rng(seed)
    say("done", window)
    while True:
        chance = random.random()
        if chance < 0.2:
            undo(window)
        elif chance < 0.4:
            whole_image(window, random)
        else:
            stroke(window, random)
        QTest.qWait(int(random.integers(0, 8)))


def main() -> None:
    project, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for line in sys.stdin:
        twin = os.fork()
        if not twin:
            said = os.open(folder / f"said-{int(line)}.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 1)
            paint(project, int(line))
        print(twin, flush=True)
        print(os.waitpid(twin, 0)[1], flush=True)


if __name__ == "__main__":
    main()
