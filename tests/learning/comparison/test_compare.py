"""Networks compared: one budget, the same held-out images, each network alone; which run is current stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from segstudio.cli.main import main
from segstudio.errors import LearningError
from segstudio.learning.comparison.compare import Compared, compare, parse_networks
from segstudio.learning.messages import HELD_OUT, Finished, TrainSettings
from segstudio.learning.plan.recipe import Phase, Recipe
from segstudio.learning.runs.folder import read_info
from segstudio.project.project import Project

MakeProject = Callable[..., Path]
SMALL = Recipe(batch=2, phases=(Phase(0, 64),))
STEP = TrainSettings(weights="none", steps=1, device="cpu", threads=1)


def test_each_network_is_trained_for_each_seed_and_scored_alone_on_the_same_images(make_project: MakeProject) -> None:
    folder = make_project(images=4, held_out=2)
    events = list(compare(folder, [("unet", "mobilenet_v3_large"), ("full", "")], STEP, 2, recipe=SMALL))
    unet, full = (event for event in events if isinstance(event, Compared))
    assert (unet.network, unet.encoder, full.encoder) == ("unet", "mobilenet_v3_large", "")
    for one in (unet, full):
        assert len(set(one.runs)) == len(one.scores) == 2 and one.steps == [1, 1]
        assert (one.images, one.kind) == (2, HELD_OUT)
        low, high = one.interval or (1.0, 0.0)
        assert 0 <= low <= high <= 1
        assert [read_info(folder, run).network for run in one.runs] == [one.network] * 2
    assert full.parameters < unet.parameters and full.reach < unet.reach
    assert Project.open(folder, write=False).current_run is None
    assert sum(isinstance(event, Finished) for event in events) == 4


def test_the_command_prints_the_best_first_and_makes_it_current_when_asked(
    make_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(images=3)
    command = [
        "compare",
        str(folder),
        "--networks",
        "full,unet:mobilenet_v3_large",
        "--steps",
        "1",
        "--device",
        "cpu",
        "--use-best",
    ]
    assert main([*command, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    scores = [one["mean_iou"] for one in last["networks"]]
    assert scores == sorted(scores, reverse=True) and last["networks"][0]["interval"] is None, "one image says nothing"
    assert Project.open(folder, write=False).current_run == last["networks"][0]["runs"][0]


def test_a_stopped_comparison_keeps_the_networks_that_are_complete(make_project: MakeProject) -> None:
    done: list[Compared] = []
    for event in compare(make_project(), [("full", ""), ("unet", "")], STEP, stop=lambda: bool(done), recipe=SMALL):
        if isinstance(event, Compared):
            done.append(event)
    assert [one.network for one in done] == ["full"]


def test_what_cannot_be_compared_is_refused_in_a_sentence(make_project: MakeProject, capsys) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LearningError, match="held-out"):
        next(compare(make_project(images=2, held_out=0), [("full", "")], STEP))
    for text in ("unett", "unet:alexnett", "full:resnet18", ""):
        with pytest.raises(LearningError):
            parse_networks(text)
    assert parse_networks("unet, unet:resnet18,unet") == [("unet", ""), ("unet", "resnet18")]
    assert main(["compare", "p", "--networks", "unet"]) == 2 and "--minutes" in capsys.readouterr().err


def test_compared_without_a_score_has_no_mean() -> None:
    assert Compared("unet").mean is None and Compared("unet").interval is None
    assert Compared("unet", counts=[(np.eye(2, 3, dtype=np.int64),)]).interval is None
