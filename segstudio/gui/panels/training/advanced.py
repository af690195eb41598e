"""The settings of a training that few ever need: loss, class weights, borders, bending, encoder; rows of such forms.

Owns its widgets; reads and replaces ``settings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from segstudio.choices.losses import LOSSES
from segstudio.choices.networks import NETWORKS
from segstudio.choices.row import Row
from segstudio.gui.look.painted import quiet_label
from segstudio.gui.look.qt_names import add_choice, named
from segstudio.gui.look.theme import GRID
from segstudio.gui.look.words import tr
from segstudio.gui.session.session import Session

OWN = "own"
CLASS_WEIGHTS = {
    "balanced": Row("Balanced", "Rare classes count more; the safe choice."),
    "median": Row(
        "By frequency", "All classes count alike, however rare, up to thirty times (SegNet's median frequency)."
    ),
    "none": Row("Equal weights", "Every labelled pixel counts the same."),
    OWN: Row("Own\u2026", "Write classes with their weights, as in crack=3, pore=0.5; all others weigh 1."),
}
FROZEN = {  # by the share of the training for which it is frozen
    None: Row("Automatic", "As suits the weights that it starts from."),
    0.0: Row("Trains from the start", "Encoder and decoder learn from the first step on."),
    0.25: Row(
        "Frozen at first", "For a quarter of the training only the decoder learns, at twice the speed; then both."
    ),
    1.0: Row("Frozen", "Only the decoder learns: quick, and careful with very few labels."),
}
NO_PAIRS = {"": Row("None", "Only your own images are learnt from.")}
_ADDS = (
    "About a quarter of the training patches get images that this exploration draws, for masks of your labelled images "
    "with rare classes. They are never scored and never part of the project."
)
_NO_GENERATOR = "Learn with the method Images from masks in the panel Explore first."


class AdvancedForm(QWidget):
    """Loss, class weights, border weights, elastic deformation, frozen encoder, generated images."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "train.advanced", tr("Advanced training settings"))
        self._session = session
        self.loss = choice(self, "train.loss", "Loss", LOSSES)
        self.weights = choice(self, "train.class_weights", "Classes", CLASS_WEIGHTS)
        self.own = self._make_own()
        self.frozen = choice(self, "train.frozen", "Encoder training", FROZEN)
        self.generated = choice(self, "train.generated", "Generated images", NO_PAIRS)
        self.generated.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._generators: Mapping[str, str] = {}
        self.border = self._make_border()
        self.elastic = self._make_elastic()
        fields = {"Loss": self.loss, "Classes": self.weights, "Weights": self.own, "Encoder training": self.frozen,
                  "Generated images": self.generated}  # fmt: skip
        self._form = plain_form(self, fields)
        self._form.addRow(self.border)
        self._form.addRow(self.elastic)
        self._of_loss = [(box, box.toolTip()) for box in (self.loss, self.weights, self.own, self.border)]
        self.show_settings()
        for box in (self.loss, self.weights, self.frozen, self.generated):
            box.activated.connect(self._on_changed)
        self.own.editingFinished.connect(self._on_changed)
        self.border.toggled.connect(self._on_changed)
        self.elastic.toggled.connect(self._on_changed)
        session.trainings.settings_changed.connect(self.show_settings)

    def _make_own(self) -> QLineEdit:
        tip = tr("Own class weights\nClasses and their weights with commas between; all others weigh 1.")
        field = named(QLineEdit(self), "train.own_weights", tr("Own class weights"), tip)
        field.setPlaceholderText(tr("crack=3, pore=0.5"))
        field.setMinimumWidth(8 * GRID)
        return field

    def _make_border(self) -> QCheckBox:
        title = tr("Separate touching regions")
        tip = tr(
            "Separate touching regions\nPixels between regions that nearly touch count up to ten times as much "
            "(U-Net's border weights); for labels without gaps."
        )
        return named(QCheckBox(title, self), "train.border", title, tip)

    def _make_elastic(self) -> QCheckBox:
        title = tr("Bend patches strongly")
        tip = tr(
            "Bend patches strongly\nElastic deformation as in the U-Net paper, coarser and stronger than usual; for "
            "tissue and other soft things."
        )
        return named(QCheckBox(title, self), "train.elastic", title, tip)

    def offer_generators(self, titles: Mapping[str, str]) -> None:
        """Let images of rare classes be generated by one of these explorations: short titles by their names."""
        if titles != self._generators:
            self._generators = dict(titles)
            self._show_generated()

    def _show_generated(self) -> None:
        """The explorations that there are; one that was chosen and is gone stays in the list, and is said to be."""
        chosen, box = self._session.trainings.settings.generated, self.generated
        while box.count() > len(NO_PAIRS):
            box.removeItem(len(NO_PAIRS))
        gone = {chosen: tr("{name}: cannot be used", name=chosen)} if chosen not in ("", *self._generators) else {}
        for name, title in {**self._generators, **gone}.items():
            add_choice(box, tr("Rare classes: {exploration}", exploration=title), name, tr(_ADDS))
        box.setCurrentIndex(box.findData(chosen))
        box.setEnabled(box.count() > len(NO_PAIRS))
        box.setToolTip(f"{tr('Generated images')}\n{tr(_ADDS if box.isEnabled() else _NO_GENERATOR)}")

    def show_settings(self) -> None:
        """Show the session's settings."""
        self._show_generated()
        settings = self._session.trainings.settings
        listed = settings.class_weights in CLASS_WEIGHTS
        self.loss.setCurrentIndex(max(0, self.loss.findData(settings.loss)))
        self.weights.setCurrentIndex(self.weights.findData(settings.class_weights if listed else OWN))
        self.own.setText("" if listed else settings.class_weights)
        row = NETWORKS[settings.network]
        for box, usual in self._of_loss:
            box.setEnabled(not row.own_loss)
            own = tr("{network} learns by a loss of its own, so none is chosen.", network=tr(row.name))
            box.setToolTip(own if row.own_loss else usual)
        self.frozen.setEnabled(bool(row.encoders))
        self.frozen.setCurrentIndex(list(FROZEN).index(settings.frozen) if settings.frozen in FROZEN else 0)
        for box, is_on in ((self.border, settings.border), (self.elastic, settings.elastic)):
            with QSignalBlocker(box):
                box.setChecked(is_on)
        self._form.setRowVisible(self.own, not listed)

    def _on_changed(self) -> None:
        self._form.setRowVisible(self.own, self.weights.currentData() == OWN)
        weights = self.weights.currentData()
        if weights == OWN:
            weights = self.own.text().strip() or "balanced"
        self._session.trainings.settings = replace(
            self._session.trainings.settings,
            loss=self.loss.currentData(),
            class_weights=weights,
            border=self.border.isChecked(),
            elastic=self.elastic.isChecked(),
            frozen=self.frozen.currentData(),
            generated=self.generated.currentData() or "",
        )


def choice(parent: QWidget, name: str, title: str, rows: Mapping[Any, Row]) -> QComboBox:
    """A combo box of titled rows; the data of each is its key."""
    box = named(QComboBox(parent), name, tr(title), f"{tr(title)}\n{tr('Used by the next fine-tuning.')}")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for key, row in rows.items():
        add_choice(box, tr(row.title), key, tr(row.sentence))
    return box


def plain_form(widget: QWidget, fields: Mapping[str, QWidget]) -> QFormLayout:
    """A form without margins, on the grid: each field after its quiet title."""
    form = QFormLayout(widget)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(GRID)
    form.setVerticalSpacing(GRID // 2)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for title, field in fields.items():
        label = quiet_label(tr(title), f"{field.objectName()}.label", widget)
        label.setWordWrap(False)
        label.setBuddy(field)
        form.addRow(label, field)
    return form
