"""New strokes are drawn far more often for a while, then like all others; the old ones are never starved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from segstudio.labels.classes import VOID
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.recent_strokes import FADED, HALF_LIFE, SHARE, RecentStrokes, pack, painted, unpack
from segstudio.project.project import Project

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]
SIDE = 128


def halves(folder: Path, relabel: Relabel) -> np.ndarray:
    """Class 0 above, class 1 below, void at the left where a new stroke will come."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[64:] = 1
    mask[:, :40] = VOID
    relabel(folder, "im0", mask)
    return mask


def place_of(draw: tuple[object, int]) -> tuple[int, int]:
    row, column = divmod(draw[1], SIDE)
    return row, column


def share_at_the_left(source: PatchSource, draws: int) -> float:
    return float(np.mean([place_of(source._choose_place())[1] < 40 for _ in range(draws)]))


def test_half_of_the_draws_go_to_a_new_stroke_and_fewer_and_fewer_later(
    make_project: MakeProject, relabel: Relabel
) -> None:
    folder = make_project(images=1, held_out=0, side=SIDE)
    mask = halves(folder, relabel)
    project = Project.open(folder, write=False)
    source = PatchSource(Pixels(project), project.images, project.classes.ids, seed=0)
    assert share_at_the_left(source, 50) == 0
    mask[30:34, 10:30] = 1  # a small correction: 80 of 11344 pixels
    relabel(folder, "im0", mask)
    assert source.refresh(project.images)
    assert 0.28 < share_at_the_left(source, 120) < 0.6
    for _ in range(4 * HALF_LIFE):
        source._choose_place()
    assert share_at_the_left(source, 200) < 0.1


def test_strokes_since_the_last_training_are_new_to_the_next_one(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=1, held_out=0, side=SIDE)
    mask = halves(folder, relabel)
    project = Project.open(folder, write=False)
    seen = PatchSource(Pixels(project), project.images, project.classes.ids, seed=0).seen()
    mask[30:34, 10:30] = 1
    relabel(folder, "im0", mask)
    again = PatchSource(Pixels(project), project.images, project.classes.ids, seed=0, seen=seen)
    assert 0.28 < share_at_the_left(again, 120) < 0.6
    unknown = PatchSource(Pixels(project), project.images, project.classes.ids, seed=0)
    assert share_at_the_left(unknown, 120) < 0.1


def test_both_classes_of_a_correction_are_drawn() -> None:
    fresh, random = RecentStrokes(), np.random.default_rng(0)
    fresh.add("a", [np.arange(1000), np.array([5000])])
    drawn = [found[1] for found in (fresh.draw(random) for _ in range(HALF_LIFE)) if found]
    assert drawn.count(5000) >= 2 and len(set(drawn)) > 20


def test_an_erased_stroke_is_drawn_no_more() -> None:
    fresh, random = RecentStrokes(), np.random.default_rng(0)
    fresh.add("a", [np.array([3]), np.array([7])])
    target = np.full((2, 4), VOID, np.uint8)
    target[0, 3] = 0
    fresh.keep("a", target)
    assert {found[1] for found in (fresh.draw(random) for _ in range(60)) if found} == {3}
    fresh.keep("a", None)
    assert fresh.share == 0 and fresh.draw(random) is None


def test_the_share_halves_and_ends() -> None:
    fresh, random = RecentStrokes(), np.random.default_rng(0)
    fresh.add("a", [np.array([3])])
    assert fresh.share == SHARE
    for _ in range(HALF_LIFE):
        fresh.draw(random)
    assert abs(fresh.share - SHARE / 2) < 1e-9
    while fresh.share >= FADED:
        fresh.draw(random)
    assert fresh.draw(random) is None and fresh.share == 0


def test_without_new_strokes_chance_is_left_alone() -> None:
    random = np.random.default_rng(0)
    before = random.bit_generator.state
    assert RecentStrokes().draw(random) is None and random.bit_generator.state == before


def test_painted_tells_what_changed_and_what_was_erased_is_nothing_new() -> None:
    before = np.array([[0, 1, VOID, VOID]], np.uint8)
    now = np.array([[0, 0, 1, VOID]], np.uint8)
    assert [list(found) for found in painted(before, now, 2)] == [[1], [2]]
    assert not any(len(found) for found in painted(now, np.full_like(now, VOID), 2))


def test_masks_are_remembered_exactly() -> None:
    mask = np.random.default_rng(0).integers(0, 4, (9, 7)).astype(np.uint8)
    seen = pack([("a", mask), ("b", None)])
    assert np.array_equal(unpack(seen, "a", (9, 7)), mask)
    assert unpack(seen, "a", (7, 9)) is None and unpack(seen, "b", (9, 7)) is None and unpack(seen, "c", (1, 1)) is None
