"""Files and planes that belong together: one stack is one file of several planes, or the files of a series.

Finds the range of values that its images share. Must not import Qt or torch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from segstudio.errors import ImageError
from segstudio.project.images.facts import Facts, pictures_of, plane_steps
from segstudio.project.images.ranges import Range, needs_range, shared_range
from segstudio.project.images.reading import Picture, read_image


def ranges_of(files: Mapping[Path, Facts], apart: bool) -> dict[tuple[Path, str], Range]:
    """The range of values of the images, by file and plane, that share one. ``apart``: each channel is an image, and
    those of one channel share one."""
    stacks: defaultdict[tuple[str, int | None], list[tuple[Path, str]]] = defaultdict(list)
    for path, facts in files.items():
        for plane in pictures_of(facts, apart):
            stacks[facts.stack or f"/{path}", plane_steps(plane).get("C")].append((path, plane))
    found: dict[tuple[Path, str], Range] = {}
    for images in stacks.values():
        facts = files[images[0][0]]
        if not needs_range(facts, len(images), apart):
            continue
        try:
            slices = [lambda one=one: read_image(one[0], None, one[1]).stored for one in images]
            shared = shared_range(facts, slices)
        except ImageError:  # who reads that slice says why it cannot be read
            continue
        if shared is not None:
            found |= dict.fromkeys(images, shared)
    return found


def pictures_in(files: Mapping[Path, Facts | None], apart: bool) -> list[Picture]:
    """Every image in files, with the values that are learnt from; a file without facts, which cannot be read, is one:
    who reads it says why."""
    ranges = ranges_of({path: facts for path, facts in files.items() if facts is not None}, apart)
    return [
        Picture(path, plane, ranges.get((path, plane)))
        for path, facts in files.items()
        for plane in (pictures_of(facts, apart) if facts is not None else [""])
    ]
