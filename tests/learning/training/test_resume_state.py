"""Stopped and gone on gives what a training that was never stopped gives; anything changed begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudio.learning.messages import CANCELLED, Finished, Step
from segstudio.learning.network.weights import State
from segstudio.learning.runs.folder import RESUME, load_resume, read_info
from segstudio.learning.training import trainer
from segstudio.learning.training.resume_state import STOPPED
from segstudio.learning.training.stepper import Stepper
from tests.learning.training.test_trainer import SMALL, short
from tests.narrow import few

__all__ = ["few"]  # a fixture

pytestmark = pytest.mark.usefixtures("few")

MakeProject = Callable[..., Path]


@pytest.fixture
def averages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[State]]:
    """The averaged weights at the end of each training."""
    ends: list[State] = []
    close = trainer._Training.close

    def note(self: trainer._Training, reason: str = "cancelled") -> None:
        if not self.closed:
            ends.append(self.stepper.average.state())
        close(self, reason)

    monkeypatch.setattr(trainer._Training, "close", note)
    yield ends


def finished(
    folder: Path, settings, resume: str | None = None, stop_at: int = 0, stopped_by: str = CANCELLED
) -> Finished:
    done: list[int] = []

    def stop() -> bool:
        return bool(done)

    events = []
    for event in trainer.train(folder, settings, resume, stop=stop, stopped_by=lambda: stopped_by, recipe=SMALL):
        events.append(event)
        if isinstance(event, Step) and event.step == stop_at:
            done.append(1)
    assert isinstance(events[-1], Finished)
    return events[-1]


@pytest.mark.parametrize("stopped_by", STOPPED)
def test_stopped_and_gone_on_is_the_same_as_never_stopped(
    make_project: MakeProject, averages: list[State], stopped_by: str
) -> None:
    folder, settings = make_project(), short(3)
    whole = finished(folder, settings)
    first = finished(folder, settings, stop_at=2, stopped_by=stopped_by)
    assert (whole.steps, first.steps, first.reason) == (3, 2, stopped_by)
    assert read_info(folder, first.run).reason == stopped_by
    rest = finished(folder, settings, resume=first.run)
    assert (rest.steps, rest.reason) == (3, "limit")
    assert all(torch.equal(averages[0][name], averages[2][name]) for name in averages[0])
    assert not all(torch.equal(averages[0][name], averages[1][name]) for name in averages[0])


def test_a_stop_amid_a_step_goes_on_from_the_step_before(
    make_project: MakeProject, averages: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings = make_project(), short(2)
    finished(folder, settings)
    asked: list[int] = []
    take = Stepper.take

    def stop_inside(self: Stepper, elapsed: float) -> Step:
        if self.step == 1 and not asked:
            asked.append(1)
            answers = iter([False] * 30 + [True] * 999)  # somewhere in the forward pass
            self.stop = lambda: next(answers)
        return take(self, elapsed)

    monkeypatch.setattr(Stepper, "take", stop_inside)
    first = finished(folder, settings)
    assert (first.reason, first.steps) == ("cancelled", 1)
    rest = finished(folder, settings, resume=first.run)
    assert rest.steps == 2
    assert all(torch.equal(averages[0][name], averages[2][name]) for name in averages[0])


def test_with_other_labels_the_optimiser_begins_anew(
    make_project: MakeProject, relabel: Callable[[Path, str, np.ndarray], None]
) -> None:
    folder, settings = make_project(), short(3)
    first = finished(folder, settings, stop_at=1)
    assert load_resume(folder, first.run) is not None
    relabel(folder, "im0", np.ones((64, 64), np.uint8))
    rest = finished(folder, settings, resume=first.run, stop_at=1)
    assert rest.steps == 1, "a training of its own, from the first step"
    kept = [path.parent.name for path in (folder / "runs").glob(f"*/{RESUME}")]
    assert kept == [rest.run], "only the newest keeps what it could go on from"
