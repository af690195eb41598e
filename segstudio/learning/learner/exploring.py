"""The learner's jobs and answers for learning without labels. Must not import Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from segstudio.learning.data.inputs import SliceReader
from segstudio.learning.drawing.draw import drawn, drawn_for_masks
from segstudio.learning.drawing.model_of import Learnt, kept_model
from segstudio.learning.explore.explore import LOOKING, explore
from segstudio.learning.explore.unusual import unusual_places
from segstudio.learning.explore_messages import Draw, Drawn, Explore, Explored, FindUnusual, UnusualPlaces
from segstudio.learning.messages import Event, Progress, StartProgress
from segstudio.learning.network.device import Device
from segstudio.learning.process.inbox import Inbox
from segstudio.learning.runs.explorations import weights_digest
from segstudio.project.project import Project


class Exploring:
    """Learns without labels, and answers FindUnusual, a few patches at each ``go_on``, and Draw. ``between()`` is
    called between two steps of a job."""

    def __init__(
        self, inbox: Inbox, device: Device, send: Callable[[Event], None], between: Callable[[], None], threads: int
    ) -> None:
        self._inbox, self._device, self._send, self._between, self._threads = inbox, device, send, between, threads
        self._kept: tuple[Path, str, Learnt] | None = None  # the model that answered last
        self._steps: Iterator[None] | None = None
        self._slices = SliceReader(mapped=True)

    @property
    def busy(self) -> bool:
        """An answer is not complete yet."""
        return self._steps is not None

    def explore(self, job: Explore, cancelled: bool) -> None:
        """Do an Explore. A Cancel ends the learning, and the images are looked at with what was learnt, unless another
        job waits; a second one ends that too. Raises as ``explore``."""
        if cancelled:
            self._send(Explored("", cancelled=True))
            return
        inbox, hurried = self._inbox, False

        def stop() -> bool:
            return inbox.cancelled or (hurried and inbox.job_waiting)

        looking = False
        for event in explore(job.project, replace(job.settings, threads=self._threads), job.resume, stop):
            self._send(
                StartProgress(event.done, event.seconds_left, event.task) if isinstance(event, Progress) else event
            )
            if isinstance(event, Progress) and event.task == LOOKING and not looking:
                looking, hurried = True, inbox.cancelled
                inbox.clear_cancel()
            self._between()

    # ---- questions ---------------------------------------------------------------------------------------------

    def begin(self, request: FindUnusual) -> None:
        """Replace the FindUnusual in work."""
        self._steps = self._find(request)

    def go_on(self) -> None:
        """Its next patches. Raises LearningError, ProjectError, ImageError, ShortOfMemory; then it is dropped."""
        steps, self._steps = self._steps, None
        for _ in steps or ():
            self._steps = steps
            return

    def _find(self, request: FindUnusual) -> Iterator[None]:
        learnt = self._learnt(request.project, request.exploration)
        yield
        for error in unusual_places(request.project, learnt, request.image_id, self._slices):
            if error is not None:
                self._send(UnusualPlaces(request.generation, request.image_id, request.exploration, error))
            yield

    def draw(self, request: Draw) -> None:
        """Answer a Draw. Raises LearningError, ProjectError."""
        learnt = self._learnt(request.project, request.exploration)
        project = Project.open(request.project, write=False)
        if learnt.model.conditional and request.codes is None:
            masks, made = drawn_for_masks(project, learnt, request.count, request.seed)
            self._send(Drawn(request.generation, request.exploration, made, masks))
            return
        colours = learnt.facts.channels == 3 and not project.neighbours
        made = drawn(learnt, colours, request.codes, request.count, request.seed)
        self._send(Drawn(request.generation, request.exploration, made))

    def _learnt(self, project: Path, name: str) -> Learnt:
        """The model of an exploration as it is on disk; the last one stays in memory."""
        kept = self._kept
        if kept is None or kept[:2] != (project, name) or kept[2].digest != weights_digest(project, name):
            self._kept = None  # never two in memory
            self._kept = kept = project, name, kept_model(project, name, self._device)
        return kept[2]
