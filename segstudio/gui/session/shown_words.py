"""The sentences about which prediction is shown, preview or network, and why. Imports no Qt."""

from __future__ import annotations

from segstudio.gui.look.words import counted, number, tr
from segstudio.gui.session.preview_or_network import CAUGHT_UP, LEARNT, clearly, compared, same_truth
from segstudio.learning.messages import NETWORK, SAME_IMAGE, SURROUNDINGS, ScoreTable


def shown_line(instant: bool, preview: ScoreTable | None, sources: tuple[str, ...], network: ScoreTable | None) -> str:
    """Which of both is shown, and why; ``sources``: what the preview is made from.

    Classes without a true pixel are left out of both means, unlike in the table of scores; the words say so.
    """
    alike = same_truth(preview, network)
    mine, theirs = compared(preview, network) if alike else (None, None)
    if instant:
        line = tr("Instant preview: {made_from}; {when}", made_from=_made_from(sources), when=_when(network))
        if not alike:
            line = tr("{line}. They were scored on different labels, so they are not compared yet", line=line)
        if mine is not None and theirs is not None:
            line = tr(
                "{line}. Mean IoU of the classes labelled there: {mine}, the network {theirs}",
                line=line, mine=number(mine), theirs=number(theirs),
            ) + _where(network, mine, theirs)  # fmt: skip
        return line
    if mine is None or theirs is None:
        return tr("The network is shown")
    return tr(
        "The network is shown. Mean IoU of the classes labelled there: {theirs}, the instant preview {mine}",
        theirs=number(theirs), mine=number(mine),
    ) + _where(network, mine, theirs)  # fmt: skip


def _made_from(sources: tuple[str, ...]) -> str:
    """What the preview is made from."""
    return {
        (True, True): tr("from a pretrained network, the place in the image and your labels"),
        (True, False): tr("from a pretrained network and your strokes"),
        (False, True): tr("from filters, the place in the image and your labels"),
        (False, False): tr("from filters and your strokes"),
    }[NETWORK in sources, SURROUNDINGS in sources]


def _when(network: ScoreTable | None) -> str:
    """When the network is shown instead."""
    if network is not None and network.of_strokes and network.kind != SAME_IMAGE:
        return tr(
            "the network is shown once it scores {margin} higher on held-out strokes, or after {steps} steps if it is "
            "no more than {far} lower",
            margin=number(clearly(network)), steps=LEARNT, far=number(CAUGHT_UP),
        )  # fmt: skip
    return tr(
        "the network is shown once it scores clearly higher, or after {steps} steps if it scores as high", steps=LEARNT
    )


def _where(network: ScoreTable | None, mine: float, theirs: float) -> str:
    """How far the two numbers can be trusted: on labels that both learnt from they say little."""
    if network is None:
        return ""
    if network.kind != SAME_IMAGE:
        close = abs(mine - theirs) <= clearly(network)
        return tr("; too close to tell apart on {n}", n=counted(network.images, "image")) if close else ""
    near = number(CAUGHT_UP)
    return tr(", on labels that both learnt from: there the network is shown from {near} below on", near=near)
