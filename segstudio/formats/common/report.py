"""The reports of import and export, and the questions of an import. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePath

from segstudio.errors import FormatError, said
from segstudio.labels.classes import VOID


@dataclass(frozen=True)
class LeftOut:
    """A file or an image that is not in the result, by the path that the person knows, and a sentence why."""

    path: str
    reason: str

    @property
    def sentence(self) -> str:
        """The reason with the path in front, where the reason does not name the file itself."""
        if PurePath(self.path).name in self.reason:
            return self.reason
        return said("{path}: {reason}", path=self.path, reason=self.reason)


@dataclass(frozen=True)
class ImportReport:
    """``imported``: image ids; ``replaced``: those of them that had labels before; ``left_out``: mask files;
    ``kept``: images that were left as they are because they had labels; ``notes``: sentences;
    ``taken_back``: ``imported`` are images in which an import was undone."""

    imported: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken_back: bool = False


@dataclass(frozen=True)
class ExportReport:
    """``files``: the masks written; ``verified``: how many were read back and found equal; ``left_out``: images that
    should have been exported too; ``notes``: sentences; ``unchosen``: how many images the person did not choose."""

    files: list[Path] = field(default_factory=list)
    verified: int = 0
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unchosen: int = 0


class Images(Enum):
    """Which images an export takes: ALL, LABELLED ones, those that are DONE (called so, or full), FLAGGED ones;
    USUAL: labels of those that have some, and every prediction."""

    USUAL = "usual"
    ALL = "all"
    LABELLED = "labelled"
    DONE = "done"
    FLAGGED = "flagged"


class ImportQuestion(Enum):
    """What only the person knows: whether numbers are right when names or colours contradict them; what 255 means;
    whether names and colours that the project does not have become new classes."""

    NUMBERS = "numbers"
    VALUE_255 = "value 255"
    NEW_CLASSES = "new classes"


class Unclear(FormatError):
    """An import that must not guess: ``question`` has to be answered by ``ImportChoices`` first. Nothing is changed."""

    def __init__(self, question: ImportQuestion, message: str, hint: str, /, **values: object) -> None:
        super().__init__(message, hint, **values)
        self.question = question


class Fate(Enum):
    """What becomes of the pixels of a value. IGNORE: what is there stays; VOID is the same, but where whole masks are
    replaced it makes void. LEAVE_OUT: the files that hold it are left out. ASK: the person has to say."""

    CLASS = "class"
    NEW = "new class"
    VOID = "void"
    IGNORE = "ignored"
    LEAVE_OUT = "files with it are left out"
    ASK = "not clear"


@dataclass(frozen=True)
class Goal:
    """A fate, with the ``id`` of a class of the project, or the ``name`` of a new one."""

    fate: Fate
    id: int = VOID
    name: str = ""


class Existing(Enum):
    """What happens to an image that has labels: the file's labels are painted OVER them, the image is KEPT as it is,
    only its void pixels are FILLED, or the whole mask is REPLACED."""

    OVER = "over"
    KEEP = "keep"
    FILL = "fill"
    REPLACE = "replace"


@dataclass(frozen=True)
class ImportChoices:
    """The person's answers. ``by_number``: numbers hold whatever names and colours say. ``value_255``: the class id
    that 255 stands for, VOID for void; None: not answered yet. ``new_classes``: names that the project lacks become
    classes. ``goals``: by the words of a value in the table, or its name. ``colors``: a row of PRESETS."""

    by_number: bool = False
    value_255: int | None = None
    new_classes: bool = False
    goals: Mapping[str, Goal] = field(default_factory=dict)
    existing: Existing = Existing.OVER
    colors: str = ""
