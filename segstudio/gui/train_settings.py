"""The settings of a training behind a fold: plain titles in the window, rows of the tables in the settings.

Owns its widgets; reads and replaces :attr:`Session.settings`. The keys are those of ``models.table``, which the window
must not import because it imports torch.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QSpinBox, QWidget

from segstudio.gui import words
from segstudio.gui.marks import quiet_label
from segstudio.gui.session import Session
from segstudio.gui.theme import GRID, tabular
from segstudio.gui.words import tr
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
_PLATEAU = "until no better"


class TrainSettingsForm(QWidget):
    """Encoder, weights, upsampling, time limit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train.settings")
        self.setAccessibleName(tr("Training settings"))
        self._session = session
        self.encoder = self._choice("train.encoder", "Network", ENCODERS)
        self.weights = self._choice("train.weights", "Start from", WEIGHTS)
        self.weights.addItem(tr("File\u2026"), _FILE)
        self.upsampling = self._choice("train.upsampling", "Upsampling", UPSAMPLING)
        self.minutes = self._make_minutes()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(GRID)
        form.setVerticalSpacing(GRID // 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows = (
            ("Network", self.encoder),
            ("Start from", self.weights),
            ("Upsampling", self.upsampling),
            ("Train for", self.minutes),
        )
        for title, field in rows:
            label = quiet_label(tr(title), f"{field.objectName()}.label", self)
            label.setWordWrap(False)
            label.setBuddy(field)
            form.addRow(label, field)
        self.show_settings()
        self.encoder.activated.connect(self._on_changed)
        self.upsampling.activated.connect(self._on_changed)
        self.weights.activated.connect(self._on_weights)
        self.minutes.valueChanged.connect(self._on_changed)

    def _choice(self, name: str, title: str, rows: dict[str, tuple[str, str]]) -> QComboBox:
        box = QComboBox(self, objectName=name)
        box.setAccessibleName(tr(title))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        for key, (text, tip) in rows.items():
            box.addItem(tr(text), key)
            box.setItemData(box.count() - 1, tr(tip), Qt.ItemDataRole.ToolTipRole)
        box.setToolTip(f"{tr(title)}\n{tr('Used by the next fine-tuning.')}")
        return box

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
