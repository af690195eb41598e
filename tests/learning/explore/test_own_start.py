"""A start from the project's own images is an exploration that is tried: kept only when it scored higher."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from segstudio.cli.main import main
from segstudio.errors import Cancelled
from segstudio.learning.explore import start
from segstudio.learning.explore.start import learn_own_start
from segstudio.learning.messages import OwnStart, Progress, TrainSettings
from segstudio.learning.network.start_file import read_header
from segstudio.learning.network.weights import read_state
from segstudio.learning.pretraining import own_start
from segstudio.learning.runs.explorations import explorations
from segstudio.learning.runs.own_start import own_path, part_path
from tests.narrow import few
from tests.toy_methods import SEEING, toys

__all__ = ["few", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("toys", "few")

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
SETTINGS = TrainSettings(encoder=NAME, steps=1, device="cpu", threads=1)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison of two steps, after learning that costs nothing."""
    monkeypatch.setattr(own_start, "STEPS", 2)
    monkeypatch.setattr(start, "STARTING", SEEING)


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
    judge = Judge()
    monkeypatch.setattr(own_start, "score_after_training", judge.score)
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
    told = "Own start kept (Seeing)" if kept else "Own start not kept (Seeing)"
    assert verdict.text == f"{told}: mean IoU {new:.3f} instead of 0.580 after 2 steps on 4 held-out images."
    (learnt,) = explorations(folder)
    assert (learnt.method, learnt.encoder, learnt.steps) == (SEEING, NAME, 1), "kept as an exploration in any case"
    if kept:
        figures = json.loads(read_header(own_path(folder, NAME))["verdict"])
        assert (figures["score"], figures["built_in"]) == (new, 0.58)
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
    shares = [event.done for event in told]
    assert shares == sorted(shares) and [round(share, 3) for share in shares[-2:]] == [0.85, 0.95]
    assert max(share for share in shares if share < 0.85) == pytest.approx(0.8)
    assert all(event.total == 1 for event in told) and told[-1].seconds_left is not None


def test_without_held_out_images_nothing_is_learnt_and_it_says_why(make_project: MakeProject) -> None:
    folder = make_project(images=2, held_out=0)
    (verdict,) = learn_own_start(folder, SETTINGS)
    assert isinstance(verdict, OwnStart) and not verdict.kept and verdict.score is None
    assert "held-out images tell whether it helps" in verdict.text and not (folder / "weights").exists()
    assert not explorations(folder)


def test_nothing_scored_is_not_kept(make_project: MakeProject, judge: Judge) -> None:
    folder = make_project()
    judge.scores = {"formula": None, part_path(folder, NAME).name: None}
    verdict = verdict_of(folder)
    assert not verdict.kept and "could be scored" in verdict.text and not part_path(folder, NAME).exists()


@pytest.mark.parametrize("share", [0.1, 0.8, 0.9])
def test_stopping_and_closing_keep_no_start(share: float, make_project: MakeProject) -> None:
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


# ---- the command line


def test_the_command_tells_the_verdict_and_how_to_train_from_it(
    make_project: MakeProject, judge: Judge, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project()
    judge.scores = {"formula": 0.5, part_path(folder, NAME).name: 0.6, own_path(folder, NAME).name: 0.7}
    command = ["pretrain", "--own", str(folder), "--encoder", NAME, "--device", "cpu", "--steps", "1"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert (
        "Own start kept (Seeing): mean IoU 0.600 instead of 0.500" in out and f"--encoder {NAME} --weights own" in out
    )
    assert main([*command, "--json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (row["event"], row["kept"], row["score"], row["built_in"]) == ("ownstart", False, 0.6, 0.5)


def test_formula_images_need_a_place_for_their_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrain", "--formula", "--steps", "1"]) == 2
    assert "--out" in capsys.readouterr().err
