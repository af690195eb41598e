"""What is asked of the learner besides training: a fit of the head, live prediction and feature maps.

Owns which network the learner must have loaded to answer; asks nothing that cannot be answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from segstudio.gui.document.document import Document
from segstudio.gui.session.head_questions import HeadQuestions
from segstudio.gui.session.learner_state import IDLE, LearnerState
from segstudio.gui.session.live_prediction import LivePrediction
from segstudio.learning.messages import (
    Features,
    FitHead,
    HeadFitted,
    LoadRun,
    NotPredicted,
    Predict,
    Predicted,
    Request,
    Rough,
)

MAX_DEATHS = 3  # a learner that dies so often over questions is not asked again before the next training
LARGE = 1 << 24  # pixels: of larger images the labels are read from disk, so a stroke counts when it is saved

Run = tuple[Path, str]


class Questions:
    """Asks through ``submit``; the session reports what happens to the learner."""

    def __init__(self, document: Document, learner: LearnerState, submit: Callable[[Request], None]) -> None:
        self._document, self._learner, self._submit = document, learner, submit
        self.live = LivePrediction()
        self.head = HeadQuestions()
        self.deaths = 0
        self._training: Path | None = None  # the project whose network is in training
        self._loaded: Run | None = None
        self._broken: Run | None = None
        self._left_unsaved = False  # another image than the one on the screen has strokes that are not on disk
        self._history_of = ""  # image whose undo and redo were last announced
        self.feature_generation = 0  # of the newest question for feature maps
        document.history_changed.connect(self._on_history)
        document.saved.connect(self._on_saved)
        document.images_changed.connect(self._on_images)

    # ---- what there is ------------------------------------------------------------------------------------------

    @property
    def _current_run(self) -> Run | None:
        """The run whose network takes part in predictions, if one does and it can be loaded."""
        project = self._document.project
        if project is None or not project.current_run or not project.use_network:
            return None
        run = (project.folder, project.current_run)
        return run if run != self._broken else None

    @property
    def has_network(self) -> bool:
        """Whether there is a network of this project: the one in training, or a current run that can be loaded."""
        project = self._document.project
        if self._training is not None:
            return project is not None and self._training == project.folder
        return self._current_run is not None

    @property
    def has_model(self) -> bool:
        """Whether anything can be predicted: a head was fitted, or there is a network."""
        return self.head.fits > 0 or self._current_run is not None

    @property
    def broken(self) -> bool:
        """Whether the current run cannot be loaded."""
        project = self._document.project
        return project is not None and self._broken == (project.folder, project.current_run)

    def _load(self) -> None:
        """Ask the learner to load the current run if it has not yet; not while a training is under way."""
        wanted = self._current_run
        if wanted is not None and wanted != self._loaded and self._learner.value == IDLE:
            self._loaded = wanted
            self._submit(LoadRun(*wanted))

    # ---- asking -------------------------------------------------------------------------------------------------

    def forget_project(self) -> None:
        """Another project, or none."""
        self.head.forget()
        self._left_unsaved, self._history_of = False, ""

    def show(self, image_id: str, shape: tuple[int, int]) -> None:
        """Another image ``(h, w)`` is on the screen; an empty id: no image."""
        self._left_unsaved = self._left_unsaved or self._document.saving.dirty
        self.live.show(image_id, shape)
        self.head.show(image_id, time.monotonic())

    def ask_head(self) -> None:
        """Ask for a fit of the head to the strokes, if one is due."""
        document, now = self._document, time.monotonic()
        mask, project = document.mask, document.project
        if mask is None or project is None or mask.stroking or self.deaths >= MAX_DEATHS or not self.head.is_due(now):
            return
        counts = document.census.counts.total
        if not self.head.fits and sum(1 for class_id in document.classes.ids if counts[class_id]) < 2:
            return
        question = self.head.next(now)
        if question is not None:
            labels = mask.settled() if mask.array.size <= LARGE else None
            classes = tuple((one.id, one.name) for one in document.classes)
            self._submit(FitHead(question[0], project.folder, question[1], labels, classes))

    def ask_live(self, training: bool) -> None:
        """Send the next question of live prediction, if one is due; ``training``: its network takes part."""
        project = self._document.project
        if project is None or self.deaths >= MAX_DEATHS:
            return
        self._load()
        network = self._current_run is not None
        question = self.live.next(time.monotonic(), training) if network or self.head.fits else None
        if question is not None:
            rough = self._document.prediction is None
            self._submit(Predict(question.generation, project.folder, question.image_id, question.rect, rough, network))

    def ask_features(self, image_id: str, stage: str, limit: int) -> None:
        """Ask for feature maps; an older question is forgotten."""
        project = self._document.project
        if project is None or not self.has_network:
            return
        self._load()
        self.feature_generation += 1
        self._submit(Features(self.feature_generation, project.folder, image_id, stage, limit))

    def _on_history(self) -> None:
        """Also when another image is shown, whose labels are the ones that were saved."""
        entry = self._document.entry
        image_id = entry.id if entry is not None else ""
        if image_id == self._history_of:
            self.head.changed(time.monotonic())
        self._history_of = image_id

    def _on_saved(self) -> None:
        mask = self._document.mask
        if self._left_unsaved or (mask is not None and mask.array.size > LARGE):
            self.head.changed(time.monotonic())
        self._left_unsaved = False

    def _on_images(self) -> None:
        if self.head.fits:  # images were removed, maybe with labels, or other pixels are learnt from
            self.head.changed(time.monotonic())
        else:
            self.model_changed()

    # ---- what the learner says ----------------------------------------------------------------------------------

    def is_newest(self, answer: Predicted | Rough) -> bool:
        """Record a piece of an answer; whether it is for the live question and the image on the screen."""
        rect = answer.rect if isinstance(answer, Predicted) else None  # the real answer follows a rough one
        return self.live.answered(answer.generation, rect, time.monotonic())

    def not_predicted(self, answer: NotPredicted) -> None:
        """The learner had no model for a question."""
        self.live.dropped(answer.generation, time.monotonic())

    def fitted(self, answer: HeadFitted) -> bool:
        """Take over a fit of the head; whether everything predicted is out of date with it."""
        changed = self.head.answered(answer)
        if changed:
            self.live.lost()  # an answer under way is of the head before
            self.model_changed()
        return changed

    def model_changed(self) -> None:
        """Another model predicts, or one with new weights: everything shown is out of date."""
        self.live.refresh()

    def splits_changed(self) -> None:
        """Other images are held out, whose labels teach nothing."""
        self.head.changed(time.monotonic())

    def set_network(self, training: Path | None, loaded: Run | None = None) -> None:
        """A network of a project is in training, or the learner has that of a run.

        Answers may have been lost meanwhile, e.g. by a Cancel.
        """
        self._training, self._loaded = training, loaded
        self.live.lost()

    def loading_failed(self) -> None:
        """The current run cannot be loaded; another one can be."""
        self._broken, self._loaded = self._loaded, None
        self.model_changed()

    def died(self) -> None:
        """The learner is gone and with it its network."""
        self.deaths += 1
        self.set_network(None)
        self.head.lost(time.monotonic())
