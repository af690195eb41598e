"""Scores the model without the new network, and decides whether the network takes part in predictions.

Both are scored at the same time, since masks may have changed since the current run was made. Must not import Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from segstudio.errors import UserError, said
from segstudio.learning.data.held_out import ValidationSet
from segstudio.learning.instant.one_model import OneModel, Vote
from segstudio.learning.messages import HELD_OUT, SAME_IMAGE, Notice, Progress, ScoreTable
from segstudio.learning.network.live_network import NetworkInUse, load_in_use
from segstudio.learning.network.validation import Check, clearly_better, not_worse, validate
from segstudio.learning.runs.folder import read_info
from segstudio.learning.runs.info import RunInfo
from segstudio.learning.training.preparation import Preparation

EQUAL = 0.002  # mean IoU that is no difference
ON_LEARNT = 0.1  # the same on labels that both learnt from: the head fits a few strokes almost wholly


@dataclass(frozen=True)
class Rival:
    """The model as it is without the new network: the current run's, if there is one, and the head; its check on the
    present labels to score on."""

    used: NetworkInUse | None
    check: Check

    @property
    def table(self) -> ScoreTable:
        """Its scores."""
        return self.check.table

    def yields_to(self, new: Check) -> bool:
        """Whether the model with the new network, which was checked on the same labels, takes its place.

        A network joins the head where several held-out images show that both together are better, by more than the
        choice of images explains. Of fewer nothing could show that; there, and in place of another network, it is
        enough to score no lower."""
        if self.used is None and len(new.images) > 1 and new.table.kind == HELD_OUT:
            return clearly_better(new, self.check)
        return not_worse(new.table, self.table, ON_LEARNT if new.table.kind == SAME_IMAGE else EQUAL)


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
            vote = head.vote if head is not None and used.mixture is not None else None
            if vote is not None:
                vote = Vote(vote.head, vote.reader, vote.ids, used.mixture)
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
    return None if check.table.mean_iou is None else Rival(used, check)


def _why_not(info: RunInfo, made: Preparation) -> str:
    """Why a run's score cannot be compared; empty: it can."""
    if tuple(info.class_ids) != made.ids:
        return said("it has other classes.")
    if info.channels != made.net.channels:
        return said("it is for images with another number of channels.")
    if info.neighbours != made.record.info.neighbours:
        return said("it looks at another number of neighbouring slices.")
    return "" if learnt_nothing_of(info, made.examined) else said("it was trained on what is held out now.")


def _not_compared(reason: str) -> Notice:
    return Notice(said("The current run is not compared with the new one: {reason}", reason=reason))
