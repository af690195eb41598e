"""What window and learner process say to each other of learning without labels; part of ``learning.messages``.

Must not import torch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# ---- requests: window -> learner -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExploreSettings:
    """Choices of one learning without labels. ``seconds`` of computing or ``steps``, whichever comes first."""

    method: str = "convolutional"  # a row of choices.unlabelled
    encoder: str = "auto"  # or a row of choices.encoders that the method takes
    seconds: float | None = None
    steps: int | None = None
    device: str = "auto"
    seed: int = 0
    threads: int | None = None


@dataclass(frozen=True)
class Explore:
    """Learn from all images of a project without labels. ``resume``: the name of the exploration to go on with, for the
    budget of ``settings`` more. Answered by StartProgress, Notice, Restored, and by one Explored unless it fails."""

    project: Path
    settings: ExploreSettings
    resume: str = ""


@dataclass(frozen=True)
class TryExploration:
    """Fine-tune from the encoder of an exploration and from the usual weights with the same number of steps; it becomes
    the project's own start if it scores higher on the held-out images. Answered by StartProgress and one OwnStart."""

    project: Path
    exploration: str
    device: str = "auto"


@dataclass(frozen=True)
class FindUnusual:
    """Say where an exploration does not restore an image. Newest wins: UnusualPlaces."""

    generation: int
    project: Path
    exploration: str
    image_id: str


@dataclass(frozen=True)
class Draw:
    """Patches that an exploration draws: from ``codes`` ``float32[n,d]``, or ``count`` new ones. Newest wins: Drawn."""

    generation: int
    project: Path
    exploration: str
    codes: NDArray[np.float32] | None = None
    count: int = 0
    seed: int = 0


# ---- events: learner -> window ---------------------------------------------------------------------------------


def no_masks() -> NDArray[np.uint8]:
    """None, as ``uint8[0,1,1]``."""
    return np.zeros((0, 1, 1), np.uint8)


@dataclass(frozen=True, eq=False)
class Restored:
    """How an Explore gets on: ``figures`` by the keys of its method's row; some patches and how they are restored,
    ``uint8[n,s,s,3]``, the same patches every time; empty where the method restores nothing, or too early. ``masks``
    ``uint8[n,s,s]`` of class ids and void, of a conditional method: what ``restored`` was drawn for."""

    exploration: str
    step: int
    seconds: float
    figures: dict[str, float]
    originals: NDArray[np.uint8]
    restored: NDArray[np.uint8]
    masks: NDArray[np.uint8] = field(default_factory=no_masks)


@dataclass(frozen=True)
class Explored:
    """An Explore ended; ``exploration``: the name of what it kept, empty: nothing. ``cancelled``: before its budget was
    spent. ``images``: how many are on its map."""

    exploration: str
    cancelled: bool = False
    steps: int = 0
    seconds: float = 0.0
    images: int = 0


@dataclass(frozen=True, eq=False)
class UnusualPlaces:
    """``error`` ``uint8[h,w]`` at the image's size: 0 restored as well as the project's images usually are, 255 worse
    than any."""

    generation: int
    image_id: str
    exploration: str
    error: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Drawn:
    """``pictures`` ``uint8[n,s,s,3]``; ``masks`` ``uint8[n,s,s]`` of class ids and void, of a conditional method: what
    they were drawn for."""

    generation: int
    exploration: str
    pictures: NDArray[np.uint8]
    masks: NDArray[np.uint8] = field(default_factory=no_masks)
