"""Feature maps of one stage of the network on the current image: a grid of the most active, one laid over the image.

Owns its widgets only; maps come from the session, the overlay is the canvas's.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from segstudio.choices.networks import LOGITS
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.look import words
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.models import Index, rows_replaced
from segstudio.gui.look.painted import quiet, quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.table_style import style_list
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, tr
from segstudio.gui.session.session import Session
from segstudio.learning.messages import FeatureMaps

_EMPTY = "Feature maps appear here once a network has been fine-tuned."
_WAITING = "The network is asked for its feature maps on this image."
_LIVE = "Refresh while training\nShow the maps as the network changes, about every two seconds."
_SIDE = 12 * GRID
_TEXT = 2 * GRID
_LIMIT = 32
_REFRESH_SECONDS = 2.0


class MapModel(QAbstractListModel):
    """The maps of one answer, the most active first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.answer: FeatureMaps | None = None
        self._pictures: list[QPixmap] = []
        self._titles: list[str] = []

    def set_answer(self, answer: FeatureMaps | None, names: tuple[str, ...] = ()) -> None:
        """Show other maps; ``uint8[C,h,w]``, row by row. ``names`` of all channels where they have any."""
        same = answer is not None and self.answer is not None and answer.maps.shape == self.answer.maps.shape
        with rows_replaced(self, same):
            self.answer = answer
            self._pictures = [] if answer is None else [map_pixmap(one) for one in answer.maps]
            self._titles = [
                names[channel] if channel < len(names) else tr("channel {number}", number=channel)
                for channel in (answer.channels if answer is not None else ())
            ]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._pictures)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The picture, the channel's number, and its rank in words."""
        if self.answer is None or not 0 <= index.row() < len(self._pictures):
            return None
        title = self._titles[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            rank = tr(
                "{stage}, number {rank} by activity of {channels}. "
                "Click to show it over the image; click again to remove it.",
                stage=self.answer.stage, rank=index.row() + 1, channels=words.counted(self.answer.total, "channel"),
            )  # fmt: skip
            return f"{title[:1].upper()}{title[1:]}\n{rank}"
        return None


def first_stage(stages: list[str]) -> int:
    """The stage shown first: the last of the decoder below full size, where maps show parts of things."""
    decoders = [at for at, name in enumerate(stages) if name.startswith("decoder")]
    inner = decoders[:-1] or decoders or [at for at, name in enumerate(stages) if name != LOGITS]
    return inner[-1] if inner else len(stages) - 1


def map_pixmap(pixels: NDArray[np.uint8]) -> QPixmap:
    """A grey picture of ``uint8[h,w]`` that fits the grid's cells, with sharp pixels if it is smaller than them."""
    coarser = max(1, min(pixels.shape) // (2 * _SIDE))  # of large maps whole pixels are taken: 32 of them come at once
    whole = np.ascontiguousarray(pixels[::coarser, ::coarser])
    height, width = whole.shape
    image = QImage(whole.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    side = 2 * _SIDE
    mode = Qt.TransformationMode.SmoothTransformation
    if max(width, height) < side:
        mode = Qt.TransformationMode.FastTransformation
    picture = QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, mode))
    picture.setDevicePixelRatio(2.0)
    return picture


class MapCell(QStyledItemDelegate):
    """A map and under it its channel number."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All cells have one size, as high as the maps."""
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        height = round(picture.deviceIndependentSize().height()) if isinstance(picture, QPixmap) else _SIDE
        return QSize(_SIDE + GRID, height + _TEXT + GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        cell = option.rect.adjusted(GRID // 2, GRID // 2, -GRID // 2, -GRID // 2)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        frame = QRect(cell.left(), cell.top(), _SIDE, cell.height() - _TEXT)
        if isinstance(picture, QPixmap):
            place = QRect(frame.topLeft(), picture.deviceIndependentSize().toSize())
            place.moveCenter(frame.center())
            frame = place
            painter.drawPixmap(frame, picture)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), 3))
            painter.drawRect(frame.adjusted(1, 1, -2, -2))
        painter.setFont(small(option.font))
        painter.setPen(quiet(option.palette))
        below = QRect(cell.left(), cell.bottom() - _TEXT + 1, _SIDE, _TEXT)
        title = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, title)
        painter.restore()


class FeaturesPanel(Panel):
    """Stage, refresh, grid; a click on a map shows it over the image, a second one removes it."""

    def __init__(self, document: Document, session: Session, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__("features.panel", tr("Feature maps"), parent)
        self._document, self._session, self._canvas = document, session, canvas
        self._channel: int | None = None  # of the map on the image
        self._asked_at = 0.0
        self.model = MapModel(self)
        self.grid = self._make_grid()
        self.stage = named(QComboBox(self), "features.stage", tr("Stage of the network"))
        self.stage.setMinimumWidth(26 * GRID)
        self.stage.setPlaceholderText(tr("No network yet"))
        self.stage.setToolTip(
            in_lines(tr("Stage\nThe part of the network whose maps are shown, from input to output."))
        )
        self.live = named(QCheckBox(tr("Refresh while training"), self), "features.live", tip=tr(_LIVE))
        self.live.setChecked(True)
        self.summary = quiet_label("", "features.summary", self)
        self.summary.setAccessibleName(tr("What is shown"))
        self.empty = quiet_label(tr(_EMPTY), "features.empty", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self._on_state()

    def _make_grid(self) -> QListView:
        grid = named(QListView(self), "features.grid", tr("Feature maps, the most active first"))
        grid.setViewMode(QListView.ViewMode.IconMode)
        grid.setMovement(QListView.Movement.Static)
        grid.setResizeMode(QListView.ResizeMode.Adjust)
        style_list(grid)
        grid.setItemDelegate(MapCell(grid))
        grid.setModel(self.model)
        return grid

    def _lay_out(self) -> None:
        self.summary.setWordWrap(False)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.grid)
        top = fill(QHBoxLayout(), self.stage, self.live, (self.summary, 1), spacing=2 * GRID)
        fill(QVBoxLayout(self), top, (self._pages, 1), margins=(GRID, GRID, GRID, GRID))

    def _connect(self) -> None:
        session = self._session
        self.stage.activated.connect(self.ask)
        self.grid.clicked.connect(self._on_clicked)
        self.grid.activated.connect(self._on_clicked)
        session.features_ready.connect(self._on_features)
        session.state_changed.connect(self._on_state)
        session.stepped.connect(self._on_stepped)
        self._document.image_loaded.connect(self._on_image)
        self._document.current_changed.connect(self.remove_overlay)

    # ---- asking ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def ask(self) -> None:
        """Ask the session for maps of the chosen stage on the current image."""
        if self.isVisible() and self.stage.currentText() and self._document.image is not None:
            self._asked_at = time.monotonic()
            self._session.request_features(self.stage.currentText(), _LIMIT)

    def _on_image(self) -> None:
        self.model.set_answer(None)
        self._describe()
        self.ask()

    def _on_stepped(self) -> None:
        if self.live.isChecked() and time.monotonic() - self._asked_at >= _REFRESH_SECONDS:
            self.ask()

    def _on_state(self) -> None:
        stages = list(self._session.learner.stages)
        if stages == [self.stage.itemText(row) for row in range(self.stage.count())]:
            self._describe()
            return
        chosen = self.stage.currentText()
        self.stage.clear()
        self.stage.addItems(stages)
        self.stage.setCurrentIndex(stages.index(chosen) if chosen in stages else first_stage(stages))
        self.remove_overlay()
        self._on_image()

    # ---- showing ---------------------------------------------------------------------------------------------

    def _on_features(self, answer: FeatureMaps) -> None:
        entry = self._document.entry
        if entry is None or entry.id != answer.image_id or answer.stage != self.stage.currentText():
            return
        self.model.set_answer(answer, self._names(answer))
        self._describe()
        if self._channel in answer.channels:
            self._lay_over(answer.channels.index(self._channel))
        elif self._channel is not None:
            self.remove_overlay()

    def _names(self, answer: FeatureMaps) -> tuple[str, ...]:
        """The last stage has a map for each class, in the order of the scores."""
        if answer.stage != LOGITS:
            return ()
        known, table = self._document.classes, self._session.shown.table
        of_run = tuple(
            known.by_id(one.class_id).name if one.class_id in known else one.name
            for one in (table.classes if table is not None else ())
        )
        return next((names for names in (of_run, known.names) if len(names) == answer.total), ())

    def _describe(self) -> None:
        answer, has_network = self.model.answer, self.stage.count() > 0
        self.stage.setEnabled(has_network)
        self.live.setEnabled(has_network)
        self.empty.setText(tr(_WAITING if has_network and self._document.image is not None else _EMPTY))
        self._pages.setCurrentWidget(self.empty if answer is None else self.grid)
        text = "" if answer is None else tr(
            "{shown} of {channels}, most active first, {width} \N{MULTIPLICATION SIGN} {height} px, step {step}",
            shown=len(answer.channels), channels=words.counted(answer.total, "channel"),
            width=answer.maps.shape[2], height=answer.maps.shape[1], step=words.count(answer.step),
        )  # fmt: skip
        if answer is not None and answer.shrunk > 1:
            text = tr("{maps}, of the image at 1/{times} of its size", maps=text, times=answer.shrunk)
        self.summary.setText(text)
        self.summary.setToolTip(in_lines(text))

    def _on_clicked(self, index: QModelIndex) -> None:
        answer = self.model.answer
        assert answer is not None
        if answer.channels[index.row()] == self._channel:
            self.remove_overlay()
        else:
            self._lay_over(index.row())

    def _lay_over(self, row: int) -> None:
        answer = self.model.answer
        assert answer is not None
        self._channel = answer.channels[row]
        index = self.model.index(row)
        self._canvas.scene.set_feature_map(answer.maps[row], f"{answer.stage}, {index.data()}")
        self.grid.setCurrentIndex(index)

    def remove_overlay(self) -> None:
        """Remove the map from the image."""
        self.grid.clearSelection()
        if self._channel is not None:
            self._channel = None
            self._canvas.scene.set_feature_map(None, "")
