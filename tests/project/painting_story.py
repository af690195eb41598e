"""A story of strokes, edits of the whole image, undos and redos, for tests of masks and crashes.

Each step depends on its number only.
"""

import errno
import random
from pathlib import Path

import numpy as np
from PIL import Image

from segstudio.labels.actions import Commit, Steps, accepting, filling
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.geometry import Footprint, Rect
from segstudio.labels.mask import Mask
from segstudio.labels.painting import whole
from segstudio.labels.steps import finish
from segstudio.project.masks import StoredMask, open_mask
from segstudio.project.project import Project

SHAPE = (40, 300)  # two tiles
ALL = np.ones(256, bool)
CLASSES = ClassTable.from_names(["ground", "cell", "crack", "dust"])
PALETTE = CLASSES.palette()


def new_project(folder: Path) -> Project:
    image = folder / "img.png"
    Image.new("L", (SHAPE[1], SHAPE[0])).save(image)
    return Project.create(folder / "P.segstudio", classes=CLASSES, image_paths=[image])


def opened(project: Project) -> StoredMask:
    entry = project.images[0]
    return open_mask(project, entry, entry.shape)


def again(project: Project, stored: StoredMask) -> StoredMask:
    stored.close()
    return opened(project)


def dab(mask: Mask, number: int) -> None:
    """A stroke that depends on its number only; it always changes something."""
    draw = random.Random(number)
    rect = Rect(draw.randrange(SHAPE[1] - 30), draw.randrange(SHAPE[0] - 20), 30, 20)
    mask.begin(f"dab {number}")
    inside = np.random.default_rng(number).random((rect.h, rect.w)) < 0.7
    value = draw.randrange(4)
    changed = mask.paint(Footprint(rect, inside), value, ALL)
    if not changed:
        mask.paint(Footprint(rect, inside), VOID, ALL)


def stroke(stored: StoredMask, number: int) -> None:
    dab(stored.mask, number)
    stored.commit()


def whole_edit(mask: Mask, number: int, commit: Commit | None = None) -> Steps:
    """An edit of the whole image that depends on its number only, in steps; it always changes something."""
    rows, columns = np.indices(SHAPE)
    picture = ((rows // 7 * number + columns // 23) % 3).astype(np.uint8)
    kind = number // 5 % 3
    if kind == 0 and not (mask.array == 3).all():
        return filling(mask, whole(SHAPE), 3, name=f"whole {number}", commit=commit)
    if kind == 1 and not (mask.array == VOID).all():
        return filling(mask, None, VOID, name=f"whole {number}", commit=commit)
    if (mask.array == picture).all():
        picture[:] = 3
    return accepting(mask, picture, name=f"whole {number}", commit=commit)


def is_whole(number: int) -> bool:
    """Whether that step of the story is such an edit, unless it is an undo or a redo."""
    return number % 5 == 3 and number > 5


def step(stored: StoredMask) -> None:
    """The next step of a story that depends on ``seq`` only: mostly strokes, sometimes undo, then redo."""
    number = stored.seq + 1
    if number % 7 == 0:
        assert stored.undo() is not None
    elif number % 14 == 1 and number > 1:
        assert stored.redo() is not None
    elif is_whole(number):
        assert finish(whole_edit(stored.mask, number, stored.commit)) is not None
    else:
        stroke(stored, number)


def story(seq: int) -> np.ndarray:
    """The pixels after ``seq`` steps of that story."""
    mask = Mask.empty(SHAPE)
    for number in range(1, seq + 1):
        if number % 7 == 0:
            mask.undo()
        elif number % 14 == 1 and number > 1:
            mask.redo()
        elif is_whole(number):
            finish(whole_edit(mask, number))
        else:
            dab(mask, number)
            mask.commit()
    return mask.array


def png(project: Project) -> Path:
    return project.mask_path(project.images[0])


def journal(project: Project) -> Path:
    return project.journal_path(project.images[0])


def asides(project: Project) -> list[Path]:
    return sorted(journal(project).parent.glob("*.aside-*"))


def full(*_args: object, **_kwargs: object) -> int:
    raise OSError(errno.ENOSPC, "no space")
