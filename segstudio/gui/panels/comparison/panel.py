"""The panel that compares networks: which, for how long; what came of it, what of it may be chance, and its use.

Owns its widgets; the comparing itself is ``ComparisonJob``'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.choices.networks import network_words
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.sides import RUN
from segstudio.gui.document.document import Document
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_selection, style_table
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import counted, in_lines, number, quoted, tr
from segstudio.gui.panels.comparison.choices import NetworkChoices
from segstudio.gui.panels.comparison.comparison_job import ComparisonJob
from segstudio.gui.panels.comparison.model import ComparisonModel, table_of
from segstudio.gui.panels.runs.run_list import RunList
from segstudio.gui.session.session import Session
from segstudio.learning.comparison_messages import Compared, Comparison
from segstudio.learning.runs.comparison_words import remarks
from segstudio.learning.runs.info import date_words
from segstudio.measures.writing import as_text, write_csv

CHOICES, RESULTS = range(2)  # pages
_HINT = (
    "Each network is trained for the same time on your labels and scored alone on the same held-out images. Every "
    "training stays as a run."
)
_GO = "Compare\nTrain the chosen networks one after the other; you can keep painting meanwhile."
_USE = (
    "Use this one\nMake the best run of the chosen network the current one: predictions come from it alone, as it was "
    "scored. The next fine-tuning goes on from it."
)
_WIDEST = 28 * GRID  # px of a column at first


class ComparedTable(QTableView):
    """The table: Enter uses the chosen network, Ctrl+C copies."""

    def __init__(self, panel: ComparisonPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        named(self, "comparison.table", tr("Networks compared"))
        style_table(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and use; all else is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.use_chosen()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class ComparisonPanel(Panel):
    """Two pages: the networks to choose of, and the table with what is to be said of it."""

    def __init__(
        self, document: Document, session: Session, canvas: Canvas, job: ComparisonJob, runs: RunList, parent: QWidget
    ) -> None:
        super().__init__("comparison.panel", tr("Networks"), parent)
        self._document, self._session, self._compare, self._job = document, session, canvas.compare, job
        self._runs = runs
        self._filling = False
        self._any = False  # the project has comparisons
        self.choices = NetworkChoices(self)
        self.model = ComparisonModel(self)
        self.table = ComparedTable(self)
        self.table.setModel(self.model)
        self.state = named(QLabel("", self), "comparison.state", tr("What is compared now"))
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.which = named(QComboBox(self), "comparison.which", tr("Which comparison"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.go = named(QPushButton(tr("Compare"), self), "comparison.go")
        self.use = named(QPushButton(tr("Use this one"), self), "comparison.use", tip=tr(_USE))
        self.copy_button = self._button("copy", "content-copy", tr("Copy\nThe table, for a spreadsheet."))
        self.save = self._button("save", "content-save-outline", tr("Save as CSV\nThe table, in a file."))
        self.remarks = quiet_label("", "comparison.remarks", self)
        self.hint = quiet_label(tr(_HINT), "comparison.hint", self)
        self.results = named(QPushButton(tr("Results"), self), "comparison.results")
        self.choose = named(QPushButton(tr("Choose networks"), self), "comparison.choose")
        self.stop = named(QPushButton(tr("Stop"), self), "comparison.stop")
        self.stop.setToolTip(in_lines(tr("Stop\nNetworks that are complete are kept.")))
        for part in (self.table, self.choices):  # the room that is left: the dock must not scroll for it
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._lay_out()
        self._connect()
        self._on_changed()

    def _button(self, name: str, glyph: str, tip: str) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"comparison.{name}", tip.split("\n")[0], tip)
        button.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.give_icon(button.setIcon, glyph)
        return button

    def _lay_out(self) -> None:
        each = named(QLabel(tr("Train each for"), self), "comparison.minutes.title")
        often = named(QLabel(tr("Trainings"), self), "comparison.seeds.title")
        chosen = self.choices.minutes, often, self.choices.seeds, (self.choices.total, 1), self.results, self.go
        made = self.which, (self.state, 1), self.copy_button, self.save, self.use, self.choose, self.stop
        self.pages = QStackedWidget(self)
        for *parts, stretched, last in (
            (fill(QHBoxLayout(), each, *chosen), self.choices, self.hint),
            (fill(QHBoxLayout(), *made), self.table, self.remarks),
        ):
            page = QWidget(self)
            fill(QVBoxLayout(page), *parts, (stretched, 1), last, spacing=GRID // 2)
            self.pages.addWidget(page)
        fill(QVBoxLayout(self), (self.pages, 1), margins=(GRID, GRID // 2, GRID, GRID))

    def _connect(self) -> None:
        self.follow_theme(lambda: style_selection(self.table, self.palette()))
        self.choices.changed.connect(self._allow)
        self.go.clicked.connect(self._on_go)
        self.stop.clicked.connect(self._job.request.cancel)
        self.results.clicked.connect(lambda: self.pages.setCurrentIndex(RESULTS))
        self.choose.clicked.connect(lambda: self.pages.setCurrentIndex(CHOICES))
        self.use.clicked.connect(self.use_chosen)
        self.copy_button.clicked.connect(self.copy)
        self.save.clicked.connect(self._on_save)
        self.which.activated.connect(self._fill)
        self.table.selectionModel().selectionChanged.connect(self._on_chosen)
        self._job.changed.connect(self._on_changed)
        self._session.state_changed.connect(self._on_session)
        self._document.image_loaded.connect(self._allow)
        self._runs.changed.connect(self._allow)
        self._runs.watch()

    # ---- what is shown --------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Comparison | None:
        """The comparison in the table: that which runs, else the chosen one."""
        if self._job.job.running:
            return self._job.under_way
        kept, wanted = self._job.kept, self.which.currentData()
        return next((one for one in kept if one.name == wanted), kept[0] if kept else None)

    def _on_changed(self) -> None:
        names = [one.name for one in self._job.kept]
        if names != [self.which.itemData(at) for at in range(self.which.count())]:
            self.which.clear()
            for one in self._job.kept:
                self.which.addItem(date_words(one.created) or one.name, one.name)
        if not (names and self._any):
            self.pages.setCurrentIndex(RESULTS if names or self._job.job.running else CHOICES)
        self._any = bool(names)
        self._fill()

    def _fill(self) -> None:
        found, current = self.shown, self._current
        rows = found.networks if found is not None else ()
        if rows != self.model.rows:
            chosen = {one.runs for one in self.chosen()}
            self._filling = True
            self.model.show_rows(rows, current)
            for at, one in enumerate(rows):
                if one.runs in chosen:
                    self.table.selectRow(at)
            self._filling = False
            self.table.resizeColumnsToContents()
            for column in range(self.model.columnCount()):
                self.table.setColumnWidth(column, min(self.table.columnWidth(column) + GRID, _WIDEST))
        self.model.show_rows(rows, current)
        waiting = tr("A network is listed here as soon as it is complete.")
        self.remarks.setText(" ".join(tr(one) for one in remarks(found)) if found is not None else waiting)
        self.state.setText(self._job.state)
        self.state.setToolTip(in_lines(self._job.state))
        self._allow()

    @property
    def _current(self) -> str | None:
        project = self._document.project
        return project.current_run if project is not None else None

    def _on_session(self) -> None:
        if self.isVisible():
            self._fill()

    def _allow(self) -> None:
        running, rows = self._job.job.running, bool(self.model.rows)
        reason = self._job.why_not(self.choices.networks())
        self.go.setEnabled(not reason)
        self.go.setToolTip(in_lines(reason or tr(_GO)))
        self.results.setEnabled(rows or running)
        self.choose.setVisible(not running)
        self.stop.setVisible(running)
        self.which.setVisible(self.which.count() > 1 and not running)
        reason = self.why_not_use()
        self.use.setEnabled(not reason)
        self.use.setToolTip(in_lines(reason or tr(_USE)))
        self.copy_button.setEnabled(rows)
        self.save.setEnabled(rows)

    def chosen(self) -> list[Compared]:
        """The networks whose rows are selected, the best first."""
        return [self.model.rows[at] for at in sorted(one.row() for one in self.table.selectionModel().selectedRows())]

    # ---- what is done ---------------------------------------------------------------------------------------------

    def _on_go(self) -> None:
        self._job.start(self.choices.networks(), self.choices.minutes.value(), self.choices.seeds.value())
        self.pages.setCurrentIndex(RESULTS)

    def _on_chosen(self) -> None:
        """Show what the chosen network predicts at the right; of two, one at each side."""
        self._allow()
        runs = [one for one in self.chosen() if one.best_run and not self._run_problem(one)]
        if self._filling or not runs or self._document.mask is None:
            return
        sides = ((0, runs[0]), (1, runs[1])) if len(runs) > 1 else ((1, runs[0]),)
        for side, one in sides:
            self._compare.choose(side, RUN + one.best_run, network_words(one.network, one.encoder))
        self._compare.set_on(True)

    def _run_problem(self, one: Compared) -> str:
        """Why the best run of a network cannot be used; empty: it can."""
        if not self._runs.read:
            return tr("The runs are being read.")
        row = next((row for row in self._runs.rows if row.name == one.best_run), None)
        return tr("Its run was deleted.") if row is None else tr(row.problem)

    def why_not_use(self) -> str:
        """Why the chosen network cannot be used; empty when it can."""
        project, chosen = self._document.project, self.chosen()
        if project is None or project.read_only:
            return tr("The project folder is read-only.") if project is not None else tr("Open a project first.")
        if len(chosen) != 1 or not chosen[0].best_run:
            return tr("Choose one network in the table first.")
        if problem := self._run_problem(chosen[0]):
            return problem
        if chosen[0].best_run == self._current:
            return tr("It is the current run already.")
        return tr("A training is running; stop it first.") if self._session.busy else ""

    def use_chosen(self) -> None:
        """Make the best run of the chosen network the current one, or say why not."""
        reason = self.why_not_use()
        if reason:
            self._document.notice.emit(reason)
            return
        one, before = self.chosen()[0], self._session.shown.table
        self._session.use_run(one.best_run)
        name = quoted(network_words(one.network, one.encoder))
        told = tr("Predictions come from {network} now.", network=name)
        if before is not None and one.mean is not None and (before.mean_iou or 0.0) > one.mean:
            scores = {"score": number(one.mean), "before": number(before.mean_iou)}
            told += " " + tr("Its mean IoU is {score}; what predicted before had {before}.", **scores)
        self._document.notice.emit(told)
        self._fill()

    def copy(self) -> None:
        """Put the table on the clipboard, as a spreadsheet takes it."""
        if self.shown is not None:
            QGuiApplication.clipboard().setText(as_text(table_of(self.shown), None, "\t"))
            rows = counted(len(self.shown.networks), "row")
            self._document.notice.emit(tr("{rows} copied.", rows=rows))

    def _on_save(self) -> None:
        project, found = self._document.project, self.shown
        if project is None or found is None:
            return
        wanted = str(project.folder.parent / f"{project.name} networks.csv")
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the table"), wanted, tr("CSV files (*.csv)"))
        if name:
            told = tr("{rows} written to {path}.", rows=counted(len(found.networks), "row"), path=name)
            self._document.background.submit(
                write_csv, table_of(found), Path(name), done=lambda _: self._document.notice.emit(told),
                failed=self._document.files.report, owner=self,
            )  # fmt: skip
