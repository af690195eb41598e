"""Arrays and facts in one safetensors file that holds a checksum of both, written whole or not at all.

Must not import torch or Qt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from segstudio.project.storage import read_bytes, unreadable, write_atomic
from segstudio.regular_file import TEXT, WEIGHTS, open_regular

Arrays = Mapping[str, NDArray[Any]]


def write_checked(path: Path, arrays: Arrays, facts: Mapping[str, Any]) -> str:
    """Write both; returns the checksum. Raises WriteError; then the file is as it was."""
    text = json.dumps(facts, ensure_ascii=False)
    digest = digest_of(text, arrays)
    plain = {name: np.asarray(value, order="C") for name, value in arrays.items()}  # keeps an array of no dimension
    write_atomic(path, safetensors.numpy.save(plain, {"facts": text, "sha256": digest}))
    return digest


def read_checked(path: Path, most: int) -> tuple[Arrays, dict[str, Any], str]:
    """Arrays, facts and checksum of a file of at most ``most`` bytes. UserError: it cannot be read; ValueError: it is
    damaged, or not such a file."""
    data = read_bytes(path, most)
    try:
        arrays = safetensors.numpy.load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
        facts, digest = json.loads(header["facts"]), str(header["sha256"])
        intact = isinstance(facts, dict) and digest == digest_of(header["facts"], arrays)
    except Exception as error:  # safetensors and numpy raise errors of many kinds on bytes that are not theirs
        raise ValueError("not a safetensors file of ours") from error
    if not intact:
        raise ValueError("damaged")
    return arrays, facts, digest


def digest_of(text: str, arrays: Arrays) -> str:
    """SHA-256 over a text and the names, shapes, types and bytes of arrays, sorted by name."""
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        value = arrays[name]
        digest.update(f"{name} {value.shape} {value.dtype}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def read_facts(path: Path) -> tuple[dict[str, Any], str]:
    """Facts and checksum alone, from the beginning of the file; the arrays are not checked. Raises as
    ``read_checked``."""
    try:
        with open_regular(path, WEIGHTS) as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size))["__metadata__"] if size <= TEXT else {}
        facts = json.loads(header["facts"])
    except OSError as error:
        raise unreadable(path, error) from error
    except Exception as error:  # bytes that are not ours
        raise ValueError("not a safetensors file of ours") from error
    return facts, str(header.get("sha256", ""))
