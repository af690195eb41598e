"""The settings of a training: titles come from the tables of choices, their keys go into the settings.

Owns its widgets; reads and replaces ``settings``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QSpinBox, QToolButton, QWidget

from segstudio.choices.encoders import AUTO, AUTOMATIC, ENCODERS
from segstudio.choices.networks import NETWORKS
from segstudio.choices.starts import FILE, OWN, STARTS, start_key
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.gui.look.painted import heading
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import tr
from segstudio.gui.panels.training.advanced import AdvancedForm, choice, plain_form
from segstudio.gui.session.session import Session


class TrainSettingsForm(Panel):
    """Network (where there is a choice), encoder, weights, upsampling, time limit; below them what few ever need."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("train.settings", tr("Training settings"), parent)
        self._session = session
        self.network = choice(self, "train.network", "Network", NETWORKS)
        self.encoder = choice(self, "train.encoder", "Encoder", {AUTO: AUTOMATIC, **ENCODERS})
        self.weights = choice(self, "train.weights", "Start from", STARTS)
        self.upsampling = choice(self, "train.upsampling", "Upsampling", UPSAMPLINGS)
        self.minutes = self._make_minutes()
        fields = {"Network": self.network, "Encoder": self.encoder, "Start from": self.weights,
                  "Upsampling": self.upsampling, "Train for": self.minutes}  # fmt: skip
        self._form = form = plain_form(self, fields)
        self._below_weights = list(fields).index("Start from") + 1
        form.setRowVisible(self.network, len(NETWORKS) > 1)
        self.advanced = AdvancedForm(session, self)
        form.addRow(heading(tr("Few ever need these"), "train.advanced.heading", self))
        form.addRow(self.advanced)
        titles = self.findChildren(QLabel)  # of both forms, so that their fields begin at one edge
        widest = max(title.sizeHint().width() for title in titles)
        for title in titles:
            title.setMinimumWidth(widest)
        self.show_settings()
        self.network.activated.connect(self._on_network)
        self.encoder.activated.connect(self._on_changed)
        self.upsampling.activated.connect(self._on_changed)
        self.weights.activated.connect(self._on_weights)
        self.minutes.valueChanged.connect(self._on_changed)
        self._session.trainings.settings_changed.connect(self.show_settings)

    def add_start_button(self, action: QAction) -> None:
        """Show the action that makes "Your images" a choice below "Start from"."""
        button = named(QToolButton(self, autoRaise=True), f"{action.objectName()}.button", action.text())
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setProperty("tight", True)
        self._form.insertRow(self._below_weights, button)

    def _make_minutes(self) -> QSpinBox:
        title = tr("Longest training time in minutes; 0 trains until it no longer gets better")
        tip = tr("Train for\nAt most so many minutes; at 0 it trains until it no longer gets better.")
        box = named(QSpinBox(self, minimum=0, maximum=24 * 60, suffix=" min"), "train.minutes", title, tip)
        box.setSpecialValueText(tr("until no better"))
        box.setFont(tabular(box.font()))
        box.setMinimumHeight(3 * GRID)
        return box

    def show_settings(self) -> None:
        """Show the session's settings."""
        settings = self._session.trainings.settings
        row = NETWORKS[settings.network]
        self.network.setCurrentIndex(self.network.findData(settings.network))
        self.encoder.setCurrentIndex(max(0, self.encoder.findData(settings.encoder)))
        self.encoder.setEnabled(bool(row.encoders))
        allow(self.encoder, {AUTO, *row.encoders})
        self.upsampling.setCurrentIndex(max(0, self.upsampling.findData(settings.upsampling)))
        self.upsampling.setEnabled(bool(row.upsamplings))
        allow(self.upsampling, row.upsamplings)
        self._show_weights(settings.weights)
        allow(self.weights, {settings.weights, *row.starts} - (set() if self._session.own_start else {OWN}))
        with QSignalBlocker(self.minutes):
            self.minutes.setValue(round((settings.seconds or 0) / 60))

    def _show_weights(self, weights: str) -> None:
        while self.weights.count() > len(STARTS):
            self.weights.removeItem(len(STARTS))
        if start_key(weights) == FILE:
            add_choice(self.weights, Path(weights).name, weights, weights)
        self.weights.setCurrentIndex(self.weights.findData(weights))

    def _on_network(self) -> None:
        settings, network = self._session.trainings.settings, self.network.currentData()
        row = NETWORKS[network]
        encoder = settings.encoder if settings.encoder in row.encoders else AUTO
        weights = settings.weights if start_key(settings.weights) in row.starts else next(iter(row.starts))
        self._session.trainings.settings = replace(settings, network=network, encoder=encoder, weights=weights)
        self.show_settings()
        self.advanced.show_settings()

    def _on_weights(self) -> None:
        if self.weights.currentData() != FILE:
            self._on_changed()
            return
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Weights file"), "", tr("Weights (*.safetensors *.pth *.pt *.ckpt *.bin);;All files (*)")
        )
        self.use_file(chosen)

    def use_file(self, path: str) -> None:
        """Start from a weights file; an empty path leaves the choice as it was."""
        weights = path or self._session.trainings.settings.weights
        self._session.trainings.settings = replace(self._session.trainings.settings, weights=weights)
        self._show_weights(weights)

    def _on_changed(self) -> None:
        minutes = self.minutes.value()
        self._session.trainings.settings = replace(
            self._session.trainings.settings,
            encoder=self.encoder.currentData(),
            weights=self.weights.currentData(),
            upsampling=self.upsampling.currentData(),
            seconds=minutes * 60.0 if minutes else None,
        )


def allow(box: QComboBox, keys: Collection[str]) -> None:
    """Let only the items with these keys be chosen."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    for row in range(box.count()):
        model.item(row).setEnabled(box.itemData(row) in keys)
