"""Learning from unlabelled images while nobody wants anything: one step at a time, with fewer threads, to be paused at
any moment and gone on with from there.

Owns the one such learning under way; what is learnt is ``learning.pretraining.compare_starts``'s. Must not import Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from segstudio.learning.learner.power import on_battery
from segstudio.learning.messages import Event, Idle, Idling, OwnStart, Progress
from segstudio.learning.network.device import set_threads
from segstudio.learning.pretraining.compare_starts import learn_own_start

TELL_SECONDS = 0.5  # between two words on how far it is
POWER_SECONDS = 10.0  # between two looks at the power line
BATTERY = "on battery"

Key = tuple[Path, str, str]  # project, encoder, device


class IdleLearning:
    """Takes the newest ``Idle`` up; ``threads``: what the learner uses otherwise."""

    def __init__(self, send: Callable[[Idling | OwnStart], None], threads: int) -> None:
        self._send, self._threads = send, threads
        self._key: Key | None = None
        self._steps: Generator[Event, None, None] | None = None
        self._wanted = False
        self._share = 0.0
        self._told = self._looked = -1e9

    @property
    def busy(self) -> bool:
        """Whether there is a step to do now."""
        return self._wanted and self._steps is not None

    def take(self, request: Idle) -> None:
        """Begin, go on, or (without a project) pause. What another project has learnt so far is written first."""
        self._wanted = request.project is not None
        if request.project is None:
            return
        settings = request.settings
        key = (request.project, settings.encoder, settings.device)
        self._looked = self._told = -1e9
        if key == self._key and self._steps is not None:
            return
        self.drop()
        self._key, self._share, self._wanted = key, 0.0, True
        self._steps = learn_own_start(request.project, replace(settings, threads=self._fewer))

    @property
    def _fewer(self) -> int:
        """A half of the threads: there is no hurry."""
        return max(1, self._threads // 2)

    def go_on(self) -> None:
        """One step, if there is one to do. Raises what learning raises."""
        if not self.busy or self._steps is None:
            return
        now = time.monotonic()
        if now - self._looked > POWER_SECONDS:
            self._looked = now
            if on_battery():
                self._wanted = False
                self._tell(BATTERY)
                return
        set_threads(self._fewer)
        try:
            event = next(self._steps, None)
        finally:
            set_threads(self._threads)
        if event is None:
            self._steps, self._wanted = None, False
        elif isinstance(event, Progress):
            self._share = event.done
            if now - self._told > TELL_SECONDS:
                self._told = now
                self._tell()
        elif isinstance(event, OwnStart):
            self._send(event)

    def drop(self) -> None:
        """End it; what was learnt is written, so that another time goes on from it."""
        steps, self._steps, self._key, self._wanted = self._steps, None, None, False
        if steps is not None:
            steps.close()

    def _tell(self, waiting: str = "") -> None:
        if self._key is not None:
            self._send(Idling(str(self._key[0]), self._share, waiting))
