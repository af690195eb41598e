"""Near copies among the images of a project: shifted, recompressed, resized, neighbouring frames. They are proposed as
groups, since images of one group share a split.

Each image becomes a small grey picture without its coarse brightness. Those that are most alike as they lie, and
neighbours in the order of names, are compared closely: the normalised correlation of the middle of one with the other,
at the best of all shifts up to an eighth of the side. Turned or mirrored copies are not found. ``compare`` changes
nothing and may run on any thread. Imports project only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import cv2
import numpy as np
from numpy.typing import NDArray

from segstudio.errors import ImageError, said
from segstudio.labels.steps import Progress, silent
from segstudio.project.entries import ImageEntry
from segstudio.project.images.finding import natural_key
from segstudio.project.images.reading import thumbnail
from segstudio.project.parallel import in_threads
from segstudio.project.project import Project
from segstudio.project.splits import bonds
from segstudio.project.stacks.stack import in_order

ALIKE, LEAST_ALIKE = 80, 30  # per cent: what is proposed unless the person chooses, and the least that can be chosen
SIDE, REACH = 64, 8  # pixels of the small pictures, and of the largest shift
NEAREST = 16  # images that each one is compared with closely
_CONTRAST = 50.0  # of the small pictures, so that rounding does not count
_ROWS = 512  # of the table of all pairs, at once

Small = NDArray[np.float16]  # [SIDE, SIDE]


@dataclass(frozen=True)
class Proposal:
    """Images that are near copies; ``alike``: per cent, the least of the pairs that join them."""

    images: tuple[ImageEntry, ...]
    alike: int

    @property
    def groups(self) -> list[str]:
        """The groups that some of them are in already."""
        return sorted({image.group for image in self.images} - {""}, key=natural_key)

    @property
    def note(self) -> str:
        """What grouping them changes beside that; empty when nothing."""
        if {"train", "val"} <= {image.split for image in self.images}:
            return said("Trained on and held out: its held-out images will not be scored.")
        return ""


@dataclass(frozen=True)
class NearCopies:
    """``pairs``: those that are alike at all (place in ``images``, other place, 0..1), the most alike first.

    ``left_out``: a sentence for each image that could not be compared. ``least``, ``usual``: per cent that can be
    chosen, and that is proposed; ``measure``: of what they are.
    """

    images: tuple[ImageEntry, ...]
    pairs: tuple[tuple[int, int, float], ...]
    left_out: tuple[str, ...]
    least: int = LEAST_ALIKE
    usual: int = ALIKE
    measure: str = said("The correlation of two small pictures at their best shift, not turned.")

    def proposals(self, alike: int, now: Iterable[ImageEntry]) -> list[Proposal]:
        """The images that are joined by pairs of at least ``alike`` per cent, but for those that share a split already.
        ``now``: the images of the project, since groups may have changed."""
        there = {entry.id: entry for entry in now}
        least: dict[int, float] = {}  # of each set, by its first place
        sets: dict[int, list[int]] = {}
        for one, other, share in self.pairs:
            if share * 100 < alike:
                break
            a, b = sets.setdefault(one, [one]), sets.setdefault(other, [other])
            if a is not b:
                a += b
                sets.update((place, a) for place in b)
                least[id(a)] = share
        found = []
        for places in {id(places): places for places in sets.values()}.values():
            images = tuple(there[id] for id in (self.images[place].id for place in sorted(places)) if id in there)
            if not _bound(images):
                found.append(Proposal(images, int(least[id(places)] * 100)))
        return sorted(found, key=lambda one: natural_key(one.images[0].path))


def _bound(images: Sequence[ImageEntry]) -> bool:
    """Whether groups or equal bytes bind all of ``images`` to each other already."""
    keys, rest = bonds(images[0]) if images else set(), images[1:]
    while rest:
        free = [image for image in rest if not keys & bonds(image)]
        if len(free) == len(rest):
            return False
        keys = keys.union(*(bonds(image) for image in rest if keys & bonds(image)))
        rest = free
    return True


def compare(project: Project, progress: Progress = silent) -> NearCopies:
    """Find the pairs of images that are near copies. What ``progress`` raises is raised."""
    images = tuple(in_order(project.images))
    largest = max((entry.width * entry.height for entry in images), default=1)
    answers = in_threads(partial(_small, project), images, largest, progress)
    places = [place for place, answer in enumerate(answers) if not isinstance(answer, str)]
    pictures = [answer for answer in answers if not isinstance(answer, str)]
    partners = [sorted(found) for found in _candidates(pictures, progress)]
    shares = in_threads(partial(_shares, pictures, partners), range(len(pictures)), 1, progress)
    pairs = [
        (places[one], places[other], share)
        for one, found in enumerate(partners)
        for other, share in zip(found, shares[one], strict=True)
        if share * 100 >= LEAST_ALIKE
    ]
    left_out = tuple(answer for answer in answers if isinstance(answer, str))
    return NearCopies(images, tuple(sorted(pairs, key=lambda pair: -pair[2])), left_out)


def _small(project: Project, entry: ImageEntry) -> Small | str:
    """The small picture of an image; a sentence where there is none."""
    try:
        shown = thumbnail(project.image_path(entry), 2 * SIDE, entry.plane)
    except ImageError as error:
        return error.message
    grey = cv2.resize(shown.astype(np.float32).mean(axis=2), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    grey -= cv2.GaussianBlur(grey, (0, 0), SIDE / 8)
    contrast = float(_middle(grey).std())
    if contrast < 1e-3:
        return said("{path} shows nothing that can be compared.", path=entry.title)
    small: Small = (grey * (_CONTRAST / contrast)).clip(-60000, 60000).astype(np.float16)
    return small


def _middle(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return picture[REACH:-REACH, REACH:-REACH]


def _candidates(pictures: Sequence[Small], progress: Progress) -> Iterator[set[int]]:
    """For each picture the places of later ones that are worth a close look."""
    if not pictures:
        return
    coarse = np.stack([cv2.resize(one.astype(np.float32), (16, 16), interpolation=cv2.INTER_AREA) for one in pictures])
    flat = coarse.reshape(len(pictures), -1)
    vectors = flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-9)
    found: list[set[int]] = [{place + 1} if place + 1 < len(pictures) else set() for place in range(len(pictures))]
    most = min(NEAREST, len(pictures) - 1)
    for start in range(0, len(pictures), _ROWS):
        progress(start, len(pictures))
        table = vectors[start : start + _ROWS] @ vectors.T
        table[np.arange(len(table)), np.arange(start, start + len(table))] = -2.0
        for row, near in enumerate(np.argpartition(-table, most - 1, axis=1)[:, :most] if most else ()):
            for other in near.tolist():
                found[min(start + row, other)].add(max(start + row, other))
    yield from found


def _shares(pictures: Sequence[Small], partners: Sequence[Sequence[int]], place: int) -> list[float]:
    """How alike a picture is to each of its partners: -1..1."""
    middle = _middle(pictures[place].astype(np.float32))
    return [
        float(cv2.matchTemplate(pictures[other].astype(np.float32), middle, cv2.TM_CCOEFF_NORMED).max())
        for other in partners[place]
    ]


def grouped(images: Iterable[ImageEntry], proposals: Iterable[Proposal]) -> list[ImageEntry]:
    """Those of ``images`` that change when each proposal becomes one group: a new one ("alike 1"), or the first that
    some are in, which all others of the groups that it joins come into too."""
    before = {entry.id: entry for entry in images}
    after, taken = dict(before), {entry.group for entry in before.values()}
    for proposal in proposals:
        members = [after[image.id] for image in proposal.images if image.id in after]
        if len(members) < 2:  # the others were removed meanwhile
            continue
        joined = {entry.group for entry in members} - {""}
        ids = [entry.id for entry in members]
        if joined:
            name = min(joined, key=natural_key)
            ids += [entry.id for entry in after.values() if entry.group in joined]
        else:
            name = next(name for number in count(1) if (name := f"alike {number}") not in taken)
            taken.add(name)
        after.update((id, replace(after[id], group=name)) for id in ids)
    return [entry for id, entry in after.items() if entry != before[id]]
