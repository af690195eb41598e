"""The line under the primary button: the state and the next best step, in plain words. Pure; knows facts only."""

from __future__ import annotations

import math

from segstudio.gui.actions import coach
from segstudio.gui.actions.facts import Facts
from segstudio.gui.look.words import clock, counted, number, tr
from segstudio.learning.messages import SAME_IMAGE, SAME_REGION, SAME_STACK

ONE_GROUP = (
    "{score}. For a held-out score label an image of another group or stack, or hold slices of this stack out: "
    "right-click them in the list, Use for > Held-out"
)


def next_step(facts: Facts) -> str:
    """One line under the primary button: the state and the next best step."""
    if facts.session == "preparing":
        return facts.task or tr("Saving the masks")
    if facts.session == "stopping":
        return tr("Finishing the current step; the best weights are kept")
    if facts.session == "training":
        return _training_line(facts)
    return _missing(facts) or _idle_line(facts)


def _missing(facts: Facts) -> str:
    """What is still missing before a first training."""
    if not facts.project:
        return tr("Drop a folder of images to start")
    if facts.read_only:
        return tr("This project is read-only: nothing can be saved")
    if not facts.images:
        return tr("Add images to start")
    if facts.classes < 2:
        return tr("Name a second class to start") if facts.classes else tr("Name at least two classes to start")
    if facts.painted_classes < 2:
        second = facts.painted_classes > 0
        return tr("Paint a second class to start") if second else tr("Paint at least two classes to start")
    return ""


def _score_text(facts: Facts) -> str:
    if facts.score is None:
        return ""
    score = number(facts.score)
    if facts.score_kind == SAME_IMAGE:
        return tr("Mean IoU {score} ({kind})", score=score, kind=tr(facts.score_kind))
    if facts.score_kind == SAME_STACK:
        text = tr("Mean IoU {score} on {slices} of the same stack, which say little of another stack", score=score,
                  slices=counted(facts.score_images, "held-out slice"))  # fmt: skip
    elif facts.score_kind == SAME_REGION:
        text = tr("Mean IoU {score} on a held-out region of the same image", score=score)
    else:
        text = tr("Held-out mean IoU {score} on {images}", score=score, images=counted(facts.score_images, "image"))
    if 0 < facts.scored_classes < facts.classes:
        text = tr("{score} with {some} of {all} classes", score=text, some=facts.scored_classes, all=facts.classes)
    return text


def _about(seconds: float) -> str:
    """A duration that is estimated, in steps of five seconds."""
    return clock(5 * math.ceil(seconds / 5))


def _training_line(facts: Facts) -> str:
    """What it learns and scores, and how long what comes next may take."""
    line, times = _progress_line(facts), []
    if not facts.paused and facts.first_score_in is not None:
        times.append(tr("First score of this training in about {time}", time=_about(facts.first_score_in)))
    if not facts.paused and facts.ends_in is not None:
        times.append(tr("It ends in about {time}", time=_about(facts.ends_in)))
    return ". ".join((line, *times))


def _progress_line(facts: Facts) -> str:
    score, advice = _score_text(facts), coach.first_of(facts, coach.WITHOUT_GAIN)
    if facts.paused and not (score and advice):
        paused = tr("No longer rising; paint more to continue, or press Stop")
        return f"{score}. {paused}" if score else paused
    if not score:
        images = counted(facts.labelled_images, "image")
        return facts.task or tr("Learning from {images}", images=images)
    if facts.paused or facts.rising is False:
        flat = tr("{score}, no longer rising", score=score)
        enough = tr("Enough for these images") if coach.is_enough(facts) else ""
        return ". ".join(part for part in (flat, advice or enough) if part)
    line = tr("{score}, still rising", score=score) if facts.rising else score
    return (
        tr("{line}; \u2018{name}\u2019 is not found yet", line=line, name=facts.missed[0][0]) if facts.missed else line
    )


def _idle_line(facts: Facts) -> str:
    score, advice = _score_text(facts), coach.first_of(facts)
    if score and facts.score_kind == SAME_IMAGE and not facts.missed:
        if facts.one_group:
            return tr(ONE_GROUP, score=score)
        if facts.labelled_images >= coach.FEW_IMAGES:
            return tr("{score}. Fine-tune for a held-out one", score=score)
        more = counted(coach.FEW_IMAGES - facts.labelled_images, "more image")
        return tr("{score}. Paint {more} for a held-out score", score=score, more=more)
    if score and advice:
        return f"{score}. {advice}"
    if score and facts.ended_paused:
        return tr("{score}. Correct the prediction: training continues with your strokes", score=score)
    if score:
        return tr("{score}. Correct the prediction, then fine-tune again", score=score)
    if facts.run:
        return advice or tr("Correct the prediction where it is wrong, then fine-tune again")
    painted, images = counted(facts.painted_classes, "class", "classes"), counted(facts.labelled_images, "image")
    template = "{classes} painted on {images}: ready to fine\N{NON-BREAKING HYPHEN}tune"
    ready = tr(template, classes=painted, images=images)
    advice = coach.first_of(facts, coach.BEFORE_TRAINING)
    return f"{ready}. {advice}" if advice else ready


def details(facts: Facts) -> str:
    """All advice of the coach, a line each, for the tooltip; empty when there is none."""
    return "\n".join(coach.advice(facts))
