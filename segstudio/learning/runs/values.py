"""Whether the images still have the values that a run learnt from as 0 and as 1. No torch."""

from __future__ import annotations

from collections.abc import Collection

from segstudio.errors import LearningError, said
from segstudio.learning.runs.info import RunInfo
from segstudio.project.images.ranges import range_words
from segstudio.project.project import Project

BY_ITSELF = "each image by itself"


def ranges_in(project: Project, ids: Collection[str]) -> tuple[str, ...]:
    """The ranges of values of these images of a project, each once, in words."""
    return tuple(sorted({range_words(one.values) or BY_ITSELF for one in project.images if one.id in ids}))


def check_values(project: Project, info: RunInfo) -> None:
    """Raise LearningError where the images that a run learnt from have other ranges of values now."""
    now = ranges_in(project, info.known)
    if info.ranges and now and now != info.ranges:
        raise LearningError(
            "The network does not take part: it learnt from other values ({then}) than its images have now ({now}).",
            "Train again, or set the values back with Values... in the menu Image.",
            then=said("; ".join(info.ranges)),
            now=said("; ".join(now)),
        )
