"""The learner's predictions of whole projects, with a pause, beside its jobs. Must not import Qt."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import torch

from segstudio.errors import Cancelled
from segstudio.learning.batch.batch import BatchOptions, predict_project
from segstudio.learning.batch.fit_images import LOOKING
from segstudio.learning.instant.feature_reader import Responses
from segstudio.learning.messages import AllPredicted, ImagePredicted, PredictProject, Progress, StartProgress, Unlike
from segstudio.learning.process.inbox import Inbox

PAUSE_SECONDS = 0.05  # between two checks while it is paused


class BatchJob:
    """Predicts project after project, an image at each call of ``go_on``, so that a training goes on meanwhile.

    ``answer()`` is called between two tiles. ``write_run()``: the weights in use are to be on disk, from where they are
    loaded once for all images."""

    def __init__(
        self,
        inbox: Inbox,
        answer: Callable[[], None],
        send: Callable[[ImagePredicted | AllPredicted | Unlike | StartProgress], None],
        write_run: Callable[[], None],
        threads: int,
        responses: Responses | None = None,
    ) -> None:
        self._inbox, self._answer, self._send, self._write_run = inbox, answer, send, write_run
        self._threads, self._responses = threads, responses
        self._work: Iterator[None] | None = None
        self._alone = True

    @property
    def busy(self) -> bool:
        """A project is not predicted completely yet."""
        return self._work is not None

    def go_on(self, alone: bool) -> None:
        """Predict the next image, if there is one and no pause; ``alone``: the learner has no job besides, so that it
        may wait here for the end of a pause. Raises what ``predict_project`` raises, except Cancelled."""
        self._alone = alone
        if self._work is None:
            taken = self._inbox.take_project()
            if taken is None:
                return
            self._work = self._predict(*taken)
        if self._waits:
            time.sleep(PAUSE_SECONDS)
        if self._held:
            return
        work, self._work = self._work, None  # an error ends it
        for _ in work:
            self._work = work
            return

    @property
    def _held(self) -> bool:
        return self._inbox.paused and not self._inbox.predicting_cancelled

    @property
    def _waits(self) -> bool:
        """Whether to sleep during a pause: no job would stand still with it."""
        return self._held and self._alone and not self._inbox.job_waiting

    def _predict(self, job: PredictProject, cancelled: bool) -> Iterator[None]:
        options = BatchOptions(
            flips=job.flips, again=job.again, threads=self._threads, responses=self._responses, images=job.images
        )
        try:
            if cancelled:
                raise Cancelled
            self._write_run()
            for event in predict_project(job.project, job.run, options, self._stop):
                if isinstance(event, ImagePredicted | Unlike):
                    self._send(event)
                elif isinstance(event, Progress) and event.task == LOOKING:
                    self._send(StartProgress(event.done / event.total))
                yield
        except Cancelled:
            self._send(AllPredicted(job.run, cancelled=True))
        else:
            self._send(AllPredicted(job.run))

    def _stop(self) -> bool:
        with torch.inference_mode(False):  # it is asked amid a prediction, and the head learns
            self._answer()
            while self._waits:
                time.sleep(PAUSE_SECONDS)
                self._answer()
        return self._inbox.predicting_cancelled
