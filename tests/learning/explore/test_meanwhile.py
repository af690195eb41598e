"""Work that knows no steps is ended where it is, and its result and errors arrive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from segstudio.errors import Cancelled
from segstudio.learning.explore.meanwhile import meanwhile
from segstudio.learning.explore.plane import load_embedding, neighbour_plane
from segstudio.learning.network.interruptible import never
from tests.work import calls


def endless(begun: threading.Event) -> Callable[[], None]:
    """Work that no ``except Exception`` of its own lets go."""

    def work() -> None:
        while True:
            try:
                begun.set()
                time.sleep(0.001)
            except Exception:
                continue

    return work


def workers() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "map-of-images"]


def all_end() -> bool:
    """Waits for them, however busy the machine is."""
    for one in workers():
        one.join(60)
    return not workers()


def test_the_result_arrives_and_it_is_told_that_it_works() -> None:
    go = threading.Event()
    work = meanwhile(lambda: go.wait(60), never, 0.9)
    assert next(work) == 0.9 and next(work) == 0.9
    go.set()
    with pytest.raises(StopIteration) as done:
        while True:
            next(work)
    assert done.value.value is True


def test_an_error_of_the_work_arrives() -> None:
    with pytest.raises(ZeroDivisionError):
        list(meanwhile(lambda: 1 // 0, never, 0.9))


def test_stopped_the_work_ends() -> None:
    begun = threading.Event()
    with pytest.raises(Cancelled):
        list(meanwhile(endless(begun), begun.is_set, 0.9))
    assert all_end()


def test_closed_the_work_ends() -> None:
    begun = threading.Event()
    work = meanwhile(endless(begun), never, 0.9)
    next(work)
    assert begun.wait(60)
    work.close()
    assert all_end()


def test_what_is_done_first_is_not_ended_in_its_middle_and_then_no_work_begins() -> None:
    begun, go, done = threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        begun.set()
        go.wait(60)
        done.append("first")

    work = meanwhile(lambda: done.append("work"), begun.is_set, 0.9, first)
    threading.Timer(0.05, go.set).start()
    with pytest.raises(Cancelled):
        list(work)
    assert all_end() and done == ["first"]


def test_a_map_is_stopped_between_two_of_its_steps() -> None:
    codes = np.random.default_rng(0).normal(size=(1500, 8)).astype(np.float32)
    begun, ended = threading.Event(), list[BaseException]()

    def work() -> None:
        begun.set()
        try:
            neighbour_plane(codes)
        except BaseException as error:
            ended.append(error)
            raise

    with pytest.raises(Cancelled):
        list(meanwhile(work, begun.is_set, 0.9, load_embedding))
    assert all_end() and len(ended) == 1, "it did not come to its end"


def test_nothing_stays_behind_that_stops_a_count_of_calls() -> None:
    """Python 3.11 stays at the first line of a counted function while an exception for a thread is looked for."""
    begun = threading.Event()
    with pytest.raises(Cancelled):
        list(meanwhile(endless(begun), begun.is_set, 0.9))
    list(meanwhile(lambda: 1, never, 0.9))
    assert all_end() and calls(lambda: max(1, 2)) > 0
