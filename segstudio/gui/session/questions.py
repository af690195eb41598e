"""What is asked of the learner besides training: live prediction, single images, features.

Owns which network the learner must hold to answer, and that nothing is asked that cannot be answered. Knows no Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from segstudio.gui.session.live_prediction import LivePrediction
from segstudio.learning.messages import FeatureMaps, Features, LoadRun, Predict, Predicted, Request, Rough

MAX_DEATHS = 3  # a learner that dies so often over questions is not asked again before the next training

Run = tuple[Path, str]


class Questions:
    """Asks through ``submit``; the caller tells what happened to the learner."""

    def __init__(self, submit: Callable[[Request], None]) -> None:
        self._submit = submit
        self.live = LivePrediction()
        self.project: Path | None = None
        self.current_run: str | None = None
        self.deaths = 0
        self._wanted = True
        self._training: Path | None = None  # the project whose network in training answers
        self._loaded: Run | None = None
        self._broken: Run | None = None
        self._feature_generation = 0

    @property
    def live_wanted(self) -> bool:
        """Whether predictions are asked for by themselves."""
        return self._wanted

    @live_wanted.setter
    def live_wanted(self, value: bool) -> None:
        self._wanted = value
        self.live.lost()
        self.live.refresh(time.monotonic())

    # ---- asking ---------------------------------------------------------------------------------------------------

    def _network_ready(self) -> bool:
        """Whether the learner holds a network of this project; asks it to load the current run if it does not."""
        if self.project is None:
            return False
        if self._training is not None:
            return self._training == self.project
        if self.current_run is None:
            return False
        wanted = (self.project, self.current_run)
        if wanted == self._broken or self.deaths >= MAX_DEATHS:
            return False
        if self._loaded != wanted:
            self._loaded = wanted
            self._submit(LoadRun(*wanted))
        return True

    def ask_live(self, training: bool, rough: bool = False) -> None:
        """Send the next question of live prediction, if one is due; ``rough``: nothing is shown yet."""
        if not self._wanted or not self._network_ready() or self.project is None:
            return
        question = self.live.next(time.monotonic(), training)
        if question is not None:
            self._submit(Predict(question.generation, self.project, question.image_id, question.rect, rough))

    def ask_image(self, image_id: str, generation: int) -> bool:
        """Ask for one whole image; ``False`` when there is no network."""
        if not self._network_ready() or self.project is None:
            return False
        self._submit(Predict(generation, self.project, image_id, None))
        return True

    def ask_features(self, image_id: str, stage: str, limit: int) -> bool:
        """Ask for feature maps; an older question is forgotten."""
        if not self._network_ready() or self.project is None:
            return False
        self._feature_generation += 1
        self._submit(Features(self._feature_generation, self.project, image_id, stage, limit))
        return True

    # ---- what happened ------------------------------------------------------------------------------------------

    def is_newest(self, answer: Predicted | Rough) -> bool:
        """Take note of a piece of an answer; whether it is of the live question and of the image on the screen. A rough
        one is followed by the real one."""
        now = time.monotonic()
        if isinstance(answer, Rough):
            return self.live.heard(answer.generation, now)
        return self.live.answered(answer.generation, answer.rect, now)

    def is_newest_features(self, answer: FeatureMaps) -> bool:
        """Whether it answers the newest question for features."""
        return answer.generation == self._feature_generation

    def network_changed(self) -> None:
        """New weights: everything shown is out of date."""
        self.live.refresh(time.monotonic())

    def training_began(self, project: Path | None) -> None:
        """From now on the network in training answers."""
        self._training, self._loaded = project, None
        self.live.lost()
        self.network_changed()

    def training_ended(self, kept: Run | None) -> None:
        """``kept``: the run whose network the learner holds now, if any. A Cancel may have swallowed answers."""
        self._training, self._loaded = None, kept
        self.live.lost()
        self.network_changed()

    def loading_failed(self) -> None:
        """The current run cannot be loaded; another one can be."""
        self._broken = self._loaded
        self.live.gave_up()

    def died(self) -> None:
        """The learner is gone and with it its network."""
        self.deaths += 1
        self._training = self._loaded = None
        self.live.lost()
