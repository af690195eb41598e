"""The planes of a stack as one goes through them: in which order they are listed, and along which axes they lie.

Pure: reads no file. Imports entries and facts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import COLUMN, ROW, plane_steps
from segstudio.project.images.finding import natural_key

_SLICE = "Z"  # the axis of a stack of files


@dataclass(frozen=True)
class StackAxis:
    """One axis of a stack; ``steps``: where there are images along it, counted from 0, in order."""

    letter: str
    steps: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many planes it had in the file, as far as is known: images may have been removed."""
        return self.steps[-1] + 1


@dataclass(frozen=True)
class Stack:
    """The images of one stack, in their order."""

    images: tuple[ImageEntry, ...]

    @cached_property
    def _places(self) -> dict[str, dict[str, int]]:
        """Of each image, by id, where it is along each axis: in one file by its address, else by its number."""
        if len({entry.path for entry in self.images}) == 1:
            return {entry.id: plane_steps(entry.plane) for entry in self.images}
        return {entry.id: {_SLICE: number} for number, entry in enumerate(self.images)}

    @cached_property
    def axes(self) -> tuple[StackAxis, ...]:
        """The axes along which there is more than one image, but for rows and columns of tiles, which lie side by
        side."""
        return tuple(axis for axis in self._all_axes if axis.letter not in (ROW, COLUMN))

    @cached_property
    def _all_axes(self) -> tuple[StackAxis, ...]:
        letters = dict.fromkeys(letter for place in self._places.values() for letter in place)
        steps = {one: sorted({place[one] for place in self._places.values() if one in place}) for one in letters}
        return tuple(StackAxis(letter, tuple(found)) for letter, found in steps.items() if len(found) > 1)

    def step_of(self, entry: ImageEntry, axis: StackAxis) -> int:
        """Where an image of the stack is in ``axis.steps``."""
        return axis.steps.index(self._places[entry.id].get(axis.letter, axis.steps[0]))

    def moved(self, entry: ImageEntry, axis: StackAxis, step: int) -> ImageEntry:
        """The image at ``axis.steps[step]`` that lies along the other axes where ``entry`` does, or nearest to it."""
        here, wanted = self._places[entry.id], axis.steps[step]
        there = [one for one in self.images if self._places[one.id].get(axis.letter) == wanted]
        others = [one.letter for one in self._all_axes if one.letter != axis.letter]

        def far(one: ImageEntry) -> int:
            place = self._places[one.id]
            return sum(abs(place.get(letter, 0) - here.get(letter, 0)) for letter in others)

        return min(there, key=far)

    def neighbours(self, entry: ImageEntry, axis: StackAxis) -> list[ImageEntry]:
        """The images before and behind along ``axis``."""
        at = self.step_of(entry, axis)
        return [self.moved(entry, axis, step) for step in (at + 1, at - 1) if 0 <= step < len(axis.steps)]

    def between(self, first: ImageEntry, last: ImageEntry) -> list[ImageEntry]:
        """The images from one to another along the one axis in which they differ, both ends too; empty where they
        differ in several."""
        differing = [axis for axis in self._all_axes if self.step_of(first, axis) != self.step_of(last, axis)]
        if len(differing) != 1 or differing[0] not in self.axes:
            return []
        line = self.line(first, differing[0])
        low, high = sorted(line.index(one) for one in (first, last))
        return line[low : high + 1]

    def line(self, entry: ImageEntry, axis: StackAxis) -> list[ImageEntry]:
        """The images along ``axis`` that lie where ``entry`` does along the others, in order."""
        found = [self.moved(entry, axis, step) for step in range(len(axis.steps))]
        same = [one for one in self._all_axes if one.letter != axis.letter]
        return [one for one in found if all(self.step_of(one, at) == self.step_of(entry, at) for at in same)]

    def lines(self, entry: ImageEntry) -> list[list[ImageEntry]]:
        """``line`` along each axis, that of the slices first."""
        axes = sorted(self.axes, key=lambda axis: axis.letter != _SLICE)
        return [self.line(entry, axis) for axis in axes]

    def tiles(self, entry: ImageEntry) -> dict[tuple[int, int], ImageEntry]:
        """The tiles of the plane that ``entry`` is of, by row and column, also with one of them; none where it is no
        tile."""
        here = self._places[entry.id]
        if not {ROW, COLUMN} <= here.keys():
            return {}
        rest = {letter: at for letter, at in here.items() if letter not in (ROW, COLUMN)}
        places = ((self._places[one.id], one) for one in self.images)
        return {(at[ROW], at[COLUMN]): one for at, one in places if at.items() >= rest.items() and ROW in at}


def stack_of(images: Iterable[ImageEntry], entry: ImageEntry) -> Stack | None:
    """The stack that ``entry`` is in; ``None``: in none of more than one image."""
    found = tuple(one for one in images if one.stack == entry.stack) if entry.stack else ()
    return Stack(found) if len(found) > 1 else None


def in_order(images: Sequence[ImageEntry]) -> list[ImageEntry]:
    """As lists show them: by path (2 before 10); a stack in its own order, where the path of its first image is."""
    first: dict[str, str] = {}
    for entry in images:
        if entry.stack:
            first.setdefault(entry.stack, entry.path)
    return sorted(images, key=lambda entry: (natural_key(first.get(entry.stack, entry.path)), entry.stack))
