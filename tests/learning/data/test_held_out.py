"""Nothing that is scored was learnt from: regions with a buffer, groups on one side, and only where labels suffice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.data.augment import AugmentSettings
from segstudio.learning.data.held_out import (
    choose_examined,
    choose_held_out_region,
    find_held_out,
    held_out_entries,
    unscored_notices,
)
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.data.region import choose_region, inside, outside
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_REGION, SAME_STACK, Finished, Notice, Started, Step
from segstudio.learning.runs.card import card
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import BUFFER, Region, RunInfo
from segstudio.learning.training import trainer
from segstudio.learning.training.replacement import learnt_nothing_of
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from segstudio.project.storage import file_hash
from tests.learning.desk import Desk
from tests.learning.training.test_trainer import SMALL, of_kind, short
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
SIDE = 320


def test_a_copy_of_an_image_that_is_trained_on_never_scores(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=2)
    with Project.open(folder) as project:
        first = project.entry("im0")
        project.update_entries([replace(project.entry("im3"), sha256=first.sha256, size=first.size)])
        assert [entry.id for entry in held_out_entries(project)] == ["im2"]
        assert any("is a copy of an image" in told for told in unscored_notices(project))
        assert held_out_entries(project, {"im2"}) == []


def checks(side: int = SIDE, cell: int = 20) -> np.ndarray:
    """A mask without void in which both classes are everywhere."""
    y, x = np.mgrid[:side, :side]
    return ((y // cell + x // cell) % 2).astype(np.uint8)


def strokes(per_class: int = 3) -> np.ndarray:
    """A few strokes per class over an image, about 3 % of it."""
    mask = np.full((SIDE, SIDE), VOID, np.uint8)
    for number in range(2 * per_class):
        y = 20 + number * 50
        mask[y : y + 6, 20 + 30 * (number % 5) : 100 + 30 * (number % 5)] = number % 2
    return mask


def test_a_fully_labelled_image_gives_a_region_with_a_buffer() -> None:
    region = choose_region([("a", checks())])
    assert region is not None and region.image_id == "a"
    truth, learnt = inside(checks(), region.window) != VOID, outside(checks(), region.closed) != VOID
    assert truth.sum() > 1000 and learnt.mean() > 0.7
    scored, trained = np.argwhere(truth), np.argwhere(learnt)
    gap = np.abs(scored[::97, None] - trained[None, ::89]).max(axis=2).min()
    assert gap > BUFFER


def test_a_few_strokes_are_all_learnt_from() -> None:
    assert choose_region([("a", strokes())]) is None
    assert choose_region([("a", np.zeros((SIDE, SIDE), np.uint8))]) is None, "one class alone says nothing"
    corner = checks()
    corner[corner == 1] = 0
    corner[:60, :60] = 1
    region = choose_region([("a", corner)])
    assert region is None, "the only place of a class must be learnt from"


def test_a_region_is_kept_in_words() -> None:
    region = Region("im 0 b", Rect(3, 4, 50, 60))
    assert Region.parse(str(region)) == region
    assert Region.parse("") is None and Region.parse("1 2 x 4 a") is None


def one_image(make_project: MakeProject, relabel: Callable[..., None], mask: np.ndarray) -> Path:
    folder = make_project(images=1, held_out=0, side=SIDE)
    relabel(folder, "im0", mask)
    return folder


def test_patches_never_show_a_label_of_the_region_or_its_buffer(make_project: MakeProject, relabel) -> None:
    project = Project.open(one_image(make_project, relabel, checks()), write=False)
    pixels = Pixels(project)
    region = choose_held_out_region(project, pixels, None)
    assert region is not None
    source = PatchSource(pixels, project.images, (0, 1), 0, region=region)
    closed = region.closed.clip((SIDE, SIDE))
    whole = source.draw(SIDE).target
    assert (whole[closed.slices] == VOID).all() and (whole != VOID).sum() == SIDE * SIDE - closed.w * closed.h
    assert source.counts.sum() == SIDE * SIDE - closed.w * closed.h
    for shrink in (1, 2):
        patch = source.draw(64, AugmentSettings(), shrink)
        assert (patch.target != VOID).any()
    examined = choose_examined(project, source, (0, 1))
    assert (examined.kind, examined.region, examined.never_learnt) == (SAME_REGION, region, True)
    assert (examined.truth(project.images[0], pixels) != VOID).sum() == region.window.w * region.window.h


def test_what_a_run_learnt_from_is_no_region_of_the_next(make_project: MakeProject, relabel) -> None:
    project = Project.open(one_image(make_project, relabel, checks()), write=False)
    pixels, settings = Pixels(project), short()
    chosen = choose_held_out_region(project, pixels, None)
    run = RunInfo("r", "resnet18", (0, 1), ("a", "b"), settings)
    assert choose_held_out_region(project, pixels, run) is None, "it learnt from all of it"
    assert choose_held_out_region(project, pixels, replace(run, region=str(chosen))) == chosen


def test_a_held_out_image_makes_a_region_needless(make_project: MakeProject) -> None:
    project = Project.open(make_project(images=2, held_out=1, side=SIDE), write=False)
    assert choose_held_out_region(project, Pixels(project), None) is None


def test_training_on_one_image_is_scored_on_its_region_and_says_so(make_project: MakeProject, relabel) -> None:
    folder = one_image(make_project, relabel, checks())
    events = list(train(folder, short(1), recipe=SMALL))
    finished = events[-1]
    assert isinstance(finished, Finished) and finished.table is not None and finished.table.kind == SAME_REGION
    assert finished.table.area == finished.table.pixels, "the region's own, all of it labelled"
    region = Region.parse(read_info(folder, finished.run).region)
    assert region is not None and finished.table.pixels == region.window.w * region.window.h
    assert any("held out for an honest score" in notice.text for notice in of_kind(events, Notice))
    assert of_kind(events, Started)[0].held_out_images == 0


def test_no_group_is_on_both_sides(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=2)
    with Project.open(folder) as project:
        assert [e.id for e in held_out_entries(project)] == ["im2", "im3"] and not unscored_notices(project)
        for name in ("im0", "im3"):
            project.update_entries([replace(project.entry(name), group="patient 7")])
        project.save()
        assert [e.id for e in held_out_entries(project)] == ["im2"]
        (sentence,) = unscored_notices(project)
        assert sentence.startswith("1 held-out image belongs")
        source = PatchSource(Pixels(project), [], (0, 1), 0)
        assert [e.id for e in choose_examined(project, source, (0, 1)).entries] == ["im2"]
        assert choose_examined(project, source, (0, 1)).kind == HELD_OUT
        project.update_entries([replace(project.entry("im1"), group="patient 8")])
        project.update_entries([replace(project.entry("im2"), group="patient 8")])
        assert choose_examined(project, source, (0, 1)).kind == SAME_IMAGE


def make_one_stack(folder: Path, **others: str) -> None:
    """All images are slices of one stack, but those that ``others`` puts into another."""
    with Project.open(folder) as project:
        stacks = [(one, others.get(one.id, "s")) for one in project.images]
        project.update_entries([replace(one, stack=stack, group=stack) for one, stack in stacks])
        project.save()


def test_slices_that_a_person_held_out_of_the_only_stack_are_scored_and_the_score_says_what_it_is(
    make_project: MakeProject,
) -> None:
    folder = make_project(images=4, held_out=1)
    make_one_stack(folder)
    *_, finished = train(folder, short(steps=1), recipe=SMALL)
    info = read_info(folder, finished.run)
    assert info.best is not None and info.best.kind == SAME_STACK and info.best.images == 1
    assert info.held_out == ("im3",) and "im3" not in info.known
    assert "Slices beside them were learnt from and look alike" in card(info)
    fitted = Desk().fit_head(folder)
    assert fitted.table is not None and (fitted.table.kind, fitted.table.images) == (SAME_STACK, 1)
    with Project.open(folder, write=False) as project:
        assert not unscored_notices(project)
        assert unscored_notices(project, ["im3"]), "what a run learnt from never scores the next"


def test_slices_of_a_stack_never_score_beside_images_of_others(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=2)
    make_one_stack(folder, im3="other")
    with Project.open(folder, write=False) as project:
        assert find_held_out(project) == ([project.entry("im3")], HELD_OUT)
        assert len(unscored_notices(project)) == 1
    make_one_stack(folder, im0="other", im1="other")
    with Project.open(folder) as project:  # a group of two stacks is not one stack
        project.update_entries([replace(one, group="patient") for one in project.images])
        assert find_held_out(project).entries == []


def test_what_the_run_before_learnt_from_is_no_yardstick_of_the_next(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=1)
    first = list(train(folder, short(3), recipe=SMALL))[-1]
    with Project.open(folder) as project:  # as the menu "Use for" does
        project.update_entries([replace(project.entry("im0"), split="val")])
        project.update_entries([replace(project.entry("im3"), split="train")])
        project.save()
    events = list(train(folder, short(3), first.run, recipe=SMALL))
    assert events[-1].table.kind == SAME_IMAGE, "im0 is held out now, but its network has learnt from it"
    assert any("trained on by the run that this one continues" in one.text for one in of_kind(events, Notice))
    second = read_info(folder, events[-1].run)
    assert second.learnt == ("im0", "im1", "im2", "im3") and second.held_out == ()
    afresh = list(train(folder, short(3), recipe=SMALL))[-1]
    assert (afresh.table.kind, read_info(folder, afresh.run).held_out) == (HELD_OUT, ("im0",))


def train_and_paint_late(folder: Path, image: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Started, Finished]:
    """A training during which the mask of an image is put back that was not there when it began."""
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    late = folder / "masks" / f"{image}.png"
    mask = late.read_bytes()
    late.unlink()
    seen = []
    for event in train(folder, short(12), recipe=SMALL):
        if isinstance(event, Step) and event.step == 3:
            late.write_bytes(mask)
        seen.append(event)
    assert isinstance(seen[-1], Finished)
    return of_kind(seen, Started)[0], seen[-1]


def test_weights_file_of_a_run_of_the_project_is_known_for_what_it_learnt(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=1)
    first = list(train(folder, short(3), recipe=SMALL))[-1]
    with Project.open(folder) as project:
        project.update_entries([replace(project.entry("im0"), split="val")])
        project.save()
    file = folder / "runs" / first.run / "weights.safetensors"
    done = list(train(folder, replace(short(3), weights=str(file)), recipe=SMALL))[-1]
    assert read_info(folder, done.run).held_out == ("im3",) and "im0" in read_info(folder, done.run).known


def test_held_out_image_that_is_painted_while_it_trains_joins_the_yardstick(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(images=4, held_out=2)
    started, last = train_and_paint_late(folder, "im3", monkeypatch)
    assert started.held_out_images == 1 and last.table is not None and last.table.images == 2
    info = read_info(folder, last.run)
    assert info.held_out == ("im2", "im3") and set(info.truth_hashes) == {"im2", "im3"}
    assert info.learnt == ("im0", "im1")


def test_run_of_an_older_version_is_compared_only_on_what_it_held_out(make_project: MakeProject) -> None:
    project = Project.open(make_project(images=4, held_out=2), write=False)
    examined = choose_examined(project, PatchSource(Pixels(project), [], (0, 1), 0), (0, 1))
    old = RunInfo("r", "resnet18", (0, 1), ("a", "b"), short(), mask_hashes={"im0": "x"}, held_out=("im2",))
    assert not learnt_nothing_of(old, examined), "im3 may have joined while it trained"
    assert learnt_nothing_of(replace(old, held_out=("im2", "im3")), examined)
    assert learnt_nothing_of(replace(old, learnt=("im0", "im1")), examined)
    assert not learnt_nothing_of(replace(old, learnt=("im0", "im3")), examined)


def test_group_of_what_was_learnt_before_is_no_yardstick_either(make_project: MakeProject) -> None:
    with Project.open(make_project(images=4, held_out=2)) as project:
        for name in ("im0", "im2"):
            project.update_entries([replace(project.entry(name), group="patient 7")])
        project.update_entries([replace(project.entry("im0"), split="test")])
        assert [e.id for e in held_out_entries(project)] == ["im2", "im3"]
        assert [e.id for e in held_out_entries(project, ("im0",))] == ["im3"]
        assert (
            len(unscored_notices(project, ("im0",))) == 1
            and "2 held-out images" in unscored_notices(project, ("im0", "im3"))[0]
        )


def test_run_says_what_it_learnt_from_also_of_what_was_painted_meanwhile(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(images=4, held_out=1)
    started, last = train_and_paint_late(folder, "im1", monkeypatch)
    assert started.train_images == 2
    info = read_info(folder, last.run)
    assert sorted(info.mask_hashes) == ["im0", "im1", "im2"]
    assert info.mask_hashes["im1"] == file_hash(folder / "masks" / "im1.png")
    assert info.learnt == ("im0", "im1", "im2") and sum(info.pixels) == 3 * 64 * 64
