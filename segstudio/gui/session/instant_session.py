"""The part of the session that weighs the instant preview against the network, asks for it and says which is shown.

Owns no timer and no widget: the session calls it at every drain. Never imports torch.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.words import tr
from segstudio.gui.session.preview_or_network import LARGE, InstantPreview, shown_line
from segstudio.gui.session.questions import MAX_DEATHS, Questions
from segstudio.gui.session.training_record import Training
from segstudio.learning.messages import (
    INSTANT,
    Instant,
    InstantScored,
    Predicted,
    Rank,
    Ranked,
    RankingDone,
    Rough,
    ScoreTable,
)
from segstudio.learning.process.engine import Engine

OFF, STARTING, IDLE, PREPARING, TRAINING, STOPPING = "off", "starting", "idle", "preparing", "training", "stopping"


class InstantSession(QObject):
    """What ``Session`` is built on.

    Signals:
        state_changed: something that the window shows of the session changed.
        notice(str): one line worth telling.
        ranked(Ranked | RankingDone): answers to ``rank``.
    """

    state_changed = Signal()
    notice = Signal(str)
    ranked = Signal(object)

    def __init__(self, document: Document, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self.state = OFF
        self.questions = Questions(engine.submit)
        self.instant = InstantPreview()
        self._instant_led = True
        self._rankings = 0
        self._broken_run: str | None = None  # it cannot be loaded, so no network is there
        self.forget_networks()
        document.history_changed.connect(self._on_history)
        document.prediction_changed.connect(self._on_prediction)

    def forget_networks(self) -> None:
        """Another project, or none."""
        self.training = Training()
        self._fails_on = ""  # image that the network could not predict, for want of memory say
        self._shown = ""  # what the person was told last: INSTANT or a run's name
        self._earlier_table: ScoreTable | None = None

    @property
    def instant_shown(self) -> bool:
        """Whether the instant preview is what the canvas gets, not the network."""
        project = self._document.project
        run = project.current_run if project is not None else None
        trains = self.state in (TRAINING, STOPPING) and self.training.started is not None
        network = trains or (run is not None and run != self._broken_run)
        entry = self._document.entry
        fails = entry is not None and entry.id == self._fails_on and self.instant.score is not None
        return self.instant.leads(network and not fails, self._network_table, self.training.learnt)

    @property
    def _network_table(self) -> ScoreTable | None:
        """The newest scores of the network that would be shown; those of before, until a training that goes on has
        its first."""
        return self.training.table or self._earlier_table

    @property
    def shown_line(self) -> str:
        """Which of both is shown, and why; empty while nothing is predicted."""
        return shown_line(self._shown == INSTANT, self.instant, self._network_table) if self._shown else ""

    @property
    def shown_words(self) -> str:
        """The same in a few words."""
        if not self._shown:
            return ""
        return tr("Shown: instant preview from your strokes") if self._shown == INSTANT else tr("Shown: the network")

    def rank(self, images: Sequence[str]) -> int:
        """Ask how useful each image would be, in this order; none ends it. The generation that the answers bear."""
        project = self._document.project
        self._rankings += 1
        if project is not None and self.state != OFF:
            self._engine.submit(Rank(self._rankings, project.folder, tuple(images)))
        return self._rankings

    def set_instant(self, wanted: bool) -> None:
        """Turn the instant preview on or off."""
        self.instant.want(wanted, time.monotonic())
        prediction = self._document.prediction
        if not wanted and prediction is not None and prediction.instant:
            self._document.predictions.clear()
            self._shown = ""
        self.questions.network_changed()
        self.state_changed.emit()

    def toggle_instant(self) -> None:
        """Turn the instant preview on when it is off, and off when it is on."""
        self.set_instant(not self.instant.wanted)

    def _weigh(self) -> None:
        """Ask the other one when the better one changes."""
        if self._instant_led == self.instant_shown:
            return
        self._instant_led = self.instant_shown
        if self._instant_led:
            self.instant.changed(time.monotonic())
        else:
            self.questions.network_changed()

    def _ask_instant(self) -> None:
        document, now = self._document, time.monotonic()
        mask, project = document.mask, document.project
        if not self.questions.live_wanted or self.questions.deaths >= MAX_DEATHS:
            return
        if mask is None or project is None or mask.stroking or not self.instant.due(now):
            return
        counts = document.census.class_counts()
        if sum(1 for class_id in document.classes.ids if counts[class_id]) < 2:
            return
        question = self.instant.next(now, self.instant_shown)
        if question is None:
            return
        labels = mask.settled() if mask.array.size <= LARGE else None
        classes = tuple((one.id, one.name) for one in document.classes)
        self._engine.submit(
            Instant(question.generation, project.folder, question.image_id, question.rect, labels, classes)
        )

    def _on_history(self) -> None:
        self.instant.changed(time.monotonic())

    def _on_instant_scored(self, event: InstantScored) -> None:
        if self.instant.scored(event, time.monotonic()):
            self._weigh()
            self.state_changed.emit()

    def _on_ranked(self, event: Ranked | RankingDone) -> None:
        self.ranked.emit(event)

    def _show(self, event: Predicted | Rough) -> None:
        """Put a prediction on the canvas; the panel says so when another one made it than before."""
        self._document.predictions.put(event)
        before, self._shown = self._shown, event.run
        if before != event.run:
            self.state_changed.emit()

    def _on_prediction(self) -> None:
        if self._shown and self._document.prediction is None:
            self._shown = ""
            self.state_changed.emit()
