"""The most memory that work took: of the graphics card as torch counts it, else of this process as the system does.

Of the process it can be measured on Linux only, where its peak can be set back (proc(5), ``clear_refs``). What else the
process does meanwhile counts, and pages that an allocator keeps from before do not. Knows torch only.
"""

from __future__ import annotations

from pathlib import Path

import torch

from segstudio.learning.comparison_messages import OF_CARD, OF_PROCESS
from segstudio.learning.network.device import free_memory

_PROC = Path("/proc/self")
_SET_BACK = "5"  # of clear_refs: the peak is what is used now


class PeakMemory:
    """Measures from now on. ``what``: OF_CARD, OF_PROCESS, or empty where it cannot be measured."""

    def __init__(self, device: torch.device) -> None:
        free_memory()
        self._device, self.what, self._before = device, "", 0
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
            self.what, self._before = OF_CARD, torch.cuda.memory_allocated(device)
        elif device.type == "cpu":
            now = _set_back()
            if now is not None:
                self.what, self._before = OF_PROCESS, now

    def taken(self) -> int | None:
        """Bytes at the peak, beyond what was in use before; ``None``: that is not known."""
        peak = torch.cuda.max_memory_allocated(self._device) if self.what == OF_CARD else None
        if self.what == OF_PROCESS:
            peak = _status("VmHWM")
        return None if peak is None else max(0, peak - self._before)


def _set_back() -> int | None:
    """Set the peak back to what is used now; its bytes, ``None`` where that cannot be done."""
    try:
        (_PROC / "clear_refs").write_text(_SET_BACK)
    except OSError:
        return None
    return _status("VmRSS")


def _status(name: str) -> int | None:
    try:
        lines = (_PROC / "status").read_text().splitlines()
    except OSError:
        return None
    found = (line.split() for line in lines if line.startswith(f"{name}:"))
    return next((int(words[1]) << 10 for words in found), None)
