"""Facts about an image in the list, and the filter and the orders of the list. Data only, no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from segstudio.project.images.finding import name_key
from segstudio.project.project import ImageEntry

STATES = ("empty", "part", "done", "flagged", "blocked")
STATE_TITLES = {
    "empty": "Not labelled",
    "part": "Partly labelled",
    "done": "Done",
    "flagged": "Flagged",
    "blocked": "Cannot be opened",
}
ORDERS = {
    "name": "By name",
    "state": "By state",
    "share": "By share",
    "useful": "Most useful",
    "certain": "Least certain",
    "unusual": "Most unusual",
    "folder": "By folder",
}
_RANK = {"flagged": 0, "blocked": 1, "empty": 2, "part": 3, "done": 4, "": 5}


@dataclass(frozen=True)
class ImageFacts:
    """Labelled share of an image, 0..1 (``None``: unreadable), one of ``STATES``, and the mean confidence of the
    network, 0..1 (``None`` until it predicted the whole image)."""

    share: float | None
    state: str
    certainty: float | None = None


UNKNOWN = ImageFacts(None, "")


@dataclass(frozen=True)
class ListFilter:
    """Which images the list shows, and in which order."""

    search: str = ""
    state: str = ""  # "" or one of STATES
    order: str = "name"  # one of ORDERS
    group: str | None = None  # None: every group; "": images without one


def place(
    order: str,
    entry: ImageEntry,
    facts: ImageFacts,
    finished: Callable[[ImageEntry], bool],
    ranked: Mapping[str, int],
) -> tuple[float, ...]:
    """The sort key of one image, smallest first; images with the same key stay in the order of their names.

    ``ranked``: places in the orders "useful" and "unusual"; images that were not ranked follow, then in the order
    "useful" those for which ``finished`` holds. In the order "certain", images that the network did not predict as a
    whole come last.
    """
    if order == "share":
        return (-(facts.share or 0.0),)
    if order == "state":
        return (_RANK[facts.state],)
    if order == "useful":
        last = len(ranked)
        return (last + 1 if finished(entry) else ranked.get(entry.id, last),)
    if order == "unusual":
        return (ranked.get(entry.id, len(ranked)),)
    if order == "certain":
        return (1.0,) if facts.certainty is None else (0.0, facts.certainty)
    return ()


def by_name(images: Sequence[ImageEntry]) -> list[str]:
    """The ids of images that are in the order of their folders, by the name of the file alone, as the rows show it. A
    stack stays together where the first of its images is."""
    first: dict[str, str] = {}
    names: list[str] = []
    for entry in images:
        names.append(first.setdefault(entry.stack, entry.path) if entry.stack else entry.path)
    keys = [name_key(name) for name in names]
    return [images[at].id for at in sorted(range(len(images)), key=keys.__getitem__)]
