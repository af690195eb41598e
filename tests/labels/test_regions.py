"""Edits of one class's shape agree with plain references and touch only their class's pixels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.errors import Cancelled
from segstudio.labels import intensity, regions
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from tests.pictures import connected, mask, near, painted, parts, seeds, shapes, spread

values = st.sampled_from([1, 2, 5, VOID])
CLASS = 1

EDITS: dict[str, Callable[[NDArray[np.uint8], int], list[regions.Edit]]] = {
    "holes": regions.fill_holes,
    "specks": lambda labels, value: regions.remove_specks(labels, value, 4),
    "grow": lambda labels, value: regions.grow(labels, value, 2),
    "shrink": lambda labels, value: regions.shrink(labels, value, 1),
    "smooth": lambda labels, value: regions.smooth(labels, value, 1),
}
PAINTS_ITS_CLASS = {"holes", "grow", "smooth"}
TAKES_FROM_ITS_CLASS = {"specks", "shrink", "smooth"}


@settings(max_examples=80, deadline=None)
@given(seeds, shapes, st.sampled_from(sorted(EDITS)), values)
def test_an_edit_touches_only_pixels_of_or_for_its_class(
    seed: int, shape: tuple[int, int], name: str, value: int
) -> None:
    labels = mask(seed, shape)
    before = labels.copy()
    edits = EDITS[name](labels, value)
    np.testing.assert_array_equal(labels, before)
    for new, footprint in edits:
        area = spread(footprint, shape)
        assert area.any() and (labels[area] != new).all()
        assert name in PAINTS_ITS_CLASS if new == value else name in TAKES_FROM_ITS_CLASS
        assert new == value or (labels[area] == value).all()


def holes(labels: NDArray[np.uint8], value: int) -> list[NDArray[np.bool_]]:
    edge = np.ones(labels.shape, bool)
    edge[1:-1, 1:-1] = False
    return [part for part in parts(labels != value, False) if not (part & edge).any()]


@settings(max_examples=60, deadline=None)
@given(seeds, shapes)
def test_holes_are_the_parts_that_the_class_encloses(seed: int, shape: tuple[int, int]) -> None:
    labels = mask(seed, shape)
    expected = labels.copy()
    for hole in holes(labels, CLASS):
        expected[hole & (labels == VOID)] = CLASS
    np.testing.assert_array_equal(painted(labels, regions.fill_holes(labels, CLASS)), expected)


def test_only_the_void_of_a_hole_is_filled() -> None:
    ring = np.full((9, 9), VOID, np.uint8)
    ring[1:8, 1:8] = CLASS
    ring[2:7, 2:7] = VOID
    ring[4, 4] = 2
    filled = painted(ring, regions.fill_holes(ring, CLASS))
    assert (filled == CLASS).sum() == 48 and filled[4, 4] == 2 and filled[0, 0] == VOID


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, st.integers(0, 9))
def test_specks_are_the_small_regions_and_go_to_what_they_border_on_most(
    seed: int, shape: tuple[int, int], smallest: int
) -> None:
    labels = mask(seed, shape)
    expected = labels.copy()
    for part in parts(labels == CLASS, True):
        if part.sum() < smallest:
            expected[part] = _most_beside(labels, part)
    np.testing.assert_array_equal(painted(labels, regions.remove_specks(labels, CLASS, smallest)), expected)


def _most_beside(labels: NDArray[np.uint8], part: NDArray[np.bool_]) -> int:
    counts = np.zeros(256, int)
    for y, x in np.argwhere(part):
        for j in range(max(0, y - 1), min(labels.shape[0], y + 2)):
            for i in range(max(0, x - 1), min(labels.shape[1], x + 2)):
                counts[labels[j, i]] += not part[j, i]
    return int(np.argmax(counts)) if counts.any() else CLASS


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, st.integers(-1, 6))
def test_grow_and_shrink_reach_exactly_n_pixels(seed: int, shape: tuple[int, int], n: int) -> None:
    labels = mask(seed, shape)
    own = labels == CLASS
    grown = painted(labels, regions.grow(labels, CLASS, n))
    np.testing.assert_array_equal(grown, np.where(near(own, n) & (n > 0), CLASS, labels))
    lost = near(~own, n) & own & (n > 0)
    given_away = painted(labels, regions.shrink(labels, CLASS, n))
    np.testing.assert_array_equal(given_away != labels, lost)
    assert not (given_away[lost] == CLASS).any()


@settings(max_examples=60, deadline=None)
@given(seeds, shapes, st.integers(0, 4))
def test_smooth_is_the_majority_in_the_square_around(seed: int, shape: tuple[int, int], n: int) -> None:
    labels = mask(seed, shape)
    own = labels == CLASS
    framed = np.pad(own, n, mode="edge")
    window = np.lib.stride_tricks.sliding_window_view(framed, (2 * n + 1, 2 * n + 1)).sum(axis=(2, 3))
    wins = 2 * window > (2 * n + 1) ** 2
    smoothed = painted(labels, regions.smooth(labels, CLASS, n))
    np.testing.assert_array_equal(smoothed == CLASS, wins)
    np.testing.assert_array_equal(smoothed[~own & ~wins], labels[~own & ~wins])


def test_a_pixel_given_away_goes_to_the_nearest_other_value() -> None:
    labels = np.array([[0, 1, 1, 1, 1, 2]], np.uint8)
    assert painted(labels, regions.shrink(labels, 1, 2)).tolist() == [[0, 0, 0, 2, 2, 2]]


def test_bands_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.random.default_rng(0).choice(np.array([0, 1, VOID], np.uint8), (90, 40))
    edits = [EDITS[name] for name in ("grow", "shrink", "smooth")]
    whole = [painted(labels, edit(labels, 1)) for edit in edits]
    monkeypatch.setattr(regions, "bands", lambda rect, _pixels=0: intensity.bands(rect, 200))
    for edit, expected in zip(edits, whole, strict=True):
        np.testing.assert_array_equal(painted(labels, edit(labels, 1)) == 1, expected == 1)


@settings(max_examples=40, deadline=None)
@given(seeds, shapes)
def test_the_region_at_a_point_is_connected_by_corners_too(seed: int, shape: tuple[int, int]) -> None:
    labels = mask(seed, shape)
    rng = np.random.default_rng(seed)
    x, y = int(rng.integers(shape[1])), int(rng.integers(shape[0]))
    expected = connected(labels == labels[y, x], (x, y), True)
    np.testing.assert_array_equal(spread(regions.region_at(labels, (x + 0.9, y)), shape), expected)
    edits = regions.recolor_region(labels, (x, y), 7)
    np.testing.assert_array_equal(painted(labels, edits), np.where(expected, 7, labels))
    assert regions.recolor_region(labels, (x, y), int(labels[y, x])) == []


def test_a_point_outside_has_no_region() -> None:
    labels = np.zeros((3, 3), np.uint8)
    for point in ((-1, 0), (3, 0), (float("nan"), 0)):
        assert not regions.region_at(labels, point).rect
        assert regions.recolor_region(labels, point, 2) == []


def test_a_stop_is_heard() -> None:
    labels = np.array([[0, 1]], np.uint8)
    for edit in (regions.grow, regions.shrink, regions.smooth):
        with pytest.raises(Cancelled):
            edit(labels, 1, 1, cancelled=lambda: True)


def test_values_and_masks_that_cannot_be_are_refused() -> None:
    labels = np.zeros((2, 2), np.uint8)
    for edit in (regions.grow, regions.shrink, regions.smooth, regions.remove_specks):
        with pytest.raises(ValueError, match="mask value"):
            edit(labels, 256, 1)
        with pytest.raises(ValueError, match="uint8"):
            edit(labels.astype(np.int32), 1, 1)
    with pytest.raises(ValueError, match="mask value"):
        regions.recolor_region(labels, (0, 0), 300)


def test_an_edit_looks_at_the_class_box_only() -> None:
    labels = np.full((400, 400), VOID, np.uint8)
    labels[100, 200] = 1
    (edit,) = regions.grow(labels, 1, 3)
    assert edit.footprint.rect == Rect(197, 97, 7, 7)
