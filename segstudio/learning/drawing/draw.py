"""Patches that an exploration draws, from codes, for masks, or new ones. Must not import Qt."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from segstudio.choices.unlabelled import METHODS
from segstudio.errors import LearningError
from segstudio.learning.data.held_out import NEVER_TRAINED
from segstudio.learning.data.labelled import LabelledPatches
from segstudio.learning.drawing.model_of import Learnt, masks_of, patches_on, pictures
from segstudio.project.images.channels import COLOURS
from segstudio.project.project import Project

MOST = 256  # at once
FROM = 16  # images at most whose masks are drawn for at once

Pictures = NDArray[np.uint8]


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


def drawn_for_masks(project: Project, learnt: Learnt, count: int, seed: int) -> tuple[Pictures, Pictures]:
    """``count`` masks of labelled images by ``seed``, ``uint8[n,s,s]`` class ids and void, and an image that a
    conditional model draws for each, ``uint8[n,s,s,3]``. Raises LearningError: nothing is labelled any more."""
    facts, model = learnt.facts, learnt.model.eval()
    random = np.random.default_rng(seed)
    images = [one for one in project.labelled_entries() if one.split not in NEVER_TRAINED]
    some = [images[place] for place in random.permutation(len(images))[:FROM]]
    patches = LabelledPatches(project, model.side, seed, facts.class_ids, facts.channels, facts.region, entries=some)
    masks = np.stack([patches.draw()[facts.channels] for _ in range(min(count, MOST))])
    with torch.inference_mode():
        made = model.generate(patches_on(model, masks), torch.Generator().manual_seed(seed))
    return masks_of(torch.from_numpy(masks), facts.class_ids), pictures(
        made, facts.channels == COLOURS and not project.neighbours
    )
