"""Where the program keeps its own files: log and sample.

``SEGSTUDIO_HOME`` moves both, for tests and portable use. The settings are not among them: they are where
the system wants them (``open_window`` takes others).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from segstudio.gui.look.words import tr


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


def open_folder(folder: Path, say: Callable[[str], object]) -> None:
    """Show a folder in the system's file browser; where there is none, ``say`` where it is."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        say(tr("No file browser opened. The folder is {folder}", folder=folder))


def sample_folder() -> Path:
    """Where the sample project is made; a new temporary folder where the program's own cannot be written."""
    folder = home() / "sample"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="segstudio-sample-"))
    return folder
