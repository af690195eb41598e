"""How labels and prediction are shown, and what can be done with the prediction as a whole.

Owns its widgets only: sizes and views belong to the canvas, acceptance to the document; ``gui.actions.window_state``
knows why something cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
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
from segstudio.gui.look.painted import small
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import in_lines, inside, tr
from segstudio.gui.panels.tools.channels import ChannelChips
from segstudio.gui.panels.tools.slider_row import SliderRow, both

_ROWS = ActionTable().rows


class ToolPanel(Panel):
    """Overlay, channels, what is shown, accept. ``network_clicked``: the trained network is to take part in the
    prediction, or no longer."""

    network_clicked = Signal()

    def __init__(
        self, document: Document, canvas: Canvas, current: CurrentState, parent: QWidget | None = None
    ) -> None:
        super().__init__("tool.panel", tr("Tool options"), parent)
        self._document, self._canvas, self._current = document, canvas, current
        display, acceptance = canvas.display, document.acceptance
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
        self.network = named(QCheckBox(tr("Use the trained network"), self), "train.use_network.button")
        self.network.clicked.connect(self.network_clicked)
        self._accepts: dict[str, QPushButton] = {}
        self.accept_class = self._accept(
            "prediction.accept_class", tr("Accept class"), lambda: acceptance.accept_all(document.class_list.current)
        )
        self.accept_image = self._accept(
            "prediction.accept_image", tr("Accept image"), lambda: acceptance.accept_all(None)
        )
        self._lay_out()
        for signal in (
            document.confidence_changed, display.changed
        ):  # fmt: skip
            signal.connect(self._on_canvas)
        current.changed.connect(self._on_state)
        self._on_canvas()
        self.show_keys(lambda _action: "")

    # ---- building --------------------------------------------------------------------------------------------

    def _accept(self, action_id: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = named(QPushButton(text, self), f"{action_id}.button", text)
        button.setStyleSheet("QPushButton { padding: 6px 2px; }")
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
        for row, line in enumerate((self.opacity, self.confidence)):
            grid.addWidget(line.label, row, 0)
            grid.addWidget(line.slider, row, 1)
            grid.addWidget(line.field, row, 2)
        fill(
            QVBoxLayout(self),
            grid,
            ChannelChips(self._document, self),
            fill(QHBoxLayout(), *((button, 1) for button in self.views.values()), spacing=0),
            self.network,
            fill(QHBoxLayout(), (self.accept_class, 1), (self.accept_image, 1), spacing=GRID // 2),
            spacing=GRID // 2,
            margins=(GRID, GRID // 2, GRID, GRID // 2),
        )

    def show_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys of actions (``keys(action id)``) in the tooltips."""
        self._keys = keys
        self.opacity.show_keys(both(keys("view.opacity_down"), keys("view.opacity_up")))
        self.confidence.show_keys("")
        following = keys("view.cycle")
        cycle = tr(" ({key}: the next)", key=following) if following else ""
        for name, button in self.views.items():
            button.setToolTip(in_lines(f"{tr(VIEWS[name].title)}{cycle}\n{tr(VIEWS[name].tip)}"))
        self._on_state()

    # ---- following canvas and document -----------------------------------------------------------------------

    def _on_canvas(self) -> None:
        display = self._canvas.display
        self.opacity.show(round(display.opacity * 100))
        self.confidence.show(round(self._document.acceptance.minimum_confidence * 100))
        self.views[display.view.name].setChecked(True)
        for button in self.views.values():  # Tab goes to the chosen one, arrows to the others
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button.isChecked() else Qt.FocusPolicy.NoFocus)

    def _on_state(self) -> None:
        for action_id, button in self._accepts.items():
            row, state, key = _ROWS[action_id], self._current.state.actions[action_id], self._keys(action_id)
            button.setEnabled(state.enabled)
            lines = f"{state.text or tr(row.text)}{f' ({key})' if key else ''}", tr(row.tip), state.reason
            button.setToolTip(in_lines("\n".join(line for line in lines if line)))
        row, state = _ROWS["train.use_network"], self._current.state.actions["train.use_network"]
        self.network.setEnabled(state.enabled)
        self.network.setChecked(bool(state.checked))
        told = "\n".join(line for line in (tr(row.text), tr(row.tip), state.reason) if line)
        self.network.setToolTip(in_lines(told))
        for control in (self.confidence.label, self.confidence.slider, self.confidence.field):
            control.setEnabled(self._document.prediction is not None)  # it limits nothing before
