"""Options of the tools and of the overlay, and what can be done with the prediction as a whole.

Owns its widgets only: sizes and views are the canvas's, acceptance is the document's; why something cannot be done is
``gui.actions.window_state``'s to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.gui.actions.action_table import ActionTable
from segstudio.gui.actions.current_state import CurrentState
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.canvas.display import VIEWS, View
from segstudio.gui.document.document import Document
from segstudio.gui.look.painted import heading, quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import tr
from segstudio.gui.panels.tools.options import ToolOptions

SMALLEST, LARGEST = 1, 500
_STEPS = 1000
_ROWS = ActionTable().rows


def size_at(position: int) -> int:
    """The diameter in px at a slider position 0..1000: equal ways are equal factors."""
    return round(SMALLEST * math.pow(LARGEST / SMALLEST, position / _STEPS))


def position_of(size: float) -> int:
    """The slider position of a diameter in px."""
    bounded = min(float(LARGEST), max(float(SMALLEST), size))
    return round(_STEPS * math.log(bounded / SMALLEST) / math.log(LARGEST / SMALLEST))


class ToolPanel(Panel):
    """Size, overlay, what is shown, accept."""

    def __init__(
        self, document: Document, canvas: Canvas, current: CurrentState, parent: QWidget | None = None
    ) -> None:
        super().__init__("tool.panel", tr("Tool options"), parent)
        self._document, self._canvas, self._current = document, canvas, current
        self.hint = quiet_label("", "tool.hint", self)
        self.diameter = self._slider("tool.size.slider", tr("Size\nDiameter of the brush in pixels."), _STEPS)
        self.diameter_number = self._number("tool.size.number", tr("Size in pixels"), SMALLEST, LARGEST, " px")
        self.opacity = self._slider("tool.opacity.slider", tr("Overlay\nHow strongly classes cover the image."), 100)
        self.opacity_number = self._number("tool.opacity.number", tr("Overlay in percent"), 0, 100, " %")
        sure = "Confidence\nAccept the prediction only where its confidence is above this share; 0: everywhere."
        self.sure = self._slider("tool.confidence.slider", tr(sure), 99)
        self.sure_number = self._number("tool.confidence.number", tr("Least confidence in percent"), 0, 99, " %")
        self.views = QButtonGroup(self)
        self.accept_class = self._accept("prediction.accept_class.button", tr("Accept class"))
        self.accept_image = self._accept("prediction.accept_image.button", tr("Accept image"))
        self.clear = self._accept("prediction.clear.button", tr("Clear"))
        self._keys: Callable[[str], str] = lambda _action: ""
        self._lay_out()
        self._connect()
        self._on_canvas()
        self._on_facts()

    # ---- building --------------------------------------------------------------------------------------------

    def _slider(self, name: str, tip: str, steps: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setObjectName(name)
        slider.setRange(0, steps)
        slider.setToolTip(tip)
        slider.setAccessibleName(tip.split("\n")[0])
        slider.setPageStep(steps // 20)
        return slider

    def _number(self, name: str, title: str, low: int, high: int, unit: str) -> QSpinBox:
        box = QSpinBox(self, minimum=low, maximum=high, suffix=unit)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setFont(tabular(box.font()))
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        box.setKeyboardTracking(False)
        box.setFixedWidth(8 * GRID)
        box.setMinimumHeight(3 * GRID)
        return box

    def _accept(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setStyleSheet("QPushButton { padding: 6px 2px; }")  # three of them share 280 px
        return button

    def _view_button(self, view: View) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"tool.view.{view.name}")
        button.setText(tr(view.title))
        button.setCheckable(True)
        button.setToolTip(f"{tr(view.title)}\n{tr(view.tip)}")
        button.setAccessibleName(tr("Show {what}", what=tr(view.title).lower()))
        button.setFont(small(button.font()))
        button.setStyleSheet("QToolButton { padding: 5px 2px; }")
        button.setAutoRaise(True)
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        rows = (
            (tr("Size"), self.diameter, self.diameter_number),
            (tr("Overlay"), self.opacity, self.opacity_number),
            (tr("Confidence"), self.sure, self.sure_number),
        )
        for row, (text, slider, number) in enumerate(rows):
            label = quiet_label(text, f"tool.row.{row}", self)
            label.setWordWrap(False)
            grid.addWidget(label, row, 0)
            self._sure_label = label  # the last one
            grid.addWidget(slider, row, 1)
            grid.addWidget(number, row, 2)
        shown = QHBoxLayout()
        shown.setSpacing(0)
        for view in VIEWS.values():
            button = self._view_button(view)
            self.views.addButton(button)
            shown.addWidget(button, 1)
        accepts = QHBoxLayout()
        accepts.setSpacing(GRID // 2)
        for accept, stretch in ((self.accept_class, 3), (self.accept_image, 3), (self.clear, 2)):
            accepts.addWidget(accept, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID, GRID, GRID, GRID)
        whole.setSpacing(GRID)
        whole.addWidget(heading(tr("Tool"), "tool.heading", self))
        whole.addWidget(self.hint)
        whole.addLayout(grid)
        whole.addWidget(ToolOptions(self._document, self._canvas, self))
        whole.addLayout(shown)
        whole.addLayout(accepts)

    def _pairs(self) -> tuple[tuple[QSlider, QSpinBox], ...]:
        return (
            (self.diameter, self.diameter_number), (self.opacity, self.opacity_number), (self.sure, self.sure_number)
        )  # fmt: skip

    def _connect(self) -> None:
        document, canvas = self._document, self._canvas
        self.diameter.valueChanged.connect(self._on_size)
        self.diameter_number.valueChanged.connect(canvas.toolbox.set_brush_size)
        self.opacity.valueChanged.connect(self._on_opacity)
        self.opacity_number.valueChanged.connect(self._on_opacity)
        self.sure.valueChanged.connect(self._on_sure)
        self.sure_number.valueChanged.connect(self._on_sure)
        self.views.buttonClicked.connect(self._on_view)
        self.accept_class.clicked.connect(self._on_accept_class)
        self.accept_image.clicked.connect(self._on_accept_image)
        self.clear.clicked.connect(document.predictions.clear)
        document.confidence_changed.connect(self._on_canvas)
        for signal in (canvas.toolbox.tool_changed, canvas.toolbox.brush_size_changed, canvas.display.changed):
            signal.connect(self._on_canvas)
        document.prediction_changed.connect(self._on_prediction)
        self._current.changed.connect(self._on_facts)

    # ---- what the person does --------------------------------------------------------------------------------

    def _on_size(self, position: int) -> None:
        self._canvas.toolbox.set_brush_size(size_at(position))

    def _on_opacity(self, percent: int) -> None:
        self._canvas.display.set_opacity(percent / 100)

    def _on_sure(self, percent: int) -> None:
        self._document.acceptance.set_minimum_confidence(percent / 100)

    def _on_view(self, button: QToolButton) -> None:
        self._canvas.display.set_view(button.objectName().rsplit(".", 1)[-1])

    def _on_accept_class(self) -> None:
        self._document.acceptance.accept_all(self._document.class_list.current)

    def _on_accept_image(self) -> None:
        self._document.acceptance.accept_all(None)

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self._keys = keys
        sizes = _both(keys("brush.smaller"), keys("brush.bigger"))
        overlay = _both(keys("view.opacity_down"), keys("view.opacity_up"))
        self.diameter.setToolTip(f"{tr('Size')}{sizes}\n{tr('Diameter of the brush in pixels.')}")
        self.opacity.setToolTip(f"{tr('Overlay')}{overlay}\n{tr('How strongly classes cover the image.')}")
        for slider, number in self._pairs():
            number.setToolTip(slider.toolTip())
        following = keys("view.cycle")
        for button in self.views.buttons():
            view = VIEWS[button.objectName().rsplit(".", 1)[-1]]
            cycle = tr(" ({key}: the next)", key=following) if following else ""
            button.setToolTip(f"{tr(view.title)}{cycle}\n{tr(view.tip)}")
        self._on_facts()

    # ---- what canvas and document tell -----------------------------------------------------------------------

    def _on_canvas(self) -> None:
        canvas = self._canvas
        size, percent = canvas.toolbox.brush_size, round(canvas.display.opacity * 100)
        _show(self.diameter_number, round(size))
        if size_at(self.diameter.value()) != round(size):
            _show(self.diameter, position_of(size))
        _show(self.opacity, percent)
        _show(self.opacity_number, percent)
        least = round(self._document.acceptance.minimum_confidence * 100)
        _show(self.sure, least)
        _show(self.sure_number, least)
        view = self.findChild(QToolButton, f"tool.view.{canvas.display.view.name}")
        if view is not None:
            view.setChecked(True)
        self.hint.setText(tr(canvas.toolbox.tool.hint))
        self._fit_hint()
        for control in (self.diameter, self.diameter_number):
            control.setEnabled(canvas.toolbox.tool.ring)

    def _fit_hint(self) -> None:
        """As high as its words are at this width: a layout would guess, and share out what it guessed too much."""
        room = QRect(0, 0, self.width() - 2 * GRID, 0)
        words = self.hint.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.hint.text())
        self.hint.setFixedHeight(words.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint may wrap otherwise."""
        super().resizeEvent(event)
        self._fit_hint()

    def _on_facts(self) -> None:
        for button, action_id in (
            (self.accept_class, "prediction.accept_class"),
            (self.accept_image, "prediction.accept_image"),
            (self.clear, "prediction.clear"),
        ):
            row, state, key = _ROWS[action_id], self._current.state.actions[action_id], self._keys(action_id)
            button.setEnabled(state.enabled)
            lines = f"{state.text or tr(row.text)}{f' ({key})' if key else ''}", tr(row.tip), state.reason
            button.setToolTip("\n".join(line for line in lines if line))
        self._on_prediction()

    def _on_prediction(self) -> None:
        for control in (self.sure, self.sure_number, self._sure_label):
            control.setVisible(self._document.prediction is not None)  # it limits nothing before


def _both(first: str, second: str) -> str:
    """ " (first and second)", with what there is of the two."""
    found = tr(" and ").join(key for key in (first, second) if key)
    return f" ({found})" if found else ""


def _show(control: QSlider | QSpinBox, value: int) -> None:
    """Set a value without telling the canvas back."""
    blocked = control.blockSignals(True)
    control.setValue(value)
    control.blockSignals(blocked)
