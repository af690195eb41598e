"""A comparison in the learner: the window hears of networks, not of trainings; questions are answered, Stop ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from segstudio.learning.comparison_messages import CompareNetworks, Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.messages import AllPredicted, Cancel, Failed, Features, ImagePredicted, Notice, PredictProject
from segstudio.project.project import Project
from tests.learning.desk import Desk
from tests.narrow import narrow

__all__ = ["narrow"]  # a fixture

pytestmark = pytest.mark.usefixtures("narrow")

MakeProject = Callable[..., Path]
NETWORKS = (("full", ""), ("recurrent", ""))


def test_the_window_hears_of_networks_and_a_question_is_answered_meanwhile(make_project: MakeProject) -> None:
    folder, desk, answered = make_project(), Desk(), []

    def ask(event: object) -> None:
        if isinstance(event, ComparisonProgress) and not answered:
            desk.inbox.put(Features(1, folder, "im0", "decoder 1/2"))
        if isinstance(event, Failed):  # there is no network yet
            answered.append(len(desk.of_kind(Comparison)))

    desk.on_event = ask
    desk.serve(CompareNetworks(folder, NETWORKS, steps=1, weights="none", device="cpu"))
    assert answered and answered[0] < 2
    told = {type(event) for event in desk.events}
    assert told <= {ComparisonProgress, Comparison, ComparisonEnded, Notice, Failed}
    first, both = desk.of_kind(Comparison)
    assert [len(one.networks) for one in (first, both)] == [1, 2] and first.name == both.name
    assert desk.events[-1] == ComparisonEnded(both.name)
    project, run = Project.open(folder, write=False), both.networks[0].best_run
    image = project.images[1].id
    desk.take(ComparisonEnded)
    desk.serve(PredictProject(folder, run, images=(image,)))
    assert [one.image_id for one in desk.of_kind(ImagePredicted)] == [image] and desk.of_kind(AllPredicted)
    assert [path.stem for path in (project.predictions_folder / run).iterdir()] == [image]


def test_a_cancel_ends_it_and_reaches_one_that_waits(make_project: MakeProject) -> None:
    folder, desk = make_project(), Desk()
    desk.on_event = lambda event: isinstance(event, Comparison) and desk.inbox.put(Cancel())
    desk.serve(CompareNetworks(folder, NETWORKS, steps=1, weights="none", device="cpu"))
    (made,) = desk.of_kind(Comparison)
    assert desk.take(ComparisonEnded) == [ComparisonEnded(made.name, cancelled=True)] and not desk.inbox.cancelled
    desk.serve(CompareNetworks(folder, NETWORKS, steps=1), Cancel())
    assert desk.events[-1] == ComparisonEnded("", cancelled=True)


def test_what_cannot_be_compared_is_told_and_the_learner_lives_on(make_project: MakeProject) -> None:
    desk = Desk()
    desk.serve(CompareNetworks(make_project(images=2, held_out=0), NETWORKS, steps=1, device="cpu"))
    (failed,) = desk.of_kind(Failed)
    assert failed.request == "CompareNetworks" and "held-out" in failed.message
