"""What is to be said of a comparison of networks, so that nobody reads more from it than is in it. No torch, no Qt."""

from __future__ import annotations

from segstudio.choices.networks import network_words
from segstudio.errors import said
from segstudio.learning.comparison_messages import CLEAR, OF_CARD, OF_PROCESS, Compared, Comparison

MEMORY = {
    OF_PROCESS: said(
        "Memory: what the learning process took at most, beyond what it had before; its other work counts too."
    ),
    OF_CARD: said("Memory: what the training took at most on the graphics card."),
    "": said("Memory is not known here: it can be measured on Linux and on NVIDIA cards only."),
}


def remarks(found: Comparison) -> list[str]:
    """Sentences on how it was scored, on what is chance, and on what the memory is; empty without a network."""
    scored = [one for one in found.networks if one.mean is not None]
    if not scored:
        return []
    return [*scored_words(scored), *chance_words(found, scored), MEMORY[found.memory]]


def scored_words(scored: list[Compared]) -> list[str]:
    """What the scores are of."""
    best = scored[0]
    sentence = "Networks alone, without the head that predicts beside them; {kind}, n = {images}."
    return [said(sentence, kind=said(best.kind), images=best.images)]


def chance_words(found: Comparison, scored: list[Compared]) -> list[str]:
    """Which differences may be chance."""
    best, *others = scored
    words: list[str] = []
    if not found.same_labels:
        words.append(said("Labels changed between the trainings, so these scores cannot be compared."))
    elif best.images < 2:
        words.append(said("One image says nothing of others: the order may be chance. Hold more images out."))
    elif others:
        within = [one for one in others if one.ahead is None or one.ahead < CLEAR]
        name = network_words(best.network, best.encoder)
        names = ", ".join(network_words(one.network, one.encoder) for one in within)
        if within:
            told = "The difference between {best} and {others} is within chance."
            words.append(said(told, best=name, others=names))
        behind = [one for one in others if one not in within]
        if behind:
            told = "{best} is ahead of {other} in more than {share} of 100 resamplings of the held-out images."
            other = said("the others") if len(behind) > 1 else network_words(behind[0].network, behind[0].encoder)
            words.append(said(told, best=name, other=other, share=round(100 * CLEAR)))
    if found.seeds == 1 and others:
        words.append(said("One training each: with another seed the order may be another."))
    return words
