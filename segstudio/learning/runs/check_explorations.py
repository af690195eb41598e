"""Checks what was learnt from a project's images without labels, for ``project.checking``: which explorations cannot be
used, and which files beside their weights are damaged. Reads every file of tensors once; imports no torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from segstudio.errors import UserError, said
from segstudio.learning.runs.checked_tensors import read_checked
from segstudio.learning.runs.explorations import FOLDER, INFO, RESUME, OtherVersion, read_exploration, read_weights
from segstudio.learning.runs.found import FOUND
from segstudio.project.checking.check import is_in_use
from segstudio.project.checking.findings import Finding, Kind
from segstudio.project.project import Project
from segstudio.regular_file import WEIGHTS as MOST_BYTES


def check_explorations(project: Project) -> Iterator[Finding]:
    """What is wrong with the explorations. Labels do not depend on them."""
    used = is_in_use(project.folder)
    for folder in sorted((project.folder / FOLDER).glob("*")):
        if not folder.is_dir() or (used and not (folder / INFO).is_file()):
            continue  # learning may be under way
        name = f"{FOLDER}/{folder.name}"
        try:
            read_exploration(project.folder, folder.name)
            read_weights(project.folder, folder.name)
        except OtherVersion:
            continue
        except UserError as error:
            text = said("The exploration {name} cannot be used: {problem}", name=folder.name, problem=error.message)
            yield Finding(Kind.EXPLORATION, name, text, said("It is put aside."), moved=(folder,))
            continue
        yield from _beside(folder / RESUME, said("learning can go on, but begins with another pace"))
        yield from _beside(folder / FOUND, said("the images are looked at again when you ask for it"))


def _beside(path: Path, effect: str) -> Iterator[Finding]:
    """A file beside the weights that is damaged, without which the exploration can be used."""
    try:
        if path.exists():
            read_checked(path, MOST_BYTES)
    except (UserError, ValueError):
        name = f"{FOLDER}/{path.parent.name}/{path.name}"
        text = said("{name} of the exploration {exploration} is damaged.", name=path.name, exploration=path.parent.name)
        yield Finding(Kind.EXPLORATION, name, text, said("It is put aside; {effect}.", effect=effect), moved=(path,))
