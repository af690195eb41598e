"""Answers the questions to the learner: predictions, feature maps, and fits of the head.

Owns the model in use (the head, and the network of the last run or of the running training) and the last image. A
large rectangle is answered block by block, so that training steps run in between and a newer request never waits long.
Must not import Qt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.errors import Cancelled, LearningError, together
from segstudio.freed_memory import give_back_memory
from segstudio.labels.geometry import Rect, cells
from segstudio.learning.data.inputs import Input, InputImage, SliceReader, input_of
from segstudio.learning.instant.frozen_features import starting_network
from segstudio.learning.instant.head_fitting import HeadFitting, Steps
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import (
    ROUGH,
    STROKES,
    Event,
    FeatureMaps,
    Features,
    FitHead,
    LoadRun,
    Notice,
    NotPredicted,
    Predict,
    Predicted,
    Rough,
    RunLoaded,
)
from segstudio.learning.network.device import Device
from segstudio.learning.network.features import feature_maps, shrink_for
from segstudio.learning.network.image_batch import field_for, pixels_for
from segstudio.learning.network.live_network import LiveNetwork, NetworkInUse, load_in_use
from segstudio.learning.network.object_seeds import Seeds, object_seeds
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
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.inputs import check_inputs
from segstudio.models.contract import Network
from segstudio.project.project import Project
from segstudio.project.storage import FileStamp, file_stamp

Asked = tuple[Path, str, FileStamp | None]  # project, image id, and the state of project.json
BLOCK = 512  # side of the blocks of a large answer: those of the features, so that each is computed once
ROUGH_BLOCK = 3072  # of those answered roughly
ROUGH_GRID = 32  # pixels: rough answers begin at multiples of it, and so of ROUGH


class Responder:
    """Answers LoadRun and every Question but Rank. ``live`` is shared with the trainer, which puts its network there;
    ``stop()``: a newer Predict came, or the job or the process must end."""

    def __init__(self, device: Device, send: Callable[[Event], None], stop: Callable[[], bool]) -> None:
        self.live = LiveNetwork()
        self._device = device
        self._send = send
        self._stop = stop
        self._image: tuple[Asked, Input, InputImage] | None = None
        self._reader = SliceReader()
        self._request: Predict | None = None
        self._blocks: deque[Rect] = deque()
        self._rough: deque[Rect] = deque()  # answered before them, at a quarter of the size
        self._local: tuple[tuple[object, ...], Network] | None = None  # key, copy with the statistics of a whole image
        self._seeds: tuple[tuple[object, ...], Seeds] | None = None  # key, objects of a whole image
        self.heads = HeadFitting(lambda: starting_network(device))
        self._fitting: Steps | None = None
        self._current: tuple[object, str | None] = None, None  # project and time of its file, run
        self._told = ""  # why the current run takes no part
        self._neighbours = 0  # of the project, on each side
        self._network = True  # whether it takes part in predictions, as the window last said
        self.ranking = Ranking(lambda project: self.model(project, self._network), send)

    @property
    def busy(self) -> bool:
        """An answer is not complete yet."""
        return self.predicting or self._fitting is not None

    @property
    def predicting(self) -> bool:
        """A Predict is being answered."""
        return bool(self._blocks or self._rough)

    @property
    def fitting(self) -> bool:
        """A FitHead is being answered and its head is still to come: it goes first, since predictions wait for it."""
        return self._fitting is not None and not self.heads.settled

    def begin_fit(self, request: FitHead) -> None:
        """Replace the FitHead in work, which ``answer_fit`` answers."""
        self.stop_fit()
        self._fitting = self.heads.answer(request)

    def answer_fit(self) -> None:
        """Do its next step. Raises ProjectError, ImageError, MaskError."""
        if self._fitting is None:
            return
        try:
            event = next(self._fitting)
        except StopIteration:
            self._fitting = None
            give_back_memory()
            return
        if event is not None:
            self._send(event)

    def stop_fit(self) -> None:
        """Drop the rest of the FitHead in work."""
        steps, self._fitting = self._fitting, None
        if steps is not None:
            steps.close()

    def load_run(self, request: LoadRun) -> None:
        """Make a run the network that answers. Raises LearningError, WeightsError."""
        loaded = self._loaded(request.project, request.run)
        self.live.put(loaded)
        self._send(RunLoaded(request.run, tuple(loaded.net.stages)))

    def _loaded(self, project: Path, run: str) -> NetworkInUse:
        found = load_in_use(project, run, self._device)
        if found.told:
            self._send(Notice(found.told))
        return found

    def begin_predict(self, request: Predict) -> None:
        """Replace the Predict in work, which ``answer_block`` answers. Without a model it is dropped, and that is
        said: whoever asked would wait for it otherwise."""
        self.drop_blocks()
        self._network = request.network
        if self.model(request.project, request.network) is None:
            self._send(NotPredicted(request.generation))
            return
        shape = self._read(request.project, request.image_id).shape
        rect = (request.rect or Rect.of_shape(shape)).clip(shape)
        self._request = request
        self._blocks.extend(blocks(rect))
        if request.rough and len(self._blocks) > 1:
            self._rough.extend(squares(on_grid(rect, shape, ROUGH_GRID), ROUGH_BLOCK))

    def answer_block(self) -> None:
        """Answer the next block, if there is one.

        A whole large image is predicted as for export, with one set of statistics for all blocks; its visible part
        first with those of each block, which is quicker.
        """
        waiting, request = self._rough or self._blocks, self._request
        if not waiting or request is None:
            return
        image, rect = self._read(request.project, request.image_id), waiting[0]
        used = self.model(request.project, request.network)
        if used is None:
            self.drop_blocks()
            self._send(NotPredicted(request.generation))
            return
        alone = used.mixture.alone if used.mixture is not None else ()
        try:
            if waiting is self._rough:
                read = pixels_for(used.net, image)
                small = predict_small(used.net, used.ids, read, rect, ROUGH, used.device, self._stop)
                self._send(Rough(request.generation, request.image_id, rect, small, used.run, alone))
            else:
                found = self._predicted(used, request, image, rect)
                objects = self._objects(used, request, image, rect, found[0])
                of_image = request.generation, request.image_id, rect
                self._send(Predicted(*of_image, *found, used.run, used.step, objects, alone))
        except Cancelled:  # a newer request drops the rest itself; a cancelled training does not concern this one
            return
        waiting.popleft()
        if short := LIMIT.take_notice():
            self._send(Notice(short))

    def _predicted(self, used: NetworkInUse, request: Predict, image: InputImage, rect: Rect) -> Prediction:
        net, field = used.net, field_for(used.net, image)
        read, shape = field.read, field.shape
        quick = request.rect is not None or (field.over is None and in_one_go(shape, used.device))
        if net.by_block or quick:
            self._local = None
            return predict_rect(net, used.ids, read, shape, field.at(rect), used.device, self._stop)
        key = (used.run, used.step, used.fit, self.heads.fits, request.project, request.image_id)
        if self._local is None or self._local[0] != key:
            self._local = None  # never two copies in memory
            grid = on_grid(Rect.of_shape(shape), shape, net.alone.stride)
            self._local = key, local_copy(net.alone, read, grid, used.device, self._stop)
        return predict_part(net, self._local[1], used.ids, read, shape, field.at(rect), used.device)

    def _objects(
        self, used: NetworkInUse, request: Predict, image: InputImage, rect: Rect, classes: NDArray[np.uint8]
    ) -> NDArray[np.int32] | None:
        """The objects in a block ``rect`` of a whole image, which are looked for once."""
        net = used.net.alone
        if request.rect is not None or not net.finds_objects:
            return None
        key = used.run, used.step, used.fit, request.project, request.image_id
        if self._seeds is None or self._seeds[0] != key:
            field = field_for(net, image)
            self._seeds = key, object_seeds(net, field.read, field.shape, field.place, used.device, self._stop)
        return self._seeds[1].of_classes(rect, classes, used.ids)

    def features(self, request: Features) -> None:
        """Answer with the most active maps of a stage. Raises LearningError."""
        live = self.live.newest
        if live is None or live.project != request.project:
            live = self._load_current(request.project)
        if live is None:
            raise LearningError("There is no trained network yet.", "Train first, then look at its feature maps.")
        if request.stage not in live.net.stages:
            stage, choices = repr(request.stage), ", ".join(live.net.stages)
            raise LearningError(
                "This network has no stage {stage}.", "Choose one of {choices}.", stage=stage, choices=choices
            )
        image = self._read(request.project, request.image_id)
        read, shape = pixels_for(live.net, image), image.shape
        found = feature_maps(live.net, request.stage, read, shape, request.limit, live.device)
        self._send(
            FeatureMaps(
                request.generation, request.image_id, request.stage, *found, live.run, live.step, shrink_for(shape)
            )
        )

    def drop_blocks(self) -> None:
        """Drop the rest of the Predict in work."""
        self._blocks.clear()
        self._rough.clear()

    def forget_network(self) -> None:
        """Drop the network of a training that failed: the next question loads the current run."""
        self.live.put(None)
        self._local = self._seeds = None
        self.drop_blocks()

    def model(self, project: Path, network: bool = True) -> NetworkInUse | None:
        """What predicts now, as one network: the head and the network in use, which is the current run's unless a
        training joined, or without ``network`` the head alone; ``None``: there is neither. Raises LearningError,
        WeightsError, ProjectError."""
        self._look_again(project)
        if self._fitting is None:
            self.heads.look_at(self._neighbours)
        used = self.live.used if network else None
        if network and (used is None or used.project != project):
            used = self._load_current(project)
        if (used is None or used.mixture is not None) and not self.heads.knows(project) and not self.fitting:
            self.heads.fit_saved(project)
        head = self.heads.head if self.heads.knows(project) else None
        if head is None and used is not None and used.mixture is not None and self.fitting:
            return None  # in a moment: never a picture without it
        if used is None:
            if head is None:
                return None
            strokes = Vote(head, self.heads.reader, head.ids)
            net, where = OneModel(None, head.ids, strokes), self._device.torch
            return NetworkInUse(net, head.ids, STROKES, self.heads.fits, project, where, strokes.mixture)
        vote = None
        if head is not None and used.mixture is not None:
            vote = Vote(head, self.heads.reader, used.ids, used.mixture)
        return used._replace(net=OneModel(used.net, used.ids, vote))

    def _load_current(self, project: Path) -> NetworkInUse | None:
        """The network of the current run, which is kept in memory; ``None``: there is none, or it is not to be used."""
        self._look_again(project)
        run = self._current[1]
        if run is None:
            return None
        if self.live.used is None or (self.live.used.project, self.live.used.run) != (project, run):
            self.live.used = self._loaded(project, run)
            if self.live.newest is None or self.live.newest.project != project:
                self.live.newest = self.live.used
        return self.live.used

    def _look_again(self, project: Path) -> None:
        """Which run's network is to be used, from project.json if that changed. One that learnt from something else
        than the project's images are now takes no part, and that is said once."""
        stamp = project, file_stamp(project / "project.json")
        if self._current[0] == stamp:
            return
        opened = Project.open(project, write=False)
        run, used = opened.current_run if opened.use_network else None, self.live.used
        told = self._why_not(opened, run) if run is not None else ""
        if told != self._told:
            self._told = told
            if told:
                self._send(Notice(told))
        self._current, self._neighbours = (stamp, None if told else run), opened.neighbours
        if used is not None and used.project == project and self._why_not(opened, used.run):
            self.live.used = None

    def _why_not(self, project: Project, run: str) -> str:
        """Why the network of a run takes no part; empty: it does, or the run of a training is not on disk yet."""
        try:
            info = read_info(project.folder, run)
        except LearningError:
            return ""
        try:
            check_inputs(project, info)
        except LearningError as error:
            return together(error.message, error.hint)
        return ""

    def _read(self, project: Path, image_id: str) -> InputImage:
        """The image, kept until another one is asked for. Raises ImageError, ProjectError."""
        asked = project, image_id, file_stamp(project / "project.json")
        if self._image is None or self._image[0] != asked:
            opened = Project.open(project, write=False)
            wanted, kept = input_of(opened, opened.entry(image_id)), self._image
            same = kept is not None and kept[0][:2] == asked[:2] and kept[1] == wanted
            self._image = asked, wanted, kept[2] if same and kept is not None else self._reader.read(wanted)
        return self._image[2]


def blocks(rect: Rect) -> list[Rect]:
    """``rect`` itself when it is small enough to be predicted whole, else its parts in the blocks of a fixed grid, the
    centre first."""
    if rect.w * rect.h <= WHOLE_CPU // 2:
        return [rect] if rect else []
    return centre_first([cell.intersect(rect) for cell in cells(rect, BLOCK, BLOCK)], rect)


def squares(rect: Rect, side: int) -> list[Rect]:
    """Squares of ``side`` that cover ``rect``, cropped at its right and bottom, the centre first."""
    found = [
        Rect(x, y, min(side, rect.right - x), min(side, rect.bottom - y))
        for y in range(rect.y, rect.bottom, side)
        for x in range(rect.x, rect.right, side)
    ]
    return centre_first(found, rect)
