"""The runs of the open project as they were last read, which of them are chosen, and why an action cannot be done.

The lower half of ``Runs``. Files are read in the background, again only where they changed.
Owns no widget; changes nothing, but what was deleted is gone for good when its project closes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from segstudio.errors import UserError
from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.listing import RunRow, empty_deleted, scan
from segstudio.project.project import Project

_TRAINING = "A training is running; stop it first."
Deleted = tuple[tuple[str, ...], str | None, str | None]  # names in the bin, the current run before and after


class RunShelf(QObject):
    """The runs as the window sees them.

    Signals:
        changed: ``rows``, ``chosen``, the current or the running run changed.
    """

    changed = Signal()

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self.rows: tuple[RunRow, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self.read = False  # the list was read since the project was opened
        self._watched = self._reading = self._again = False
        self._project: Project | None = None
        self._writable = False
        self._deleted: list[Deleted] = []
        self._marks: tuple[str | None, str | None] = (None, None)
        document.project_changed.connect(self._on_project)
        session.finished.connect(self.refresh)
        session.scored.connect(self.refresh)
        session.state_changed.connect(self._on_session)
        self._on_project()

    # ---- the list -------------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Somebody looks: read the list now and keep it up to date."""
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
            # At the first look the card of the run in use is what one looks for.
            wanted = (self.current or "",) if first and not self.chosen else self.chosen
            self.chosen = tuple(name for name in wanted if name in names)
            self.changed.emit()
        if self._again or project is not self._document.project:
            self._again = False
            self.refresh()

    def _on_unread(self, project: Project, error: Exception) -> None:
        self._on_read(project, ())
        self._tell(error)

    def _on_project(self) -> None:
        """Another project: what was deleted from the one before is gone for good now."""
        before, self._project = self._project, self._document.project
        if before is self._project:
            return
        if before is not None and self._writable:
            empty_deleted(before.folder)
        self._writable = self._project is not None and not self._project.read_only
        self.rows, self.chosen, self.read, self._deleted = (), (), False, []
        self._marks = self.current, self.running
        self.changed.emit()
        self.refresh()

    def _on_session(self) -> None:
        marks = self.current, self.running
        if marks != self._marks:
            self._marks = marks
            self.changed.emit()
            self.refresh()

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
        """The rows that actions are about."""
        if names != self.chosen:
            self.chosen = names
            self.changed.emit()

    def chosen_rows(self) -> list[RunRow]:
        """The chosen runs, newest first."""
        return [row for row in self.rows if row.name in self.chosen]

    def read_whole(self, names: tuple[str, ...], done: Callable[[list[RunInfo]], None]) -> None:
        """Read the runs with their curves in the background; those that cannot be read are left out."""
        project = self._document.project
        if project is not None:
            self._document.background.submit(_read_all, project.folder, names, done=done, owner=self)

    # ---- why not ----------------------------------------------------------------------------------------------------

    def _why_not_one(self, writable: bool = True, usable: bool = True) -> str:
        project, rows = self._document.project, self.chosen_rows()
        if project is None:
            return tr("Open a project first.")
        if writable and project.read_only:
            return tr("The project folder is read-only.")
        if len(rows) != 1:
            return tr("Choose one run only.") if rows else tr("Choose a run in the list of runs first.")
        if usable and rows[0].name == self.running:
            return tr("It is being trained.")
        return tr(rows[0].problem) if usable else ""

    def why_not_make_current(self) -> str:
        """Empty when it can be done; a cheap look, since it is asked after every stroke."""
        reason = self._why_not_one()
        if not reason and self.chosen_rows()[0].name == self.current:
            return tr("It is the current run already.")
        return reason or (tr(_TRAINING) if self._session.busy else "")

    def why_not_resume(self) -> str:
        """See ``why_not_make_current``."""
        return self._why_not_one() or (tr(_TRAINING) if self._session.busy else "")

    def why_not_rename(self) -> str:
        """See ``why_not_make_current``."""
        reason = self._why_not_one(usable=False)
        row = self.chosen_rows()[0] if not reason else None
        if row is not None and row.name == self.running:
            return tr("It is being trained; rename it afterwards.")
        return tr(row.problem) if row is not None and row.info is None else reason

    def why_not_delete(self) -> str:
        """See ``why_not_make_current``."""
        project, rows = self._document.project, self.chosen_rows()
        if project is None or project.read_only or not rows:
            return self._why_not_one(usable=False)
        names = [row.name for row in rows]
        if self.running in names:
            return tr("It is being trained; stop the training first.")
        if self._session.busy and (self.current in names or not all(row.kept for row in rows)):
            return tr("The training that runs may need it; stop it first.")
        return ""

    def why_not_export(self) -> str:
        """See ``why_not_make_current``."""
        return self._why_not_one(writable=False)

    def why_not_import(self) -> str:
        """See ``why_not_make_current``."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def why_not_open_folder(self) -> str:
        """See ``why_not_make_current``."""
        return self._why_not_one(writable=False, usable=False)

    def why_not_bring_back(self) -> str:
        """See ``why_not_make_current``."""
        return "" if self._deleted else tr("No run was deleted since the project was opened.")

    def _tell(self, error: Exception) -> None:
        told = error if isinstance(error, UserError) else UserError(tr("Something went wrong: {reason}", reason=error))
        self._document.problem.emit(told)


def _read_all(folder: Path, names: tuple[str, ...]) -> list[RunInfo]:
    found = []
    for name in names:
        try:
            found.append(read_info(folder, name))
        except UserError:
            continue  # the list says what is wrong with it
    return found
