"""The learner's comparison of networks: one training after the other, questions in between. Must not import Qt."""

from __future__ import annotations

from collections.abc import Callable

from segstudio.learning.comparison.compare import compare
from segstudio.learning.comparison_messages import CompareNetworks, Comparison, ComparisonEnded, ComparisonProgress
from segstudio.learning.messages import Event, Notice, TrainSettings
from segstudio.learning.network.interruptible import Stop

TOLD = Notice | ComparisonProgress | Comparison | ComparisonEnded  # else the window would take it for a training


def compare_networks(
    job: CompareNetworks, threads: int, stop: Stop, send: Callable[[Event], None], between_steps: Callable[[], None]
) -> None:
    """Do ``job``; ``between_steps()`` is called after each event. Raises as ``compare``."""
    settings = TrainSettings(
        weights=job.weights, seconds=job.seconds, steps=job.steps, device=job.device, threads=threads
    )
    for event in compare(job.project, job.networks, settings, job.seeds, stop):
        if isinstance(event, TOLD):
            send(event)
        between_steps()
