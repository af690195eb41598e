"""The bundled sample: pictures of cells and of scratched metal with exact masks, and a project of them.

Code painted the pictures in ``pictures/`` (``tests/project/sample``), so they are free of foreign rights.
"""

from __future__ import annotations

from pathlib import Path

from segstudio.labels.classes import read_classes_json
from segstudio.labels.steps import Progress, silent
from segstudio.project.images.finding import find_images
from segstudio.project.project import Project
from segstudio.project.storage import make_folder, write_atomic

PICTURES = Path(__file__).with_name("pictures")


def make_sample(folder: str | Path, progress: Progress = silent) -> Path:
    """Write ``folder/{cells,metal}/{train,val}/{images,masks}/*.png`` and a ``classes.json`` for each set.

    Files that are there already are kept as they are, so an interrupted call is completed by the next.
    Returns ``folder``. Raises WriteError.
    """
    folder = Path(folder)
    images = sorted(PICTURES.glob("*/*/images/*.png"), key=lambda path: path.name)
    for done, image in enumerate(images):
        progress(done, len(images))
        for path in (image, image.parent.parent / "masks" / image.name):
            _copy(path, folder)
    for path in sorted(PICTURES.glob("*/classes.json")):
        _copy(path, folder)
    progress(len(images), len(images))
    return folder


def make_sample_project(folder: str | Path) -> Path:
    """The sample in ``folder`` and beside it the project "Cells.segstudio" with its training pictures, masks unpainted.

    Returns the project folder; one that is there already is kept with all its labels. Raises WriteError, ProjectError.
    """
    folder = make_sample(folder)
    goal = folder / "Cells.segstudio"
    if not (goal / "project.json").exists():
        table = read_classes_json(PICTURES / "cells" / "classes.json")
        Project.create(goal, "Cells", table, find_images(folder / "cells" / "train" / "images")).close()
    return goal


def _copy(path: Path, folder: Path) -> None:
    goal = folder / path.relative_to(PICTURES)
    if not goal.exists():
        make_folder(goal.parent)
        write_atomic(goal, path.read_bytes(), fsync=False)  # can be copied again at any time
