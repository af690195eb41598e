"""What the learner process is and does, as far as the window knows. Imports no engine."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from segstudio.learning.messages import Progress, Ready

OFF, STARTING, IDLE, PREPARING, TRAINING, STOPPING = "off", "starting", "idle", "preparing", "training", "stopping"


class LearnerState(QObject):
    """The attributes are for reading; ``value`` is one of the six states. Signal: ``changed``."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = OFF
        self.device: Ready | None = None
        self.occupied = ""  # the long job that the learner was asked for, as a sentence; empty: none
        self.forget_run()

    def forget_run(self) -> None:
        """Another project or run, or none."""
        self.task = ""  # its progress in words, until the training begins or ends
        self.run: str | None = None  # whose network it has
        self.stages: tuple[str, ...] = ()  # of that network

    def set(self, value: str) -> None:
        """Another state, or the same with another attribute."""
        self.value = value
        self.changed.emit()

    def set_progress(self, event: Progress) -> None:
        """How far it is."""
        share = f" {100 * event.done / event.total:.0f}\N{NO-BREAK SPACE}%" if event.total else ""
        self.task = f"{event.task}{share}"
        self.changed.emit()
