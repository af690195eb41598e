"""The learner's side of predicting a project: answers in between, holds at a pause, stops at a cancel."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from segstudio.errors import Cancelled
from segstudio.learning.learner import batch_job
from segstudio.learning.learner.batch_job import predict_all
from segstudio.learning.messages import AllPredicted, Cancel, ImagePredicted, Pause, PredictProject
from segstudio.learning.process.inbox import Inbox

JOB = PredictProject(Path("p"), "run", "both", True)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    yield Inbox(ours)
    ours.close()
    theirs.close()


@pytest.fixture(autouse=True)
def three_images(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Predicting is played: three images, a look at ``stop`` before each; the options that it was called with."""
    called: list[Any] = []

    def play(folder: Path, run: str, options: Any, stop: Any) -> Iterator[ImagePredicted]:
        called.append((folder, run, options))
        for number in range(3):
            if stop():
                raise Cancelled
            yield ImagePredicted(str(number), run, number + 1, 3)

    monkeypatch.setattr(batch_job, "predict_project", play)
    return called


def test_every_image_is_told_and_then_the_end(inbox: Inbox, three_images: list[Any]) -> None:
    said: list[Any] = []
    answers: list[int] = []
    predict_all(JOB, False, inbox, lambda: answers.append(1), said.append, 1)
    assert [type(e).__name__ for e in said] == ["ImagePredicted"] * 3 + ["AllPredicted"] and not said[-1].cancelled
    assert len(answers) == 3
    _, _, options = three_images[0]
    assert (options.flips, options.again, options.threads) == ("both", True, 1)


def test_questions_amid_a_prediction_are_answered_by_what_can_learn(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    @torch.inference_mode()
    def tile(stop: Any) -> bool:
        return bool(stop())

    def play(folder: Path, run: str, options: Any, stop: Any) -> Iterator[ImagePredicted]:
        assert not tile(stop)
        yield ImagePredicted("0", run, 1, 1)

    monkeypatch.setattr(batch_job, "predict_project", play)
    weight = torch.ones(1, requires_grad=True)
    predict_all(JOB, False, inbox, lambda: (weight * 2).sum().backward(), lambda event: None, 1)
    assert weight.grad is not None and weight.grad.item() == 2


def test_pause_holds_while_questions_are_answered(inbox: Inbox) -> None:
    said: list[Any] = []
    inbox.put(Pause(True))
    held: list[int] = []

    def answer() -> None:
        held.append(len(said))
        if len(held) == 4:
            inbox.put(Pause(False))

    predict_all(JOB, False, inbox, answer, said.append, 1)
    assert held[:4] == [0, 0, 0, 0] and len(said) == 4


def test_cancel_ends_it_also_while_it_is_paused(inbox: Inbox) -> None:
    said: list[Any] = []
    inbox.put(Pause(True))
    predict_all(JOB, False, inbox, lambda: inbox.put(Cancel()), said.append, 1)
    assert said == [AllPredicted("run", cancelled=True)] and not inbox.cancelled and not inbox.paused


def test_cancel_reaches_a_pass_that_waits(inbox: Inbox, three_images: list[Any]) -> None:
    said: list[Any] = []
    inbox.put(JOB)
    inbox.put(Cancel())
    taken = inbox.take_job()
    assert taken == (JOB, True)
    predict_all(JOB, taken[1], inbox, lambda: None, said.append, 1)
    assert said == [AllPredicted("run", cancelled=True)] and three_images == []
