"""The facts of a run and its ``run.json``, which is checked when it is read. Must not import torch or Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import numpy as np

from segstudio.choices.encoders import ENCODERS
from segstudio.choices.networks import NETWORKS
from segstudio.choices.starts import StartKind, kind_named
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.errors import LearningError
from segstudio.labels.geometry import Rect
from segstudio.learning.messages import ClassScore, Scored, ScoreTable, TrainSettings
from segstudio.scores.confusion import mean

T = TypeVar("T")

VERSION = 2  # of runs whose head decides about some classes alone: an earlier program predicts otherwise; else 1
NORMALISATION = "input 0..1; the network subtracts the ImageNet mean and divides by its standard deviation"
LONGEST_TITLE = 100
STAMP = "%Y-%m-%d_%H-%M-%S"  # a run's folder
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_MOST = 1 << 64  # of a whole number in run.json
BUFFER = 64  # pixels around the window that nothing learns from: half of the usual patch


class Region(NamedTuple):
    """The held-out window of one image."""

    image_id: str
    window: Rect

    @property
    def closed(self) -> Rect:
        """The window and its buffer, from which nothing is learnt (may exceed the image)."""
        w = self.window
        return Rect(w.x - BUFFER, w.y - BUFFER, w.w + 2 * BUFFER, w.h + 2 * BUFFER)

    def __str__(self) -> str:
        """As it is kept in run.json."""
        w = self.window
        return f"{w.x} {w.y} {w.w} {w.h} {self.image_id}"

    @classmethod
    def parse(cls, text: str) -> Region | None:
        """Back from ``str``; ``None`` for anything else."""
        *numbers, image_id = text.split(" ", 4)
        if len(numbers) < 4 or not all(number.isdecimal() and len(number) < 10 for number in numbers):
            return None
        return cls(image_id, Rect(*map(int, numbers)))


@dataclass(frozen=True)
class RunInfo:
    """The facts of a run: enough to build its network again and to judge it."""

    name: str
    encoder: str  # a row of choices.encoders, never "auto"; empty: the network has none
    class_ids: tuple[int, ...]  # in the order of the network's outputs
    class_names: tuple[str, ...]
    settings: TrainSettings
    network: str = "unet"  # a row of choices.networks
    upsampling: str = "bilinear"
    weights: str = ""  # one line: what training started from
    origin: str = StartKind.PHOTOGRAPHS.value  # what that was learnt from, a StartKind
    scores: tuple[Scored, ...] = ()
    best: ScoreTable | None = None  # the scores of the weights that were kept
    mask_hashes: Mapping[str, str] = field(default_factory=dict)  # image id -> SHA-256 of the mask trained on
    held_out: tuple[str, ...] = ()  # image ids never trained on
    region: str = ""  # str of a Region, held out of an image that was trained on
    created: str = ""  # local time, ISO 8601
    reason: str = ""  # why training ended: "plateau", "limit", CANCELLED, CLOSED
    steps: int = 0
    seconds: float = 0.0
    normalisation: str = NORMALISATION
    weights_sha256: str = ""  # filled in when saved
    resume_sha256: str = ""  # empty: nothing to resume the optimiser from
    title: str = ""  # a person's name for it; empty: the date says it
    program: str = ""  # version of SegStudio that made it; filled in when saved
    truth_hashes: Mapping[str, str] = field(default_factory=dict)  # held-out image id -> SHA-256 of the mask scored on
    pixels: tuple[int, ...] = ()  # labelled pixels trained on, by class in the order of class_ids; empty: not recorded
    precision: str = ""  # of the forward pass: float32, bfloat16 or float16; empty: not recorded
    learnt: tuple[str, ...] = ()  # image ids that it, or a run that it continued, ever trained on
    ranges: tuple[str, ...] = ()  # of values that are 0 and 1 to it, in words; empty: not recorded
    channels: int = 3  # of its images, with the slices beside them; 3: grey and colour ones
    neighbours: int = 0  # slices on each side that it sees beside each image
    with_head: bool = False  # predictions are made with the head beside the network
    head_share: float = 0.5  # what the head says then, as in ``learning.plan.mixture``; before it was a half
    head_alone: tuple[int, ...] = ()  # ids of the classes that the head decides about by itself
    generated: int = 0  # image-mask pairs that were generated and trained on
    generated_from: str = ""  # one line: the exploration that generated them

    @property
    def known(self) -> frozenset[str]:
        """Ids of images that its weights have learnt from, so that they are never scored on them."""
        return frozenset(self.learnt) | frozenset(self.mask_hashes)


def unknown_choice(info: RunInfo) -> str:
    """The first choice of a run that no table of this version has; empty: it has all of them."""
    if info.network not in NETWORKS:
        return info.network
    encoders = ENCODERS if NETWORKS[info.network].encoders else ("",)
    upsamplings = NETWORKS[info.network].upsamplings or ("", *UPSAMPLINGS)
    needed = ((info.encoder, encoders), (info.upsampling, upsamplings))
    return next((word or "\N{EN DASH}" for word, table in needed if word not in table), "")


def title_of(info: RunInfo) -> str:
    """A person's name for the run, else when it was made: "21 November 2026, 00:16"."""
    return info.title or date_words(info.created) or info.name


def date_words(created: str) -> str:
    """An ISO 8601 local time, or a run's folder name, in words; empty where it is neither."""
    for parse in (datetime.fromisoformat, lambda text: datetime.strptime(text[:19], STAMP)):
        try:
            at = parse(created)
        except ValueError:
            continue
        return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"
    return ""


def clean_title(text: str) -> str:
    """One line of at most ``LONGEST_TITLE`` characters without control characters; may be empty."""
    return one_line(text)[:LONGEST_TITLE].rstrip()


def one_line(text: str) -> str:
    """``text`` without control characters and with single spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


# ---- run.json ---------------------------------------------------------------------------------------------------


def to_json(info: RunInfo) -> dict[str, Any]:
    """Plain values for run.json; a number that is not finite becomes null."""
    masks, truth = dict(info.mask_hashes), dict(info.truth_hashes)
    plain: dict[str, Any] = _plain(asdict(replace(info, mask_hashes=masks, truth_hashes=truth)))
    return {"version": VERSION if info.head_alone else VERSION - 1, **plain}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def from_json(content: Any) -> RunInfo:
    """Back from ``to_json``; unknown fields are ignored, missing ones have their default. ``LearningError``: damaged or
    newer."""
    try:
        version = content["version"]
        if not isinstance(version, int) or version < 1:
            raise ValueError("there is no such version")
        if version > VERSION:
            raise LearningError("The run was made by a newer version of SegStudio.", "Update SegStudio or train again.")
        ids, names = tuple(int(i) for i in content["class_ids"]), tuple(str(n) for n in content["class_names"])
        if not ids or len(ids) != len(names) or len(set(ids)) != len(ids) or not all(0 <= i < 255 for i in ids):
            raise ValueError("class ids and names do not fit")
        best = content["best"]
        return _build(
            RunInfo,
            content,
            class_ids=ids,
            class_names=names,
            settings=_build(TrainSettings, content["settings"]),
            scores=tuple(
                _build(
                    Scored,
                    one,
                    table=table_from_json(one["table"]),
                    loss=math.nan if one["loss"] is None else one["loss"],
                )
                for one in content["scores"]
            ),
            best=None if best is None else table_from_json(best),
            mask_hashes=_texts(content["mask_hashes"]),
            truth_hashes=_texts(content.get("truth_hashes", {})),
            held_out=tuple(str(entry) for entry in content["held_out"]),
            pixels=tuple(map(_count, content.get("pixels", ()))),
            learnt=tuple(str(entry) for entry in content.get("learnt", ())),
            ranges=tuple(str(entry) for entry in content.get("ranges", ())),
            channels=_count(content.get("channels", 3)),
            head_share=_share(content.get("head_share", 0.5)),
            head_alone=tuple(map(_count, content.get("head_alone", ()))),
            title=clean_title(str(content.get("title", ""))),
            origin=kind_named(content.get("origin", ""), str(content.get("weights", ""))).value,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise LearningError("The run's facts (run.json) are damaged.", "Choose another run or train again.") from error


def without_curves(content: Any) -> Any:
    """The content of a run.json without its scores over time, which are most of it."""
    if isinstance(content, dict) and isinstance(content.get("scores"), list):
        return {**content, "scores": []}
    return content


def _share(content: Any) -> float:
    if not 0 <= float(content) <= 1:
        raise ValueError("not between 0 and 1")
    return float(content)


def _texts(content: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in content.items()}


def table_from_json(content: Any) -> ScoreTable:
    """Its means are computed again: older versions counted classes without a true pixel too."""
    classes = tuple(_build(ClassScore, entry) for entry in content["classes"])
    table = _build(
        ScoreTable,
        content,
        classes=classes,
        confusion=tuple(tuple(map(_count, row)) for row in content["confusion"]),
    )
    if not table.present:
        return table
    pixels = np.array([one.pixels for one in classes])
    iou, dice = (
        float(mean(np.array([value or 0.0 for value in values]), pixels))
        for values in ([one.iou for one in classes], [one.dice for one in classes])
    )
    return replace(table, mean_iou=iou, mean_dice=dice)


# Types of a JSON value by the annotation of its field.
_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


def _count(value: Any) -> int:
    """A number of pixels."""
    number = int(value)
    if not 0 <= number < _MOST:
        raise ValueError(f"{value} is no number of pixels")
    return number


def _build(make: Callable[..., T], content: Mapping[str, Any], **ready: Any) -> T:
    """The dataclass ``make`` of the fields in ``content``, whose types are checked, and of the ``ready`` ones."""
    if not isinstance(content, Mapping):
        raise TypeError(f"{content!r} is not a set of fields")
    values = dict(ready)
    for entry in fields(make):  # type: ignore[arg-type]
        if entry.name in values or entry.name not in content:
            continue
        value = content[entry.name]
        words = str(entry.type).split(" | ")
        allowed = [kind for word in words for kind in _PLAIN.get(word, ())]
        if not (value is None and "None" in words) and not isinstance(value, tuple(allowed)):
            raise TypeError(f"{entry.name} is not a {entry.type}")
        if isinstance(value, int | float) and not (
            math.isfinite(value) and (isinstance(value, float) or abs(value) < _MOST)
        ):
            raise ValueError(f"{entry.name} is no number that can be")
        values[entry.name] = value
    return make(**values)
