"""Where points lie, which one is meant, and what a lasso holds."""

from __future__ import annotations

import numpy as np
import pytest

from segstudio.gui.panels.explore.points import MARGIN, View, draw, inside, nearest, scaled, towards, with_room

CORNERS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)


def test_all_points_fill_the_widget_and_one_that_is_no_number_lies_in_the_middle() -> None:
    points = np.array([[-5, 100], [5, 300], [np.nan, 0]], np.float32)
    places = View().places(scaled(points), 200, 100)
    assert places[0].tolist() == pytest.approx([MARGIN, 100 - MARGIN])  # upwards as on paper
    assert places[1].tolist() == pytest.approx([200 - MARGIN, MARGIN])
    assert places[2].tolist() == [100, 50]
    assert np.isfinite(scaled(np.full((3, 2), 7, np.float32))).all()


@pytest.mark.parametrize("factor", [3.0, 0.7])
def test_what_is_under_the_pointer_stays_there_while_zooming(factor: float) -> None:
    before = View(2.0, 0.4, 0.6)
    x, y = before.places(CORNERS, 300, 200)[3].tolist()
    after = before.zoomed(factor, x, y, 300, 200)
    assert after.places(CORNERS, 300, 200)[3].tolist() == pytest.approx([x, y], abs=0.01)
    moved = after.moved(10, -4, 300, 200).places(CORNERS, 300, 200) - after.places(CORNERS, 300, 200)
    assert moved == pytest.approx(np.tile([10, -4], (4, 1)), abs=0.01)


def test_a_point_is_found_near_the_pointer_only_and_arrows_go_to_the_next() -> None:
    places = np.array([[10, 10], [60, 12], [30, 60]], np.float32)
    assert nearest(places, 14, 10, 12) == 0 and nearest(places, 40, 30, 12) is None
    assert nearest(places[:0], 0, 0, 12) is None
    assert towards(places, 0, 1, 0) == 1 and towards(places, 0, 0, 1) == 2 and towards(places, 0, -1, 0) == 0


def test_a_lasso_holds_what_its_closed_line_surrounds() -> None:
    rng = np.random.default_rng(0)
    places = rng.uniform(-20, 220, (500, 2)).astype(np.float32)
    found = inside(places, [(20, 20), (180, 20), (180, 80), (20, 80)], 200, 100)
    x, y = places.T
    surely = (x > 21) & (x < 179) & (y > 21) & (y < 79)
    never = (x < 19) | (x > 181) | (y < 19) | (y > 81)
    assert found[surely].all() and not found[never].any()


def test_pictures_do_not_cover_each_other() -> None:
    places = np.random.default_rng(1).uniform(-50, 450, (3000, 2)).astype(np.float32)
    chosen = places[with_room(places, 400, 300, 32)]
    apart = np.abs(chosen[:, None] - chosen[None]).max(axis=2) + np.eye(len(chosen)) * 99
    assert len(chosen) > 40 and apart.min() >= 32
    assert not with_room(places[:0], 400, 300, 32)


def test_points_are_drawn_where_they_are_and_nothing_outside() -> None:
    picture = np.zeros((40, 60), np.uint32)
    places = np.array([[20, 10], [-3, 5], [59, 39], [1e9, 3]], np.float32)
    draw(picture, places, np.array([7, 8, 9, 5], np.uint32), np.array([1, 2, 3, 4], np.uint32), 2.0)
    assert picture[10, 20] == 7 and picture[10, 23] == 1 and set(np.unique(picture)) == {0, 1, 7}
