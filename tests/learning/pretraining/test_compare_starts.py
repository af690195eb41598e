"""The trial: a start learnt from the project's own images is kept only when it scored higher; nothing else is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from segstudio.cli.main import main
from segstudio.errors import WeightsError
from segstudio.learning.messages import Event, Finished, Notice, OwnStart, Progress, Started, TrainSettings
from segstudio.learning.network.device import Device
from segstudio.learning.network.start_file import read_header
from segstudio.learning.network.weights import choose_encoder, formula_path, read_state
from segstudio.learning.pretraining import compare_starts
from segstudio.learning.pretraining.compare_starts import learn_own_start
from segstudio.learning.runs.own_start import own_path, part_path, read_verdict
from segstudio.learning.training.trainer import train
from segstudio.project.project import Project
from tests.learning.conftest import replace_split

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
SETTINGS = TrainSettings(encoder=NAME, steps=1, device="cpu", threads=1)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial of two steps."""
    monkeypatch.setattr(compare_starts, "STEPS", 2)


class Judge:
    """In place of a fine-tuning: the scores that a test wants, by what was started from."""

    scores: dict[str, float | None] = {}
    asked: list[str] = []

    def __init__(self, folder: Path, settings: TrainSettings) -> None:
        self.source, self.held_out = Path(settings.weights).name, 4
        self.score: float | None = None

    def run(self, stop: Callable[[], bool]) -> Iterator[float]:
        yield 0.5
        self.asked.append(self.source)
        self.score = self.scores[self.source]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> type[Judge]:
    """Replaces the fine-tuning and, for speed, the learning before it."""

    def reconstruct(folder: Path, settings: object, out: Path, stop: object) -> Iterator[Event]:
        out.parent.mkdir(exist_ok=True)
        out.write_bytes(formula_path(NAME).read_bytes())
        yield Progress("", 1.0, 1.0)

    monkeypatch.setattr(compare_starts, "Trial", Judge)
    monkeypatch.setattr(compare_starts, "reconstruct", reconstruct)
    Judge.asked = []
    return Judge


def verdict_of(folder: Path, again: bool = False) -> OwnStart:
    events = list(learn_own_start(folder, SETTINGS, again=again))
    assert isinstance(events[-1], OwnStart) and sum(isinstance(event, OwnStart) for event in events) == 1
    return events[-1]


def test_a_real_trial_is_decided_by_its_scores_and_leaves_no_run(make_project: MakeProject) -> None:
    folder = make_project()
    verdict = verdict_of(folder)
    assert verdict.score is not None and verdict.built_in is not None
    assert (verdict.held_out, verdict.steps, verdict.encoder) == (1, 2, NAME)
    assert verdict.kept == (verdict.score > verdict.built_in) == own_path(folder, NAME).is_file()
    assert not part_path(folder, NAME).exists() and not list((folder / "runs").glob("*"))
    assert f"{verdict.score:.3f} on 1 held-out image after 2 steps" in verdict.text


@pytest.mark.parametrize(("new", "kept"), [(0.61, True), (0.58, False), (0.57, False)])
def test_it_is_kept_only_when_it_scores_higher(
    new: float, kept: bool, make_project: MakeProject, judge: type[Judge]
) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.58, part_path(folder, NAME).name: new}
    verdict = verdict_of(folder)
    assert verdict.kept == kept == own_path(folder, NAME).is_file() and not part_path(folder, NAME).exists()
    end = "it is kept." if kept else "it is not kept."
    assert verdict.text == (
        f"The start learnt from your images scored {new:.3f} on 4 held-out images after 2 steps, "
        f"the built-in one 0.580: {end}"
    )
    written = read_verdict(folder, NAME)
    assert written is not None and (written.kept, written.score, written.built_in) == (kept, new, 0.58)
    if kept:
        told = json.loads(read_header(own_path(folder, NAME))["verdict"])
        assert (told["score"], told["built_in"]) == (new, 0.58)
        assert read_state(own_path(folder, NAME))  # its hash still holds


def test_a_start_that_won_before_has_to_be_beaten_too(make_project: MakeProject, judge: type[Judge]) -> None:
    folder = make_project()
    part, own = part_path(folder, NAME).name, own_path(folder, NAME)
    judge.scores = {"formula": 0.5, part: 0.6}
    assert verdict_of(folder).kept
    first = own.read_bytes()
    judge.scores = {"formula": 0.5, own.name: 0.65, part: 0.6}
    again = verdict_of(folder, again=True)
    assert not again.kept and "the one learnt before 0.650" in again.text and own.read_bytes() == first


def test_the_same_images_are_not_learnt_from_twice_and_new_ones_are(
    make_project: MakeProject, judge: type[Judge]
) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.58, part_path(folder, NAME).name: 0.5}
    assert not verdict_of(folder).kept and len(judge.asked) == 2
    assert "no image is new" in verdict_of(folder).text and len(judge.asked) == 2
    with Project.open(folder) as project:
        project.update_entry(replace_split(project.images[0], "test"))  # another set of images to learn from
        project.save()
    verdict_of(folder)
    assert len(judge.asked) == 4


def test_without_held_out_images_nothing_is_learnt_and_it_says_why(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    (verdict,) = learn_own_start(folder, SETTINGS)
    assert isinstance(verdict, OwnStart) and not verdict.kept and verdict.score is None
    assert "held-out images tell whether it helps" in verdict.text and not (folder / "weights").exists()


def test_nothing_scored_is_not_kept(make_project: MakeProject, judge: type[Judge]) -> None:
    folder = make_project()
    judge.scores = {"formula": None, part_path(folder, NAME).name: None}
    verdict = verdict_of(folder)
    assert not verdict.kept and "could be scored" in verdict.text and not part_path(folder, NAME).exists()


def test_stopping_keeps_what_was_learnt_for_the_next_time(make_project: MakeProject) -> None:
    folder = make_project()
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return part_path(folder, NAME).exists()

    events = list(learn_own_start(folder, SETTINGS, stop))
    assert asked and not [event for event in events if isinstance(event, OwnStart)]
    assert part_path(folder, NAME).is_file() and not own_path(folder, NAME).exists()


# ---- training from it


def test_training_from_the_own_start_says_so_and_without_one_begins_built_in(make_project: MakeProject) -> None:
    folder = make_project()
    (folder / "weights").mkdir()
    settings = TrainSettings(encoder=NAME, weights="own", steps=1, device="cpu", threads=1)
    events = list(train(folder, settings))
    (started,) = [event for event in events if isinstance(event, Started)]
    assert "formula-driven" in started.weights and isinstance(events[-1], Finished)
    assert any(isinstance(event, Notice) and "no start of its own" in event.text for event in events)
    own = own_path(folder, NAME)
    own.write_bytes(formula_path(NAME).read_bytes()[:5000])
    with pytest.raises(WeightsError, match=own.name):
        list(train(folder, settings))


def test_automatic_takes_the_encoder_that_the_project_has_learnt_a_start_for(tmp_path: Path) -> None:
    cpu = Device("cpu", "CPU", 0)
    assert choose_encoder("own", cpu, tmp_path) == choose_encoder("formula", cpu)
    (tmp_path / "weights").mkdir()
    own_path(tmp_path, "resnet34").write_bytes(b"")
    own_path(tmp_path, "no-such-encoder").write_bytes(b"")
    assert choose_encoder("own", cpu, tmp_path) == "resnet34"
    own_path(tmp_path, NAME).write_bytes(b"")
    assert choose_encoder("own", cpu, tmp_path) == NAME
    assert choose_encoder("imagenet", cpu, tmp_path) == NAME


# ---- the command line


def test_the_command_tells_the_verdict_and_how_to_train_from_it(
    make_project: MakeProject, judge: type[Judge], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.5, part_path(folder, NAME).name: 0.6, own_path(folder, NAME).name: 0.7}
    command = ["pretrain", "--own", str(folder), "--encoder", NAME, "--device", "cpu"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "scored 0.600 on 4 held-out images" in out and f"--encoder {NAME} --weights own" in out
    assert main([*command, "--json"]) == 0  # asked for again: done again
    row = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (row["event"], row["kept"], row["score"], row["built_in"]) == ("ownstart", False, 0.6, 0.5)


def test_formula_images_need_a_place_for_their_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrain", "--formula", "--steps", "1"]) == 2
    assert "--out" in capsys.readouterr().err
