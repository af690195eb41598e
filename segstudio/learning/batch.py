"""Predict many images to palette PNGs: all of a project into its predictions folder, or any images into any folder.

Owns names and order of the files; every file is written whole or not at all. Must not import Qt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from segstudio.errors import Cancelled, ImageError, LearningError
from segstudio.labels.classes import ClassTable
from segstudio.learning.device import choose_device, set_threads
from segstudio.learning.messages import Notice, Progress
from segstudio.learning.network import load_network
from segstudio.learning.predictor import predict_rect
from segstudio.learning.runs import RunInfo
from segstudio.models.unet import UNet
from segstudio.project.images import find_images, read_image
from segstudio.project.palette_png import encode
from segstudio.project.project import Project
from segstudio.project.storage import write_atomic, write_error

TASK = "Predicting"


@dataclass(frozen=True)
class _Item:
    """One image to predict and where its mask goes."""

    source: Path
    target: Path


def predict_project(
    folder: Path,
    run: str | None = None,
    device: str = "auto",
    threads: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[Progress | Notice]:
    """Predict every image of a project with a run (``None``: the current one) to ``predictions/<run>/<image id>.png``.

    Yields a Progress after each image and a Notice for each image that cannot be read. Raises LearningError (no run),
    WeightsError, ProjectError, WriteError, and :class:`Cancelled` when ``stop()`` says so; files written stay.
    """
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    out = project.predictions_folder / run
    items = [_Item(project.image_path(entry), out / f"{entry.id}.png") for entry in project.images]
    yield from _predict(project, run, items, device, threads, stop)


def predict_folder(
    folder: Path,
    images: Path | Sequence[Path],
    out: Path,
    run: str | None = None,
    device: str = "auto",
    threads: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[Progress | Notice]:
    """Predict images (a folder, or paths) with a run of the project to ``out/<stem>.png``, ``classes.json`` beside.

    Equal stems get ``_2``, ``_3`` and a Notice. Otherwise as :func:`predict_project`; ImageError without any image.
    """
    project = Project.open(folder, write=False)
    run = chosen_run(project, run)
    paths = find_images(images) if isinstance(images, Path) else list(images)
    if not paths:
        raise ImageError(f"There is no image in {images}.", "Choose a folder of PNG, JPEG, BMP or TIFF images.")
    if out.resolve() == (project.folder / "masks").resolve():
        raise LearningError("Predictions are never written over the project's masks.", "Choose another folder.")
    items: list[_Item] = []
    taken: set[str] = set()
    for path in paths:
        name, number = path.stem, 1
        while name.lower() in taken:
            number += 1
            name = f"{path.stem}_{number}"
        if number > 1:
            yield Notice(f"Another image is called {path.stem} too: {path} becomes {name}.png")
        taken.add(name.lower())
        items.append(_Item(path, out / f"{name}.png"))
    if any(item.source.resolve() == item.target.resolve() for item in items):
        raise LearningError("The predictions would replace the images.", "Choose another folder for them.")
    yield from _predict(project, run, items, device, threads, stop)
    write_atomic(out / "classes.json", classes_json(project.classes))


def chosen_run(project: Project, run: str | None) -> str:
    """The wished run, else the project's current one; LearningError when there is none."""
    run = run or project.current_run
    if run is None:
        raise LearningError("This project has no trained network yet.", "Train first.")
    return run


def classes_json(classes: ClassTable) -> bytes:
    """The class list that goes beside exported masks."""
    rows = [{"id": c.id, "name": c.name, "color": list(c.color)} for c in sorted(classes, key=lambda c: c.id)]
    return (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode()


def _predict(
    project: Project,
    run: str,
    items: Sequence[_Item],
    device: str,
    threads: int | None,
    stop: Callable[[], bool] | None,
) -> Iterator[Progress | Notice]:
    chosen = choose_device(device)
    set_threads(threads)
    net, info = load_network(project.folder, run, chosen)
    for item in items:
        try:
            item.target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(item.target.parent, error) from error
    yield Progress(TASK, 0, len(items))
    for number, item in enumerate(items):
        if stop is not None and stop():
            raise Cancelled
        try:
            data = _predict_one(net, info, project, item.source, chosen.torch, stop)
        except ImageError as error:
            yield Notice(f"{item.source.name} is left out: {error.message}")
        else:
            write_atomic(item.target, data, fsync=False)  # a cache: made again if lost
        yield Progress(TASK, number + 1, len(items))


def _predict_one(
    net: UNet, info: RunInfo, project: Project, path: Path, device: torch.device, stop: Callable[[], bool] | None
) -> bytes:
    image = read_image(path)
    classes, _ = predict_rect(net, info.class_ids, image.model_input, image.shape, None, device, stop)
    return encode(classes, project.classes.palette())
