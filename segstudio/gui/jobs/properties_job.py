"""What is in the file of the current image: read in the background, shown in a window of two columns."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr, value_range
from segstudio.project.images.properties import FileInfo, fact_rows, read_info
from segstudio.project.images.reading import ImageData


class PropertiesDialog(QDialog):
    """Names and values, each value to be selected and copied. ``sides``: slices on each side. Not modal."""

    def __init__(self, found: FileInfo, image: ImageData, sides: int, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "properties_dialog", tr("Properties"))
        self.setWindowTitle(tr("Properties of {name}", name=found.path.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.rows = [(tr(name), tr(value)) for name, value in fact_rows(found)]
        learnt = tr("{range} become 0 and 1", range=value_range(image.window))
        if image.windows:
            learnt = tr("each channel between its own values")
        self.rows.append((tr("Learnt from"), learnt))
        if sides:
            self.rows.append(
                (tr("Learnt from with"), tr("{slices} of the stack on each side", slices=counted(sides, "slice")))
            )
        self.rows.append((tr("File"), str(found.path)))
        form = QFormLayout()
        for name, value in self.rows:
            told = QLabel(value, self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            told.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            form.addRow(name, told)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = named(buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole), "properties.copy")
        self.copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        fill(QVBoxLayout(self), form, buttons, spacing=12, margins=(12, 12, 12, 12))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in self.rows))


class PropertiesJob(QObject):
    """The slots named ``properties.*`` in the table of actions. ``dialog``: the last window that was shown."""

    def __init__(self, document: Document, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("properties")
        self._document, self._window = document, window
        self.dialog: PropertiesDialog | None = None
        self.job = Job("properties", tr("Reading the image"), work, self, tr("The file could not be read: {error}"))
        self.job.finished.connect(self._on_read)
        self.job.failed.connect(document.problem)
        self.job.solved.connect(document.files.solved)
        document.project_changed.connect(self.job.cancel)

    def why_not(self) -> str:
        """Why it cannot be done now; empty when it can."""
        if self._document.image is None:
            return tr("Open an image first.")
        return tr("The image is being read.") if self.job.running else ""

    def ask(self) -> None:
        """Read the whole file of the current image in the background, then show what is in it."""
        project, entry, image = self._document.project, self._document.entry, self._document.image
        if project is None or entry is None or image is None or self.job.running:
            return
        path, sides = project.image_path(entry), project.neighbours if entry.stack else 0
        self.job.ask()
        self.job.run(self._document.background.submit, lambda note: (read_info(path, note), image, sides))

    def _on_read(self, read: tuple[FileInfo, ImageData, int]) -> None:
        self.dialog = PropertiesDialog(*read, self._window)
        self.dialog.show()
