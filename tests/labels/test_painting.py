"""Rasterisers: true, symmetric, gapless, clipped, and calm about absurd coordinates."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from segstudio.labels import painting
from segstudio.labels.geometry import Footprint, Rect

INF, NAN = math.inf, math.nan
coordinate = st.one_of(st.floats(-40, 80), st.sampled_from([NAN, INF, -INF, 1e300, -1e300, 1e7, -3e9]))
point = st.tuples(coordinate, coordinate)
near = st.tuples(st.floats(-30, 70), st.floats(-30, 70))
shape = st.tuples(st.integers(1, 40), st.integers(1, 40))


def drawn(footprint: Footprint, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The footprint as a whole image; checks that it lies inside on the way."""
    assert footprint.inside.dtype == bool
    assert footprint.inside.shape == (footprint.rect.h, footprint.rect.w)
    assert footprint.rect.clip(shape) == footprint.rect or not footprint.rect
    image = np.zeros(shape, bool)
    image[footprint.rect.slices] = footprint.inside
    return image


def dab(n: float, side: int = 61) -> NDArray[np.bool_]:
    return drawn(painting.brush_segment((side, side), (30.5, 30.5), (30.5, 30.5), n), (side, side))


def test_diameter_one_is_the_pixel_under_the_pointer() -> None:
    for x, y in ((30.0, 30.0), (30.99, 30.01), (30.5, 30.5)):
        image = drawn(painting.brush_segment((61, 61), (x, y), (x, y), 1), (61, 61))
        assert image.sum() == 1 and image[30, 30]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 17, 30])
def test_a_dab_is_the_true_disc_and_symmetric(n: int) -> None:
    image = dab(n)
    centre = 30 - n // 2 + (n - 1) / 2
    rows, columns = np.mgrid[:61, :61]
    np.testing.assert_array_equal(image, (rows - centre) ** 2 + (columns - centre) ** 2 <= n * n / 4)
    part = image[30 - n // 2 :, 30 - n // 2 :][:n, :n]
    assert part.sum() == image.sum()
    for other in (part.T, part[::-1], part[:, ::-1]):
        np.testing.assert_array_equal(part, other)


@settings(max_examples=60, deadline=None)
@given(near, near, st.integers(2, 25))
def test_a_segment_is_every_pixel_within_the_radius_of_its_axis(
    a: tuple[float, float], b: tuple[float, float], n: int
) -> None:
    size = (40, 37)
    got = drawn(painting.brush_segment(size, a, b, n), size)
    shift = (n - 1) / 2 - n // 2
    start = np.floor(np.array(a)) + shift
    way = np.floor(np.array(b)) + shift - start
    rows, columns = np.mgrid[: size[0], : size[1]]
    pixels = np.stack([columns, rows], -1)
    length = float(way @ way)
    share = np.clip(((pixels - start) @ way) / length, 0, 1) if length else np.zeros(size)
    distance = np.linalg.norm(pixels - start - share[..., None] * way, axis=-1)
    assert got[distance <= n / 2 - 1e-4].all()
    assert not got[distance > n / 2 + 1e-4].any()


@settings(max_examples=60, deadline=None)
@given(near, near, st.integers(1, 6))
def test_a_segment_has_no_gap_and_holds_both_dabs(a: tuple[float, float], b: tuple[float, float], n: int) -> None:
    size = (140, 140)
    a, b = (a[0] + 50, a[1] + 50), (b[0] + 50, b[1] + 50)
    image = drawn(painting.brush_segment(size, a, b, n), size)
    assert cv2.connectedComponents(image.astype(np.uint8), connectivity=8)[0] == 2
    for end in (a, b):
        assert image[drawn(painting.brush_segment(size, end, end, n), size)].all()


@settings(max_examples=60, deadline=None)
@given(near, near, st.integers(1, 9))
def test_the_border_moves_no_pixel_of_a_segment(a: tuple[float, float], b: tuple[float, float], n: int) -> None:
    small = drawn(painting.brush_segment((30, 30), a, b, n), (30, 30))
    start, end = [(math.floor(x) + 60.0, math.floor(y) + 60.0) for x, y in (a, b)]
    big = drawn(painting.brush_segment((200, 200), start, end, n), (200, 200))
    np.testing.assert_array_equal(big[60:90, 60:90], small)
    if n == 1:
        assert big.sum() == 1 + max(abs(start[0] - end[0]), abs(start[1] - end[1]))


# Size of the mask, both ends of a drag, which may lie outside of it, and diameters on both sides of a large brush.
SWEEPS = given(
    st.tuples(st.integers(1, 500), st.integers(1, 500)),
    st.tuples(st.floats(-300, 800), st.floats(-300, 800)),
    st.tuples(st.floats(-300, 800), st.floats(-300, 800)),
    st.sampled_from([1, 9, 255, 256, 257, 300, 901]),
)


@settings(max_examples=60, deadline=None)
@SWEEPS
def test_a_sweep_and_the_dab_before_it_are_the_segment(
    size: tuple[int, int], a: tuple[float, float], b: tuple[float, float], n: int
) -> None:
    times = np.zeros(size, np.uint8)
    for part in painting.brush_sweep(size, a, b, n):
        assert part.rect.clip(size) == part.rect and part.inside.shape == (part.rect.h, part.rect.w)
        times[part.rect.slices] += part.inside
    before = drawn(painting.brush_segment(size, a, a, n), size)
    np.testing.assert_array_equal((times > 0) | before, drawn(painting.brush_segment(size, a, b, n), size))
    assert times.max(initial=0) <= 1


@settings(max_examples=40, deadline=None)
@SWEEPS
def test_the_parts_of_a_first_dab_are_all_of_it_and_share_no_pixel(
    size: tuple[int, int], a: tuple[float, float], b: tuple[float, float], n: int
) -> None:
    times = np.zeros(size, np.int64)
    for part in painting.brush_sweep(size, a, b, n, held=False):
        times[part.rect.slices] += part.inside
    np.testing.assert_array_equal(times, drawn(painting.brush_segment(size, a, b, n), size))


def test_a_sweep_of_a_large_brush_touches_little_beside_what_it_adds() -> None:
    parts = list(painting.brush_sweep((3000, 3000), (1500, 1500), (1512, 1504), 1000))
    assert 1 < len(parts) <= 12 and sum(part.inside.size for part in parts) < 300_000
    assert sum(int(part.inside.sum()) for part in parts) < 15_000


@settings(max_examples=60, deadline=None)
@given(shape, point, point, st.one_of(st.floats(-5, 60), st.sampled_from([NAN, INF, 1e12])))
def test_no_coordinate_breaks_a_brush(
    size: tuple[int, int], a: tuple[float, float], b: tuple[float, float], n: float
) -> None:
    image = drawn(painting.brush_segment(size, a, b, n), size)
    if not all(math.isfinite(value) for value in (*a, *b, n)):
        assert not image.any()


@pytest.mark.parametrize("n", [1, 2, 9, 100])
def test_a_stroke_that_leaves_far_outside_still_reaches_the_border(n: int) -> None:
    image = drawn(painting.brush_segment((50, 50), (10.0, 20.0), (1e9, 20.0), n), (50, 50))
    assert image[20, 10:].all()


@pytest.mark.parametrize("n", [1, 2, 3, 7, 20, 101])
def test_the_outline_is_the_exact_edge_of_the_dab(n: int) -> None:
    outline = painting.brush_outline(n)
    assert outline[0] == outline[-1]
    edge = np.array(outline) + 60
    assert (np.abs(np.diff(edge, axis=0)).min(axis=1) == 0).all(), "only along pixel borders"
    big = np.zeros((1200, 1200), np.uint8)
    cv2.fillPoly(big, [np.round(edge * 10).astype(np.int32)], 1)
    expected = drawn(painting.brush_segment((120, 120), (60, 60), (60, 60), n), (120, 120))
    np.testing.assert_array_equal(big[5::10, 5::10].astype(bool), expected)


def test_an_outline_of_an_absurd_diameter_is_one_pixel() -> None:
    assert len(painting.brush_outline(NAN)) == 5
    assert painting.brush_outline(0) == painting.brush_outline(1)


def test_a_polygon_includes_its_boundary() -> None:
    image = drawn(painting.polygon((20, 20), [(3.2, 4.9), (10.0, 4.0), (10.5, 12.5), (3.0, 12.0)]), (20, 20))
    expected = np.zeros((20, 20), bool)
    expected[4:13, 3:11] = True
    np.testing.assert_array_equal(image, expected)


def test_a_polygon_of_one_point_is_a_pixel_and_of_two_a_line() -> None:
    assert drawn(painting.polygon((9, 9), [(4.5, 5.5)]), (9, 9)).sum() == 1
    line = drawn(painting.polygon((9, 9), [(1, 1), (6, 6)]), (9, 9))
    np.testing.assert_array_equal(np.argwhere(line), [[i, i] for i in range(1, 7)])
    assert not painting.polygon((9, 9), []).rect
    assert not painting.polygon((9, 9), [(NAN, 1), (INF, 2)]).rect


@settings(max_examples=60, deadline=None)
@given(shape, st.lists(point, max_size=8))
def test_no_coordinate_breaks_a_polygon_and_its_corners_are_inside(
    size: tuple[int, int], points: list[tuple[float, float]]
) -> None:
    image = drawn(painting.polygon(size, points), size)
    for x, y in points:
        if 0 <= x < size[1] and 0 <= y < size[0] and math.isfinite(x + y):
            assert image[int(y), int(x)]


@settings(max_examples=40, deadline=None)
@given(st.lists(near, min_size=3, max_size=7))
def test_clipping_changes_no_pixel_inside(points: list[tuple[float, float]]) -> None:
    moved = [(math.floor(x) + 60, math.floor(y) + 60) for x, y in points]
    big = drawn(painting.polygon((200, 200), moved), (200, 200))
    small = drawn(painting.polygon((30, 30), points), (30, 30))
    np.testing.assert_array_equal(big[60:90, 60:90], small)


def test_a_polygon_with_corners_far_away_covers_what_it_surrounds() -> None:
    far = 1e12
    assert painting.polygon((30, 40), [(-far, -far), (far, -far), (far, far), (-far, far)]).inside.all()
    half = drawn(painting.polygon((30, 40), [(-far, -far), (20.5, -far), (20.5, far), (-far, far)]), (30, 40))
    assert half[:, :21].all() and not half[:, 21:].any()
    assert not painting.polygon((30, 40), [(far, far), (far + 5, far), (far, 2 * far)]).inside.any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), shape, st.integers(1, 3))
def test_flood_is_the_four_connected_region_and_changes_nothing(seed: int, size: tuple[int, int], values: int) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, values, size, dtype=np.uint8)
    labels[labels == 2] = 255
    labels.flags.writeable = bool(seed % 2)
    before = labels.copy()
    y, x = int(rng.integers(size[0])), int(rng.integers(size[1]))
    image = drawn(painting.flood(labels, (x + 0.7, y + 0.2)), size)
    np.testing.assert_array_equal(labels, before)
    _, parts = cv2.connectedComponents((before == before[y, x]).astype(np.uint8), connectivity=4)
    np.testing.assert_array_equal(image, parts == parts[y, x])


@pytest.mark.parametrize("seed", [(-1, 0), (5, 0), (0, 5), (NAN, 0), (INF, INF), (1e300, 0)])
def test_a_flood_from_outside_is_empty(seed: tuple[float, float]) -> None:
    assert not painting.flood(np.zeros((5, 5), np.uint8), seed).rect


def test_whole_is_every_pixel() -> None:
    footprint = painting.whole((3, 4))
    assert footprint.rect == Rect(0, 0, 4, 3) and footprint.inside.all()


def test_flood_joins_corners_only_when_asked() -> None:
    labels = np.array([[1, 0], [0, 1]], np.uint8)
    assert painting.flood(labels, (0, 0)).inside.sum() == 1
    assert painting.flood(labels, (0, 0), 8).inside.sum() == 2
    with pytest.raises(ValueError, match="connectivity"):
        painting.flood(labels, (0, 0), 6)
