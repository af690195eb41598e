"""The settings of a training behind a fold: plain titles in the window, rows of the tables in the settings.

Owns its widgets; reads and replaces ``settings``. The keys are those of ``models.table``, which the window
must not import because it imports torch.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QSpinBox, QToolButton, QWidget

from segstudio.gui.look import words
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import tr
from segstudio.gui.panels.training.advanced import AdvancedForm, add_row, align_titles, choice, plain_form
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Ready

ENCODERS = {
    "auto": ("Automatic", "The network that suits this computer."),
    "resnet18": ("ResNet-18: quick, sound", "A good first choice on a GPU."),
    "resnet34": ("ResNet-34: finer, slower", "Twice as deep as ResNet-18, for fine differences."),
    "mobilenet_v3_large": ("MobileNet v3: lightest", "The quickest without a GPU."),
    "efficientnet_b0": ("EfficientNet B0: thrifty", "Small and careful, but slower per step than MobileNet."),
}
WEIGHTS = {
    "formula": ("Built in", "Start from a network that learnt shapes and textures from drawn images; no download."),
    "own": ("Your images", "Start from what was learnt from this project's images without their labels."),
    "imagenet": ("ImageNet", "Start from a network that knows photographs; it is downloaded once."),
    "none": ("Random", "Start from nothing: for images unlike any photograph, and many labels."),
}
UPSAMPLING = {
    "bilinear": ("Bilinear: smooth", "Interpolates; the safe choice."),
    "nearest": ("Nearest: blocky, exact", "Repeats pixels; never mixes neighbours."),
    "transposed": ("Transposed: learnt", "Learns to enlarge; needs more labels."),
    "subpixel": ("Sub-pixel: learnt, sharp", "Learns to enlarge by reordering channels; sharp edges."),
}
_FILE = "file"


def encoder_name(key: str) -> str:
    """An encoder as people call it ("MobileNet v3"); the key itself where it has no other name."""
    return tr(ENCODERS[key][0]).partition(":")[0] if key in ENCODERS else key


_PLATEAU = "until no better"


class TrainSettingsForm(Panel):
    """Encoder, weights, upsampling, time limit, and a fold with the rest."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("train.settings", tr("Training settings"), parent)
        self._session = session
        self.encoder = choice(self, "train.encoder", "Network", ENCODERS)
        self.weights = choice(self, "train.weights", "Start from", WEIGHTS)
        self.weights.addItem(tr("File\u2026"), _FILE)
        self.upsampling = choice(self, "train.upsampling", "Upsampling", UPSAMPLING)
        self.minutes = self._make_minutes()
        self._form = form = plain_form(self)
        rows = (
            ("Network", self.encoder),
            ("Start from", self.weights),
            ("Upsampling", self.upsampling),
            ("Train for", self.minutes),
        )
        for title, field in rows:
            add_row(form, self, title, field)
        self.fold = self._make_fold()
        self.advanced = AdvancedForm(session, self)
        self.advanced.hide()
        form.addRow(self.fold)
        form.addRow(self.advanced)
        align_titles(form, self.advanced.form)
        form.setContentsMargins(0, 0, 0, GRID // 2)  # apart from the scores below
        self.show_settings()
        self.encoder.activated.connect(self._on_changed)
        self.upsampling.activated.connect(self._on_changed)
        self.weights.activated.connect(self._on_weights)
        self.minutes.valueChanged.connect(self._on_changed)
        self._session.settings_changed.connect(self.show_settings)

    def _make_fold(self) -> QToolButton:
        fold = QToolButton(self, objectName="train.advanced.button", text=tr("Advanced"), autoRaise=True)
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.give_icon(fold.setIcon, "chevron-right")
        fold.setIconSize(QSize(2 * GRID, 2 * GRID))
        fold.setProperty("tight", True)
        fold.setFixedHeight(3 * GRID)
        fold.setToolTip(tr("Advanced\nLoss, class weights, borders and the frozen encoder; few ever need them."))
        fold.setAccessibleName(tr("Advanced training settings"))
        fold.clicked.connect(self._on_fold)
        return fold

    def add_start_button(self, action: QAction) -> None:
        """Show the action that makes "Your images" a choice below "Start from"."""
        button = QToolButton(self, objectName=f"{action.objectName()}.button", autoRaise=True)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setProperty("tight", True)
        button.setAccessibleName(action.text())
        self._form.insertRow(2, button)

    def _on_fold(self) -> None:
        opened = self.advanced.isHidden()
        self.give_icon(self.fold.setIcon, "chevron-down" if opened else "chevron-right")
        self.advanced.setVisible(opened)

    def _make_minutes(self) -> QSpinBox:
        box = QSpinBox(self, objectName="train.minutes", minimum=0, maximum=24 * 60, suffix=" min")
        box.setSpecialValueText(tr(_PLATEAU))
        box.setAccessibleName(tr("Longest training time in minutes; 0 trains until it no longer gets better"))
        box.setToolTip(tr("Train for\nAt most so many minutes; at 0 it trains until it no longer gets better."))
        box.setFont(tabular(box.font()))
        box.setMinimumHeight(3 * GRID)
        return box

    def show_settings(self) -> None:
        """Show the session's settings."""
        settings = self._session.settings
        self.encoder.setCurrentIndex(max(0, self.encoder.findData(settings.encoder)))
        self.upsampling.setCurrentIndex(max(0, self.upsampling.findData(settings.upsampling)))
        self._show_weights(settings.weights)
        self.weights.model().item(self.weights.findData("own")).setEnabled(self._session.own_start)
        blocked = self.minutes.blockSignals(True)
        self.minutes.setValue(round((settings.seconds or 0) / 60))
        self.minutes.blockSignals(blocked)

    def _show_weights(self, weights: str) -> None:
        while self.weights.count() > len(WEIGHTS) + 1:
            self.weights.removeItem(len(WEIGHTS))
        if weights not in WEIGHTS:
            self.weights.insertItem(len(WEIGHTS), Path(weights).name, weights)
            self.weights.setItemData(len(WEIGHTS), weights, Qt.ItemDataRole.ToolTipRole)
        self.weights.setCurrentIndex(self.weights.findData(weights))

    def _on_weights(self) -> None:
        if self.weights.currentData() != _FILE:
            self._on_changed()
            return
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Weights file"), "", tr("Weights (*.safetensors *.pth *.pt *.ckpt *.bin);;All files (*)")
        )
        self.use_file(chosen)

    def use_file(self, path: str) -> None:
        """Start from a weights file; an empty path leaves the choice as it was."""
        weights = path or self._session.settings.weights
        self._session.settings = replace(self._session.settings, weights=weights)
        self._show_weights(weights)

    def _on_changed(self) -> None:
        minutes = self.minutes.value()
        self._session.settings = replace(
            self._session.settings,
            encoder=self.encoder.currentData(),
            weights=self.weights.currentData(),
            upsampling=self.upsampling.currentData(),
            seconds=minutes * 60.0 if minutes else None,
        )


def device_line(device: Ready | None) -> str:
    """The device in words: "NVIDIA H200, 139 GB", or that it is not known yet."""
    if device is None:
        return tr("Device: not known yet")
    memory = f", {words.size(device.memory)}" if device.memory else ""
    return f"{device.name}{memory}"
