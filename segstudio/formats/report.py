"""What an import and an export report. Data only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[int, int], None]  # images done, of how many; called between two; may raise Cancelled


@dataclass(frozen=True)
class ImportReport:
    """``imported``: image ids; ``unmatched``: mask files without an image; ``replaced``: ids that had labels before."""

    imported: list[str] = field(default_factory=list)
    unmatched: list[Path] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExportReport:
    """``files``: the masks written; ``verified``: how many were read back and found equal; ``notes``: sentences."""

    files: list[Path] = field(default_factory=list)
    verified: int = 0
    notes: list[str] = field(default_factory=list)
