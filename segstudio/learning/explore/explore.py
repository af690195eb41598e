"""Learning from all images of a project without their labels, and what is found in them then; a conditional method
learns from the labelled ones, with their masks.

Held-out images are never learnt from, since their scores decide, but all images are on the map. Must not import Qt.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

from segstudio.choices.row import code
from segstudio.choices.unlabelled import METHODS
from segstudio.errors import Cancelled, LearningError, said
from segstudio.learning.data.channels import project_channels, usual_channels
from segstudio.learning.data.labelled import LabelledPatches
from segstudio.learning.drawing.model_of import Learnt, check_settings, kept_model, new_model
from segstudio.learning.explore.look import OF_LOOKING, look_at_images
from segstudio.learning.explore.session import Session
from segstudio.learning.explore_messages import Explored, ExploreSettings
from segstudio.learning.messages import Event, Notice, Progress
from segstudio.learning.network.device import Device, choose_device, set_threads
from segstudio.learning.network.interruptible import Stop, never
from segstudio.learning.plan.schedule import Budget
from segstudio.learning.runs.explorations import make_folder_of
from segstudio.learning.runs.found import write_found
from segstudio.learning.runs.own_start import NEVER_LEARNT, learnable
from segstudio.project.checking.damaged_masks import refuse_damaged
from segstudio.project.entries import ImageEntry
from segstudio.project.project import Project

SHOW_SECONDS = 2.0  # between two Restored
WRITE_SECONDS = 120.0  # of learning between two writes, so that little is lost when the computer stops
WAIT_SECONDS = 0.01  # between two looks whether a patch can be drawn
OF_LEARNING = 0.85  # of the progress; the rest is to look at the images
ASKED = 64  # images whose number of channels is looked up where none is labelled
LOOKING = said("Looking at the images")
MAPPING = said("Arranging the map")
NOT_LEARNT = said("Nothing was learnt.")


def explore(folder: Path, settings: ExploreSettings, resume: str = "", stop: Stop = never) -> Iterator[Event]:
    """Learn, then look at all images; yields Progress, Notice, Restored, and at last one Explored.

    ``resume``: the exploration to go on with, whose method and encoder count, for the budget of ``settings`` more; with
    no steps and no seconds its images are only looked at. ``stop()`` ends learning after the step under way: what was
    learnt is kept, and the images are looked at if it is false again by the next event. Raises LearningError,
    ProjectError, WeightsError, ImageError, WriteError.
    """
    _check_budget(settings, resume)
    project, device = Project.open(folder, write=False), choose_device(settings.device)
    yield from map(Notice, device.notices)
    set_threads(settings.threads)
    learnt, patches = _begin(project, settings, resume, device)
    begun = learnt.facts.steps, learnt.facts.seconds
    cancelled = False
    if not resume or settings.steps or settings.seconds:
        session = Session(project, learnt, patches)
        try:
            cancelled = yield from _learn(session, settings, stop)
            if session.step > begun[0]:
                learnt = session.write()
            yield from session.more_left_out()
        finally:
            session.close()
    steps, seconds = learnt.facts.steps - begun[0], learnt.facts.seconds - begun[1]
    if not learnt.facts.steps:
        yield Explored("", cancelled)
        return
    images = yield from _look(project, learnt, steps > 0, stop)
    yield Explored(learnt.facts.name, cancelled or not images, steps, seconds, images)


def _check_budget(settings: ExploreSettings, resume: str) -> None:
    given = [one for one in (settings.seconds, settings.steps) if one is not None]
    if (not resume and not any(given)) or min(given, default=0) < 0:
        raise LearningError("There is no time to learn.", "Allow some minutes or steps.")


def _begin(
    project: Project, settings: ExploreSettings, resume: str, device: Device
) -> tuple[Learnt, LabelledPatches | None]:
    """The model, and the patches of a new conditional one: they say which classes it learns."""
    if resume:
        learnt = kept_model(project.folder, resume, device)
        if METHODS[learnt.facts.method].conditional:
            refuse_damaged(project, NOT_LEARNT)
        return learnt, None
    check_settings(settings)
    entries = learnable(project)
    if not entries:
        raise LearningError("There is no image to learn from: all are held out.", "Add images to the project.")
    row = METHODS[settings.method]
    if row.conditional:
        refuse_damaged(project, NOT_LEARNT)
        patches = LabelledPatches(project, code(row.build).side, settings.seed)
        made = new_model(settings, patches.channels, device, patches.known)
        facts = replace(made.facts, name=make_folder_of(project.folder), region=patches.region)
        return made._replace(facts=facts), patches
    made = new_model(settings, _channels(project, entries), device)
    return made._replace(facts=replace(made.facts, name=make_folder_of(project.folder))), None


def _channels(project: Project, entries: list[ImageEntry]) -> int:
    """Those of the labelled images that are learnt from, so that a network can start from it; else of most images."""
    if any(entry.split not in NEVER_LEARNT for entry in project.labelled_entries()):
        return project_channels(project)
    return usual_channels(project, entries[:: -(-len(entries) // ASKED)])


def _learn(session: Session, settings: ExploreSettings, stop: Stop) -> Generator[Event, None, bool]:
    """Take steps until the budget is spent; returns whether it was stopped before."""
    title, steps, seconds = METHODS[session.facts.method].title, session.step, session.seconds
    more = Budget(settings.steps, settings.seconds)
    whole = Budget(settings.steps and settings.steps + steps, settings.seconds and settings.seconds + seconds)
    written, shown, batch = session.seconds, 0.0, session.batch
    progress, spent = Progress(title, 0.0, 1.0), 0.0
    while spent < 1:
        while not session.patches.ready():
            if stop():
                return True
            yield progress
            time.sleep(WAIT_SECONDS)
        if stop():
            break
        if not session.take(min(1.0, whole.spent(session.step, session.seconds))):
            yield _gone_back(session)
            break
        spent = min(1.0, more.spent(session.step - steps, session.seconds - seconds))
        yield from session.take_left_out()
        if session.batch < batch:
            batch = session.batch
            yield Notice(said("Memory is short: training continues with {batch} patches at a time.", batch=batch))
        if spent >= 1 or time.monotonic() - shown > SHOW_SECONDS:
            shown = time.monotonic()
            yield session.show()
        if session.seconds - written > WRITE_SECONDS:
            written = session.seconds
            session.write()
        left = (session.seconds - seconds) * (1 - spent) / max(spent, 1e-6)
        progress = Progress(title, OF_LEARNING * spent, 1.0, left)
        yield progress
    return spent < 1 and stop()


def _gone_back(session: Session) -> Notice:
    """The figures are no numbers any more. Raises LearningError where nothing is left."""
    if not session.go_back():
        raise LearningError(
            "Learning gave no numbers from its first step on, so nothing was kept.", "Choose another method or encoder."
        )
    sentence = "Learning ended: its figures were no numbers any more. What was learnt up to step {step} is kept."
    return Notice(said(sentence, step=session.step), left_out=True)


def _look(project: Project, learnt: Learnt, learning: bool, stop: Stop) -> Generator[Event, None, int]:
    """Look at the images and keep what is found; returns how many are on the map, 0: it was stopped."""
    before, began = OF_LEARNING if learning else 0.0, time.monotonic()
    yield Progress(LOOKING, before, 1.0)  # whoever stopped the learning may want this
    if stop():
        return 0
    looking = look_at_images(project, learnt, stop)
    try:
        while True:
            share = next(looking)
            task, left = LOOKING, (time.monotonic() - began) * (1 - share) / share if share else None
            if share >= OF_LOOKING:  # how long that takes nobody knows
                task, left = MAPPING, None
            yield Progress(task, before + (1 - before) * share, 1.0, left)
    except StopIteration as done:
        found = done.value
    except Cancelled:
        return 0
    write_found(project.folder, learnt.facts.name, found)
    parts = int((found.seen < 1).sum())
    if parts:
        sentence = said("Of {number} large images only a part was looked at.", number=parts)
        yield Notice(sentence)
    known = dict(learnt.facts.left_out)
    new = [(id, text) for id, text in found.left_out if id not in known]
    for id, text in new[:10]:
        yield Notice(
            said("{image} is not on the map: {reason}", image=project.entry(id).title, reason=text), left_out=True
        )
    if len(new) > 10:
        yield Notice(said("{number} more images are not on the map.", number=len(new) - 10), left_out=True)
    return len(found.ids)
