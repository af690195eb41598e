"""What the learner process is and does, as far as the window knows. Knows no engine."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.gui.look.words import tr
from segstudio.learning.messages import Progress, Ready

OFF, STARTING, IDLE, PREPARING, TRAINING, STOPPING = "off", "starting", "idle", "preparing", "training", "stopping"


class LearnerState(QObject):
    """The attributes are for reading; ``value`` is one of the six states.

    Signals: ``changed``.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = OFF
        self.device: Ready | None = None
        self.occupied = ""  # the long job that the learner was asked for, as a sentence; empty: none
        self.forget_run()

    def forget_run(self) -> None:
        """Another project or run, or none."""
        self.task = ""  # what it said of its progress, until the training begins or ends
        self.run: str | None = None  # whose network it holds
        self.stages: tuple[str, ...] = ()  # of that network

    def set(self, value: str) -> None:
        """Another state, or the same with something else to say of it."""
        self.value = value
        self.changed.emit()

    def hold(self, run: str, stages: tuple[str, ...]) -> None:
        """It holds a run's network."""
        self.run, self.stages = run, stages

    def progressed(self, event: Progress) -> None:
        """It says how far it is."""
        share = f" {100 * event.done / event.total:.0f}\N{NO-BREAK SPACE}%" if event.total else ""
        self.task = f"{event.task}{share}"
        self.changed.emit()

    @property
    def busy(self) -> bool:
        """Whether a training is being prepared, runs, or is ending."""
        return self.value in (PREPARING, TRAINING, STOPPING)

    def why_no_job(self, paused: bool) -> str:
        """Why it can begin no long job now; a ``paused`` training can be ended for it."""
        return self.occupied or (tr("A training is running; stop it first.") if self.busy and not paused else "")
