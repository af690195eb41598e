"""A file far larger than memory allows, through the window: opened, painted, trained, predicted, exported; beside the
same steps on single files of 4096 x 4096 pixels (the baseline).

    python tests/benchmarks/window/large_file.py [--quick] [--side 40000] [--file F.tif] [--tiles 4] [--seconds 30]

The file is a mosaic of real street scenes in tiles of 512 pixels, JPEG (--file: one that is there already, which is
kept). Two tiles are painted with the brush, each class along its true area; 20 more are looked at; a training of
--seconds follows, *Predict all*, which is cancelled after --tiles tiles, and exports of labels and of these predictions
as one label TIFF each.
Peak memory is that of the window and the learner together (PSS where the system tells it, else RSS), the longest turn
is that of the window's thread in its own CPU time. --quick: 12,000 pixels a side, 2 tiles, 10 seconds. Needs labelled
images in ../shared/data, or --data DIR. Prints a table and last one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402  finds the checkout

from segstudio.formats.table import FORMATS  # noqa: E402
from segstudio.gui.canvas.gesture import Pointer  # noqa: E402
from segstudio.gui.look.settings import Settings  # noqa: E402
from segstudio.gui.look.theme import apply_theme  # noqa: E402
from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.labels.classes import VOID, ClassTable, read_classes_json  # noqa: E402
from segstudio.learning.process.engine import Engine  # noqa: E402
from segstudio.project import palette_png  # noqa: E402
from segstudio.project.images.facts import corner_of  # noqa: E402
from segstudio.project.images.finding import find_images  # noqa: E402
from segstudio.project.images.reading import read_image  # noqa: E402
from segstudio.project.project import ImageEntry, Project  # noqa: E402

SET, IMAGES, BLOCK, TILE = "street", 40, 512, 4096
LARGE, FILES = "one large file", "single files"
STROKES, LENGTH, PAINTED, WALKED = 6, 40, 2, 20  # of each class on a tile, pixels; tiles; tiles


class Mosaic:
    """Images of a folder side by side without end, and their masks."""

    def __init__(self, data: Path) -> None:
        paths = sorted(find_images(data / SET / "train" / "images"))[:IMAGES]
        pairs = [(read_image(path).display(), palette_png.decode(common.mask_of(path)).array) for path in paths]
        self._pairs = [pair for pair in pairs if pair[0].shape == pairs[0][0].shape]
        self.classes: ClassTable = read_classes_json(data / SET / "classes.json")

    def part(self, x: int, y: int, w: int, h: int, which: int) -> NDArray[np.uint8]:
        """The images (``which`` 0) or the class ids (1) of a rectangle."""
        height, width = self._pairs[0][1].shape
        rows = [
            np.concatenate([self._pairs[(7 * row + column) % len(self._pairs)][which]
                            for column in range(x // width, -(-(x + w) // width))], 1)
            for row in range(y // height, -(-(y + h) // height))
        ]  # fmt: skip
        return np.ascontiguousarray(np.concatenate(rows)[y % height :, x % width :][:h, :w])


def write(path: Path, mosaic: Mosaic, side: int) -> None:
    """The mosaic as a file, never more than a row of tiles in memory."""

    def blocks() -> Iterator[NDArray[np.uint8]]:
        for y in range(0, side, BLOCK):
            band = mosaic.part(0, y, side, min(BLOCK, side - y), 0)
            for x in range(0, side, BLOCK):
                yield np.ascontiguousarray(band[:, x : x + BLOCK])

    tifffile.imwrite(path, blocks(), shape=(side, side, 3), dtype=np.uint8, tile=(BLOCK, BLOCK), photometric="rgb",
                     compression="jpeg", compressionargs={"level": 90}, bigtiff=side > 30_000)  # fmt: skip


# ---- measuring -----------------------------------------------------------------------------------------------------


class Memory(threading.Thread):
    """Watches this process and those that it started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self._own, self._over = 0.0, os.getpid(), threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.25):
            self.peak = max(self.peak, sum(map(resident, [self._own, *children(self._own)])))

    def end(self) -> float:
        """The peak so far, MB (10**6 bytes)."""
        self._over.set()
        self.join()
        return round(self.peak)


def children(pid: int) -> list[int]:
    """All processes below one; none where the system does not tell."""
    try:
        own = [int(one) for task in Path(f"/proc/{pid}/task").iterdir()
               for one in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return []
    return own + [below for one in own for below in children(one)]


def resident(pid: int) -> float:
    """MB of memory of a process, shared pages in part."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) * 1024 / 1e6
    except (OSError, ValueError):
        return 0.0


class Turns:
    """Runs the window and keeps the longest turn of its thread, milliseconds of its CPU time, by step."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        self.seconds: dict[str, float] = {}

    def until(self, step: str, over: Callable[[], object], act: Callable[[], object] = lambda: None,
              most: float = 3600.0) -> None:  # fmt: skip
        """Do something and run the window until it is over."""
        began, before = time.perf_counter(), time.thread_time()
        act()
        longest = time.thread_time() - before
        while not over():
            before = time.thread_time()
            QApplication.processEvents()
            longest = max(longest, time.thread_time() - before)
            time.sleep(0.0005)
            if time.perf_counter() - began > most:
                raise SystemExit(f"{step}: the window did not get there in time.")
        self.longest[step] = round(max(self.longest.get(step, 0.0), 1e3 * longest), 1)
        self.seconds[step] = round(self.seconds.get(step, 0.0) + time.perf_counter() - began, 1)


# ---- the steps -----------------------------------------------------------------------------------------------------


def strokes_for(truth: NDArray[np.uint8], rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """Class, column and row of strokes along rows that are all of one class."""
    small, step, found = truth[::8, ::8], LENGTH // 8, list[tuple[int, int, int]]()
    for class_id in np.unique(small[small != VOID]).tolist():
        same = small == class_id
        places = np.argwhere(same[:, :-step] & same[:, step:] & same[:, step // 2 : step // 2 - step]) * 8
        found += [(class_id, x, y) for y, x in places[rng.permutation(len(places))[:STROKES]].tolist()]
    return found


def paint(window: MainWindow, class_id: int, x: int, y: int) -> None:
    """One stroke of the brush."""
    window.document.class_list.set_current(class_id)
    toolbox = window.canvas.toolbox
    toolbox.begin(Pointer(x + 0.5, y + 0.5, "press", "left"))
    toolbox.button = ""
    toolbox.send(Pointer(x + LENGTH + 0.5, y + 0.5, "release", "left"))


def predicted(project: Project) -> int:
    """How many images have a prediction on disk."""
    folder = project.predictions_folder / project.model_name
    return len(list(folder.glob("*.png"))) if folder.is_dir() else 0


def steps(
    place: Path, truth: Callable[[ImageEntry], NDArray[np.uint8]], options: argparse.Namespace
) -> dict[str, object]:
    """Everything through the window; what was measured."""
    memory, turns, rng = Memory(), Turns(), np.random.default_rng(0)
    memory.start()
    window = MainWindow(Settings(place.parent / "settings.ini"), Engine())
    window.resize(1440, 900)
    window.show()
    document, session = window.document, window.session
    session.start()
    turns.until("open", lambda: document.mask is not None, lambda: window.projects.open_path(place))
    project = document.project
    assert project is not None
    images = document.images
    for entry in (images[0], images[len(images) // 2])[:PAINTED]:
        turns.until("step to a tile", lambda e=entry: document.entry is e and document.mask is not None,
                    lambda e=entry: document.current.select(e.id))  # fmt: skip
        for class_id, x, y in strokes_for(truth(entry), rng):  # found before: only the window's own work is measured
            turns.until("paint", lambda: not document.queue.busy, partial(paint, window, class_id, x, y))
    turns.until("first prediction", lambda: session.questions.has_model)
    for entry in images[1 : WALKED + 1]:
        turns.until("walk", lambda e=entry: document.entry is e and document.mask is not None,
                    lambda e=entry: document.current.select(e.id))  # fmt: skip
    turns.until("train", lambda: session.state == "training", session.start_training)
    end = time.perf_counter() + options.seconds
    turns.until("train", lambda: time.perf_counter() > end)
    turns.until("train", lambda: not session.busy, session.trainings.stop)
    job = window.predict_all
    turns.until("stop", lambda: not job.why_not())
    turns.until("predict", lambda: predicted(project) >= options.tiles or not job.job.running, job.start)
    turns.until("predict", lambda: not job.job.running, job.request.cancel)
    if not predicted(project):
        raise SystemExit("Nothing was predicted.")
    out = place.parent / "out"
    turns.until("export", lambda: not window.exports.job.running,
                lambda: window.exports.start("labels", out / "labels", "label-tiff"))  # fmt: skip
    write_format = FORMATS["label-tiff"].write
    assert write_format is not None
    count = predicted(project)
    report = write_format(Project.open(place, write=False), out / "predictions", "predictions")  # all of them at once
    window.close()
    turns.until("close", lambda: not children(os.getpid()), most=60)
    return {
        "peak_mb": memory.end(), "longest turn ms": turns.longest, "seconds": turns.seconds, "predicted": count,
        "exported": report.verified, "images": len(images),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=40_000)
    parser.add_argument("--file", type=Path, help="a mosaic that was written before; it is kept")
    parser.add_argument("--tiles", type=int, default=4, help="that are predicted")
    parser.add_argument("--seconds", type=float, default=30, help="of training")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--quick", action="store_true", help="12,000 pixels a side, 2 tiles, 10 seconds")
    options = parser.parse_args()
    common.need(options.data)
    if options.quick:
        options.side, options.tiles, options.seconds = 12_000, 2, 10
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    apply_theme("light")
    mosaic, rows = Mosaic(options.data), dict[str, dict[str, object]]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(4):
            pixels = mosaic.part(TILE * number, 0, TILE, TILE, 0)
            (folder / "files").mkdir(exist_ok=True)
            tifffile.imwrite(folder / "files" / f"{number}.tif", pixels, tile=(BLOCK, BLOCK), photometric="rgb",
                             compression="jpeg", compressionargs={"level": 90})  # fmt: skip
        file = options.file or folder / "large.tif"
        if not file.exists():
            write(file, mosaic, options.side)
        for kind, source in ((FILES, folder / "files"), (LARGE, file)):
            place = folder / kind.replace(" ", "-") / "P.segstudio"
            place.parent.mkdir()
            Project.create(place, None, mosaic.classes, [source]).close()

            def truth(entry: ImageEntry) -> NDArray[np.uint8]:
                x, y = corner_of(entry.plane) if entry.plane else (TILE * int(Path(entry.path).stem), 0)
                return mosaic.part(x, y, entry.width, entry.height, 1)

            rows[kind] = steps(place, truth, options)
            print(kind, json.dumps(rows[kind]), flush=True)
    print(f"{'':16} {'peak MB':>8}  longest turn of the window's thread, ms of CPU")
    for kind, row in rows.items():
        print(f"{kind:16} {row['peak_mb']:8}  {row['longest turn ms']}")
    print(json.dumps({"benchmark": "large_file", "side": options.side, "rows": rows}))


if __name__ == "__main__":
    main()
