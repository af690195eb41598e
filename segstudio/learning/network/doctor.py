"""What ``segstudio doctor`` tells: versions, devices, memory, weights cache, write access."""

from __future__ import annotations

import os
import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "torch",
    "torchvision",
    "numpy",
    "opencv-contrib-python",
    "Pillow",
    "PySide6-Essentials",
    "pyqtgraph",
    "safetensors",
    "tifffile",
)


def examine(folder: Path) -> dict[str, str]:
    """Facts by name, each a short text; ``folder`` is checked for write access."""
    from segstudio import __version__

    facts = {"segstudio": __version__, "python": platform.python_version(), "system": platform.platform()}
    facts |= {name: _version(name) for name in PACKAGES}
    facts |= _devices()
    facts["memory"] = _memory()
    facts |= _weights()
    facts["write access here"] = _writable(folder)
    return facts


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _devices() -> dict[str, str]:
    import torch

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    facts = {"cpu": f"{cores} cores, {platform.processor() or platform.machine()}"}
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            card = torch.cuda.get_device_properties(index)
            facts[f"gpu {index}"] = f"{card.name}, {card.total_memory / 2**30:.1f} GB"
    else:
        facts["gpu"] = "none that this torch can use; training runs on the CPU"
    return facts


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE")
        total, free = os.sysconf("SC_PHYS_PAGES") * size, os.sysconf("SC_AVPHYS_PAGES") * size
    except (AttributeError, ValueError, OSError):
        return "unknown"
    return f"{total / 2**30:.1f} GB, {free / 2**30:.1f} GB free"


def _weights() -> dict[str, str]:
    import torch

    folder = Path(torch.hub.get_dir()) / "checkpoints"
    files = sorted(p.name for p in folder.glob("*.pth")) if folder.is_dir() else []
    return {"weights cache": str(folder), "weights there": ", ".join(files) or "none (fetched on first use)"}


def _writable(folder: Path) -> str:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return f"yes ({folder})"
    except OSError as error:
        return f"no ({folder}: {error.strerror})"
