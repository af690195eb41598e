"""What is asked of the learner besides training: live prediction and feature maps.

Owns which network the learner must have loaded to answer; asks nothing that cannot be answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from segstudio.gui.document.document import Document
from segstudio.gui.session.live_prediction import LivePrediction
from segstudio.learning.messages import Features, LoadRun, Predict, Predicted, Request, Rough

MAX_DEATHS = 3  # a learner that dies so often over questions is not asked again before the next training

Run = tuple[Path, str]


class Questions:
    """Asks through ``submit``; the session reports what happens to the learner."""

    def __init__(self, document: Document, submit: Callable[[Request], None]) -> None:
        self._document, self._submit = document, submit
        self.live = LivePrediction()
        self.deaths = 0
        self._training: Path | None = None  # the project whose network in training answers
        self._loaded: Run | None = None
        self._broken: Run | None = None
        self.feature_generation = 0  # of the newest question for feature maps

    @property
    def _current_run(self) -> Run | None:
        project = self._document.project
        return (project.folder, project.current_run) if project is not None and project.current_run else None

    @property
    def has_network(self) -> bool:
        """Whether there is a network of this project: the one in training, or a current run that can be loaded."""
        project = self._document.project
        if self._training is not None:
            return project is not None and self._training == project.folder
        return self._current_run not in (None, self._broken)

    def _project_to_ask(self) -> Path | None:
        """The open project if the learner can answer for it; asks it to load the current run if it has not yet."""
        project, wanted = self._document.project, self._current_run
        if project is None or not self.has_network:
            return None
        if self._training is None and wanted is not None:
            if self.deaths >= MAX_DEATHS:
                return None
            if self._loaded != wanted:
                self._loaded = wanted
                self._submit(LoadRun(*wanted))
        return project.folder

    def ask_live(self, training: bool, rough: bool = False) -> None:
        """Send the next question of live prediction, if one is due; ``rough``: nothing is shown yet."""
        folder = self._project_to_ask()
        question = self.live.next(time.monotonic(), training) if folder is not None else None
        if folder is not None and question is not None:
            self._submit(Predict(question.generation, folder, question.image_id, question.rect, rough))

    def ask_features(self, image_id: str, stage: str, limit: int) -> None:
        """Ask for feature maps; an older question is forgotten."""
        folder = self._project_to_ask()
        if folder is not None:
            self.feature_generation += 1
            self._submit(Features(self.feature_generation, folder, image_id, stage, limit))

    def is_newest(self, answer: Predicted | Rough) -> bool:
        """Record a piece of an answer; whether it is for the live question and the image on the screen."""
        rect = answer.rect if isinstance(answer, Predicted) else None  # the real answer follows a rough one
        return self.live.answered(answer.generation, rect, time.monotonic())

    def network_changed(self) -> None:
        """New weights: everything shown is out of date."""
        self.live.refresh(time.monotonic())

    def set_network(self, training: Path | None, loaded: Run | None = None) -> None:
        """From now on the network in training of a project answers, or that of the run that the learner has.

        Answers may have been lost meanwhile, e.g. by a Cancel.
        """
        self._training, self._loaded = training, loaded
        self.live.lost()

    def loading_failed(self) -> None:
        """The current run cannot be loaded; another one can be."""
        self._broken = self._loaded
        self.live.gave_up()

    def died(self) -> None:
        """The learner is gone and with it its network."""
        self.deaths += 1
        self.set_network(None)
