"""The three columns of the window: images, the canvas over its docks, and classes with tool options over the training.

Owns positions only; the panels are passed in.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look.layouts import fill, tab_as_read
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr

LEFT, RIGHT = 232, 280
LEFT_LEAST, CENTRE_LEAST, RIGHT_LEAST = 140, 220, 248
OPTIONS_LOWEST, SCORES_LOWEST = 120, 72
LOW = 420  # height of the right column below which all of it scrolls


def rule(name: str, parent: QWidget) -> QFrame:
    """A thin line."""
    line = named(QFrame(parent), name)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


class Pane(QWidget):
    """Holds a panel with wrapped text and lets it shrink: Qt takes the preferred height of such text as its minimum."""

    def __init__(self, name: str, panel: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        fill(QVBoxLayout(self), panel)

    def hasHeightForWidth(self) -> bool:
        """No: sizes come from the size hints."""
        return False


class WindowOptions(QScrollArea):
    """Scrolls classes and tool options when they do not fit; its preferred height shows all of them."""

    def __init__(self, options: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("right_scroll")
        self.setAccessibleName(tr("Classes and tool options"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from control to control, each is scrolled into sight
        self.setWidgetResizable(True)
        self._options = options
        self.setWidget(options)
        options.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The preferred height of the contents has changed: so has this one's."""
        if watched is self._options and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """The preferred size of the contents; Qt itself stops at a few lines of text."""
        return self._options.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As wide as the contents need, beside the bar where there may be one."""
        wide, scrolls = self._options.minimumSizeHint().width(), self.minimumHeight() < self.sizeHint().height()
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        return QSize(wide + bar, super().minimumSizeHint().height())


class RightColumn(QScrollArea):
    """Classes and tool options scroll when the window is low; the primary button below them is always visible, but in
    a window so low that all of it scrolls."""

    def __init__(self, classes: QWidget, tools: QWidget, train: QWidget, scores: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "right_column", tr("Classes, tool options and training"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setMinimumWidth(RIGHT_LEAST)
        whole = named(QWidget(self), "right_whole")
        options = named(QWidget(whole), "right_options")
        panes = Pane("classes_pane", classes, options), Pane("tools_pane", tools, options)
        fill(QVBoxLayout(options), (panes[0], 1), rule("rule_below_classes", options), panes[1], spacing=0)
        training = Pane("train_pane", train, whole)
        training.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # the classes get what is left
        # without a stretch: each asks for the height of what it shows, and both shrink when that is too much
        self._options = WindowOptions(options, whole)
        fill(QVBoxLayout(whole), self._options, rule("rule_below_tools", whole), training, spacing=0)
        scores.setMinimumHeight(SCORES_LOWEST)
        self.setWidget(whole)
        tab_as_read(self)  # while every button is a stop: which of a group is one changes
        for button in self.findChildren(QAbstractButton):
            other = button.autoExclusive() and button.isCheckable() and not button.isChecked()  # Tab goes to the chosen
            # no click: it leaves the keyboard focus with the canvas
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus if other else Qt.FocusPolicy.TabFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One scroll bar: of the options, or in a low window of all."""
        low = self.height() < LOW
        self._options.setMinimumHeight(self._options.sizeHint().height() if low else OPTIONS_LOWEST)
        self._take_width()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the contents need has changed."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._take_width()
        return super().eventFilter(watched, event)

    def _take_width(self) -> None:
        """At least what the contents need: what does not fit would be cut off."""
        bar = self.verticalScrollBar().sizeHint().width() if self.height() < LOW else 0
        self.setMinimumWidth(max(RIGHT_LEAST, self._options.minimumSizeHint().width()) + bar)

    def minimumSizeHint(self) -> QSize:
        """Low: its contents scroll."""
        return QSize(RIGHT_LEAST, OPTIONS_LOWEST)


class Columns(QSplitter):
    """Images, centre, right; the centre gets the remaining width."""

    def __init__(self, images: QWidget, centre: QWidget, right: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        images.setMinimumWidth(LEFT_LEAST)
        centre.setMinimumWidth(CENTRE_LEAST)
        for widget in (images, centre, right):
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.reset()

    def reset(self) -> None:
        """The first widths; the centre gets the rest."""
        self.setSizes([LEFT, max(CENTRE_LEAST, max(self.width(), 1440) - LEFT - RIGHT), RIGHT])
