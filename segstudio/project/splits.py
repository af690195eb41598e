"""Which labelled images train and which are held out for the score. Pure: no files; imports entries only.

The rule: from ``min_images`` labelled images on, about every fifth is "val" (at least one, never all). A split is
final: no network is scored on what it was trained on. Images of one group, and copies of one file, get the same
split. Where all labelled images are slices of one stack, none is held out but those that a person chose.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from segstudio.project.entries import ImageEntry

VAL_EVERY = 5


def choose_splits(
    labelled: Sequence[ImageEntry], classes: Mapping[str, frozenset[int]], min_images: int = 3
) -> dict[str, str]:
    """New splits ("train" or "val") by id for those ``labelled`` entries that have none; "test" entries do not count.

    ``classes``: the class ids present in each labelled image. Deterministic; prefers to hold out images whose classes
    all remain in train. Below ``min_images`` all train, and so none of them is held out later.
    """
    entries = [entry for entry in labelled if entry.split != "test"]
    if len({entry.stack for entry in entries}) == 1 and entries[0].stack:
        return {entry.id: "train" for entry in entries if not entry.split}
    units = _units(entries)
    if len(entries) < max(2, min_images):
        return {entry.id: split or "train" for split, unit in units for entry in unit if not entry.split}
    chosen = {entry.id: split for split, unit in units if split for entry in unit if not entry.split}
    free = [unit for split, unit in units if not split]
    train = [entry for entry in entries if chosen.get(entry.id, entry.split) != "val"]
    images, trained = _presence(train, classes), len(train)
    held = _presence([entry for entry in entries if entry.split == "val"], classes)
    wanted = max(1, round(len(entries) / VAL_EVERY)) - (len(entries) - trained)
    while wanted > 0:
        pick = _best([unit for unit in free if len(unit) < trained], images, held, classes, wanted)
        if pick is None:
            break
        free.remove(pick)
        images -= _presence(pick, classes)
        held += _presence(pick, classes)
        trained, wanted = trained - len(pick), wanted - len(pick)
        chosen.update((entry.id, "val") for entry in pick)
    chosen.update((entry.id, "train") for unit in free for entry in unit)
    return chosen


def bonds(entry: ImageEntry) -> set[str]:
    """What binds an image to others: they share a group, or are copies of one file."""
    return {f"file {entry.sha256}"} | ({f"group {entry.group}"} if entry.group else set())


def _units(entries: Sequence[ImageEntry]) -> list[tuple[str, list[ImageEntry]]]:
    """Images that must stay together, each with the split that one of them has already ("train" before "val")."""
    units: dict[str, list[ImageEntry]] = {}  # by every key of every image in them
    for entry in entries:
        own = bonds(entry)
        parts = {id(units[key]): units[key] for key in own if key in units}.values()
        joined = [*chain.from_iterable(parts), entry]
        for key in {key for one in joined for key in bonds(one)}:
            units[key] = joined
    found = []
    for unit in {id(unit): unit for unit in units.values()}.values():
        splits = {entry.split for entry in unit}
        found.append(("train" if "train" in splits else "val" if "val" in splits else "", unit))
    return found


def _best(
    free: Sequence[list[ImageEntry]],
    images: Counter[int],
    held: Counter[int],
    classes: Mapping[str, frozenset[int]],
    wanted: int,
) -> list[ImageEntry] | None:
    """The unit to hold out next: the one that takes the fewest classes from train, adds the most that no held-out image
    has, then the most. ``images``, ``held``: in how many images of train, and held out, each class is present."""

    def cost(unit: list[ImageEntry]) -> tuple[int, int, int, int, str]:
        here = _presence(unit, classes)
        new = sum(not held[name] for name in here)
        lost = sum(images[name] == count for name, count in here.items())
        draw = hashlib.sha256(unit[0].id.encode()).hexdigest()
        return lost, max(0, len(unit) - wanted), -new, -len(here), draw

    return min(free, key=cost, default=None)


def _presence(entries: Sequence[ImageEntry], classes: Mapping[str, frozenset[int]]) -> Counter[int]:
    """In how many of ``entries`` each class is present."""
    return Counter(name for entry in entries for name in classes.get(entry.id, ()))
