"""Where the network runs: choosing the device, its threads, its precision, and running out of its memory.

Knows torch; must not import Qt, the project or the networks.
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


@dataclass(frozen=True)
class Device:
    """A device that was tried and works. ``memory`` in bytes, 0 when unknown."""

    kind: str  # "cpu" or "cuda"
    name: str  # "CPU, 2 cores" or the GPU's name
    memory: int

    @property
    def torch(self) -> torch.device:
        """The same as torch calls it."""
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
    """Let torch use so many threads (``None``: one per core); returns the number set, at least 1."""
    count = max(1, threads if threads is not None else cores())
    torch.set_num_threads(count)
    return count


def fast_dtype(device: Device) -> torch.dtype | None:
    """``bfloat16`` where autocast to it is faster than float32, else ``None``.

    On CPUs that is with AMX only: without, bfloat16 trains up to eleven times slower than float32.
    """
    if device.kind == "cuda":
        return torch.bfloat16 if torch.cuda.get_device_capability(0) >= (8, 0) else None
    return torch.bfloat16 if torch.cpu.get_capabilities().get("amx_bf16", False) else None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a computation failed for want of memory, of the GPU or of the computer."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "not enough memory", "alloc_failed")
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)


def free_memory(device: Device) -> None:
    """Give back what is no longer used. Call it outside of the ``except`` block, which holds on to the tensors."""
    gc.collect()
    if device.kind == "cuda":
        torch.cuda.empty_cache()


def _cpu() -> Device:
    count = cores()
    return Device("cpu", f"CPU, {count} core{'s' if count != 1 else ''}", _computer_memory())


def _why_no_cuda() -> str:
    """Empty when a GPU really computes; else the reason why not, without a final stop."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an old driver or GPU: told in our own words
            if not torch.cuda.is_available():
                return said("none was found")
            torch.ones(8, device="cuda").sum().item()
    except Exception as error:  # drivers raise all kinds of things, and none of them may stop the CPU
        return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ""


def _computer_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0
