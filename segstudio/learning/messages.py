"""What the window and the learner process say to each other: frozen dataclasses of numbers, paths and arrays.

Imports numpy and :mod:`segstudio.labels.geometry` only, so the window may use it without torch. Requests go to the
learner, events come back. Every answer carries the ``generation`` of its request; the window drops stale ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect

# How a score was made; the window and the command line print these words beside the number.
HELD_OUT = "held-out"
SAME_IMAGE = "same image, optimistic"

INSTANT = "instant"  # in place of a run's name: the head fitted on the spot made a prediction, no run did


@dataclass(frozen=True)
class TrainSettings:
    """Choices of one training. Durations in seconds; ``None`` means no such limit (stop on plateau)."""

    encoder: str = "auto"  # "auto" or a row of models.table.ENCODERS
    weights: str = "formula"  # "formula" (they come with the program), "imagenet", "none" or the path of a weights file
    upsampling: str = "bilinear"  # a row of models.upsampling.UPSAMPLING
    seconds: float | None = None
    steps: int | None = None
    device: str = "auto"  # "auto", "cpu", "cuda"
    seed: int = 0
    threads: int | None = None  # torch threads; None: all cores (command line), the window asks for cores - 1


# ---- requests: window -> learner -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Train:
    """Train on the masks in the project folder as they are on disk; ``resume`` names the run to go on from."""

    project: Path
    settings: TrainSettings
    resume: str | None = None


@dataclass(frozen=True)
class Cancel:
    """Stop the training within one step, keep the best weights so far."""


@dataclass(frozen=True)
class LoadRun:
    """Make a finished run the network that answers Predict and Features."""

    project: Path
    run: str


@dataclass(frozen=True)
class Predict:
    """Predict ``rect`` of one image (``None``: all of it) with the network as it stands. Newest wins."""

    generation: int
    project: Path
    image_id: str
    rect: Rect | None = None


@dataclass(frozen=True, eq=False)
class Instant:
    """Fit the instant head on what is labelled now and predict one image with it. Newest wins.

    ``rect``, the visible part, is answered first (``None``: the whole image), then the rest; an empty one asks for the
    score alone. ``mask`` ``uint8[h,w]``: the image's labels as the window holds them; ``None``: as they are on disk.
    Answered by Predicted with ``run`` INSTANT and by one InstantScored; with fewer than two labelled classes by
    InstantScored without a table only.
    """

    generation: int
    project: Path
    image_id: str
    rect: Rect | None = None
    mask: NDArray[np.uint8] | None = None
    classes: tuple[tuple[int, str], ...] = ()  # id and name; empty: those of the project on disk


@dataclass(frozen=True)
class Features:
    """The most active maps of one stage on one image. Newest wins."""

    generation: int
    project: Path
    image_id: str
    stage: str
    limit: int = 16


@dataclass(frozen=True)
class Shutdown:
    """End the learner process."""


Request = Train | Cancel | LoadRun | Predict | Instant | Features | Shutdown


# ---- events: learner -> window, trainer -> command line ---------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """The learner imported torch and knows its device."""

    device: str  # "cpu" or "cuda"
    name: str  # "CPU, 2 cores" or the GPU's name
    memory: int  # bytes of that device; 0 when unknown


@dataclass(frozen=True)
class Progress:
    """A long job's state. ``total`` 0: unknown length."""

    task: str
    done: float
    total: float
    seconds_left: float | None = None


@dataclass(frozen=True)
class Notice:
    """One line worth telling that is not an error ("No network: starting from random weights")."""

    text: str


@dataclass(frozen=True)
class Started:
    """Training begins."""

    run: str
    encoder: str
    weights: str  # one line: what the network starts from
    device: str
    train_images: int
    held_out_images: int
    parameters: int
    stages: tuple[str, ...]  # names for Features.stage, input to output


@dataclass(frozen=True)
class Step:
    """One optimiser step is done. ``loss`` is the mean over labelled pixels; ``seconds`` since the start."""

    step: int
    loss: float
    seconds: float
    images_per_second: float


@dataclass(frozen=True)
class ClassScore:
    """One class's line in a score table; ``None`` where the class is absent (shown as a dash)."""

    class_id: int
    name: str
    iou: float | None
    dice: float | None
    accuracy: float | None  # share of the class's true pixels that were found (recall)
    pixels: int  # true pixels counted


@dataclass(frozen=True)
class ScoreTable:
    """Scores over one set of images; means are over the classes that are present."""

    kind: str  # HELD_OUT or SAME_IMAGE
    images: int
    pixels: int
    classes: tuple[ClassScore, ...]
    mean_iou: float | None
    mean_dice: float | None
    accuracy: float | None  # pixel accuracy over all labelled pixels
    confusion: tuple[tuple[int, ...], ...] = ()  # rows truth, columns prediction


@dataclass(frozen=True)
class Scored:
    """A validation is done."""

    step: int
    seconds: float
    loss: float
    table: ScoreTable
    best: bool  # no earlier weights are better, as far as the held-out images can tell, and these were kept


@dataclass(frozen=True)
class Finished:
    """Training ended and its run is closed, read back and checked. ``reason``: "plateau", "limit", "cancelled".

    ``run`` is empty when it was cancelled before the first step: nothing was kept, the current run stays. It also stays
    when ``replaces`` is False: it scores better on the held-out images than the new one.
    """

    run: str
    reason: str
    steps: int
    seconds: float
    table: ScoreTable | None
    replaces: bool = True


@dataclass(frozen=True)
class RunLoaded:
    """Answer to LoadRun."""

    run: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Predicted:
    """A prediction of ``rect``: class ids and confidence (0..255 for 0..1), both ``uint8[rect.h, rect.w]``."""

    generation: int
    image_id: str
    rect: Rect
    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    run: str
    step: int


@dataclass(frozen=True)
class InstantScored:
    """How good the instant head is on pixels that it did not learn from, and what it looks at.

    ``source``: "filters", "network" (a frozen pretrained one) or "both", whichever scores best; "" without a table.
    ``table.kind`` is HELD_OUT (images that are held out) or SAME_IMAGE (held-out strokes of the images learnt from).
    """

    generation: int
    image_id: str
    table: ScoreTable | None
    source: str = ""


@dataclass(frozen=True)
class FeatureMaps:
    """Feature maps of one stage, most active first: ``uint8[C, h, w]``; ``channels`` are their numbers in the stage."""

    generation: int
    image_id: str
    stage: str
    channels: tuple[int, ...]
    total: int  # channels of the stage
    maps: NDArray[np.uint8]
    run: str
    step: int


@dataclass(frozen=True)
class Failed:
    """A request could not be done; sentences for the person, ``details`` for the log. ``request`` is its class name."""

    message: str
    hint: str
    details: str = ""
    request: str = ""


@dataclass(frozen=True)
class LearnerDied:
    """The learner process ended unasked; the engine has started, or will on the next request start, another one."""

    exit_code: int | None


Event = (
    Ready
    | Progress
    | Notice
    | Started
    | Step
    | Scored
    | Finished
    | RunLoaded
    | Predicted
    | InstantScored
    | FeatureMaps
    | Failed
    | LearnerDied
)
