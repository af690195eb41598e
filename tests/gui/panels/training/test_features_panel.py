"""Feature maps: stages, asking, the grid, laying a map over the image and taking it off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.panels.training import features_panel
from segstudio.gui.panels.training.features_panel import FeaturesPanel, map_pixmap
from segstudio.gui.session.session import Session
from segstudio.gui.tools.table import TOOLS
from segstudio.learning.messages import FeatureMaps, Features, Ready, Train
from tests.gui.panel_answers import STAGES, AnsweringEngine, started, steps, stroke
from tests.gui.scripted import bring_up


@pytest.fixture
def engine() -> AnsweringEngine:
    return AnsweringEngine()


@pytest.fixture
def canvas(document: Document, qtbot: QtBot) -> Canvas:
    made = Canvas(document, TOOLS)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def laid(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the maps that were laid over the image, "" for taking off."""
    names: list[str] = []
    lay = canvas.scene.set_feature_map

    def note(pixels: object, name: str = "") -> None:
        names.append(name)
        lay(pixels, name)

    monkeypatch.setattr(canvas.scene, "set_feature_map", note)
    return names


@pytest.fixture
def panel(document: Document, engine: AnsweringEngine, canvas: Canvas, qtbot: QtBot) -> Iterator[FeaturesPanel]:
    session = Session(document, engine, document)
    session.start()
    made = FeaturesPanel(document, session, canvas)
    qtbot.addWidget(made)
    made.resize(800, 300)
    bring_up(qtbot, made)
    yield made
    made.hide()
    session.close()


def train(panel: FeaturesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot) -> None:
    engine.answers.append(Ready("cpu", "CPU", 0))
    stroke(document, 0, 10)
    stroke(document, 1, 30)
    qtbot.waitUntil(lambda: panel._session.state == "idle")
    panel._session.start_training()
    qtbot.waitUntil(lambda: any(isinstance(one, Train) for one in engine.sent))
    engine.answers.append(started())
    qtbot.waitUntil(lambda: panel.stage.count() == len(STAGES))


def asked(engine: AnsweringEngine) -> list[Features]:
    return [one for one in engine.sent if isinstance(one, Features)]


def answer(engine: AnsweringEngine, channels: tuple[int, ...] = (7, 3, 5)) -> None:
    last = asked(engine)[-1]
    maps = np.stack([np.full((30, 40), 20 * c, np.uint8) for c in channels])
    engine.answers.append(FeatureMaps(last.generation, last.image_id, last.stage, channels, 64, maps, "run", 12))


def click_map(panel: FeaturesPanel, row: int, qtbot: QtBot) -> None:
    where = panel.grid.visualRect(panel.model.index(row)).center()
    qtbot.mouseClick(panel.grid.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_without_a_network_the_panel_says_what_will_come(panel: FeaturesPanel) -> None:
    assert panel.empty.text() == "Feature maps appear here once a network has been fine-tuned."
    assert not panel.stage.isEnabled()


def test_stages_come_from_the_network_and_maps_fill_the_grid(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    train(panel, engine, document, qtbot)
    assert [panel.stage.itemText(i) for i in range(panel.stage.count())] == list(STAGES)
    assert asked(engine)[-1].stage == STAGES[-1]
    answer(engine)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    assert [panel.model.index(row).data() for row in range(3)] == ["channel 7", "channel 3", "channel 5"]
    assert panel.summary.text() == "3 of 64 channels, most active first, 40 \N{MULTIPLICATION SIGN} 30 px, step 12"


@pytest.mark.parametrize(
    ("stages", "first"),
    [
        (("encoder 1/2", "decoder 1/4", "decoder 1/2", "decoder 1/1", "logits"), "decoder 1/2"),
        (("encoder 1/2", "decoder 1/2", "logits"), "decoder 1/2"),
        (("conv 1", "conv 2", "logits"), "conv 2"),
        (("logits",), "logits"),
    ],
)
def test_it_opens_on_a_stage_that_shows_parts_of_things(stages: tuple[str, ...], first: str) -> None:
    assert stages[features_panel.first_stage(list(stages))] == first


def test_maps_of_the_last_stage_carry_the_names_of_the_classes(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    train(panel, engine, document, qtbot)
    panel.stage.addItem(features_panel.LOGITS)
    panel.stage.setCurrentText(features_panel.LOGITS)
    entry, maps = document.entry.id, np.zeros((2, 30, 40), np.uint8)
    panel._on_features(FeatureMaps(1, entry, features_panel.LOGITS, (1, 0), 2, maps, "run", 12))
    assert [panel.model.index(row).data() for row in range(2)] == ["disc", "background"]
    assert panel.model.index(0).data(Qt.ItemDataRole.ToolTipRole).startswith("Disc\nlogits, number 1")
    panel._on_features(FeatureMaps(1, entry, features_panel.LOGITS, (1, 0), 5, maps, "run", 12, shrunk=4))
    assert panel.summary.text().endswith(", of the image at 1/4 of its size")
    assert panel.model.index(0).data() == "channel 1", "of another number of classes nothing is known"


def test_another_stage_is_asked_for(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot
) -> None:
    train(panel, engine, document, qtbot)
    panel.stage.setFocus()
    qtbot.keyClick(panel.stage, Qt.Key.Key_Up)
    assert asked(engine)[-1].stage == STAGES[-2]


def test_a_click_lays_a_map_over_the_image_and_another_takes_it_off(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, laid: list[str], qtbot: QtBot
) -> None:
    train(panel, engine, document, qtbot)
    answer(engine)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    click_map(panel, 1, qtbot)
    assert laid[-1] == f"{STAGES[-1]}, channel 3"
    click_map(panel, 1, qtbot)
    assert laid[-1] == "" and not panel.grid.selectionModel().hasSelection()


def test_the_chosen_channel_stays_chosen_when_maps_are_refreshed(
    panel: FeaturesPanel,
    engine: AnsweringEngine,
    document: Document,
    laid: list[str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(features_panel, "_REFRESH_SECONDS", 0.0)
    train(panel, engine, document, qtbot)
    answer(engine)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    click_map(panel, 1, qtbot)
    before = len(asked(engine))
    engine.answers += steps(1)
    qtbot.waitUntil(lambda: len(asked(engine)) > before)
    answer(engine, (3, 9, 7))
    qtbot.waitUntil(lambda: panel.model.index(0).data() == "channel 3")
    assert laid[-1].endswith("channel 3") and panel.grid.currentIndex().row() == 0
    answer(engine, (9, 7, 8))
    qtbot.waitUntil(lambda: laid[-1] == "")


def test_no_refresh_when_switched_off_or_hidden(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features_panel, "_REFRESH_SECONDS", 0.0)
    train(panel, engine, document, qtbot)
    before = len(asked(engine))
    qtbot.mouseClick(panel.live, Qt.MouseButton.LeftButton, pos=panel.live.rect().center() / 4)
    panel.live.setChecked(False)
    engine.answers += steps(2)
    qtbot.waitUntil(lambda: len(panel._session.training.steps) == 2)
    panel.live.setChecked(True)
    panel.hide()
    engine.answers += steps(2)
    qtbot.waitUntil(lambda: len(panel._session.training.steps) == 4)
    qtbot.wait(50)
    assert len(asked(engine)) == before


def test_another_image_takes_the_map_off_and_asks_anew(
    panel: FeaturesPanel, engine: AnsweringEngine, document: Document, laid: list[str], qtbot: QtBot
) -> None:
    train(panel, engine, document, qtbot)
    answer(engine)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3)
    click_map(panel, 0, qtbot)
    document.current.step(1)
    assert laid[-1] == ""
    qtbot.waitUntil(lambda: asked(engine)[-1].image_id == document.entry.id)
    assert panel.model.rowCount() == 0


def test_maps_are_read_row_by_row(qtbot: QtBot) -> None:
    pixels = np.zeros((4, 8), np.uint8)
    pixels[:, 4:] = 255
    picture = map_pixmap(pixels).toImage()
    assert picture.width() == 2 * picture.height()
    assert picture.pixelColor(2, 2).red() == 0 and picture.pixelColor(picture.width() - 3, 2).red() == 255
