"""The panel of measurements: what to measure, a table to sort and sort out, and a histogram of sizes.

Owns its widgets; what is measured and written is ``MeasureJob``'s.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.jobs.preparation import LABELS
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.models import Index
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_selection, style_table
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import count, counted, in_lines, tr
from segstudio.gui.panels.guidance.uncertain import bring_into_view
from segstudio.gui.panels.measures.choices import MeasureChoices
from segstudio.gui.panels.measures.histogram import SizeHistogram
from segstudio.gui.panels.measures.marks import PartingView
from segstudio.gui.panels.measures.measure_job import MeasureJob
from segstudio.gui.panels.measures.model import MeasureModel
from segstudio.labels.geometry import Rect
from segstudio.measures.images import Measurements
from segstudio.measures.tables import REGIONS, Column, Place, Table
from segstudio.measures.writing import as_text

_EMPTY = (
    "Press Measure to count and measure what is labelled in all images: pixels, area and share of each class, and "
    "size, shape and intensity of each connected region."
)
_WIDEST = 26 * GRID  # px of a column at first
_FITTED = 50  # rows that the widths of columns are of
_LINES = 20  # of a tooltip


class MeasureTable(QTableView):
    """The table: a click or Enter goes to the region, Ctrl+C copies."""

    def __init__(self, panel: MeasurePanel) -> None:
        super().__init__(panel)
        self._panel = panel
        named(self, "measures.table", tr("Measurements"))
        style_table(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideLeft)  # the end of a path says more than its beginning
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.clicked.connect(self._on_chosen)

    def fit_columns(self) -> None:
        """Make columns as wide as their titles and first rows: Qt itself asks for every row while it is hidden."""
        model, words = self.model(), self.fontMetrics()
        for column in range(model.columnCount()):
            texts = (model.index(row, column).data() for row in range(min(model.rowCount(), _FITTED)))
            widest = max(map(words.horizontalAdvance, texts), default=0) + 2 * GRID
            title = self.horizontalHeader().sectionSizeHint(column) + 2 * GRID  # and the arrow of the order
            self.setColumnWidth(column, max(title, min(widest, _WIDEST)))

    def _on_chosen(self, index: Index) -> None:
        self._panel.go_to(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and go to; all else is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class MeasurePanel(Panel):
    """Two rows of choices, a line on what was measured, the table, and beside it the histogram."""

    def __init__(self, document: Document, canvas: Canvas, job: MeasureJob, parent: QWidget | None = None) -> None:
        super().__init__("measures.panel", tr("Measurements"), parent)
        self._document, self._canvas, self._job = document, canvas, job
        self._shown: Measurements | None = None
        self._goal: Place | None = None  # a region whose image is being loaded
        self.model = MeasureModel(self)
        self.table = MeasureTable(self)
        self.table.setModel(self.model)
        self.histogram = SizeHistogram(self)
        self.choices = MeasureChoices(self)
        self.view = PartingView(document, canvas, self)
        self.summary = named(QLabel("", self), "measures.summary", tr("What was measured"))
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.empty = quiet_label(tr(_EMPTY), "measures.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(4 * GRID, 0, 4 * GRID, 0)
        self._lay_out()
        self.follow_theme(lambda: style_selection(self.table, self.palette()))
        self.follow_theme(lambda: self.histogram.style(self.palette()))
        self.choices.asked.connect(self._on_asked)
        self.choices.rows_chosen.connect(self._show_table)
        self.choices.filter_changed.connect(self._filter)
        self.choices.parting_changed.connect(lambda: job.set_parting(self.choices.parting()))
        self.choices.what_changed.connect(self._on_what)
        self.choices.copy.clicked.connect(self.copy)
        self.choices.save.clicked.connect(self._on_save)
        self.view.found.connect(self._refresh)
        document.classes_changed.connect(self._on_classes)
        document.project_changed.connect(self.choices.forget_filters)
        document.image_loaded.connect(self._on_image)
        job.changed.connect(self._on_changed)
        job.job.changed.connect(self._refresh)
        self._on_classes()
        self._on_changed()

    def _lay_out(self) -> None:
        self.split = named(QSplitter(Qt.Orientation.Horizontal, self), "measures.split")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.table.setMinimumWidth(200)
        self.histogram.setMinimumWidth(200)
        self.split.addWidget(self.table)
        self.split.addWidget(self.histogram)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([620, 300])
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.split)
        margins = (GRID, GRID // 2, GRID, GRID)
        fill(QVBoxLayout(self), self.choices, self.summary, (self._pages, 1), spacing=GRID // 2, margins=margins)

    # ---- what is shown --------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The lines between objects are seen with the panel only."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """They go with it, and so does the box of a region."""
        super().hideEvent(event)
        self.view.marks.show_box(None)
        self._follow()

    def _follow(self) -> None:
        self.view.follow(self.choices.what(), self._job.parting, self.isVisible())

    def _on_changed(self) -> None:
        self.choices.show_parting(self._job.parting)
        if self._shown is not self._job.made:
            self._shown = self._job.made
            self._show_table()
        self._refresh()
        self._follow()

    def _on_what(self) -> None:
        self._refresh()
        self._follow()

    def _on_classes(self) -> None:
        self.choices.show_classes(self._document.classes)

    def _show_table(self) -> None:
        tables = self._job.tables
        self.model.set_table(tables.get(self.choices.rows()))
        if tables:
            self.table.fit_columns()
        self._pages.setCurrentWidget(self.split if tables else self.empty)
        self._filter()

    def _filter(self) -> None:
        chosen = self.choices
        sizes = chosen.sizes() if chosen.rows() == REGIONS else (0.0, np.inf)
        self.model.choose(chosen.class_id(), *sizes)
        self._draw()
        self._refresh()

    def _draw(self) -> None:
        """The histogram is of the regions that the choices leave, whatever the table shows."""
        regions = self._job.tables.get(REGIONS)
        if regions is None:
            return
        least, most = self.choices.sizes()
        shown = (regions.sizes >= least) & (regions.sizes <= most)
        if self.choices.class_id() is not None:
            shown &= regions.class_ids == self.choices.class_id()
        area = _area(regions)
        values = np.asarray(area.values, np.float64)[shown]
        self.histogram.show_sizes(values, regions.class_ids[shown], area.unit, self._document.classes)

    def _refresh(self) -> None:
        job, what = self._job, self.choices.what()
        self.choices.allow(job.why_not(what), job.made is not None)
        self.choices.show_found(self.view.objects)
        self.summary.setText(self._summary())
        self.summary.setToolTip(in_lines(self._details()))

    def _summary(self) -> str:
        made = self._job.made
        if made is None:
            return tr("Nothing measured yet")
        kind = tr("Labels") if made.what == LABELS else tr("Predictions")
        regions = counted(len(self._job.tables[REGIONS]), "region")
        words = [
            tr("{kind}: {regions} in {images}", kind=kind, regions=regions, images=counted(len(made.images), "image"))
        ]
        if len(self.model.order) < len(self.model.table):
            words.append(tr("{rows} shown", rows=counted(len(self.model.order), "row")))
        if made.unlabelled:
            words.append(tr("{images} without labels", images=counted(len(made.unlabelled), "image")))
        if made.left_out:
            words.append(tr("{images} left out", images=counted(len(made.left_out), "image")))
        if made.notes:
            words.append(tr("{images} with a note", images=counted(len(made.notes), "image")))
        text = ", ".join(words) + "."
        return text if not self._job.outdated else text + " " + tr("Something changed since: measure again.")

    def _details(self) -> str:
        """All that the summary only counts, one line each."""
        made = self._job.made
        if made is None:
            return ""
        lines = [tr(one.sentence) for one in made.left_out] + [tr(note) for note in made.notes]
        lines += [tr("{image} has no labels.", image=title) for title in made.unlabelled]
        more = len(lines) - _LINES
        return "\n".join([*lines[:_LINES], *([tr("{number} more", number=count(more))] if more > 0 else [])])

    # ---- what is done ---------------------------------------------------------------------------------------------

    def _on_asked(self) -> None:
        self._job.start(self.choices.what())

    def go_to(self, row: int) -> None:
        """Show the region of a row of the table in its image."""
        place = self.model.table.place
        if place is None or not 0 <= row < len(self.model.order):
            return
        self._goal = place(int(self.model.order[row]))
        if self._document.files.entry(self._goal.image_id) is None:
            self._document.notice.emit(tr("This image is not in the project any more."))
            return
        if self._document.entry is not None and self._document.entry.id == self._goal.image_id:
            self._on_image()
        else:
            self._document.current.select(self._goal.image_id)

    def _on_image(self) -> None:
        goal, entry = self._goal, self._document.entry
        if goal is None or entry is None or self._document.mask is None:
            return
        self._goal = None
        if entry.id == goal.image_id:
            box = Rect(*goal.box)
            bring_into_view(self._canvas, box)
            self.view.marks.show_box(box)

    def _rows(self) -> NDArray[np.intp]:
        """The rows that are selected, where several are, else all that are shown."""
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return self.model.order[chosen] if len(chosen) > 1 else self.model.order

    def copy(self) -> None:
        """Put the rows on the clipboard, as a spreadsheet takes them; many take their time to be written out."""
        rows = self._rows()
        if len(rows):
            told = tr("{rows} copied.", rows=counted(len(rows), "row"))
            self._document.background.submit(
                as_text, self.model.table, rows.tolist(), "\t", done=lambda text: self._on_text(text, told), owner=self
            )

    def _on_text(self, text: str, told: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._document.notice.emit(told)

    def _on_save(self) -> None:
        wanted = str(self._job.suggested_file(self.choices.rows()))
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the table"), wanted, tr("CSV files (*.csv)"))
        if name:
            self._job.write(self.model.table, Path(name), self.model.order)


def _area(table: Table) -> Column:
    """The column of areas: in a unit of length where all rows have one."""
    found = [column for column in table.columns if column.title == "area"]
    return found[-1] if not np.isnan(found[-1].values).any() else found[0]
