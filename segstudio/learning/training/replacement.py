"""Scores the model without the new network, which takes part in predictions only if they are not worse with it on the
same held-out images.

Both are scored at the same time, since masks may have changed since the current run was made. Must not import Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from segstudio.errors import UserError, said
from segstudio.learning.data.held_out import ValidationSet
from segstudio.learning.instant.one_model import OneModel
from segstudio.learning.messages import Notice, Progress, ScoreTable
from segstudio.learning.network.live_network import NetworkInUse, load_in_use
from segstudio.learning.network.validation import Check, validate
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.preparation import Preparation


@dataclass(frozen=True)
class Rival:
    """The model as it is without the new network: the current run's, if there is one, and the head; its scores on the
    present labels to score on."""

    used: NetworkInUse | None
    table: ScoreTable


def has_rival(made: Preparation, head: OneModel | None) -> bool:
    """Whether there is a model without the new network, and pixels to compare both on."""
    run = made.project.current_run not in (None, made.record.name) and made.examined.never_learnt
    return run or head is not None


def learnt_nothing_of(info: RunInfo, examined: ValidationSet) -> bool:
    """Whether neither a run nor those that it continued were trained on what is to be scored."""
    if examined.region is not None:
        return info.region == str(examined.region) or examined.region.image_id not in info.known
    scored = {entry.id for entry in examined.entries}
    if not info.learnt:  # older versions did not record images that were labelled during the training
        return scored <= set(info.held_out)
    return info.known.isdisjoint(scored)


def score_rival(
    made: Preparation, head: OneModel | None, stop: Callable[[], bool]
) -> Generator[Progress | Notice, None, Rival | None]:
    """The model without the new network, with its score; ``head``: one that learnt nothing of what is scored. ``None``
    if a comparison is not possible or not fair: neither head nor current run or, with a notice, a run that cannot be
    read, is of other classes, or was trained on what is held out now. Raises ``Cancelled``."""
    name = made.project.current_run
    used, model = None, head
    if name not in (None, made.record.name) and made.examined.never_learnt:
        assert name is not None
        try:
            used = load_in_use(made.project.folder, name, made.device)
            if reason := _why_not(read_info(made.project.folder, name), made):
                yield _not_compared(reason)
                return None
            vote = head.vote if head is not None and used.with_head else None
            model = OneModel(used.net, used.ids, vote)
        except UserError as error:
            yield _not_compared(error.message)
            return None
    if model is None:
        return None
    try:
        check: Check = yield from validate(model, made.examined, made.seen, made.device, stop)
    except UserError as error:
        yield _not_compared(error.message)
        return None
    return None if check.table.mean_iou is None else Rival(used, check.table)


def _why_not(info: RunInfo, made: Preparation) -> str:
    """Why a run's score cannot be compared; empty: it can."""
    if tuple(info.class_ids) != made.ids:
        return said("it has other classes.")
    if info.channels != made.net.channels:
        return said("it is for images with another number of channels.")
    return "" if learnt_nothing_of(info, made.examined) else said("it was trained on what is held out now.")


def _not_compared(reason: str) -> Notice:
    return Notice(said("The current run is not compared with the new one: {reason}", reason=reason))
