"""A training that gains nothing any more waits for strokes, goes on with them, and Stop ends it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segstudio.learning.data.patch_source import Patch, PatchSource
from segstudio.learning.messages import Event, Finished, Notice, Step, Waiting
from segstudio.learning.plan import schedule
from segstudio.learning.plan.schedule import Budget
from segstudio.learning.training import trainer
from segstudio.learning.training.trainer import train
from tests.learning.training.test_trainer import SMALL, of_kind, short
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]
Relabel = Callable[[Path, str, np.ndarray], None]


@pytest.fixture(autouse=True)
def _no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plateaus at once, looks at the masks at every step, and naps without sleeping."""
    monkeypatch.setattr(schedule, "LEAST_STEPS", 0)
    monkeypatch.setattr(schedule, "PATIENCE", 1)
    monkeypatch.setattr(schedule, "GAIN", 1.0)
    monkeypatch.setattr(schedule, "CHECK_SHARE", 1e9)
    monkeypatch.setattr(trainer, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(trainer.time, "sleep", lambda seconds: None)
    checks = schedule.Checks.__init__

    def often(self: schedule.Checks, *args: object) -> None:
        checks(self, *args)  # type: ignore[arg-type]
        self._least = self._next = 1

    monkeypatch.setattr(schedule.Checks, "__init__", often)


@pytest.mark.usefixtures("joins")
def test_without_strokes_the_wait_ends_and_so_does_the_training(make_project: MakeProject) -> None:
    events = list(train(make_project(), short(None, wait=0.5), recipe=SMALL))
    waits = of_kind(events, Waiting)
    assert {wait.run for wait in waits} == {events[-1].run}, "closing the window now loses nothing"
    assert len(waits) == 5 and waits[0].seconds_left > waits[-1].seconds_left > 0
    assert sum("paused" in notice.text for notice in of_kind(events, Notice)) == 1
    assert isinstance(events[-1], Finished) and events[-1].reason == "plateau"
    assert not [e for e in events[events.index(waits[0]) :] if isinstance(e, Step)], "nothing is computed meanwhile"


@pytest.mark.usefixtures("joins")
def test_a_new_stroke_makes_it_go_on_and_stop_ends_the_wait_at_once(
    make_project: MakeProject, relabel: Relabel
) -> None:
    folder, events, asked = make_project(), [], []
    for event in train(folder, short(None, wait=60), recipe=SMALL, stop=lambda: bool(asked)):
        events.append(event)
        if isinstance(event, Waiting):
            if any("New strokes" in notice.text for notice in of_kind(events, Notice)):
                asked.append(len(events))
            else:
                relabel(folder, "im0", np.ones((64, 64), np.uint8))
    again = next(i for i, e in enumerate(events) if isinstance(e, Notice) and "New strokes" in e.text)
    assert of_kind(events[again:], Step), "it learns from the new stroke"
    assert isinstance(events[-1], Finished) and events[-1].reason == "cancelled"
    after: list[Event] = events[asked[0] :]
    assert len(after) == 1, "not one nap more after Stop"


def test_the_rate_rises_again_after_a_pause() -> None:
    budget = Budget(since=100)
    assert budget.rate(100, 0.0) == pytest.approx(1 / schedule.WARM_UP) and budget.rate(140, 0.0) == 1


def test_a_frozen_encoder_keeps_its_weights_and_then_learns(make_project: MakeProject) -> None:
    folder = make_project()
    states = []
    for event in train(folder, short(4, frozen=0.5), recipe=SMALL, live=(live := trainer.LiveNetwork())):
        if isinstance(event, Step):
            assert live.newest is not None
            states.append({name: value.clone() for name, value in live.newest.net.named_parameters()})

    def same(a: int, b: int, part: str) -> bool:
        return all(torch.equal(states[a][n], states[b][n]) for n in states[a] if n.startswith(part))

    assert same(0, 1, "encoder") and not same(0, 1, "decoder")
    assert not same(1, 3, "encoder")


def test_after_stop_no_patch_is_drawn_and_nothing_is_scored(make_project: MakeProject) -> None:
    folder, asked, late = make_project(), [], []

    def stop() -> bool:
        return bool(asked)

    draw = PatchSource.draw

    def watched(self: PatchSource, *how: Any) -> Patch:
        patch = draw(self, *how)
        if asked:
            late.append(patch)
        asked.append(1)  # while the first patch of the first step is drawn
        return patch

    with pytest.MonkeyPatch.context() as patcher:
        patcher.setattr(PatchSource, "draw", watched)
        events = list(train(folder, short(4), recipe=SMALL, stop=stop))
    assert not late and not of_kind(events, Step)
    assert isinstance(events[-1], Finished) and events[-1].reason == "cancelled" and events[-1].run == ""
