"""What gives way when memory is short and small patches one by one did not help: the encoder, then the GPU.

Pure decisions; ``learning.training.stepper`` takes the first two rungs (batch, patch) itself. Knows no torch.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from segstudio.errors import LearningError, said
from segstudio.learning.messages import TrainSettings
from segstudio.learning.runs.own_start import BUILT_IN, BY_NAME

LIGHTEST = "mobilenet_v3_large"


class ShortOfMemory(LearningError):
    """Memory was short although batch and patches were as small as they get."""

    def __init__(self) -> None:
        super().__init__(
            "There is not enough memory to train.",
            "Close other programs, choose a smaller encoder, or train on the CPU.",
        )


class Rung(NamedTuple):
    """How to begin again: the settings, whether to go on from the same run, and the sentence to tell."""

    settings: TrainSettings
    resumes: bool
    sentence: str


def next_rung(wished: TrainSettings, encoder: str, device: str) -> Rung | None:
    """What to try after training with ``encoder`` on ``device`` ("cpu", "cuda") ran out of memory; ``None``: nothing.

    ``wished``: the settings as the person gave them. The computer's own memory holds the encoder that was wished for.
    """
    if encoder != LIGHTEST:
        sentence = said("Memory is short: training begins again with the lightest encoder, MobileNet v3.")
        weights = wished.weights
        if weights not in BY_NAME:
            weights = BUILT_IN
            sentence = said(
                "Memory is short: training begins again with the lightest encoder, MobileNet v3, and its built-in "
                "weights; those of {name} belong to another one.",
                name=Path(wished.weights).name,
            )
        return Rung(replace(wished, encoder=LIGHTEST, device=device, weights=weights), False, sentence)
    if device != "cpu":
        return Rung(
            replace(wished, device="cpu"), True, said("The GPU's memory is short: training begins again on the CPU.")
        )
    return None
