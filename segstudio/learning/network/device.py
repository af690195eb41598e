"""The device that the network runs on: choice, threads, precision and running out of memory.

Must not import Qt, the project or the networks.
"""

from __future__ import annotations

import gc
import os
import warnings
from dataclasses import dataclass

import torch

from segstudio.choices.row import check
from segstudio.errors import LearningError, said

DEVICES = ("auto", "cpu", "cuda")
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Device:
    """A device that works. ``memory`` in bytes, 0: unknown."""

    kind: str  # "cpu" or "cuda"
    name: str  # "CPU, 2 cores" or the GPU's name
    memory: int

    @property
    def torch(self) -> torch.device:
        """The device for torch."""
        return torch.device(self.kind)


def choose_device(name: str = "auto") -> Device:
    """The device for "auto" (a GPU that works, else the CPU), "cpu" or "cuda".

    ``LearningError`` for an unknown word, and for "cuda" where no GPU works.
    """
    check(name, DEVICES, "device")
    if name == "cpu":
        return _cpu()
    reason = _why_no_cuda()
    if not reason:
        properties = torch.cuda.get_device_properties(0)
        return Device("cuda", str(properties.name), int(properties.total_memory))
    if name == "cuda":
        raise LearningError(
            "No GPU can be used: {reason}.", "Choose the device auto or cpu, or check the GPU's driver.", reason=reason
        )
    return _cpu()


def cores() -> int:
    """CPU cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def set_threads(threads: int | None) -> int:
    """Set torch's number of threads (``None``: one per core); returns the number set, at least 1."""
    count = max(1, threads if threads is not None else cores())
    torch.set_num_threads(count)
    return count


def fast_dtype(device: Device) -> torch.dtype | None:
    """``bfloat16`` where autocast to it is faster than float32, else ``None``.

    On CPUs that needs AMX: without it, bfloat16 trains up to eleven times slower than float32.
    """
    if device.kind == "cuda":
        return torch.bfloat16 if torch.cuda.get_device_capability(0) >= (8, 0) else None
    return torch.bfloat16 if torch.cpu.get_capabilities().get("amx_bf16", False) else None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a computation failed because there was not enough memory, of the GPU or of the computer."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "not enough memory", "alloc_failed")
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)


def free_memory() -> None:
    """Free unused memory. To be called outside of the ``except`` block, which still refers to the tensors."""
    gc.collect()
    torch.cuda.empty_cache()  # does nothing without a GPU


def _cpu() -> Device:
    count = cores()
    return Device("cpu", f"CPU, {count} core{'s' if count != 1 else ''}", computer_memory("SC_PHYS_PAGES"))


def _why_no_cuda() -> str:
    """Empty if a GPU really computes; else the reason, without a final full stop."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about an old driver or GPU: we have our own sentence
            if not torch.cuda.is_available():
                return said("none was found")
            torch.ones(8, device="cuda").sum().item()
    except Exception as error:  # drivers raise all kinds of errors; the CPU works nevertheless
        return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ""


def computer_memory(pages: str) -> int:
    """Bytes of the computer's memory in all ("SC_PHYS_PAGES") or free ("SC_AVPHYS_PAGES"); 0: unknown."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf(pages)
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0
