"""Stop while the head is fitted to the labels, before a training and during it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from segstudio.errors import Cancelled
from segstudio.learning.instant.head import Head
from segstudio.learning.messages import Event, Finished, Progress, Step, TrainSettings
from segstudio.learning.training.trainer import train
from segstudio.learning.training.training_head import TASK, TrainingHead

MakeProject = Callable[..., Path]


def test_stop_is_obeyed_while_the_head_is_fitted(make_project: MakeProject) -> None:
    folder, events = make_project(), list[Event]()
    settings = TrainSettings(encoder="mobilenet_v3_large", weights="none", steps=4, device="cpu", threads=1)
    fits = Progress(TASK, 0, 0)
    for event in train(folder, settings, stop=lambda: fits in events):
        events.append(event)
    last = events[-1]
    assert events.count(fits) == 1 and not any(isinstance(event, Step) for event in events)
    assert isinstance(last, Finished) and (last.run, last.reason) == ("", "cancelled")
    assert not list((folder / "runs").iterdir()), "nothing was learnt: no run is left"


def test_the_head_stays_until_a_new_one_is_fitted() -> None:
    """What is scored beside a network is the head as it was, if Stop comes while a new one is fitted."""
    closed = []

    def beside(*_: object) -> Generator[None, None, Head]:
        try:
            yield
            yield
        finally:
            closed.append(True)
        return cast(Head, SimpleNamespace(ids=(0, 1)))

    folder, examined = SimpleNamespace(folder=Path()), SimpleNamespace(region=None)
    prepared = SimpleNamespace(ids=(0, 1), project=folder, examined=examined)
    head = TrainingHead(cast(Any, prepared), cast(Any, SimpleNamespace(beside=beside, reader=None)))
    assert len(list(head.refit(lambda: False))) == 2 and head.model is not None and head.beside is not None
    before = head.model
    stopped: list[bool] = []
    steps = head.refit(lambda: bool(stopped))
    next(steps)
    stopped.append(True)
    with pytest.raises(Cancelled):
        next(steps)
    assert head.model is before and len(closed) == 2, "nothing of the fit goes on"
