"""Generated pairs: off unless asked for, of rare classes, in training batches only, and never begun without a sound
exploration."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.errors import LearningError
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect
from segstudio.learning.data.augment import NO_CHANGE, USUAL
from segstudio.learning.data.held_out import training_entries
from segstudio.learning.data.labelled import LabelledPatches, numbers
from segstudio.learning.data.patch_source import PatchSource
from segstudio.learning.data.project_pixels import Pixels
from segstudio.learning.drawing import pairs as pairs_module
from segstudio.learning.drawing.draw import drawn_for_masks
from segstudio.learning.drawing.model_of import kept_model
from segstudio.learning.drawing.pairs import GeneratedPairs, generated_pairs, rare_channels
from segstudio.learning.explore.explore import explore
from segstudio.learning.explore_messages import Explored, ExploreSettings, Restored
from segstudio.learning.messages import Finished, Notice, Scored, Step, TrainSettings
from segstudio.learning.network.device import choose_device
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.runs.card import card
from segstudio.learning.runs.explorations import FOLDER, WEIGHTS, read_exploration, read_weights
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import Region
from segstudio.learning.training import trainer
from segstudio.learning.training.trainer import train
from segstudio.models.unlabelled import conditional
from segstudio.project.project import Project
from tests.narrow import few
from tests.toy_methods import TOY, toys

__all__ = ["few", "toys"]  # fixtures
pytestmark = pytest.mark.usefixtures("few", "toys", "small")

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]
SETTINGS = ExploreSettings("conditional", steps=2, device="cpu", threads=1)
TRAIN = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=4, device="cpu", threads=1)
RECIPE = Recipe(batch=4, phases=(Phase(0, 64),))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same networks with few channels, for patches of 32 pixels."""
    monkeypatch.setattr(conditional, "WIDTHS", (8, 8, 8))
    monkeypatch.setattr(conditional, "JUDGES", (8, 8, 8))
    monkeypatch.setattr(conditional.ConditionalNetwork, "size", 32)
    monkeypatch.setattr(conditional.ConditionalNetwork, "side", 32)
    yield


def explored(folder: Path, settings: ExploreSettings = SETTINGS, resume: str = "") -> str:
    last = list(explore(folder, settings, resume))[-1]
    assert isinstance(last, Explored)
    return last.exploration


def pairs_of(folder: Path, name: str, region: Region | None = None) -> GeneratedPairs:
    project = Project.open(folder, write=False)
    ids = sorted(project.classes.ids)
    source = PatchSource(Pixels(project), training_entries(project), ids, 0, region=region)
    made = generated_pairs(project, name, source, frozenset(), choose_device("cpu"))
    assert made is not None
    return made


def hashes(folder: Path) -> dict[str, str]:
    """Of the project's file, masks and images."""
    found = [folder / "project.json", *sorted((folder / "masks").glob("*")), *sorted(folder.parent.glob("p-images/*"))]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


# ---- the exploration


def test_it_learns_from_labelled_images_that_are_not_held_out_and_shows_masks(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=1)
    Project.open(folder, write=False).mask_path(Project.open(folder, write=False).entry("im0")).unlink()
    events = list(explore(folder, SETTINGS))
    shown = [event for event in events if isinstance(event, Restored)][-1]
    assert shown.originals.shape == shown.restored.shape == (6, 32, 32, 3)
    assert shown.masks.shape == (6, 32, 32) and set(np.unique(shown.masks)) <= {0, 1, VOID}
    facts = read_exploration(folder, shown.exploration)
    assert [id for id, _ in facts.images] == ["im1", "im2"] and facts.class_ids == (0, 1) and facts.region == ""


def test_it_goes_on_bit_for_bit(make_project: MakeProject) -> None:
    folder = make_project(images=3)
    whole = explored(folder, replace(SETTINGS, steps=4))
    parts = explored(folder)
    torch.rand(3)
    assert explored(folder, SETTINGS, parts) == parts
    one, other = dict(read_weights(folder, whole)[0]), dict(read_weights(folder, parts)[0])
    assert all(np.array_equal(one[key], other[key]) for key in one | other)


def test_of_one_image_the_region_that_a_training_holds_out_is_not_learnt_from(
    make_project: MakeProject, relabel: Relabel
) -> None:
    folder = make_project(images=1, held_out=0, side=320)
    stripes = np.zeros((320, 320), np.uint8)
    stripes[::3] = 1
    relabel(folder, "im0", stripes)
    patches = LabelledPatches(Project.open(folder, write=False), 32, 0)
    assert patches.region and int(patches.source.counts.sum()) < 320 * 320
    name = explored(folder, replace(SETTINGS, steps=1))
    assert read_exploration(folder, name).region == patches.region
    region = Region.parse(patches.region)
    assert region is not None and pairs_of(folder, name, region).rare == [1]
    with pytest.raises(LearningError, match="held out by now"):
        pairs_of(folder, name, region._replace(window=Rect(1, 2, 100, 100)))


def test_without_a_label_it_is_refused(make_project: MakeProject, empty_masks: Callable[[Path], None]) -> None:
    folder = make_project(images=2)
    empty_masks(folder)
    with pytest.raises(LearningError, match="No image that may be learnt from is labelled"):
        explored(folder)
    assert not list((folder / FOLDER).glob("*"))


def test_new_pictures_are_drawn_for_masks_of_the_project(make_project: MakeProject) -> None:
    folder = make_project(images=3)
    learnt = kept_model(folder, explored(folder), choose_device("cpu"))
    project = Project.open(folder, write=False)
    masks, made = drawn_for_masks(project, learnt, 5, 1)
    assert masks.shape == (5, 32, 32) and made.shape == (5, 32, 32, 3)
    again, other = drawn_for_masks(project, learnt, 5, 1), drawn_for_masks(project, learnt, 5, 2)
    assert np.array_equal(again[1], made) and not np.array_equal(other[1], made)


# ---- the pairs


def test_rare_is_less_than_the_median_class_that_is_labelled() -> None:
    assert rare_channels(np.array([900, 5, 0, 40, 30])) == [1, 4]
    assert rare_channels(np.array([70, 30])) == [1] and rare_channels(np.array([50, 50])) == []
    assert rare_channels(np.array([0, 0])) == [] == rare_channels(np.array([9, 0]))


def test_a_class_the_generator_does_not_know_and_void_have_one_number() -> None:
    table = numbers((3, 5, 9), (9, 3))
    assert table[[0, 1, 2, VOID]].tolist() == [1, 2, 0, 2]


def test_a_pair_holds_a_rare_class_and_what_is_void_or_unknown_is_void(
    make_project: MakeProject, relabel: Relabel
) -> None:
    folder = make_project(images=3, side=96, names=("back", "disc", "late"))
    for number in range(2):
        mask = np.zeros((96, 96), np.uint8)
        mask[:20], mask[40:50, 40:50] = VOID, 1
        relabel(folder, f"im{number}", mask)
    name = explored(folder)
    assert read_exploration(folder, name).class_ids == (0, 1)
    mask[:] = 0
    mask[:20], mask[40:50, 40:50], mask[40:80, 52:90] = VOID, 1, 2  # a class that is labelled later
    relabel(folder, "im1", mask)
    pairs = pairs_of(folder, name)
    assert pairs.rare == [1]
    drawn = [pairs.draw(64, USUAL, shrink) for shrink in (1, 2, 1, 1, 2, 1, 1, 1)]
    assert pairs.count == 8
    for pair in drawn:
        assert pair.image.shape == (3, 64, 64) and pair.image.min() >= 0 and pair.image.max() <= 1
        assert (pair.target == 1).any() and set(np.unique(pair.target)) <= {0, 1, VOID}
    assert any((pair.target == VOID).any() for pair in drawn)


def test_the_image_of_a_pair_is_the_generator_s_and_of_grey_images_grey(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(images=3)
    pairs = pairs_of(folder, explored(folder))

    def by_class(mask: torch.Tensor, random: torch.Generator) -> torch.Tensor:
        value = torch.tensor([0.25, 0.75, 0.0])[mask]
        return torch.stack((value, value, value + 0.3), 1)

    monkeypatch.setattr(pairs._model, "generate", by_class)
    for shrink in (1, 2):
        pair = pairs.draw(32, NO_CHANGE, shrink)
        expected = np.array([0.35, 0.85, *[0.1] * 254], np.float32)[np.minimum(pair.target, 2)]
        assert np.allclose(pair.image, expected, atol=1e-5)


# ---- in a training


@pytest.mark.usefixtures("joins")
def test_off_by_default_a_training_draws_no_pair_and_says_nothing(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    explored(folder)
    monkeypatch.setattr(GeneratedPairs, "draw", None)
    events = list(train(folder, TRAIN, recipe=RECIPE))
    assert isinstance(events[-1], Finished) and not any(isinstance(event, Notice) for event in events)
    info = read_info(folder, events[-1].run)
    assert (info.generated, info.generated_from) == (0, "") and "generated" not in card(info)


def test_pairs_are_in_batches_only_and_counted_and_nothing_of_the_project_or_of_the_score_changes(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, scored_with, validate = make_project(images=4, held_out=1), [], trainer.validate
    name, drawn = explored(folder), [0]
    draw = GeneratedPairs.draw

    def counted(pairs: GeneratedPairs, *values: object) -> object:
        drawn[0] += 1
        return draw(pairs, *values)  # type: ignore[arg-type]

    def watched(net, examined, pixels, *more):  # type: ignore[no-untyped-def]
        before = drawn[0]
        found = yield from validate(net, examined, pixels, *more)
        scored_with.append((drawn[0] - before, [entry.id for entry in examined.entries]))
        return found

    monkeypatch.setattr(GeneratedPairs, "draw", counted)
    monkeypatch.setattr(trainer, "validate", watched)
    monkeypatch.setattr(pairs_module, "SHARE", 0.5)
    before = hashes(folder)
    events = list(train(folder, replace(TRAIN, generated=name), recipe=RECIPE))
    finished, project = events[-1], Project.open(folder, write=False)
    assert isinstance(finished, Finished) and 2 <= drawn[0] < 16  # of 16 patches
    assert scored_with and all(one == (0, ["im3"]) for one in scored_with)
    scores = [event.table for event in events if isinstance(event, Scored)]
    assert all((table.kind, table.images, table.pixels) == ("held-out", 1, 64 * 64) for table in scores)
    assert hashes(folder) == before and [entry.id for entry in project.images] == ["im0", "im1", "im2", "im3"]
    info = read_info(folder, finished.run)
    assert info.generated == drawn[0] and name in info.generated_from and info.held_out == ("im3",)
    assert f"{drawn[0]} generated image-mask pairs of rare classes" in card(info) and name in card(info)
    assert sum(info.pixels) == 3 * 64 * 64, "pixels of pairs are no labelled pixels"
    assert any(isinstance(event, Notice) and "(disc)" in event.text for event in events)


def test_a_training_with_pairs_goes_on_as_if_it_had_not_stopped(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs_module, "SHARE", 0.5)
    folder = make_project()
    settings = replace(TRAIN, generated=explored(folder))

    def finished(resume: str | None, stop_at: int = 0) -> Finished:
        done: list[int] = []
        for event in train(folder, settings, resume, stop=lambda: bool(done), recipe=RECIPE):
            if isinstance(event, Step) and event.step == stop_at:
                done.append(1)
            last = event
        assert isinstance(last, Finished)
        return last

    whole = finished(None)
    losses = [one.loss for one in read_info(folder, whole.run).scores]
    again = finished(finished(None, stop_at=2).run)
    assert (again.steps, read_info(folder, again.run).generated) == (4, read_info(folder, whole.run).generated)
    assert [one.loss for one in read_info(folder, again.run).scores][-1:] == losses[-1:]


@pytest.mark.parametrize("what", ["missing", "damaged", "other method", "none rare", "held out", "held out copy"])
def test_without_a_sound_exploration_the_training_does_not_begin_and_says_why(
    what: str, make_project: MakeProject, relabel: Relabel
) -> None:
    folder = make_project(images=4, held_out=1)
    name = "nowhere" if what == "missing" else explored(folder, replace(SETTINGS, steps=1))
    words = {"missing": "no exploration nowhere", "damaged": "missing or damaged", "none rare": "nothing to generate",
             "other method": "does not draw images for masks"}.get(what, "held out by now")  # fmt: skip
    if what == "damaged":
        path = folder / FOLDER / name / WEIGHTS
        path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    elif what == "other method":
        name = explored(folder, ExploreSettings(TOY, steps=1, device="cpu", threads=1))
    elif what == "none rare":
        half = np.repeat(np.uint8([[0], [1]]), 32, axis=0).repeat(64, axis=1)
        for number in range(4):
            relabel(folder, f"im{number}", half)
    elif what.startswith("held out"):
        with Project.open(folder) as project:
            entries = [replace(project.entry("im0"), split="val")]
            if what == "held out copy":  # only its pixels were learnt from, under another name
                entries = [replace(project.entry("im3"), sha256=project.entry("im0").sha256),
                           replace(project.entry("im0"), split="test")]  # fmt: skip
            project.update_entries(entries)
            project.save()
    with pytest.raises(LearningError, match=words) as refused:
        list(train(folder, replace(TRAIN, generated=name), recipe=RECIPE))
    assert refused.value.hint and not list((folder / "runs").glob("*"))
