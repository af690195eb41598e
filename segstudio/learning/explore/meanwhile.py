"""Work of a library that knows no steps, on a thread that can be ended. Must not import torch or Qt."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from segstudio.errors import Cancelled
from segstudio.learning.network.interruptible import Stop

TURN = 0.03  # seconds between two looks
LAST_SECONDS = 1.0  # that work which was ended may take to notice it; then it ends later, unheard

T = TypeVar("T")


class _Ended(BaseException):
    """Raised inside the work; no ``except Exception`` of a library keeps it."""


def meanwhile(
    work: Callable[[], T], stop: Stop, share: float, first: Callable[[], object] = lambda: None
) -> Generator[float, None, T]:
    """The result of ``work``, which is done on a thread; yields ``share`` until it is done. Raises what it raises, and
    Cancelled once ``stop()`` is true. Then, or when the generator is closed, the work is ended at its next line of
    Python, which scikit-learn reaches between two steps of an embedding. ``first`` is done before and not ended in its
    middle: what imports a library."""
    thread = _Thread(first, work)
    thread.start()
    try:
        while thread.is_alive():
            if stop():
                raise Cancelled
            yield share
            thread.join(TURN)
    finally:
        thread.end()
    if thread.failed is not None:
        raise thread.failed
    return thread.done[0]


class _Thread(threading.Thread, Generic[T]):
    def __init__(self, first: Callable[[], object], work: Callable[[], T]) -> None:
        super().__init__(name="map-of-images", daemon=True)
        self._first, self._work = first, work
        self._at_work, self._unwanted, self._turn = False, False, threading.Lock()
        self.done: list[T] = []
        self.failed: BaseException | None = None

    def run(self) -> None:
        try:
            self._first()
            with self._turn:
                if self._unwanted:
                    return
                self._at_work = True
            try:
                self.done.append(self._work())
            finally:
                with self._turn:  # from here on nothing is raised in this thread any more
                    self._at_work = False
                    if self._unwanted:  # what was raised may not have come yet
                        self._raise()
                        while True:  # it comes here; taken back, Python 3.11 would look for it for ever
                            pass
        except BaseException as error:
            self.failed = error

    def end(self) -> None:
        """End the work, if it is not done, and wait a moment for that."""
        with self._turn:
            self._unwanted = True
            if self._at_work:
                self._raise()
        self.join(LAST_SECONDS)

    def _raise(self) -> None:
        assert self.ident is not None
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(_Ended))
