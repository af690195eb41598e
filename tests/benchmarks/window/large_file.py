"""A file far larger than memory allows, through the window: opened, painted, looked through, trained, predicted,
exported; with --baseline beside the same steps on single files of 4096 x 4096 pixels.

    python tests/benchmarks/window/large_file.py [--quick] [--side 40000] [--file F.tif] [--tiles 1] [--seconds 30]

The file is a mosaic of real street scenes in tiles of 512 pixels, JPEG. It is made once, in --cache (--file: one that
is there already). Tiles are painted with the brush, each class along its true area; 20 more are looked at; a training
of --seconds follows, feature maps, *Predict all*, which is cancelled after --tiles tiles, and exports of labels and of
these predictions as one label TIFF each. Memory and turns are those of ``meters``. --quick: 50,000 x 2048 pixels, one
tile, 8 seconds, 4 tiles looked at. Needs labelled images in ../shared/data, or --data DIR. Prints a table and last one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import common  # noqa: E402  finds the checkout
from window.meters import Meter, Steps, ended, paint, print_table, shown  # noqa: E402

from segstudio.formats.table import FORMATS  # noqa: E402
from segstudio.gui.look.settings import Settings  # noqa: E402
from segstudio.gui.look.theme import apply_theme  # noqa: E402
from segstudio.gui.window.main_window import MainWindow  # noqa: E402
from segstudio.labels.classes import VOID, ClassTable, read_classes_json  # noqa: E402
from segstudio.learning.process.engine import Engine  # noqa: E402
from segstudio.project import palette_png  # noqa: E402
from segstudio.project.images.facts import corner_of  # noqa: E402
from segstudio.project.images.finding import find_images  # noqa: E402
from segstudio.project.images.reading import read_image  # noqa: E402
from segstudio.project.project import Project  # noqa: E402

SET, IMAGES, BLOCK, TILE = "street", 40, 512, 4096
LARGE, FILES = "one large file", "single files"
STROKES, LENGTH, WALKED = 6, 40, 20  # of each class on a tile, pixels; tiles

Strokes = list[tuple[int, int, int]]  # class, column, row


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


def write(path: Path, mosaic: Mosaic, shape: tuple[int, int]) -> None:
    """The mosaic as a file of ``shape`` (h, w), never more than a row of tiles in memory; whole or not at all."""

    def blocks() -> Iterator[NDArray[np.uint8]]:
        for y in range(0, shape[0], BLOCK):
            band = mosaic.part(0, y, shape[1], min(BLOCK, shape[0] - y), 0)
            for x in range(0, shape[1], BLOCK):
                yield np.ascontiguousarray(band[:, x : x + BLOCK])

    part = path.with_suffix(".part")
    tifffile.imwrite(part, blocks(), shape=(*shape, 3), dtype=np.uint8, tile=(BLOCK, BLOCK), photometric="rgb",
                     compression="jpeg", compressionargs={"level": 90}, bigtiff=min(shape) > 30_000)  # fmt: skip
    part.replace(path)


def prepare(options: argparse.Namespace, place: Path, kind: str) -> dict[str, Strokes]:
    """The project at ``place``, and by image what is painted on it. In a process of its own, which takes with it the
    memory that this needs."""
    mosaic = Mosaic(options.data)
    source = options.file if kind == LARGE else place.parent / "files"
    if kind == FILES:
        source.mkdir(parents=True)
        for number in range(4):
            write(source / f"{number}.tif", mosaic, (TILE, TILE))
    elif not source.exists():
        source.parent.mkdir(parents=True, exist_ok=True)
        write(source, mosaic, options.shape)
    place.parent.mkdir(parents=True, exist_ok=True)
    rng, found = np.random.default_rng(0), dict[str, Strokes]()
    with Project.create(place, None, mosaic.classes, [source]) as project:
        images = project.images
        step = max(1, len(images) // options.painted)
        for entry in images[::step][: options.painted]:
            x, y = corner_of(entry.plane) if entry.plane else (0, 0)
            found[entry.id] = strokes_for(mosaic.part(x, y, entry.width, entry.height, 1), rng)
    return found


def strokes_for(truth: NDArray[np.uint8], rng: np.random.Generator, length: int = LENGTH) -> Strokes:
    """Class, column and row of strokes along rows that are all of one class."""
    small, step, found = truth[::8, ::8], length // 8, Strokes()
    for class_id in np.unique(small[small != VOID]).tolist():
        same = small == class_id
        places = np.argwhere(same[:, :-step] & same[:, step:] & same[:, step // 2 : step // 2 - step]) * 8
        found += [(class_id, x, y) for y, x in places[rng.permutation(len(places))[:STROKES]].tolist()]
    return found


def predicted(project: Project) -> int:
    """How many images have a prediction on disk."""
    folder = project.predictions_folder / project.model_name
    return len(list(folder.glob("*.png"))) if folder.is_dir() else 0


def steps(place: Path, strokes: dict[str, Strokes], options: argparse.Namespace) -> tuple[Steps, dict[str, object]]:
    """Everything through the window: what each step took, and what came out."""
    meter, engine = Meter(), Engine(niceness=0)  # else a machine that does something else too starves the learner
    window = MainWindow(Settings(place.parent / "settings.ini"), engine)
    window.resize(1440, 900)
    window.show()
    document, session = window.document, window.session
    session.start()
    meter.until("open", lambda: document.mask is not None, lambda: window.projects.open_path(place))
    project = document.project
    assert project is not None

    def go(step: str, image_id: str) -> None:
        meter.until(step, partial(shown, window, image_id), partial(document.current.select, image_id))

    for image_id, lines in strokes.items():
        go("step to a tile", image_id)
        for class_id, x, y in lines:
            meter.until("paint", lambda: not document.queue.busy, partial(paint, window, class_id, x, y, LENGTH))
    meter.until("first prediction", lambda: document.prediction is not None)
    for entry in document.images[1 : options.walked + 1]:
        go("look at tiles", entry.id)
    meter.train(window, options.seconds)
    if session.questions.has_network:
        answers: list[object] = []
        session.features_ready.connect(answers.append)
        meter.until("feature maps", lambda: answers, lambda: session.request_features(session.learner.stages[-2]))
    job = window.predict_all
    meter.until("predict", lambda: not job.why_not())
    meter.until("predict", lambda: predicted(project) >= options.tiles or not job.job.running, job.start)
    meter.until("predict", lambda: not job.job.running, job.request.cancel)
    out = place.parent / "out"
    meter.until("export labels", lambda: not window.exports.job.running,
                lambda: window.exports.start("labels", out / "labels", "label-tiff"))  # fmt: skip
    write_format, count = FORMATS["label-tiff"].write, predicted(project)
    assert write_format is not None and count, "nothing was predicted"
    of_some = partial(write_format, Project.open(place, write=False), out / "predictions", "predictions")
    with ThreadPoolExecutor(1) as pool:  # the window would first predict all of them
        writing = pool.submit(of_some)
        meter.until("export predictions", writing.done)
    images = len(document.images)
    window.close()
    meter.until("close", lambda: ended(engine))
    return meter.end(), {"predicted": count, "exported": writing.result().verified, "images": images}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=40_000)
    parser.add_argument("--file", type=Path, help="a mosaic that was written before")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "segstudio-benchmarks")
    parser.add_argument("--painted", type=int, default=3, help="tiles that are painted on")
    parser.add_argument("--tiles", type=int, default=1, help="that are predicted")
    parser.add_argument("--seconds", type=float, default=30, help="of training")
    parser.add_argument("--baseline", action="store_true", help="single files too")
    parser.add_argument("--data", type=Path, default=common.DATA)
    parser.add_argument("--quick", action="store_true", help="50,000 x 2048 pixels, one tile, 8 seconds")
    options = parser.parse_args()
    common.need(options.data)
    options.shape, options.walked = (options.side, options.side), WALKED
    if options.quick:
        options.shape, options.painted, options.tiles, options.seconds, options.walked = (2048, 50_000), 1, 1, 8, 4
    options.file = options.file or options.cache / f"mosaic-{options.shape[1]}x{options.shape[0]}.tif"
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    apply_theme("light")
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        for kind in (LARGE, FILES) if options.baseline else (LARGE,):
            place = Path(name) / kind.replace(" ", "-") / "P.segstudio"
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                strokes = pool.submit(prepare, options, place, kind).result()
            taken, made = steps(place, strokes, options)
            print_table(kind, taken)
            found[kind] = {"steps": taken, **made}
    print(json.dumps({"benchmark": "large_file", "shape": options.shape, "painted": options.painted, "rows": found}))


if __name__ == "__main__":
    main()
