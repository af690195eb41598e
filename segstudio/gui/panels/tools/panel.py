"""Options of the tools and of the overlay, and what can be done with the prediction as a whole.

Owns its widgets only: sizes and views belong to the canvas, acceptance to the document; ``gui.actions.window_state``
knows why something cannot be done.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
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
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import heading, quiet_label, small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import inside, tr
from segstudio.gui.panels.tools.channels import ChannelChips
from segstudio.gui.panels.tools.options import ToolOptions, number_field

SMALLEST, LARGEST = 1, 500
_STEPS = 1000
_ROWS = ActionTable().rows


def size_at(position: int) -> int:
    """The diameter in px at a slider position 0..1000: equal distances are equal factors."""
    return round(SMALLEST * math.pow(LARGEST / SMALLEST, position / _STEPS))


def position_of(size: float) -> int:
    """The slider position of a diameter in px."""
    bounded = min(float(LARGEST), max(float(SMALLEST), size))
    return round(_STEPS * math.log(bounded / SMALLEST) / math.log(LARGEST / SMALLEST))


class SliderRow:
    """Label, slider and field of one number; ``choose(number)`` is called when a person changes it."""

    def __init__(
        self, panel: QWidget, name: str, title: str, tip: str, field_title: str, field: QSpinBox,
        choose: Callable[[int], object], position_of: Callable[[int], int] = int, value_at: Callable[[int], int] = int,
    ) -> None:  # fmt: skip
        self._title, self._tip, self._position_of, self._value_at = title, tip, position_of, value_at
        self.label = quiet_label(title, f"tool.{name}.label", panel)
        self.label.setWordWrap(False)
        self.field = number_field(named(field, f"tool.{name}.number", field_title), 8 * GRID)
        highest = position_of(field.maximum())
        self.slider = named(QSlider(Qt.Orientation.Horizontal, panel), f"tool.{name}.slider", title)
        self.slider.setMaximum(highest)
        self.slider.setPageStep(highest // 20)
        self.slider.valueChanged.connect(lambda position: choose(value_at(position)))
        self.field.valueChanged.connect(choose)

    def show(self, value: int) -> None:
        """Show a value without calling ``choose``. The slider stays if its position stands for the same value."""
        with QSignalBlocker(self.field), QSignalBlocker(self.slider):
            self.field.setValue(value)
            if self._value_at(self.slider.value()) != value:
                self.slider.setValue(self._position_of(value))

    def show_keys(self, keys: str) -> None:
        """Set the tooltips, with ``keys`` behind the title."""
        for control in (self.slider, self.field):
            control.setToolTip(f"{self._title}{keys}\n{self._tip}")


class ToolPanel(Panel):
    """Size, overlay, channels, what is shown, accept."""

    def __init__(
        self, document: Document, canvas: Canvas, current: CurrentState, parent: QWidget | None = None
    ) -> None:
        super().__init__("tool.panel", tr("Tool options"), parent)
        self._document, self._canvas, self._current = document, canvas, current
        toolbox, display, acceptance = canvas.toolbox, canvas.display, document.acceptance
        self.hint = quiet_label("", "tool.hint", self)
        self.diameter = SliderRow(
            self, "size", tr("Size"), tr("Diameter of the brush in pixels."), tr("Size in pixels"),
            QSpinBox(self, minimum=SMALLEST, maximum=LARGEST, suffix=" px"), toolbox.set_brush_size,
            position_of, size_at,
        )  # fmt: skip
        self.opacity = SliderRow(
            self, "opacity", tr("Overlay"), tr("How strongly classes cover the image."), tr("Overlay in percent"),
            QSpinBox(self, maximum=100, suffix=" %"), lambda percent: display.set_opacity(percent / 100),
        )  # fmt: skip
        sure = tr("Accept the prediction only where its confidence is above this share; 0: everywhere.")
        self.confidence = SliderRow(
            self, "confidence", tr("Confidence"), sure, tr("Least confidence in percent"),
            QSpinBox(self, maximum=99, suffix=" %"), lambda percent: acceptance.set_minimum_confidence(percent / 100),
        )  # fmt: skip
        self.views = {view.name: self._view_button(view) for view in VIEWS.values()}
        self._accepts: dict[str, QPushButton] = {}
        self.accept_class = self._accept(
            "prediction.accept_class", tr("Accept class"), lambda: acceptance.accept_all(document.class_list.current)
        )
        self.accept_image = self._accept(
            "prediction.accept_image", tr("Accept image"), lambda: acceptance.accept_all(None)
        )
        self.clear = self._accept("prediction.clear", tr("Clear"), document.predictions.clear)
        self._lay_out()
        for signal in (
            document.confidence_changed, toolbox.tool_changed, toolbox.brush_size_changed, display.changed
        ):  # fmt: skip
            signal.connect(self._on_canvas)
        document.prediction_changed.connect(self._on_prediction)
        current.changed.connect(self._on_state)
        self._on_canvas()
        self.show_keys(lambda _action: "")

    # ---- building --------------------------------------------------------------------------------------------

    def _accept(self, action_id: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = named(QPushButton(text, self), f"{action_id}.button", text)
        button.setStyleSheet("QPushButton { padding: 6px 2px; }")  # three of them share 280 px
        button.clicked.connect(lambda: act())
        self._accepts[action_id] = button
        return button

    def _view_button(self, view: View) -> QToolButton:
        title = tr(view.title)
        button = named(QToolButton(self), f"tool.view.{view.name}", tr("Show {what}", what=inside(title)))
        button.setText(title)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAutoRaise(True)
        button.setFont(small(button.font()))
        button.setStyleSheet("QToolButton { padding: 5px 2px; }")
        button.clicked.connect(lambda: self._canvas.display.set_view(view.name))
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        for row, line in enumerate((self.diameter, self.opacity, self.confidence)):
            grid.addWidget(line.label, row, 0)
            grid.addWidget(line.slider, row, 1)
            grid.addWidget(line.field, row, 2)
        fill(
            QVBoxLayout(self),
            heading(tr("Tool"), "tool.heading", self),
            self.hint,
            grid,
            ToolOptions(self._document, self._canvas, self),
            ChannelChips(self._document, self),
            fill(QHBoxLayout(), *((button, 1) for button in self.views.values()), spacing=0),
            fill(QHBoxLayout(), (self.accept_class, 3), (self.accept_image, 3), (self.clear, 2), spacing=GRID // 2),
            margins=(GRID, GRID, GRID, GRID),
        )

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self._keys = keys
        self.diameter.show_keys(_both(keys("brush.smaller"), keys("brush.bigger")))
        self.opacity.show_keys(_both(keys("view.opacity_down"), keys("view.opacity_up")))
        self.confidence.show_keys("")
        following = keys("view.cycle")
        cycle = tr(" ({key}: the next)", key=following) if following else ""
        for name, button in self.views.items():
            button.setToolTip(f"{tr(VIEWS[name].title)}{cycle}\n{tr(VIEWS[name].tip)}")
        self._on_state()

    # ---- following canvas and document -----------------------------------------------------------------------

    def _on_canvas(self) -> None:
        toolbox, display = self._canvas.toolbox, self._canvas.display
        self.diameter.show(round(toolbox.brush_size))
        self.opacity.show(round(display.opacity * 100))
        self.confidence.show(round(self._document.acceptance.minimum_confidence * 100))
        self.views[display.view.name].setChecked(True)
        self.hint.setText(tr(toolbox.tool.hint))
        self._fit_hint()
        for control in (self.diameter.slider, self.diameter.field):
            control.setEnabled(toolbox.tool.ring)

    def _fit_hint(self) -> None:
        """Make the hint as high as its words are at this width: a layout would only estimate that, too high."""
        room = QRect(0, 0, self.width() - 2 * GRID, 0)
        words = self.hint.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.hint.text())
        self.hint.setFixedHeight(words.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint may wrap in another way."""
        super().resizeEvent(event)
        self._fit_hint()

    def _on_state(self) -> None:
        for action_id, button in self._accepts.items():
            row, state, key = _ROWS[action_id], self._current.state.actions[action_id], self._keys(action_id)
            button.setEnabled(state.enabled)
            lines = f"{state.text or tr(row.text)}{f' ({key})' if key else ''}", tr(row.tip), state.reason
            button.setToolTip("\n".join(line for line in lines if line))
        self._on_prediction()

    def _on_prediction(self) -> None:
        for control in (self.confidence.label, self.confidence.slider, self.confidence.field):
            control.setVisible(self._document.prediction is not None)  # it limits nothing before


def _both(first: str, second: str) -> str:
    """ " (first and second)", or of one key, or nothing."""
    found = tr(" and ").join(key for key in (first, second) if key)
    return f" ({found})" if found else ""
