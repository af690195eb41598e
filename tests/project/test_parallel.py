"""Many items at once: results in order, the first error ends it, nothing is begun after that."""

from __future__ import annotations

import threading

import pytest

from segstudio.errors import Cancelled
from segstudio.project.parallel import PIXELS, WORKERS, in_threads


def test_results_come_in_the_order_of_the_items_with_progress() -> None:
    steps: list[tuple[int, int]] = []
    found = in_threads(lambda n: n * n, list(range(50)), 1, lambda done, total: steps.append((done, total)))
    assert found == [n * n for n in range(50)] and steps == [(done, 50) for done in range(51)]
    assert in_threads(lambda n: n, [], 1) == []


def test_an_error_or_a_cancel_ends_it_and_no_more_is_begun() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 3:
            raise ValueError("three")
        return item

    with pytest.raises(ValueError, match="three"):
        in_threads(work, list(range(100)), 1)
    assert len(begun) <= 3 + WORKERS

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Cancelled

    begun.clear()
    with pytest.raises(Cancelled):
        in_threads(work, [0] * 100, 1, stop)
    assert len(begun) <= 2 + WORKERS


@pytest.mark.parametrize(("largest", "together"), [(PIXELS * 2, 1), (PIXELS // 3, 3), (1, 8)])
def test_large_items_are_worked_on_by_fewer_threads(largest: int, together: int) -> None:
    running: set[int] = set()
    lock, most = threading.Lock(), [0]
    gate = threading.Barrier(together)

    def work(item: int) -> None:
        with lock:
            running.add(item)
            most[0] = max(most[0], len(running))
        gate.wait(10)  # all of them are under way at once
        with lock:
            running.remove(item)

    in_threads(work, list(range(together * 3)), largest)
    assert most[0] == together
