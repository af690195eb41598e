"""Every figure that scikit-image has too is equal to it, on random masks and on the sample's."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.classes import VOID
from segstudio.labels.objects import find_objects, runs_of
from segstudio.measures.apart import masks_apart
from segstudio.measures.regions import measure_regions
from segstudio.measures.shape import equivalent_diameter, intensities
from segstudio.measures.skeleton import length_and_width
from segstudio.measures.thinning import thin
from segstudio.project import palette_png
from segstudio.project.images.reading import ImageData, read_image

measure = pytest.importorskip("skimage.measure")
SAMPLE = Path(__file__).parents[2] / "segstudio" / "project" / "sample" / "pictures"
SIDES = st.integers(1, 40)
PART = np.s_[:160, :160]  # of a picture: regionprops takes its time


def blobs(height: int, width: int, seed: int) -> np.ndarray:
    """A mask of random blobs of classes 0 to 2, and void."""
    rng = np.random.default_rng(seed)
    smooth = cv2.GaussianBlur(rng.random((height, width)), (0, 0), rng.uniform(0.3, 3))
    return np.array([0, 1, 2, VOID], np.uint8)[np.digitize(smooth, np.quantile(smooth, [0.3, 0.5, 0.8]))]


def compare(values: np.ndarray, image: ImageData, parting: dict[int, float] | None = None) -> int:
    """Measure one mask here and there; the number of regions."""
    ours = measure_regions(values, image.stored, parting or {})
    numbers = find_objects(values, parting or {}).numbers
    for there in measure.regionprops(numbers, image.stored):
        at = there.label - 1
        x, y, w, h = ours.boxes[at]
        assert (y, x, y + h, x + w) == there.bbox and ours.areas[at] == there.area
        ellipse = ours.ellipses
        figures = {
            "perimeter": (ours.perimeter[at], there.perimeter),
            "diameter": (equivalent_diameter(ours.areas)[at], there.equivalent_diameter_area),
            "major": (ellipse.major[at], there.axis_major_length),
            "minor": (ellipse.minor[at], there.axis_minor_length),
            "x": (ellipse.x[at], there.centroid[1]),
            "y": (ellipse.y[at], there.centroid[0]),
        }
        for name, (here, other) in figures.items():
            assert here == pytest.approx(other, abs=1e-6), name
        assert np.allclose(ours.means[at], there.intensity_mean) and np.allclose(ours.spreads[at], there.intensity_std)
        if not np.isnan(ellipse.orientation[at]):
            turn = (ellipse.orientation[at] - 90 - np.degrees(there.orientation)) % 180
            assert min(turn, 180 - turn) < 1e-4
        touches = y == 0 or x == 0 or y + h == values.shape[0] or x + w == values.shape[1]
        assert ours.at_edge[at] == touches
    return len(ours.areas)


def image_of(pixels: np.ndarray) -> ImageData:
    return ImageData(pixels, Path("image.png"))


@settings(deadline=None, max_examples=25)
@given(SIDES, SIDES, st.integers(0, 999), st.sampled_from([np.uint8, np.uint16, np.float32]))
def test_random_masks_measure_as_in_scikit_image(height: int, width: int, seed: int, dtype: type) -> None:
    pixels = np.random.default_rng(seed).integers(0, 250, (height, width)).astype(dtype)
    assert compare(blobs(height, width, seed), image_of(pixels), {1: 3.0}) >= 0


@pytest.mark.parametrize("folder", sorted(SAMPLE.glob("*/train/masks")), ids=lambda path: path.parts[-3])
def test_the_sample_measures_as_in_scikit_image(folder: Path) -> None:
    for path in sorted(folder.glob("*.png"))[:2]:
        image = read_image(folder.parent / "images" / path.name)
        assert compare(palette_png.decode(path).array[PART], image_of(image.pixels[PART])) > 0


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["magnetic-tiles", "membranes", "street"])
def test_real_images_measure_as_in_scikit_image(real_data: Path, name: str) -> None:
    path = sorted((real_data / name / "train" / "masks").glob("*.png"))[0]
    image = next((real_data / name / "train" / "images").glob(path.stem + ".*"))
    assert compare(palette_png.decode(path).array[PART], image_of(read_image(image).pixels[PART])) > 0


def test_colours_are_measured_one_by_one() -> None:
    pixels = np.zeros((10, 12, 3), np.uint8)
    pixels[..., 1], pixels[:5, :, 2] = 7, 100
    found = measure_regions(np.zeros((10, 12), np.uint8), pixels)
    assert found.means.tolist() == [[0, 7, 50]] and found.spreads.tolist() == [[0, 0, 50]]


def test_a_region_with_a_value_that_is_none_has_no_mean() -> None:
    objects = find_objects(np.array([[0, 0, VOID, 0, 0]], np.uint8))
    mean, spread = intensities(runs_of(objects.numbers), objects, np.array([[1, np.nan, 5, 2, 4]], np.float32))
    assert np.isnan(mean[0]) and np.isnan(spread[0]) and (mean[1], spread[1]) == (3, 1)


def test_a_mask_without_an_object_measures_nothing() -> None:
    found = measure_regions(np.full((4, 5), VOID, np.uint8), np.zeros((4, 5), np.uint8))
    assert len(found.areas) == 0 and found.means.shape == (0, 1)


# ---- skeletons ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(SIDES, SIDES, st.integers(0, 999))
def test_thinning_is_that_of_guo_and_hall_of_each_object_alone(height: int, width: int, seed: int) -> None:
    objects = find_objects(blobs(height, width, seed))
    expected = np.zeros((height, width), bool)
    for number in range(1, len(objects) + 1):
        alone = np.pad(objects.numbers == number, 2).astype(np.uint8) * 255
        expected |= cv2.ximgproc.thinning(alone, thinningType=cv2.ximgproc.THINNING_GUOHALL)[2:-2, 2:-2] > 0
    found = thin(masks_apart(objects.numbers))
    assert np.array_equal(found, expected)
    assert set(np.unique(objects.numbers[found])) == set(range(1, len(objects) + 1))


def test_thinning_is_the_same_beyond_one_machine_word() -> None:
    rng = np.random.default_rng(1)
    inside = cv2.GaussianBlur(rng.random((150, 300)), (0, 0), 4) > 0.5
    expected = cv2.ximgproc.thinning(np.pad(inside, 2).astype(np.uint8) * 255, thinningType=1)[2:-2, 2:-2] > 0
    assert np.array_equal(thin([inside]), expected)


def test_each_neighbourhood_is_thinned_as_by_opencv() -> None:
    patterns = (np.arange(512)[:, None] >> np.arange(9) & 1).reshape(16, 32, 3, 3).astype(bool)
    sheet = np.pad(patterns, ((0, 0), (0, 0), (2, 2), (2, 2))).transpose(0, 2, 1, 3).reshape(16 * 7, 32 * 7)
    expected = cv2.ximgproc.thinning(sheet.astype(np.uint8) * 255, thinningType=1) > 0
    assert np.array_equal(thin([sheet]), expected)


@settings(deadline=None, max_examples=60)
@given(SIDES, SIDES, st.integers(0, 999), st.integers(0, 8))
def test_objects_of_one_mask_touch_nowhere_and_each_is_in_one(height: int, width: int, seed: int, parting: int) -> None:
    objects = find_objects(blobs(height, width, seed), {0: parting, 2: parting})
    masks = masks_apart(objects.numbers)
    assert np.array_equal(np.sum(masks, axis=0), objects.numbers > 0)
    for mask in masks:
        again = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)[1]
        assert all(len(np.unique(objects.numbers[again == one])) == 1 for one in range(1, again.max() + 1))


@settings(deadline=None, max_examples=60)
@given(SIDES, SIDES, st.integers(0, 999), st.integers(0, 8))
def test_boxes_and_areas_are_those_of_the_pixels(height: int, width: int, seed: int, parting: int) -> None:
    objects = find_objects(blobs(height, width, seed), {0: parting, 2: parting})
    assert len(objects) == objects.numbers.max(initial=0)
    for number in range(1, len(objects) + 1):
        own = (objects.numbers == number).view(np.uint8)
        assert tuple(objects.boxes[number - 1].tolist()) == cv2.boundingRect(own)
        assert objects.areas[number - 1] == cv2.countNonZero(own)


def bar(height: int, width: int) -> np.ndarray:
    values = np.full((60, 140), VOID, np.uint8)
    values[10 : 10 + height, 15 : 15 + width] = 0
    return values


@pytest.mark.parametrize("height", [1, 2, 3, 4, 7, 10, 11])
def test_a_bar_is_as_long_and_as_wide_as_it_is(height: int) -> None:
    for values in (bar(height, 100), bar(height, 100).T.copy()):
        length, width = length_and_width(find_objects(values))
        assert abs(length[0] - 100) <= 1 and width[0] == pytest.approx(height, abs=0.05)


def test_a_disc_is_as_long_and_as_wide_as_its_diameter() -> None:
    values = cv2.circle(np.full((80, 80), VOID, np.uint8), (40, 40), 25, 0, -1)
    length, width = length_and_width(find_objects(values))
    assert abs(length[0] - 51) <= 3 and abs(width[0] - 51) <= 4


def test_length_is_the_longest_way_and_branches_do_not_widen() -> None:
    values = np.full((100, 100), VOID, np.uint8)
    values[50, 5:95] = values[20:81, 50] = 0  # a cross of lines
    length, width = length_and_width(find_objects(values))
    assert length[0] == pytest.approx(90, abs=1) and width[0] == pytest.approx(1, abs=0.05)


def test_width_is_the_same_wherever_the_mask_lies_in_memory() -> None:
    found = set()
    for start in range(8):
        values = np.full(60 * 140 + 8, VOID, np.uint8)[start : start + 60 * 140].reshape(60, 140)
        cv2.ellipse(values, (70, 30), (41, 19), 23, 0, 360, 0, -1)
        found.add(length_and_width(find_objects(values))[1][0])
    assert len(found) == 1


def test_touching_objects_do_not_lengthen_each_other() -> None:
    values = bar(9, 80)
    apart = length_and_width(find_objects(values))
    values[19:28, 15:95] = 1
    together = length_and_width(find_objects(values))
    assert together[0][0] == apart[0][0] == together[0][1] and together[1][0] == apart[1][0]
