"""The learner's job of predicting a whole project, with a pause. Must not import Qt."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from segstudio.errors import Cancelled
from segstudio.learning.batch.batch import BatchOptions, predict_project
from segstudio.learning.batch.fit_images import LOOKING
from segstudio.learning.messages import AllPredicted, ImagePredicted, PredictProject, Progress, StartProgress, Unlike
from segstudio.learning.process.inbox import Inbox

PAUSE_SECONDS = 0.05  # between two checks while it is paused


def predict_all(
    job: PredictProject,
    cancelled: bool,
    inbox: Inbox,
    answer: Callable[[], None],
    send: Callable[[ImagePredicted | AllPredicted | Unlike | StartProgress], None],
    threads: int,
) -> None:
    """Do ``job``, or only report that it was ``cancelled`` while it waited. ``answer()`` is called between two tiles.

    Raises what ``predict_project`` raises, except Cancelled.
    """

    def stop() -> bool:
        with torch.inference_mode(False):  # it is asked amid a prediction, and the head learns
            answer()
            while inbox.paused and not inbox.cancelled:
                time.sleep(PAUSE_SECONDS)
                answer()
        return inbox.cancelled

    options = BatchOptions(flips=job.flips, again=job.again, threads=threads)
    try:
        if cancelled:
            raise Cancelled
        for event in predict_project(job.project, job.run, options, stop):
            if isinstance(event, ImagePredicted | Unlike):
                send(event)
            elif isinstance(event, Progress) and event.task == LOOKING:
                send(StartProgress(event.done / event.total))
    except Cancelled:
        send(AllPredicted(job.run, cancelled=True))
    else:
        send(AllPredicted(job.run))
    finally:
        inbox.clear_cancel()
