"""Which runs' scores are comparable, and what differs between runs. Pure; must not import torch or Qt.

Two held-out scores are comparable only when the same classes were counted on the same images with the same labels:
every run keeps the ids of the held-out images and the SHA-256 of their masks for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

from segstudio.choices.networks import network_words
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, SAME_STACK, TrainSettings
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.runs.inputs import slices_words

NO_SCORE = "it has no score"
OPTIMISTIC = "scored on the images it learnt from"
PART_OF_IMAGE = "scored on a part of the image it learnt from"
OTHER_CLASSES = "scored on other classes"
OTHER_IMAGES = "scored on other images"
OTHER_LABELS = "scored on other labels of these images"
NOT_RECORDED = "the labels it was scored on were not recorded"


def not_comparable(first: RunInfo, other: RunInfo) -> str:
    """Why the scores of two runs are not comparable; empty when they are."""
    if reason := never_comparable(first) or never_comparable(other):
        return reason
    if _classes(first) != _classes(other):
        return OTHER_CLASSES
    if set(first.held_out) != set(other.held_out):
        return OTHER_IMAGES
    if not first.truth_hashes or not other.truth_hashes:
        return NOT_RECORDED
    return "" if dict(first.truth_hashes) == dict(other.truth_hashes) else OTHER_LABELS


def verdicts(infos: Sequence[RunInfo]) -> list[str]:
    """For each run why its score is not comparable with that of the first one with a held-out score; empty: it is."""
    first = next((info for info in infos if not never_comparable(info)), None)
    return [
        never_comparable(info) or ("" if first is None or info is first else not_comparable(first, info))
        for info in infos
    ]


def never_comparable(info: RunInfo) -> str:
    """Why the score of a run is not comparable with any other; empty: it is of held-out images."""
    if info.best is None or info.best.mean_iou is None:
        return NO_SCORE
    if info.best.kind in (HELD_OUT, SAME_STACK):
        return ""
    return OPTIMISTIC if info.best.kind == SAME_IMAGE else PART_OF_IMAGE


def _classes(info: RunInfo) -> set[tuple[int, str]]:
    return set(zip(info.class_ids, info.class_names, strict=True))


# The rows of the table of differences.
FACTS: tuple[tuple[str, Callable[[RunInfo], str]], ...] = (
    ("Network", lambda info: network_words(info.network, info.encoder)),
    ("Upsampling", lambda info: info.upsampling),
    ("Started from", lambda info: info.weights),
    ("Classes", lambda info: ", ".join(info.class_names)),
    ("Images trained on", lambda info: str(len(info.mask_hashes))),
    ("Masks trained on", lambda info: _short_hash(info.mask_hashes)),
    ("Labelled pixels", lambda info: f"{sum(info.pixels):,}" if info.pixels else ""),
    ("Held-out images", lambda info: str(len(info.held_out))),
    ("Channels", lambda info: str(info.channels)),
    ("Looks at", lambda info: slices_words(info.neighbours)),
    ("Input", lambda info: info.normalisation),
    ("Program", lambda info: info.program),
)

# Words for settings that are not called by their name; "": FACTS has the row already.
SETTINGS = {
    "network": "",
    "encoder": "",
    "weights": "",
    "upsampling": "",
    "seconds": "Seconds allowed",
    "steps": "Steps allowed",
}


def _short_hash(hashes: Mapping[str, str]) -> str:
    """Equal for equal masks."""
    return hashlib.sha256(repr(sorted(hashes.items())).encode("utf-8")).hexdigest()[:8]


def differences(infos: Sequence[RunInfo]) -> list[tuple[str, tuple[str, ...]]]:
    """The facts that differ between the runs: name and one value per run."""
    rows = [(name, tuple(value(info) for info in infos)) for name, value in FACTS]
    for one in fields(TrainSettings):
        word = SETTINGS.get(one.name, one.name.replace("_", " ").capitalize())
        if word:
            rows.append((word, tuple(_word(getattr(info.settings, one.name)) for info in infos)))
    return [row for row in rows if len(set(row[1])) > 1]


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def class_ious(infos: Sequence[RunInfo]) -> list[tuple[int, str, tuple[float | None, ...]]]:
    """IoU of every class of any of the runs: id, name, one value per run; ``None`` where the run has none."""
    found: dict[tuple[int, str], list[float | None]] = {}
    for at, info in enumerate(infos):
        for one in info.best.classes if info.best is not None else ():
            found.setdefault((one.class_id, one.name), [None] * len(infos))[at] = one.iou
    return [(class_id, name, tuple(values)) for (class_id, name), values in found.items()]
