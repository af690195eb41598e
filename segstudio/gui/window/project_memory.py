"""Stores between starts, for each project, the last image, the part of it that was seen, the contrast, and the class
that was painted."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.transform import Place
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings

PAUSE_MS = 1000
KEPT = 20  # projects, the newest


class ProjectMemory(QObject):
    """Follows document and canvas; writes a second after the last change, and when asked to."""

    def __init__(self, settings: Settings, document: Document, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("project_memory")
        self._settings, self._document, self._canvas = settings, document, canvas
        self._now: tuple[str, dict[str, Any]] | None = None  # what is to be written: folder and facts
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.write)
        document.open_project.first_image = self._first_image
        document.project_changed.connect(self._on_project)
        for signal in (
            document.image_loaded, document.window_changed, document.current_class_changed, canvas.viewport_changed
        ):  # fmt: skip
            signal.connect(self._note)

    def _of(self, folder: Path) -> dict[str, Any]:
        facts = self._settings.left.get(str(folder))
        return facts if isinstance(facts, dict) else {}

    def _first_image(self, folder: Path) -> str | None:
        image = self._of(folder).get("image")
        return image if isinstance(image, str) else None

    def _on_project(self) -> None:
        self.write()
        project = self._document.project
        if project is None:
            return
        facts = self._of(project.folder)
        self._document.display.restore(facts)
        if isinstance(painted := facts.get("class"), int):  # one that was deleted since is not taken
            self._document.class_list.set_current(painted)
        image, place = facts.get("image"), _place(facts.get("place"))
        if isinstance(image, str) and place is not None:
            self._canvas.put_place(image, place)
        self._now = None

    def _note(self) -> None:
        document = self._document
        if document.project is None or document.entry is None or document.mask is None:
            return
        place = self._canvas.transform.place
        facts = {
            "image": document.entry.id, "place": list(place) if place else None,
            "class": document.class_list.current, **document.display.kept(),
        }  # fmt: skip
        self._now = str(document.project.folder), facts
        self._timer.start()

    def write(self) -> None:
        """Store what was noted."""
        self._timer.stop()
        if self._now is not None:
            folder, facts = self._now
            others = {key: value for key, value in self._settings.left.items() if key != folder}
            self._settings.left = dict([*others.items(), (folder, facts)][-KEPT:])
            self._now = None


def _place(stored: object) -> Place | None:
    """Scale and middle: three finite numbers, the first above 0."""
    if not (isinstance(stored, list) and len(stored) == 3 and all(isinstance(one, int | float) for one in stored)):
        return None
    scale, x, y = map(float, stored)
    return (scale, x, y) if all(map(math.isfinite, (scale, x, y))) and scale > 0 else None
