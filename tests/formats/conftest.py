"""A project of three images, and masks to bring into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from segstudio.labels.classes import ClassTable
from segstudio.project import palette_png
from segstudio.project.masks import StoredMask, open_mask, read_mask
from segstudio.project.project import Project

TABLE = ClassTable.from_names(["cell", "membrane", "dirt"])
SHAPE = (6, 8)


def save_mask(folder: Path, stem: str, array: NDArray[np.uint8]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.png"
    path.write_bytes(palette_png.encode(array, TABLE.palette()))
    return path


def filled(value: int, shape: tuple[int, int] = SHAPE) -> NDArray[np.uint8]:
    return np.full(shape, value, np.uint8)


def opened(project: Project, stem: str) -> StoredMask:
    entry = next(e for e in project.images if Path(e.path).stem == stem)
    return open_mask(project, entry, (entry.height, entry.width))


def saved(project: Project, stem: str) -> NDArray[np.uint8]:
    entry = next(e for e in project.images if Path(e.path).stem == stem)
    return read_mask(project.mask_path(entry))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three images a, b, c and no labels."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, stem in enumerate("abc"):
        Image.fromarray(filled(40 * number)).save(pictures / f"{stem}.png")
    with Project.create(tmp_path / "x.segstudio", classes=TABLE, image_paths=sorted(pictures.iterdir())) as made:
        yield made
