"""Updates the status bar's fields: what is under the pointer, brush, labelled share, device.

Reads document, canvas and session; changes nothing but the status bar.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.document.rule_words import in_short, limits
from segstudio.gui.look.status_bar import StatusBar
from segstudio.gui.look.words import percent, size, tr
from segstudio.gui.session.session import Session
from segstudio.labels.classes import VOID
from segstudio.labels.intensity import intensity

EVERY_MS = 50


class Readout(QObject):
    """Updates the fields when something changes, at most twenty times a second."""

    def __init__(self, document: Document, canvas: Canvas, session: Session, bar: StatusBar) -> None:
        super().__init__(bar)
        self.setObjectName("readout")
        self._document, self._canvas, self._session, self._bar = document, canvas, session, bar
        self._at: tuple[int, int] | None = None
        self._timer = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        canvas.hovered.connect(self._on_hovered)
        for signal in (
            canvas.toolbox.brush_size_changed, document.mask_changed, document.prediction_changed,
            document.image_loaded, document.classes_changed, document.rule_changed, document.current_changed,
        ):  # fmt: skip
            signal.connect(self._soon)
        session.state_changed.connect(self._on_session)
        canvas.viewport_changed.connect(self._on_zoom)
        bar.zoom.chosen.connect(lambda zoom: canvas.transform.zoom_by(zoom / canvas.transform.zoom))
        bar.zoom.fit.connect(canvas.transform.fit)
        self.refresh()
        self._on_zoom()
        self._on_session()

    def _on_hovered(self, at: tuple[int, int] | None) -> None:
        self._at = at
        self._soon()

    def _on_zoom(self) -> None:
        self._bar.zoom.show_zoom(self._canvas.transform.zoom)
        self._bar.zoom.setEnabled(self._document.mask is not None)

    def _soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _inside(self) -> tuple[int, int] | None:
        mask = self._document.mask
        if self._at is None or mask is None:
            return None
        x, y = self._at
        return (x, y) if 0 <= x < mask.shape[1] and 0 <= y < mask.shape[0] else None

    def refresh(self) -> None:
        """Write every field."""
        document, at = self._document, self._inside()
        show = self._bar.show_field
        show("position", f"x {at[0]}  y {at[1]}" if at else "")
        show("value", self._value(at))
        show("label", self._label(at))
        show("predicted", self._predicted(at))
        mask = document.mask
        show("brush", tr("brush {size} px", size=f"{self._canvas.toolbox.brush_size:.0f}") if mask is not None else "")
        show("labelled", tr("{share} labelled", share=percent(mask.labelled)) if mask is not None else "")
        show("rule", in_short(limits(document.rule.value, document.classes, document.rule.in_color)))

    def _value(self, at: tuple[int, int] | None) -> str:
        document = self._document
        if at is None or document.image is None:
            return ""
        value = document.image.value_text(*at)
        if value and document.rule.in_color and document.rule.value.needs_image:  # what the limit of values is about
            x, y = at
            bright = float(intensity(document.image.pixels[y : y + 1, x : x + 1])[0, 0])
            return tr("value {value}, brightness {brightness}", value=value, brightness=f"{bright:.6g}")
        return tr("value {value}", value=value) if value else ""

    def _label(self, at: tuple[int, int] | None) -> str:
        if at is None or self._document.mask is None:
            return ""
        return tr("class {name}", name=self._name(int(self._document.mask.array[at[1], at[0]])))

    def _predicted(self, at: tuple[int, int] | None) -> str:
        prediction = self._document.prediction
        if at is None or prediction is None:
            return ""
        value = int(prediction.classes[at[1], at[0]])
        if value == VOID:
            return ""
        share = percent(float(prediction.confidence[at[1], at[0]]) / 255)
        return tr("predicted {name} {share}", name=self._name(value), share=share)

    def _name(self, value: int) -> str:
        table = self._document.classes
        if value == VOID:
            return tr("void")
        return table.by_id(value).name if value in table else f"{value}"

    def _on_session(self) -> None:
        device = self._session.learner.device
        if device is None:
            text = tr("Starting the learner") if self._session.state == "starting" else ""
            self._bar.show_device(text, tr("The process that trains is starting"))
            return
        memory = tr(", {size} memory", size=size(device.memory)) if device.memory else ""
        name = tr(device.name)
        self._bar.show_device(name, tr("Trains on {name}{memory}", name=name, memory=memory))
