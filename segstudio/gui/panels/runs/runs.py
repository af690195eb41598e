"""What can be done with the runs of the open project: the slots named ``runs.*`` in the table of actions.

Owns no widget but the questions it asks. Files are written in the background. The current run is set through the
session, so that the learner follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from segstudio.errors import Cancelled, UserError
from segstudio.gui.actions.gather_facts import gather
from segstudio.gui.actions.window_state import start_reason
from segstudio.gui.document.document import Document
from segstudio.gui.look.folders import open_folder
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import counted, quoted, tr
from segstudio.gui.panels.runs.run_list import RunList
from segstudio.gui.session.session import Session
from segstudio.learning.runs.archive import ImportedRun, export_run, import_run
from segstudio.learning.runs.listing import RunRow, best_of, delete_run, empty_deleted, rename_run, restore_run

_NO_PROJECT = "Open a project first."
_READ_ONLY = "The project folder is read-only."
_TRAINING = "A training is running; stop it first."
Deleted = tuple[tuple[str, ...], str | None, str | None]  # names in the bin, the current run before and after
Answer = tuple[tuple[str, ...], UserError | None]


class Runs(QObject):
    """What is done with the runs of ``list``. Deleted runs can be brought back until their project closes.

    Signals:
        changed: something of ``list``, or what can be done changed.
        rename_asked: the title of the chosen run is to be typed.
    """

    changed = Signal()
    rename_asked = Signal()

    def __init__(self, document: Document, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("runs")
        self._document, self._session, self._window = document, session, window
        self._deleted: list[Deleted] = []
        self.list = RunList(document, session, self)
        self.list.changed.connect(self.changed)
        self._bin: Path | None = None  # the project folder whose deleted runs are removed when it closes
        self.list.project_left.connect(self._on_project_left)
        self._on_project_left()

    def titles(self) -> tuple[tuple[str, str], ...]:
        """Name and title of each run that has saved something, the newest first. Asking makes the list be read."""
        if not self.list.read:
            self.list.watch()
        return tuple((row.name, row.title) for row in self.list.rows if row.kept)

    def _on_project_left(self) -> None:
        if self._bin is not None:
            empty_deleted(self._bin)
        project, self._deleted = self._document.project, []
        self._bin = project.folder if project is not None and not project.read_only else None

    # ---- why it cannot be done --------------------------------------------------------------------------------------
    # Empty when it can. Cheap, since all of them are asked after every stroke.

    def _why_not_one(self, writable: bool = True, usable: bool = True) -> str:
        project, rows = self._document.project, self.list.chosen_rows()
        if project is None:
            return tr(_NO_PROJECT)
        if writable and project.read_only:
            return tr(_READ_ONLY)
        if len(rows) != 1:
            return tr("Choose one run only.") if rows else tr("Choose a run in the list of runs first.")
        if usable and rows[0].name == self.list.running:
            return tr("It is being trained.")
        return tr(rows[0].problem) if usable else ""

    def why_not_make_current(self) -> str:
        reason = self._why_not_one()
        if not reason and self.list.chosen_rows()[0].name == self.list.current:
            return tr("It is the current run already.")
        return reason or (tr(_TRAINING) if self._session.busy else "")

    def why_not_resume(self) -> str:
        return self._why_not_one() or (tr(_TRAINING) if self._session.busy else "")

    def why_not_rename(self) -> str:
        reason = self._why_not_one(usable=False)
        if reason:
            return reason
        row = self.list.chosen_rows()[0]
        if row.name == self.list.running:
            return tr("It is being trained; rename it afterwards.")
        return tr(row.problem) if row.info is None else ""

    def why_not_delete(self) -> str:
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
        return self._why_not_one(writable=False)

    def why_not_import(self) -> str:
        project = self._document.project
        if project is None:
            return tr(_NO_PROJECT)
        return tr(_READ_ONLY) if project.read_only else ""

    def why_not_open_folder(self) -> str:
        return self._why_not_one(writable=False, usable=False)

    def why_not_bring_back(self) -> str:
        return "" if self._deleted else tr("No run was deleted since the project was opened.")

    # ---- doing ------------------------------------------------------------------------------------------------------

    def act(self, what: str) -> None:
        """Do what a key in the list asks for ("rename"), or say why it cannot be done: the key may come before the
        actions know what is chosen."""
        reason = getattr(self, f"why_not_{what}")()
        if reason:
            self._document.notice.emit(reason)
        else:
            getattr(self, what)()

    def make_current(self) -> None:
        """Let predictions come from the chosen run."""
        if not self.why_not_make_current():
            self._use(self.list.chosen_rows()[0].name)

    def resume(self) -> None:
        """Make the chosen run the current one and continue its training."""
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
        self._submit(rename_run, name, title)

    def delete(self) -> None:
        """Ask, then move the chosen runs to the bin."""
        if self.why_not_delete():
            return
        rows = self.list.chosen_rows()
        question = tr("Delete {runs}?", runs=quoted(rows[0].title) if len(rows) == 1 else counted(len(rows), "run"))
        box = named(QMessageBox(self._window), "runs.delete.question")
        box.setWindowTitle(tr("Delete runs"))
        box.setText(question)
        box.setInformativeText(self._consequence(rows))
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
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
        text = tr("The current run is among them; {title} takes its place.", title=quoted(successor.title))
        return f"{text} {back}"

    def _successor(self, gone: set[str]) -> RunRow | None:
        return best_of([row for row in self.list.rows if row.name not in gone and row.name != self.list.running])

    def _delete(self, names: tuple[str, ...]) -> None:
        if self._document.project is None or self.list.running in names:
            return
        before = self.list.current
        if before in names:
            successor = self._successor(set(names))
            self._use(successor.name if successor is not None else None)
        self._submit(_delete_all, names, done=partial(self._on_deleted, before, self.list.current))

    def _on_deleted(self, before: str | None, after: str | None, answer: Answer) -> None:
        moved, error = answer
        if moved:
            self._deleted.append((moved, before, after))
            text = tr("Deleted {runs}. {action} in the menu Learn, Runs, takes that back until the project is closed.",
                      runs=counted(len(moved), "run"), action=quoted(tr("Restore deleted runs")))  # fmt: skip
            self._document.notice.emit(text)
        if error is not None:
            self._document.files.report(error)
        self.changed.emit()

    def bring_back(self) -> None:
        """Undo the last deletion."""
        if not self._deleted:
            return
        moved, before, after = self._deleted.pop()

        def done(_names: object) -> None:
            if before != after and self.list.current == after and before in moved and not self._session.busy:
                self._use(before)

        self._submit(_restore_all, moved, done=done)

    def export(self) -> None:
        """Ask for a file, write the chosen run to it."""
        if self.why_not_export():
            return
        row = self.list.chosen_rows()[0]
        wanted = str(Path.home() / f"{row.name}.zip")
        place, _ = QFileDialog.getSaveFileName(self._window, tr("Export the run"), wanted, tr("Zip files (*.zip)"))
        if place:
            path = Path(place) if Path(place).suffix else Path(place).with_suffix(".zip")
            text = tr("The run is in {path}, written and read back.", path=path)
            self._submit(export_run, row.name, path, done=lambda _: self._document.notice.emit(text),
                         text=tr("Exporting the run"))  # fmt: skip

    def import_(self) -> None:
        """Ask for a zip or the run.json of a run's folder, and import it."""
        if self.why_not_import():
            return
        kinds = tr("Runs (*.zip run.json)")
        place, _ = QFileDialog.getOpenFileName(self._window, tr("Import a run"), str(Path.home()), kinds)
        if place:
            path = Path(place)
            self.import_from(path.parent if path.name == "run.json" else path)

    def import_from(self, source: Path) -> None:
        """Import a run in the background."""
        classes = {one.id: one.name for one in self._document.classes}
        self._submit(import_run, source, classes, done=self._on_imported, text=tr("Importing the run"))

    def _on_imported(self, run: ImportedRun) -> None:
        self.list.choose((run.info.name,))
        text = tr("The run is imported; make it current to predict with it.")
        if run.missing:
            names = ", ".join(run.missing[:5]) + (" \N{HORIZONTAL ELLIPSIS}" if len(run.missing) > 5 else "")
            text += " " + tr("This project does not have its classes: {names}.", names=names)
        self._document.notice.emit(text)

    def open_folder(self) -> None:
        """Show the run's folder in the file browser."""
        project = self._document.project
        if project is not None and not self.why_not_open_folder():
            path = project.folder / "runs" / self.list.chosen_rows()[0].name
            open_folder(path, self._document.notice.emit)

    # ---- in the background ---------------------------------------------------------------------------------------

    def _submit(
        self,
        function: Callable[..., object],
        *args: object,
        done: Callable[[Any], object] = lambda _result: None,
        text: str = "",
    ) -> None:
        """Call ``function(project folder, *args)``, then ``done`` with its result if the project is still open.
        ``text``: shown in the status bar meanwhile, with progress and a button to cancel it."""
        project = self._document.project
        if project is None:
            return

        def succeeded(result: object) -> None:
            if project is self._document.project:
                done(result)
                self.list.refresh()

        def failed(error: Exception) -> None:
            if isinstance(error, Cancelled):
                self._document.notice.emit(tr("{work}: cancelled; nothing is left of it.", work=text))
            else:
                self._document.files.report(error)
            self.list.refresh()
            self.changed.emit()

        if text:
            self._document.files.work(text, function, project.folder, *args, done=succeeded, failed=failed)
        else:
            submit = self._document.background.submit
            submit(function, project.folder, *args, done=succeeded, failed=failed, owner=self)


def _delete_all(folder: Path, names: tuple[str, ...]) -> Answer:
    """Names of the deleted runs in the bin, and the error that stopped it, if any; those before it stay deleted."""
    moved = []
    for name in names:
        try:
            moved.append(delete_run(folder, name))
        except UserError as error:
            return tuple(moved), error
    return tuple(moved), None


def _restore_all(folder: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(restore_run(folder, name) for name in names)
