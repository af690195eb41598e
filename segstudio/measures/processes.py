"""Where regions are measured: in this process, or where there is much, in two of their own.

Most of the work is many short operations of NumPy, which threads of one process do one after the other. No Qt.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import FormatError
from segstudio.labels.objects import Parting
from segstudio.measures.regions import Regions, measure_regions

MeasureRegions = Callable[[NDArray[np.uint8], NDArray[Any] | None, Parting, NDArray[np.int32] | None], Regions]
PROCESSES = 2  # and as many threads that read and wait for them: the window and a training are to get their share
WORTH_IT = 1 << 25  # pixels of all images; less is done before the processes have begun


@contextmanager
def measuring(pixels: int) -> Iterator[MeasureRegions]:
    """``measure_regions`` for images with so many ``pixels`` together, for any thread. Raises FormatError where a
    process has ended on its own. When it is left, its processes end once they have done what they are at."""
    if pixels < WORTH_IT:
        yield measure_regions
        return
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(PROCESSES, context, _begin) as pool:

        def elsewhere(
            values: NDArray[np.uint8], image: NDArray[Any] | None, parting: Parting, seeds: NDArray[np.int32] | None
        ) -> Regions:
            try:
                return pool.submit(measure_regions, values, image, dict(parting), seeds).result()
            except BrokenProcessPool as error:
                hint = "Close other programs, which gives memory back, and measure again."
                raise FormatError("A process that measures has ended; nothing was changed.", hint) from error

        yield elsewhere


def _begin() -> None:
    """First in each process: behind the window, one thread, deaf to Ctrl+C, and it ends however its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends the work
    if hasattr(os, "nice"):
        os.nice(5)
    cv2.setNumThreads(1)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
