"""The sentences about what is shown: what made it, and why a network in training takes part or not. Imports no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from segstudio.gui.look.words import number, tr
from segstudio.learning.messages import HELD_OUT, SAME_REGION, SAME_STACK, STROKES, Scored, ScoreTable
from segstudio.learning.runs.statistics_file import Fit


def made_by(run: str, with_head: bool, fit: Fit | None = None, alone: Sequence[str] = ()) -> str:
    """What made a prediction of ``run``; ``with_head``: the strokes take part beside its network, which has the
    statistics of ``fit``, and decide by themselves about the classes with the names ``alone``."""
    if run == STROKES:
        return tr("Shown: from your strokes.")
    made = _of_network(with_head, fit)
    return tr("{made} By your strokes alone: {classes}.", made=made, classes=", ".join(alone)) if alone else made


def _of_network(with_head: bool, fit: Fit | None) -> str:
    """What made a prediction with a network."""
    if fit is not None and with_head:
        return tr("Shown: the trained network, {fitted}, and your strokes.", fitted=tr(fit.words))
    if fit is not None:
        return tr("Shown: the trained network, {fitted}.", fitted=tr(fit.words))
    return tr("Shown: the trained network and your strokes.") if with_head else tr("Shown: the trained network.")


def in_training(scores: Sequence[Scored], shown: bool) -> str:
    """Why the network in training takes part or not; ``shown``: it does in what is on the canvas."""
    if not scores:
        return tr(
            "The network in training is used once it scores at least as well as what is shown and finds every class "
            "that it finds."
        )
    newest = scores[-1]
    if newest.shown:
        first = next(one for one in scores if one.shown)
        took = tr("The network in training is used since step {step}.", step=first.step)
        return took if shown else tr("{took} The next prediction is made with it.", took=took)
    if newest.instead is None:
        return tr("The network in training is not used yet.")
    missed = missed_classes(newest.table, newest.instead)
    if missed:
        return tr("The network in training is not used yet: it does not find: {classes}.", classes=", ".join(missed))
    mine, theirs = newest.table.mean_iou, newest.instead.mean_iou
    if mine is None or theirs is None:
        return tr("The network in training is not used yet.")
    return tr(
        "The network in training is not used yet: it scores {mine} {where}, what is shown {theirs}.",
        mine=number(mine), theirs=number(theirs), where=_where(newest.table.kind),
    )  # fmt: skip


def missed_classes(network: ScoreTable, instead: ScoreTable) -> list[str]:
    """Names of the classes that ``instead`` finds on the same labels and the network does not."""
    found = {one.class_id for one in network.classes if one.found}
    return [one.name for one in instead.classes if one.pixels and one.found and one.class_id not in found]


def _where(kind: str) -> str:
    """On what a score was counted."""
    if kind == HELD_OUT:
        return tr("on the held-out images")
    if kind == SAME_STACK:
        return tr("on the held-out slices of the same stack")
    return tr("on the held-out region") if kind == SAME_REGION else tr("on the labels that it learns from")
