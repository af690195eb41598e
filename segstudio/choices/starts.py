"""What weights a network can start from. One more start is one function and one row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from segstudio.choices.row import Row
from segstudio.errors import said


class StartKind(StrEnum):
    """What starting weights were trained on; decides learning rates and patch sizes. The values stand in run.json."""

    RANDOM = "random"
    FORMULA = "formula"
    PHOTOGRAPHS = "photographs"


class Origin(NamedTuple):
    """Where a network's weights come from; ``sentence`` is for people."""

    kind: StartKind
    sentence: str


@dataclass(frozen=True)
class StartRow(Row):
    """``load(source, encoder, project, progress)`` gives a ``weights.Start`` and may raise WeightsError;
    ``encoders(source, project)`` names the encoders that there are weights for (empty: all)."""

    load: str
    encoders: str = ""


RANDOM = Origin(StartKind.RANDOM, said("random weights"))
FORMULA_WORDS = "formula-driven weights"
BUILT_IN, OWN, IMAGENET, NONE, FILE = "formula", "own", "imagenet", "none", "file"
USUAL = IMAGENET  # what a training starts from unless another start is chosen
_CODE = "segstudio.learning.network.weights:"

STARTS: dict[str, StartRow] = {
    IMAGENET: StartRow(
        "ImageNet",
        "Start from a network that knows photographs; it comes with the program, or is downloaded once.",
        _CODE + "imagenet_start",
        _CODE + "imagenet_encoders",
    ),
    BUILT_IN: StartRow(
        "Drawn images",
        "Start from a network that learnt shapes and textures from drawn images, without photographs.",
        _CODE + "built_in_start",
        _CODE + "built_in_encoders",
    ),
    OWN: StartRow(
        "Your images",
        "Start from what was learnt from this project's images without their labels.",
        _CODE + "own_start",
        _CODE + "own_or_usual_encoders",
    ),
    NONE: StartRow(
        "Random",
        "Start from nothing: for images unlike any photograph, and many labels.",
        _CODE + "random_start",
    ),
    FILE: StartRow(
        "File\u2026", "Start from a weights file of your own.", _CODE + "file_start", _CODE + "file_encoders"
    ),
}


def start_key(weights: str) -> str:
    """The row of STARTS for ``TrainSettings.weights``: its name, or FILE for the path of a file."""
    return weights if weights in STARTS and weights != FILE else FILE


def kind_named(word: str, sentence: str) -> StartKind:
    """The kind that was written with an Origin's sentence; older versions wrote the sentence only."""
    return StartKind(word) if word in list(StartKind) else kind_of_sentence(sentence)


def kind_of_sentence(sentence: str) -> StartKind:
    """The kind that an Origin's sentence tells."""
    while inner := re.fullmatch(r"run .+? \((.*)\)", sentence):
        sentence = inner.group(1)
    if sentence.startswith("weights learnt from this project's images ("):
        return kind_of_sentence(sentence.rpartition("begun from ")[2])
    if re.search(r" \(\d+ of \d+ tensors\)$", sentence):
        return StartKind.PHOTOGRAPHS  # a file, whatever it is called
    if sentence == RANDOM.sentence or sentence.endswith(f"; starting from {RANDOM.sentence}"):
        return StartKind.RANDOM
    return StartKind.FORMULA if sentence.startswith(FORMULA_WORDS) else StartKind.PHOTOGRAPHS
