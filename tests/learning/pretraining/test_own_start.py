"""A start learnt from the project's own images is kept only when it scored higher; nothing else is left."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from segstudio.cli.main import main
from segstudio.errors import Cancelled, WeightsError
from segstudio.learning.messages import Event, Finished, Notice, OwnStart, Progress, Started, TrainSettings
from segstudio.learning.network.start_file import read_header
from segstudio.learning.network.weights import choose_encoder, formula_path, read_state
from segstudio.learning.pretraining import own_start
from segstudio.learning.pretraining.own_start import learn_own_start
from segstudio.learning.runs.own_start import own_path, part_path
from segstudio.learning.training.trainer import train

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
SETTINGS = TrainSettings(encoder=NAME, steps=1, device="cpu", threads=1)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison of two steps."""
    monkeypatch.setattr(own_start, "STEPS", 2)


class Judge:
    """In place of a fine-tuning: the scores that a test wants, by what was started from."""

    def __init__(self) -> None:
        self.scores: dict[str, float | None] = {}
        self.asked: list[str] = []

    def score(
        self, folder: Path, settings: TrainSettings, told: Callable[[float], Progress], stop: Callable[[], bool]
    ) -> Generator[Progress, None, tuple[float | None, int]]:
        yield told(0.5)
        self.asked.append(Path(settings.weights).name)
        return self.scores[self.asked[-1]], 4


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Replaces the fine-tuning and, for speed, the learning before it."""

    def pretrain(name: str, settings: object, out: Path, stop: object, folder: Path) -> Iterator[Event]:
        out.parent.mkdir(exist_ok=True)
        out.write_bytes(formula_path(NAME).read_bytes())
        yield Progress("", 1.0, 1.0)

    judge = Judge()
    monkeypatch.setattr(own_start, "score_after_training", judge.score)
    monkeypatch.setattr(own_start, "pretrain", pretrain)
    return judge


def verdict_of(folder: Path) -> OwnStart:
    events = list(learn_own_start(folder, SETTINGS))
    assert isinstance(events[-1], OwnStart) and sum(isinstance(event, OwnStart) for event in events) == 1
    return events[-1]


def test_a_real_comparison_is_decided_by_its_scores_and_leaves_no_run(make_project: MakeProject) -> None:
    folder = make_project()
    verdict = verdict_of(folder)
    assert verdict.score is not None and verdict.built_in is not None
    assert (verdict.held_out, verdict.steps, verdict.encoder) == (1, 2, NAME)
    assert verdict.kept == (verdict.score > verdict.built_in) == own_path(folder, NAME).is_file()
    assert not part_path(folder, NAME).exists() and not list((folder / "runs").glob("*"))
    assert f"mean IoU {verdict.score:.3f} instead of {verdict.built_in:.3f} after 2 steps on 1 held-out" in verdict.text


@pytest.mark.parametrize(("new", "kept"), [(0.61, True), (0.58, False), (0.57, False)])
def test_it_is_kept_only_when_it_scores_higher(new: float, kept: bool, make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.58, part_path(folder, NAME).name: new}
    verdict = verdict_of(folder)
    assert verdict.kept == kept == own_path(folder, NAME).is_file() and not part_path(folder, NAME).exists()
    start = "Own start kept" if kept else "Own start not kept"
    assert verdict.text == f"{start}: mean IoU {new:.3f} instead of 0.580 after 2 steps on 4 held-out images."
    if kept:
        told = json.loads(read_header(own_path(folder, NAME))["verdict"])
        assert (told["score"], told["built_in"]) == (new, 0.58)
        assert read_state(own_path(folder, NAME))  # its hash still holds


def test_a_start_that_won_before_has_to_be_beaten_too(make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    part, own = part_path(folder, NAME).name, own_path(folder, NAME)
    judge.scores = {"formula": 0.5, part: 0.6}
    assert verdict_of(folder).kept
    first = own.read_bytes()
    judge.scores = {"formula": 0.5, own.name: 0.65, part: 0.6}
    again = verdict_of(folder)
    assert not again.kept and "the one learnt before: 0.650" in again.text and own.read_bytes() == first


def test_a_damaged_start_of_before_is_named_and_replaced(make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    own_path(folder, NAME).parent.mkdir()
    own_path(folder, NAME).write_bytes(b"torn")
    judge.scores = {"formula": 0.4, part_path(folder, NAME).name: 0.5}
    verdict = verdict_of(folder)
    assert verdict.kept and "damaged" in verdict.text
    assert read_state(own_path(folder, NAME))


def test_how_much_is_done_only_rises_and_the_time_left_is_told(make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.58, part_path(folder, NAME).name: 0.5}
    told = [event for event in learn_own_start(folder, SETTINGS) if isinstance(event, Progress)]
    assert [round(event.done, 3) for event in told] == [0.8, 0.85, 0.95] and told[0].total == 1
    assert all(event.seconds_left is not None for event in told)


def test_without_held_out_images_nothing_is_learnt_and_it_says_why(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    (verdict,) = learn_own_start(folder, SETTINGS)
    assert isinstance(verdict, OwnStart) and not verdict.kept and verdict.score is None
    assert "held-out images tell whether it helps" in verdict.text and not (folder / "weights").exists()


def test_nothing_scored_is_not_kept(make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    judge.scores = {"formula": None, part_path(folder, NAME).name: None}
    verdict = verdict_of(folder)
    assert not verdict.kept and "could be scored" in verdict.text and not part_path(folder, NAME).exists()


@pytest.mark.parametrize("share", [0.1, 0.8, 0.9])
def test_stopping_and_closing_keep_nothing(share: float, make_project: MakeProject) -> None:
    folder = make_project()
    reached: list[float] = []
    with pytest.raises(Cancelled):
        for event in learn_own_start(folder, SETTINGS, lambda: bool(reached)):
            if isinstance(event, Progress) and event.done >= share:
                reached.append(event.done)
    work = learn_own_start(folder, SETTINGS)
    next(event for event in work if isinstance(event, Progress) and event.done >= share)
    work.close()
    assert not list((folder / "weights").glob("*")) and not list((folder / "runs").glob("*"))


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
    assert choose_encoder("unet", "own", "cpu", tmp_path) == choose_encoder("unet", "imagenet", "cpu")
    (tmp_path / "weights").mkdir()
    own_path(tmp_path, "resnet34").write_bytes(b"")
    own_path(tmp_path, "no-such-encoder").write_bytes(b"")
    assert choose_encoder("unet", "own", "cpu", tmp_path) == "resnet34"
    own_path(tmp_path, NAME).write_bytes(b"")
    assert choose_encoder("unet", "own", "cpu", tmp_path) == NAME
    assert choose_encoder("unet", "imagenet", "cpu", tmp_path) == "efficientnet_lite0"


# ---- the command line


def test_the_command_tells_the_verdict_and_how_to_train_from_it(
    make_project: MakeProject, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.5, part_path(folder, NAME).name: 0.6, own_path(folder, NAME).name: 0.7}
    command = ["pretrain", "--own", str(folder), "--encoder", NAME, "--device", "cpu"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "Own start kept: mean IoU 0.600 instead of 0.500" in out and f"--encoder {NAME} --weights own" in out
    assert main([*command, "--json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (row["event"], row["kept"], row["score"], row["built_in"]) == ("ownstart", False, 0.6, 0.5)


def test_formula_images_need_a_place_for_their_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrain", "--formula", "--steps", "1"]) == 2
    assert "--out" in capsys.readouterr().err
