"""The export window: what to export and where, progress and result. The work itself is ``ExportJob``'s.

Not modal: painting and training continue meanwhile. Knows document and session through the job.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.choices.flips import FLIPS
from segstudio.errors import UserError, said
from segstudio.formats.common.report import ExportReport, Images
from segstudio.formats.table import FORMATS, writers
from segstudio.gui.jobs.export_job import LABELS, PREDICTIONS, ExportJob
from segstudio.gui.look.folders import open_folder
from segstudio.gui.look.layouts import fill, fit_screen, scrolled, tab_as_read
from segstudio.gui.look.left_out import left_out_words, show_left_out
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import muted_label
from segstudio.gui.look.words import clock, counted, in_lines, menu_text, tr
from segstudio.labels.objects import WHOLE
from segstudio.learning.messages import Progress

_IMAGES = {
    Images.LABELLED: said("Images that have labels"),
    Images.ALL: said("All images"),
    Images.DONE: said("Images that are done or fully labelled"),
    Images.FLAGGED: said("Flagged images"),
}
_USUAL = {LABELS: Images.LABELLED, PREDICTIONS: Images.ALL}  # what is left out by it is not counted
_PART = "Split touching objects\nAs in the panel Measurements, where the class and its smallest diameter are chosen."
_PREDICTIONS = (
    "Predictions\nAs they are shown when the export begins, also while a network trains. Images whose prediction is "
    "not up to date are predicted first; painted labels are left out."
)


class ExportDialog(QDialog):
    """Asks what and where; shows progress and result of the job it is given."""

    def __init__(self, exports: ExportJob, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(tr("Export masks"))
        self.setAccessibleName(tr("Export masks"))
        self.setMinimumWidth(520)
        self._exports, self._job = exports, exports.job
        self._written: Path | None = None
        self._suggested = ""
        self._build()
        self._job.progressed.connect(self._on_progress)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._on_cancelled)

    def _build(self) -> None:
        self.labels = named(
            QRadioButton(tr("Labels: what is painted"), self), "export_labels",
            tip=tr("Labels\nThe painted masks."),
        )  # fmt: skip
        self.labels.setChecked(True)
        self.predictions = named(
            QRadioButton(tr("Predictions: what is predicted for every image"), self), "export_predictions"
        )
        tip = tr("Mirrored images\nAlso predict mirrored images and average; this can help a little.")
        self.flips = named(QComboBox(self), "export_flips", tr("Mirrored images"), tip)
        for name, row in FLIPS.items():
            add_choice(self.flips, tr(row.title), name, tr(row.sentence))
        tip = tr("Images\nWhich images are exported. The mask of an image without labels is all void.")
        self.images = named(QComboBox(self), "export_images", tr("Images"), tip)
        for images, text in _IMAGES.items():
            self.images.addItem(tr(text), images)
        tip = tr("Folder\nIt is created if it does not exist.")
        self.folder = named(QLineEdit(self), "export_folder", tr("Folder to export to"), tip)
        tip = tr("File format\nWhat the program that reads the masks needs.")
        self.format = named(QComboBox(self), "export_format", tr("File format"), tip)
        for name, written in writers().items():
            self.format.addItem(f"{tr(written.title)} (*{written.suffix})", name)
        self.part = named(QCheckBox(tr("Split touching objects"), self), "export_part", tip=tr(_PART))
        self._note = muted_label("", "export_note", self)
        self._note.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.predictions.toggled.connect(self._on_what)
        self.flips.currentIndexChanged.connect(self._on_flips)
        self.folder.textChanged.connect(self._refresh)
        self.format.currentIndexChanged.connect(self._refresh)
        self._bar = named(
            QProgressBar(self, textVisible=False, maximum=1), "export_progress",
            tr("Progress of the export"), tr("How many images are written"),
        )  # fmt: skip
        self._bar.setFixedHeight(8)
        self.outcome = named(QLabel(self, wordWrap=True), "export_result", tr("Result of the export"))
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 4)
        body = named(QWidget(self), "export_body")
        fill(QVBoxLayout(body), self._lay_out_questions(), self._bar, self.outcome, spacing=12)
        parts = ((scrolled(body, "export_scroll", tr("Export")), 1), self._build_buttons())
        fill(QVBoxLayout(self), *parts, spacing=12, margins=(16, 16, 16, 16))
        tab_as_read(self)
        fit_screen(self, body.sizeHint() + QSize(40, 80))

    def _lay_out_questions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(named(QLabel(tr("What"), self), "export_what"), 0, 0)
        for at, widget in enumerate((self.labels, self.predictions, self.flips, self.images, self.format)):
            grid.addWidget(widget, at, 1, 1, 2)
        grid.addWidget(named(QLabel(tr("Format"), self), "export_format_title"), 4, 0)
        grid.addWidget(named(QLabel(tr("Images"), self), "export_images_title"), 3, 0)
        grid.addWidget(named(QLabel(tr("Folder"), self), "export_folder_title"), 5, 0)
        grid.addWidget(self.folder, 5, 1)
        grid.addWidget(self._button(tr("Choose..."), "export_choose", self._on_choose, tr("Choose the folder")), 5, 2)
        grid.addWidget(self.part, 6, 1, 1, 2)
        grid.addWidget(self._note, 7, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def _build_buttons(self) -> QHBoxLayout:
        button = self._button
        self.open_button = button(tr("Open folder"), "export_open", self._on_open, tr("Show what was written"))
        self.cancel_button = button(
            tr("Cancel"), "export_cancel", self._exports.cancel, tr("Stop before the next file")
        )
        self.close_button = button(tr("Close"), "export_close", self.close, tr("Close this window"))
        self.go_button = button(tr("Export"), "export_go", self._on_go, tr("Write the files and read them back"))
        self.go_button.setProperty("primary", True)
        self.go_button.setDefault(True)
        buttons = (self.open_button, 1, self.cancel_button, self.close_button, self.go_button)
        return fill(QHBoxLayout(), *buttons)

    def _button(self, text: str, name: str, slot: Callable[..., object], tip: str) -> QPushButton:
        button = named(QPushButton(text, self, autoDefault=False), name, tip=tip)
        button.clicked.connect(slot)
        return button

    # ---- showing --------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window, ready for the project that is open now."""
        if not self._job.running:
            self._show_end("")
            self._suggest()
        self._refresh()
        self.show()
        self.raise_()
        self.activateWindow()

    def _what(self) -> str:
        return PREDICTIONS if self.predictions.isChecked() else LABELS

    def _suggest(self) -> None:
        self._suggested = str(self._exports.suggested_folder(self._what()))
        self.folder.setText(self._suggested)

    def _on_what(self) -> None:
        if self.folder.text() == self._suggested:
            self._suggest()
        now, before = (PREDICTIONS, LABELS) if self.predictions.isChecked() else (LABELS, PREDICTIONS)
        if self.images.currentData() is _USUAL[before]:
            self.images.setCurrentIndex(self.images.findData(_USUAL[now]))
        self._refresh()

    def _on_flips(self) -> None:
        self._exports.predict_all.flips = self.flips.currentData()

    def _refresh(self) -> None:
        running, reason = self._job.running, self._exports.predict_all.why_not()
        self.predictions.setEnabled(not running and not reason)
        self.predictions.setToolTip(in_lines(reason or tr(_PREDICTIONS)))
        if reason and not running:
            self.labels.setChecked(True)
        self.labels.setEnabled(not running)
        self.flips.setEnabled(not running and self.predictions.isChecked())
        for asked in (self.images, self.format, self.folder):
            asked.setEnabled(not running)
        row, parting = FORMATS[self.format.currentData()], self._exports.parting
        self.part.setEnabled(not running and row.objects and bool(parting))
        self.part.setText(self._part_words())
        words = [tr(row.sentence), tr("Read by: {program}.", program=tr(row.program)), tr(row.cannot)]
        words.append(tr(row.numbers_in_words(self._exports.classes)))
        self._note.setText(" ".join(filter(None, words)))
        self.go_button.setEnabled(not running and bool(self.folder.text().strip()))
        self.cancel_button.setVisible(running)
        self.close_button.setVisible(not running)
        self.open_button.setVisible(self._written is not None and not running)

    def _part_words(self) -> str:
        """Which objects would be parted, or why none would."""
        classes, parts = self._exports.classes, []
        for id, size in self._exports.parting.items():
            if id in classes:
                name = menu_text(classes.by_id(id).name)
                parts.append(tr("{name} from {diameter} px", name=name, diameter=f"{size:g}"))
        if not FORMATS[self.format.currentData()].objects:
            return tr("Split touching objects: this format holds classes only")
        if not parts:
            return tr("Split touching objects: choose a class in the panel Measurements")
        return tr("Split touching objects: {objects}", objects=", ".join(parts))

    # ---- doing ----------------------------------------------------------------------------------------------------

    def _on_choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder to export to"), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _on_go(self) -> None:
        self._written = None
        self.outcome.setText("")
        what, images = self._what(), self.images.currentData()
        folder = Path(self.folder.text().strip()).expanduser()
        images = Images.USUAL if images is _USUAL[what] else images
        part = self.part.isEnabled() and self.part.isChecked()
        self._exports.start(what, folder, self.format.currentData(), images, self._exports.parting if part else WHOLE)
        self._refresh()

    def _on_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, int(progress.total) if progress.total else 0)
        self._bar.setValue(int(progress.done))
        done, total = f"{progress.done:.0f}", f"{progress.total:.0f}"
        text = tr("{task}: {done} of {total}", task=tr(progress.task), done=done, total=total)
        if progress.seconds_left is not None:
            text += ", " + tr("{time} left", time=clock(progress.seconds_left))
        self.outcome.setText(text)

    def _on_finished(self, report: ExportReport) -> None:
        written = report.files[0].parent if report.files else None
        text = tr("{masks} written and read back.", masks=counted(report.verified, "mask"))
        if report.unchosen:
            text += " " + tr("{images} not chosen.", images=counted(report.unchosen, "image"))
        reasons = [one.sentence for one in report.left_out]
        self._show_end("\n".join([text, *left_out_words(reasons), *map(tr, report.notes)]), 1, written)
        show_left_out(self, tr("Export"), reasons)

    def _on_failed(self, error: UserError) -> None:
        self._show_end(f"{tr(error.message)} {tr(error.hint)}".strip())

    def _on_cancelled(self) -> None:
        self._show_end(tr("Cancelled. No incomplete file was left."))

    def _show_end(self, text: str, done: int = 0, written: Path | None = None) -> None:
        self._written = written
        self._bar.setRange(0, 1)
        self._bar.setValue(done)
        self.outcome.setText(text)
        self._refresh()

    def _on_open(self) -> None:
        if self._written is not None:
            open_folder(self._written, self.outcome.setText)
