"""The devices that a network may run on, in the order in which "auto" tries them. One more is one more row."""

from __future__ import annotations

from dataclasses import dataclass

from segstudio.choices.row import Row

AUTO = "auto"  # instead of a row: the first that works
CPU = "cpu"


@dataclass(frozen=True)
class DeviceRow(Row):
    """``torch``: torch's word; ``code``: its ``Kind`` in ``learning.network.device_kinds``; ``large``: it trains in the
    large batches that were measured on NVIDIA's cards."""

    torch: str
    code: str
    large: bool = False


_KINDS = "segstudio.learning.network.device_kinds:"
DEVICES: dict[str, DeviceRow] = {
    "cuda": DeviceRow("NVIDIA graphics card", "Through CUDA.", "cuda", f"{_KINDS}NVIDIA", True),
    "amd": DeviceRow("AMD graphics card", "Through ROCm; torch calls it cuda.", "cuda", f"{_KINDS}AMD", True),
    "xpu": DeviceRow("Intel graphics card", "Through oneAPI, in full precision.", "xpu", f"{_KINDS}INTEL"),
    "mps": DeviceRow("Apple graphics card", "Through Metal, in full precision.", "mps", f"{_KINDS}APPLE"),
    CPU: DeviceRow("CPU", "Always there.", "cpu", f"{_KINDS}PROCESSOR"),
}
