"""A tile of a large file is an image of the project: added, named, painted, journalled and reopened as such."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from segstudio.errors import ImageError
from segstudio.gui.files.load_image import load_image
from segstudio.labels.classes import ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.project.contents import picture_of
from segstudio.project.images import facts as facts_file
from segstudio.project.masks import open_mask
from segstudio.project.project import Project

SHAPE = (200, 150)  # 3 x 2 tiles
CELLS = ClassTable.from_names(["cell", "rest"])


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_file, "LARGE", 10_000)
    monkeypatch.setattr(facts_file, "TILE", 64)


def large(path: Path, dtype: str = "uint8", seed: int = 0, **options: Any) -> NDArray[Any]:
    array = np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, SHAPE, dtype)
    tifffile.imwrite(path, array, tile=(32, 32), compression="zlib", **options)
    return array


def project_of(folder: Path, *images: Path, **options: Any) -> Project:
    return Project.create(folder / "P.segstudio", None, CELLS, images, **options)


def test_each_tile_of_a_large_file_is_an_image_of_one_stack_and_group(tmp_path: Path) -> None:
    large(tmp_path / "slide.tif")
    with project_of(tmp_path, tmp_path / "slide.tif") as project:
        assert [one.plane for one in project.images] == ["Y0X0", "Y0X1", "Y1X0", "Y1X1", "Y2X0", "Y2X1"]
        assert [one.shape for one in project.images] == [(64, 64), (64, 86), (64, 64), (64, 86), (72, 64), (72, 86)]
        assert {one.stack for one in project.images} == {one.group for one in project.images} == {"slide"}
        assert project.images[3].mask_stem == "slide_y002_x002"
        assert project.images[3].title == "../slide.tif, row 2, column 2"
        assert project.added.notes == "slide.tif is a stack of 6 images."
        assert all(project.check_image(one) is None and project.size_problem(one) is None for one in project.images)
    with Project.open(tmp_path / "P.segstudio") as again:
        assert again.images == project.images


def test_a_file_that_is_there_whole_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    array = large(tmp_path / "slide.tif")
    with monkeypatch.context() as context:
        context.setattr(facts_file, "LARGE", 1 << 40)
        project_of(tmp_path, tmp_path / "slide.tif").close()
    with Project.open(tmp_path / "P.segstudio") as project:
        assert project.add_images([tmp_path / "slide.tif"]).skipped[0][1] == "The image is already in the project."
        (entry,) = project.images
        loaded, mask = load_image(project, entry, None, mask_open=False)
        assert np.array_equal(loaded.image.pixels, array) and project.size_problem(entry) is None
        assert mask is not None
        mask.close()


def test_tiles_of_16_bits_share_one_range_of_values(tmp_path: Path) -> None:
    array = large(tmp_path / "slide.tif", "uint16")
    with project_of(tmp_path, tmp_path / "slide.tif") as project:
        (values,) = {one.values for one in project.images}
        assert values is not None and values[0] < 0.02 * array.max() and values[1] > 0.98 * array.max()


def test_strokes_on_a_tile_are_in_its_own_mask_and_journal_and_undo_survives(tmp_path: Path) -> None:
    large(tmp_path / "slide.tif")
    with project_of(tmp_path, tmp_path / "slide.tif") as project:
        entry = project.images[3]
        stored = open_mask(project, entry, entry.shape)
        stored.mask.begin("Brush")
        stored.mask.paint(Footprint(Rect(70, 10, 10, 20), np.ones((20, 10), bool)), 1, np.ones(256, bool))
        stored.commit()
        stored.close()  # not saved: the journal has it
    with Project.open(tmp_path / "P.segstudio") as project:
        stored = open_mask(project, project.images[3], (64, 86))
        assert (stored.mask.array[10:30, 70:80] == 1).all() and np.count_nonzero(stored.mask.array == 1) == 200
        for _ in stored.undoing():
            pass
        assert stored.mask.labelled == 0
        stored.close()
        other = open_mask(project, project.images[2], (64, 64))
        assert other.mask.labelled == 0
        other.close()


def test_tiles_that_were_removed_come_back_alone(tmp_path: Path) -> None:
    large(tmp_path / "slide.tif")
    with project_of(tmp_path, tmp_path / "slide.tif") as project:
        gone = project.images[1].id, project.images[4].id
        for id in gone:
            project.remove_image(id)
        report = project.add_images([tmp_path / "slide.tif"])
        assert [(one.plane, one.stack) for one in report.added] == [("Y0X1", "slide"), ("Y2X0", "slide")]


def test_a_file_that_moved_keeps_the_labels_of_all_its_tiles(tmp_path: Path) -> None:
    large(tmp_path / "slide.tif")
    with project_of(tmp_path, tmp_path / "slide.tif") as project:
        before = project.images
        shutil.move(tmp_path / "slide.tif", tmp_path / "other.tif")
        report = project.add_images([tmp_path / "other.tif"])
        assert not report.added and len(report.moved) == 6
        assert [(one.id, one.mask_stem) for one in project.images] == [(one.id, one.mask_stem) for one in before]


def test_another_file_in_its_place_is_told_and_opens_no_tile_of_another_size(tmp_path: Path) -> None:
    path = tmp_path / "slide.tif"
    large(path)
    with project_of(tmp_path, path) as project:
        large(path, seed=1)
        assert "was changed since it was added" in (project.check_image(project.images[0]) or "")
        tifffile.imwrite(path, np.zeros((180, 150), np.uint8), tile=(32, 32))
        assert "64 x 52 pixels now" in (project.size_problem(project.images[4]) or "")
        with pytest.raises(ImageError, match="64 x 52 pixels now"):
            load_image(project, project.images[4], None, mask_open=False)
        tifffile.imwrite(path, np.zeros((20, 20), np.uint8))
        with pytest.raises(ImageError, match=r"has no plane row 3, column 1"):
            picture_of(project, project.images[4]).read()
        assert "has no plane" in (project.size_problem(project.images[4]) or "")


def test_a_slide_that_is_copied_says_that_its_label_is_copied_with_it(tmp_path: Path) -> None:
    path = tmp_path / "slide.svs"
    large(path, description="Aperio Image Library v10\r\n200x150|AppMag = 20", metadata=None)
    with project_of(tmp_path, path, copy=True) as project:
        sentences = [sentence for _, sentence in project.added.left]
        assert "The copy in the project has the slide's label as the file has it." in sentences
