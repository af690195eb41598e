"""A project of four small images with known regions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.labels.classes import VOID, ClassTable
from segstudio.project import palette_png
from segstudio.project.project import Project

SHAPE = (40, 60)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Images a (2 um a pixel), b (no size), c and d (nothing painted). Classes ground and =cell."""
    paths = []
    for number, name in enumerate("abcd"):
        pixels = np.full(SHAPE, 10 * (number + 1), np.uint8)
        pixels[10:20, 10:20] += 5
        size = {"resolution": (0.5, 0.5), "metadata": {"unit": "um"}, "imagej": True} if name == "a" else {}
        paths.append(tmp_path / f"{name}.tif")
        tifffile.imwrite(paths[-1], pixels, **size)
    values = np.full(SHAPE, VOID, np.uint8)
    values[5:25, 5:25] = 0
    values[10:20, 10:20] = 1
    values[30:34, 50:] = 1
    with Project.create(tmp_path / "p.segstudio", None, ClassTable.from_names(["ground", "=cell"]), paths) as made:
        (made.folder / "masks").mkdir(exist_ok=True)
        for entry in made.images[:2]:
            made.mask_path(entry).write_bytes(palette_png.encode(values, made.classes.palette()))
        yield made
