"""The facts of ``segstudio doctor``: versions, devices, memory, weights cache, write access."""

from __future__ import annotations

import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch

from segstudio import __version__
from segstudio.choices.devices import CPU, DEVICES
from segstudio.learning.network.device import Trial, try_device
from segstudio.learning.network.device_kinds import computer_memory, cores

PACKAGES = (
    "torch", "torchvision", "onnx", "onnxruntime", "numpy", "opencv-contrib-python", "Pillow", "PySide6-Essentials",
    "pyqtgraph", "safetensors", "tifffile",
)  # fmt: skip


def examine(folder: Path) -> dict[str, str]:
    """Facts by name, each a short text; ``folder`` is checked for write access."""
    total, free = (computer_memory(pages) / 2**30 for pages in ("SC_PHYS_PAGES", "SC_AVPHYS_PAGES"))
    cache = Path(torch.hub.get_dir()) / "checkpoints"
    return {
        "segstudio": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: _version(name) for name in PACKAGES},
        "cpu": f"{cores()} cores, {platform.processor() or platform.machine()}",
        **_gpus(),
        "memory": f"{total:.1f} GB, {free:.1f} GB free" if total and free else "unknown",
        "weights cache": str(cache),
        "weights there": ", ".join(sorted(p.name for p in cache.glob("*.pth"))) or "none (fetched on first use)",
        "write access here": _writable(folder),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _gpus() -> dict[str, str]:
    """What came of each kind of graphics card that torch sees, or that it sees none."""
    trials = [trial for trial in map(try_device, DEVICES) if trial.found and trial.kind != CPU]
    if not trials:
        return {"gpu": "none that this torch can use; training runs on the CPU"}
    return {f"gpu {trial.kind}": _card(trial) for trial in trials}


def _card(trial: Trial) -> str:
    if trial.problem:
        return f"{trial.name} is not used: {trial.problem}"
    return trial.name + (f", {trial.memory / 2**30:.1f} GB" if trial.memory else "")


def _writable(folder: Path) -> str:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return f"yes ({folder})"
    except OSError as error:
        return f"no ({folder}: {error.strerror})"
