"""Which images of a project the planes of a mask volume are for: the stack of its name, plane by plane where both lie
in the same place of the patient.

A mask goes nowhere by guess: where both files say how they lie, they have to agree; where one does not, the number of
planes has to. Imports project only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

import numpy as np

from segstudio.errors import ImageError, MaskError, said
from segstudio.formats.common.found import MaskFile, MaskVolume, Target
from segstudio.formats.common.matching import form, stems
from segstudio.formats.common.report import LeftOut
from segstudio.project.entries import ImageEntry
from segstudio.project.images.facts import plane_steps
from segstudio.project.images.kinds import stem_of
from segstudio.project.images.orientation import Place, Turn
from segstudio.project.images.reading import read_places

CLOSE = 0.1  # of the distance of two values: how far apart two grids may be that are one
Pairs = list[tuple[ImageEntry, MaskFile]]


def aligned(mask: Place, shape: tuple[int, int, int], image: Place, size: tuple[int, int]) -> tuple[int, Turn]:
    """Which plane of a mask of ``shape`` (x, y, z) lies on an image of ``size`` (h, w), and how it has to be turned;
    the plane may be outside. Raises ValueError, with a sentence, where the two grids are not one."""
    inverse = np.linalg.inv(mask.axes)
    steps, start = inverse @ image.axes[:, :2], inverse @ (image.origin - mask.origin)
    across, down = int(np.abs(steps[:, 0]).argmax()), int(np.abs(steps[:, 1]).argmax())
    if {across, down} != {0, 1}:
        raise ValueError(said("its slices lie across those of the image"))
    height, width = size
    if (shape[across], shape[down]) != (width, height):
        text = "it is {width} x {height} pixels, its image {w} x {h}"
        raise ValueError(said(text, width=shape[across], height=shape[down], w=width, h=height))
    turn = Turn(across == 1, bool(steps[down, 1] < 0), bool(steps[across, 0] < 0))
    for column in (0, width - 1):
        for row in (0, height - 1):
            told, there = start + steps @ (column, row), np.zeros(3)
            there[across] = width - 1 - column if turn.flip_columns else column
            there[down] = height - 1 - row if turn.flip_rows else row
            there[2] = round(start[2])
            if np.abs(told - there).max() > CLOSE:
                raise ValueError(said("it lies elsewhere in the patient than its image"))
    return round(start[2]), turn


def volume_pairs(
    images: Sequence[ImageEntry], path_of: Callable[[ImageEntry], Path], volumes: Iterable[MaskVolume]
) -> tuple[Pairs, list[LeftOut], list[str]]:
    """Each image with its plane of a mask volume, why other volumes are left out, and sentences."""
    finder = _Finder(images, path_of)
    pairs: Pairs = []
    left_out, notes = list[LeftOut](), list[str]()
    taken: dict[str, str] = {}
    for volume in volumes:
        try:
            found, note = finder.planes_of(volume)
            twice = next((taken[entry.id] for entry, _ in found if entry.id in taken), "")
            if twice:
                raise MaskError(said("It is for the same image as {other}; leave one of them.", other=twice))
        except (MaskError, ImageError) as error:
            left_out.append(LeftOut(volume.path, error.message))
            continue
        taken.update((entry.id, volume.path) for entry, _ in found)
        pairs += found
        notes += [note] if note else []
    return pairs, left_out, notes


class _Finder:
    """Stacks by their names, and the places of their planes, read when they are asked for."""

    def __init__(self, images: Sequence[ImageEntry], path_of: Callable[[ImageEntry], Path]) -> None:
        self._path_of = path_of
        stacks: defaultdict[tuple[str, int], list[ImageEntry]] = defaultdict(list)
        for entry in images:
            stacks[entry.stack or entry.id, plane_steps(entry.plane).get("C", 0)].append(entry)
        self._stacks = list(stacks.values())
        self._targets: dict[str, list[Target]] = {}

    def planes_of(self, volume: MaskVolume) -> tuple[Pairs, str]:
        """The images of the one stack that a volume is for, with their planes. Raises MaskError."""
        stacks, note = self._named(volume)
        problems: list[MaskError] = []
        fitting: list[Pairs] = []
        for stack in stacks:
            try:
                fitting.append(self._pairs(volume, stack))
            except MaskError as error:
                problems.append(error)
        if len(fitting) > 1:
            raise MaskError(said("It fits several stacks of images: {names}.",
                                 names=", ".join(pairs[0][0].title for pairs in fitting)))  # fmt: skip
        if not fitting:
            raise (
                problems[0]
                if problems
                else MaskError(
                    said(
                        "No image of the project is called {stem}, and no series lies where it does.", stem=volume.image
                    )
                )
            )
        return fitting[0], note

    def _named(self, volume: MaskVolume) -> tuple[list[list[ImageEntry]], str]:
        """The stacks that a volume may be for: by the series that it names, by name, else all series."""
        if volume.series and (found := [one for one in self._stacks if one[0].stack == volume.series]):
            return found, ""
        for number, name in enumerate(stems(volume.image)):
            for names in (_names, _short_names):
                found = [stack for stack in self._stacks if form(name) in map(form, names(stack))]
                text = "{mask} is for {image}, whose name is the same without an ending."
                plain = number == 0 and names is _names
                if found:
                    return found, "" if plain else said(text, mask=volume.path, image=found[0][0].path)
        series = [stack for stack in self._stacks if len({entry.path for entry in stack}) > 1]
        there = [stack for stack in series if any(target.place is not None for target in self._of(stack)[:1])]
        return [stack for stack in there if self._fits(volume, stack)], ""

    def _fits(self, volume: MaskVolume, stack: list[ImageEntry]) -> bool:
        try:
            return bool(self._pairs(volume, stack))
        except MaskError:
            return False

    def _pairs(self, volume: MaskVolume, stack: list[ImageEntry]) -> Pairs:
        found: Pairs = []
        for target in self._of(stack):
            load = volume.plane(target)
            if load is not None:
                found.append((target.entry, MaskFile(volume.path, target.entry.mask_stem, load)))
        if not found:
            raise MaskError(said("It lies elsewhere in the patient than its image."))
        return found

    def _of(self, stack: list[ImageEntry]) -> list[Target]:
        key = stack[0].id
        if key not in self._targets:
            times = len({plane_steps(entry.plane).get("T", 0) for entry in stack})
            lies = places_of(stack, self._path_of)
            self._targets[key] = [
                Target(entry, *lies[entry.id], at, len(stack), times) for at, entry in enumerate(stack)
            ]
        return self._targets[key]


def places_of(
    stack: Iterable[ImageEntry], path_of: Callable[[ImageEntry], Path]
) -> dict[str, tuple[Place | None, Turn]]:
    """Where each image of a stack lies in the patient, and how it was turned, by its id; each file is opened once.
    Raises ImageError."""
    files: defaultdict[Path, list[ImageEntry]] = defaultdict(list)
    for entry in stack:
        files[path_of(entry)].append(entry)
    found: dict[str, tuple[Place | None, Turn]] = {}
    for path, entries in files.items():
        places, turn = read_places(path, [entry.plane for entry in entries])
        found.update((entry.id, (place, turn)) for entry, place in zip(entries, places, strict=True))
    return found


def _names(stack: Sequence[ImageEntry]) -> list[str]:
    """What a stack is called: as its file without suffix, else as the project and its folder call it."""
    first = PurePosixPath(stack[0].path)
    if len({entry.path for entry in stack}) == 1:
        return [stem_of(first.name), stack[0].stack or stack[0].mask_stem]
    return [stack[0].stack, stack[0].stack.replace(" ", "_"), first.parent.name]


def _short_names(stack: Sequence[ImageEntry]) -> list[str]:
    return [short for name in _names(stack) for short in stems(name)[1:]]
