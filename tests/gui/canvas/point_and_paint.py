"""Points at many pixels of the screen, paints a dab of one pixel at each and counts those that landed elsewhere.

Run as a program by ``test_pointing.py``, since Qt takes the scales of the screens from the environment when it starts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.files.background import Background
from segstudio.gui.tools.table import TOOLS
from segstudio.labels.classes import VOID
from tests.gui.scripted import open_folder

CORNER = QPoint(37, 23)  # of the canvas in its window: no whole number of screen pixels at 1.25 and 1.5
ZOOMS = (2.8, 1.0, 0.6)
DABS = 20  # at each zoom


def send(canvas: Canvas, kind: QEvent.Type, column: int, row: int, buttons: Qt.MouseButton) -> None:
    """A mouse event at a screen pixel of the window, as Qt makes it from one of the system."""
    in_window = QPointF(column, row) / canvas.devicePixelRatioF()
    at, button = in_window - QPointF(CORNER), Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, in_window, in_window, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def seen(window: QWidget) -> np.ndarray:
    """The window's screen pixels, ``uint8[h, w, 4]``."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)


def misses(window: QWidget, canvas: Canvas, zoom: float) -> int:
    """How many dabs do not show at the screen pixel that was clicked, or are not the pixel that was told."""
    document, transform, ratio = canvas.document, canvas.transform, canvas.devicePixelRatioF()
    transform.zoom_by(zoom / transform.zoom)
    transform.pan(0.37, -0.61)
    told: list[object] = []
    canvas.hovered.connect(told.append)
    missed, rng = 0, np.random.default_rng(0)
    for _ in range(DABS):
        part = transform.visible().grow(-1)
        at = transform.to_widget(*rng.uniform((part.x, part.y), (part.right, part.bottom))) + QPointF(CORNER)
        column, row = int(at.x() * ratio), int(at.y() * ratio)
        before = seen(window)
        send(canvas, QEvent.Type.MouseMove, column, row, Qt.MouseButton.NoButton)
        pixel = told[-1]
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            send(canvas, kind, column, row, Qt.MouseButton.LeftButton)
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        rows, columns = np.nonzero(document.mask.array != VOID)
        assert len(rows) == 1
        hit = (seen(window)[row, column] != before[row, column]).any()
        missed += not hit or pixel != (columns[0], rows[0])
        document.edits.fill("clear", None, VOID)
    return missed


def main(folder: Path) -> None:
    """Print the ratio of each screen and how many dabs missed there."""
    application = QApplication(["pointing"])
    background = Background()
    document = Document(background, background)
    assert open_folder(document, folder)
    while document.mask is None:
        application.processEvents()
    window = QWidget()
    canvas = Canvas(document, TOOLS, window)
    canvas.setGeometry(CORNER.x(), CORNER.y(), 300, 220)
    window.resize(360, 260)
    window.show()
    canvas.toolbox.set_brush_size(1)
    canvas.display.set_opacity(1.0)
    for screen in application.screens():
        window.setScreen(screen)
        window.move(screen.geometry().topLeft())
        application.processEvents()
        window.resize(360, 260)  # the system kept the number of its screen pixels
        application.processEvents()
        print(canvas.devicePixelRatioF(), [misses(window, canvas, zoom) for zoom in ZOOMS])
    document.open_project.abandon()
    background.close()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
