"""How far apart images of a stack lie. Imports project and images only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import plane_steps
from segstudio.project.images.reading import read_facts
from segstudio.project.project import Project


def shares_between(project: Project, images: Sequence[ImageEntry]) -> list[float]:
    """How far along (0..1, without the ends) each image lies between the first and the last, which all lie on one axis.

    In one file by their addresses, which count planes that were taken out of the project too; in a series by the
    positions that the files name. Where there are none, or some are the same, all are equally far apart. Raises
    ImageError: a file of a series cannot be read.
    """
    places = _steps(images) if len({one.path for one in images}) == 1 else _positions(project, images)
    rising = len(places) == len(images) and all(low < high for low, high in pairwise(places))
    if not rising:
        places = [float(number) for number in range(len(images))]
    return [(one - places[0]) / (places[-1] - places[0]) for one in places[1:-1]]


def _steps(images: Sequence[ImageEntry]) -> list[float]:
    steps = [plane_steps(one.plane) for one in images]
    axes = [letter for letter in steps[0] if len({step.get(letter) for step in steps}) > 1]
    return [float(step.get(axes[0], 0)) for step in steps] if len(axes) == 1 else []


def _positions(project: Project, images: Sequence[ImageEntry]) -> list[float]:
    """Millimetres along the stack; none where it is no series, or not every file names them."""
    if not images[0].stack:
        return []
    found = [read_facts(project.image_path(one)).position for one in images]
    return [one for one in found if one is not None]
