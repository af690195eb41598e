"""The bundled sample: pictures that the program paints itself, with exact masks, so that nothing foreign is shipped.

Owns the folder layout; the pictures come from sample_cells and sample_metal. The same seed gives the same pixels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from segstudio.labels.classes import ClassTable
from segstudio.project import palette_png
from segstudio.project.images.reading import find_images
from segstudio.project.project import Project
from segstudio.project.sample import cells, metal
from segstudio.project.storage import write_atomic, write_error

TRAIN, VAL = 8, 4  # pictures of each set
Painter = Callable[[np.random.Generator], tuple[NDArray[np.uint8], NDArray[np.uint8]]]
SETS: dict[str, tuple[Sequence[str], Painter]] = {
    "cells": (cells.CLASSES, cells.paint_cells),
    "metal": (metal.CLASSES, metal.paint_metal),
}
PROJECT_NAME = "Cells.segstudio"


def make_sample(folder: str | Path, seed: int = 0, progress: Callable[[int, int], None] | None = None) -> Path:
    """Paint ``folder/{cells,metal}/{train,val}/{images,masks}/*.png`` and a ``classes.json`` for each set.

    Files that are there already are kept as they are, so an interrupted call goes on where it stopped.
    Returns ``folder``. Raises WriteError.
    """
    folder = Path(folder)
    total, done = len(SETS) * (TRAIN + VAL), 0
    for number, (name, (classes, paint)) in enumerate(SETS.items()):
        palette = ClassTable.from_names(classes).palette()
        for index in range(TRAIN + VAL):
            if progress:
                progress(done, total)
            part = folder / name / ("train" if index < TRAIN else "val")
            stem = f"{name}_{index + 1:02d}.png"
            image_path, mask_path = part / "images" / stem, part / "masks" / stem
            if not (image_path.exists() and mask_path.exists()):
                image, mask = paint(np.random.default_rng((seed, number, index)))
                _write(image_path, _png(image))
                _write(mask_path, palette_png.encode(mask, palette))
            done += 1
        _write(folder / name / "classes.json", json.dumps(list(classes)).encode() + b"\n")
    if progress:
        progress(total, total)
    return folder


def make_sample_project(folder: str | Path, seed: int = 0, progress: Callable[[int, int], None] | None = None) -> Path:
    """The sample in ``folder`` and beside it the project "Cells.segstudio" with its training pictures, masks unpainted.

    Returns the project folder; one that is there already is kept with all its labels. Raises WriteError, ProjectError.
    """
    folder = make_sample(folder, seed, progress)
    goal = folder / PROJECT_NAME
    if not (goal / "project.json").exists():
        table = ClassTable.from_names(SETS["cells"][0])
        Project.create(goal, "Cells", table, find_images(folder / "cells" / "train" / "images")).close()
    return goal


def _png(image: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG")
    return stream.getvalue()


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(path.parent, error) from error
    write_atomic(path, data, fsync=False)  # can be painted again at any time
