"""A whole learner in the test's own process: requests are put in by hand, what it says is kept."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from typing import TypeVar

import numpy as np

from segstudio.learning.learner.learner import Learner
from segstudio.learning.messages import Event, FitHead, HeadFitted, Predict, Predicted
from segstudio.learning.process.inbox import Inbox
from segstudio.project.project import Project

Kind = TypeVar("Kind", bound=Event)


class Desk:
    """``events``: what was said; ``on_event`` is called with each and may put the next request in."""

    def __init__(self) -> None:
        requests, self.far = Pipe(duplex=False)
        self.inbox = Inbox(requests)
        self.events: list[Event] = []
        self.on_event: Callable[[Event], None] = lambda event: None
        self.learner = Learner(self.inbox, self)  # type: ignore[arg-type]

    def send(self, event: Event) -> None:
        """What the learner does with an event."""
        self.events.append(event)
        self.on_event(event)

    def serve(self, *requests: object) -> list[Event]:
        """Give all requests, then serve until nothing is left."""
        self._put(requests)
        while not self.inbox.empty or self.learner.busy:
            self.learner.take_turn()
        return self.events

    def serve_until_shutdown(self, *requests: object) -> None:
        """Give all requests, then serve as the process does, until a Shutdown comes."""
        self._put(requests)
        self.learner.serve()

    def _put(self, requests: tuple[object, ...]) -> None:
        for request in requests:
            self.inbox.put(request)  # type: ignore[arg-type]

    def of_kind(self, kind: type[Kind]) -> list[Kind]:
        """The events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def take(self, kind: type[Kind]) -> list[Kind]:
        """The events of a kind, which are then forgotten."""
        found = self.of_kind(kind)
        self.events = [event for event in self.events if not isinstance(event, kind)]
        return found

    def fit_head(self, folder: Path, image_id: str = "im0", mask: np.ndarray | None = None) -> HeadFitted:
        """Fit the head as after a stroke; what was said last."""
        self.take(HeadFitted)
        self.serve(FitHead(1, folder, image_id, mask))
        return self.take(HeadFitted)[-1]

    def overlay(self, folder: Path, image_id: str = "im0", network: bool = True) -> tuple[np.ndarray, np.ndarray, str]:
        """What the window would show of an image: classes, confidence, and the run that took part."""
        self.take(Predicted)
        self.serve(Predict(1, folder, image_id, network=network))
        shape = Project.open(folder, write=False).entry(image_id).shape
        classes, confidence, run = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8), ""
        for event in self.take(Predicted):
            classes[event.rect.slices], confidence[event.rect.slices] = event.classes, event.confidence
            run = event.run
        return classes, confidence, run
