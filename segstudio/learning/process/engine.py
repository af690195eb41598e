"""The background worker of the program: one thread that starts, feeds and watches the learner process.

Owns the process and both one-way pipes, which carry pickles. Must not import torch or Qt, since the window imports it.
The learner is spawned (not forked), so it shares nothing else with the window. If it ends by itself, that is reported
once (``LearnerDied``), and it is started again for the next request. It outlives the window only after ``leave``.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import threading
import time
from collections import deque
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from segstudio.learning.messages import Event, LearnerDied, Leave, Predicted, Question, Ready, Request, Shutdown

_CONTEXT = multiprocessing.get_context("spawn")


def _learner_process(requests: Connection, events: Connection, niceness: int) -> None:
    from segstudio.learning.learner import learner

    learner.main(requests, events, niceness)


class Engine:
    """The window's only access to the learner. Every method may be called from any thread; none waits for training."""

    def __init__(self, niceness: int = 10) -> None:
        self._niceness = niceness
        self._lock = threading.Lock()
        self._inbox: deque[Request] = deque()
        self._outbox: deque[Event] = deque()
        self._wake_in, self._wake_out = _CONTEXT.Pipe(duplex=False)
        self._woken = False  # a byte is in that pipe
        self._ending: float | None = None  # when the learner must have ended (time.monotonic)
        self._last: Leave | Shutdown = Shutdown()  # what the learner is told then
        self.left: SpawnProcess | None = None  # a learner that ends by itself
        self._process: SpawnProcess | None = None
        self._requests: Connection | None = None
        self._events: Connection | None = None
        self._ready = False  # the running learner has sent Ready; nothing is sent before, so no pipe can fill up
        self._retried: Request | None = None  # sent again after a learner died; not a third time
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread and the learner. Returns at once; ``Ready`` comes when torch is imported."""
        if self._thread is not None:
            return
        self._thread = threading.Thread(target=self._work, name="segstudio-engine", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Send a request. Of the questions in the queue only the newest of each kind is kept."""
        with self._lock:
            if isinstance(request, Question):
                kind = type(request)
                self._inbox = deque(r for r in self._inbox if not isinstance(r, kind))
            self._inbox.append(request)
        self._wake()

    def poll(self) -> list[Event]:
        """All events since the last call, oldest first. Never blocks."""
        with self._lock:
            events = list(self._outbox)
            self._outbox.clear()
        return events

    @property
    def pid(self) -> int | None:
        """Process id of the learner; ``None`` while there is none."""
        process = self._process
        return process.pid if process is not None else None

    def stop(self, timeout: float = 5.0) -> None:
        """End the learner and the thread: a training is cancelled and its best weights are kept if ``timeout`` seconds
        suffice. The engine cannot be started again."""
        self._finish(Shutdown(), timeout)

    def leave(self, request: Leave) -> None:
        """End the thread at once and let the learner end by itself (``left``), whatever it does just now.

        The interpreter's usual end waits for it, since it would kill it; ``os._exit`` does not. The engine cannot be
        started again.
        """
        self._finish(request, 0.0)

    def _finish(self, last: Leave | Shutdown, timeout: float) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        with self._lock:
            self._last, self._ending = last, time.monotonic() + timeout
        self._wake()
        thread.join()
        self._wake_out.close()
        self._wake_in.close()

    # ---- the worker thread -------------------------------------------------------------------------------------

    def _wake(self) -> None:
        """Wake the worker thread; at most one byte is in the pipe, so this never blocks."""
        with self._lock:
            if self._woken or self._wake_out.closed:
                return
            self._woken = True
            self._wake_out.send_bytes(b"!")

    def _work(self) -> None:
        self._spawn()
        while self._ending is None:
            self._wait()
            self._receive()
            self._reap_learner()
            if self._ending is None:
                self._deliver()
        self._end()

    def _wait(self) -> None:
        waited: list[Connection | int] = [self._wake_in]
        if self._process is not None and self._events is not None:
            waited += [self._events, self._process.sentinel]
        if self._wake_in in wait(waited):
            with self._lock:
                self._wake_in.recv_bytes()
                self._woken = False

    def _spawn(self) -> None:
        request_out, self._requests = _CONTEXT.Pipe(duplex=False)
        self._events, event_in = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(
            target=_learner_process, args=(request_out, event_in, self._niceness), name="segstudio-learner", daemon=True
        )
        process.start()
        # Without closing our copies of the learner's ends neither side would see the other's end of file.
        request_out.close()
        event_in.close()
        self._process = process
        self._ready = False

    def _receive(self) -> None:
        """Move every event that is in the pipe to the outbox."""
        while self._events is not None:
            try:
                if not self._events.poll():
                    return
                event = self._events.recv()
            except (EOFError, OSError):
                self._events.close()
                self._events = None
                return
            self._ready = self._ready or isinstance(event, Ready)
            self._emit(event)

    def _emit(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, Predicted) and len(self._outbox) > 500:
                # Nobody polls (a modal dialogue, say): older predictions take much memory and are outdated.
                self._outbox = deque(e for e in self._outbox if not isinstance(e, Predicted))
            self._outbox.append(event)

    def _reap_learner(self) -> None:
        """Report a learner that has ended, and release its process and pipes."""
        process = self._process
        if process is None or (process.is_alive() and self._events is not None):
            return
        self._receive()
        if process.is_alive():  # it has closed its pipe
            process.join(1.0)
        never_ready = not self._ready
        code = self._dispose()
        if self._ending is not None:
            return
        if never_ready:  # it cannot start: do not try again for the queued requests
            with self._lock:
                self._inbox.clear()
        self._emit(LearnerDied(code))

    def _deliver(self) -> None:
        """Send the queued requests once the learner is ready; a dead one is started again first."""
        while True:
            with self._lock:
                if not self._inbox:
                    return
                request = self._inbox[0]
            if self._process is None:
                self._spawn()
            if not self._ready or self._requests is None:
                return  # its first event wakes this thread again
            try:
                self._requests.send(request)
            except OSError:
                again = self._retried is not request
                self._retried = request
                self._emit(LearnerDied(self._dispose()))
                if again:
                    continue
            with self._lock:
                if self._inbox and self._inbox[0] is request:
                    self._inbox.popleft()

    def _end(self) -> None:
        """Ask the learner to end. Let go of it, or wait while events still come and then terminate it."""
        assert self._ending is not None
        if self._process is not None and self._requests is not None:
            if isinstance(self._last, Leave) and not self._ready:  # it has begun nothing
                self._dispose()
                return
            with contextlib.suppress(OSError):
                self._requests.send(self._last)
            if isinstance(self._last, Leave):
                self._let_go(self._process)
                return
            while self._process.is_alive() and time.monotonic() < self._ending:
                if self._events is not None:
                    wait([self._events, self._process.sentinel], max(0.0, self._ending - time.monotonic()))
                    self._receive()
                else:
                    self._process.join(max(0.0, self._ending - time.monotonic()))
            self._receive()
        self._dispose()

    def _let_go(self, process: SpawnProcess) -> None:
        """Close the pipes of a learner that ends by itself."""
        self._receive()
        self._close_pipes()
        self._process, self.left = None, process
        atexit.register(process.join)

    def _close_pipes(self) -> None:
        for end in (self._requests, self._events):
            if end is not None:
                end.close()
        self._requests = self._events = None

    def _dispose(self) -> int | None:
        """End the learner if it still runs and release it; returns its exit code."""
        process, self._process = self._process, None
        self._close_pipes()
        if process is None:
            return None
        if process.is_alive():
            process.terminate()
            process.join(1.0)
        if process.is_alive():
            process.kill()
        process.join()
        code = process.exitcode
        with contextlib.suppress(ValueError):  # multiprocessing has released it at the interpreter's end
            process.close()
        return code
