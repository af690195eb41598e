"""The same work on many files in threads, since most of the time is waiting for the disk.

Imports labels.steps only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from segstudio.labels.steps import Progress, silent

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 8  # mostly waiting for the disk, so more than there are cores
PIXELS = 1 << 25  # of all masks in memory at once; a larger one is worked on alone


def in_threads(
    work: Callable[[Item], Result], items: Sequence[Item], largest: int, progress: Progress = silent,
    most: int | None = None,
) -> list[Result]:  # fmt: skip
    """``work`` on each of ``items``, in any order; the results in theirs. ``progress(done, total)`` as they come in.

    ``largest``: pixels of the largest item, so that memory stays bounded; ``most``: threads (``None``: WORKERS). The
    first error of ``work`` or ``progress`` (which may raise Cancelled) is raised once the work under way has ended; no
    further item is begun.
    """
    results: list[Result] = []
    workers = max(1, min(WORKERS if most is None else most, PIXELS // max(1, largest)))
    with ThreadPoolExecutor(workers) as pool:
        begun: deque[Future[Result]] = deque()
        try:
            for number in range(len(items)):
                progress(number, len(items))
                begun += (pool.submit(work, item) for item in items[number + len(begun) : number + workers])
                results.append(begun.popleft().result())
        finally:
            for future in begun:
                future.cancel()
    progress(len(items), len(items))
    return results
