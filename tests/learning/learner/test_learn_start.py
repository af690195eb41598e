"""Learning a start in the learner: questions are answered between its steps, a Cancel ends it, a training follows."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from segstudio.errors import Cancelled
from segstudio.learning.explore import start
from segstudio.learning.learner import learner as learner_module
from segstudio.learning.messages import (
    Cancel,
    Event,
    Failed,
    Features,
    Finished,
    LearnStart,
    OwnStart,
    Progress,
    Shutdown,
    StartProgress,
    Train,
    TrainSettings,
)
from segstudio.learning.pretraining import own_start
from segstudio.learning.runs.own_start import own_path, part_path
from tests.learning.desk import Desk
from tests.narrow import few
from tests.toy_methods import SEEING, toys

__all__ = ["few", "toys"]  # fixtures

pytestmark = pytest.mark.usefixtures("few", "toys")

MakeProject = Callable[..., Path]
NAME = "mobilenet_v3_large"
SETTINGS = TrainSettings(encoder=NAME, weights="none", steps=1, device="cpu", threads=1)
HERE = Path("here")


class Steps:
    """In place of learning: so many steps; ``on_step`` is called with the number of each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, count: int = 6) -> None:
        self.count, self.taken, self.closed = count, 0, False
        self.on_step: Callable[[int], None] = lambda number: None
        monkeypatch.setattr(learner_module, "learn_own_start", self.learn)

    def learn(self, folder: Path, settings: TrainSettings, stop: Callable[[], bool]) -> Generator[Event, None, None]:
        for number in range(1, self.count + 1):
            if stop():
                raise Cancelled
            self.taken = number
            self.on_step(number)
            yield Progress("", number / self.count, 1.0, 5.0)
        yield OwnStart(str(folder), NAME, False, "no")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


def test_a_question_is_answered_before_the_next_step(steps: Steps, make_project: MakeProject) -> None:
    folder, desk, answered_after = make_project(), Desk(), []
    steps.on_step = lambda number: number == 3 and desk.inbox.put(Features(1, folder, "im0", "decoder 1/2"))
    desk.on_event = lambda event: isinstance(event, Failed) and answered_after.append(steps.taken)
    desk.serve(LearnStart(folder, SETTINGS))
    assert answered_after == [3] and steps.taken == 6
    assert [event.share for event in desk.of_kind(StartProgress)] == [n / 6 for n in range(1, 7)]
    assert desk.of_kind(StartProgress)[0].seconds_left == 5.0
    assert [event.project for event in desk.of_kind(OwnStart)] == [str(folder)]


def test_a_cancel_ends_it_within_a_step_and_its_end_is_told(steps: Steps) -> None:
    desk = Desk()
    steps.on_step = lambda number: number == 2 and desk.inbox.put(Cancel())
    desk.serve(LearnStart(HERE, SETTINGS))
    assert steps.taken == 2 and not desk.inbox.cancelled
    assert desk.of_kind(OwnStart) == [OwnStart("here", NAME, False, "")]


def test_a_cancel_reaches_one_that_waits(steps: Steps) -> None:
    desk = Desk()
    desk.serve(LearnStart(HERE, SETTINGS), Cancel())
    assert steps.taken == 0 and desk.events == [OwnStart("here", NAME, False, "")]


def test_shutdown_ends_it(steps: Steps) -> None:
    desk = Desk()
    steps.on_step = lambda number: desk.inbox.put(Shutdown())
    desk.serve_until_shutdown(LearnStart(HERE, SETTINGS))
    assert steps.taken == 1


def test_what_goes_wrong_is_told_once_and_the_learner_lives_on(steps: Steps) -> None:
    desk = Desk()

    def fail(number: int) -> None:
        raise ZeroDivisionError("a bug")

    steps.on_step = fail
    desk.serve(LearnStart(HERE, SETTINGS))
    (failed,) = desk.of_kind(Failed)
    assert failed.request == "LearnStart" and "a bug" in failed.details
    steps.on_step = lambda number: None
    desk.serve(LearnStart(HERE, SETTINGS))
    assert desk.of_kind(OwnStart)


def test_a_training_takes_its_place_and_the_real_learning_ends_with_a_sentence(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    monkeypatch.setattr(own_start, "STEPS", 1)
    monkeypatch.setattr(start, "STARTING", SEEING)
    desk = Desk()

    def train_instead(event: Event) -> None:
        if isinstance(event, StartProgress) and event.share and not desk.of_kind(Finished):
            desk.inbox.put(Cancel())
            desk.inbox.put(Train(folder, SETTINGS))
            desk.on_event = lambda event: None

    desk.on_event = train_instead
    desk.serve(LearnStart(folder, SETTINGS))
    kinds = [type(event) for event in desk.events if isinstance(event, OwnStart | Finished | Failed)]
    assert kinds == [OwnStart, Finished] and not desk.take(OwnStart)[0].text
    assert not part_path(folder, NAME).exists() and not own_path(folder, NAME).exists()
    desk.serve(LearnStart(folder, SETTINGS))
    (told,) = desk.of_kind(OwnStart)
    assert told.score is not None and told.text and not desk.of_kind(Failed) and not part_path(folder, NAME).exists()
