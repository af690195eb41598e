"""Whether the images are still what a run learnt from: which values are 0 and 1, which slices are beside them. No
torch."""

from __future__ import annotations

from collections.abc import Collection

from segstudio.errors import LearningError, said
from segstudio.learning.runs.info import RunInfo
from segstudio.project.images.ranges import range_words
from segstudio.project.project import Project

BY_ITSELF = "each image by itself"
ALONE = "each slice by itself"


def ranges_in(project: Project, ids: Collection[str]) -> tuple[str, ...]:
    """The ranges of values of these images of a project, each once, in words."""
    return tuple(sorted({range_words(one.values) or BY_ITSELF for one in project.images if one.id in ids}))


def slices_words(sides: int) -> str:
    """What is learnt from with so many neighbouring slices on each side."""
    words = ALONE, "each slice with 1 neighbour on each side", "each slice with {count} neighbours on each side"
    return said(words[min(sides, 2)], count=sides)


def check_inputs(project: Project, info: RunInfo) -> None:
    """Raise LearningError where the images that a run learnt from have other ranges of values now, or the project has
    another number of neighbouring slices."""
    if info.neighbours != project.neighbours:
        raise LearningError(
            "The network does not take part: it learnt from {then}, the project has {now}.",
            "Train again, or choose the neighbouring slices as before (menu Image, or: segstudio neighbours).",
            then=slices_words(info.neighbours),
            now=slices_words(project.neighbours),
        )
    now = ranges_in(project, info.known)
    if info.ranges and now and now != info.ranges:
        raise LearningError(
            "The network does not take part: it learnt from other values ({then}) than its images have now ({now}).",
            "Train again, or set the values back with Values... in the menu Image.",
            then=said("; ".join(info.ranges)),
            now=said("; ".join(now)),
        )
