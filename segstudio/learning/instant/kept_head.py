"""The newest head of a project as a file, so that after reopening the same picture is there without reading all
labelled images again. A cache: what cannot be read or belongs to other labels is as good as none. No project, no Qt.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import safetensors.numpy
import torch
from safetensors import SafetensorError

import segstudio
from segstudio.errors import UserError
from segstudio.learning.instant.head import Head
from segstudio.project.storage import read_bytes, write_atomic

NAME = "head.safetensors"
MOST_BYTES = 16 << 20
_LAYOUT = 1  # changes with what a head is fitted to: an older file is of another kind then


def key_of(*facts: object) -> bytes:
    """32 bytes that change with any of the ``facts`` that a head was fitted to, and with this program."""
    return hashlib.sha256(repr((_LAYOUT, segstudio.__version__, torch.__version__, facts)).encode()).digest()


class KeptHead(NamedTuple):
    """A head, the steps of its fit, and whether it looks at colour."""

    head: Head
    steps: int
    color: bool


def keep_head(path: Path, key: bytes, kept: KeptHead) -> None:
    """Write a head; nothing where that cannot be done: it is only missing at the next opening."""
    head = kept.head
    tensors = {
        "key": np.frombuffer(key, np.uint8),
        "fit": np.array([kept.steps, kept.color], np.int64),
        "ids": np.asarray(head.ids, np.uint8),
        "weights": head.weights,
        "bias": head.bias,
    }
    for name, part in zip(("last weights", "last bias"), head.last or (), strict=False):
        tensors[name] = part
    with suppress(UserError, OSError):
        path.parent.parent.mkdir(exist_ok=True)  # not those above it: the project may just have been moved
        write_atomic(path, safetensors.numpy.save({n: np.ascontiguousarray(t) for n, t in tensors.items()}), False)


def kept_head(path: Path, key: bytes) -> KeptHead | None:
    """The head that was kept with this key; ``None``: there is none, or it is damaged."""
    with suppress(UserError, SafetensorError, KeyError, ValueError):
        found = safetensors.numpy.load(read_bytes(path, MOST_BYTES))
        if found["key"].tobytes() != key:
            return None
        last = (found["last weights"], found["last bias"]) if "last weights" in found else None
        head = Head(tuple(int(one) for one in found["ids"]), found["weights"], found["bias"], last)
        steps, color = (int(one) for one in found["fit"])
        return KeptHead(head, steps, bool(color)) if _is_whole(head) else None
    return None


def _is_whole(head: Head) -> bool:
    """Whether shapes fit together and all values are finite ``float32``."""
    parts = (head.weights, head.bias, *(head.last or ()))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    fitting = all(w.ndim == 2 and b.shape == w.shape[1:] for w, b in pairs)
    outputs = parts[-1].shape == (len(head.ids),) and (head.last is None or head.last[0].shape[0] == len(head.bias))
    return fitting and outputs and all(part.dtype == np.float32 and np.isfinite(part).all() for part in parts)
