"""Near copies of an image are proposed as one group, and different images are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from segstudio.errors import Cancelled
from segstudio.project.entries import ImageEntry
from segstudio.project.project import Project
from segstudio.project.search.near_copies import ALIKE, NearCopies, Proposal, compare, grouped
from segstudio.project.splits import bonds, choose_splits


def scene(seed: int, size: int = 200) -> NDArray[np.uint8]:
    """Bright discs of different sizes on an uneven ground that all scenes share."""
    random = np.random.default_rng(seed)
    picture = np.tile(np.linspace(40, 120, size), (size, 1))
    for x, y in random.integers(0, size, (30, 2)).tolist():
        cv2.circle(picture, (x, y), int(random.integers(4, 20)), float(random.integers(130, 250)), -1)
    return np.clip(picture + random.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Six different scenes, and of the first a shifted, a recompressed, a smaller, a brighter and a 16-bit copy."""
    folder = tmp_path / "images"
    folder.mkdir()
    for seed in range(6):
        Image.fromarray(scene(seed)[20:180, 20:180]).save(folder / f"scene{seed}.png")
    whole = scene(0)
    Image.fromarray(whole[26:186, 10:170]).save(folder / "z_shifted.png")
    Image.fromarray(whole[20:180, 20:180]).save(folder / "y_packed.jpg", quality=30)
    Image.fromarray(cv2.resize(whole[20:180, 20:180], (80, 80), interpolation=cv2.INTER_AREA)).save(folder / "x.png")
    Image.fromarray(np.clip(whole[20:180, 20:180] * 0.8 + 40, 0, 255).astype(np.uint8)).save(folder / "w.bmp")
    Image.fromarray(whole[20:180, 20:180].astype(np.uint16) * 200).save(folder / "v.png")
    return folder


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Path:
    Project.create(tmp_path / "P.segstudio", image_paths=[images]).close()
    return tmp_path / "P.segstudio"


def stems(proposal: Proposal) -> list[str]:
    return [entry.stem for entry in proposal.images]


def test_shifted_recompressed_resized_and_brighter_copies_are_one_group(project: Path) -> None:
    with Project.open(project) as opened:
        found = compare(opened)
        (proposal,) = found.proposals(ALIKE, opened.images)
        assert stems(proposal) == ["scene0", "v", "w", "x", "y_packed", "z_shifted"] and proposal.alike >= ALIKE
        assert found.left_out == ()
        opened.update_entries(grouped(opened.images, [proposal]))
        groups = {entry.stem: entry.group for entry in opened.images}
        assert {stem for stem, group in groups.items() if group == "alike 1"} == set(stems(proposal))
        assert found.proposals(ALIKE, opened.images) == [], "they are bound already"
        chosen = choose_splits(opened.images, {entry.id: frozenset({1}) for entry in opened.images})
        assert len({chosen[entry.id] for entry in proposal.images}) == 1
        assert [stems(one) for one in found.proposals(100, opened.images)] == []


def test_images_that_cannot_be_compared_are_named(project: Path, images: Path) -> None:
    Image.fromarray(np.full((90, 90), 70, np.uint8)).save(images / "blank.png")
    with Project.open(project) as opened:
        opened.add_images([images / "blank.png"])
        (images / "scene3.png").unlink()
        found = compare(opened)
    assert len(found.left_out) == 2
    assert "blank.png" in found.left_out[0] and "scene3.png" in found.left_out[1]


def test_nothing_to_compare_and_a_cancelled_search_are_no_harm(tmp_path: Path, project: Path, images: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with Project.open(project) as opened, pytest.raises(Cancelled):
        compare(opened, stop)
    for count in range(3):
        given_ = [images / f"scene{number}.png" for number in range(count)]
        with Project.create(tmp_path / f"{count}.segstudio", image_paths=given_) as small:
            assert compare(small).proposals(ALIKE, small.images) == []


def entry(number: int, group: str = "", split: str = "") -> ImageEntry:
    return ImageEntry(f"i{number}", f"i{number}.png", 1, 1, 1, f"{number:064x}", group, split)


def test_a_proposal_that_joins_groups_takes_all_their_images_along() -> None:
    images = [entry(0, "mouse 10"), entry(1, "mouse 9"), entry(2, "mouse 9"), entry(3), entry(4, "other")]
    proposal = Proposal((images[0], images[2], images[3]), 90)
    assert proposal.groups == ["mouse 9", "mouse 10"]
    assert grouped(images, [proposal]) == [replace(images[0], group="mouse 9"), replace(images[3], group="mouse 9")]


def test_a_group_that_is_trained_on_and_held_out_is_told() -> None:
    assert "not be scored" in Proposal((entry(0, split="train"), entry(1, split="val")), 90).note
    assert Proposal((entry(0, split="train"), entry(1)), 90).note == ""


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0, 1)), max_size=12),
       st.lists(st.sampled_from(["", "a", "b"]), min_size=8, max_size=8))  # fmt: skip
def test_after_grouping_every_pair_that_is_alike_shares_a_group(
    pairs: list[tuple[int, int, float]], groups: list[str]
) -> None:
    images = tuple(entry(number, group) for number, group in enumerate(groups))
    ordered = tuple(sorted(((a, b, s) for a, b, s in pairs if a != b), key=lambda pair: -pair[2]))
    found = NearCopies(images, ordered, ())
    changed = {one.id: one for one in grouped(images, found.proposals(50, images))}
    after = [changed.get(image.id, image) for image in images]
    for a, b, share in ordered:
        if share >= 0.5:
            assert after[a].group == after[b].group != ""
    for one in images:
        for other in images:
            if bonds(one) & bonds(other):
                assert after[images.index(one)].group == after[images.index(other)].group
    assert found.proposals(50, after) == []
