"""The size of a pixel: taken from files that measured it, never from a printing resolution."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from segstudio.project.images.reading import read_image

GREY = Image.fromarray(np.zeros((4, 6), np.uint8))
UNIT, ACROSS, DOWN, DESCRIPTION = 296, 282, 283, 270


def tiff(path: Path, across: float, down: float, unit: int, description: str = "") -> Path:
    """A TIFF with a resolution."""
    tags = ImageFileDirectory_v2()
    tags[ACROSS], tags[DOWN], tags[UNIT] = across, down, unit
    if description:
        tags[DESCRIPTION] = description
    GREY.save(path, tiffinfo=tags)
    return path


@pytest.mark.parametrize(
    ("across", "unit", "expected"),
    [
        (40_000, 3, 2.5e-7),
        (28.346, 3, None),
        (37.795, 3, None),
        (118.11, 3, None),
        (25_000, 2, None),
        (40_000, 1, None),
    ],
)
def test_only_a_tiff_in_centimetres_that_is_no_printing_resolution_counts(
    tmp_path: Path, across: float, unit: int, expected: float | None
) -> None:
    found = read_image(tiff(tmp_path / "a.tif", across, across, unit)).pixel_size
    assert found == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(("dots", "expected"), [(72, None), (96, None), (300, None), (600, None), (1200, None)])
def test_a_png_for_print_has_no_size(tmp_path: Path, dots: float, expected: None) -> None:
    GREY.save(tmp_path / "a.png", dpi=(dots, dots))
    assert read_image(tmp_path / "a.png").pixel_size is expected


def test_a_png_of_a_microscope_has_one(tmp_path: Path) -> None:
    GREY.save(tmp_path / "a.png", dpi=(101_600, 101_600))
    assert read_image(tmp_path / "a.png").pixel_size == pytest.approx(2.5e-7, rel=1e-3)


@pytest.mark.parametrize(
    ("description", "across", "down", "expected"),
    [
        ("ImageJ=1.53\nunit=micron\n", 4.0, 4.0, 2.5e-7),
        ("ImageJ=1.53\nunit=nm\nspacing=2\n", 0.5, 0.5, 2e-9),
        ("ImageJ=1.53\nunit=pixel\n", 4.0, 4.0, None),
        ("ImageJ=1.53\nunit=micron\n", 4.0, 2.0, None),
        ('<OME><Pixels PhysicalSizeX="0.2" PhysicalSizeY="0.2"/></OME>', 1.0, 1.0, 2e-7),
        (
            '<OME><Pixels PhysicalSizeX="3" PhysicalSizeXUnit="nm" PhysicalSizeY="3" PhysicalSizeYUnit="nm"/>',
            1.0,
            1.0,
            3e-9,
        ),
        ('<OME><Pixels PhysicalSizeX="broken" PhysicalSizeY="0.2"/></OME>', 1.0, 1.0, None),
    ],
)
def test_imagej_and_ome_say_it_in_their_own_words(
    tmp_path: Path, description: str, across: float, down: float, expected: float | None
) -> None:
    found = read_image(tiff(tmp_path / "a.tif", across, down, 1, description)).pixel_size
    assert found == (expected if expected is None else pytest.approx(expected))


def test_other_files_have_none(tmp_path: Path) -> None:
    GREY.save(tmp_path / "a.jpg", dpi=(101_600, 101_600))
    assert read_image(tmp_path / "a.jpg").pixel_size is None
