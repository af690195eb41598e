"""The import window: which files, what each value in them becomes, what happens to labels that are there.

Nothing is changed before *Import* is pressed. The work itself is ``ImportJob``'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.errors import UserError, said
from segstudio.formats.common.presets import PRESETS
from segstudio.formats.common.report import Existing, Fate, Goal, ImportChoices
from segstudio.formats.importing import AUTO
from segstudio.formats.plan import Plan, Row, ready, with_goals
from segstudio.formats.table import readers
from segstudio.gui.jobs.import_job import ImportJob
from segstudio.gui.look.layouts import fill, fit_screen, scrolled, tab_as_read
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.words import count, counted, quoted, tr

_EXISTING = {
    Existing.OVER: said("Paint the imported labels over those that are there"),
    Existing.KEEP: said("Keep images that have labels as they are"),
    Existing.FILL: said("Fill only what is void"),
    Existing.REPLACE: said("Replace the whole mask"),
}
_COLUMNS = ("In the files", "Pixels", "Files", "Becomes", "Why")
_SHOWN = 5  # sentences under the table


class ImportDialog(QDialog):
    """Asks for files, shows the plan, and hands what was chosen to the job."""

    def __init__(self, imports: ImportJob, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "import_dialog", tr("Import masks"))
        self.setWindowTitle(tr("Import masks"))
        self._imports = imports
        self._place: Path | None = None
        self._plan: Plan | None = None
        self._build()
        imports.looked.connect(self._on_looked)
        imports.project_changed.connect(self._on_project_changed)
        imports.job.changed.connect(self._refresh)

    def _build(self) -> None:
        tip = tr("File format\nThe program or data set that the files are from; nearly always recognised.")
        self.format = named(QComboBox(self), "import_format", tr("File format"), tip)
        self.format.addItem(tr("Recognise by itself"), AUTO)
        for name, row in readers().items():
            suffix = "" if row.reader and row.reader.title else f" (*{row.suffix})"
            add_choice(self.format, tr(row.read_title) + suffix, name, tr(row.read_sentence))
        tip = tr("Colour table\nThe data set whose colours and numbers the files use.")
        self.colors = named(QComboBox(self), "import_colors", tr("Colour table"), tip)
        self.colors.addItem(tr("Those in the files"), "")
        for name, preset in PRESETS.items():
            self.colors.addItem(preset.title, name)
        tip = tr("Images with labels\nWhat happens to labels that are there already.")
        self.existing = named(QComboBox(self), "import_existing", tr("Images with labels"), tip)
        for existing, text in _EXISTING.items():
            self.existing.addItem(tr(text), existing)
        self.table = named(QTableWidget(0, len(_COLUMNS), self), "import_table", tr("What becomes of each value"))
        self.table.setHorizontalHeaderLabels([tr(column) for column in _COLUMNS])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.summary = named(QLabel(self, wordWrap=True), "import_summary", tr("What will be imported"))
        self.summary.setMinimumHeight((_SHOWN + 3) * self.fontMetrics().lineSpacing())  # some lines wrap
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.place = named(QLabel(self, wordWrap=True), "import_place", tr("The files"))
        self.format.activated.connect(self._look)
        self.colors.activated.connect(self._look)
        form = QFormLayout()
        form.addRow(tr("Files"), self._places())
        form.addRow(tr("Format"), self.format)
        form.addRow(tr("Colours"), self.colors)
        form.addRow(tr("Images with labels"), self.existing)
        body = named(QWidget(self), "import_body")
        fill(QVBoxLayout(body), form, (self.table, 1), self.summary, spacing=12)
        parts = ((scrolled(body, "import_scroll", tr("What will be imported")), 1), self._buttons())
        fill(QVBoxLayout(self), *parts, spacing=12, margins=(16, 16, 16, 16))
        tab_as_read(self)
        fit_screen(self, QSize(720, 560))

    def _places(self) -> QHBoxLayout:
        self.folder_button = self._button(tr("Folder..."), "import_folder", tr("Choose a folder at any level"))
        self.file_button = self._button(tr("File or zip..."), "import_file", tr("Choose a zip archive or one file"))
        self.folder_button.clicked.connect(self._on_folder)
        self.file_button.clicked.connect(self._on_file)
        return fill(QHBoxLayout(), (self.place, 1), self.folder_button, self.file_button)

    def _buttons(self) -> QHBoxLayout:
        self.close_button = self._button(tr("Close"), "import_close", tr("Close this window; nothing is imported"))
        self.close_button.clicked.connect(self.close)
        self.go_button = self._button(tr("Import"), "import_go", tr("Import what the table says"))
        self.go_button.setProperty("primary", True)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_go)
        return fill(QHBoxLayout(), 1, self.close_button, self.go_button)

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        return named(QPushButton(text, self, autoDefault=False), name, tip=tip)

    # ---- looking --------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window without files, ready for the project that is open now."""
        self._place = self._plan = None
        self.format.setCurrentIndex(0)
        self.colors.setCurrentIndex(0)
        self.summary.setText(tr("Choose the files; nothing is imported before you have seen what they hold."))
        self._show_rows([])
        self._refresh()
        self.folder_button.setFocus()  # nothing else can be done yet
        self.show()
        self.raise_()
        self.activateWindow()

    def ask_about(self, place: Path) -> None:
        """Show the window with what the files in ``place`` hold."""
        self.ask()
        self.look_at(place)

    def _on_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder of masks"), self._start())
        if folder:
            self.look_at(Path(folder))

    def _on_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, tr("Choose a file of masks"), self._start())
        if file:
            self.look_at(Path(file))

    def _start(self) -> str:
        project = self._imports.project
        return str(self._place or (project.folder.parent if project is not None else Path.home()))

    def look_at(self, place: Path) -> None:
        """Look at the files in ``place`` and show what they hold."""
        self._place = place
        self._look()

    def _look(self) -> None:
        if self._place is None:
            return
        self._plan = None
        self.summary.setText(tr("Looking at the files..."))
        self._show_rows([])
        choices = ImportChoices(new_classes=True, colors=self.colors.currentData())
        self._imports.look(self._place, self.format.currentData(), choices)
        self._refresh()

    def _on_project_changed(self) -> None:
        """What was looked at is of another project."""
        self._place = self._plan = None
        self._show_rows([])
        self.hide()

    def _on_looked(self, result: Plan | UserError) -> None:
        if isinstance(result, UserError):
            self.summary.setText(f"{tr(result.message)} {tr(result.hint)}".strip())
        else:
            self._plan = result if self._place is not None else None
            self._show_rows(result.rows)
        self._refresh()

    # ---- the table ------------------------------------------------------------------------------------------------

    def _show_rows(self, rows: list[Row]) -> None:
        self.table.setRowCount(0)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate((row.title, count(row.pixels), count(row.files))):
                self.table.setItem(at, column, QTableWidgetItem(text))
            self.table.setItem(at, 4, QTableWidgetItem(tr(row.why)))
            box = QComboBox(self.table)
            named(box, f"import_goal_{at}", tr("What {value} becomes", value=row.title))
            goals = self._goals(row)
            for goal, words in goals:
                box.addItem(words, goal)
            box.setCurrentIndex([goal for goal, _ in goals].index(row.goal))
            box.currentIndexChanged.connect(self._refresh)
            self.table.setCellWidget(at, 3, box)
        self.table.resizeColumnsToContents()

    def _goals(self, row: Row) -> list[tuple[Goal, str]]:
        """What a value may become, with words; a question that is open stands first."""
        project = self._imports.project
        goals = [(Goal(Fate.ASK), tr("Choose one"))] if row.goal.fate is Fate.ASK else []
        if project is not None:
            goals += [(Goal(Fate.CLASS, one.id), one.name) for one in project.classes]
        name = row.goal.name or row.value.name or f"class {row.words}"
        goals.append((Goal(Fate.NEW, name=name), tr("New class: {name}", name=name)))
        for fate in (Fate.VOID, Fate.IGNORE, Fate.LEAVE_OUT):
            goals.append((Goal(fate), tr(_FATES[fate])))
        return goals

    def box(self, at: int) -> QComboBox:
        """The list of goals in row ``at``."""
        box = self.table.cellWidget(at, 3)
        assert isinstance(box, QComboBox)
        return box

    def chosen(self) -> Plan | None:
        """The plan with what the person chose; None while there is none."""
        if self._plan is None:
            return None
        return with_goals(self._plan, {row.key: self.box(at).currentData() for at, row in enumerate(self._plan.rows)})

    def _refresh(self) -> None:
        running, plan = self._imports.job.running, self.chosen()
        self.place.setText(str(self._place) if self._place is not None else tr("None chosen yet"))
        for widget in (self.folder_button, self.file_button, self.format, self.colors):
            widget.setEnabled(not running)
        open_rows = [] if plan is None else [row for row in plan.rows if row.goal.fate is Fate.ASK]
        pairs = [] if plan is None else ready(plan)[0]
        self.go_button.setEnabled(not running and bool(pairs) and not open_rows)
        if plan is not None and self._plan is not None:
            self.summary.setText(self._told(plan, self._plan, len(pairs), bool(open_rows)))

    def _told(self, plan: Plan, looked: Plan, masks: int, is_open: bool) -> str:
        lines = [tr("{format}: {masks} can be imported.", format=tr(plan.format), masks=counted(masks, "mask"))]
        if masks:
            lines[0] += " " + _labelled_words(sum(entry.id in plan.labelled for entry, _ in ready(plan)[0]), masks)
        if is_open:
            lines += [tr(one.message) for one in looked.unclear]
            lines.append(tr("Choose what becomes of each value. Nothing has been imported yet."))
        elif alike := self._alike(plan):
            lines.append(alike)
        left_out = [one.sentence for one in (*plan.left_out, *ready(plan)[1])]
        lines += [*map(tr, plan.notes), *(tr("Left out: {reason}", reason=tr(one)) for one in left_out)]
        more = len(lines) - _SHOWN
        return "\n".join([*lines[:_SHOWN], *([tr("and {number} more", number=more)] if more > 0 else [])])

    def _alike(self, plan: Plan) -> str:
        """A warning where all values become one thing; empty where they do not. It may be what the person wants."""
        goals, project = {row.goal for row in plan.rows}, self._imports.project
        if not any(goal.fate in (Fate.CLASS, Fate.NEW, Fate.LEAVE_OUT) for goal in goals):
            return tr("No value becomes a class: nothing would be labelled.")
        if len(plan.rows) < 2 or len(goals) > 1 or project is None:
            return ""
        goal = goals.pop()
        if goal.fate is Fate.LEAVE_OUT:
            return ""
        name = project.classes.by_id(goal.id).name if goal.fate is Fate.CLASS else goal.name
        return tr("Every value becomes {name}: nothing else would be left.", name=quoted(name))

    def _on_go(self) -> None:
        plan = self.chosen()
        if plan is not None:
            self.hide()
            self._imports.start(plan, self.existing.currentData())


def _labelled_words(labelled: int, images: int) -> str:
    """How many of the images that the masks are for have labels."""
    if images == 1:
        return tr("Its image has labels already.") if labelled else tr("Its image has no labels yet.")
    if not labelled:
        return tr("None of these {images} images has labels yet.", images=count(images))
    if labelled == images:
        return tr("All of these {images} images have labels already.", images=count(images))
    if labelled == 1:
        return tr("One of these {images} images has labels already.", images=count(images))
    return tr(
        "{labelled} of these {images} images have labels already.", labelled=count(labelled), images=count(images)
    )


_FATES = {
    Fate.VOID: said("Void: not labelled"),
    Fate.IGNORE: said("Ignored: what is there stays"),
    Fate.LEAVE_OUT: said("Leave out the files that hold it"),
}
