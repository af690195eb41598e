"""Patches come from labelled pixels, rare classes often enough, and follow masks that change on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudio.errors import UserError
from segstudio.labels.classes import VOID
from segstudio.learning.data.augment import AugmentSettings
from segstudio.learning.data.patch_source import PLACES, PatchSource, _inside, channel_lookup
from segstudio.learning.data.project_pixels import Pixels
from segstudio.project.project import Project

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]


def source_of(folder: Path, seed: int = 0, budget: int = 1 << 30) -> PatchSource:
    project = Project.open(folder, write=False)
    return PatchSource(Pixels(project, budget), project.images, project.classes.ids, seed)


def test_patch_has_the_pixels_of_image_and_mask(make_project: MakeProject) -> None:
    folder = make_project(images=1, held_out=0)
    patch = source_of(folder).draw(64)  # as large as the image: there is only one place
    project = Project.open(folder, write=False)
    source = Pixels(project)
    assert np.array_equal(patch.image, source.image(project.images[0]).model_input())
    assert np.array_equal(patch.target, source.mask(project.images[0]))
    assert patch.image.dtype == np.float32 and patch.target.dtype == np.uint8


def test_every_patch_holds_a_labelled_pixel(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=2, held_out=0, side=96)
    for number in range(2):
        mask = np.full((96, 96), VOID, np.uint8)
        mask[5, 90 - number], mask[80, 3] = 0, 1
        relabel(folder, f"im{number}", mask)
    source = source_of(folder)
    assert all((source.draw(32).target != VOID).any() for _ in range(60))


def test_rare_class_is_drawn_far_more_often_than_it_is_frequent(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=3, held_out=0, side=128)
    for number in range(3):
        mask = np.zeros((128, 128), np.uint8)
        if number == 2:
            mask[60:63, 60:63] = 1  # 9 pixels of 49152
        relabel(folder, f"im{number}", mask)
    source = source_of(folder)
    chances = source.class_chances()
    assert chances.sum() == pytest.approx(1) and chances[1] > 0.5
    assert chances[0] > 1 / 3, "the common class must be seen by itself too"
    hits = sum((source.draw(32).target == 1).any() for _ in range(60))
    assert hits > 25


def test_class_without_pixels_is_never_drawn(make_project: MakeProject) -> None:
    source = source_of(make_project(names=("back", "disc", "absent")))
    assert source.class_chances()[2] == 0
    assert all(not (source.draw(32).target == 2).any() for _ in range(10))


def test_same_seed_gives_the_same_patches_and_another_seed_does_not(make_project: MakeProject) -> None:
    folder = make_project()
    first, second, other = source_of(folder, 3), source_of(folder, 3), source_of(folder, 4)
    changes = AugmentSettings()
    pairs = [(first.draw(32, changes), second.draw(32, changes), other.draw(32, changes)) for _ in range(5)]
    assert all(np.array_equal(a.image, b.image) and np.array_equal(a.target, b.target) for a, b, _ in pairs)
    assert not all(np.array_equal(a.image, c.image) for a, _, c in pairs)


def test_new_strokes_join(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=2, held_out=0)
    relabel(folder, "im0", np.full((64, 64), VOID, np.uint8))
    source = source_of(folder)
    assert len(source.entries) == 1 and not source.refresh(source.pixels.project.images)
    relabel(folder, "im0", np.ones((64, 64), np.uint8))
    assert source.refresh(source.pixels.project.images)
    assert len(source.entries) == 2 and source.counts[1] > 64 * 64


def test_damaged_mask_is_left_out_with_a_sentence(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    (folder / "masks" / "im0.png").write_bytes(b"no mask at all")
    source = source_of(folder)
    assert len(source.entries) == 1
    assert len(source.notices) == 1 and source.notices[0].startswith("im0 is left out")
    assert (source.draw(32).target != VOID).any()


def test_vanished_image_is_left_out_and_training_can_go_on(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    source = source_of(folder)
    os.remove(folder.parent / "p-images" / "im0.png")
    assert all(source.draw(32).image.shape == (3, 32, 32) for _ in range(10))
    assert len(source.entries) == 1 and source.notices
    os.remove(folder.parent / "p-images" / "im1.png")
    source.pixels._images.clear()
    with pytest.raises(UserError):
        source.draw(32)


def test_memory_stays_within_its_budget(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=0)
    budget = 3 * 64 * 64
    source = source_of(folder, budget=budget)
    for _ in range(40):
        source.draw(32)
        assert source.pixels.nbytes <= budget
        assert source.pixels.nbytes == 64 * 64 * (len(source.pixels._images) + len(source.pixels._masks))


def test_remembered_places_are_bounded(make_project: MakeProject) -> None:
    source = source_of(make_project(images=1, held_out=0, side=160))
    places = [len(found) for labelled in source._labelled.values() for found in labelled.places]
    assert max(places) == PLACES


def test_image_smaller_than_the_patch_is_mirrored_and_void_outside(make_project: MakeProject) -> None:
    patch = source_of(make_project(images=1, held_out=0, side=16)).draw(32)
    assert (patch.target != VOID).sum() == 16 * 16
    assert patch.image.min() > 0


@settings(max_examples=50, deadline=None)
@given(st.integers(-50, 400), st.integers(1, 300), st.integers(1, 300))
def test_window_lies_inside_whenever_it_fits(centre: int, size: int, length: int) -> None:
    start = _inside(centre, size, length) - size // 2
    if size <= length:
        assert start >= 0 and start + size <= length
    else:
        assert start <= 0 and start + size >= length


def test_lookup_sends_everything_unknown_to_void() -> None:
    lookup = channel_lookup((3, 7))
    assert lookup[3] == 0 and lookup[7] == 1
    assert (np.delete(lookup, [3, 7]) == VOID).all()


def test_shrunk_patch_shows_more_at_half_the_resolution(make_project: MakeProject) -> None:
    folder = make_project(images=1, held_out=0, side=64)
    patch = source_of(folder).draw(32, shrink=2)
    source = Pixels(Project.open(folder, write=False))
    entry = source.project.images[0]
    whole = source.image(entry).model_input().reshape(3, 32, 2, 32, 2).mean(axis=(2, 4))
    assert np.abs(patch.image - whole).max() < 1e-5
    assert (patch.target == source.mask(entry)[::2, ::2]).mean() > 0.95
    dot = source_of(make_project(images=1, held_out=0, side=1, folder="dot"))
    assert dot.draw(32, shrink=2).target.shape == (32, 32)


def test_images_with_an_up_and_a_down_are_known_by_their_masks(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=5, held_out=0)
    assert not source_of(folder).upright()
    for number in range(5):
        mask = np.zeros((64, 64), np.uint8)
        mask[30 + 2 * number :] = 1
        relabel(folder, f"im{number}", mask)
    assert source_of(folder).upright()
    relabel(folder, "im0", np.full((64, 64), VOID, np.uint8))  # four images are too few to tell
    assert not source_of(folder).upright()


def test_large_area_is_drawn_by_kind_and_says_nothing_of_frequency(make_project: MakeProject, relabel: Relabel) -> None:
    folder = make_project(images=1, held_out=0, side=160)
    mask = np.full((160, 160), VOID, np.uint8)
    mask[:, :60], mask[80:84, 70:90] = 0, 1
    relabel(folder, "im0", mask)
    source = source_of(folder)
    (labelled,) = source._labelled.values()
    assert source.counts.tolist() == [9600, 80], "what is told counts every pixel"
    assert 80 < len(labelled.places[0]) < 9600 / 4 and len(labelled.places[1]) == 80
    many = source.class_chances()
    mask[:, :50] = VOID  # 1600 pixels, no more than are remembered
    relabel(folder, "im0", mask)
    assert many[1] == pytest.approx(source_of(folder).class_chances()[1], abs=0.05)
