"""Stores and restores the window's state between starts: sizes, docks, tool, overlay, channels."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, QTimer
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.display import VIEWS
from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.tools.table import TOOLS

FIRST = QSize(1440, 900)
TITLE, EDGE = 40, 8  # pixels that a system's title bar and frame take at most, before the window is shown


def restore(
    settings: Settings, window: QWidget, middle: QMainWindow, columns: QSplitter, canvas: Canvas, document: Document
) -> None:
    """Restore the window as it was when it closed."""
    if not window.restoreGeometry(settings.geometry):
        window.setGeometry(first_place(window.screen().availableGeometry(), window.minimumSize()))
    _restore_docks(settings, window, middle)
    columns.restoreState(settings.columns)
    canvas.toolbox.set_brush_size(settings.brush_size)
    canvas.display.set_opacity(settings.opacity)
    canvas.display.set_hatched(settings.hatch)
    canvas.display.set_view(settings.view if settings.view in VIEWS else "both")
    if settings.contour != canvas.display.contour:
        canvas.display.toggle_contour()
    canvas.toolbox.right_menu = settings.right_menu
    canvas.toolbox.options.restore(settings.tool_options)
    canvas.toolbox.set_tool(settings.tool if settings.tool in TOOLS else "brush")
    document.class_list.set_palette(settings.class_colors)
    document.acceptance.set_minimum_confidence(settings.minimum_confidence)
    follow_channels(settings, document)


def follow_channels(settings: Settings, document: Document) -> None:
    """Show the channels of every project as they were shown last."""

    def restore_channels() -> None:
        if document.project is not None:
            document.display.channels.restore(settings.channels.get(str(document.project.folder), {}))

    def remember_channels() -> None:
        if document.project is None:
            return
        folder, now, kept = str(document.project.folder), document.display.channels.kept(), settings.channels
        if now != kept.get(folder, {}):
            settings.channels = {**{other: shown for other, shown in kept.items() if other != folder}, folder: now}

    document.project_changed.connect(restore_channels)
    document.window_changed.connect(remember_channels)


def _restore_docks(settings: Settings, window: QWidget, middle: QMainWindow) -> None:
    """Restore the docks; should Qt crash on their state, the next start is without them."""
    docks = settings.docks
    settings.docks = QByteArray()
    middle.restoreState(docks)

    def put_back() -> None:
        if settings.docks.isEmpty():
            settings.docks = docks

    QTimer.singleShot(0, window, put_back)  # the window is shown by then


def first_place(screen: QRect, least: QSize) -> QRect:
    """The place of a window that was never moved: centred, with its frame and title bar inside ``screen``."""
    free = screen.adjusted(EDGE, TITLE, -EDGE, -EDGE)
    size = FIRST.boundedTo(free.size()).expandedTo(least)
    left = max(free.left(), free.left() + (free.width() - size.width()) // 2)
    top = max(free.top(), free.top() + (free.height() - size.height()) // 2)
    return QRect(QPoint(left, top), size)


def remember(
    settings: Settings, window: QWidget, middle: QMainWindow, columns: QSplitter, canvas: Canvas, document: Document
) -> None:
    """Store how the window is now."""
    settings.geometry = window.saveGeometry()
    if document.project is not None:  # without one they are put away
        settings.columns, settings.docks = columns.saveState(), middle.saveState()
    settings.brush_size, settings.opacity = canvas.toolbox.brush_size, canvas.display.opacity
    settings.tool, settings.hatch = canvas.toolbox.tool.name, canvas.display.hatched
    settings.right_menu = canvas.toolbox.right_menu
    settings.view, settings.contour = canvas.display.view.name, canvas.display.contour
    settings.minimum_confidence = document.acceptance.minimum_confidence
    settings.tool_options = canvas.toolbox.options.values()
