"""The learner's side of predicting a project: beside its jobs, with answers in between, held, and cancelled."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from segstudio.errors import Cancelled
from segstudio.learning.learner import batch_job
from segstudio.learning.learner.batch_job import BatchJob
from segstudio.learning.messages import AllPredicted, Cancel, ImagePredicted, LoadRun, Pause, PredictProject, Train
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


class Work:
    """A BatchJob that is asked for ``JOB``; ``said`` is what it told, ``written`` how often it asked for the run."""

    def __init__(self, inbox: Inbox, answer: Callable[[], object] = lambda: None) -> None:
        self.inbox, self.said, self.written = inbox, list[Any](), 0
        self.job = BatchJob(inbox, lambda: void(answer()), self.said.append, self._write, 1)
        inbox.put(JOB)

    def _write(self) -> None:
        self.written += 1

    def go_on(self, times: int = 1, alone: bool = True) -> None:
        for _ in range(times):
            self.job.go_on(alone)

    def finish(self) -> list[Any]:
        """Until nothing is left."""
        self.go_on()
        while self.job.busy:
            self.go_on()
        return self.said


def void(_: object) -> None:
    """Nothing."""


def test_every_image_is_told_and_then_the_end(inbox: Inbox, three_images: list[Any]) -> None:
    answers: list[int] = []
    work = Work(inbox, lambda: answers.append(1))
    assert not work.job.busy
    said = work.finish()
    assert [type(e).__name__ for e in said] == ["ImagePredicted"] * 3 + ["AllPredicted"] and not said[-1].cancelled
    assert len(answers) == 3 and work.written == 1, "the model is loaded once, for all images"
    _, _, options = three_images[0]
    assert (options.flips, options.again, options.threads) == ("both", True, 1)


def test_a_job_goes_on_between_two_images(inbox: Inbox) -> None:
    work = Work(inbox)
    for images in range(1, 4):
        work.go_on(alone=False)
        assert len(work.said) == images and work.job.busy
    work.go_on(alone=False)
    assert work.said[-1] == AllPredicted("run") and not work.job.busy


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
    Work(inbox, lambda: (weight * 2).sum().backward()).finish()
    assert weight.grad is not None and weight.grad.item() == 2


def test_pause_holds_while_questions_are_answered_and_no_job_stands_still(inbox: Inbox) -> None:
    held: list[int] = []

    def answer() -> None:
        held.append(len(work.said))
        if len(held) == 1:
            inbox.put(Pause(True))  # amid the first image
        if len(held) == 4:
            inbox.put(Pause(False))

    work = Work(inbox, answer)
    assert len(work.finish()) == 4 and held[:4] == [0, 0, 0, 0]

    work = Work(inbox)
    inbox.put(Pause(True))
    work.go_on(3, alone=False)
    assert work.said == [] and work.job.busy
    inbox.put(Pause(False))
    assert len(work.finish()) == 4


def test_a_job_that_comes_amid_a_pause_does_not_wait_for_its_end(inbox: Inbox) -> None:
    work = Work(inbox, lambda: inbox.put(Pause(True)))
    inbox.put(LoadRun(Path("p"), "run"))
    work.go_on()
    assert len(work.said) == 1 and inbox.paused


def test_cancel_ends_it_also_while_it_is_paused_and_leaves_a_training_alone(inbox: Inbox) -> None:
    work = Work(inbox)
    inbox.put(Pause(True))
    work.go_on(alone=False)
    inbox.put(Train(Path("p"), None))  # type: ignore[arg-type]
    inbox.put(Cancel(predicting=True))
    assert work.finish() == [AllPredicted("run", cancelled=True)] and not inbox.paused and not inbox.cancelled
    taken = inbox.take_job()
    assert taken is not None and isinstance(taken[0], Train) and not taken[1]


def test_stop_of_a_training_leaves_it_alone(inbox: Inbox) -> None:
    work = Work(inbox)
    inbox.put(Cancel())
    assert inbox.cancelled and not inbox.predicting_cancelled and len(work.finish()) == 4


def test_cancel_reaches_a_pass_that_waits_and_not_the_next_one(inbox: Inbox, three_images: list[Any]) -> None:
    work = Work(inbox)
    inbox.put(Cancel(predicting=True))
    inbox.put(JOB)
    work.go_on()
    assert work.said == [AllPredicted("run", cancelled=True)] and three_images == []
    work.said.clear()
    assert len(work.finish()) == 4
