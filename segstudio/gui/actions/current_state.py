"""The current facts and window state, computed once after each burst of changes for everything that shows them.

Owns when facts are gathered. Shows nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from segstudio.gui.actions.facts import Facts
from segstudio.gui.actions.gather_facts import gather
from segstudio.gui.actions.window_state import resolve
from segstudio.gui.canvas.canvas import Canvas
from segstudio.gui.document.document import Document
from segstudio.gui.session.session import Session

REFRESH_MS = 30


class CurrentState(QObject):
    """``facts`` and the ``state`` that follows. ``more``: functions that add facts of other parts of the window.

    Signals:
        changed: both were computed again.
    """

    changed = Signal()

    def __init__(
        self, document: Document, session: Session | None = None, canvas: Canvas | None = None,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent or document)
        self.setObjectName("current_state")
        self._document, self._session, self._canvas = document, session, canvas
        self.more: list[Callable[[Facts], Facts]] = []
        self.closed = False
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self.follow(
            document.project_changed, document.classes_changed, document.images_changed, document.image_state_changed,
            document.current_changed, document.history_changed, document.prediction_changed, document.rule_changed,
            document.current_class_changed, document.window_changed,
        )  # fmt: skip
        if canvas is not None:
            self.follow(canvas.toolbox.tool_changed, canvas.display.view_changed)
        at_once = [document.image_loaded]  # the next key may be meant for the new image
        if session is not None:
            at_once += [session.state_changed, session.scored, session.progress]
        for signal in at_once:
            signal.connect(self.refresh)
        self.refresh()

    def follow(self, *signals: SignalInstance) -> None:
        """Compute the state soon after each of ``signals``."""
        for signal in signals:
            signal.connect(self.refresh_soon)

    def refresh_soon(self) -> None:
        """Compute the state once, after a burst of changes."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Compute the state now."""
        if self.closed:
            return
        self._soon.stop()
        self.facts = gather(self._document, self._session, self._canvas)
        for add in self.more:
            self.facts = add(self.facts)
        self.state = resolve(self.facts)
        self.changed.emit()

    def close(self) -> None:
        """The window is closed: nothing is computed any more."""
        self.closed = True
        self._soon.stop()
