"""The error tree: what went wrong in words for the expert, and what to do about it.

Every error a person can cause or meet is a ``UserError`` and carries two sentences. The window shows
them in one banner, the command line on stderr with exit code 2. Anything else that is raised is a bug.

::

    UserError                 message + hint
    +-- ImageError            an image cannot be read
    +-- MaskError             a mask cannot be read, has another size, or holds unknown values
    +-- ClassError            an invalid class name, id or colour
    +-- ProjectError          the project folder: missing, not a project, newer schema
    |   +-- LockedError       it is open elsewhere
    |   +-- WriteError        read-only folder, full disk, vanished drive
    +-- FormatError           import or export of foreign files
    +-- WeightsError          a weights file that is hostile, damaged or of another network
    +-- LearningError         training or prediction cannot start or continue
    Cancelled                 the person asked to stop (exit code 130); not an error

This module imports nothing of the project.
"""

from __future__ import annotations


class Said(str):
    """An English sentence that keeps its ``template`` and ``values``, so that the window can translate it; otherwise a
    plain string. Pickling keeps both."""

    template: str
    values: dict[str, str | int | float]

    def __new__(cls, template: str, values: dict[str, str | int | float]) -> Said:
        text = super().__new__(cls, template.format(**values) if values else template)
        text.template = template
        text.values = values
        return text

    def __reduce__(self) -> tuple[type[Said], tuple[str, dict[str, str | int | float]]]:
        return type(self), (self.template, self.values)


def said(template: str, /, **values: object) -> Said:
    """The sentence ``template`` with its ``{names}`` filled in; a ``Said`` is returned unchanged.

    A value may be a sentence itself; what is neither text nor a number goes in as its text.
    """
    if isinstance(template, Said):
        return template
    return Said(template, {key: one if isinstance(one, str | int | float) else str(one) for key, one in values.items()})


def together(*sentences: str) -> Said:
    """Sentences one after the other, each still to be translated by itself; empty ones are left out."""
    named = {f"s{number}": sentence for number, sentence in enumerate(filter(None, sentences))}
    return said(" ".join(f"{{{name}}}" for name in named), **named)


class UserError(Exception):
    """A problem in one sentence (``message``) with one sentence on what to do (``hint``).

    ``values`` fill the ``{names}`` of both.
    """

    def __init__(self, message: str, hint: str = "", /, **values: object) -> None:
        self.message = said(message, **values)
        self.hint = said(hint, **values)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type[UserError], tuple[Said, Said]]:
        return type(self), (self.message, self.hint)


class ImageError(UserError):
    """An image file cannot be read."""


class MaskError(UserError):
    """A mask cannot be read, has another size than its image, or holds values of no class."""


class ClassError(UserError):
    """An invalid class name, id or colour."""


class ProjectError(UserError):
    """The project folder is missing, is not a project, or was written by a newer program."""


class LockedError(ProjectError):
    """The project is open elsewhere. ``finishing``: by a training whose window was closed, which ends by itself."""

    finishing = False


class WriteError(ProjectError):
    """A write failed: read-only folder, full disk, vanished drive."""


class FormatError(UserError):
    """Foreign files cannot be imported or exported."""


class WeightsError(UserError):
    """A weights file is hostile, damaged, or belongs to another network."""


class LearningError(UserError):
    """Training or prediction cannot start or continue."""


class Cancelled(Exception):
    """The person asked to stop."""
