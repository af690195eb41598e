"""What an object is: every labelled pixel is of one, by sides and corners; touching ones are parted on request."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.labels.classes import VOID
from segstudio.labels.objects import Objects, find_objects, parted

SIDES = st.integers(1, 30)


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


def check(values: np.ndarray, objects: Objects) -> None:
    """Each labelled pixel is of one object of its class, whose box and area are exact."""
    assert np.array_equal(objects.numbers > 0, values != VOID)
    for number in range(1, len(objects) + 1):
        inside = objects.numbers == number
        assert (values[inside] == objects.classes[number - 1]).all()
        rows, columns = np.nonzero(inside)
        box = objects.box(number)
        assert (box.x, box.y, box.right, box.bottom) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert objects.areas[number - 1] == len(rows)


@settings(deadline=None, max_examples=60)
@given(SIDES, SIDES, st.integers(0, 999), st.sampled_from([0.0, 1.0, 3.0, 6.5]))
def test_every_labelled_pixel_is_of_one_object_of_its_class(h: int, w: int, seed: int, smallest: float) -> None:
    values = blobs(h, w, seed)
    check(values, find_objects(values, {0: smallest, 7: smallest}))


@settings(deadline=None, max_examples=60)
@given(SIDES, SIDES, st.integers(0, 999))
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
    check(values, objects)
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
    watershed = pytest.importorskip("skimage.segmentation").watershed
    values = discs((30, 30, 18), (60, 34, 18), (85, 50, 17), (120, 40, 22))
    inside = values == 1
    ours = parted(inside, 20)
    depth = cv2.distanceTransform(inside.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    seeds = np.zeros(inside.shape, np.int32)
    for piece in range(1, ours.max() + 1):
        at = np.unravel_index(np.argmax(np.where(ours == piece, depth, -1)), inside.shape)
        seeds[at] = piece
    theirs = watershed(-depth, seeds, mask=inside, connectivity=2)
    assert ours.max() == 4 and (ours == theirs)[inside].mean() > 0.96
