"""Scores the project's current run, which a new one replaces only if it is not worse on the same held-out images.

Both are scored at the same time, since masks may have changed since the current run was made. Must not import Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from segstudio.errors import UserError, said
from segstudio.learning.data.held_out import ValidationSet
from segstudio.learning.messages import Notice, Progress, ScoreTable
from segstudio.learning.network.live_network import load_network
from segstudio.learning.network.validation import Check, validate
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.preparation import Preparation
from segstudio.models.contract import Network


@dataclass(frozen=True)
class CurrentRun:
    """The project's current run and its score on the present held-out images."""

    net: Network
    run: str
    step: int
    score: float
    table: ScoreTable


def has_rival(made: Preparation) -> bool:
    """Whether there is a current run, and held-out pixels to compare it on."""
    return made.project.current_run not in (None, made.record.name) and made.examined.never_learnt


def learnt_nothing_of(info: RunInfo, examined: ValidationSet) -> bool:
    """Whether neither a run nor those that it continued were trained on what is to be scored."""
    if examined.region is not None:
        return info.region == str(examined.region) or examined.region.image_id not in info.known
    scored = {entry.id for entry in examined.entries}
    if not info.learnt:  # older versions did not record images that were labelled during the training
        return scored <= set(info.held_out)
    return info.known.isdisjoint(scored)


def score_current(made: Preparation, stop: Callable[[], bool]) -> Generator[Progress | Notice, None, CurrentRun | None]:
    """The project's current run with its score; ``None`` if a comparison is not possible or not fair: no held-out
    images, no current run or, with a notice, one that cannot be read, one of other classes, or one that was trained on
    images that are held out now. Raises ``Cancelled``."""
    name = made.project.current_run
    if name is None or not has_rival(made):
        return None
    try:
        net, info = load_network(made.project.folder, name, made.device)
        if tuple(info.class_ids) != made.ids:
            yield _not_compared(said("it has other classes."))
            return None
        if not learnt_nothing_of(info, made.examined):
            yield _not_compared(said("it was trained on what is held out now."))
            return None
        check: Check = yield from validate(net, made.examined, made.seen, made.device, stop)
    except UserError as error:
        yield _not_compared(error.message)
        return None
    mean = check.table.mean_iou
    return None if mean is None else CurrentRun(net, name, info.steps, mean, check.table)


def _not_compared(reason: str) -> Notice:
    return Notice(said("The current run is not compared with the new one: {reason}", reason=reason))
