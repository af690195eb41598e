"""Answers the questions to the learner: predictions, feature maps and the preview.

Owns the network in use (of the last run or of the running training) and the last image. A large rectangle is answered
block by block, so that training steps run in between and a newer request never waits long. Must not import Qt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from segstudio.errors import Cancelled, LearningError
from segstudio.labels.geometry import Rect
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.preview import PreviewModel, Steps
from segstudio.learning.messages import (
    ROUGH,
    Event,
    FeatureMaps,
    Features,
    LoadRun,
    Notice,
    Predict,
    Predicted,
    PreviewRequest,
    Rough,
    RunLoaded,
)
from segstudio.learning.network.device import Device
from segstudio.learning.network.features import feature_maps
from segstudio.learning.network.live_network import LiveNetwork, load_network
from segstudio.learning.network.pixel_limit import LIMIT
from segstudio.learning.network.predictor import (
    WHOLE_CPU,
    Prediction,
    in_one_go,
    local_copy,
    predict_part,
    predict_rect,
    predict_small,
)  # fmt: skip
from segstudio.learning.network.tile_grid import centre_first, on_grid
from segstudio.learning.ranking.ranking import Ranking
from segstudio.models.contract import Network
from segstudio.project.images.reading import ImageData, read_image
from segstudio.project.project import Project

BLOCK = 768  # side of the blocks of a large answer
ROUGH_GRID = 32  # pixels: rough answers begin at multiples of it, and so of ROUGH


class Responder:
    """Answers LoadRun and every Question. ``live`` is shared with the trainer, which puts its network there;
    ``stop()``: a newer Predict came, or the job or the process must end."""

    def __init__(self, device: Device, send: Callable[[Event], None], stop: Callable[[], bool]) -> None:
        self.live = LiveNetwork()
        self._device = device
        self._send = send
        self._stop = stop
        self._image: tuple[tuple[Path, str], ImageData] | None = None
        self._request: Predict | None = None
        self._blocks: deque[Rect] = deque()
        self._rough: deque[Rect] = deque()  # answered before them, at a quarter of the size
        self._local: tuple[tuple[object, ...], Network] | None = None  # key, copy with the statistics of a whole image
        self._preview = PreviewModel(lambda: starting_network(device))
        self._preview_steps: Steps | None = None
        self.ranking = Ranking(self.live, self._have_network, self._preview, send)

    @property
    def busy(self) -> bool:
        """A large answer is not complete yet."""
        return bool(self._blocks or self._rough) or self._preview_steps is not None

    @property
    def preview_busy(self) -> bool:
        """A PreviewRequest is being answered; it comes first, since it takes a fraction of a second."""
        return self._preview_steps is not None

    def begin_preview(self, request: PreviewRequest) -> None:
        """Replace the PreviewRequest in work, which ``answer_preview`` answers."""
        self._stop_preview()
        self._preview_steps = self._preview.answer(request)

    def answer_preview(self) -> None:
        """Do its next step. Raises ProjectError, ImageError, MaskError."""
        if self._preview_steps is None:
            return
        try:
            event = next(self._preview_steps)
        except StopIteration:
            self._preview_steps = None
            return
        if event is not None:
            self._send(event)

    def _stop_preview(self) -> None:
        steps, self._preview_steps = self._preview_steps, None
        if steps is not None:
            steps.close()

    def load_run(self, request: LoadRun) -> None:
        """Make a run the network that answers. Raises LearningError, WeightsError."""
        self._load(request.project, request.run)
        assert self.live.net is not None
        self._send(RunLoaded(request.run, tuple(self.live.net.stages)))

    def begin_predict(self, request: Predict) -> None:
        """Replace the Predict in work, which ``answer_block`` answers. Without any run it is dropped: the window asks
        before the first training too."""
        self._drop_blocks()
        if not self._have_network(request.project):
            return
        shape = self._read(request.project, request.image_id).shape
        rect = (request.rect or Rect.of_shape(shape)).clip(shape)
        self._request = request
        self._blocks.extend(blocks(rect))
        if request.rough and len(self._blocks) > 1:
            self._rough.extend(squares(on_grid(rect, shape, ROUGH_GRID), BLOCK * ROUGH))

    def answer_block(self, training: bool = False) -> None:
        """Answer the next block, if there is one.

        A whole large image is predicted as for export, with one set of statistics for all blocks; the visible part, and
        everything while a training runs, with those of each block, which is quicker.
        """
        waiting, request, live = self._rough or self._blocks, self._request, self.live
        if not waiting or request is None:
            return
        image, rect = self._read(request.project, request.image_id), waiting[0]
        if live.net is None:
            self._drop_blocks()
            return
        try:
            if waiting is self._rough:
                small = predict_small(live.net, live.ids, image.model_input, rect, ROUGH, live.device, self._stop)
                self._send(Rough(request.generation, request.image_id, rect, small, live.run))
            else:
                found = self._predicted(live.net, request, image, rect, training)
                self._send(Predicted(request.generation, request.image_id, rect, *found, live.run, live.step))
        except Cancelled:  # a newer request drops the rest itself; a cancelled training does not concern this one
            return
        waiting.popleft()
        if short := LIMIT.take_notice():
            self._send(Notice(short))

    def _predicted(self, net: Network, request: Predict, image: ImageData, rect: Rect, training: bool) -> Prediction:
        live, shape = self.live, image.shape
        if request.rect is not None or training or in_one_go(shape, live.device):
            self._local = None
            return predict_rect(net, live.ids, image.model_input, shape, rect, live.device, self._stop)
        key = (net, live.step, request.project, request.image_id)
        if self._local is None or self._local[0] != key:
            self._local = None  # never two copies in memory
            grid = on_grid(Rect.of_shape(shape), shape, net.stride)
            self._local = key, local_copy(net, image.model_input, grid, live.device, self._stop)
        return predict_part(self._local[1], live.ids, image.model_input, shape, rect, live.device)

    def features(self, request: Features) -> None:
        """Answer with the most active maps of a stage. Raises LearningError."""
        if not self._have_network(request.project):
            raise LearningError("There is no trained network yet.", "Train first, then look at its feature maps.")
        live = self.live
        assert live.net is not None
        if request.stage not in live.net.stages:
            stage, choices = repr(request.stage), ", ".join(live.net.stages)
            raise LearningError(
                "This network has no stage {stage}.", "Choose one of {choices}.", stage=stage, choices=choices
            )
        image = self._read(request.project, request.image_id)
        channels, total, maps = feature_maps(live.net, request.stage, image.model_input(), request.limit, live.device)
        self._send(
            FeatureMaps(request.generation, request.image_id, request.stage, channels, total, maps, live.run, live.step)
        )

    def stop(self) -> None:
        """Drop the rest of the answer in work."""
        if self.preview_busy:
            self._stop_preview()
        else:
            self._drop_blocks()

    def _drop_blocks(self) -> None:
        self._blocks.clear()
        self._rough.clear()

    def forget_network(self) -> None:
        """Drop the network of a training that failed: the next question loads the current run."""
        self.live.net = self._local = None
        self._drop_blocks()

    def _have_network(self, project: Path) -> bool:
        """Whether there is a network of this project, after loading its current run if need be."""
        if self.live.net is not None and self.live.project == project:
            return True
        run = Project.open(project, write=False).current_run
        if run is None:
            return False
        self._load(project, run)
        return True

    def _load(self, project: Path, run: str) -> None:
        net, info = load_network(project, run, self._device)
        live = self.live
        live.net, live.ids, live.run, live.step = net, info.class_ids, run, info.steps
        live.project, live.device = project, self._device.torch

    def _read(self, project: Path, image_id: str) -> ImageData:
        """The image, kept until another one is asked for. Raises ImageError, ProjectError."""
        if self._image is None or self._image[0] != (project, image_id):
            opened = Project.open(project, write=False)
            image = read_image(opened.image_path(opened.entry(image_id)))
            self._image = ((project, image_id), image)
        return self._image[1]


def blocks(rect: Rect) -> list[Rect]:
    """``rect`` itself when it is small enough to be predicted whole, else squares of BLOCK that cover it."""
    if rect.w * rect.h <= WHOLE_CPU // 2:
        return [rect] if rect else []
    return squares(rect, BLOCK)


def squares(rect: Rect, side: int) -> list[Rect]:
    """Squares of ``side`` that cover ``rect``, cropped at its right and bottom, the centre first."""
    found = [
        Rect(x, y, min(side, rect.right - x), min(side, rect.bottom - y))
        for y in range(rect.y, rect.bottom, side)
        for x in range(rect.x, rect.right, side)
    ]
    return centre_first(found, rect)
