"""Checks the chosen settings of a training and applies them to its recipe. Must not import torch or Qt."""

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

BALANCED, EQUAL, MEDIAN = "balanced", "none", "median"
ELASTIC, NODES = 10.0, 3  # px and nodes of U-Net's elastic deformation (Ronneberger et al. 2015, 3.1)
LARGEST = 1000.0  # most that a class weight may be; the least is its inverse


def check_settings(settings: TrainSettings) -> None:
    """LearningError for unknown words, impossible shares, and limits that leave no time."""
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
    """The recipe with the settings that are not the defaults."""
    if settings.loss != TrainSettings().loss:
        recipe = replace(recipe, loss=settings.loss)
    if settings.class_weights == EQUAL:
        recipe = replace(recipe, balance=0.0)
    elif settings.class_weights == MEDIAN:
        recipe = replace(recipe, balance=1.0)
    if settings.elastic:
        recipe = replace(recipe, augment=replace(recipe.augment, elastic=ELASTIC, nodes=NODES))
    return recipe if settings.frozen is None else replace(recipe, frozen=settings.frozen)


def own_weights(text: str, classes: ClassTable, ids: tuple[int, ...]) -> NDArray[np.float32] | None:
    """Weights in the order of ``ids`` from "crack=3, 2=0.5" (names or ids, 1 for all others), ``float32[K]``;
    ``None`` for the words BALANCED, EQUAL and MEDIAN. LearningError for anything else."""
    if text in (BALANCED, EQUAL, MEDIAN):
        return None
    hint = 'Write names or numbers of classes with their weights, as in "crack=3, pore=0.5".'
    named = {one.name: one.id for one in classes} | {str(class_id): class_id for class_id in ids}
    weights = np.ones(len(ids), np.float32)
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (piece.strip() for piece in part.rpartition("="))
        if name not in named:
            raise LearningError("There is no class {name} to weigh.", hint, name=repr(name or part))
        try:
            weight = float(value)
        except ValueError:
            weight = math.nan
        if not 1 / LARGEST <= weight <= LARGEST:
            raise LearningError("{text} is not a weight for {name}.", hint, text=value or "Nothing", name=name)
        weights[ids.index(named[name])] = weight
    return weights
