"""How much work a call does, counted instead of timed: the same on every machine, however loaded."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType


def calls(action: Callable[[], object]) -> int:
    """Calls of Python and C functions that ``action`` makes in this thread."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


def peak_bytes(action: Callable[[], object]) -> int:
    """The most memory in bytes, arrays of numpy included, that ``action`` holds at a time beyond what was held."""
    tracemalloc.start()
    try:
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        action()
        return tracemalloc.get_traced_memory()[1] - held
    finally:
        tracemalloc.stop()
