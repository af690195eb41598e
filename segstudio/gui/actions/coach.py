"""The coach: what would help most now. A table of rules from facts to sentences; pure functions, no Qt but tr.

The most useful rule comes first; each returns a sentence or nothing. A rule whose facts are unknown does not apply.
"""

from __future__ import annotations

from collections.abc import Callable

from segstudio.gui.actions.facts import Facts
from segstudio.gui.look.words import counted, tr
from segstudio.learning.messages import HELD_OUT, SAME_REGION

FEW_IMAGES = 3  # labelled images from which on whole images are held out, and a class on one only is reported
RARE = 4  # a class on this many times fewer images than the commonest one is rare
CHANCE = 2  # held-out images up to which a score may be chance
INSIDE = 0.02  # share of labelled pixels near another class's label, below which all strokes lie inside
UNSURE = 0.35  # share of unsure pixels along a predicted border from which on the network errs there
WRONG = 0.02  # share of labelled pixels predicted otherwise, up to which corrections are few
ADDED = 0.05  # share of all labels that came after the training began, up to which they are few

_DARK = (
    "\u2018{name}\u2019 is predicted all over a dark area unlike all labels: "
    "paint one stroke of what it is (a class of its own, or background)"
)
_BRIGHT = (
    "\u2018{name}\u2019 is predicted all over a bright area unlike all labels: "
    "paint one stroke of what it is (a class of its own, or background)"
)


def advice(facts: Facts) -> tuple[str, ...]:
    """Every sentence that holds, the most useful first."""
    if facts.painted_classes < 2 or facts.read_only:
        return ()
    return tuple(sentence for rule in RULES if (sentence := rule(facts)))


def _missed(facts: Facts) -> str:
    if not facts.missed:
        return ""
    name, predicted = facts.missed[0]
    if predicted:
        return tr("\u2018{name}\u2019 is hardly found (IoU 0.00): paint more of it on two or three images", name=name)
    return tr("\u2018{name}\u2019 is not found at all: paint more of it on two or three images", name=name)


def _ground(facts: Facts) -> str:
    if facts.ground is None:
        return ""
    name, dark = facts.ground
    return tr(_DARK if dark else _BRIGHT, name=name)


def _unpainted(facts: Facts) -> str:
    for name, images in facts.class_images:
        if not images:
            return tr("\u2018{name}\u2019 has no strokes yet: paint some, or delete the class", name=name)
    return ""


def _on_one_image(facts: Facts) -> str:
    for name, images in facts.class_images:
        if images == 1 and facts.labelled_images >= FEW_IMAGES:
            return tr("\u2018{name}\u2019 has strokes on one image only; paint it on another", name=name)
    return ""


def _border(facts: Facts) -> str:
    if not facts.border:
        return ""
    return tr("Also stroke along the border between {one} and {other}", one=facts.border[0], other=facts.border[1])


def _unscored(facts: Facts) -> str:
    if not facts.unscored:
        return ""
    return tr("No held-out score for \u2018{name}\u2019 yet: paint it on more images", name=facts.unscored[0])


def _by_chance(facts: Facts) -> str:
    if facts.score is None or facts.score_kind != HELD_OUT or not 0 < facts.score_images <= CHANCE:
        return ""
    return tr("With n = {n} the score may be chance; label more images", n=facts.score_images)


def _one_region(facts: Facts) -> str:
    if facts.score is None or facts.score_kind != SAME_REGION:
        return ""
    if facts.labelled_images >= FEW_IMAGES:
        return tr("Fine-tune for a score on held-out images")
    more = counted(FEW_IMAGES - facts.labelled_images, "more image")
    return tr("Paint {more} for a score on held-out images", more=more)


def _rare(facts: Facts) -> str:
    most = max((images for _, images in facts.class_images), default=0)
    for name, images in sorted(facts.class_images, key=lambda row: row[1]):
        if images > 1 and images * RARE <= most:
            of = counted(facts.labelled_images, "labelled image")
            return tr("\u2018{name}\u2019 is on {some} of {of} only; paint it on more", name=name, some=images, of=of)
    return ""


def is_enough(facts: Facts) -> bool:
    """Whether the curve is flat, every class has a held-out score, and little is left to correct."""
    flat = facts.rising is False and facts.score_kind == HELD_OUT and facts.score_images > CHANCE and not facts.missed
    few = facts.wrong is not None and facts.wrong <= WRONG and facts.added is not None and facts.added <= ADDED
    return flat and few and facts.scored_classes == facts.classes


def _enough(facts: Facts) -> str:
    return tr("Enough for these images; add different ones or export") if is_enough(facts) else ""


def _flat(facts: Facts) -> str:
    if facts.rising is not False or is_enough(facts) or facts.added is None or facts.added > ADDED:
        return ""
    return tr("No longer rising: strokes where it is wrong help more than time")


RULES: tuple[Callable[[Facts], str], ...] = (
    _missed, _unpainted, _on_one_image, _ground, _border, _unscored, _by_chance, _one_region, _rare, _enough, _flat,
)  # fmt: skip
BEFORE_TRAINING = (_unpainted, _on_one_image, _ground)
WITHOUT_GAIN = (_missed, _ground)  # said during a training that no longer improves


def first_of(facts: Facts, rules: tuple[Callable[[Facts], str], ...] = RULES) -> str:
    """The most useful sentence, or nothing."""
    return next((sentence for rule in rules if (sentence := rule(facts))), "")
