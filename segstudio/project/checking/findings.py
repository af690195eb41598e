"""What a check of a project found, and what repairing it does. Data only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from segstudio.project.project import Project


class Kind(Enum):
    """What is wrong; the values stand in ``--json``."""

    PROJECT_FILE = "project file"
    MASK = "mask"
    MASK_VALUES = "mask values"
    MASK_MISSING = "mask missing"
    JOURNAL = "journal"
    STROKES = "strokes not saved"
    IMAGE_MISSING = "image missing"
    IMAGE_CHANGED = "image changed"
    NOT_OF_THE_PROJECT = "not of the project"
    LEFTOVER = "leftover"
    RUN = "run"
    EXPLORATION = "exploration"
    PREDICTION = "prediction"
    LOCK = "lock"


@dataclass(frozen=True)
class Finding:
    """``path``: the file, relative to the project; ``text``: what is wrong; ``remedy``: what repairing does, or what
    the person has to do. Before a repair ``copied`` files are copied and ``moved`` ones put into the folder of copies;
    then ``mend`` does the rest. Without ``moved`` and ``mend`` only the person can help."""

    kind: Kind
    path: str
    text: str
    remedy: str
    copied: tuple[Path, ...] = ()
    moved: tuple[Path, ...] = ()
    mend: Callable[[Project], None] | None = None

    @property
    def repairable(self) -> bool:
        """Whether repairing ends it."""
        return bool(self.moved) or self.mend is not None


MoreChecks = Callable[[Project], Iterable[Finding]]  # of what other rooms keep in the project
