"""The learner process: trains, and between two steps answers the newest Predict, Instant and Features.

Owns torch, the GPU and the process's main thread. What it hears comes through ``Inbox``, what it says are events
on one pipe. It ends when it is told to, and at once when the window is gone. Must not import Qt.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

import cv2

from segstudio.errors import Cancelled, LearningError, UserError
from segstudio.learning.learner.answers import Answers
from segstudio.learning.learner.batch_job import predict_all
from segstudio.learning.messages import (
    Event,
    Failed,
    Finished,
    Job,
    LearnStart,
    LoadRun,
    OwnStart,
    PredictProject,
    Progress,
    Ready,
    StartProgress,
    Train,
)
from segstudio.learning.network.device import choose_device, cores, free_memory, is_out_of_memory, set_threads
from segstudio.learning.pretraining.own_start import learn_own_start
from segstudio.learning.process.inbox import Inbox
from segstudio.learning.training.trainer import train

ANSWER_SECONDS = 0.4  # of a large prediction between two training steps
BELOW_NORMAL = 0x4000  # Windows' priority class


def main(requests: Connection, events: Connection, niceness: int) -> None:
    """Serve requests until Shutdown, or until the window's end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the window's to handle
    if sys.stderr is not None:
        faulthandler.enable()
    be_nice(niceness)
    cv2.setNumThreads(1)  # torch's threads are enough
    inbox = Inbox(requests)
    inbox.start()
    Learner(inbox, events).serve()


def be_nice(niceness: int) -> None:
    """Give way to the window: painting comes first."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
    else:
        os.nice(niceness)


class Learner:
    """One job at a time, questions in between."""

    def __init__(self, inbox: Inbox, events: Connection) -> None:
        self._inbox = inbox
        self._events = events
        self._device = choose_device("auto")
        self._threads = max(1, cores() - 1)  # one core stays with the window
        set_threads(self._threads)
        self._answers = Answers(self._device, self._send, lambda: inbox.predict_waiting or inbox.cancelled)

    def serve(self) -> None:
        """Tell the device, then wait for requests and do them, until Shutdown."""
        self._send(Ready(self._device.kind, self._device.name, self._device.memory))
        while not self._inbox.shutdown:
            if not self._answers.busy and not self._answers.ranking.busy:
                self._inbox.wait()
            taken = self._inbox.take_job()
            if taken is not None:
                self._do(*taken)
            self._answer()

    def _do(self, job: Job, cancelled: bool) -> None:
        if isinstance(job, LoadRun):
            self._guard("LoadRun", partial(self._answers.load_run, job))
        elif isinstance(job, PredictProject):
            answer = partial(self._answer, training=True)
            work = partial(predict_all, job, cancelled, self._inbox, answer, self._send, self._threads)
            self._guard("PredictProject", work)
        elif isinstance(job, LearnStart):
            self._guard("LearnStart", partial(self._learn_start, job, cancelled))
        elif cancelled:
            self._send(Finished("", "cancelled", 0, 0.0, None))
        elif not self._guard("Train", partial(self._train, job)):
            self._answers.forget()

    def _train(self, job: Train) -> None:
        settings = job.settings
        if settings.threads is None:
            settings = replace(settings, threads=self._threads)
        try:
            for event in train(
                job.project, settings, job.resume, stop=lambda: self._inbox.cancelled, live=self._answers.live
            ):
                self._send(event)
                self._answer(training=True)
        finally:
            self._end_job()

    def _learn_start(self, job: LearnStart, cancelled: bool) -> None:
        """Learn a start from the project's images; questions are answered between two steps."""
        try:
            if cancelled:
                raise Cancelled
            settings = replace(job.settings, threads=self._threads)
            for event in learn_own_start(job.project, settings, lambda: self._inbox.cancelled):
                self._send(StartProgress(event.done, event.seconds_left) if isinstance(event, Progress) else event)
                self._answer(training=True)
        except Cancelled:
            self._send(OwnStart(str(job.project), job.settings.encoder, False, ""))
        finally:
            self._end_job()

    def _end_job(self) -> None:
        """What a job leaves behind: a Cancel meant for it, its number of threads, memory."""
        self._inbox.cancel_heard()
        set_threads(self._threads)
        free_memory(self._device)

    def _answer(self, training: bool = False) -> None:
        """The newest questions: feature maps whole, a prediction as far as the time goes."""
        features = self._inbox.take_features()
        if features is not None:
            self._guard("Features", partial(self._answers.features, features))
        end = time.monotonic() + ANSWER_SECONDS
        while True:
            predict, instant = self._inbox.take_predict(), self._inbox.take_instant()
            if predict is not None:
                self._guard("Predict", partial(self._answers.begin, predict))
            if instant is not None:
                self._answers.begin_instant(instant)
            if not self._answers.busy:
                self._rank(training)
                return
            if not self._go_on(training):
                self._answers.stop()
            if time.monotonic() > end or self._inbox.cancelled:
                return

    def _rank(self, training: bool) -> None:
        """Nobody waits for anything: look at another image of the ranking."""
        ranking, request = self._answers.ranking, self._inbox.take_rank()
        if request is not None:
            ranking.begin(request)
        if not self._guard("Rank", partial(ranking.go_on, training)):
            ranking.stop()

    def _go_on(self, training: bool) -> bool:
        """One piece of what is being answered; ``False`` when it went wrong."""
        if self._answers.instant_busy:
            return self._guard("Instant", self._answers.go_on_instant)
        return self._guard("Predict", partial(self._answers.go_on, training))

    def _guard(self, request: str, work: Callable[[], None]) -> bool:
        """Do it; whatever goes wrong becomes a Failed event, and the learner lives on. True when nothing did."""
        try:
            work()
            return True
        except UserError as error:
            failed = Failed(error.message, error.hint, "", request)
        except Exception as error:
            details = traceback.format_exc()
            if is_out_of_memory(error):
                told = LearningError("There is not enough memory.", "Close other programs or choose a smaller encoder.")
            else:
                told = LearningError("Something in the learner went wrong.", "Your labels are safe. Try again.")
            failed = Failed(told.message, told.hint, details, request)
        free_memory(self._device)
        self._send(failed)
        return False

    def _send(self, event: Event) -> None:
        try:
            self._events.send(event)
        except OSError:
            os._exit(0)  # the window is gone
