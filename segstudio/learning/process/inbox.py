"""The queue of the learner's requests, filled by a reader thread of the learner process.

The thread reads also while a training step or a large prediction runs: Cancel takes effect within one step, the
window never blocks on a full pipe, and the end of the window (end of file) ends this process at once, unless the window
said before that this process has to finish alone. Must not import torch.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from segstudio.learning.messages import (
    CANCELLED,
    CLOSED,
    Cancel,
    Job,
    Leave,
    LoadRun,
    Pause,
    Predict,
    PredictProject,
    Question,
    Request,
    Shutdown,
)

_WINDOW_GONE = 0  # exit code: nobody is left to receive an event

Kind = TypeVar("Kind", bound=Question)


class Inbox:
    """Jobs in order, predictions of projects in an order of their own, and of each kind of question the newest only.
    Thread-safe."""

    def __init__(self, requests: Connection) -> None:
        self._requests = requests
        self._changed = threading.Condition()
        self._jobs: deque[tuple[Job, bool]] = deque()
        self._to_predict: deque[tuple[PredictProject, bool]] = deque()
        self._questions: dict[type, Any] = {}
        self._cancel = self._cancel_predicting = False
        self.paused = False  # the prediction of a project has to pause; a Cancel of it ends that too
        self.shutdown = False  # the process has to end
        self.left: Leave | None = None  # nobody receives events any more
        self.alone: Callable[[Leave], None] = lambda request: None  # called on the thread once the window is gone

    def start(self) -> None:
        """Start the thread, once."""
        threading.Thread(target=self._read, name="learner-inbox", daemon=True).start()

    @property
    def cancelled(self) -> bool:
        """The running job has to stop."""
        return self._cancel or self.shutdown

    @property
    def predicting_cancelled(self) -> bool:
        """The running prediction of a project has to stop."""
        return self._cancel_predicting or self.shutdown

    @property
    def stopped_by(self) -> str:
        """Why the running job is cancelled."""
        return CLOSED if self.left is not None and not self._cancel else CANCELLED

    @property
    def predict_waiting(self) -> bool:
        """There is a newer Predict than the one in work."""
        return Predict in self._questions

    @property
    def job_waiting(self) -> bool:
        """There is a job after the one in work."""
        return bool(self._jobs)

    @property
    def empty(self) -> bool:
        """There is nothing to do."""
        return not (self._jobs or self._to_predict or self._questions)

    def take_job(self) -> tuple[Job, bool] | None:
        """The oldest job and whether it was cancelled in the queue, or ``None``. Clears every earlier Cancel."""
        with self._changed:
            self._cancel = False
            return self._jobs.popleft() if self._jobs else None

    def take_project(self) -> tuple[PredictProject, bool] | None:
        """As ``take_job``, of the projects to predict."""
        with self._changed:
            self._cancel_predicting = False
            return self._to_predict.popleft() if self._to_predict else None

    def clear_cancel(self) -> None:
        """The cancelled job has ended; the next one is not cancelled."""
        self._cancel = False

    def take(self, kind: type[Kind]) -> Kind | None:
        """The newest question of a kind, or ``None``."""
        with self._changed:
            question: Kind | None = self._questions.pop(kind, None)
            return question

    def wait(self) -> None:
        """Sleep until there is anything to do."""
        with self._changed:
            self._changed.wait_for(lambda: not self.empty or self.shutdown)

    def put(self, request: Request) -> None:
        """Add a request."""
        with self._changed:
            if isinstance(request, Question):
                self._questions[type(request)] = request
            elif isinstance(request, Pause):
                self.paused = request.paused
            elif isinstance(request, PredictProject):
                self._to_predict.append((request, False))
            elif isinstance(request, Cancel) and request.predicting:
                self._to_predict = deque((job, True) for job, _ in self._to_predict)
                self._cancel_predicting, self.paused = True, False
            elif isinstance(request, Cancel):
                self._jobs = deque((job, dropped or not isinstance(job, LoadRun)) for job, dropped in self._jobs)
                self._cancel = True
            elif isinstance(request, Shutdown | Leave):
                self._jobs.clear()
                self._to_predict.clear()
                self._questions.clear()
                self.left = request if isinstance(request, Leave) else None
                self.shutdown = True
            else:
                self._jobs.append((request, False))
            self._changed.notify_all()

    def _read(self) -> None:
        while True:
            try:
                request = self._requests.recv()
            except (EOFError, OSError):
                if self.left is None:
                    os._exit(_WINDOW_GONE)
                self.alone(self.left)
                return
            self.put(request)
