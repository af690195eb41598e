"""What to change when memory is short for the smallest batches: the encoder, then the device. Knows no torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from segstudio.choices.devices import CPU
from segstudio.choices.encoders import encoder_name
from segstudio.choices.networks import lightest_encoder
from segstudio.choices.starts import BUILT_IN, FILE, IMAGENET, start_key
from segstudio.errors import LearningError, said
from segstudio.learning.messages import TrainSettings


class ShortOfMemory(LearningError):
    """Memory was short for the smallest batch, or the smallest part of an image."""

    def __init__(
        self,
        message: str = "There is not enough memory to train.",
        hint: str = "Close other programs, choose a smaller encoder, or train on the CPU.",
    ) -> None:
        super().__init__(message, hint)


class Fallback(NamedTuple):
    """How to start again: the settings, whether to resume the same run, and the notice."""

    settings: TrainSettings
    resumes: bool
    sentence: str


def next_fallback(settings: TrainSettings, network: str, encoder: str, device: str) -> Fallback | None:
    """What to try after training a network with ``encoder`` (empty: it has none) on ``device``, a row of DEVICES, ran
    out of memory; ``None``: nothing. ``settings``: those of the first attempt, whose encoder may fit on the CPU.
    """
    lightest = lightest_encoder(network)
    if encoder != lightest:
        weights, title = settings.weights, encoder_name(lightest)
        sentence = said("Memory is short: training begins again with the lightest encoder, {encoder}.", encoder=title)
        if start_key(weights) == IMAGENET:
            weights = BUILT_IN  # those of the lightest encoder need no download
        if start_key(weights) == FILE:
            weights = BUILT_IN
            sentence = said(
                "Memory is short: training begins again with the lightest encoder, {encoder}, and its built-in "
                "weights; those of {name} belong to another one.",
                encoder=title,
                name=Path(settings.weights).name,
            )
        lighter = replace(settings, network=network, encoder=lightest, device=device, weights=weights)
        return Fallback(lighter, False, sentence)
    if device != CPU:
        sentence = said("The graphics card's memory is short: training begins again on the CPU.")
        return Fallback(replace(settings, device=CPU), True, sentence)
    return None
