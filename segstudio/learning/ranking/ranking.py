"""The learner's answer to Rank: one image after the other, in small steps, when there is nothing else to do.

Owns the choice of windows, the cache of results and the share of a training's time. The formulas are in
``learning.plan.acquisition``. Knows torch; reads the project and writes nothing. No Qt.

A large image is shrunk to half its size, never less: the network learnt at both sizes, and its uncertainty at any other
would mean nothing. Of an even larger one only a few windows are predicted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.errors import UserError, said
from segstudio.labels.geometry import Rect
from segstudio.learning.data.inputs import Input, InputImage, Inputs, SliceReader
from segstudio.learning.instant.one_model import OneModel
from segstudio.learning.messages import Rank, Ranked, RankingDone
from segstudio.learning.network.features import run_with_stages
from segstudio.learning.network.image_batch import as_batch, inference_context, pixels_for
from segstudio.learning.network.live_network import NetworkInUse
from segstudio.learning.plan.acquisition import ClassEntropy, Floats, Part, stratified
from segstudio.models.contract import Network
from segstudio.project.file_facts import image_stamp
from segstudio.project.project import Project
from segstudio.project.storage import FileStamp

SIDE = 384  # pixels of a window as the network sees it
HALVED = 2 * SIDE * SIDE  # pixels above which an image is shrunk to half its size
DIMENSIONS = 64  # of an embedding
SHARE = 0.1  # of a training's time, at most

Key = tuple[str, int]  # run, step
Seen = tuple[Input, list[FileStamp | None]]  # what is read for an image, and the state of its files
Result = tuple[tuple[Part, ...], Floats]
Steps = Generator[None, None, None]


class Ranking:
    """Answers the newest Rank. ``model(project)``: what predicts in that project, ``None``: nothing yet."""

    def __init__(
        self, model: Callable[[Path], NetworkInUse | None], send: Callable[[Ranked | RankingDone], None]
    ) -> None:
        self._model, self._send = model, send
        self._steps: Steps | None = None
        self._cache: dict[str, tuple[Seen, Key, Result]] = {}
        self._reader = SliceReader()
        self._folder: Path | None = None
        self._paused_until = 0.0

    @property
    def busy(self) -> bool:
        """Whether there are images left."""
        return self._steps is not None

    def begin(self, request: Rank) -> None:
        """Replace the request in work; one without images ends it."""
        self._steps = self._answer(request) if request.images else None

    def stop(self) -> None:
        """Drop the rest."""
        self._steps = None

    def next_piece(self, training: bool) -> None:
        """The next step; during a training only when that takes no more than SHARE of its time. Images that cannot be
        read, or have other channels, are left out and counted. Raises ProjectError."""
        if self._steps is None or (training and time.monotonic() < self._paused_until):
            return
        began = time.monotonic()
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
        now = time.monotonic()
        self._paused_until = now + (now - began) * (1 / SHARE - 1)

    # ---- one request --------------------------------------------------------------------------------------------

    def _answer(self, request: Rank) -> Steps:
        if request.project != self._folder:
            self._folder = request.project
            self._cache.clear()
        project = Project.open(request.project, write=False)
        known, inputs = {entry.id: entry for entry in project.images}, Inputs(project)
        yield
        ranked, left_out = 0, []
        for image_id in request.images:
            if image_id not in known:
                continue
            try:
                found = yield from self._rank(request.project, image_id, inputs.of(known[image_id]))
            except UserError as error:
                left_out.append(error.message)
                continue
            if found is None:
                break
            (parts, embedding), (run, step) = found
            self._send(Ranked(request.generation, image_id, stratified(parts), parts, embedding, run, step))
            ranked += 1
            yield
        self._send(RankingDone(request.generation, ranked, _left_out_sentence(left_out)))

    def _rank(self, folder: Path, image_id: str, wanted: Input) -> Generator[None, None, tuple[Result, Key] | None]:
        """The result for one image, and which model it is of; ``None``: there is no model."""
        used = self._used(folder)
        if used is None:
            return None
        seen, cached = (wanted, [image_stamp(one.path) for one in wanted.slices]), self._cache.get(image_id)
        if cached is not None and cached[:2] == (seen, (used.run, used.step)):
            return cached[2], cached[1]
        image = self._reader.read(wanted)
        yield
        used = self._used(folder)  # a training may have ended meanwhile
        if used is None:
            return None
        found, key = (yield from _examine(image, used)), (used.run, used.step)
        self._cache[image_id] = seen, key, found
        return found, key

    def _used(self, folder: Path) -> NetworkInUse | None:
        try:
            return self._model(folder)
        except UserError:
            return None  # its run cannot be loaded; a Predict or LoadRun reports that


def _left_out_sentence(reasons: Sequence[str]) -> str:
    """How many images could not be ranked, and why the first one."""
    words = "1 image was not looked at: {reason}", "{count} images were not looked at, the first one because: {reason}"
    return said(words[len(reasons) > 1], count=len(reasons), reason=reasons[0]) if reasons else ""


def _examine(image: InputImage, used: NetworkInUse) -> Generator[None, None, Result]:
    """How unsure a model is of one image, and what the image looks like to it."""
    net = used.net
    shrink = 2 if image.shape[0] * image.shape[1] > HALVED else 1
    entropy, features = ClassEntropy(len(used.ids)), []
    for rect in windows(image.shape, shrink, net.stride):
        probabilities, pooled = embed(net, _pixels(net, image, rect, shrink), used.device)
        entropy.add(probabilities)
        features.append(pooled)
        yield
    return entropy.parts(used.ids), projected(np.mean(features, axis=0))


def windows(shape: tuple[int, int], shrink: int, stride: int) -> list[Rect]:
    """The whole image of ``shape`` ``(h, w)`` unless it is larger than two windows after shrinking by ``shrink``; else
    a window around the centre of each quarter; corners at multiples of ``stride``."""
    height, width = shape
    if height * width <= 2 * SIDE * SIDE * shrink * shrink:
        return [Rect(0, 0, width, height)]
    spans = []
    for length in shape:
        size = min(length, SIDE * shrink)
        starts = {(round(part * length) - size // 2) // stride * stride for part in (0.25, 0.75)}
        spans.append(sorted({max(0, min(start, length - size)) // stride * stride for start in starts}))
    size_y, size_x = (min(length, SIDE * shrink) for length in shape)
    return [Rect(x, y, size_x, size_y) for y in spans[0] for x in spans[1]]


def _pixels(net: Network, image: InputImage, rect: Rect, shrink: int) -> NDArray[np.float32]:
    """The pixels of ``rect`` for the network, ``float32[c, h / shrink, w / shrink]``. Raises ImageError."""
    pixels = pixels_for(net, image)(rect)
    if shrink == 1:
        return pixels
    size = max(1, rect.w // shrink), max(1, rect.h // shrink)
    small = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in pixels]
    return np.stack(small).astype(np.float32, copy=False)


@torch.inference_mode()
def embed(net: Network, image: NDArray[np.float32], device: torch.device) -> tuple[Floats, Floats]:
    """Probabilities ``float32[K, h, w]`` of ``float32[c, h, w]``, and the features of the network's stages for an
    embedding averaged over it."""
    with inference_context(device):
        logits, stages = run_with_stages(net, net.embedding, as_batch(image, device, net.smallest))
    found = logits[0, :, : image.shape[1], : image.shape[2]].float().softmax(0).cpu().numpy()
    if not stages:  # the head alone: what it is made from
        return found, net.vote.described(image) if isinstance(net, OneModel) and net.vote is not None else found[
            :, 0, 0
        ]
    return found, torch.cat([stage.float().mean(dim=(0, 2, 3)) for stage in stages]).cpu().numpy()


def projected(features: Floats) -> Floats:
    """``float32[C]`` -> ``float32[DIMENSIONS]`` with distances nearly kept (Johnson and Lindenstrauss 1984), of the
    square roots, so that one strong channel does not outweigh all others."""
    rng = np.random.default_rng(0)
    mix = rng.standard_normal((len(features), DIMENSIONS)).astype(np.float32) / np.float32(DIMENSIONS**0.5)
    rooted = np.sign(features) * np.sqrt(np.abs(features))
    return np.asarray(rooted @ mix, np.float32)
