"""The first steps: a note beside one part of the live window after the other. Everything can be used meanwhile.

The steps are ``STEPS``; a part that is not on the screen is passed over. Imports gui.look only.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from segstudio.gui.look.layouts import fill, push_button
from segstudio.gui.look.painted import heading, quiet_label
from segstudio.gui.look.place_over import MARGIN, FrameOver
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, theme_of
from segstudio.gui.look.words import tr

WIDTH = 340


class Step(NamedTuple):
    """``part``: the object name of the widget that it is about."""

    part: str
    title: str
    text: str


STEPS = (
    Step("image.panel", "Your images",
         "Every image that you dropped. The dot says how much of it is labelled. D goes to the next one, A back."),
    Step("class.panel", "Classes",
         "What you want to tell apart. Background is a class like any other. A digit chooses a class, + adds one, a "
         "double click renames it."),
    Step("toolbar", "Tools",
         "Begin with the brush. The pointer resting on a tool says what it does; F1 shows all keys."),
    Step("canvas", "Paint",
         "Paint a few strokes of each class with the left button; the right button takes them away. What you do not "
         "paint is void: it counts nowhere. The wheel zooms, Space and drag moves the image."),
    Step("canvas", "The prediction",
         "From the second class on a prediction follows every stroke. Tab shows labels, prediction or both. Paint "
         "where it is wrong."),
    Step("train.panel", "Fine-tune",
         "One press lets a network learn from what you painted while you go on. The line below says what would "
         "help most."),
    Step("train.scores", "Scores",
         "From the third labelled image on some are held out, and scores are counted there. n says on how many."),
    Step("menu_bar", "Export, and more",
         "Ctrl+E exports labels or predictions. Help has the manual, and What is this? for every control."),
)  # fmt: skip


class Ring(QWidget):
    """An outline around a part of the window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("first_steps_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme_of(self.palette()).accent), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)


class FirstSteps(FrameOver):
    """The note. ``start`` shows the first step, also again; Esc, or closing it, ends the tour."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("first_steps", tr("First steps"), window, self._on_place)
        self._ring = Ring(window)
        self._ring.hide()
        self._steps: list[Step] = []
        self._at = 0
        self.setFixedWidth(WIDTH)
        self.title = heading("", "first_steps_title", self)
        self.text = named(QLabel(self, wordWrap=True), "first_steps_text")
        self._number = quiet_label("", "first_steps_number", self)
        self._end = push_button("first_steps_end", tr("Close"), tr("End the tour (Esc)"), self.close_again, self)
        self._back = push_button("first_steps_back", tr("Back"), tr("The step before"), lambda: self._go(-1), self)
        self.next = push_button("first_steps_next", tr("Next"), tr("The next step"), lambda: self._go(1), self)
        self.next.setProperty("primary", True)
        buttons = fill(QHBoxLayout(), self._number, 1, self._end, self._back, self.next)
        fill(QVBoxLayout(self), self.title, self.text, buttons, spacing=GRID, margins=(2 * GRID, GRID, 2 * GRID, GRID))

    def start(self) -> None:
        """From the first step, with those whose part is on the screen."""
        self._steps = [step for step in STEPS if self._part(step) is not None]
        if not self._steps:
            return
        self._at = 0
        self._fill()
        self.show_over(self.next)
        self._on_place()

    def _go(self, by: int) -> None:
        at = self._at + by
        while 0 <= at < len(self._steps) and self._part(self._steps[at]) is None:  # it was closed meanwhile
            at += by
        if at >= len(self._steps):
            self.close_again()
        elif at >= 0:
            self._at = at
            self._fill()
            self._on_place()

    def _fill(self) -> None:
        step = self._steps[self._at]
        last = self._at == len(self._steps) - 1
        self.title.setText(tr(step.title))
        self.text.setText(tr(step.text))
        self._number.setText(tr("{at} of {all}", at=self._at + 1, all=len(self._steps)))
        self._back.setEnabled(self._at > 0)
        self._end.setVisible(not last)
        self.next.setText(tr("Done") if last else tr("Next"))

    def _part(self, step: Step) -> QWidget | None:
        part = self.window().findChild(QWidget, step.part)
        return part if part is not None and part.isVisible() else None

    def _on_place(self) -> None:
        """Beside the part where there is room, else inside of it."""
        part = self._part(self._steps[self._at]) if self._steps else None
        if part is None:
            self._ring.hide()
            return
        window = self.window()
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size()).intersected(window.rect())
        self._ring.setGeometry(place.adjusted(-2, -2, 2, 2).intersected(window.rect()))
        self._ring.setVisible(self.isVisible())
        self._ring.raise_()
        size = self.sizeHint().expandedTo(self.minimumSizeHint())
        height = max(size.height(), self.heightForWidth(WIDTH))
        self.setGeometry(_beside(place, window.rect(), WIDTH, height))
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        """The ring goes with the note."""
        self._ring.hide()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends the tour."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_again()
            return
        super().keyPressEvent(event)


def _beside(part: QRect, window: QRect, width: int, height: int) -> QRect:
    """A place for the note: right of ``part``, left, below, else in its middle; always inside of ``window``."""
    top = min(max(part.top(), MARGIN), window.bottom() - height - MARGIN)
    if part.right() + width + 2 * MARGIN <= window.right():
        x, y = part.right() + MARGIN, top
    elif part.left() - width - 2 * MARGIN >= window.left():
        x, y = part.left() - width - MARGIN, top
    elif part.bottom() + height + 2 * MARGIN <= window.bottom():
        x, y = part.left() + MARGIN, part.bottom() + MARGIN
    else:
        x, y = part.center().x() - width // 2, part.center().y() - height // 2
    x = min(max(x, window.left() + MARGIN), window.right() - width - MARGIN)
    return QRect(x, max(MARGIN, y), width, height)
