"""How many channels the images of a training have: one number for the network and the head, which see all of them.

Most labelled images decide. One with another number is left out with a sentence. Must not import torch.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from segstudio.errors import ImageError
from segstudio.learning.data.inputs import planes_of_one
from segstudio.learning.runs.own_start import NEVER_LEARNT
from segstudio.project.file_facts import image_stamp
from segstudio.project.images.channels import COLOURS, input_channels
from segstudio.project.images.facts import Facts
from segstudio.project.images.reading import read_facts
from segstudio.project.project import ImageEntry, Project
from segstudio.project.storage import FileStamp

HINT = "Use images with the same number of channels in one project, or start a training afresh."


def project_channels(project: Project, shown: ImageEntry | None = None) -> int:
    """The number that most labelled images to learn from have; 3 for grey and colour ones. ``shown``: decides where
    nothing is labelled on disk yet."""
    labelled = [entry for entry in project.labelled_entries() if entry.split not in NEVER_LEARNT]
    return usual_channels(project, labelled or ([shown] if shown is not None else []))


def usual_channels(project: Project, entries: Iterable[ImageEntry]) -> int:
    """The number that most of the images have, of equally many the first; those that cannot be read do not count."""
    found: Counter[int] = Counter()
    for entry in entries:
        with suppress(ImageError):
            found[channels_of(project, entry)] += 1
    return found.most_common(1)[0][0] if found else COLOURS


def channels_of(project: Project, entry: ImageEntry) -> int:
    """The number of one image with the slices beside it, from its header. Raises ImageError."""
    path = project.image_path(entry)
    facts, slices = _facts_of(path, image_stamp(path)), 2 * project.neighbours + 1
    grey = facts.channels.size == 1 or "C" in entry.plane
    return slices * planes_of_one(input_channels(facts, entry.plane), grey, slices)


@functools.cache
def _facts_of(path: Path, stamp: FileStamp | None) -> Facts:
    """The file is opened again only when it changed."""
    return read_facts(path)


def problem_of(project: Project, entry: ImageEntry, channels: int) -> str | None:
    """None for an image that is as large as when it was added and has so many channels; else a sentence."""
    if problem := project.size_problem(entry):
        return problem
    try:
        check_channels(entry.name, channels_of(project, entry), channels)
    except ImageError as error:
        return error.message
    return None


def check_channels(name: str, number: int, wanted: int) -> None:
    """Raise ImageError where an image has another number of channels than what is learnt from, or than the network."""
    if number == wanted:
        return
    if wanted == COLOURS:
        sentence = "The image {name} has {number} channels; what is learnt is of grey or colour images."
    elif number == COLOURS:
        sentence = "The image {name} is a grey or colour one; what is learnt is of images with {wanted} channels."
    else:
        sentence = "The image {name} has {number} channels; what is learnt is of images with {wanted}."
    raise ImageError(sentence, HINT, name=name, number=number, wanted=wanted)
