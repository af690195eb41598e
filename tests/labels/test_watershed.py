"""Watershed from scribbles: every pixel gets a scribbled class, scribbles stay, borders follow the image; and objects:
every labelled pixel is of one, by sides and corners, and touching ones are parted by watershed on request."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.labels.objects import Objects, find_objects, parted
from segstudio.labels.watershed import watershed
from tests.pictures import image, kinds, seeds, shapes


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, kinds)
def test_every_pixel_gets_a_scribbled_class_and_scribbles_stay(seed: int, shape: tuple[int, int], kind: str) -> None:
    rng = np.random.default_rng(seed)
    drawn = rng.random(shape) < rng.choice([0.0, 0.1, 1.0])
    scribbles = np.where(drawn, rng.integers(0, 255, shape), VOID).astype(np.uint8)
    values, footprint = watershed(image(seed, shape, kind), Rect(0, 0, shape[1], shape[0]), scribbles)
    np.testing.assert_array_equal(values[drawn], scribbles[drawn])
    assert footprint.inside.all() == drawn.any() and footprint.inside.any() == drawn.any()
    assert set(np.unique(values)) == (set(np.unique(scribbles[drawn])) if drawn.any() else {VOID})


def test_classes_meet_at_the_edges_of_the_image() -> None:
    pixels = np.zeros((30, 60), np.uint16)
    pixels[:, 20:40], pixels[:, 40:] = 30000, 60000
    scribbles = np.full((30, 60), VOID, np.uint8)
    scribbles[15, 5:9], scribbles[3:7, 30], scribbles[25, 50] = 0, 7, 254
    values, footprint = watershed(pixels, Rect(0, 0, 60, 30), scribbles)
    expected = np.repeat([0, 7, 254], 20)[None].repeat(30, 0)
    assert (values != expected).mean() < 0.04 and footprint.inside.all()


def test_a_window_counts_from_its_own_corner() -> None:
    pixels = np.zeros((30, 60), np.uint8)
    pixels[:, 30:] = 200
    scribbles = np.full((10, 40), VOID, np.uint8)
    scribbles[5, 2], scribbles[5, 38] = 1, 2
    values, footprint = watershed(pixels, Rect(15, 10, 40, 10), scribbles, smooth=1.0)
    assert footprint.rect == Rect(15, 10, 40, 10)
    assert (values[:, :13] == 1).all() and (values[:, 17:] == 2).all()


def test_scribbles_of_another_size_or_a_window_outside_are_refused() -> None:
    for window, shape in ((Rect(0, 0, 9, 9), (9, 8)), (Rect(2, 0, 9, 9), (9, 9))):
        with pytest.raises(ValueError, match="window"):
            watershed(np.zeros((10, 10), np.uint8), window, np.full(shape, VOID, np.uint8))


# ---- objects --------------------------------------------------------------------------------------------------------

SIZES = st.integers(1, 30)


def blobs(height: int, width: int, seed: int) -> np.ndarray:
    """A mask of random blobs of classes 0, 1 and 7, and void."""
    rng = np.random.default_rng(seed)
    smooth = cv2.GaussianBlur(rng.random((height, width)), (0, 0), rng.uniform(0.3, 3))
    return np.array([0, 1, 7, VOID], np.uint8)[np.digitize(smooth, np.quantile(smooth, [0.3, 0.5, 0.8]))]


def discs(*circles: tuple[int, int, int], shape: tuple[int, int] = (90, 160)) -> np.ndarray:
    """Filled circles x, y, radius of class 1 on void."""
    mask = np.full(shape, VOID, np.uint8)
    for x, y, radius in circles:
        cv2.circle(mask, (x, y), radius, 1, -1)
    return mask


def is_sound(values: np.ndarray, objects: Objects) -> bool:
    """Each labelled pixel is of one object of its class, whose box and area are exact."""
    assert np.array_equal(objects.numbers > 0, values != VOID)
    for number in range(1, len(objects) + 1):
        inside = objects.numbers == number
        assert (values[inside] == objects.classes[number - 1]).all()
        rows, columns = np.nonzero(inside)
        box = objects.box(number)
        assert (box.x, box.y, box.right, box.bottom) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert objects.areas[number - 1] == len(rows)
    return len(objects) == objects.numbers.max()


@settings(deadline=None, max_examples=60)
@given(SIZES, SIZES, st.integers(0, 999), st.sampled_from([0.0, 1.0, 3.0, 6.5]))
def test_every_labelled_pixel_is_of_one_object_of_its_class(h: int, w: int, seed: int, smallest: float) -> None:
    values = blobs(h, w, seed)
    assert is_sound(values, find_objects(values, {0: smallest, 7: smallest}))


@settings(deadline=None, max_examples=60)
@given(SIZES, SIZES, st.integers(0, 999))
def test_whole_objects_are_those_of_scikit_image(h: int, w: int, seed: int) -> None:
    values = blobs(h, w, seed)
    label = pytest.importorskip("skimage.measure").label
    expected, count = label(values, background=VOID, connectivity=2, return_num=True)
    objects = find_objects(values)
    assert len(objects) == count
    pairs = np.unique(np.stack([expected.ravel(), objects.numbers.ravel()]), axis=1)
    assert pairs.shape[1] == count + (values == VOID).any()


def test_a_corner_connects() -> None:
    assert len(find_objects(np.array([[1, VOID], [VOID, 1]], np.uint8))) == 1


def test_touching_discs_are_parted_and_only_of_the_class_that_was_named() -> None:
    values = discs((40, 40, 20), (76, 44, 20), (130, 60, 12))
    assert len(find_objects(values)) == 2
    objects = find_objects(values, {1: 20})
    assert sorted(objects.areas.tolist())[0] < 500 and len(objects) == 3
    assert is_sound(values, objects)
    assert len(find_objects(values, {2: 20})) == 2


@pytest.mark.parametrize("diameter", [10, 30])
def test_what_is_no_chain_of_objects_stays_whole(diameter: int) -> None:
    wedge = np.zeros((120, 400), bool)
    for x in range(4, 400):
        wedge[50 - x // 10 : 70 + x // 10, x] = True
    bar = np.zeros((120, 400), bool)
    bar[40:61, 10:390] = True
    ellipse = cv2.ellipse(np.zeros((120, 400), np.uint8), (200, 60), (90, 40), 20, 0, 360, 1, -1) > 0
    for shape in (wedge, bar, ellipse):
        assert parted(shape, diameter).max() == 1


def test_no_object_is_thinner_than_the_smallest_diameter_allows() -> None:
    fibre = discs(*((x, 30 + 3 * (x % 20 > 10), 4) for x in range(10, 150, 5)))
    assert len(find_objects(fibre, {1: 12})) == 1


def test_the_edge_of_the_image_is_no_edge_of_an_object() -> None:
    values = discs((0, 30, 25), (42, 30, 25))
    parts = find_objects(values, {1: 20})
    assert len(parts) == 2
    split = parts.numbers[30]
    assert abs(np.count_nonzero(split == split[0]) - 21) <= 2  # half a disc, up to the middle between both


def test_a_class_that_fills_the_image_is_one_object() -> None:
    assert len(find_objects(np.zeros((50, 50), np.uint8), {0: 5})) == 1


def test_parting_agrees_with_the_watershed_of_scikit_image() -> None:
    theirs_of = pytest.importorskip("skimage.segmentation").watershed
    values = discs((30, 30, 18), (60, 34, 18), (85, 50, 17), (120, 40, 22))
    inside = values == 1
    ours = parted(inside, 20)
    depth = cv2.distanceTransform(inside.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    seeds = np.zeros(inside.shape, np.int32)
    for piece in range(1, ours.max() + 1):
        at = np.unravel_index(np.argmax(np.where(ours == piece, depth, -1)), inside.shape)
        seeds[at] = piece
    theirs = theirs_of(-depth, seeds, mask=inside, connectivity=2)
    assert ours.max() == 4 and (ours == theirs)[inside].mean() > 0.96


def test_a_region_is_parted_by_the_objects_that_are_known_in_it() -> None:
    values = np.full((20, 60), 255, np.uint8)
    values[5:15, 5:30], values[5:15, 40:50] = 1, 1
    seeds = np.zeros(values.shape, np.int32)
    seeds[8:12, 6:10], seeds[8:12, 20:28] = 9, 4
    found = find_objects(values, seeds=seeds)
    assert len(found) == 3 and np.array_equal(found.numbers > 0, values == 1), "every pixel is of one"
    assert found.numbers[5, 5] != found.numbers[14, 29] and (found.numbers[5:15, 14] == found.numbers[5, 5]).all()
    assert sorted(found.areas.tolist()) == [100, 100, 150] and found.numbers[10, 45] == 3
