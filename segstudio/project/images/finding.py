"""Image files in folders: which names are images, and what is below a folder, through links too. Reads no file.

Imports errors only.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from segstudio.errors import ImageError, said

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff")
PROJECT_SUFFIX = ".segstudio"


def is_image_path(path: str | os.PathLike[str]) -> bool:
    """Whether the name has the suffix of an image and is not hidden (".x", "._x")."""
    path = Path(path)
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def find_images(folder: str | os.PathLike[str], others: Counter[str] | None = None) -> list[Path]:
    """All image files under ``folder`` in natural order (2 before 10), not those inside ``*.segstudio`` projects.

    A folder below it that cannot be read is in the list too, so that who opens it says why. ``others`` counts the other
    files by suffix, but for hidden ones. Raises ImageError when ``folder`` is not a folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ImageError("There is no folder {folder}.", "Check the path.", folder=folder)
    unread: list[Path] = []
    walked = walk(folder, lambda one, _error: unread.append(one))
    found: list[Path] = []
    for root, names in walked:
        found += [root / name for name in names if is_image_path(name)]
        if others is not None:
            rest = (name for name in names if not (is_image_path(name) or name.startswith(".")))
            others.update(os.path.splitext(name)[1].lower() for name in rest)
    return sorted(found + unread, key=lambda path: natural_key(path.relative_to(folder).as_posix()))


def other_files(others: Mapping[str, int]) -> str:
    """A sentence on the files that are no images, by suffix; empty when there is none."""
    if not others:
        return ""
    kinds = ", ".join(f"{count} {suffix or said('nameless')}" for suffix, count in sorted(others.items()))
    return said("Other files that are there are not read as images: {kinds}.", kinds=kinds)


def walk(folder: Path, unread: Callable[[Path, OSError], object]) -> Iterator[tuple[Path, list[str]]]:
    """Each folder from ``folder`` on with the names of its files; not hidden folders and ``*.segstudio`` projects.

    Folders that are links are followed after all others, and each real folder comes once, so that circles end: a link
    to a folder that it lies in is not followed. ``unread(folder, error)``: a folder that cannot be read.
    """
    seen: set[str] = set()
    waiting, links = [folder], list[Path]()
    while waiting or links:
        root = waiting.pop() if waiting else links.pop()
        real = os.path.realpath(root)
        if real in seen:
            continue
        seen.add(real)
        names: list[str] = []
        try:
            with os.scandir(root) as entries:
                for entry in entries:
                    if not entry.is_dir():
                        names.append(entry.name)
                    elif not entry.is_symlink():
                        waiting += [] if _is_closed(entry.name) else [root / entry.name]
                    elif not (_is_closed(entry.name) or _leads_up_or_into_project(entry.path, real)):
                        links.append(root / entry.name)
        except OSError as error:
            unread(root, error)
        yield root, names


def _is_closed(name: str) -> bool:
    """Whether a folder is hidden or a project."""
    return name.startswith(".") or name.lower().endswith(PROJECT_SUFFIX)


def _leads_up_or_into_project(link: str, parent: str) -> bool:
    """Whether ``link``, in the real folder ``parent``, is to a folder that holds it, or to a project."""
    goal = os.path.realpath(link)
    return goal.lower().endswith(PROJECT_SUFFIX) or os.path.join(parent, "").startswith(os.path.join(goal, ""))


@lru_cache(maxsize=1 << 15)  # thousands of names are sorted often
def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key that orders numbers inside names by value."""
    parts = re.split(r"([0-9]+)", text.lower())
    return tuple((0, int(p)) if i % 2 else (1, p) for i, p in enumerate(parts)) + ((1, text),)
