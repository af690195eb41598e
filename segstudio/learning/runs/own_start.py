"""Files of starting weights learnt from a project's own images, in ``<project>/weights``, and the images to learn from.

Must not import torch or Qt.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

from segstudio.project.entries import ImageEntry
from segstudio.project.project import Project

FOLDER, PREFIX, SUFFIX = "weights", "own_", ".safetensors"
NEVER_LEARNT = ("val", "test")  # splits whose pixels are not used either: their scores decide


def own_path(project: Path, encoder: str) -> Path:
    """The file of the start that is kept for an encoder."""
    return project / FOLDER / f"{PREFIX}{encoder}{SUFFIX}"


def part_path(project: Path, encoder: str) -> Path:
    """The file of a start until it has been compared."""
    return project / FOLDER / f"learning_{encoder}{SUFFIX}"


def own_encoders(project: Path) -> tuple[str, ...]:
    """Encoders that the project has a start of its own for."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found = sorted(path.stem.removeprefix(PREFIX) for path in (project / FOLDER).glob(f"{PREFIX}*{SUFFIX}"))
    return tuple(found)


def learnable(project: Project) -> list[ImageEntry]:
    """All images but the held-out ones and those of their groups."""
    groups = {entry.group for entry in project.images if entry.group and entry.split in NEVER_LEARNT}
    return [entry for entry in project.images if entry.split not in NEVER_LEARNT and entry.group not in groups]


def images_digest(entries: Iterable[ImageEntry]) -> str:
    """One SHA-256 over those of the image files in any order."""
    return hashlib.sha256("\n".join(sorted(entry.sha256 for entry in entries)).encode()).hexdigest()
