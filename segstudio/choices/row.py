"""The base class of all rows, the check of a word against a table, and the import of a row's code.

Rows name their code ("module:name") instead of importing it, so that window and command line read them without torch.
"""

from __future__ import annotations

import importlib
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from segstudio.errors import LearningError


@dataclass(frozen=True)
class Row:
    """One choice. ``title``: its name, perhaps with a remark after a colon ("ResNet-18: quick, sound"); ``sentence``:
    what it is for."""

    title: str
    sentence: str

    @property
    def name(self) -> str:
        """The title without the remark."""
        return self.title.partition(":")[0]


def check(word: str, table: Iterable[str], what: str) -> None:
    """``LearningError`` unless ``word`` is in the ``table``; ``what``: "encoder", "loss", ..."""
    if word not in (choices := tuple(table)):
        raise LearningError(
            "There is no {what} {word}.",
            "Choose one of {choices}.",
            what=what,
            word=repr(word),
            choices=", ".join(choices),
        )


def code(place: str) -> Any:
    """The function or class at "module:name", or an attribute of it ("module:name.attribute")."""
    module, _, names = place.partition(":")
    return operator.attrgetter(names)(importlib.import_module(module))
