"""Interpolating from the window: which images are between, a question that explains what will happen, progress.

Owns the question. The filling itself is ``interpolate_between``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from segstudio.gui.document.document import Document
from segstudio.gui.document.interpolate_stack import images_between, interpolate_between
from segstudio.gui.jobs.job import Job
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import counted, tr
from segstudio.gui.pixels.label_counts import has_labels
from segstudio.project.project import ImageEntry
from segstudio.project.stacks.stack import stack_of

Part = Sequence[ImageEntry]  # two labelled images and those between them


class InterpolationJob(QObject):
    """One interpolation at a time. ``job`` runs from the confirmation until the masks are open again.

    ``selected()`` gives the images selected in the list.
    """

    def __init__(
        self, document: Document, work: LongWork, selected: Callable[[], Sequence[ImageEntry]], window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("interpolation")
        self.job = Job("interpolate", tr("Interpolating"), work, self)
        self._document, self._window = document, window
        self._found: tuple[object, Part | None] = (None, None)  # needed at every refresh of the window, so cached
        self._selected = selected

    # ---- which images -------------------------------------------------------------------------------------------

    def reason(self) -> str:
        """Why it cannot be done now; empty when it can."""
        document = self._document
        project = document.project
        if project is None:
            return tr("Open a project first.")
        if project.read_only:
            return tr("The project folder is read-only.")
        if self.job.running:
            return tr("Images are being interpolated.")
        if document.mask is None:
            return tr("The image is not open.")
        if self._around() is None and self._chosen() is None:
            return tr("Label two images of a stack with others between them, then open the later one.")
        return ""

    def part(self) -> Part | None:
        """The labelled images to interpolate between and those between them: of the selected range, else around the
        current one."""
        return self._chosen() or self._around()

    def _chosen(self) -> Part | None:
        """From the first to the last of several selected images, in the order of the project or along their stack."""
        entries = self._selected()
        if len(entries) < 2:
            return None
        ids = {entry.id for entry in entries}
        images = self._document.images
        at = [place for place, entry in enumerate(images) if entry.id in ids]
        part = images_between(images, at[0], at[-1]) if at else ()
        return part if len(part) > 2 and all(map(self._is_labelled, (part[0], part[-1]))) else None

    def _around(self) -> Part | None:
        """From the nearest labelled image before the current one to it, or to the next if it has no labels."""
        document, entry = self._document, self._document.entry
        if entry is None or document.census.counts.labelled_images < 2:
            return None
        labelled = document.mask is not None and document.mask.labelled > 0  # unsaved strokes included
        key = (entry.id, document.images, document.census.counts.labelled_images, labelled)
        if self._found[0] != key:
            stack = stack_of(document.images, entry)
            lines: Sequence[Part] = stack.lines(entry) if stack is not None else [document.images]
            self._found = (key, next(filter(None, (self._search(line, entry.id) for line in lines)), None))
        return self._found[1]

    def _search(self, line: Part, image_id: str) -> Part | None:
        at = next((place for place, one in enumerate(line) if one.id == image_id), -1)
        low = next((place for place in range(at - 1, -1, -1) if self._is_labelled(line[place])), None)
        high = next((place for place in range(max(at, 0), len(line)) if self._is_labelled(line[place])), None)
        return line[low : high + 1] if low is not None and high is not None and high - low > 1 else None

    def _is_labelled(self, entry: ImageEntry) -> bool:
        counts = self._document.census.counts.get(entry.id)
        return counts is not None and has_labels(counts)

    # ---- asking -------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Say what will happen, ask, and do it."""
        self._document.strokes.commit()
        part = self.part()
        if part is None or self.job.running:
            self._document.notice.emit(self.reason())
            return
        first, last = part[0], part[-1]
        box, over = self._question(first, last, part[1:-1])
        start = box.button(QMessageBox.StandardButton.Ok)
        box.exec()
        yes, overwrite = box.clickedButton() is start, over is not None and over.isChecked()
        box.deleteLater()
        if yes:
            self.start(first.id, last.id, overwrite)

    def _question(self, first: ImageEntry, last: ImageEntry, between: Part) -> tuple[QMessageBox, QCheckBox | None]:
        labelled = sum(map(self._is_labelled, between))
        uncounted = any(self._document.census.counts.get(one.id) is None for one in between)
        box = named(QMessageBox(self._window), "interpolate.question")
        box.setWindowTitle(tr("Interpolate between images"))
        what = tr("Interpolate {images} between {first} and {last}?")
        box.setText(what.format(images=counted(len(between), "image"), first=first.stem, last=last.stem))
        parts = [tr("Shapes of each class are blended from the first image to the last.")]
        if labelled:
            parts.append(tr("Already labelled and left as is: {images}.", images=counted(labelled, "image")))
        parts.append(tr("Undo on each image takes it back."))
        box.setInformativeText(" ".join(parts))
        box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
        box.button(QMessageBox.StandardButton.Ok).setText(tr("Interpolate"))
        over = QCheckBox(tr("Also replace the labels between"), box) if labelled or uncounted else None
        if over is not None:
            over.setObjectName("interpolate.overwrite")
            box.setCheckBox(over)
        return box, over

    # ---- doing --------------------------------------------------------------------------------------------------

    def start(self, first_id: str, last_id: str, overwrite: bool = False) -> None:
        """Fill the images between two labelled ones in the background."""
        self.job.ask()
        self.job.show()
        begun = interpolate_between(
            self._document, first_id, last_id, overwrite=overwrite, note=self.job.note, done=self.job.finish
        )
        if not begun:
            self.job.finish()
