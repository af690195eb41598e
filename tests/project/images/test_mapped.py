"""Pixels that stay in their file are the same pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from segstudio.errors import ImageError
from segstudio.labels.geometry import Rect
from segstudio.project.images import reading
from segstudio.project.images.memory import release_memory
from segstudio.project.images.reading import map_image, read_image


@pytest.fixture(autouse=True)
def _map_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAPPED", 1)


def is_mapped(array: Any) -> bool:
    while array is not None and not isinstance(array, np.memmap):
        array = getattr(array, "base", None)
    return array is not None


def pixels(kind: str, width: int = 41) -> np.ndarray:
    rng = np.random.default_rng(0)
    shape = (37, width, 3) if "rgb" in kind else (37, width)
    return rng.random(shape, np.float32) if "float" in kind else rng.integers(0, 60_000, shape).astype(kind[:6].strip())


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.tif", "uint8  rgb"), ("a.tif", "uint8 "), ("a.tif", "uint16"), ("a.tif", "float "), ("a.bmp", "uint8  rgb")],
)
@pytest.mark.parametrize("width", [40, 41])
def test_mapped_pixels_are_those_that_are_read(tmp_path: Path, name: str, kind: str, width: int) -> None:
    Image.fromarray(pixels(kind, width)).save(tmp_path / name)
    mapped, read = map_image(tmp_path / name), read_image(tmp_path / name)
    assert mapped.pixels.dtype == read.pixels.dtype and mapped.window == read.window
    assert np.array_equal(mapped.pixels, read.pixels) and is_mapped(mapped.pixels)
    release_memory(mapped.pixels)  # memory only: the pixels are read again
    part = Rect(3, 5, 20, 11)
    assert np.array_equal(mapped.model_input(part), read.model_input(part))


@pytest.mark.parametrize("kind", ["uint16", "float ", "uint16 rgb"])
def test_the_byte_order_of_a_mapped_file_changes_nothing_that_is_learnt_from(tmp_path: Path, kind: str) -> None:
    array = pixels(kind)
    photometric = "rgb" if "rgb" in kind else "minisblack"
    for order in "<>":
        tifffile.imwrite(tmp_path / f"{ord(order)}.tif", array, byteorder=order, photometric=photometric)
    small, big = (map_image(tmp_path / f"{ord(order)}.tif") for order in "<>")
    assert is_mapped(big.pixels) and big.window == small.window and big.inputs == small.inputs
    for rect in (None, Rect(3, 5, 20, 11)):
        learnt = big.model_input(rect)
        assert learnt.dtype == np.float32 and learnt.dtype.isnative and np.array_equal(learnt, small.model_input(rect))
    assert big.value_text(7, 9) == small.value_text(7, 9)


@pytest.mark.parametrize(("name", "how"), [("a.png", {}), ("a.tif", {"compression": "tiff_lzw"}), ("a.jpg", {})])
def test_packed_files_are_decoded_whole(tmp_path: Path, name: str, how: dict[str, str]) -> None:
    Image.fromarray(pixels("uint8 ")).save(tmp_path / name, **how)
    found = map_image(tmp_path / name)
    assert not is_mapped(found.pixels) and np.array_equal(found.pixels, read_image(tmp_path / name).pixels)


def test_turned_tiff_is_read_upright(tmp_path: Path) -> None:
    Image.fromarray(pixels("uint8 ")).save(tmp_path / "a.tif", tiffinfo={274: 6})
    assert map_image(tmp_path / "a.tif").shape == (41, 37)


@pytest.mark.parametrize("name", ["a.tif", "a.bmp"])
def test_file_without_its_end_is_refused(tmp_path: Path, name: str) -> None:
    Image.fromarray(pixels("uint8  rgb")).save(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImageError):
        map_image(tmp_path / name)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("colours", [1, 3])
def test_mapped_pixels_have_no_alpha_either(tmp_path: Path, colours: int, planar: str, order: str) -> None:
    array = np.random.default_rng(2).integers(0, 60_000, (20, 30, colours + 1)).astype(np.uint16)
    stored = array if planar == "contig" else np.moveaxis(array, 2, 0)
    kind = "rgb" if colours == 3 else "minisblack"
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric=kind, planarconfig=planar, extrasamples=["unassalpha"],
                     byteorder=order)  # fmt: skip
    mapped, read = map_image(tmp_path / "a.tif"), read_image(tmp_path / "a.tif")
    assert is_mapped(mapped.pixels) and np.array_equal(mapped.pixels, read.pixels)
    assert np.array_equal(mapped.model_input(), read.model_input())
