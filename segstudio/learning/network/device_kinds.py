"""What the program asks torch about each kind of device: the code of the rows of ``choices.devices``.

Intel's and Apple's compute in full precision: half of it is not measured there. Must not import Qt or the project.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from segstudio.errors import said

Precision = Callable[[], torch.dtype | None]  # of autocast; None: float32


@dataclass(frozen=True)
class Kind:
    """``found``: whether torch sees one. ``facts``: its name and its bytes of memory, 0: unknown. ``training``: the
    fastest precision of a training; ``predicting``: of a prediction. All but ``found`` only where one is found."""

    found: Callable[[], bool]
    facts: Callable[[], tuple[str, int]]
    training: Precision
    predicting: Precision


def cores() -> int:
    """CPU cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def computer_memory(pages: str) -> int:
    """Bytes of the computer's memory in all ("SC_PHYS_PAGES") or free ("SC_AVPHYS_PAGES"); 0: unknown."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf(pages)
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0


def _cuda_found(amd: bool) -> bool:
    """AMD's torch calls its cards cuda too."""
    return (torch.version.hip is not None) == amd and torch.cuda.is_available()


def _card_facts(word: str, maker: str) -> tuple[str, int]:
    facts = torch.get_device_module(word).get_device_properties(0)
    name = str(facts.name)
    return (name if maker.lower() in name.lower() else f"{maker} {name}"), int(facts.total_memory)


def _cuda_training() -> torch.dtype:
    return torch.bfloat16 if torch.cuda.get_device_capability(0) >= (8, 0) else torch.float16


def _cuda_predicting() -> torch.dtype:
    # bfloat16 has float32's range: values of a network trained in it may not fit into float16.
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def _apple_facts() -> tuple[str, int]:
    return str(torch.backends.mps.get_name()), int(torch.mps.recommended_max_memory())


def _processor_facts() -> tuple[str, int]:
    count = cores()
    words = said("CPU, 1 core") if count == 1 else said("CPU, {count} cores", count=count)
    return words, computer_memory("SC_PHYS_PAGES")


def _processor_training() -> torch.dtype | None:
    """Half precision needs AMX: without it, bfloat16 trains up to eleven times slower than float32."""
    return torch.bfloat16 if torch.cpu.get_capabilities().get("amx_bf16", False) else None


def _full() -> None:
    return None


NVIDIA = Kind(partial(_cuda_found, False), partial(_card_facts, "cuda", "NVIDIA"), _cuda_training, _cuda_predicting)
AMD = Kind(partial(_cuda_found, True), partial(_card_facts, "cuda", "AMD"), _cuda_training, _cuda_predicting)
INTEL = Kind(torch.xpu.is_available, partial(_card_facts, "xpu", "Intel"), _full, _full)
APPLE = Kind(torch.backends.mps.is_available, _apple_facts, _full, _full)
PROCESSOR = Kind(lambda: True, _processor_facts, _processor_training, _full)
