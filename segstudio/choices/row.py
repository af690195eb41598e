"""What the rows of every table have in common, how a word is checked against a table, and how a row's code is found.

Rows name their code ("module:name") instead of importing it, so that window and command line read them without torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from segstudio.errors import LearningError


@dataclass(frozen=True)
class Row:
    """One choice. ``title``: its name, and maybe a word on it after a colon ("ResNet-18: quick, sound");
    ``sentence``: what it is for."""

    title: str
    sentence: str

    @property
    def name(self) -> str:
        """The title without the word on it."""
        return self.title.partition(":")[0]


def check(word: str, table: Iterable[str], what: str) -> None:
    """``LearningError`` unless ``word`` is in the ``table``; ``what``: "encoder", "loss", ..."""
    choices = tuple(table)
    if word not in choices:
        raise LearningError(
            "There is no {what} {word}.",
            "Choose one of {choices}.",
            what=what,
            word=repr(word),
            choices=", ".join(choices),
        )


def code(place: str) -> Any:
    """The function or class at "module:name", or of an attribute of it ("module:name.attribute")."""
    module, _, names = place.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found
