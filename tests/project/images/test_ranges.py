"""Values that are learnt from as 0 and 1: by each image, or the same for a stack and for Hounsfield units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.project.images.facts import Axis, Facts
from segstudio.project.images.ranges import HOUNSFIELD, SLICES, is_range, needs_range, range_words, shared_range
from segstudio.project.images.reading import Picture, map_image, read_facts, read_image, thumbnail
from segstudio.project.images.stacks import pictures_in
from segstudio.project.project import Project

STACK = Facts("TIFF", "ZYX", (40, 4, 5), "uint16", 5, 4, planes=(Axis("Z", 40),))


def test_what_can_be_a_range() -> None:
    assert is_range((-1000.0, 1000.0)) and is_range([0, 1])
    assert is_range((0.0, 1.0, 5.0, 9.0)) and range_words((0.0, 1.0, 5.0, 9.0)) == "0 to 1, 5 to 9"
    odd = [(1, 1), (2, 1), (0, 1, 2), (0, 1, 3, 2), (), (0,), ("a", 1), (False, True), None, 5]
    for wrong in [*odd, (0, float("nan")), (0, float("inf"))]:
        assert not is_range(wrong)
    assert range_words(HOUNSFIELD) == "-1000 to 1000" and range_words(None) == ""


def test_hounsfield_units_are_the_same_in_every_image_and_read_nothing() -> None:
    facts = Facts("DICOM", "YX", (4, 5), "int16", 5, 4, unit="HU")
    assert needs_range(facts, 1) and shared_range(facts, []) == HOUNSFIELD


def test_a_stack_is_looked_at_in_a_few_slices_spread_over_it() -> None:
    read: list[int] = []

    def one(at: int) -> np.ndarray:
        read.append(at)
        return np.full((4, 5), 100 * at, np.uint16)

    found = shared_range(STACK, [lambda at=at: one(at) for at in range(40)])
    assert len(read) == SLICES and read[0] == 0 and read[-1] == 39
    assert found is not None and found[0] < 50 and found[1] > 3800
    assert shared_range(STACK, [lambda: np.zeros((4, 5), np.uint16)] * 2) is None  # of one value


@pytest.mark.parametrize(("dtype", "planes", "wanted"), [("uint16", 1, 0), ("uint8", 9, 0), ("float32", 9, 1)])
def test_which_images_share_a_range(dtype: str, planes: int, wanted: bool) -> None:
    assert needs_range(Facts("TIFF", "ZYX", (planes, 4, 5), dtype, 5, 4), planes) == wanted


def test_a_dark_slice_of_a_stack_stays_dark(tmp_path: Path) -> None:
    array = np.zeros((4, 16, 16), np.uint16)
    array[0], array[3] = np.arange(256).reshape(16, 16) % 50, np.arange(256).reshape(16, 16) * 100
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, array, imagej=True, metadata={"axes": "ZYX"})
    pictures = pictures_in({path: read_facts(path), tmp_path / "lost.tif": None}, apart=False)
    assert len(pictures) == 5 and pictures[-1] == Picture(tmp_path / "lost.tif")
    assert len({one.values for one in pictures[:4]}) == 1
    assert pictures[0].read().model_input().max() < 0.05 < read_image(path, plane="Z0").model_input().max()
    assert np.array_equal(pictures[3].read().model_input(), pictures[3].map().model_input())


def test_values_outside_of_the_range_are_its_ends(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.array([[-2000, -1000, 0, 1000, 3000]], np.int16), photometric="minisblack")
    for read in (read_image, map_image):
        image = read(tmp_path / "a.tif", values=HOUNSFIELD)
        assert image.model_input()[0].tolist() == [[0.0, 0.0, 0.5, 1.0, 1.0]] and image.window == HOUNSFIELD


def test_channels_of_a_stack_share_a_range_each(tmp_path: Path) -> None:
    """A slice in which a channel is empty stays empty: its noise is not spread over 0 to 1."""
    array = np.random.default_rng(0).integers(90, 110, (4, 3, 16, 16)).astype(np.uint16)
    array[1, 0] += np.arange(256, dtype=np.uint16).reshape(16, 16) * 20
    array[2, 2] += np.arange(256, dtype=np.uint16).reshape(16, 16)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, array, imagej=True, metadata={"axes": "ZCYX"})
    pictures = pictures_in({path: read_facts(path)}, apart=False)
    (values,) = {one.values for one in pictures}
    assert values is not None and len(values) == 6 and values[1] > 2000 and values[5] < 400
    first = pictures[0].read()
    assert first.windows == ((values[0], values[1]), (values[2], values[3]), (values[4], values[5]))
    assert first.model_input()[0].max() < 0.05 < read_image(path, plane="Z0").model_input()[0].max()
    pairs = [values[:2], values[2:4], values[4:]]
    apart = pictures_in({path: read_facts(path)}, apart=True)
    assert [(one.plane[-2:], one.values) for one in apart] == [(f"C{at}", pairs[at]) for at in range(3)] * 4
    with Project.create(tmp_path / "P", image_paths=[path], channels="apart") as project:
        assert [one.values for one in project.images] == pairs * 4


def test_pictures_in_the_list_of_slices_compare(tmp_path: Path) -> None:
    values = np.stack([np.linspace(0, top, 64).reshape(8, 8) for top in (900, 9000)]).astype(np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", values, imagej=True, metadata={"axes": "ZYX"})
    with Project.create(tmp_path / "P", image_paths=[tmp_path / "a.tif"]) as project:
        dark, bright = (thumbnail(tmp_path / "a.tif", 8, one.plane, one.values) for one in project.images)
    assert dark.max() < 60 and bright.max() == 255
