"""Hands freed memory back to the system after a large image was read. Imports no Qt.

glibc keeps what worker threads freed for later; beside images of hundreds of megabytes that is 20 MB for nothing.
"""

from __future__ import annotations

import ctypes
import sys


def give_back() -> bool:
    """Release what the C library holds and nobody uses; ``False`` where it has no such call (only glibc has)."""
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None:
        return False
    trim(0)
    return True
