"""The line at the bottom: what is under the pointer at the left, long work with cancel and the device at the right.

Every field has a reserved width, so that nothing moves when numbers change. Knows no document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from segstudio.gui.look.layouts import fill
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import clock, in_lines, tr
from segstudio.gui.look.zoom_box import ZoomBox
from segstudio.learning.messages import Progress

HEIGHT = 4 * GRID
# name, accessible name, the longest usual text; the last one is visible only while it has text, so that no other moves
FIELDS = (
    ("position", "Position of the pointer", "x 88888  y 88888"),
    ("value", "Pixel value", "value 888 888 888"),
    ("label", "Class under the pointer", "class background mm"),
    ("predicted", "Predicted class and confidence", "predicted background mm 100 %"),
    ("brush", "Brush size", "brush 8888 px"),
    ("labelled", "Labelled share", ">99 % labelled"),
    ("rule", "What painting is limited to", "only background mm, values 888 to 888"),
)
ALWAYS_FILLED = (
    "brush",
    "labelled",
)  # whole in every window; the others are empty but while the pointer is on the image


class Field(QLabel):
    """A line of text with a reserved width that shrinks only when the window is narrow, and if it may."""

    def __init__(self, name: str, accessible: str, sample: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"status_{name}")
        self.setAccessibleName(tr(accessible))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(tabular(self.font()))
        self.setContentsMargins(8, 0, 8, 0)
        self._reserved = QFontMetrics(self.font()).horizontalAdvance(tr(sample)) + 20 if sample else 0
        self._least = self._reserved if name in ALWAYS_FILLED else self._reserved // 6
        if sample:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """The reserved width."""
        hint = super().sizeHint()
        return QSize(self._reserved or hint.width(), hint.height())

    def minimumSizeHint(self) -> QSize:
        """All of it, or what is left of one that may shrink."""
        hint = super().minimumSizeHint()
        return QSize(self._least or hint.width(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text to the new width."""
        super().resizeEvent(event)
        if self._reserved and self.toolTip():
            self.show_text(self.toolTip())

    def show_text(self, text: str) -> None:
        """Put ``text`` in, shortened to the width; the whole text is the tooltip."""
        self.setToolTip(text)
        room = max(self.width(), self._least) - 16
        self.setText(QFontMetrics(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, room))


@dataclass
class _Job:
    progress: Progress
    cancel: Callable[[], None] | None = None
    pause: Callable[[], None] | None = None
    paused: bool = False


class LongWork(QWidget):
    """Progress, time left, pause and cancel of the newest long job; an older one is shown again when it ends."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("long_work")
        self.setAccessibleName(tr("Long work"))
        self._jobs: dict[str, _Job] = {}
        self._text = named(QLabel(self), "long_work_text", tr("What is being done"))
        bar = QProgressBar(self, textVisible=False)
        self._bar = named(bar, "long_work_bar", tr("Progress"), tr("How much of this work is done"))
        self._bar.setFixedSize(120, 8)
        self._left = named(
            QLabel(self), "long_work_left", tr("Time left"), tr("Estimated time until this work is done")
        )
        self._left.setMinimumWidth(QFontMetrics(self.font()).horizontalAdvance(tr("{time} left", time="88:88")))
        self._pause = self._button("long_work_pause", tr("Pause"), tr("Pause or resume this work"))
        self._pause.clicked.connect(self._on_pause)
        self._cancel = self._button("long_work_cancel", tr("Cancel"), tr("Cancel this work; what is finished stays"))
        self._cancel.clicked.connect(self._on_cancel)
        parts = (self._text, self._bar, self._left, self._pause, self._cancel)
        fill(QHBoxLayout(self), *parts, margins=(0, 0, 8, 0))
        self.hide()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = named(QToolButton(self), name, text, tip)
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def keys(self) -> list[str]:
        """The jobs under way, oldest first."""
        return list(self._jobs)

    def begin(
        self,
        key: str,
        text: str,
        cancel: Callable[[], None] | None = None,
        pause: Callable[[], None] | None = None,
    ) -> None:
        """A job starts; its length is unknown yet. ``pause`` pauses and resumes it, see ``show_paused``."""
        self._jobs[key] = _Job(Progress(text, 0, 0), cancel, pause)
        self._refresh()

    def update_progress(self, key: str, progress: Progress) -> None:
        """How far it is; starts the job when it was not begun."""
        self._jobs.setdefault(key, _Job(progress)).progress = progress
        self._refresh()

    def show_paused(self, key: str, paused: bool) -> None:
        """Whether a job is paused."""
        if key in self._jobs:
            self._jobs[key].paused = paused
            self._refresh()

    def end(self, key: str) -> None:
        """The job has ended."""
        self._jobs.pop(key, None)
        self._refresh()

    def _newest(self) -> _Job | None:
        return next(reversed(self._jobs.values()), None)

    def _refresh(self) -> None:
        job = self._newest()
        self.setVisible(job is not None)
        if job is None:
            return
        progress = job.progress
        self._text.setText(progress.task)
        self._text.setToolTip(progress.task)
        self._bar.setVisible(not progress.total or progress.done < progress.total)
        self._bar.setRange(0, 1000 if progress.total else 0)
        self._bar.setValue(round(1000 * progress.done / progress.total) if progress.total else 0)
        left = tr("{time} left", time=clock(progress.seconds_left))
        self._left.setText(left if progress.seconds_left is not None else "")
        self._cancel.setVisible(job.cancel is not None)
        self._pause.setVisible(job.pause is not None)
        word = tr("Resume") if job.paused else tr("Pause")
        self._pause.setText(word)
        self._pause.setAccessibleName(word)

    def _on_pause(self) -> None:
        job = self._newest()
        if job is not None and job.pause is not None:
            job.pause()

    def _on_cancel(self) -> None:
        job = self._newest()
        if job is not None and job.cancel is not None:
            job.cancel()


class StatusBar(QStatusBar):
    """Fields by name, long work, device."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setSizeGripEnabled(False)
        self.setFont(tabular(self.font()))
        self._fields = {name: Field(name, accessible, sample, self) for name, accessible, sample in FIELDS}
        for field in self._fields.values():
            self.addWidget(field)
        self.work = LongWork(self)
        self.addPermanentWidget(self.work)
        self._device = Field("device", "Device used for training", "", self)
        self.addPermanentWidget(self._device)
        self.zoom = ZoomBox(self)
        self.addPermanentWidget(self.zoom)  # last: the words at the left of it change
        highest = max(self.work.sizeHint().height() + 2, self.zoom.sizeHint().height() + 4)
        self.setFixedHeight(max(HEIGHT, highest))  # also while it shows nothing

    def show_field(self, name: str, text: str) -> None:
        """Put ``text`` into a field."""
        field = self._fields[name]
        field.show_text(text)
        field.setVisible(bool(text) or name != FIELDS[-1][0])

    def text_of(self, name: str) -> str:
        """The whole text of a field."""
        return self._fields[name].toolTip()

    def show_device(self, text: str, tip: str) -> None:
        """Name the device that trains."""
        self._device.setText(text)
        self._device.setToolTip(in_lines(tip))
