"""What to compare: the networks with their encoders, for how long, how often. Owns widgets only."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from segstudio.choices.encoders import AUTO, AUTOMATIC, ENCODERS
from segstudio.choices.networks import DEFAULT, NETWORKS
from segstudio.gui.look.layouts import fill, scrolled
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.panel import Panel
from segstudio.gui.look.qt_names import named
from segstudio.gui.look.theme import GRID, tabular
from segstudio.gui.look.words import counted, in_lines, menu_text, tr

CHOSEN = (DEFAULT, "deeplab")  # at first
_MINUTES = 5.0  # of each training, at first


class NetworkChoices(Panel):
    """A row for each network. Signal: ``changed``: another choice."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("comparison.choices", tr("Networks to compare"), parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.encoders: dict[str, QComboBox] = {}
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, GRID, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        for at, (key, row) in enumerate(NETWORKS.items()):
            name = tr(row.title).partition(":")[0]
            box = named(QCheckBox(menu_text(name), body), f"comparison.{key}", name, f"{name}\n{tr(row.sentence)}")
            box.setChecked(key in CHOSEN)
            box.toggled.connect(self._on_toggled)
            self.boxes[key] = box
            grid.addWidget(box, at, 0)
            if row.encoders:
                self.encoders[key] = self._encoder(key, name, body)
                grid.addWidget(self.encoders[key], at, 1)
            told = quiet_label(tr(row.sentence), f"comparison.{key}.sentence", body)
            told.setWordWrap(False)
            told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(told, at, 2)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(NETWORKS), 1)
        self.area = scrolled(body, "comparison.networks", tr("Networks to compare"))
        fill(QVBoxLayout(self), (self.area, 1))
        self.minutes = self._make_minutes()
        self.seeds = self._make_seeds()
        self.total = named(QLabel("", self), "comparison.total", tr("What it takes in all"))
        self.total.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._on_toggled()

    def _encoder(self, key: str, name: str, parent: QWidget) -> QComboBox:
        title = tr("Encoder of {network}", network=name)
        box = named(QComboBox(parent), f"comparison.{key}.encoder", title, title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(14)
        encoders = list(NETWORKS[key].encoders)
        if len(encoders) > 1:
            box.addItem(tr(AUTOMATIC.title), AUTO)
        for encoder in encoders:
            box.addItem(tr(ENCODERS[encoder].title).partition(":")[0], encoder)
        box.activated.connect(self.changed)
        return box

    def _make_minutes(self) -> QDoubleSpinBox:
        tip = tr("Train for\nSo many minutes each. All get the same time, so that small networks take more steps.")
        box = named(QDoubleSpinBox(self), "comparison.minutes", tr("Minutes of each training"), tip)
        box.setDecimals(1)
        box.setRange(0.1, 24 * 60)
        box.setSingleStep(1)
        box.setSuffix(tr(" min"))
        box.setValue(_MINUTES)
        box.setFont(tabular(box.font()))
        box.valueChanged.connect(self._on_toggled)
        return box

    def _make_seeds(self) -> QSpinBox:
        tip = tr("Trainings of each\nEach from another seed: what differs between them is chance.")
        box = named(QSpinBox(self), "comparison.seeds", tr("Trainings of each network"), tip)
        box.setRange(1, 20)
        box.setFont(tabular(box.font()))
        box.valueChanged.connect(self._on_toggled)
        return box

    def networks(self) -> tuple[tuple[str, str], ...]:
        """The networks that are chosen, each with its encoder; empty: that which suits."""
        found = []
        for key, box in self.boxes.items():
            if box.isChecked():
                encoder = self.encoders[key].currentData() if key in self.encoders else AUTO
                found.append((key, "" if encoder == AUTO else encoder))
        return tuple(found)

    def _on_toggled(self) -> None:
        for key, box in self.encoders.items():
            box.setEnabled(self.boxes[key].isChecked())
        self.total.setText(self._total())
        self.total.setToolTip(in_lines(self._total()))
        self.changed.emit()

    def _total(self) -> str:
        count, minutes, seeds = len(self.networks()), self.minutes.value(), self.seeds.value()
        words = {"networks": counted(count, "network"), "minutes": f"{minutes:g}", "total": f"{count * minutes:g}"}
        if seeds == 1:
            return tr("{networks} \N{MULTIPLICATION SIGN} {minutes} min = {total} min", **words)
        words |= {"seeds": counted(seeds, "seed"), "total": f"{count * minutes * seeds:g}"}
        return tr(
            "{networks} \N{MULTIPLICATION SIGN} {minutes} min \N{MULTIPLICATION SIGN} {seeds} = {total} min", **words
        )
