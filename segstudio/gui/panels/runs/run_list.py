"""The runs of the open project as they were last read, and which of them are chosen.

Files are read in the background, again only where they changed. Owns no widget and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.document import Document
from segstudio.gui.session.session import Session
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.listing import RunRow, scan
from segstudio.project.project import Project


class RunList(QObject):
    """The runs as the window sees them.

    Signals:
        changed: ``rows``, ``chosen``, the current or the running run changed.
        project_left: another project was opened, or none is open.
    """

    changed = Signal()
    project_left = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self.rows: tuple[RunRow, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self.read = False  # the list was read since the project was opened
        self._watched = self._reading = self._again = False
        self._project: Project | None = None
        self._marks: tuple[str | None, str | None] = (None, None)
        document.project_changed.connect(self._on_project)
        session.finished.connect(self.refresh)
        session.scored.connect(self.refresh)
        session.state_changed.connect(self._on_session)
        self._on_project()

    # ---- the list -------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Read the list now and keep it up to date from now on."""
        self._watched = True
        self.refresh()

    def refresh(self) -> None:
        """Read in the background what changed on disk."""
        project = self._document.project
        if project is None or not self._watched:
            return
        if self._reading:
            self._again = True
            return
        self._reading = True
        known = {row.name: row for row in self.rows}
        done, failed = partial(self._on_read, project), partial(self._on_unread, project)
        self._document.background.submit(scan, project.folder, known, done=done, failed=failed, owner=self)

    def _on_read(self, project: Project, rows: tuple[RunRow, ...]) -> None:
        self._reading = False
        if project is self._document.project:
            first, self.rows, self.read = not self.read, rows, True
            names = {row.name for row in rows}
            # At first the card of the current run is shown.
            wanted = (self.current or "",) if first and not self.chosen else self.chosen
            self.chosen = tuple(name for name in wanted if name in names)
            self.changed.emit()
        if self._again or project is not self._document.project:
            self._again = False
            self.refresh()

    def _on_unread(self, project: Project, error: Exception) -> None:
        self._on_read(project, ())
        self._document.files.report(error)

    def _on_project(self) -> None:
        if self._project is self._document.project:
            return
        self._project = self._document.project
        self.rows, self.chosen, self.read = (), (), False
        self.project_left.emit()
        self.note_marks()
        self.refresh()

    def _on_session(self) -> None:
        if (self.current, self.running) != self._marks:
            self.note_marks()
            self.refresh()

    def note_marks(self) -> None:
        """The current or the running run changed."""
        self._marks = self.current, self.running
        self.changed.emit()

    @property
    def current(self) -> str | None:
        """The run that predictions come from."""
        project = self._document.project
        return project.current_run if project is not None else None

    @property
    def running(self) -> str | None:
        """The run that is being trained."""
        training, project = self._session.training, self._document.project
        if not self._session.busy or project is None or training.folder != project.folder or training.started is None:
            return None
        return training.started.run

    def choose(self, names: tuple[str, ...]) -> None:
        """Choose the runs that actions are about."""
        if names != self.chosen:
            self.chosen = names
            self.changed.emit()

    def chosen_rows(self) -> list[RunRow]:
        """The chosen runs, newest first."""
        return [row for row in self.rows if row.name in self.chosen]

    def read_whole(self, names: Sequence[str], done: Callable[[list[RunInfo]], None]) -> None:
        """Read the runs with their curves in the background; those that cannot be read are left out."""
        project = self._document.project
        if project is not None:
            self._document.background.submit(_read_all, project.folder, names, done=done, owner=self)


def _read_all(folder: Path, names: Sequence[str]) -> list[RunInfo]:
    found = []
    for name in names:
        with suppress(UserError):  # the list says what is wrong with it
            found.append(read_info(folder, name))
    return found
