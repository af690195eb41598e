"""The three columns of the window: images, the centre, and classes with tool options over the training.

Owns only where things are; every panel is handed in.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

LEFT, RIGHT = 232, 280
SCORES_LOWEST = 48


def stacked(parent: QWidget, name: str) -> tuple[QWidget, QVBoxLayout]:
    """A named widget with a column without margins."""
    widget = QWidget(parent)
    widget.setObjectName(name)
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return widget, column


def rule(name: str, parent: QWidget) -> QFrame:
    """A hairline."""
    line = QFrame(parent)
    line.setObjectName(name)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


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
        scroll = QScrollArea(self)
        scroll.setObjectName("right_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(options)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 3)
        column.addWidget(rule("rule_below_tools", self))
        column.addWidget(Pane("train_pane", train, self), 1)
        scores.setMinimumHeight(SCORES_LOWEST)
        for button in self.findChildren(QAbstractButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the canvas


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
