"""Idle learning in the learner: every request comes first, it goes on from where it was, and never on battery."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from segstudio.learning.learner import idle_learning as idle_module
from segstudio.learning.learner.idle_learning import IdleLearning
from segstudio.learning.learner.power import on_battery
from segstudio.learning.messages import (
    Event,
    Failed,
    Finished,
    Idle,
    Idling,
    LoadRun,
    OwnStart,
    Progress,
    Shutdown,
    Train,
    TrainSettings,
)
from segstudio.learning.pretraining import compare_starts
from segstudio.learning.runs.own_start import part_path
from tests.learning.desk import Desk

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
SETTINGS = TrainSettings(encoder=NAME, weights="none", steps=1, device="cpu", threads=1)
HERE, THERE = Path("here"), Path("there")


class Steps:
    """In place of learning: so many steps, each noted; what is closed early is noted too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, count: int = 6) -> None:
        self.count = count
        self.begun: list[Path] = []
        self.closed: list[Path] = []
        self.taken = 0
        self.on_step: Callable[[int], None] = lambda number: None
        monkeypatch.setattr(idle_module, "learn_own_start", self.learn)

    def learn(self, folder: Path, settings: TrainSettings) -> Generator[Event, None, None]:
        self.begun.append(folder)
        try:
            for number in range(self.count):
                self.taken = number + 1
                self.on_step(number + 1)
                yield Progress("", (number + 1) / self.count, 1.0)
        except GeneratorExit:
            self.closed.append(folder)
            raise
        yield OwnStart(str(folder), NAME, False, "no")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    monkeypatch.setattr(idle_module, "TELL_SECONDS", -1.0)
    monkeypatch.setattr(idle_module, "on_battery", lambda: False)
    return Steps(monkeypatch)


def test_a_request_is_answered_before_the_next_step(steps: Steps) -> None:
    desk = Desk()
    answered_after: list[int] = []

    def on_step(number: int) -> None:
        if number == 3:
            desk.inbox.put(LoadRun(HERE, "no-run"))

    def on_event(event: Event) -> None:
        if isinstance(event, Failed):
            answered_after.append(steps.taken)
        if isinstance(event, OwnStart):
            desk.inbox.put(Shutdown())

    steps.on_step, desk.on_event = on_step, on_event
    desk.serve_until_shutdown(Idle(HERE, SETTINGS))
    assert answered_after == [3] and steps.taken == 6
    shares = [event.share for event in desk.events if isinstance(event, Idling)]
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert [event.project for event in desk.events if isinstance(event, OwnStart)] == ["here"]


def test_a_pause_stops_it_within_a_step_and_it_goes_on_from_there(steps: Steps) -> None:
    said: list[Event] = []
    learning = IdleLearning(said.append, threads=1)
    learning.take(Idle(HERE, SETTINGS))
    for _ in range(2):
        learning.go_on()
    learning.take(Idle())
    for _ in range(3):
        learning.go_on()
    assert not learning.busy and steps.taken == 2
    learning.take(Idle(HERE, SETTINGS))
    while learning.busy:
        learning.go_on()
    assert steps.taken == 6 and steps.begun == [HERE] and isinstance(said[-1], OwnStart)


def test_another_project_takes_its_place_and_what_was_learnt_is_closed_in_order(steps: Steps) -> None:
    learning = IdleLearning(lambda event: None, threads=1)
    learning.take(Idle(HERE, SETTINGS))
    learning.go_on()
    learning.take(Idle(THERE, SETTINGS))
    learning.go_on()
    assert steps.begun == [HERE, THERE] and steps.closed == [HERE]
    learning.drop()
    assert steps.closed == [HERE, THERE] and not learning.busy


def test_shutdown_closes_it_in_order(steps: Steps) -> None:
    desk = Desk()
    steps.on_step = lambda number: desk.inbox.put(Shutdown())
    desk.serve_until_shutdown(Idle(HERE, SETTINGS))
    assert steps.taken == 1 and steps.closed == [HERE]


def test_on_battery_it_waits_and_says_so(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Event] = []
    learning = IdleLearning(said.append, threads=1)
    monkeypatch.setattr(idle_module, "on_battery", lambda: True)
    learning.take(Idle(HERE, SETTINGS))
    learning.go_on()
    assert said == [Idling("here", 0.0, "on battery")] and not learning.busy and steps.taken == 0
    monkeypatch.setattr(idle_module, "on_battery", lambda: False)
    learning.take(Idle(HERE, SETTINGS))
    learning.go_on()
    assert steps.taken == 1


def test_what_goes_wrong_is_told_once_and_the_learner_lives_on(steps: Steps) -> None:
    desk = Desk()

    def fail(number: int) -> None:
        raise ZeroDivisionError("a bug")

    steps.on_step = fail
    desk.on_event = lambda event: desk.inbox.put(Shutdown()) if isinstance(event, Failed) else None
    desk.serve_until_shutdown(Idle(HERE, SETTINGS))
    (failed,) = [event for event in desk.events if isinstance(event, Failed)]
    assert failed.request == "Idle" and "a bug" in failed.details


def test_a_training_comes_first_and_the_real_learning_ends_with_a_verdict(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    monkeypatch.setattr(idle_module, "TELL_SECONDS", -1.0)
    monkeypatch.setattr(idle_module, "on_battery", lambda: False)
    monkeypatch.setattr(compare_starts, "STEPS", 1)
    desk = Desk()

    def on_event(event: Event) -> None:
        if isinstance(event, Idling) and not any(isinstance(e, Finished) for e in desk.events) and event.share:
            desk.inbox.put(Train(folder, SETTINGS))
        if isinstance(event, OwnStart | Failed):
            desk.inbox.put(Shutdown())

    desk.on_event = on_event
    desk.serve_until_shutdown(Idle(folder, SETTINGS))
    kinds = [type(event) for event in desk.events]
    assert kinds.index(Idling) < kinds.index(Finished) < kinds.index(OwnStart) and Failed not in kinds
    assert not part_path(folder, NAME).exists()


# ---- the power line


def supply(folder: Path, name: str, kind: str, online: str | None) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "type").write_text(f"{kind}\n")
    if online is not None:
        (folder / name / "online").write_text(f"{online}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked in another way")
def test_battery_is_told_from_the_power_line_only(tmp_path: Path) -> None:
    assert not on_battery(tmp_path / "nothing")
    supply(tmp_path / "desktop", "hid", "Battery", None)  # a wireless mouse
    assert not on_battery(tmp_path / "desktop")
    for name, online, expected in (("plugged", "1", False), ("unplugged", "0", True)):
        supply(tmp_path / name, "AC", "Mains", online)
        supply(tmp_path / name, "BAT0", "Battery", None)
        assert on_battery(tmp_path / name) == expected
