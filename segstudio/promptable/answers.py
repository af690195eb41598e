"""What window and click network say to each other. Numbers and numpy arrays only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Facts:
    """What a pair of files is: its family, pixels ``side`` of what it looks at, how many clicks it takes at once
    (``None``: any number). After a trial also how many masks it offers, and the seconds to read a picture and to answer
    a click; 0 before."""

    family: str
    side: int
    most_points: int | None
    masks: int = 0
    read_seconds: float = 0.0
    answer_seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Answer:
    """``logits``: ``float32[m, h, w]``, above 0 inside of each of m masks; ``scores``: ``float32[m]``, the IoU that the
    network expects of each; ``covered``: rows and columns of a mask that lie over the picture, from the first on."""

    logits: NDArray[np.float32]
    scores: NDArray[np.float32]
    covered: tuple[float, float]


@dataclass(frozen=True)
class Open:
    """Open both files and answer with their ``Facts``; ``trial``: after a click on a made picture."""

    encoder: str
    decoder: str
    trial: bool = False


@dataclass(frozen=True, eq=False)
class Look:
    """Run the encoder on ``picture``, ``uint8[h, w, 3]`` RGB, unless what it made of ``key`` is still there."""

    key: bytes
    picture: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Ask:
    """Answer clicks on the picture ``key``: ``at`` is ``float32[n, 2]`` in shares of its width and height, ``labels``
    ``float32[n]`` of 1 and 0. ``None`` is answered where the picture was forgotten meanwhile."""

    key: bytes
    at: NDArray[np.float32]
    labels: NDArray[np.float32]


@dataclass(frozen=True)
class Halt:
    """Stop the encoder that runs."""
