"""Edits that would block the window: a few steps per turn of the event loop, one edit after the other.

``finish`` does all that is left at once, so code that needs the mask complete never waits for a turn. Owns no
mask and no widget.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from segstudio.labels.geometry import Rect

TURN = 0.006  # seconds of work before the window may draw and listen; the last step may take as long again


@dataclass
class _Edit:
    steps: Generator[Rect, None, Any]
    changed: Callable[[Rect], None]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Turns(QObject):
    """Edits wait in line; each begins (looks at the mask for the first time) when those before it are done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._line: deque[_Edit] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def busy(self) -> bool:
        """Whether an edit is under way or waits."""
        return bool(self._line)

    def run(
        self,
        steps: Generator[Rect, None, Any],
        changed: Callable[[Rect], None],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        at_once: bool,
    ) -> None:
        """Have ``steps`` done, ``at_once`` (after those in line) or in turns.

        ``changed`` gets the rectangle of each turn, ``done`` what the steps return, ``failed`` what they raise.
        """
        self._line.append(_Edit(steps, changed, done, failed))
        if at_once:
            self.finish()
        else:
            self._timer.start()

    def finish(self) -> None:
        """All that is in line, now."""
        while self._line:
            self._work(None)

    def _on_turn(self) -> None:
        self._work(TURN)

    def _work(self, seconds: float | None) -> None:
        """Steps of the first edit for so long (``None``: to its end)."""
        edit = self._line[0]
        end = None if seconds is None else time.perf_counter() + seconds
        rect, over = Rect(0, 0, 0, 0), None
        try:
            while True:
                rect = rect.union(next(edit.steps))
                if end is not None and time.perf_counter() > end:
                    break
        except StopIteration as stop:
            over = partial(edit.done, stop.value)
        except Exception as error:
            over = partial(edit.failed, error)
        if over is not None:
            self._line.popleft()
        if not self._line:
            self._timer.stop()
        if rect:
            edit.changed(rect)
        if over is not None:
            over()
