"""Patches that an exploration draws, from codes or new ones. Must not import Qt."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.choices.unlabelled import METHODS
from segstudio.errors import LearningError
from segstudio.learning.explore.model_of import Learnt, patches_on, pictures

MOST = 256  # at once


def drawn(
    learnt: Learnt, colours: bool, codes: NDArray[np.float32] | None = None, count: int = 0, seed: int = 0
) -> NDArray[np.uint8]:
    """``uint8[n,s,s,3]`` for ``codes`` ``float32[n,d]``, or ``count`` new ones by ``seed``; ``colours``: the channels
    are. Raises LearningError: the method cannot, or the codes are of another one."""
    model = learnt.model.eval()
    if codes is not None and (codes.ndim != 2 or codes.shape[1] != model.size or len(codes) > MOST):
        raise LearningError("These codes are not of this exploration.", "Choose points of its own map.")
    random = torch.Generator().manual_seed(seed)
    try:
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            made = model.sample(min(count, MOST), random) if codes is None else model.decode(patches_on(model, codes))
    except LookupError as error:
        title = METHODS[learnt.facts.method].title
        hint = "Choose an exploration whose method draws."
        raise LearningError("The method {method} cannot draw this.", hint, method=title) from error
    return pictures(made, colours)
