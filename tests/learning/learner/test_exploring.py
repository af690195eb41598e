"""Learning without labels in the learner: Cancel keeps it, questions are answered between its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segstudio.labels.classes import VOID
from segstudio.learning.explore_messages import (
    Draw,
    Drawn,
    Explore,
    Explored,
    ExploreSettings,
    FindUnusual,
    Restored,
    TryExploration,
    UnusualPlaces,
)
from segstudio.learning.messages import Cancel, Event, Failed, Features, LoadRun, OwnStart, Shutdown, StartProgress
from segstudio.learning.runs.explorations import explorations
from segstudio.learning.runs.found import read_found
from segstudio.models.unlabelled import conditional
from tests.learning.desk import Desk
from tests.toy_methods import SIDE, SIZE, TOY, toys

__all__ = ["toys"]  # a fixture

pytestmark = pytest.mark.usefixtures("toys")

MakeProject = Callable[..., Path]
SETTINGS = ExploreSettings(TOY, steps=6, device="cpu")


def asked_after(desk: Desk, number: int, request: object) -> None:
    """Put ``request`` in once so many StartProgress were sent."""
    told: list[Event] = []

    def note(event: Event) -> None:
        if isinstance(event, StartProgress):
            told.append(event)
            if len(told) == number:
                desk.inbox.put(request)  # type: ignore[arg-type]

    desk.on_event = note


def test_a_cancel_keeps_what_was_learnt_and_looks_at_the_images(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)
    asked_after(desk, 3, Cancel())
    desk.serve(Explore(folder, ExploreSettings(TOY, steps=1000, device="cpu")))
    (last,) = desk.of_kind(Explored)
    assert last.cancelled and 0 < last.steps < 1000 and last.images == 2
    assert len(read_found(folder, last.exploration).ids) == 2


@pytest.mark.parametrize("then", ["another job", "shutdown"])
def test_with_another_job_to_do_it_is_kept_without_a_look_at_the_images(then: str, make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)

    def note(event: Event) -> None:
        if isinstance(event, Restored):
            desk.inbox.put(Cancel() if then == "another job" else Shutdown())
            if then == "another job":
                desk.inbox.put(LoadRun(folder, "none"))

    desk.on_event = note
    desk.serve(Explore(folder, ExploreSettings(TOY, steps=1000, device="cpu")))
    (last,) = desk.of_kind(Explored)
    assert last.cancelled and last.steps > 0 and last.images == 0
    assert [one.steps for one in explorations(folder)] == [last.steps]


def test_what_was_cancelled_in_the_queue_does_nothing(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)
    desk.serve(Explore(folder, SETTINGS), TryExploration(folder, "any"), Cancel())
    assert desk.of_kind(Explored) == [Explored("", cancelled=True)] and not explorations(folder)
    assert desk.of_kind(OwnStart) == [OwnStart(str(folder), "", False, "")]


def test_a_problem_is_said_and_the_learner_goes_on_and_tells_how_far_it_is(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)
    desk.serve(Explore(folder, SETTINGS, "nowhere"), TryExploration(folder, "nowhere"), Explore(folder, SETTINGS))
    assert [event.request for event in desk.of_kind(Failed)] == ["Explore", "TryExploration"]
    (last,) = desk.of_kind(Explored)
    assert last.images == 2 and last.steps == 6 and desk.of_kind(Restored)
    shares = [event.share for event in desk.of_kind(StartProgress)]
    assert shares == sorted(shares) and shares[-1] <= 1


def test_the_newest_question_is_answered_also_between_the_steps_of_learning(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)
    desk.serve(Explore(folder, SETTINGS))
    name = desk.take(Explored)[0].exploration
    desk.serve(FindUnusual(1, folder, name, "im0"), FindUnusual(2, folder, name, "im1"))
    (places,) = desk.take(UnusualPlaces)
    assert (places.generation, places.image_id, places.exploration) == (2, "im1", name)
    assert places.error.shape == (64, 64) and places.error.dtype == np.uint8
    asked_after(desk, 3, FindUnusual(3, folder, name, "im0"))
    desk.serve(Explore(folder, SETTINGS))
    kinds = [type(event) for event in desk.events]
    assert kinds.index(UnusualPlaces) < kinds.index(Explored)


def test_what_is_drawn_is_as_asked(make_project: MakeProject) -> None:
    desk, folder = Desk(), make_project(images=2)
    desk.serve(Explore(folder, SETTINGS))
    name = desk.take(Explored)[0].exploration
    desk.serve(Draw(1, folder, name, np.zeros((5, SIZE), np.float32)))
    assert desk.take(Drawn)[0].pictures.shape == (5, SIDE, SIDE, 3)
    desk.serve(Draw(2, folder, name, count=3), Features(1, folder, "im0", "x"))
    assert desk.take(Drawn)[0].generation == 2 and desk.take(Failed)[0].request == "Features"
    desk.serve(Draw(3, folder, "nowhere", count=3), FindUnusual(4, folder, name, "nowhere"))
    assert {event.request for event in desk.of_kind(Failed)} == {"Draw", "FindUnusual"}


def test_what_is_drawn_for_masks_comes_with_them(make_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional.ConditionalNetwork, "side", 32)
    desk, folder = Desk(), make_project(images=2)
    desk.serve(Explore(folder, replace(SETTINGS, method="conditional", steps=1)))
    name = desk.take(Explored)[0].exploration
    desk.serve(Draw(1, folder, name, count=3))
    (drawn,) = desk.take(Drawn)
    assert drawn.pictures.shape == (3, 32, 32, 3) and drawn.masks.shape == (3, 32, 32)
    assert set(np.unique(drawn.masks)) <= {0, 1, VOID}
    desk.serve(Draw(2, folder, name, np.zeros((1, conditional.ConditionalNetwork.size), np.float32)))
    assert desk.of_kind(Failed)[-1].request == "Draw", "no walk between codes"
