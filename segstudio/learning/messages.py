"""What the window and the learner process say to each other: frozen dataclasses of numbers, paths and arrays.

Must not import torch. Requests go to the learner, events come back. Every answer carries the ``generation`` of its
request; the window drops outdated ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segstudio.labels.geometry import Rect
from segstudio.learning.comparison_messages import (
    CompareNetworks,
    Comparison,
    ComparisonEnded,
    ComparisonProgress,
)
from segstudio.learning.explore_messages import (
    Draw,
    Drawn,
    Explore,
    Explored,
    FindUnusual,
    Restored,
    TryExploration,
    UnusualPlaces,
)
from segstudio.scores.score_table import FEW_LABELS as FEW_LABELS
from segstudio.scores.score_table import HELD_OUT as HELD_OUT
from segstudio.scores.score_table import OF_STROKES as OF_STROKES
from segstudio.scores.score_table import OF_STROKES_TOO as OF_STROKES_TOO
from segstudio.scores.score_table import SAME_IMAGE as SAME_IMAGE
from segstudio.scores.score_table import SAME_REGION as SAME_REGION
from segstudio.scores.score_table import SAME_STACK as SAME_STACK
from segstudio.scores.score_table import ClassScore as ClassScore
from segstudio.scores.score_table import ScoreTable as ScoreTable

ROUGH = 4  # how many times smaller a first, rough prediction is
STROKES = "strokes"  # in place of a run's name: the head alone predicts, no trained network takes part
SCORED_BY_HEAD = 12  # held-out images at most that the score of the head alone is counted on
CANCELLED, CLOSED = "cancelled", "closed"  # why a training was stopped: by Stop, or because the window was closed


@dataclass(frozen=True)
class TrainSettings:
    """Choices of one training. Durations in seconds; ``None`` means no such limit (stop on plateau)."""

    network: str = "unet"  # a row of choices.networks
    encoder: str = "auto"  # "auto" or a row of choices.encoders that the network takes
    weights: str = "imagenet"  # a row of choices.starts, or the path of a file
    upsampling: str = "bilinear"  # a row of choices.upsamplings
    seconds: float | None = None
    steps: int | None = None
    device: str = "auto"  # or a row of choices.devices
    seed: int = 0
    threads: int | None = None  # torch threads; None: all cores (command line), the window asks for cores - 1
    loss: str = "cross_entropy_dice"  # a row of choices.losses
    class_weights: str = "balanced"  # "median", "none", or own ones: "crack=3, pore=0.5" (names or ids; others 1)
    border: bool = False  # more weight where regions nearly touch (U-Net's border map)
    elastic: bool = False  # patches are bent as strongly as for U-Net
    frozen: float | None = None  # share of the training in which the encoder stays as it is; None: as the recipe says
    generated: str = ""  # an exploration that draws images for masks: pairs of rare classes are added; empty: none
    wait: float = 0.0  # seconds to wait for new strokes once the score no longer improves


# ---- requests: window -> learner -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Train:
    """Train on the masks on disk; ``resume`` names the run to continue."""

    project: Path
    settings: TrainSettings
    resume: str | None = None


@dataclass(frozen=True)
class Cancel:
    """Stop the job in work (a training within one step; its best weights are kept) and those that wait."""

    predicting: bool = False  # only the predicting of a project


@dataclass(frozen=True)
class LoadRun:
    """Make a finished run the network that answers Predict and Features."""

    project: Path
    run: str


@dataclass(frozen=True)
class Predict:
    """Predict ``rect`` of one image (``None``: all of it) with the model as it is, without ``network`` with the head
    alone. Newest wins; dropped while there is neither. With ``rough`` a large rectangle is answered by Rough first."""

    generation: int
    project: Path
    image_id: str
    rect: Rect | None = None
    rough: bool = False
    network: bool = True


@dataclass(frozen=True, eq=False)
class FitHead:
    """Fit the head, which every prediction is made with from then on, to the labels there are now. Newest wins.
    ``image_id``: the image on the screen; ``mask`` ``uint8[h,w]``: its labels in the window; ``None``: those on disk.
    Answered by HeadFitted after every fit (a quick one, then one from all labels) and again with the score.
    """

    generation: int
    project: Path
    image_id: str
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
class Rank:
    """Say how unsure the model is of each image, when idle. Newest wins, no image ends it: Ranked, RankingDone."""

    generation: int
    project: Path
    images: tuple[str, ...] = ()  # ids, in the order to be ranked


@dataclass(frozen=True)
class LearnStart:
    """Explore a project's images by the method for starts, then try that as a TryExploration does. ``settings``:
    encoder, device, seed, and maybe ``seconds`` or ``steps``. Answered by StartProgress, and by one OwnStart unless it
    fails."""

    project: Path
    settings: TrainSettings


@dataclass(frozen=True)
class PredictProject:
    """Predict every image of a project into its predictions folder, beside any job, with the model as it is at the
    beginning. Answered by StartProgress, Unlike and ImagePredicted, and by one AllPredicted unless it fails."""

    project: Path
    run: str
    flips: str = "none"  # a row of choices.flips
    again: bool = False  # also images whose prediction is up to date
    images: tuple[str, ...] = ()  # by their ids, only these; none: all


@dataclass(frozen=True)
class FitImages:
    """Fit a run to ``images``, by ids (none: those that look unlike its training images), or ``undo`` that. Answered by
    StartProgress, and by one Fitted unless it fails."""

    project: Path
    run: str
    images: tuple[str, ...] = ()
    undo: bool = False
    look: bool = False  # only say which look unlike, unless another job waits: answered by Unlike at most


@dataclass(frozen=True)
class Pause:
    """Pause a PredictProject between two tiles, or continue it."""

    paused: bool


@dataclass(frozen=True)
class Shutdown:
    """End the learner process."""


@dataclass(frozen=True)
class Leave:
    """The window is closed: end the learner process after the training of ``project`` has kept its weights and, unless
    the current run is better, its run is the current one. ``known``: the run of the newest Finished that the window
    got, which it has seen to already. No event is received any more."""

    project: Path | None
    known: str = ""


Job = Train | LoadRun | LearnStart | FitImages | Explore | TryExploration | CompareNetworks  # done one after the other
Question = (
    Predict | FitHead | Features | Rank | FindUnusual | Draw
)  # answered between two steps of a job; the newest of each kind
Request = Job | PredictProject | Question | Cancel | Pause | Shutdown | Leave


# ---- events: learner -> window, trainer -> command line ---------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """The learner imported torch and knows its device."""

    device: str  # a row of choices.devices
    name: str  # "CPU, 2 cores" or the card's name
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
    """One line for the person that is not an error; ``left_out``: it names something that was asked for."""

    text: str
    left_out: bool = False


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
    network: str = "unet"
    first_check: int = 0  # step after which the first score is counted; 0: not known
    last_step: int | None = None  # the budget, by the numbers of Step; ``None``: no such limit
    last_second: float | None = None


@dataclass(frozen=True)
class Step:
    """One optimiser step is done. ``loss`` is the mean over labelled pixels; ``seconds`` since the start."""

    step: int
    loss: float
    seconds: float
    images_per_second: float


@dataclass(frozen=True)
class Waiting:
    """The score no longer improves: the training pauses until there are new strokes or ``seconds_left`` are over. The
    next Step ends the pause. ``run``: its run, saved by now; empty when the one before is better."""

    step: int
    seconds_left: float
    run: str = ""


@dataclass(frozen=True)
class Scored:
    """A validation is done. ``with_head``: of the network and the head together. ``shown``: the kept weights take part
    in every prediction, and their run is on disk; else ``instead`` scores, on the same labels, what is still used."""

    step: int
    seconds: float
    loss: float
    table: ScoreTable
    best: bool  # no earlier weights score better on the held-out images; these were kept
    rising: bool | None = None  # True: a test says so; False: no gain for as long; None: neither (learning.plan.trend)
    strokes_at: float | None = None  # seconds at which labels to learn from changed since the check before
    truth_at: float | None = None  # the same of the labels to score on: earlier scores are not comparable
    with_head: bool = False
    shown: bool = True
    instead: ScoreTable | None = None


@dataclass(frozen=True)
class Finished:
    """Training ended and its run is closed, read back and checked. ``reason``: "plateau", "limit", CANCELLED, CLOSED.
    ``run`` is empty when it was cancelled before the first step. With ``replaces`` False the model before
    stays: ``stays``, its score on the present held-out labels; ``None`` when that was not counted."""

    run: str
    reason: str
    steps: int
    seconds: float
    table: ScoreTable | None
    replaces: bool = True
    stays: ScoreTable | None = None


@dataclass(frozen=True)
class RunLoaded:
    """Answer to LoadRun."""

    run: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Predicted:
    """Of ``rect``: class ids and confidence (0..255 for 0..1), ``uint8[h,w]``. ``run``: its network; STROKES: none.
    ``objects`` ``int32[h,w]``, as of ``labels.objects.find_objects``: those that the network found, ``None``: it finds
    none, or only a part of the image was asked for. ``head_alone``: ids of the classes that the head decided about by
    itself."""

    generation: int
    image_id: str
    rect: Rect
    classes: NDArray[np.uint8]
    confidence: NDArray[np.uint8]
    run: str
    step: int
    objects: NDArray[np.int32] | None = None
    head_alone: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Rough:
    """A prediction of ``rect`` at a quarter of its size, shown until Predicted comes: class ids
    ``uint8[ceil(h / ROUGH), ceil(w / ROUGH)]``. ``rect`` begins at multiples of ROUGH. ``head_alone``: as there."""

    generation: int
    image_id: str
    rect: Rect
    classes: NDArray[np.uint8]
    run: str
    head_alone: tuple[int, ...] = ()


@dataclass(frozen=True)
class NotPredicted:
    """A Predict is dropped: just now there is no model to answer it, or one is being made. Ask again in a moment."""

    generation: int


@dataclass(frozen=True)
class HeadFitted:
    """The head was fitted ``fits`` times in this project, 0: it cannot be, with fewer than two labelled classes.
    ``table``: how the head alone scores, ``None``: not counted yet, or nothing can be."""

    generation: int
    image_id: str
    fits: int
    table: ScoreTable | None = None


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
    shrunk: int = 1  # how many times smaller, on each side, the image was for them


@dataclass(frozen=True, eq=False)
class Ranked:
    """One image is ranked. Formulas: ``learning.plan.acquisition``. ``uncertainty`` 0 (sure) .. 1 (guessing);
    ``parts``: class id, share of the pixels predicted as it, their mean entropy 0..1; ``embedding`` ``float32[D]``:
    close for alike images, comparable within one run only."""

    generation: int
    image_id: str
    uncertainty: float
    parts: tuple[tuple[int, float, float], ...]
    embedding: NDArray[np.float32]
    run: str
    step: int


@dataclass(frozen=True)
class RankingDone:
    """A Rank is complete: ``images`` could be ranked; ``left_out``: a sentence on the others, empty: there are none."""

    generation: int
    images: int
    left_out: str = ""


@dataclass(frozen=True)
class StartProgress:
    """``share`` 0..1 of a LearnStart, an Explore, a TryExploration, a FitImages, or of what a PredictProject does
    before it predicts, is done."""

    share: float
    seconds_left: float | None = None
    task: str = ""  # what an Explore does


@dataclass(frozen=True)
class OwnStart:
    """A LearnStart ended. Scores are mean IoU on the same ``held_out`` images after ``steps`` of fine-tuning from each
    start; ``None``: they were not compared. ``text``: the outcome in one sentence; empty: it was cancelled."""

    project: str
    encoder: str
    kept: bool
    text: str
    score: float | None = None
    built_in: float | None = None
    held_out: int = 0
    steps: int = 0


@dataclass(frozen=True)
class ImagePredicted:
    """An image of a PredictProject is done. ``new``: it was not up to date before; ``problem``: why it was left out."""

    image_id: str  # or, of any images, the path and the plane
    run: str
    done: int
    total: int
    seconds_left: float | None = None
    new: bool = True
    problem: str = ""


@dataclass(frozen=True)
class Unlike:
    """Which images look unlike the training images of a run, by name and, of a project's, id. ``text``: that in a
    sentence; empty: none does. A text without names: they could not be compared, and why."""

    run: str
    text: str = ""
    names: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fitted:
    """A FitImages ended. ``text``: what it did; empty: it was cancelled and did nothing."""

    run: str
    text: str


@dataclass(frozen=True)
class AllPredicted:
    """A PredictProject ended."""

    run: str
    cancelled: bool = False


@dataclass(frozen=True)
class Failed:
    """A request could not be done; sentences for the person, ``details`` for the log. ``request`` is its class name."""

    message: str
    hint: str
    details: str = ""
    request: str = ""


@dataclass(frozen=True)
class LearnerDied:
    """The learner process ended by itself; the engine starts another one for the next request."""

    exit_code: int | None


Event = (
    Ready | Progress | Notice | Started | Step | Waiting | Scored | Finished | RunLoaded | Predicted | Rough
    | NotPredicted | HeadFitted | FeatureMaps | Ranked | RankingDone | StartProgress | OwnStart | ImagePredicted
    | AllPredicted | Unlike | Fitted | Restored | Explored | UnusualPlaces | Drawn | ComparisonProgress | Comparison
    | ComparisonEnded | Failed | LearnerDied
)  # fmt: skip
