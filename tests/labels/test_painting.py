"""Rasterisers: true, symmetric, gapless, clipped, and calm about absurd coordinates."""

from __future__ import annotations

import math
from fractions import Fraction

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
    centre = 30.5 if n % 2 else 31.0  # of two corners that are equally near the right and lower one
    rows, columns = np.mgrid[:61, :61] + 0.5
    np.testing.assert_array_equal(image, (rows - centre) ** 2 + (columns - centre) ** 2 <= n * n / 4)
    part = image[painting.dab_square((30.5, 30.5), n).slices]
    assert part.sum() == image.sum() and part.shape == (n, n)
    for other in (part.T, part[::-1], part[:, ::-1]):
        np.testing.assert_array_equal(part, other)


@given(near, st.integers(1, 40))
def test_a_dab_is_at_most_half_a_pixel_from_the_pointer_and_even_ones_are_not_drawn_to_one_side(
    at: tuple[float, float], n: int
) -> None:
    square = painting.dab_square(at, n)
    assert square.w == square.h == n
    for place, middle in zip(at, (square.x + n / 2, square.y + n / 2), strict=True):
        assert abs(place - middle) <= 0.5


@settings(max_examples=60, deadline=None)
@given(near, near, st.integers(2, 25))
def test_a_segment_is_every_pixel_within_the_radius_of_its_axis(
    a: tuple[float, float], b: tuple[float, float], n: int
) -> None:
    size = (40, 37)
    got = drawn(painting.brush_segment(size, a, b, n), size)
    squares = [painting.dab_square(end, n) for end in (a, b)]
    start, end = (np.array([square.x + n / 2, square.y + n / 2]) for square in squares)
    way = end - start
    rows, columns = np.mgrid[: size[0], : size[1]] + 0.5
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
    start, end = [(math.floor(2 * x) / 2 + 60, math.floor(2 * y) / 2 + 60) for x, y in (a, b)]
    big = drawn(painting.brush_segment((200, 200), start, end, n), (200, 200))
    np.testing.assert_array_equal(big[60:90, 60:90], small)
    if n == 1:
        assert big.sum() == 1 + max(abs(math.floor(start[i]) - math.floor(end[i])) for i in (0, 1))


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
    square = painting.dab_square((60, 60), n)
    edge = np.array(outline) + (square.x, square.y)
    assert (np.abs(np.diff(edge, axis=0)).min(axis=1) == 0).all(), "only along pixel borders"
    big = np.zeros((1200, 1200), np.uint8)
    cv2.fillPoly(big, [np.round(edge * 10).astype(np.int32)], 1)
    expected = drawn(painting.brush_segment((120, 120), (60, 60), (60, 60), n), (120, 120))
    np.testing.assert_array_equal(big[5::10, 5::10].astype(bool), expected)


def test_an_outline_of_an_absurd_diameter_is_one_pixel() -> None:
    assert len(painting.brush_outline(NAN)) == 5
    assert painting.brush_outline(0) == painting.brush_outline(1)


# ---- polygons ----------------------------------------------------------------------------------------------------

SIZE = (24, 30)
eighth = st.integers(-80, 320).map(lambda value: value / 8)  # a grid on which middles often lie on the outline
corners = st.lists(st.tuples(eighth, eighth), min_size=3, max_size=8)


def inside_of(points: list[tuple[float, float]], x: Fraction, y: Fraction) -> bool:
    """Whether a point is in a closed polygon, in exact fractions and one point at a time: how many edges pass above it.

    Half-open: an edge holds its left end, not its right one, and a point on an edge is below it.
    """
    crossed = 0
    for one, other in zip(points, points[1:] + points[:1], strict=True):
        (x0, y0), (x1, y1) = sorted(((Fraction(one[0]), Fraction(one[1])), (Fraction(other[0]), Fraction(other[1]))))
        if x0 <= x < x1:
            crossed += y0 + (x - x0) * (y1 - y0) / (x1 - x0) <= y
    return crossed % 2 == 1


def by_middles(points: list[tuple[float, float]], size: tuple[int, int]) -> NDArray[np.bool_]:
    half = Fraction(1, 2)
    return np.array([[inside_of(points, j + half, i + half) for j in range(size[1])] for i in range(size[0])])


def filled(size: tuple[int, int], points: list[tuple[float, float]]) -> NDArray[np.bool_]:
    return drawn(painting.polygon(size, points), size)


@settings(max_examples=50, deadline=None)
@given(corners)
def test_a_polygon_is_every_pixel_with_its_middle_inside_and_no_other(points: list[tuple[float, float]]) -> None:
    np.testing.assert_array_equal(filled(SIZE, points), by_middles(points, SIZE))


@settings(max_examples=50, deadline=None)
@given(corners, st.tuples(eighth, eighth))
def test_polygons_side_by_side_share_no_pixel_and_leave_none_out(
    points: list[tuple[float, float]], middle: tuple[float, float]
) -> None:
    parts = [filled(SIZE, [one, other, middle]) for one, other in zip(points, points[1:] + points[:1], strict=True)]
    np.testing.assert_array_equal(np.logical_xor.reduce(parts), filled(SIZE, points))


@settings(max_examples=30, deadline=None)
@given(st.floats(0.5, 40), st.floats(-1, 1), st.floats(-1, 1))
def test_the_area_of_a_round_lasso_is_that_of_its_circle_within_its_edge(radius: float, dx: float, dy: float) -> None:
    turns = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    points = [(50 + dx + radius * math.cos(turn), 50 + dy + radius * math.sin(turn)) for turn in turns]
    rows, columns = np.mgrid[:100, :100] + 0.5
    far = np.hypot(rows - 50 - dy, columns - 50 - dx) - radius
    image = filled((100, 100), points)
    assert image[far < -0.01 * radius].all() and not image[far > 1e-9].any()


@pytest.mark.parametrize("radius", [3, 5, 20])
def test_many_lassos_have_the_area_that_was_drawn_around(radius: int) -> None:
    rng, turns, areas = np.random.default_rng(radius), np.linspace(0, 2 * np.pi, 100, endpoint=False), []
    for _ in range(400):
        x, y = rng.uniform(25, 26, 2)
        points = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
        areas.append(filled((52, 52), points).sum())
    assert np.mean(areas) == pytest.approx(math.pi * radius**2, rel=0.01)


@given(st.tuples(eighth, eighth), st.tuples(eighth, eighth))
def test_a_rectangle_is_the_polygon_through_its_corners(a: tuple[float, float], b: tuple[float, float]) -> None:
    image = np.zeros(SIZE, bool)
    image[Rect.between(a, b).clip(SIZE).slices] = True
    np.testing.assert_array_equal(image, filled(SIZE, [a, (b[0], a[1]), b, (a[0], b[1])]))


def test_a_polygon_that_holds_no_middle_is_empty() -> None:
    for points in ([], [(4.5, 5.5)], [(1, 1), (6, 6)], [(4.6, 4.6), (5.4, 4.6), (5.4, 5.4)], [(NAN, 1), (INF, 2)] * 2):
        assert not painting.polygon((9, 9), points).inside.any()


@settings(max_examples=60, deadline=None)
@given(shape, st.lists(point, max_size=8))
def test_no_coordinate_breaks_a_polygon(size: tuple[int, int], points: list[tuple[float, float]]) -> None:
    image = filled(size, points)
    assert image.any() or len(points) < 3 or not painting.polygon(size, points[::-1]).inside.any()


@settings(max_examples=40, deadline=None)
@given(corners)
def test_the_border_moves_no_pixel_of_a_polygon(points: list[tuple[float, float]]) -> None:
    big = filled((200, 200), [(x + 60, y + 60) for x, y in points])
    np.testing.assert_array_equal(big[60:90, 60:90], filled((30, 30), points))


def test_a_polygon_with_corners_far_away_covers_what_it_surrounds() -> None:
    far = 1e12
    assert painting.polygon((30, 40), [(-far, -far), (far, -far), (far, far), (-far, far)]).inside.all()
    half = filled((30, 40), [(-far, -far), (20.6, -far), (20.6, far), (-far, far)])
    assert half[:, :21].all() and not half[:, 21:].any()
    assert not painting.polygon((30, 40), [(far, far), (far + 5, far), (far, 2 * far)]).inside.any()


# ---- regions -----------------------------------------------------------------------------------------------------


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


@given(st.tuples(*[st.floats(-30, 60)] * 4))
def test_an_oval_is_the_pixels_whose_middle_is_inside_the_ellipse(ends: tuple[float, float, float, float]) -> None:
    (x0, y0), (x1, y1) = ends[:2], ends[2:]
    wide, high = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    found = painting.oval((33, 41), (x0, y0), (x1, y1))
    rows, columns = np.mgrid[:33, :41] + 0.5
    seen = np.zeros((33, 41), bool)
    seen[found.rect.slices] = found.inside
    if not wide or not high:
        assert not seen.any()
        return
    with np.errstate(over="ignore"):  # next to no height
        away = ((columns - (x0 + x1) / 2) / wide) ** 2 + ((rows - (y0 + y1) / 2) / high) ** 2
    clear = np.abs(away - 1) > 1e-6  # a middle on the outline is decided by the rule of all shapes
    assert np.array_equal(seen[clear], (away < 1)[clear])


def test_ovals_side_by_side_share_no_pixel_and_a_circle_is_as_wide_as_high() -> None:
    left, right = (painting.oval((20, 40), (x, 0.0), (x + 20, 20.0)) for x in (0.0, 20.0))
    assert left.rect.right <= right.rect.x and int(left.inside.sum()) == int(right.inside.sum())
    assert np.array_equal(left.inside, left.inside.T)
