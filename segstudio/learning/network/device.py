"""The device that the network runs on: choice, threads, precision and running out of memory.

Must not import Qt or the project.
"""

from __future__ import annotations

import gc
import warnings
from dataclasses import dataclass

import torch

from segstudio.choices.devices import AUTO, DEVICES
from segstudio.choices.devices import CPU as PROCESSOR
from segstudio.choices.row import check, code
from segstudio.errors import LearningError, said
from segstudio.freed_memory import give_back_memory
from segstudio.learning.network.device_check import one_step_problem
from segstudio.learning.network.device_kinds import Kind, cores

CPU = torch.device("cpu")
_checked: set[str] = set()  # the rows whose device took a step in this process


@dataclass(frozen=True)
class Device:
    """A device that works. ``memory`` in bytes, 0: unknown."""

    kind: str  # a row of DEVICES
    name: str  # "CPU, 2 cores" or the card's name
    memory: int
    notices: tuple[str, ...] = ()  # a sentence on each device before it that is there and not used

    @property
    def torch(self) -> torch.device:
        """The device for torch."""
        return torch.device(DEVICES[self.kind].torch)


@dataclass(frozen=True)
class Trial:
    """What came of one row: ``name`` of the device, its row's if torch sees none; ``problem``: why it is not used,
    without a final full stop, else empty."""

    kind: str
    name: str
    memory: int = 0
    found: bool = True
    problem: str = ""


def choose_device(name: str = AUTO) -> Device:
    """The device of the row ``name``, or for "auto" of the first row whose device works; the CPU always does.

    ``LearningError`` for an unknown word, and for a row whose device does not work.
    """
    check(name, (AUTO, *DEVICES), "device")
    notices: list[str] = []
    for kind in DEVICES if name == AUTO else (name,):
        tried = try_device(kind)
        if not tried.problem:
            return Device(kind, tried.name, tried.memory, tuple(notices))
        if tried.found:
            notices.append(said("{device} is not used: {reason}.", device=tried.name, reason=tried.problem))
    hint = "Choose the device auto or cpu, or check the driver."
    if not tried.found:
        raise LearningError("No {device} was found.", hint, device=tried.name)
    raise LearningError("{device} cannot be used: {reason}.", hint, device=tried.name, reason=tried.problem)


def try_device(kind: str) -> Trial:
    """Find the device of a row and let it take one step of training, once in a process; the CPU needs none."""
    title = DEVICES[kind].name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about an old driver or card: we have our own sentence
            if not _code_of(kind).found():
                return Trial(kind, title, found=False, problem=said("there is none"))
            title, memory = _code_of(kind).facts()
            if kind != PROCESSOR and kind not in _checked:
                problem = one_step_problem(kind, torch.device(DEVICES[kind].torch))
                if problem:
                    return Trial(kind, title, memory, problem=problem)
                _checked.add(kind)
            return Trial(kind, title, memory)
    except Exception as error:  # drivers raise all kinds of errors; the CPU works nevertheless
        reason = (str(error).splitlines() or [""])[0].rstrip(". ") or type(error).__name__
    return Trial(kind, title, problem=reason)


def _code_of(kind: str) -> Kind:
    found: Kind = code(DEVICES[kind].code)
    return found


def set_threads(threads: int | None) -> int:
    """Set torch's number of threads (``None``: one per core); returns the number set, at least 1."""
    count = max(1, threads if threads is not None else cores())
    torch.set_num_threads(count)
    return count


def fast_dtype(device: Device) -> torch.dtype | None:
    """The half precision in which autocast trains faster than in float32, else ``None``."""
    return _code_of(device.kind).training()


def inference_dtype(device: torch.device) -> torch.dtype | None:
    """The half precision of predictions; ``None``: float32, which on a CPU without AMX is faster."""
    kind = next(name for name, row in DEVICES.items() if row.torch == device.type)
    return _code_of(kind).predicting()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a computation failed because there was not enough memory, of the card or of the computer."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(error).lower().replace("_", " ")
    signs = ("out of memory", "out of device memory", "can't allocate memory", "not enough memory", "alloc failed")
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)


def free_memory() -> None:
    """Free unused memory. To be called outside of the ``except`` block, which still refers to the tensors."""
    gc.collect()
    give_back_memory()
    if torch.accelerator.is_available():
        torch.accelerator.empty_cache()
