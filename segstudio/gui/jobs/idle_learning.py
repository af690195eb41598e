"""Learning from unlabelled images while nobody works, as the window sees it: when to ask, when to pause, what to say.

Owns the switch, the clock and the words; the learner does the work. Knows no torch.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from segstudio.gui.document.document import Document
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.status_bar import LongWork
from segstudio.gui.look.words import percent, tr
from segstudio.gui.session.instant_session import IDLE
from segstudio.gui.session.session import Session
from segstudio.learning.messages import Failed, Idle, Idling, OwnStart, Progress
from segstudio.learning.process.engine import Engine
from segstudio.learning.runs.own_start import BUILT_IN, OWN, own_encoders

QUIET_SECONDS = 60.0  # without a stroke, another image or a training
SILENCE = 60.0  # seconds without a word after which it is left alone until the next training
LEARN_SECONDS = 180.0  # of computing; pauses are not counted
TICK_MS = 1000
KEY = "idle"  # of the long work


class IdleLearning(QObject):
    """Asks the learner to learn from the open project's images when the window was quiet for a minute.

    Signals:
        changed: ``wanted`` changed.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        engine: Engine,
        settings: Settings,
        work: LongWork,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("idle_learning")
        self._document, self._session, self._engine = document, session, engine
        self._settings, self._work = settings, work
        self.clock: Callable[[], float] = time.monotonic
        self._quiet_since = self._heard = self.clock()
        self._asked: Path | None = None
        self._settled: Path | None = None  # nothing more to learn there for now
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        for signal in (document.mask_changed, document.history_changed, document.current_changed):
            signal.connect(self.pause)
        document.project_changed.connect(self._on_project)
        session.idling.connect(self._on_event)
        session.finished.connect(self._on_finished)
        session.failed.connect(self._on_failed)
        self._on_project()
        if self.wanted:
            self._timer.start()

    @property
    def wanted(self) -> bool:
        """The switch."""
        return self._settings.idle

    def toggle(self) -> None:
        """Turn it on or off; remembered."""
        self._settings.idle = not self.wanted
        self.pause()
        if self.wanted:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    @property
    def learns(self) -> bool:
        """Whether the learner was asked and not told to pause."""
        return self._asked is not None

    # ---- asking ---------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Ask when it was quiet for long enough; pause when it is not any more."""
        project, mask, now = self._document.project, self._document.mask, self.clock()
        stroking = mask is not None and mask.stroking
        if project is None or project.read_only or self._session.state != IDLE or stroking:
            self.pause()
        elif self.learns:
            if now - self._heard > SILENCE:
                self._settled = self._asked
                self.pause()
        elif self.wanted and project.folder != self._settled and now - self._quiet_since >= QUIET_SECONDS:
            self._asked, self._heard = project.folder, now
            chosen = replace(self._session.settings, weights=BUILT_IN, steps=None, seconds=LEARN_SECONDS)
            self._engine.submit(Idle(project.folder, chosen))

    def pause(self) -> None:
        """Somebody works: the processor is theirs, and the minute begins anew."""
        self._quiet_since = self.clock()
        if self._asked is not None:
            self._asked = None
            self._work.end(KEY)
            self._engine.submit(Idle())

    def _on_finished(self) -> None:
        """A training is over: there may be held-out images now that were none before."""
        self._settled = None
        self.pause()

    # ---- what comes back --------------------------------------------------------------------------------------------

    def _on_event(self, event: Idling | OwnStart) -> None:
        if self._asked is None or event.project != str(self._asked):
            return
        elif isinstance(event, OwnStart):
            self._settled = self._asked
            self._rest()
            if event.news:
                self._tell(event)
        elif event.waiting:
            self._rest()
        else:
            self._heard = self.clock()
            text = tr("Learning from your images, {share}", share=percent(event.share))
            if KEY not in self._work.keys:
                self._work.begin(KEY, text, self.toggle)
            self._work.update_progress(KEY, Progress(text, event.share, 1.0))

    def _rest(self) -> None:
        """The learner does not learn any more, whatever the reason; the minute begins anew."""
        self._asked, self._quiet_since = None, self.clock()
        self._work.end(KEY)

    def _on_failed(self, failed: Failed) -> None:
        if failed.request == "Idle":
            self._settled = self._asked
            self._rest()

    def _tell(self, event: OwnStart) -> None:
        chosen = event.kept and self._choose_start()
        end = tr("The setting Start from is now Your images.") if chosen else ""
        self._session.notice.emit(f"{tr(event.text)} {end}".strip())

    def _on_project(self) -> None:
        self.pause()
        self._settled = None
        self._choose_start()

    def _choose_start(self) -> bool:
        """Set "Start from" to the project's own start where there is one, unless another was chosen; whether it was."""
        project, session = self._document.project, self._session
        session.own_start = project is not None and bool(own_encoders(project.folder))
        before = session.settings.weights
        if before in (OWN, BUILT_IN):
            session.settings = replace(session.settings, weights=OWN if session.own_start else BUILT_IN)
        session.settings_changed.emit()
        return before != session.settings.weights and session.own_start
