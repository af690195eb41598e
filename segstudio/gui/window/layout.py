"""The three columns of the window: images, the canvas over its docks, and classes with tool options over the training.

Owns only where things are; every panel is handed in.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.look.qt_names import named
from segstudio.gui.look.words import tr

LEFT, RIGHT = 232, 280
SCORES_LOWEST = 48


def stacked(parent: QWidget, name: str) -> tuple[QWidget, QVBoxLayout]:
    """A named widget with a column without margins."""
    widget = named(QWidget(parent), name)
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return widget, column


def rule(name: str, parent: QWidget) -> QFrame:
    """A thin line."""
    line = named(QFrame(parent), name)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


class Middle(QMainWindow):
    """The middle column: the canvas with its docks around it, so that a dock takes room from nothing but the canvas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.setObjectName("middle")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # else a list of docks that no action knows


class Pane(QWidget):
    """Holds a panel with wrapped text and lets it shrink: Qt takes the preferred height of such text for the least."""

    def __init__(self, name: str, panel: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def hasHeightForWidth(self) -> bool:
        """No: sizes come from the size hints."""
        return False


class Options(QScrollArea):
    """Scrolls what does not fit; asks for the room of all of it."""

    def __init__(self, options: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("right_scroll")
        self.setAccessibleName(tr("Classes and tool options"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._options = options
        self.setWidget(options)
        options.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside wants another height: so does this."""
        if watched is self._options and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """What the options would like; Qt itself stops at a few lines of text."""
        return self._options.sizeHint()


class RightColumn(QWidget):
    """Classes and tool options scroll when the window is low; the primary button below them is always in sight."""

    def __init__(self, classes: QWidget, tools: QWidget, train: QWidget, scores: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("right_column")
        self.setMinimumWidth(248)
        options, upper = stacked(self, "right_options")
        upper.addWidget(Pane("classes_pane", classes, options), 1)
        upper.addWidget(rule("rule_below_classes", options))
        upper.addWidget(Pane("tools_pane", tools, options))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Options(options, self))  # without a stretch, both ask for what they show, and share what lacks
        column.addWidget(rule("rule_below_tools", self))
        training = Pane("train_pane", train, self)
        training.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # what is left is the classes'
        column.addWidget(training)
        scores.setMinimumHeight(SCORES_LOWEST)
        for button in self.findChildren(QAbstractButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard focus with the canvas


class Columns(QSplitter):
    """Images, centre, right; the centre takes what is left."""

    def __init__(self, images: QWidget, centre: QWidget, right: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("columns")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        images.setMinimumWidth(176)
        centre.setMinimumWidth(320)
        for widget in (images, centre, right):
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setSizes([LEFT, 1440 - LEFT - RIGHT, RIGHT])
