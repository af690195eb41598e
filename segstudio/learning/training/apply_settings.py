"""What a person chose for a training, checked and put into its recipe: loss, class weights, frozen encoder.

Must not import torch or Qt.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segstudio.choices.encoders import AUTO
from segstudio.choices.losses import LOSSES
from segstudio.choices.networks import NETWORKS
from segstudio.choices.row import check
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.errors import LearningError
from segstudio.labels.classes import ClassTable
from segstudio.learning.messages import TrainSettings
from segstudio.learning.plan.recipe import Recipe

BALANCED, EQUAL = "balanced", "none"
LARGEST = 1000.0  # of an own class weight, and its inverse the smallest


def check_settings(settings: TrainSettings) -> None:
    """LearningError for words that no table has, impossible shares, and limits that leave no time."""
    check(settings.network, NETWORKS, "network")
    check(settings.encoder, (AUTO, *NETWORKS[settings.network].encoders), "encoder")
    check(settings.upsampling, UPSAMPLINGS, "upsampling")
    check(settings.loss, LOSSES, "loss")
    for limit in (settings.steps, settings.seconds):
        if limit is not None and not 0 < limit < math.inf:
            raise LearningError("There is no time to train.", "Allow at least one step.")
    if settings.frozen is not None and not 0 <= settings.frozen <= 1:
        raise LearningError("The encoder cannot be frozen for such a share of the training.", "Give a share of 0 to 1.")


def apply_settings(recipe: Recipe, settings: TrainSettings) -> Recipe:
    """The recipe with what the person chose otherwise than usual."""
    if settings.loss != TrainSettings().loss:
        recipe = replace(recipe, loss=settings.loss)
    if settings.class_weights == EQUAL:
        recipe = replace(recipe, balance=0.0)
    return recipe if settings.frozen is None else replace(recipe, frozen=settings.frozen)


def own_weights(text: str, classes: ClassTable, ids: tuple[int, ...]) -> NDArray[np.float32] | None:
    """Weights in the order of ``ids`` from "crack=3, 2=0.5" (names or ids, others weigh 1), ``float32[K]``.

    ``None`` for the words BALANCED and EQUAL, which name a rule. LearningError for anything else.
    """
    if text in (BALANCED, EQUAL):
        return None
    hint = 'Write names or numbers of classes with their weights, as in "crack=3, pore=0.5".'
    named = {one.name: one.id for one in classes} | {str(class_id): class_id for class_id in ids}
    weights = np.ones(len(ids), np.float32)
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (piece.strip() for piece in part.rpartition("="))
        if name not in named:
            raise LearningError("There is no class {name} to weigh.", hint, name=repr(name or part))
        weights[ids.index(named[name])] = _weight(value, name, hint)
    return weights


def _weight(text: str, name: str, hint: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 1 / LARGEST <= value <= LARGEST:
        raise LearningError("{text} is not a weight for {name}.", hint, text=text or "Nothing", name=name)
    return value
