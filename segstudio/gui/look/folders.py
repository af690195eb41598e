"""Where the program keeps its own files: log, sample. ``SEGSTUDIO_HOME`` moves both (tests, portable use)."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def home() -> Path:
    """The program's own folder in the person's account."""
    moved = os.environ.get("SEGSTUDIO_HOME")
    if moved:
        return Path(moved)
    kind = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "SegStudio"


def log_folder() -> Path:
    """Folder of ``segstudio.log`` and ``crash.txt``."""
    return home() / "log"


def sample_folder() -> Path:
    """Where "Open the sample" makes its project."""
    return home() / "sample"
