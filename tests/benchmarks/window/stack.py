"""Stepping and dragging through a stack of many planes, beside as many single files of the same pixels (the baseline).

    python tests/benchmarks/window/stack.py [--planes 1000] [--side 512] [--steps 40] [--quick]

In the real window, offscreen: from the step to the shown image, and the longest turn of the window's thread meanwhile,
in its own CPU time; then the slider (of the baseline: the list) is dragged over 300 images. Prints a table and last one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from canvas_probe import open_window  # noqa: E402  finds the checkout

from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.labels.classes import ClassTable  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

STACK, FILES = "a stack", "single files"


def make(folder: Path, name: str, planes: int, side: int) -> Path:
    """A project of ``planes`` pictures of 16 bits, in one file or in one each."""
    y, x = np.mgrid[:side, :side]
    pictures = ((np.sin(x / 20 + at / 9) * np.cos(y / 30) * 20000 + 30000).astype(np.uint16) for at in range(planes))
    images = folder / name / "images"
    images.mkdir(parents=True)
    if name == STACK:
        with tifffile.TiffWriter(images / "scan.tif") as file:
            for picture in pictures:
                file.write(picture, contiguous=False, metadata=None)
    else:
        for at, picture in enumerate(pictures):
            tifffile.imwrite(images / f"{at:05d}.tif", picture, photometric="minisblack")
    place = folder / name / "P.segstudio"
    Project.create(place, None, ClassTable.from_names(["a", "b"]), [images]).close()
    return place


def turns(until: Callable[[], bool]) -> float:
    """The longest turn of the window's thread, milliseconds of its CPU time."""
    longest = 0.0
    while not until():
        before = time.thread_time()
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - before)
        time.sleep(0.0005)
    return 1000 * longest


def measured(window: MainWindow, steps: int) -> dict[str, float]:
    """Milliseconds of single steps, and of a drag over 300 images."""
    document = window.document
    shown = lambda: document.mask is not None and document.image is not None  # noqa: E731
    latency, stalls = [], []
    for _ in range(steps):
        began, cpu = time.perf_counter(), time.thread_time()
        document.current.step(1)
        first = 1000 * (time.thread_time() - cpu)
        stall = turns(shown)
        latency.append(1000 * (time.perf_counter() - began))
        pause = time.perf_counter() + 0.25  # as a person looks; what is read ahead meanwhile counts too
        stalls.append(max(first, stall, turns(lambda until=pause: time.perf_counter() > until)))
    images, longest = document.images, 0.0
    for at in range(100, min(400, len(images)), 3):
        cpu = time.thread_time()
        document.current.select(images[at].id)
        longest = max(longest, 1000 * (time.thread_time() - cpu), turns(lambda: True))
        QApplication.processEvents()
    longest = max(longest, turns(shown))
    return {"step": statistics.median(latency), "longest turn": max(stalls), "dragged": longest}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planes", type=int, default=1000)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--quick", action="store_true", help="400 planes, 15 steps")
    options = parser.parse_args()
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    planes, steps = (400, 15) if options.quick else (options.planes, options.steps)
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in (FILES, STACK):
            place = make(Path(folder), name, planes, options.side)
            window = open_window(place, place.parent)
            rows[name] = measured(window, steps)
            window.close()
    print(f"{'milliseconds':14} {'step, median':>13} {'longest turn':>13} {'dragged':>9}")
    for name, row in rows.items():
        print(f"{name:14} {row['step']:13.1f} {row['longest turn']:13.1f} {row['dragged']:9.1f}")
    ratios = {key: rows[STACK][key] / rows[FILES][key] for key in rows[STACK]}
    print(json.dumps({"benchmark": "stack", "planes": planes, "rows": rows, "ratio to single files": ratios}))


if __name__ == "__main__":
    main()
