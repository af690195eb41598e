"""The reports of import and export, and the questions of an import. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path, PurePath

from segstudio.errors import FormatError, said


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
    """``imported``: image ids; ``replaced``: those of them that had labels before; ``left_out``: mask files."""

    imported: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True)
class ExportReport:
    """``files``: the masks written; ``verified``: how many were read back and found equal; ``left_out``: images that
    should have been exported too; ``notes``: sentences."""

    files: list[Path] = field(default_factory=list)
    verified: int = 0
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


class ImportQuestion(Enum):
    """What only the person knows: whether numbers are right when names or colours contradict them; what 255 means."""

    NUMBERS = "numbers"
    VALUE_255 = "value 255"


class Unclear(FormatError):
    """An import that must not guess: ``question`` has to be answered by ``ImportChoices`` first. Nothing is changed."""

    def __init__(self, question: ImportQuestion, message: str, hint: str, /, **values: object) -> None:
        super().__init__(message, hint, **values)
        self.question = question


@dataclass(frozen=True)
class ImportChoices:
    """The person's answers. ``by_number``: numbers hold whatever names and colours say. ``value_255``: the class id
    that 255 stands for, VOID for void; None: not answered yet."""

    by_number: bool = False
    value_255: int | None = None
