"""What can be done with the runs of the open project: the slots named ``runs.*`` in the table of actions.

Owns no widget but the questions it asks. Files are written in the background. What is current goes through session and
document, so that the learner follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from segstudio.errors import UserError
from segstudio.gui.actions.gather_facts import gather
from segstudio.gui.actions.window_state import start_reason
from segstudio.gui.document.document import Document
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.panels.runs.model import quoted
from segstudio.gui.panels.runs.run_list import RunList, tell
from segstudio.gui.session.session import Session
from segstudio.learning.runs.archive import ImportedRun, export_run, import_run
from segstudio.learning.runs.listing import RunRow, best_of, delete_run, empty_deleted, rename_run, restore_run
from segstudio.project.project import Project

_TRAINING = "A training is running; stop it first."
Deleted = tuple[tuple[str, ...], str | None, str | None]  # names in the bin, the current run before and after
Answer = tuple[tuple[str, ...], UserError | None]


class Runs(QObject):
    """What is done with the runs of ``list``; what was deleted is gone for good when its project closes.

    Signals:
        changed: something of ``list``, or what can be done changed.
        rename_asked: the title of the chosen run is to be typed.
    """

    changed = Signal()
    rename_asked = Signal()

    def __init__(self, document: Document, session: Session, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("runs")
        self._document, self._session, self._work, self._window = document, session, work, window
        self._deleted: list[Deleted] = []
        self.list = RunList(document, session, self)
        self.list.changed.connect(self.changed)
        self._bin: Path | None = None  # the folder whose deleted runs are to be removed when it is closed
        self.list.project_left.connect(self._on_project_left)
        self._on_project_left()

    def _on_project_left(self) -> None:
        if self._bin is not None:
            empty_deleted(self._bin)
        project, self._deleted = self._document.project, []
        self._bin = project.folder if project is not None and not project.read_only else None

    # ---- why not ----------------------------------------------------------------------------------------------------
    # Empty when it can be done; cheap looks, since they are asked after every stroke.

    def _why_not_one(self, writable: bool = True, usable: bool = True) -> str:
        project, rows = self._document.project, self.list.chosen_rows()
        if project is None:
            return tr("Open a project first.")
        if writable and project.read_only:
            return tr("The project folder is read-only.")
        if len(rows) != 1:
            return tr("Choose one run only.") if rows else tr("Choose a run in the list of runs first.")
        if usable and rows[0].name == self.list.running:
            return tr("It is being trained.")
        return tr(rows[0].problem) if usable else ""

    def why_not_make_current(self) -> str:
        """Why it cannot be made the current one."""
        reason = self._why_not_one()
        if not reason and self.list.chosen_rows()[0].name == self.list.current:
            return tr("It is the current run already.")
        return reason or (tr(_TRAINING) if self._session.busy else "")

    def why_not_resume(self) -> str:
        """Why it cannot be trained on from."""
        return self._why_not_one() or (tr(_TRAINING) if self._session.busy else "")

    def why_not_rename(self) -> str:
        """Why it cannot get another title."""
        reason = self._why_not_one(usable=False)
        row = self.list.chosen_rows()[0] if not reason else None
        if row is not None and row.name == self.list.running:
            return tr("It is being trained; rename it afterwards.")
        return tr(row.problem) if row is not None and row.info is None else reason

    def why_not_delete(self) -> str:
        """Why they cannot be deleted."""
        project, rows = self._document.project, self.list.chosen_rows()
        if project is None or project.read_only or not rows:
            return self._why_not_one(usable=False)
        names = [row.name for row in rows]
        if self.list.running in names:
            return tr("It is being trained; stop the training first.")
        if self._session.busy and (self.list.current in names or not all(row.kept for row in rows)):
            return tr("The training that runs may need it; stop it first.")
        return ""

    def why_not_export(self) -> str:
        """Why it cannot be exported."""
        return self._why_not_one(writable=False)

    def why_not_import(self) -> str:
        """Why no run can be imported."""
        project = self._document.project
        if project is None:
            return tr("Open a project first.")
        return tr("The project folder is read-only.") if project.read_only else ""

    def why_not_open_folder(self) -> str:
        """Why its folder cannot be shown."""
        return self._why_not_one(writable=False, usable=False)

    def why_not_bring_back(self) -> str:
        """Why nothing can be brought back."""
        return "" if self._deleted else tr("No run was deleted since the project was opened.")

    # ---- doing ------------------------------------------------------------------------------------------------------

    def act(self, what: str) -> None:
        """What a key in the list asks for ("rename"), or the reason why not: the next key may come before the actions
        know what is chosen."""
        reason = getattr(self, f"why_not_{what}")()
        if reason:
            self._document.notice.emit(reason)
        else:
            getattr(self, what)()

    def make_current(self) -> None:
        """Predictions come from the chosen run from now on."""
        if not self.why_not_make_current():
            self._use(self.list.chosen_rows()[0].name)

    def resume(self) -> None:
        """Make the chosen run the current one and train on from it."""
        if self.why_not_resume():
            return
        name, reason = self.list.chosen_rows()[0].name, start_reason(gather(self._document, self._session))
        if reason:
            self._document.notice.emit(reason)
            return
        if name != self.list.current:
            self._use(name)
        self._session.start_training()

    def _use(self, name: str | None) -> None:
        self._session.use_run(name)
        self.list.note_marks()

    def rename(self) -> None:
        """Let the title of the chosen run be typed."""
        if not self.why_not_rename():
            self.rename_asked.emit()

    def set_title(self, name: str, title: str) -> None:
        """Give a run another title; an empty one brings the date back."""
        self._do(rename_run, name, title)

    def delete(self) -> None:
        """Ask, then move the chosen runs aside."""
        if self.why_not_delete():
            return
        rows = self.list.chosen_rows()
        question = tr("Delete {runs}?", runs=quoted(rows[0].title) if len(rows) == 1 else counted(len(rows), "run"))
        box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Delete runs"), question, parent=self._window)
        box.setObjectName("runs.delete.question")
        box.setInformativeText(self._consequence(rows))
        box.addButton(QMessageBox.StandardButton.Cancel)
        accept = box.addButton(tr("Delete"), QMessageBox.ButtonRole.AcceptRole)
        accept.setObjectName("runs.delete.accept")
        names = tuple(row.name for row in rows)
        box.buttonClicked.connect(lambda button: self._delete(names) if button is accept else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _consequence(self, rows: list[RunRow]) -> str:
        back = tr("It can be brought back until the project is closed.")
        if self.list.current not in [row.name for row in rows]:
            return back
        successor = self._successor({row.name for row in rows})
        if successor is None:
            return f"{tr('The current run is among them; no run takes its place, and predictions stop.')} {back}"
        told = tr("The current run is among them; {title} takes its place.", title=quoted(successor.title))
        return f"{told} {back}"

    def _successor(self, gone: set[str]) -> RunRow | None:
        return best_of([row for row in self.list.rows if row.name not in gone and row.name != self.list.running])

    def _delete(self, names: tuple[str, ...]) -> None:
        project = self._document.project
        if project is None or self.list.running in names:
            return
        before = self.list.current
        if before in names:
            successor = self._successor(set(names))
            self._use(successor.name if successor is not None else None)
        after = self.list.current
        done = partial(self._on_deleted, before, after)
        self._submit(project, _delete_all, project.folder, names, done=done)

    def _on_deleted(self, before: str | None, after: str | None, answer: Answer) -> None:
        moved, error = answer
        if moved:
            self._deleted.append((moved, before, after))
            told = tr("Deleted {runs}. {action} in the menu Learn, Runs, takes that back until the project is closed.",
                      runs=counted(len(moved), "run"), action=quoted(tr("Bring back deleted runs")))  # fmt: skip
            self._document.notice.emit(told)
        if error is not None:
            tell(self._document, error)
        self.changed.emit()

    def bring_back(self) -> None:
        """Undo the last deletion."""
        project = self._document.project
        if project is None or not self._deleted:
            return
        moved, before, after = self._deleted.pop()

        def done(_names: object) -> None:
            if before != after and self.list.current == after and before in moved and not self._session.busy:
                self._use(before)

        self._submit(project, _restore_all, project.folder, moved, done=done)

    def export(self) -> None:
        """Ask for a file, write the chosen run to it."""
        if self.why_not_export():
            return
        row = self.list.chosen_rows()[0]
        wanted = str(Path.home() / f"{row.name}.zip")
        place, _ = QFileDialog.getSaveFileName(self._window, tr("Export the run"), wanted, tr("Zip files (*.zip)"))
        if place:
            path = Path(place)
            self.export_to(row.name, path if path.suffix else path.with_suffix(".zip"))

    def export_to(self, name: str, path: Path) -> None:
        """Write a run to one file in the background."""
        told = tr("The run is in {path}, written and read back.", path=path)
        self._long("runs.export", tr("Exporting the run"), lambda _done: self._document.notice.emit(told),
                   export_run, name, path)  # fmt: skip

    def import_(self) -> None:
        """Ask for a zip, or the run.json of a run's folder, and take it into the project."""
        if self.why_not_import():
            return
        kinds = tr("Runs (*.zip run.json)")
        place, _ = QFileDialog.getOpenFileName(self._window, tr("Import a run"), str(Path.home()), kinds)
        if place:
            path = Path(place)
            self.import_from(path.parent if path.name == "run.json" else path)

    def import_from(self, source: Path) -> None:
        """Take a run into the project in the background."""
        classes = {one.id: one.name for one in self._document.classes}
        self._long("runs.import", tr("Importing the run"), self._on_imported, import_run, source, classes)

    def _on_imported(self, done: ImportedRun) -> None:
        self.list.choose((done.info.name,))
        told = tr("The run is imported; make it current to predict with it.")
        if done.missing:
            names = ", ".join(done.missing[:5]) + (" \N{HORIZONTAL ELLIPSIS}" if len(done.missing) > 5 else "")
            told += " " + tr("This project does not have its classes: {names}.", names=names)
        self._document.notice.emit(told)

    def open_folder(self) -> None:
        """Show the run's folder in the file browser."""
        project = self._document.project
        if project is not None and not self.why_not_open_folder():
            path = project.folder / "runs" / self.list.chosen_rows()[0].name
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    # ---- in the background ---------------------------------------------------------------------------------------

    def _long(
        self, key: str, text: str, done: Callable[..., None], function: Callable[..., object], *args: object
    ) -> None:
        project = self._document.project
        if project is None:
            return
        self._work.begin(key, text)
        self._submit(project, function, project.folder, *args, done=done, after=lambda: self._work.end(key))

    def _do(self, function: Callable[..., object], *args: object) -> None:
        project = self._document.project
        if project is not None:
            self._submit(project, function, project.folder, *args)

    def _submit(
        self,
        project: Project,
        function: Callable[..., object],
        *args: object,
        done: Callable[..., None] | None = None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        def answered(result: object) -> None:
            after()
            if project is self._document.project:
                if done is not None:
                    done(result)
                self.list.refresh()

        def failed(error: BaseException) -> None:
            after()
            tell(self._document, error)
            self.list.refresh()
            self.changed.emit()

        self._document.background.submit(function, *args, done=answered, failed=failed, owner=self)


def _delete_all(folder: Path, names: tuple[str, ...]) -> Answer:
    """The names in the bin, and what stopped it, if anything: what was moved before that stays deleted."""
    moved = []
    for name in names:
        try:
            moved.append(delete_run(folder, name))
        except UserError as error:
            return tuple(moved), error
    return tuple(moved), None


def _restore_all(folder: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(restore_run(folder, name) for name in names)
