"""Keeps ``None``, ``True`` and ``False`` alive on CPython before 3.12 under PySide6 6.12.0. Imports no Qt.

Every method of PySide6 6.12.0 that returns one of them gives it back without a reference of its own (measured: 100
calls of ``QImage.fill`` take 100 references from ``None``; 6.11.3 takes none). From 3.12 on they are immortal (PEP 683)
and nothing happens; before, the process aborts with "deallocating None" after some thousand calls. So we do what 3.12
does.
"""

from __future__ import annotations

import ctypes
import sys

REFERENCES = 1 << 40
SHARED = (None, True, False, NotImplemented, Ellipsis)


def keep_singletons() -> bool:
    """Give them so many references that none is ever deallocated; whether that was needed here."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 12) or sys.maxsize < 1 << 32:
        return False
    for one in SHARED:
        if sys.getrefcount(one) < REFERENCES // 2:
            # ob_refcnt is the first field of every object in a release build (Include/object.h of 3.11)
            ctypes.c_ssize_t.from_address(id(one)).value += REFERENCES
    return True
