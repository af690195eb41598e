"""Predict many images to palette PNGs: all of a project into its predictions folder, or any images into any folder.

Owns names and order of the files; every file is written whole or not at all, band by band as it is predicted. A file
says what it was made of (weights, flips, the image's size and time), so that a second pass makes only what is missing
or out of date. Must not import Qt.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.choices.flips import choose_flips
from segstudio.choices.row import check
from segstudio.errors import Cancelled, ImageError, LearningError, said
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Rect
from segstudio.learning.batch.band_writer import MADE_OF, is_confidence, of_confidence, write_prediction
from segstudio.learning.batch.onnx_export import onnx_network
from segstudio.learning.messages import ImagePredicted, Notice, Progress
from segstudio.learning.network.device import Device, choose_device, set_threads
from segstudio.learning.network.interruptible import never
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.pixel_limit import LIMIT
from segstudio.learning.network.predictor import predict_bands
from segstudio.learning.runs.info import RunInfo
from segstudio.models.contract import Network
from segstudio.project.images.mapped import release_memory
from segstudio.project.images.reading import find_images, image_size, map_image
from segstudio.project.palette_png import read_text
from segstudio.project.project import Project
from segstudio.project.storage import file_stamp, make_folder, refuse_foreign, write_atomic, write_error

TASK = "Predicting"
ENGINES = ("torch", "onnx")
Stop = Callable[[], bool]
Event = Progress | Notice | ImagePredicted


@dataclass(frozen=True)
class BatchOptions:
    """How to predict. ``flips``: a row of FLIPS; ``again``: also what is up to date; ``confidence``: also write
    ``<name>_confidence.png``, grey, 0..255 for 0..1; ``engine``: "torch", or "onnx" for images that fit whole;
    ``any_way``: what the same weights made of an image with other flips, or by another engine, is up to date too."""

    flips: str = "none"
    again: bool = False
    confidence: bool = False
    engine: str = "torch"
    device: str = "auto"
    threads: int | None = None
    any_way: bool = False


@dataclass(frozen=True)
class _Item:
    """One image to predict and where its mask goes; ``id``: of a project's image."""

    source: Path
    target: Path
    id: str = ""


@dataclass(frozen=True)
class _Predictor:
    """What predicts: ``whole`` those images that fit, ``net`` the others."""

    net: Network
    whole: Network
    info: RunInfo
    device: Device


def predict_project(
    folder: Path, run: str | None = None, options: BatchOptions | None = None, stop: Stop | None = None
) -> Iterator[Event]:
    """Predict every image of a project with a run (``None``: the current one) to ``predictions/<run>/<image id>.png``.

    Yields an ImagePredicted and a Progress after each image and a Notice for each image that cannot be read. Raises
    LearningError (no run), WeightsError, ProjectError, WriteError, and ``Cancelled`` when ``stop()`` says so;
    files written stay, and are not made again by the next pass.
    """
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    out = project.predictions_folder / run
    items = [_Item(project.image_path(entry), out / f"{entry.id}.png", entry.id) for entry in project.images]
    yield from _predict(project, run, items, options or BatchOptions(), stop)


def predict_folder(
    folder: Path,
    images: Path | Sequence[Path],
    out: Path,
    run: str | None = None,
    options: BatchOptions | None = None,
    stop: Stop | None = None,
) -> Iterator[Event]:
    """Predict images (a folder, or paths) with a run of the project to ``out/<stem>.png``, ``classes.json`` beside.

    Equal stems get ``_2``, ``_3`` and a Notice. Files of an earlier pass are replaced, others never. Otherwise as
    ``predict_project``; ImageError without any image.
    """
    options = options or BatchOptions()
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    paths = find_images(images) if isinstance(images, Path) else list(images)
    if not paths:
        raise ImageError(
            "There is no image in {images}.", "Choose a folder of PNG, JPEG, BMP or TIFF images.", images=images
        )
    if out.resolve() == (project.folder / "masks").resolve():
        raise LearningError("Predictions are never written over the project's masks.", "Choose another folder.")
    items: list[_Item] = []
    taken: set[str] = set()
    for path in paths:
        item, number = _Item(path, out / f"{path.stem}.png"), 1
        while not taken.isdisjoint(_names(item, options)):
            number += 1
            item = _Item(path, out / f"{path.stem}_{number}.png")
        if number > 1:
            yield Notice(
                said(
                    "Another file is called {stem} too: {path} becomes {new}",
                    stem=path.stem,
                    path=path,
                    new=item.target.name,
                )
            )
        taken.update(_names(item, options))
        items.append(item)
    if any(item.source.resolve() == item.target.resolve() for item in items):
        raise LearningError("The predictions would replace the images.", "Choose another folder for them.")
    table = classes_json(project.classes)
    refuse_foreign(
        (path for item in items for path in _files(item.target, options)),
        lambda path: MADE_OF in read_text(path),
        (out / "classes.json", table),
        LearningError,
        (
            "{folder} already holds {name}, which no network predicted.",
            "{folder} already holds {name} and {more} more, which no network predicted.",
        ),
    )
    yield from _predict(project, run, items, options, stop)
    write_atomic(out / "classes.json", table)


def _names(item: _Item, options: BatchOptions) -> set[str]:
    """What the files of an item are called, on systems too that do not tell small letters from large ones."""
    return {path.name.casefold() for path in _files(item.target, options)}


def chosen_run(project: Project, run: str | None) -> str:
    """The run asked for, else the project's current one; LearningError when there is none."""
    run = run or project.current_run
    if run is None:
        raise LearningError("This project has no trained network yet.", "Train first.")
    return run


def classes_json(classes: ClassTable) -> bytes:
    """The class list that goes beside exported masks."""
    rows = [{"id": c.id, "name": c.name, "color": list(c.color)} for c in sorted(classes, key=lambda c: c.id)]
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()


# ---- the pass ---------------------------------------------------------------------------------------------------


def _predict(
    project: Project, run: str, items: Sequence[_Item], options: BatchOptions, stop: Stop | None
) -> Iterator[Event]:
    choose_flips(options.flips)
    network = _load(project, run, options)
    for item in items:
        make_folder(item.target.parent)
    time_left = _TimeLeft(items)
    yield Progress(TASK, 0, len(items))
    for number, item in enumerate(items):
        if stop is not None and stop():
            raise Cancelled
        new, problem = False, ""
        try:
            made_of = _made_of(item.source, network.info, options)
            new = options.again or not _up_to_date(item.target, made_of, options)
            if new:
                _predict_one(network, project, item, made_of, options, stop)
                if short := LIMIT.take_notice():
                    yield Notice(short)
        except ImageError as error:
            problem = error.message
            yield Notice(said("{image} is left out: {reason}", image=item.source.name, reason=error.message))
        left = time_left.done(item, new)
        yield ImagePredicted(item.id, run, number + 1, len(items), left, new, problem)
        yield Progress(TASK, number + 1, len(items), left)


def _load(project: Project, run: str, options: BatchOptions) -> _Predictor:
    check(options.engine, ENGINES, "engine")
    chosen = choose_device("cpu" if options.engine == "onnx" else options.device)
    threads = set_threads(options.threads)
    net, info = load_network(project.folder, run, chosen)
    whole = net if options.engine == "torch" else onnx_network(net, project, info, threads)
    return _Predictor(net, whole, info, chosen)


def _made_of(source: Path, info: RunInfo, options: BatchOptions) -> str:
    """What a prediction of ``source`` is made of, as it is kept in its file. Raises ImageError: it is not there."""
    stamp = file_stamp(source)
    if stamp is None:
        raise ImageError("The image {name} is missing.", "Put it back at {place}.", name=source.name, place=source)
    changed, size = stamp
    return f"{info.weights_sha256[:16]} {options.flips} {options.engine} {size} {changed}"


def _up_to_date(target: Path, made_of: str, options: BatchOptions) -> bool:
    told = [read_text(path).get(MADE_OF) for path in _files(target, options)]
    wanted = [made_of, of_confidence(made_of)][: len(told)]
    return told == wanted or (options.any_way and list(map(_without_way, told)) == list(map(_without_way, wanted)))


def _without_way(made_of: str | None) -> list[str] | None:
    """What a file is made of but for flips and engine."""
    words = made_of.split(" ") if made_of else []
    return [*words[:-4], *words[-2:]] or None


def _files(target: Path, options: BatchOptions) -> list[Path]:
    return [target, confidence_file(target)] if options.confidence else [target]


def confidence_file(target: Path) -> Path:
    """Where the confidence of a prediction goes."""
    return target.with_name(f"{target.stem}_confidence.png")


def _predict_one(
    network: _Predictor, project: Project, item: _Item, made_of: str, options: BatchOptions, stop: Stop | None
) -> None:
    image = map_image(item.source)

    def read(rect: Rect) -> NDArray[np.float32]:
        pixels = image.model_input(rect)
        release_memory(image.pixels)
        return pixels

    bands = predict_bands(
        network.net,
        network.info.class_ids,
        read,
        image.shape,
        device=network.device.torch,
        stop=stop or never,
        flips=choose_flips(options.flips),
        whole_net=network.whole,
    )
    beside = confidence_file(item.target)
    sure = beside if options.confidence else None
    if sure is None and is_confidence(beside):  # of another prediction than the one that is made now
        _remove(beside)
    write_prediction(bands, image.shape, item.target, sure, project.classes.palette(), made_of)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_error(path, error) from error


class _TimeLeft:
    """Time left, by pixels: images are of very different sizes, and those up to date cost nothing."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self._began = time.monotonic()
        self._pixels = {item.source: _pixels(item.source) for item in items}
        self._left = sum(self._pixels.values())
        self._done, self._spent = 0, 0.0

    def done(self, item: _Item, new: bool) -> float | None:
        """Seconds left after ``item``; ``None`` before anything was predicted."""
        now = time.monotonic()
        pixels = self._pixels[item.source]
        self._left -= pixels
        if new:
            self._done += pixels
            self._spent += now - self._began
        self._began = now
        return self._left * self._spent / self._done if self._done else None


def _pixels(path: Path) -> int:
    try:
        h, w = image_size(path)
    except ImageError:
        return 0
    return h * w
