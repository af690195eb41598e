"""Learning without labels: the same again by its seed, stopped and gone on, kept whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from segstudio.errors import LearningError, WriteError
from segstudio.labels.classes import ClassTable
from segstudio.learning.explore import session as session_module
from segstudio.learning.explore.explore import LOOKING, explore
from segstudio.learning.explore_messages import Explored, ExploreSettings, Restored
from segstudio.learning.messages import Event, Notice, Progress
from segstudio.learning.runs.explorations import FOLDER, RESUME, explorations, read_exploration, read_weights
from segstudio.learning.runs.found import read_found
from segstudio.project import storage
from segstudio.project.project import Project
from tests.narrow import few
from tests.toy_methods import SEEING, SIDE, SIZE, TOY, Toy, toys

__all__ = ["few", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("toys")

MakeProject = Callable[..., Path]
SETTINGS = ExploreSettings(TOY, steps=4, device="cpu", threads=1)


def explored(folder: Path, settings: ExploreSettings = SETTINGS, resume: str = "") -> Explored:
    """How an exploration that is not stopped ends."""
    last = list(explore(folder, settings, resume))[-1]
    assert isinstance(last, Explored)
    return last


def weights(folder: Path, name: str) -> dict[str, np.ndarray]:
    return dict(read_weights(folder, name)[0])


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[key], other[key]) for key in one | other)


class StopAt:
    """Asks to stop once so many steps are taken; ``again``: also when the images are to be looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: int, again: bool = False) -> None:
        self.taken, self.step, self.again, self.looking = 0, step, again, False
        learn = Toy.learn

        def counted(toy: Toy, *values: object) -> dict[str, float]:
            self.taken += 1
            return learn(toy, *values)  # type: ignore[arg-type]

        monkeypatch.setattr(Toy, "learn", counted)

    def __call__(self) -> bool:
        return self.again if self.looking else self.taken >= self.step

    def events(self, folder: Path, settings: ExploreSettings) -> list[Event]:
        found = []
        for event in explore(folder, settings, stop=self):
            self.looking |= isinstance(event, Progress) and event.task == LOOKING
            found.append(event)
        return found


# ---- what it is


def test_an_exploration_is_kept_with_what_was_learnt_from_and_puts_all_images_on_the_map(
    make_project: MakeProject,
) -> None:
    folder = make_project(images=4, held_out=1)
    events = list(explore(folder, replace(SETTINGS, steps=8)))
    last = events[-1]
    assert isinstance(last, Explored) and (last.steps, last.images, last.cancelled) == (8, 4, False)
    (facts,) = explorations(folder)
    assert (facts.name, facts.method, facts.encoder, facts.steps) == (last.exploration, TOY, "", 8)
    known = {entry.id: entry.sha256 for entry in Project.open(folder, write=False).images}
    assert dict(facts.images) == {id: known[id] for id in ("im0", "im1", "im2")}  # never the held-out one
    found = read_found(folder, last.exploration)
    assert found.ids == ("im0", "im1", "im2", "im3") and found.learnt.tolist() == [True, True, True, False]
    assert found.codes.shape == (4, SIZE) and found.map.shape == (4, 2) and (found.seen == 1).all()
    assert sorted(found.most_unusual) == sorted(found.ids)
    shares = [event.done for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1


def test_the_same_patches_are_shown_every_time_with_the_figures_of_the_row(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segstudio.learning.explore.explore.SHOW_SECONDS", 0.0)
    shown = [event for event in explore(make_project(), SETTINGS) if isinstance(event, Restored)]
    assert [one.step for one in shown] == [1, 2, 3, 4]
    assert all(one.originals.shape == one.restored.shape == (6, SIDE, SIDE, 3) for one in shown)
    assert all((one.originals == shown[0].originals).all() for one in shown)
    assert [one.figures["done"] for one in shown] == [0.0, 0.25, 0.5, 0.75]


def test_the_same_seed_and_steps_give_the_same_weights_and_the_same_map(make_project: MakeProject) -> None:
    folder = make_project(images=5)
    one, two = explored(folder).exploration, explored(folder).exploration
    other = explored(folder, replace(SETTINGS, seed=1)).exploration
    assert same(weights(folder, one), weights(folder, two)) and not same(weights(folder, one), weights(folder, other))
    first, second = read_found(folder, one), read_found(folder, two)
    assert all(np.array_equal(getattr(first, key), getattr(second, key)) for key in ("map", "pca", "unusual", "usual"))


# ---- stop and go on


def test_stopped_and_gone_on_gives_the_weights_of_one_that_never_stopped(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(images=6)
    whole = explored(folder, replace(SETTINGS, steps=9)).exploration
    stopped = StopAt(monkeypatch, 5).events(folder, replace(SETTINGS, steps=9))[-1]
    assert isinstance(stopped, Explored) and stopped.cancelled and stopped.steps == 5
    assert stopped.images == 6  # looked at with what was learnt
    before = weights(folder, stopped.exploration)
    torch.rand(3)  # others draw numbers meanwhile
    again = explored(folder, replace(SETTINGS, steps=4), stopped.exploration)
    assert again.exploration == stopped.exploration and again.steps == 4
    assert read_exploration(folder, again.exploration).steps == 9
    assert same(weights(folder, again.exploration), weights(folder, whole)) and not same(before, weights(folder, whole))


def test_stopped_twice_it_keeps_the_weights_and_looks_at_the_images_when_asked(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    last = StopAt(monkeypatch, 2, again=True).events(folder, SETTINGS)[-1]
    assert isinstance(last, Explored) and last.cancelled and (last.steps, last.images) == (2, 0)
    before = weights(folder, last.exploration)
    with pytest.raises(LearningError, match="no map"):
        read_found(folder, last.exploration)
    looked = explored(folder, replace(SETTINGS, steps=None), last.exploration)
    assert looked == Explored(last.exploration, False, 0, 0.0, 4)
    assert same(before, weights(folder, last.exploration)) and len(read_found(folder, last.exploration).ids) == 4


def test_stopped_before_the_first_step_nothing_is_left(make_project: MakeProject) -> None:
    folder = make_project()
    last = list(explore(folder, SETTINGS, stop=lambda: True))[-1]
    assert last == Explored("", cancelled=True) and not list((folder / FOLDER).iterdir())
    work = explore(folder, SETTINGS)
    next(event for event in work if isinstance(event, Progress))
    work.close()  # type: ignore[attr-defined]
    assert not list((folder / FOLDER).iterdir())


def test_going_on_makes_the_map_of_before_outdated_until_it_is_made_again(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    name = explored(folder).exploration
    stop = StopAt(monkeypatch, 1, again=True)
    for event in explore(folder, SETTINGS, name, stop):
        stop.looking |= isinstance(event, Progress) and event.task == LOOKING
    with pytest.raises(LearningError, match="went on"):
        read_found(folder, name)


def test_without_the_state_to_go_on_with_it_goes_on_from_the_weights(make_project: MakeProject) -> None:
    folder = make_project()
    name = explored(folder).exploration
    path = folder / FOLDER / name / RESUME
    path.write_bytes(path.read_bytes()[:-1])
    assert explored(folder, SETTINGS, name).steps == 4 and read_exploration(folder, name).steps == 8


# ---- what goes wrong


@pytest.mark.parametrize(
    ("settings", "resume", "words"),
    [
        (replace(SETTINGS, method="magic"), "", "no method 'magic'"),
        (replace(SETTINGS, encoder="resnet18"), "", "layers of its own"),
        (replace(SETTINGS, method=SEEING, encoder="resnet18"), "", "no encoder 'resnet18'"),
        (replace(SETTINGS, steps=0), "", "no time"),
        (replace(SETTINGS, steps=-1), "x", "no time"),
        (SETTINGS, "nowhere", "no exploration nowhere"),
        (SETTINGS, "../runs", "not the name"),
    ],
)
def test_what_cannot_begin_is_refused_in_a_sentence(
    settings: ExploreSettings, resume: str, words: str, make_project: MakeProject
) -> None:
    folder = make_project(images=2)
    with pytest.raises(LearningError) as refused:
        list(explore(folder, settings, resume))
    assert words in refused.value.message and refused.value.hint and not list((folder / FOLDER).glob("*"))


def test_where_all_images_are_held_out_there_is_nothing_to_learn_from(make_project: MakeProject) -> None:
    with pytest.raises(LearningError, match="all are held out"):
        list(explore(make_project(images=2, held_out=2), SETTINGS))


def test_figures_that_are_no_numbers_end_it_and_the_last_good_weights_are_kept(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, learn, taken = make_project(), Toy.learn, []

    def broken(toy: Toy, *values: object) -> dict[str, float]:
        taken.append(1)
        figures = learn(toy, *values)  # type: ignore[arg-type]
        if len(taken) > 1:
            with torch.no_grad():
                toy.up.weight.fill_(torch.nan)
            figures["error"] = torch.nan
        return figures

    one = weights(folder, explored(folder, replace(SETTINGS, steps=1)).exploration)
    monkeypatch.setattr(Toy, "learn", broken)
    events = list(explore(folder, SETTINGS))
    last = events[-1]
    assert isinstance(last, Explored) and last.steps == 1 and same(weights(folder, last.exploration), one)
    assert any(isinstance(event, Notice) and event.left_out and "up to step 1" in event.text for event in events)
    with pytest.raises(LearningError, match="no numbers"):
        list(explore(folder, SETTINGS))
    assert len(explorations(folder)) == 2


def test_short_memory_halves_the_batches(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    learn, sizes = Toy.learn, []

    def hungry(toy: Toy, clean: torch.Tensor, done: float, random: torch.Generator) -> dict[str, float]:
        sizes.append(len(clean))
        if len(clean) > 1:
            raise RuntimeError("out of memory")
        return learn(toy, clean, done, random)

    monkeypatch.setattr(Toy, "learn", hungry)
    events = list(explore(make_project(), SETTINGS))
    assert sizes == [2, 1, 1, 1, 1] and sum(isinstance(event, Notice) for event in events) == 1


def test_a_folder_that_may_not_be_written_is_said_before_anything_is_learnt(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, make = make_project(), Path.mkdir

    def refused(path: Path, *values: object, **more: object) -> None:
        if path.name == FOLDER:
            raise OSError(errno.EROFS, "read-only")
        make(path, *values, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr(Toy, "learn", None)
    with pytest.raises(WriteError, match="read-only"):
        list(explore(folder, SETTINGS))


def test_on_a_full_disk_what_was_kept_before_stays(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_project()
    name = explored(folder).exploration
    before = weights(folder, name)

    def full(descriptor: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "write_all", full)
        with pytest.raises(WriteError, match="disk is full"):
            list(explore(folder, SETTINGS, name))
        with pytest.raises(WriteError, match="disk is full"):
            list(explore(folder, SETTINGS))
    assert [one.name for one in explorations(folder)] == [name] and same(weights(folder, name), before)
    assert len(read_found(folder, name).ids) == 4 and not list((folder / FOLDER).rglob(".tmp*"))


# ---- images of all kinds


def odd_project(tmp_path: Path, *pictures: np.ndarray) -> Path:
    (tmp_path / "images").mkdir()
    for number, picture in enumerate(pictures):
        Image.fromarray(picture).save(tmp_path / "images" / f"im{number}.png")
    Project.create(tmp_path / "p", "p", ClassTable.from_names(["a"]), [tmp_path / "images"]).close()
    return tmp_path / "p"


def test_images_that_are_tiny_narrow_or_of_one_value_are_on_the_map_too(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (40, 90), np.uint8)
    folder = odd_project(tmp_path, np.full((1, 1), 7, np.uint8), noise, noise[:3], np.zeros((30, 30), np.uint8))
    found = read_found(folder, explored(folder).exploration)
    assert len(found.ids) == 4 and np.isfinite(found.map).all() and np.isfinite(found.unusual).all()
    assert found.patch_where[found.patch_where[:, 0] == 0].tolist() == [[0, 0, 0, 1, 1]]
    assert (found.patch_where[:, 1] + found.patch_where[:, 3])[found.patch_where[:, 0] == 1].max() == 90


def test_a_missing_image_is_left_out_by_name_and_the_others_are_learnt_from(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=0)
    project = Project.open(folder, write=False)
    project.image_path(project.entry("im1")).unlink()
    events = list(explore(folder, replace(SETTINGS, steps=6)))
    named = [event.text for event in events if isinstance(event, Notice) and event.left_out]
    assert len(named) == 1 and "im1.png" in named[0]
    (facts,) = explorations(folder)
    assert [id for id, _ in facts.left_out] == ["im1"] and "im1" not in dict(facts.images)
    found = read_found(folder, facts.name)
    assert found.ids == ("im0", "im2", "im3") and [id for id, _ in found.left_out] == ["im1"]


@pytest.mark.parametrize("channels", [(1,), (5,)])
def test_a_project_learns_with_the_channels_of_its_images(channels: tuple[int, ...], make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0, channels=channels)
    last = explored(folder, replace(SETTINGS, steps=1))
    assert read_exploration(folder, last.exploration).channels == (5 if channels == (5,) else 3) and last.images == 2


def test_of_many_large_images_only_a_part_is_looked_at_and_that_is_said(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segstudio.learning.explore.look.MOST_PATCHES", 8)
    folder = make_project(images=2, held_out=0)
    events = list(explore(folder, replace(SETTINGS, steps=1)))
    found = read_found(folder, explorations(folder)[0].name)
    assert len(found.patch_where) == 8 and found.seen.tolist() == pytest.approx([4 / 9] * 2)
    assert any(isinstance(event, Notice) and "only a part" in event.text for event in events)


@pytest.mark.usefixtures("few")
def test_a_method_that_restores_nothing_tells_by_its_codes_what_is_unusual(make_project: MakeProject) -> None:
    folder = make_project(images=3, held_out=0)
    project = Project.open(folder, write=False)
    odd = np.random.default_rng(1).integers(0, 255, (64, 64), np.uint8)
    Image.fromarray(odd).save(project.image_path(project.entry("im1")))
    last = explored(folder, ExploreSettings(SEEING, steps=1, device="cpu", threads=1))
    assert read_found(folder, last.exploration).most_unusual[0] == "im1"
    assert read_exploration(folder, last.exploration).encoder == "mobilenet_v3_large"


def test_what_was_learnt_is_written_now_and_then(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segstudio.learning.explore.explore.WRITE_SECONDS", 0.0)
    written: list[int] = []
    write = session_module.write_exploration
    monkeypatch.setattr(
        session_module, "write_exploration", lambda folder, facts: (written.append(facts.steps), write(folder, facts))
    )
    explored(make_project(), replace(SETTINGS, steps=2))
    assert written == [1, 2, 2]
