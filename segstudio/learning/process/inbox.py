"""What the learner was asked and has not done yet, filled by a reader thread of the learner process.

Owns the receiving end of the request pipe. The thread reads all the time, also while a training step or a large
prediction runs, for three reasons: Cancel takes effect within one step, the window never blocks on a full pipe, and the
window's death (end of file) ends this process at once. Imports no torch.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from segstudio.learning.messages import Cancel, Job, LoadRun, Pause, Predict, Question, Request, Shutdown

_WINDOW_GONE = 0  # exit code: nobody is left to receive an event

Kind = TypeVar("Kind", bound=Question)


class Inbox:
    """Jobs in order, and of each kind of question the newest only. Thread-safe."""

    def __init__(self, requests: Connection) -> None:
        self._requests = requests
        self._changed = threading.Condition()
        self._jobs: deque[tuple[Job, bool]] = deque()
        self._questions: dict[type, Any] = {}
        self._paused = threading.Event()
        self._cancel = threading.Event()
        self._shutdown = threading.Event()

    def start(self) -> None:
        """Begin to read. Only once."""
        threading.Thread(target=self._read, name="learner-inbox", daemon=True).start()

    @property
    def cancelled(self) -> bool:
        """The running job must stop within one step."""
        return self._cancel.is_set() or self._shutdown.is_set()

    @property
    def shutdown(self) -> bool:
        """The process must end."""
        return self._shutdown.is_set()

    @property
    def paused(self) -> bool:
        """The prediction of a project must pause; a Cancel ends that too."""
        return self._paused.is_set()

    @property
    def predict_waiting(self) -> bool:
        """A newer Predict came than the one in work."""
        return Predict in self._questions

    @property
    def empty(self) -> bool:
        """There is nothing to do."""
        return not (self._jobs or self._questions)

    def take_job(self) -> tuple[Job, bool] | None:
        """The oldest job and whether it was cancelled while it waited, or ``None``. Forgets every earlier Cancel."""
        with self._changed:
            self._cancel.clear()
            return self._jobs.popleft() if self._jobs else None

    def clear_cancel(self) -> None:
        """The job that was to be cancelled has ended; the next one is not cancelled."""
        self._cancel.clear()

    def take(self, kind: type[Kind]) -> Kind | None:
        """The newest question of a kind, or ``None``."""
        with self._changed:
            question: Kind | None = self._questions.pop(kind, None)
            return question

    def wait(self) -> None:
        """Sleep until there is anything to do."""
        with self._changed:
            self._changed.wait_for(lambda: not self.empty or self._shutdown.is_set())

    def put(self, request: Request) -> None:
        """Sort one request in."""
        with self._changed:
            if isinstance(request, Question):
                self._questions[type(request)] = request
            elif isinstance(request, Pause):
                (self._paused.set if request.paused else self._paused.clear)()
            elif isinstance(request, Cancel):
                self._jobs = deque((job, dropped or not isinstance(job, LoadRun)) for job, dropped in self._jobs)
                self._cancel.set()
                self._paused.clear()
            elif isinstance(request, Shutdown):
                self._jobs.clear()
                self._shutdown.set()
            else:
                self._jobs.append((request, False))
            self._changed.notify_all()

    def _read(self) -> None:
        while True:
            try:
                request = self._requests.recv()
            except (EOFError, OSError):
                os._exit(_WINDOW_GONE)
            self.put(request)
