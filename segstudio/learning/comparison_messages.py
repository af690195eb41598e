"""What window and learner process say to each other of a comparison of networks; part of ``learning.messages``.

Must not import torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OF_PROCESS, OF_CARD = "process", "card"  # what a peak of memory was measured on
CLEAR = 0.95  # share of resamplings in which the best has to be ahead, for the difference to be more than chance


@dataclass(frozen=True)
class CompareNetworks:
    """Train each of ``networks`` (rows of choices.networks, with an encoder or "") ``seeds`` times, and score each
    alone on the same held-out images. ``seconds`` or ``steps``: of each training. Answered by Notice,
    ComparisonProgress, a Comparison after each network, and by one ComparisonEnded unless it fails."""

    project: Path
    networks: tuple[tuple[str, str], ...]
    seconds: float | None = None
    steps: int | None = None
    seeds: int = 1
    weights: str = "imagenet"
    device: str = "auto"


@dataclass(frozen=True)
class ComparisonProgress:
    """Training ``seed`` (1, 2, ...) of network ``number`` of ``total`` is under way; ``share`` 0..1 of the whole
    comparison is done. ``task``: what comes before its first step; empty: it trains, or is scored."""

    network: str
    encoder: str
    number: int
    total: int
    seed: int
    seeds: int
    share: float
    seconds_left: float | None = None
    task: str = ""


@dataclass(frozen=True)
class Compared:
    """One network's trainings. ``runs``, ``scores`` (mean IoU of the network alone), ``steps`` and ``seconds``: one for
    each seed; ``weights``: what it started from; ``memory``: the most bytes that a training took, ``None``: not known;
    ``reach``: pixels around one that its answer depends on; ``images``: held-out images that score it; ``interval``:
    95 % by the choice of these; ``ahead``: share of resamplings of them in which the best network scores higher;
    ``labels``: digests of all that was learnt from and scored on, one for each training, equal ones once."""

    network: str
    encoder: str = ""
    weights: str = ""
    runs: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    steps: tuple[int, ...] = ()
    seconds: tuple[float, ...] = ()
    parameters: int = 0
    memory: int | None = None
    reach: int = 0
    images: int = 0
    kind: str = ""
    interval: tuple[float, float] | None = None
    ahead: float | None = None
    labels: tuple[str, ...] = ()

    @property
    def mean(self) -> float | None:
        """Mean IoU, averaged over the seeds."""
        return sum(self.scores) / len(self.scores) if self.scores else None

    @property
    def best_run(self) -> str:
        """The run that scored highest; empty: there is none."""
        return self.runs[self.scores.index(max(self.scores))] if self.runs else ""


@dataclass(frozen=True)
class Comparison:
    """The networks of a comparison that are complete, the best first. ``name``: of its file; ``created``: local time,
    ISO 8601; ``device``: in words; ``memory``: OF_PROCESS, OF_CARD, or empty where it could not be measured."""

    name: str
    networks: tuple[Compared, ...]
    created: str = ""
    seconds: float | None = None
    steps: int | None = None
    seeds: int = 1
    device: str = ""
    memory: str = ""

    @property
    def same_labels(self) -> bool:
        """Whether all networks learnt from, and were scored on, the same labels."""
        return len({digest for one in self.networks for digest in one.labels}) <= 1


@dataclass(frozen=True)
class ComparisonEnded:
    """A CompareNetworks ended; ``name``: of the Comparison that was kept, empty: none; ``cancelled``: before the last
    network was complete."""

    name: str
    cancelled: bool = False
