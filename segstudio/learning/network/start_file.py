"""The format of the program's own files of starting weights: float16, and a header that tells where they come from.

``learning.network.weights`` loads the tensors into networks. Must not import Qt or the project room, but for
``write_atomic``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from segstudio.project.storage import write_atomic

FORMULA_KIND, OWN_KIND = "formula", "own"  # in the header: what the weights were trained on


def write_start(net: nn.Module, header: Mapping[str, str], out: Path, left_out: str | None = None) -> None:
    """Write ``net``'s tensors as float16 under ``header`` and their SHA-256, whole or not at all; not those whose names
    begin with ``left_out``. Raises WriteError."""
    state = {
        name: value.detach().to("cpu", torch.float16).clone(memory_format=torch.contiguous_format)
        for name, value in net.state_dict().items()
        if value.is_floating_point()  # not BatchNorm's counters
        and not (left_out and name.startswith(left_out))
    }
    write_atomic(out, safetensors.torch.save(state, {**header, "sha256": state_hash(state)}))


def read_header(path: Path) -> dict[str, str]:
    """The header of a safetensors file, maybe empty. Raises OSError, SafetensorError."""
    with safetensors.safe_open(path, "pt") as file:
        return dict(file.metadata() or {})


def rewrite_header(path: Path, more: Mapping[str, str], out: Path) -> None:
    """Write the same tensors to ``out`` with ``more`` in the header. Raises OSError, WriteError."""
    write_atomic(out, safetensors.torch.save(safetensors.torch.load_file(path), read_header(path) | dict(more)))


def is_intact(header: Mapping[str, str], state: Mapping[str, Tensor]) -> bool:
    """False for a file of the program whose tensors are not those that were written."""
    ours = header.get("kind") in (FORMULA_KIND, OWN_KIND)
    return not ours or header.get("sha256") == state_hash(state)


def state_hash(state: Mapping[str, Tensor]) -> str:
    """SHA-256 over names, shapes and bytes of the tensors, sorted by name."""
    digest = hashlib.sha256()
    for name in sorted(state):
        value = state[name]
        digest.update(f"{name} {tuple(value.shape)} {value.dtype}".encode())
        digest.update(value.numpy().tobytes())
    return digest.hexdigest()
