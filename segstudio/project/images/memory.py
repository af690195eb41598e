"""How much memory there is, and giving back that of mapped files. Imports numpy only."""

from __future__ import annotations

import mmap
import os
import sys
from typing import Any

from numpy.typing import NDArray


def machine_memory() -> int:
    """Bytes of memory that the machine has; a very large number where it does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on this system
        return sys.maxsize


def release_memory(pixels: NDArray[Any]) -> None:
    """Release the memory of mapped ``pixels``, which are read again when needed. The system itself does so only when
    memory is short, and until then counts it as used."""
    base: Any = pixels
    while base is not None and not isinstance(base, mmap.mmap):
        base = getattr(base, "base", None)
    if base is not None and hasattr(mmap, "MADV_DONTNEED"):  # Windows trims by itself
        base.madvise(mmap.MADV_DONTNEED)
