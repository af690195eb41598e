"""Giving freed memory back to the system, of the window's process and of the learner's. Imports nothing of ours."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

LARGE = 4 << 20  # smaller ones are asked for many times a second, and a page that is new costs time
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # glibc's numbers of its options


def use_mmap_for_large_arrays(least: int = LARGE) -> bool:
    """Take arrays from ``least`` bytes up straight from the system and return them to it when freed; whether that
    works.

    glibc raises that limit by itself, up to 32 MB, and then keeps holes of large arrays.
    """
    mallopt = _from_libc("mallopt")
    return mallopt is not None and mallopt(_MMAP_THRESHOLD, least) == 1


def keep_for_small_arrays(most: int) -> None:
    """Keep up to ``most`` freed bytes for what is asked for next: pages that are new cost time."""
    mallopt = _from_libc("mallopt")
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, most)


def give_back_memory() -> bool:
    """Return freed memory to the system, which glibc keeps between small arrays; whether that works here."""
    trim = _from_libc("malloc_trim")
    if trim is not None:
        trim(0)
    return trim is not None


def _from_libc(name: str) -> Any:
    """A function that not every C library has, else ``None``."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
