"""The sample is the same every time, has exact masks, and is not solved by a threshold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segstudio.errors import Cancelled, WriteError
from segstudio.labels.classes import read_classes_json
from segstudio.project import palette_png
from segstudio.project.images.finding import find_images
from segstudio.project.images.reading import read_image
from segstudio.project.project import Project
from segstudio.project.sample import make
from segstudio.scores.confusion import Confusion
from tests.project.sample import paint_cells, paint_metal

Painter = Callable[[np.random.Generator], tuple[NDArray[np.uint8], NDArray[np.uint8]]]
PAINTERS = [paint_cells.paint_cells, paint_metal.paint_metal]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make.make_sample(tmp_path_factory.mktemp("sample") / "new")


@pytest.mark.parametrize("paint", PAINTERS)
def test_same_seed_same_picture_other_seed_another(paint: Painter) -> None:
    first, again, other = (paint(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert first[0].shape != other[0].shape or not np.array_equal(first[0], other[0])


def test_layout_is_eight_and_four_of_each_set_with_all_classes(folder: Path) -> None:
    for name in ("cells", "metal"):
        table = read_classes_json(folder / name / "classes.json")
        for split, count in (("train", 8), ("val", 4)):
            images = find_images(folder / name / split / "images")
            assert len(images) == count
            for path in images:
                mask = palette_png.decode(path.parent.parent / "masks" / path.name)
                image = read_image(path)
                assert image.shape == mask.array.shape and 256 <= min(image.shape) <= max(image.shape) <= 400
                assert set(np.unique(mask.array)) == set(table.ids)


def best_threshold_score(images: list[NDArray[np.uint8]], masks: list[NDArray[np.uint8]]) -> float:
    """mIoU of giving each grey value its most frequent class: the best that any set of thresholds can do."""
    counts = np.zeros((256, 3), np.int64)
    for image, mask in zip(images, masks, strict=True):
        np.add.at(counts, (image, mask), 1)
    confusion = Confusion((0, 1, 2))
    for image, mask in zip(images, masks, strict=True):
        confusion.add(counts.argmax(axis=1).astype(np.uint8)[image], mask)
    assert confusion.mean_iou is not None
    return confusion.mean_iou


@pytest.mark.parametrize(("number", "name"), [(0, "cells"), (1, "metal")])
def test_the_pictures_are_those_that_were_painted(folder: Path, number: int, name: str) -> None:
    image, mask = PAINTERS[number](np.random.default_rng((0, number, 11)))
    part = folder / name / "val"
    shipped = read_image(part / "images" / f"{name}_12.png").pixels.astype(int)
    # Processors round differently in the last bit.
    assert np.mean(palette_png.decode(part / "masks" / f"{name}_12.png").array != mask) < 1e-3
    assert np.mean(np.abs(shipped - image) > 1) < 1e-3


@pytest.mark.parametrize("paint", PAINTERS)
def test_grey_values_alone_do_not_solve_it(paint: Painter) -> None:
    drawn = [paint(np.random.default_rng(seed)) for seed in range(3)]
    greys = [image if image.ndim == 2 else image[..., 1] for image, _ in drawn]
    assert best_threshold_score(greys, [mask for _, mask in drawn]) < 0.45


def test_a_second_call_keeps_files_and_fills_in_missing_ones(folder: Path) -> None:
    kept, lost = folder / "cells" / "classes.json", folder / "metal" / "val" / "masks" / "metal_12.png"
    before = lost.read_bytes()
    kept.write_text('["mine"]')
    lost.unlink()
    steps: list[tuple[int, int]] = []
    make.make_sample(folder, progress=lambda done, total: steps.append((done, total)))
    assert kept.read_text() == '["mine"]' and lost.read_bytes() == before
    assert steps[0] == (0, 24) and steps[-1] == (24, 24)
    kept.write_text('["background", "cell", "nucleus"]')


def test_project_has_the_training_pictures_unpainted_and_is_made_once(folder: Path) -> None:
    goal = make.make_sample_project(folder)
    with Project.open(goal) as project:
        assert project.classes.names == ("background", "cell", "nucleus") and len(project.images) == 8
        assert not project.labelled_entries()
        project.set_classes(project.classes.add("mine"))
        project.save()
    assert make.make_sample_project(folder) == goal
    with Project.open(goal, write=False) as project:
        assert "mine" in project.classes.names


def test_an_interrupted_call_leaves_whole_files_only(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        make.make_sample(tmp_path, progress=stop)
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"cells_01.png", "cells_02.png"}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError):
        make.make_sample(tmp_path / "file")
