"""The page of the preferences on the network that answers clicks: two files, a check, and what was recognised."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from segstudio.errors import UserError
from segstudio.gui.look.layouts import fill
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.preferences.click_choice import ClickChoice

_WHAT_FOR = (
    "The tool Click an object works without a network. If you have one that answers clicks, name its two ONNX files "
    "here, and the tool uses its masks instead. The files of one export of MobileSAM or SAM, of EfficientSAM, or of "
    "SAM 2 can be used. Nothing is downloaded, and the files stay where they are."
)


class ClicksPage(QWidget):
    """Fields for encoder and decoder, *Check and use*, *Stop using it*, and a line that says what is so."""

    def __init__(self, choice: ClickChoice, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "preferences_clicks_page")
        self._choice = choice
        told = named(QLabel(tr(_WHAT_FOR), self, wordWrap=True), "preferences.clicks.what")
        self.encoder, self._choose_encoder = self._file("encoder", tr("Encoder"))
        self.decoder, self._choose_decoder = self._file("decoder", tr("Decoder"))
        form = QGridLayout()
        form.setSpacing(GRID)
        rows = (self.encoder, self._choose_encoder), (self.decoder, self._choose_decoder)
        for row, (field, button) in enumerate(rows):
            label = QLabel(field.accessibleName(), self)
            label.setBuddy(field)
            for column, part in enumerate((label, field, button)):
                form.addWidget(part, row, column)
        self.check = self._button(tr("Check and use"), "check", tr("Open both files, answer a click, and use them"))
        self.remove = self._button(tr("Stop using it"), "remove", tr("Click an object works without a network again"))
        self.check.clicked.connect(self._on_check)
        self.remove.clicked.connect(self._on_remove)
        self.state = named(QLabel(self, wordWrap=True), "preferences.clicks.state", tr("What is used"))
        self.hint = quiet_label("", "preferences.clicks.hint", self)
        buttons = fill(QHBoxLayout(), self.check, self.remove, 1)
        parts = (told, form, buttons, self.state, self.hint, 1)
        fill(QVBoxLayout(self), *parts, spacing=2 * GRID, margins=(GRID, 0, GRID, 0))
        self._error: UserError | None = None  # of the last check
        self._began = 0.0
        self._clock = QTimer(self, interval=200)
        self._clock.timeout.connect(self._show_state)
        choice.changed.connect(self._show_state)
        self._show_files()
        self._show_state()

    def _file(self, name: str, title: str) -> tuple[QLineEdit, QPushButton]:
        place = tr("An .onnx file")
        field = named(QLineEdit(self, placeholderText=place), f"preferences.clicks.{name}", title, place)
        field.textChanged.connect(self._on_typed)
        button = self._button(tr("Choose..."), f"{name}.choose", tr("Choose the file"))
        button.setAccessibleName(f"{title}, {tr('Choose...')}")
        button.clicked.connect(lambda: self._on_choose(field, title))
        return field, button

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        return named(QPushButton(text, self, autoDefault=False), f"preferences.clicks.{name}", tip=tip)

    def refresh(self) -> None:
        """Show what is so now; what was typed and not checked yet stays."""
        self._show_state()

    def _show_files(self) -> None:
        encoder, decoder = self._choice.files or ("", "")
        self.encoder.setText(str(encoder))
        self.decoder.setText(str(decoder))

    def _on_choose(self, field: QLineEdit, title: str) -> None:
        other = self.decoder if field is self.encoder else self.encoder
        start = field.text() or (str(Path(other.text()).parent) if other.text() else "")
        kinds = tr("ONNX networks (*.onnx);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, title, start, kinds)
        if name:
            field.setText(name)

    def _on_typed(self) -> None:
        self._error = None
        self._show_state()

    def _on_check(self) -> None:
        if self._choice.checking:
            self._choice.stop()
            return
        self._error, self._began = None, time.monotonic()
        encoder, decoder = (Path(field.text().strip()).expanduser() for field in (self.encoder, self.decoder))
        self._choice.check(encoder, decoder, self._on_checked)

    def _on_checked(self, error: UserError | None) -> None:
        self._error = error
        self._show_state()

    def _on_remove(self) -> None:
        self._choice.remove()
        self._show_files()
        self._error = None
        self._show_state()

    def _show_state(self) -> None:
        if not hasattr(self, "hint"):  # while the fields are made
            return
        choice = self._choice
        self.check.setText(tr("Stop") if choice.checking else tr("Check and use"))
        named_both = bool(self.encoder.text().strip() and self.decoder.text().strip())
        self.check.setEnabled(choice.checking or named_both)
        self.remove.setEnabled(choice.files is not None and not choice.checking)
        for part in (self.encoder, self.decoder, self._choose_encoder, self._choose_decoder):
            part.setEnabled(not choice.checking)
        if choice.checking != self._clock.isActive():
            (self._clock.start if choice.checking else self._clock.stop)()
        self.state.setText(self._sentence())
        problem = self._error or (None if choice.checking else choice.problem)
        self.hint.setText(tr(problem.hint) if problem is not None else self._more())

    def _sentence(self) -> str:
        choice = self._choice
        if choice.checking:
            seconds = int(time.monotonic() - self._began)
            return tr("Opening both files and answering a click: {seconds} s", seconds=seconds)
        if self._error is not None and choice.in_use:
            return f"{tr(self._error.message)} {tr('What was in use before still is.')}"
        problem = self._error or choice.problem
        if problem is not None:
            return tr(problem.message)
        if choice.files is None:
            return tr("In use: no network; the tool finds regions by itself.")
        if not choice.in_use:
            return tr("Not in use: the network failed since the program was started.")
        if choice.facts is None:
            return tr("In use: the network of these two files.")
        return tr("In use: {family}, {masks} masks a click.", family=choice.facts.family, masks=choice.facts.masks)

    def _more(self) -> str:
        choice, facts = self._choice, self._choice.facts
        if facts is None or choice.checking or not choice.in_use:
            return ""
        return tr(
            "It sees a picture with {side} pixels a side. In the check, reading a picture took {read} s and a click "
            "{click} s.",
            side=facts.side, read=f"{facts.read_seconds:.2f}", click=f"{facts.answer_seconds:.2f}",
        )  # fmt: skip
