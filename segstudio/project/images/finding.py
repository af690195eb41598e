"""Image files in folders: which names are images, and what is below a folder, through links too; which of it are the
masks of a data set. Of files, only the first bytes of those without a suffix are read: DICOM files often have none.

Imports errors, regular_file and the table of kinds.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from segstudio.errors import ImageError, said
from segstudio.project.images.kinds import KINDS, START, kind_named, kind_of
from segstudio.regular_file import IMAGE, open_regular

SUFFIXES = tuple(suffix for kind in KINDS if kind.reader for suffix in kind.suffixes)
# Where data sets keep images and masks: folders side by side, in lower case.
LAYOUTS = {
    "PASCAL VOC": ({"jpegimages"}, {"segmentationclass", "segmentationobject"}),
    "Cityscapes": ({"leftimg8bit"}, {"gtfine", "gtcoarse"}),
    "nnU-Net": ({"imagestr"}, {"labelstr", "labelsts"}),
    said("images and masks"): ({"images"}, {"masks", "labels"}),
}
MASK_FOLDERS = frozenset(name for _, masks in LAYOUTS.values() for name in masks)
PROJECT_SUFFIX = ".segstudio"


def is_image_path(path: str | os.PathLike[str]) -> bool:
    """Whether the name has the suffix of an image and is not hidden (".x", "._x")."""
    name = os.path.basename(path)
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _is_dicom(path: Path) -> bool:
    """Whether a file without a suffix (digits are none: "1.2.840.5") starts as DICOM does."""
    suffix = path.suffix[1:]
    if (suffix and not suffix.isdigit()) or path.name.startswith("."):
        return False
    try:
        with open_regular(path, IMAGE) as file:
            kind = kind_of(file.read(START), path.name)
    except OSError:
        return False
    return kind is not None and kind.name == "DICOM"


def find_images(folder: str | os.PathLike[str], others: Counter[str] | None = None) -> list[Path]:
    """All image files under ``folder`` in natural order (2 before 10), not those inside ``*.segstudio`` projects.

    A folder below it that cannot be read is in the list too, so that who opens it says why. ``others`` counts the other
    files by kind, or by suffix, but for hidden ones. Raises ImageError when ``folder`` is not a folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ImageError("There is no folder {folder}.", "Check the path.", folder=folder)
    unread: list[Path] = []
    walked = walk(folder, lambda one, _error: unread.append(one))
    found: list[Path] = []
    for root, names in walked:
        for name in names:
            if is_image_path(name) or _is_dicom(root / name):
                found.append(root / name)
            elif others is not None and not name.startswith("."):
                kind = kind_named(name)
                others[kind.name if kind else os.path.splitext(name)[1].lower()] += 1
    return sorted(found + unread, key=lambda path: natural_key(path.relative_to(folder).as_posix()))


@dataclass(frozen=True)
class Below:
    """What is below a folder: ``images``, the ``masks`` of a data set of a known ``layout``, ``others`` by kind."""

    images: list[Path]
    masks: list[Path]
    layout: str
    others: Counter[str]

    @property
    def masks_sentence(self) -> str:
        """That the masks are not taken as images; empty where there are none."""
        if not self.masks:
            return ""
        text = "A data set ({layout}): its {count} masks in {folder} are not taken as images."
        return said(text, layout=self.layout, count=len(self.masks), folder=self.masks[0].parent)


def look_below(folder: Path) -> Below:
    """Images, masks and other files below ``folder``. Raises ImageError when it is not a folder."""
    others: Counter[str] = Counter()
    found, layout = find_images(folder, others), ""
    images: list[Path] = []
    masks: list[Path] = []
    layouts = {folder: ""}  # of folders; empty: what is in it are no masks
    for path in found:
        name = layout_of(path.parent, layouts)
        (masks if name else images).append(path)
        layout = layout or name
    return Below(images, masks, layout, others)


def layout_of(folder: Path, known: dict[Path, str]) -> str:
    """The layout in which ``folder``, or one that it lies in, holds masks: the folder of their images is beside it."""
    if folder not in known:
        known[folder] = ""  # of the top, where a path leads out of what was chosen
        for name, (images, masks) in LAYOUTS.items():
            if folder.name.lower() in masks and any(one.name.lower() in images for one in _beside(folder)):
                known[folder] = name
        known[folder] = known[folder] or layout_of(folder.parent, known)
    return known[folder]


def _beside(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.parent.iterdir() if one.is_dir()]
    except OSError:
        return []


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


@lru_cache(maxsize=1 << 16)  # thousands of names are sorted often
def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key that orders numbers inside names by value."""
    parts = re.split(r"([0-9]+)", text.lower())
    return tuple((0, int(p)) if i % 2 else (1, p) for i, p in enumerate(parts)) + ((1, text),)


def name_key(path: str) -> tuple[tuple[int, int | str], ...]:
    """``natural_key`` of the file's name without its folders."""
    return natural_key(path[path.rfind("/") + 1 :])
