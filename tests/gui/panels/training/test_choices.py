"""The training settings are made from the tables of choices: one more row is one more thing to choose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from segstudio.choices.encoders import ENCODERS, EncoderRow
from segstudio.choices.losses import LOSSES, LossRow
from segstudio.choices.networks import NETWORKS
from segstudio.choices.starts import STARTS, StartRow
from segstudio.choices.upsamplings import UPSAMPLINGS, UpsamplingRow
from segstudio.gui.panels.training.settings import TrainSettingsForm
from segstudio.gui.session.session import Session
from tests.gui.panels.training.test_train_panel import engine, session
from tests.gui.scripted import bring_up
from tests.toy_networks import toys

__all__ = ["engine", "session", "toys"]  # fixtures


def shown(form: TrainSettingsForm, qtbot: QtBot) -> TrainSettingsForm:
    qtbot.addWidget(form)
    bring_up(qtbot, form)
    return form


def choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def keys(box: QComboBox, enabled: bool = False) -> list[str]:
    """What can be chosen."""
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    return [box.itemData(row) for row in range(box.count()) if model.item(row).isEnabled() or not enabled]


def test_there_is_nothing_to_choose_with_one_network(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in reversed(list(NETWORKS)[1:]):  # they come back in the opposite order: the table is as before
        monkeypatch.delitem(NETWORKS, name)
    assert list(NETWORKS) == ["unet"]
    form = shown(TrainSettingsForm(session), qtbot)
    assert not form.network.isVisible() and form.encoder.isVisible()
    assert form.encoder.accessibleName() == "Encoder"


def test_every_row_has_a_title_of_its_own(session: Session, qtbot: QtBot) -> None:
    form = shown(TrainSettingsForm(session), qtbot)
    titles = [label.text() for label in form.findChildren(QLabel) if label.text()]
    assert len(titles) == len(set(titles)) > 8


@pytest.mark.usefixtures("toys")
def test_a_network_is_chosen_and_takes_what_it_can_take(session: Session, qtbot: QtBot) -> None:
    form = shown(TrainSettingsForm(session), qtbot)
    assert form.network.isVisible() and keys(form.network)[-3:] == ["pixels", "coarse", "fcn"]
    choose(form.encoder, "resnet34")
    choose(form.network, "pixels")
    settings = session.trainings.settings
    assert (settings.network, settings.encoder, settings.weights) == ("pixels", "auto", "none")
    assert not form.encoder.isEnabled() and not form.advanced.frozen.isEnabled() and not form.upsampling.isEnabled()
    assert keys(form.weights, enabled=True) == ["none"]
    choose(form.network, "unet")
    assert form.encoder.isEnabled() and form.advanced.frozen.isEnabled() and form.upsampling.isEnabled()
    assert set(ENCODERS) <= set(keys(form.encoder, enabled=True))
    assert session.trainings.settings.network == "unet" and "formula" in keys(form.weights, enabled=True)


def test_a_network_with_a_loss_of_its_own_takes_none(session: Session, qtbot: QtBot) -> None:
    form = shown(TrainSettingsForm(session), qtbot)
    boxes = form.advanced.loss, form.advanced.weights, form.advanced.border
    choose(form.network, "mask_rcnn")
    assert not any(box.isEnabled() for box in boxes) and "loss of its own" in form.advanced.loss.toolTip()
    assert form.encoder.isEnabled() and form.advanced.elastic.isEnabled()
    choose(form.network, "unet")
    assert all(box.isEnabled() for box in boxes) and "loss of its own" not in form.advanced.loss.toolTip()


def test_the_button_for_an_own_start_stands_below_the_starts(session: Session, qtbot: QtBot) -> None:
    form = TrainSettingsForm(session)
    form.add_start_button(QAction("Learn from my images first", form, objectName="learn"))
    shown(form, qtbot)
    button = form.findChild(QToolButton, "learn.button")
    assert form.weights.y() < button.y() < form.upsampling.y()


def test_one_more_row_of_any_table_can_be_chosen(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = ("a", "b", "c", "d", "e")
    monkeypatch.setitem(ENCODERS, "vgg", EncoderRow("VGG: old", "For comparison.", "", nodes, "", 9.0))
    monkeypatch.setitem(UPSAMPLINGS, "double", UpsamplingRow("Double", "Twice.", ""))
    monkeypatch.setitem(STARTS, "moon", StartRow("Moon", "From above.", ""))
    monkeypatch.setitem(LOSSES, "hinge", LossRow("Margin", "Half is enough.", ()))
    form = shown(TrainSettingsForm(session), qtbot)
    for box, key in ((form.encoder, "vgg"), (form.upsampling, "double"), (form.weights, "moon")):
        choose(box, key)
    choose(form.advanced.loss, "hinge")
    settings = session.trainings.settings
    assert (settings.encoder, settings.upsampling, settings.weights) == ("vgg", "double", "moon")
    assert settings.loss == "hinge" and form.encoder.currentText() == "VGG: old"
    tip = form.weights.itemData(form.weights.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert tip == "From above."
    form.use_file("/somewhere/mine.pth")
    assert form.weights.currentText() == "mine.pth" and keys(form.weights).count("/somewhere/mine.pth") == 1
    choose(form.weights, "moon")
    form.show_settings()
    assert "/somewhere/mine.pth" not in keys(form.weights)
