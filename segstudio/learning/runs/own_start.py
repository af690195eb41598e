"""The start that a project learnt from its own images: where it lies, which encoders have one, what it may learn from.

Owns the paths in ``<project>/weights``. Imports no torch, so that the window may use it; must not import Qt.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from segstudio.project.entries import ImageEntry
from segstudio.project.project import Project

FOLDER, PREFIX, SUFFIX = "weights", "own_", ".safetensors"
NEVER_LEARNT = ("val", "test")  # splits whose pixels are not looked at either: their scores decide


def own_path(project: Path, encoder: str) -> Path:
    """Where the start for an encoder lies once it has won."""
    return project / FOLDER / f"{PREFIX}{encoder}{SUFFIX}"


def part_path(project: Path, encoder: str) -> Path:
    """Where it lies until it was compared."""
    return project / FOLDER / f"learning_{encoder}{SUFFIX}"


def own_encoders(project: Path) -> tuple[str, ...]:
    """Encoders that the project has a start of its own for."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found = sorted(path.name for path in (project / FOLDER).glob(f"{PREFIX}*{SUFFIX}"))
    return tuple(name[len(PREFIX) : -len(SUFFIX)] for name in found)


def learnable(project: Project) -> list[ImageEntry]:
    """Images whose pixels may be learnt from without labels: all but the held-out ones and those of their groups."""
    groups = {entry.group for entry in project.images if entry.group and entry.split in NEVER_LEARNT}
    return [entry for entry in project.images if entry.split not in NEVER_LEARNT and entry.group not in groups]


def images_digest(entries: Iterable[ImageEntry]) -> str:
    """One SHA-256 over those of the image files, whatever their order."""
    return hashlib.sha256("\n".join(sorted(entry.sha256 for entry in entries)).encode()).hexdigest()
