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

from segstudio.learning.messages import (
    Cancel,
    Features,
    Instant,
    Job,
    LoadRun,
    Pause,
    Predict,
    Rank,
    Request,
    Shutdown,
)

_WINDOW_GONE = 0  # exit code: nobody is left to tell anything


class Inbox:
    """Jobs in order, and the newest Predict, Instant and Features only. Thread-safe."""

    def __init__(self, requests: Connection) -> None:
        self._requests = requests
        self._changed = threading.Condition()
        self._jobs: deque[tuple[Job, bool]] = deque()
        self._predict: Predict | None = None
        self._instant: Instant | None = None
        self._features: Features | None = None
        self._rank: Rank | None = None
        self._paused = threading.Event()
        self._cancel = threading.Event()
        self._shutdown = threading.Event()

    def start(self) -> None:
        """Begin to read. Only once."""
        threading.Thread(target=self._read, name="learner-inbox", daemon=True).start()

    @property
    def cancelled(self) -> bool:
        """The running job shall stop within one step."""
        return self._cancel.is_set() or self._shutdown.is_set()

    @property
    def shutdown(self) -> bool:
        """The process shall end."""
        return self._shutdown.is_set()

    @property
    def paused(self) -> bool:
        """The prediction of a project shall hold; a Cancel ends that too."""
        return self._paused.is_set()

    @property
    def predict_waiting(self) -> bool:
        """A newer Predict came than the one in work."""
        return self._predict is not None

    def take_job(self) -> tuple[Job, bool] | None:
        """The oldest job and whether it was cancelled while it waited, or ``None``. Forgets every earlier Cancel."""
        with self._changed:
            self._cancel.clear()
            return self._jobs.popleft() if self._jobs else None

    def cancel_heard(self) -> None:
        """The job that was to be cancelled has ended; what follows is not cancelled."""
        self._cancel.clear()

    def take_predict(self) -> Predict | None:
        """The newest Predict, or ``None``."""
        with self._changed:
            request, self._predict = self._predict, None
            return request

    def take_instant(self) -> Instant | None:
        """The newest Instant, or ``None``."""
        with self._changed:
            request, self._instant = self._instant, None
            return request

    def take_features(self) -> Features | None:
        """The newest Features, or ``None``."""
        with self._changed:
            request, self._features = self._features, None
            return request

    def take_rank(self) -> Rank | None:
        """The newest Rank, or ``None``."""
        with self._changed:
            request, self._rank = self._rank, None
            return request

    def wait(self) -> None:
        """Sleep until there is anything to do."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._jobs
                    or self._predict
                    or self._instant
                    or self._features
                    or self._rank
                    or self._shutdown.is_set()
                ),
            )

    def put(self, request: Request) -> None:
        """Sort one request in."""
        with self._changed:
            if isinstance(request, Predict):
                self._predict = request
            elif isinstance(request, Instant):
                self._instant = request
            elif isinstance(request, Features):
                self._features = request
            elif isinstance(request, Rank):
                self._rank = request
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
