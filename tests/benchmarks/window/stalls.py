"""The longest turns of the window's thread in its own CPU time, where a project is large.

    python tests/benchmarks/window/stalls.py [--size 6000] [--large 12000] [--images 10000]

An unsaved mask of SIZE x SIZE pixels while it is exported, while masks are imported, and on closing the project; a
stroke begun while a mask of LARGE x LARGE is filled; opening, walking (D held), a stroke, another class and a merged
class in a project of IMAGES labelled images of 64 x 64. CPU time of the one thread, so that what else runs on the
machine does not count. Prints a table and last one JSON object. Not a test: tests count work instead (``tests/work``).
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
from PIL import Image
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from canvas_probe import big_project, open_window, reading, wait_until  # noqa: E402  finds the checkout

from segstudio.formats.importing import look  # noqa: E402
from segstudio.gui.canvas.gesture import Pointer  # noqa: E402
from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.labels.classes import VOID, ClassTable  # noqa: E402
from segstudio.labels.painting import brush_segment, whole  # noqa: E402
from segstudio.project import palette_png  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

SIDE = 64
QUIET = 0.3  # seconds without work after which what was asked for is over


def longest_turn(act: Callable[[], object], over: Callable[[], bool]) -> float:
    """Milliseconds of CPU of this thread: ``act`` itself, or the longest turn of the event loop until ``over``."""
    before = time.thread_time()
    act()
    longest, idle_since = time.thread_time() - before, time.monotonic()
    while not over() or time.monotonic() - idle_since < QUIET:
        before = time.thread_time()
        QApplication.processEvents()
        used = time.thread_time() - before
        longest = max(longest, used)
        if used > 0.002:
            idle_since = time.monotonic()
        time.sleep(0.0005)
    return round(1e3 * longest, 1)


def noisy_stroke(window: MainWindow) -> None:
    """Unsaved labels that compress badly, so that saving them is work."""
    document = window.document
    values = np.random.default_rng(0).integers(0, 4, document.mask.shape, dtype=np.uint8)
    document.strokes.begin("Brush")
    footprint = whole(document.mask.shape)
    document.strokes.paint_values(footprint, lambda _rect: (values, np.ones_like(values, np.bool_)))
    document.strokes.commit()
    document.files.masks._timer.stop()


def unsaved_mask(size: int) -> dict[str, float]:
    """Export, import and close with one large unsaved mask."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        window = open_window(big_project(folder, size, 1), folder)
        masks = folder / "import"
        masks.mkdir()
        Image.fromarray(np.full((size, size), 3, np.uint8)).save(masks / "big_0.png", compress_level=1)
        noisy_stroke(window)
        found["export"] = longest_turn(
            lambda: window.exports.start("labels", folder / "out", "palette-png"),
            lambda: not window.exports.job.running,
        )
        noisy_stroke(window)
        found["import"] = longest_turn(
            lambda: window.imports.start(look(window.document.project, masks)), lambda: not window.imports.job.running
        )
        wait_until(lambda: window.document.mask is not None)
        noisy_stroke(window)
        found["close the project"] = longest_turn(
            window.projects.close_current, lambda: window.document.project is None
        )
        window.close()
    return found


def stroke_during_fill(size: int) -> dict[str, float]:
    """A stroke of the brush begun in the middle of a fill of everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        window = open_window(big_project(folder, size, 1), folder)
        document = window.document
        wait_until(lambda: not reading(document))
        document.edits.fill("Fill", None, 3)
        QApplication.processEvents()
        assert document.queue.busy

        def stroke() -> None:
            toolbox = window.canvas.toolbox
            toolbox.begin(Pointer(900.5, 900.5, "press", "left"))
            toolbox.button = ""
            toolbox.send(Pointer(950.5, 950.5, "release", "left"))

        found = longest_turn(stroke, lambda: not document.queue.busy)
        window.close()
    return {"stroke during a fill": found}


def labelled_project(folder: Path, count: int) -> Path:
    """``count`` images that differ, each with a mask of two classes."""
    images, goal = folder / "images", folder / "Many.segstudio"
    images.mkdir()
    pixels = np.random.default_rng(1).integers(0, 255, (SIDE, SIDE), dtype=np.uint8)
    for number in range(count):
        pixels[0, :4] = np.frombuffer(np.uint32(number).tobytes(), np.uint8)
        Image.fromarray(pixels).save(images / f"im{number:05d}.png", compress_level=1)
    mask = np.full((SIDE, SIDE), VOID, np.uint8)
    mask[:20], mask[20:40] = 0, 1
    with Project.create(goal, classes=ClassTable.from_names(["a", "b", "c"])) as project:
        project.add_images([images])
        data = palette_png.encode(mask, project.classes.palette())
        (goal / "masks").mkdir(exist_ok=True)
        for entry in project.images:
            project.mask_path(entry).write_bytes(data)
    return goal


def many_images(count: int) -> dict[str, float]:
    """What the thread does in a project of many images."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        goal, tiny = labelled_project(folder, count), folder / "tiny"
        tiny.mkdir()
        window = open_window(big_project(tiny, 256, 1), folder)
        document = window.document

        def settled() -> bool:
            return document.mask is not None and not document.background.busy and not reading(document)

        found["open"] = longest_turn(
            lambda: window.projects.open_path(goal), lambda: len(document.images) == count and settled()
        )
        walks = []
        for _ in range(30):
            walks.append(longest_step(lambda: document.current.step(1)))
        found["hold D"] = max(walks)
        wait_until(settled)

        def stroke() -> None:
            document.strokes.begin("Brush")
            document.strokes.paint(brush_segment(document.mask.shape, (9, 9), (40, 40), 9), 2)
            document.strokes.commit()

        found["stroke"] = longest_turn(stroke, lambda: not document.saving.dirty and settled())
        found["add a class"] = longest_turn(lambda: document.class_list.add("d"), settled)
        began = time.monotonic()
        found["merge a class"] = longest_turn(
            lambda: document.class_changes.delete(1, 2), lambda: 1 not in document.classes and settled()
        )
        found["merge a class, seconds until done"] = round(time.monotonic() - began, 1)
        window.close()
    return found


def longest_step(act: Callable[[], object]) -> float:
    """As ``longest_turn``, for the 30 ms until the key repeats."""
    until = time.monotonic() + 0.03
    before = time.thread_time()
    act()
    longest = time.thread_time() - before
    while time.monotonic() < until:
        before = time.thread_time()
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - before)
    return round(1e3 * longest, 1)


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=6000)
    parser.add_argument("--large", type=int, default=12000)
    parser.add_argument("--images", type=int, default=10000)
    options = parser.parse_args()
    QApplication.setQuitOnLastWindowClosed(False)
    application = QApplication([])
    found: dict[str, float] = {}
    if options.size:
        found |= unsaved_mask(options.size)
    if options.large:
        found |= stroke_during_fill(options.large)
    if options.images:
        found |= many_images(options.images)
    for name, value in found.items():
        print(f"{name:36s}{value:>9}")
    print(json.dumps({"benchmark": "stalls", "cpu_ms": found}))
    application.quit()


if __name__ == "__main__":
    main()
