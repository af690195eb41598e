"""Channels without a colour of their own: all are seen and learnt from, a dark one beside a bright one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.project.images.channels import composite, first_colors, input_channels
from segstudio.project.images.readers.channel_names import ome_names
from segstudio.project.images.reading import ImageData, map_image, read_facts, read_image, thumbnail


def stack(count: int, dtype: str = "uint16") -> NDArray[np.generic]:
    """``[count, 20, 30]``: each channel bright in columns of its own, the first a hundred times as bright."""
    values = np.zeros((count, 20, 30))
    for number in range(count):
        values[number, :, 4 * number : 4 * number + 8] = 200 if number == 0 else 2 + number
    return values.astype(dtype)


def written(folder: Path, values: NDArray[np.generic], axes: str = "CYX", name: str = "cells.tif") -> ImageData:
    tifffile.imwrite(folder / name, values, photometric="minisblack", metadata={"axes": axes})
    return read_image(folder / name)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "int32"])
def test_four_and_more_channels_are_all_kept_and_all_shown(tmp_path: Path, dtype: str) -> None:
    values = stack(5, dtype)
    image = written(tmp_path, values)
    assert image.channels is not None
    assert np.array_equal(image.channels, values.transpose(1, 2, 0))
    assert image.inputs == input_channels(read_facts(image.path)) == 5
    assert (image.pixels.shape, image.pixels.dtype) == ((20, 30, 3), np.uint8)
    assert np.array_equal(image.display(), image.pixels)
    assert image.pixels.any(axis=2)[:, :24].all()  # where any channel is bright, the picture is
    assert image.value_text(5, 0).split() == [f"{v:g}" for v in values[:, 0, 5].astype(float)]
    assert np.array_equal(map_image(image.path).pixels, image.pixels)
    assert np.array_equal(thumbnail(image.path, 64), image.pixels)


@pytest.mark.parametrize("count", [2, 3])
def test_two_and_three_channels_are_red_green_and_blue_as_stored(tmp_path: Path, count: int) -> None:
    values = stack(count)
    image = written(tmp_path, values)
    assert image.channels is None
    assert np.array_equal(image.pixels[..., :count], values.transpose(1, 2, 0))
    assert not image.pixels[..., count:].any()
    assert image.inputs == input_channels(read_facts(image.path)) == 3
    assert len(image.value_text(0, 0).split()) == count


@pytest.mark.parametrize("count", [2, 3, 5, 9])
def test_a_dark_channel_is_seen_and_learnt_from_beside_a_bright_one(tmp_path: Path, count: int) -> None:
    values = stack(count)
    image = written(tmp_path, values)
    seen = image.model_input()
    assert (seen.shape, seen.dtype) == ((max(3, count), 20, 30), np.float32)
    for number in range(count):
        if values[number].any():
            assert (seen[number].min(), seen[number].max()) == (0, 1)
            assert np.array_equal(seen[number] > 0.5, values[number] > 0)
    assert not seen[count:].any()
    part = Rect(3, 2, 11, 7)
    assert np.array_equal(image.model_input(part), seen[:, *part.slices])
    dark = image.display()[0, 10]
    assert dark.max() == 255


def test_an_image_of_one_channel_is_grey(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "cells.tif", stack(5), photometric="minisblack", metadata={"axes": "CYX"})
    image = read_image(tmp_path / "cells.tif", plane="C2")
    assert (image.pixels.ndim, image.inputs, image.windows) == (2, 3, ())
    assert input_channels(read_facts(image.path), "C2") == 3


def test_values_that_are_no_numbers_are_black(tmp_path: Path) -> None:
    values = stack(5, "float32")
    values[3, 0, :] = np.nan
    values[4] = np.nan
    image = written(tmp_path, values)
    assert not image.model_input()[3:, 0].any()
    assert not image.model_input()[4].any()


def test_a_picture_is_the_sum_of_its_channels_that_are_shown() -> None:
    shown = np.array([[[200, 100]]], np.uint8)
    assert composite(shown, first_colors(2)).tolist() == [[[100, 200, 100]]]
    assert composite(shown, (first_colors(2)[0], None)).tolist() == [[[0, 200, 0]]]
    assert composite(shown, ((255, 255, 255), (255, 255, 255))).tolist() == [[[255, 255, 255]]]
    assert composite(shown, (None, None)).tolist() == [[[0, 0, 0]]]


def test_a_picture_of_hundreds_of_channels_is_the_sum_of_those_that_have_a_colour(tmp_path: Path) -> None:
    colors = first_colors(300)
    assert sum(color is not None for color in colors) == 7
    shown = np.ones((2, 3, 300), np.uint8)
    assert composite(shown, colors)[0, 0].tolist() == [4, 4, 4]
    assert composite(shown, ((255, 0, 255),) * 300)[0, 0].tolist() == [255, 0, 255]
    assert composite(shown, ((255, 0, 0),) * 200 + (None,) * 100)[0, 0].tolist() == [200, 0, 0]
    image = written(tmp_path, np.stack([stack(5)[k % 5] for k in range(140)]))
    assert image.inputs == 140
    assert image.model_input().shape == (140, 20, 30)


def named(folder: Path, names: list[str]) -> tuple[str, ...]:
    """The names of the channels of an OME-TIFF."""
    path = folder / "cells.ome.tif"
    metadata = {"axes": "CYX", "Channel": {"Name": names}}
    tifffile.imwrite(path, stack(3), photometric="minisblack", ome=True, metadata=metadata)
    return read_image(path).names


def test_channels_have_the_names_that_the_file_gives_all_of_them(tmp_path: Path) -> None:
    assert named(tmp_path, ["DAPI", "GFP & co", "Cy5"]) == ("DAPI", "GFP & co", "Cy5")
    assert named(tmp_path, ["DAPI", "DAPI", "Cy5"]) == ("1", "2", "3")
    assert named(tmp_path, ["DAPI", " ", "Cy5"]) == ("1", "2", "3")
    assert named(tmp_path, ["a" * 500, "b\nc", "d"])[0] == "a" * 60
    assert written(tmp_path, stack(3)).names == ("1", "2", "3")


@given(st.text(max_size=300), st.integers(2, 4))
def test_any_text_gives_all_names_or_none(text: str, size: int) -> None:
    xml = f'<Image><Pixels><Channel Name="{text}"/><Channel ID="2" Name="b">{text}</Channel></Pixels></Image>'
    names = ome_names(xml, size)
    assert names == () or len(names) == size == len(set(names))
    assert all(name.isprintable() and 0 < len(name) <= 60 for name in names)
