"""Between two slices counts how far they are apart, not how many there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from segstudio.errors import ImageError
from segstudio.project.images.facts import Facts
from segstudio.project.project import Project
from segstudio.project.stacks.distances import shares_between


def series(folder: Path, positions: list[float | None], monkeypatch: pytest.MonkeyPatch) -> Project:
    """Files of one series at these positions."""
    for number, _ in enumerate(positions):
        tifffile.imwrite(folder / f"{number}.tif", np.zeros((8, 9), np.uint8), photometric="minisblack")
    project = Project.create(folder / "P", image_paths=[folder])
    project.update_entries([replace(one, stack="s") for one in project.images])

    def facts(path: Path) -> Facts:
        if not path.exists():
            raise ImageError("gone")
        return Facts("DICOM", "YX", (8, 9), "uint8", 9, 8, position=positions[int(path.stem)])

    monkeypatch.setattr("segstudio.project.stacks.distances.read_facts", facts)
    return project


@pytest.mark.parametrize(
    ("positions", "shares"),
    [
        ([0, 1, 4, 10], [0.1, 0.4]),
        ([-5, 0, 5], [0.5]),
        ([0, None, 4, 10], [1 / 3, 2 / 3]),
        ([None, None, None], [0.5]),
        ([0, 4, 4, 10], [1 / 3, 2 / 3]),  # at two times
    ],
)
def test_slices_of_a_series_count_by_their_positions(
    positions: list[float | None], shares: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with series(tmp_path, positions, monkeypatch) as project:
        assert shares_between(project, project.images) == pytest.approx(shares)


def test_a_file_of_a_series_that_is_gone_is_an_error_not_a_guess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with series(tmp_path, [0, 1, 4], monkeypatch) as project:
        (tmp_path / "1.tif").unlink()
        with pytest.raises(ImageError):
            shares_between(project, project.images)


def test_planes_that_were_taken_out_of_a_file_count_too(tmp_path: Path) -> None:
    values = np.zeros((6, 8, 9), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", values, imagej=True, metadata={"axes": "ZYX"})
    with Project.create(tmp_path / "P", image_paths=[tmp_path / "a.tif"]) as project:
        project.remove_image(project.images[1].id, project.images[2].id)
        assert shares_between(project, project.images) == pytest.approx([3 / 5, 4 / 5])


def test_images_in_no_stack_are_equally_far_apart(tmp_path: Path) -> None:
    for name in "abc":
        tifffile.imwrite(tmp_path / f"{name}.tif", np.zeros((8, 9), np.uint8), photometric="minisblack")
    with Project.create(tmp_path / "P", image_paths=[tmp_path]) as project:
        assert shares_between(project, project.images) == [0.5]
