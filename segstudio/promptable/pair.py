"""The two ONNX files of a click network, opened and run. Only the process of its own imports this: a damaged file, or
one that is too large for the memory, ends that process and not the window.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from segstudio.errors import Said, UserError, said
from segstudio.promptable.answers import Answer, Facts
from segstudio.promptable.families import (
    EXPECTED,
    TYPES,
    Array,
    Layout,
    Model,
    Picture,
    Port,
    Prompts,
    frame_side,
    recognise,
)

_TRIAL = 96, 128  # rows and columns of the picture that a check reads


class Read:
    """What the encoder made of one picture."""

    def __init__(self, features: dict[str, Array], layout: Layout) -> None:
        self.features, self.layout = features, layout
        self.nbytes = sum(array.nbytes for array in features.values())


class Pair:
    """Opens both files (paths). ``UserError``: one sentence on what was found and what was expected."""

    def __init__(self, encoder: Path, decoder: Path) -> None:
        self._encoder, self._decoder = _opened(encoder), _opened(decoder)
        self.encoder, self.decoder = _model(self._encoder), _model(self._decoder)
        self.family = recognise(self.encoder, self.decoder)
        port = self.encoder.inputs[0]
        if port.type not in TYPES:
            raise UserError(
                "The encoder takes values of the type {type}, which is not supported.", EXPECTED, type=port.type
            )
        self.side = frame_side(self.encoder, self.decoder)
        self._masks = next(
            name for name in self.family.masks if name in {output.name for output in self.decoder.outputs}
        )
        self.facts = Facts(self.family.title, self.side, self.family.most_points(self.decoder))

    def read(self, picture: Picture, options: Any = None) -> Read:
        """Run the encoder on ``uint8[h, w, 3]`` RGB. ``options``: ``RunOptions``, by which another thread stops it."""
        port = self.encoder.inputs[0]
        array, layout = self.family.arrange(picture, port, self.side)
        names = self.family.given(self.encoder)
        found = _run(self._encoder, names, {port.name: port.made(array)}, said("encoder"), options)
        if not all(np.isfinite(one).all() for one in found):
            raise UserError("The encoder's answer holds values that are no numbers (NaN).", EXPECTED)
        return Read(dict(zip(self.family.features, found, strict=True)), layout)

    def answer(self, read: Read, at: NDArray[np.float32], labels: NDArray[np.float32]) -> Answer:
        """Run the decoder for clicks: ``at`` in shares of the picture's width and height, ``labels`` 1 or 0."""
        height, width = read.layout.size
        inside = at * np.array((width, height), np.float32) - 0.5
        prompts = Prompts(inside.astype(np.float32), labels.astype(np.float32))
        feed = {**read.features, **self.family.feed(prompts, read.layout, self.decoder)}
        wanted = {port.name: port.made(feed[port.name]) for port in self.decoder.inputs}
        masks, scores = _run(self._decoder, (self._masks, "iou_predictions"), wanted, said("decoder"))
        return self._checked(masks, scores, read.layout)

    def _checked(self, masks: Array, scores: Array, layout: Layout) -> Answer:
        if masks.ndim not in (4, 5) or not masks.size:
            raise UserError("The decoder's masks have {axes} axes, not 4 or 5.", EXPECTED, axes=masks.ndim)
        logits = (masks[0] if masks.ndim == 4 else masks[0, 0]).astype(np.float32)
        quality = scores.reshape(-1)[: len(logits)].astype(np.float32)
        if len(quality) < len(logits):
            counts = {"masks": len(logits), "scores": len(quality)}
            raise UserError("The decoder gives {masks} masks but {scores} scores.", EXPECTED, **counts)
        if not (np.isfinite(logits).all() and np.isfinite(quality).all()):
            raise UserError("The decoder's answer holds values that are no numbers (NaN).", EXPECTED)
        rows, columns = logits.shape[1:]
        if self._masks == self.family.cropped:
            covered = rows * layout.size[0] / layout.frame[0], columns * layout.size[1] / layout.frame[1]
        else:
            covered = float(rows), float(columns)
        return Answer(logits, quality, covered)

    def trial(self) -> Facts:
        """Read a small picture and answer a click on it, as a check; the facts with the times that took."""
        rows, columns = np.mgrid[: _TRIAL[0], : _TRIAL[1]]
        disc = (rows - _TRIAL[0] / 2) ** 2 + (columns - _TRIAL[1] / 2) ** 2 < 900
        picture = np.repeat(np.where(disc, 200, 60).astype(np.uint8)[..., None], 3, axis=2)
        start = time.perf_counter()
        read = self.read(picture)
        middle = time.perf_counter()
        answer = self.answer(read, np.full((1, 2), 0.5, np.float32), np.ones(1, np.float32))
        end = time.perf_counter()
        return Facts(
            self.facts.family, self.side, self.facts.most_points, len(answer.logits), middle - start, end - middle
        )


def _opened(path: Path) -> Any:
    """A session of one file; processors but one, so that the window has one."""
    if not path.is_file():
        raise UserError("{path} is not there.", "Choose the file again in Preferences.", path=str(path))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, (os.cpu_count() or 2) - 1)
    options.enable_cpu_mem_arena = False  # else the memory of the largest run is kept
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # of many kinds: damaged, cut off, unknown operators, no memory
        raise UserError("{name} is no ONNX network that can be opened.", str(error)[:300], name=path.name) from error


def _model(session: Any) -> Model:
    def ports(found: Any) -> tuple[Port, ...]:
        return tuple(Port(one.name, one.type, tuple(map(_side, one.shape))) for one in found)

    return Model(ports(session.get_inputs()), ports(session.get_outputs()))


def _side(side: object) -> int | None:
    """A size that is fixed; ``None`` for a name, or nothing."""
    return side if isinstance(side, int) and not isinstance(side, bool) and 0 < side < math.inf else None


def _run(session: Any, names: tuple[str, ...], feed: dict[str, Array], part: Said, options: Any = None) -> list[Array]:
    try:
        return [np.asarray(one) for one in session.run(list(names), feed, options)]
    except Exception as error:
        if options is not None and options.terminate:
            raise
        raise UserError("An error stopped the {part}.", str(error)[:300], part=part) from error
