"""The learner process: does jobs, and between two of their steps answers the newest questions.

Owns torch, the GPU and the process's main thread. Requests come through ``Inbox``, events are sent through one pipe. It
ends on Shutdown and Leave, and at once when the window's process has ended without either. Must not import Qt.
"""

from __future__ import annotations

import contextlib
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
import torch

from segstudio.errors import Cancelled, LearningError, UserError
from segstudio.freed_memory import give_back_memory, keep_for_small_arrays, use_mmap_for_large_arrays
from segstudio.learning.batch.fit_images import fit_run, look_at_project, undo_fit
from segstudio.learning.comparison_messages import CompareNetworks, ComparisonEnded
from segstudio.learning.explore.start import learn_own_start, try_exploration
from segstudio.learning.explore_messages import Draw, Explore, FindUnusual, TryExploration
from segstudio.learning.learner.batch_job import BatchJob
from segstudio.learning.learner.comparison_job import compare_networks
from segstudio.learning.learner.exploring import Exploring
from segstudio.learning.learner.left_project import LeftProject
from segstudio.learning.learner.responder import Responder
from segstudio.learning.messages import (
    Event,
    Failed,
    Features,
    Finished,
    FitHead,
    FitImages,
    Fitted,
    Job,
    LearnStart,
    Leave,
    LoadRun,
    Notice,
    OwnStart,
    Predict,
    Progress,
    Rank,
    Ready,
    Scored,
    StartProgress,
    Train,
    Unlike,
)
from segstudio.learning.network.device import choose_device, free_memory, is_out_of_memory, set_threads
from segstudio.learning.network.device_kinds import cores
from segstudio.learning.process.inbox import Inbox
from segstudio.learning.training.trainer import train

OWN_PAGES = 16 << 20  # bytes from which an array is given back as soon as it is freed; torch asks for many smaller ones
ANSWER_SECONDS = 0.4  # spent on a large prediction between two training steps
BELOW_NORMAL = 0x4000  # Windows' priority class
LAST_SECONDS = 600.0  # for a step under way and for writing the run, when the window has closed


def main(requests: Connection, events: Connection, niceness: int) -> None:
    """Serve requests until Shutdown, or until the window has closed the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the window's to handle
    if sys.stderr is not None:
        faulthandler.enable()
    if sys.platform == "win32":  # a lower priority: painting must not wait for training
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
    else:
        os.nice(niceness)
    cv2.setNumThreads(1)  # torch's threads are enough
    use_mmap_for_large_arrays(OWN_PAGES)
    keep_for_small_arrays(4 * OWN_PAGES)
    inbox = Inbox(requests)
    inbox.start()
    learner = Learner(inbox, events)
    inbox.alone = learner.hold
    learner.serve()


class Learner:
    """One job at a time, questions in between."""

    def __init__(self, inbox: Inbox, events: Connection) -> None:
        self._inbox = inbox
        self._events = events
        self._training = False
        self._finished: Finished | None = None  # the newest training
        self._left = LeftProject()
        self._device = choose_device("auto")
        self._threads = max(1, cores() - 1)  # one core is left to the window
        set_threads(self._threads)
        self._responder = Responder(self._device, self._send, lambda: inbox.predict_waiting or inbox.cancelled)
        answer, live = partial(self._answer, training=True), self._responder.live
        responses = self._responder.heads.reader.responses
        self._batch = BatchJob(inbox, answer, self._send, lambda: live.write_run(), self._threads, responses)
        self._exploring = Exploring(inbox, self._device, self._send, self._between_steps, self._threads)

    def serve(self) -> None:
        """Send the device's name, then wait for requests and do them, until Shutdown."""
        self._send(Ready(self._device.kind, self._device.name, self._device.memory))
        for notice in self._device.notices:
            self._send(Notice(notice))
        if self._inbox.empty:
            self._responder.heads.reader.load()  # so that the first strokes are answered sooner
        while not self._inbox.shutdown:
            if not self.busy:
                give_back_memory()  # what lies between the small arrays of the work done until now
                self._inbox.wait()
            self.take_turn()
        left = self._inbox.left
        if left is not None and left.project is not None:
            self._left.end(self._news(left))

    @property
    def busy(self) -> bool:
        """There is something to go on with, whatever is asked next."""
        responder = self._responder
        return responder.busy or responder.ranking.busy or self._batch.busy or self._exploring.busy

    def take_turn(self) -> None:
        """Do the next job, or go on with answers and predictions."""
        taken = self._inbox.take_job()
        if taken is not None:
            self._do(*taken)
        self._answer()
        self._guard("PredictProject", partial(self._batch.go_on, alone=True))

    def hold(self, left: Leave) -> None:
        """Keep others out of the project until this process has ended, which lasts ``LAST_SECONDS`` at most: after that
        the run stays as it was kept last."""
        if left.project is not None and (self._training or self._news(left)):
            self._left.hold(left.project)
        time.sleep(LAST_SECONDS)
        os._exit(1)

    def _news(self, left: Leave) -> str:
        """The run that the window does not know of yet and that takes the place of the current one; empty: none."""
        last = self._finished
        return last.run if last is not None and last.replaces and last.run != left.known else ""

    def _do(self, job: Job, cancelled: bool) -> None:
        if isinstance(job, LoadRun):
            self._guard("LoadRun", partial(self._responder.load_run, job))
        elif isinstance(job, LearnStart | TryExploration):
            self._guard(type(job).__name__, partial(self._learn_start, job, cancelled))
        elif isinstance(job, Explore):
            self._guard("Explore", partial(self._exploring.explore, job, cancelled))
        elif isinstance(job, FitImages):
            self._guard("FitImages", partial(self._fit_images, job, cancelled))
        elif isinstance(job, CompareNetworks):
            self._guard("CompareNetworks", partial(self._compare_networks, job, cancelled))
        elif cancelled:
            self._send(Finished("", "cancelled", 0, 0.0, None))
        elif not self._guard("Train", partial(self._train, job)):
            self._responder.forget_network()
        self._inbox.clear_cancel()  # it was meant for this job
        set_threads(self._threads)
        free_memory()

    def _train(self, job: Train) -> None:
        settings, live = job.settings, self._responder.live
        if settings.threads is None:
            settings = replace(settings, threads=self._threads)
        inbox, self._training, self._finished = self._inbox, True, None
        stop, stopped_by, heads = lambda: inbox.cancelled, lambda: inbox.stopped_by, self._responder.heads
        events = train(job.project, settings, job.resume, stop=stop, stopped_by=stopped_by, live=live, heads=heads)
        try:
            for event in events:
                if isinstance(event, Finished):
                    self._finished = event
                if isinstance(event, Scored):
                    give_back_memory()  # a check needs other sizes than the steps after it
                self._send(event)
                self._between_steps()
        finally:
            self._training = False

    def _learn_start(self, job: LearnStart | TryExploration, cancelled: bool) -> None:
        inbox, threads = self._inbox, self._threads
        try:
            if cancelled:
                raise Cancelled
            if isinstance(job, LearnStart):
                events = learn_own_start(job.project, replace(job.settings, threads=threads), lambda: inbox.cancelled)
            else:
                events = try_exploration(job.project, job.exploration, job.device, lambda: inbox.cancelled, threads)
            for event in events:
                self._send(StartProgress(event.done, event.seconds_left) if isinstance(event, Progress) else event)
                self._between_steps()
        except Cancelled:
            encoder = job.settings.encoder if isinstance(job, LearnStart) else ""
            self._send(OwnStart(str(job.project), encoder, False, ""))

    def _fit_images(self, job: FitImages, cancelled: bool) -> None:
        inbox, answers = self._inbox, self._responder
        if job.look:
            self._look(job, cancelled)
            return
        try:
            if cancelled:
                raise Cancelled
            events = fit_run(job.project, job.run, job.images, answers.heads, self._device, lambda: inbox.cancelled)
            for event in undo_fit(job.project, job.run) if job.undo else events:
                if isinstance(event, Fitted):
                    answers.load_run(LoadRun(job.project, job.run))
                self._send(StartProgress(event.done / event.total) if isinstance(event, Progress) else event)
                self._between_steps()
        except Cancelled:
            self._send(Fitted(job.run, ""))

    def _compare_networks(self, job: CompareNetworks, cancelled: bool) -> None:
        if cancelled:
            self._send(ComparisonEnded("", cancelled=True))
            return
        inbox = self._inbox
        compare_networks(job, self._threads, lambda: inbox.cancelled, self._send, self._between_steps)

    def _look(self, job: FitImages, cancelled: bool) -> None:
        """Say which of the images look unlike the training images; whatever else is to be done comes first."""
        inbox = self._inbox

        def stop() -> bool:
            return cancelled or inbox.cancelled or inbox.job_waiting

        with contextlib.suppress(Cancelled):
            for event in look_at_project(job.project, job.run, job.images, self._device, stop):
                if isinstance(event, Unlike):
                    self._send(event)
                self._between_steps()

    def _between_steps(self) -> None:
        """Between two steps of a job: answer, and predict another image of a project. With the threads of every other
        time: torch rounds otherwise with another number of them, and then the file would not be what is shown."""
        threads = torch.get_num_threads()
        set_threads(self._threads)
        self._answer(training=True)
        self._guard("PredictProject", partial(self._batch.go_on, alone=False))
        set_threads(threads)

    def _answer(self, training: bool = False) -> None:
        """Answer the newest questions: feature maps at once, predictions for up to ANSWER_SECONDS."""
        features, draw, find = (self._inbox.take(kind) for kind in (Features, Draw, FindUnusual))
        if isinstance(features, Features):
            self._guard("Features", partial(self._responder.features, features))
        if isinstance(draw, Draw):
            self._guard("Draw", partial(self._exploring.draw, draw))
        if isinstance(find, FindUnusual):
            self._exploring.begin(find)
        end = time.monotonic() + ANSWER_SECONDS
        while True:
            predict, fit = self._inbox.take(Predict), self._inbox.take(FitHead)
            if predict is not None:
                self._guard("Predict", partial(self._responder.begin_predict, predict))
            if fit is not None:
                self._responder.begin_fit(fit)
            if not self._responder.busy:
                self._guard("FindUnusual", self._exploring.go_on)
                self._rank(training)
                return
            if self._responder.fitting or not self._responder.predicting:
                if not self._guard("FitHead", self._responder.answer_fit):
                    self._responder.stop_fit()
            elif not self._guard("Predict", self._responder.answer_block):
                self._responder.drop_blocks()
            if time.monotonic() > end or self._inbox.cancelled:
                return

    def _rank(self, training: bool) -> None:
        """No answer is due: rank another image."""
        ranking, request = self._responder.ranking, self._inbox.take(Rank)
        if request is not None:
            ranking.begin(request)
        if not self._guard("Rank", partial(ranking.next_piece, training)):
            ranking.stop()

    def _guard(self, request: str, work: Callable[[], None]) -> bool:
        """Run ``work``; an error is sent as a Failed event and the learner continues. True without one."""
        details = ""
        try:
            work()
            return True
        except UserError as error:
            shown = error
        except Exception as error:
            details = traceback.format_exc()
            shown = LearningError("Something in the learner went wrong.", "Your labels are safe. Try again.")
            if is_out_of_memory(error):
                hint = "Close other programs or choose a smaller encoder."
                shown = LearningError("There is not enough memory.", hint)
        free_memory()
        self._send(Failed(shown.message, shown.hint, details, request))
        return False

    def _send(self, event: Event) -> None:
        with contextlib.suppress(OSError):  # the window is gone: the inbox knows whether this process goes on alone
            self._events.send(event)
