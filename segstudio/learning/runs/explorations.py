"""What was learnt from a project's images without labels: one folder each in ``<project>/explorations``.

``exploration.json`` has the facts; each file of tensors holds its own checksum and the number of its steps, so that a
write that ends between two files damages nothing. Must not import torch or Qt.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from segstudio.choices.unlabelled import CONDITIONAL, METHODS
from segstudio.errors import LearningError, ProjectError, UserError, said
from segstudio.labels.classes import VOID
from segstudio.learning.runs.checked_tensors import Arrays, read_checked, read_facts
from segstudio.learning.runs.folder import new_folder
from segstudio.learning.runs.info import date_words
from segstudio.project.project_file import is_run_name
from segstudio.project.storage import read_json, write_error, write_json
from segstudio.regular_file import WEIGHTS as MOST_BYTES

FOLDER = "explorations"
INFO, WEIGHTS, RESUME = "exploration.json", "weights.safetensors", "resume.safetensors"
SCHEMA = 1
DELETED = ".deleted"
HINT = "Choose another exploration, or learn again."

Pairs = tuple[tuple[str, str], ...]
History = tuple[tuple[int, float, Mapping[str, float]], ...]


class OtherVersion(LearningError):
    """An exploration that is sound, but that this version of the program cannot use."""


@dataclass(frozen=True)
class Exploration:
    """The facts of one. ``history``: step, seconds and the figures of the method's row; ``images``: id and SHA-256 of
    those learnt from; ``left_out``: id and a sentence of the others that were to be learnt from; ``problem``: why it
    cannot be used, empty: it can, as far as is known without reading its weights."""

    name: str
    method: str = ""  # a row of METHODS
    encoder: str = ""  # a row of ENCODERS; empty: the method has layers of its own
    channels: int = 3
    steps: int = 0
    seconds: float = 0.0  # of computing
    seed: int = 0
    created: str = ""  # local time, ISO 8601
    begun_from: str = ""  # one line: the weights that the encoder had before
    begun_kind: str = ""  # a StartKind
    program: str = ""
    torch: str = ""  # versions
    history: History = ()
    images: Pairs = ()
    left_out: Pairs = ()
    class_ids: tuple[int, ...] = ()  # of a conditional method: its classes in the order of their numbers
    region: str = ""  # of one: the part of an image that it did not learn from, str of a Region
    problem: str = ""

    @property
    def title(self) -> str:
        """The name of its method for people."""
        return METHODS[self.method].title if self.method in METHODS else self.method or self.name

    @property
    def date(self) -> str:
        """When it was begun, for people."""
        return date_words(self.created or self.name) or self.name


def explorations(project: Path) -> tuple[Exploration, ...]:
    """Those of a project, the newest first, with those that cannot be used; one of which nothing is kept yet is none.
    Raises ProjectError."""
    try:
        with os.scandir(project / FOLDER) as entries:
            names = [one.name for one in entries if one.is_dir(follow_symlinks=False) and one.name[0] != "."]
    except FileNotFoundError:
        return ()
    except OSError as error:
        reason = error.strerror or error
        raise ProjectError(
            "Cannot read the explorations: {reason}.", "Check the project's folder.", reason=reason
        ) from error
    saved = (name for name in sorted(names, reverse=True) if (project / FOLDER / name / INFO).exists())
    return tuple(_listed(project, name) for name in saved)


def newest_generator(project: Path) -> str:
    """The name of the newest exploration that draws images for masks. LearningError: there is none that can be used."""
    for one in explorations(project):
        if not one.problem and METHODS[one.method].conditional:
            return one.name
    hint = "Learn first, with: segstudio explore {folder} --method {method}"
    sentence = "There is no exploration in this project that draws images for masks."
    raise LearningError(sentence, hint, folder=project, method=CONDITIONAL)


def _listed(project: Path, name: str) -> Exploration:
    try:
        found = read_exploration(project, name)
    except UserError as error:
        return Exploration(name, problem=error.message)
    missing = not (folder_of(project, name) / WEIGHTS).is_file()
    return replace(found, problem=said("Its weights ({name}) are missing.", name=WEIGHTS)) if missing else found


def folder_of(project: Path, name: str) -> Path:
    """The folder of an exploration; ``LearningError`` for what is not the name of one."""
    if not is_run_name(name) or name.startswith("."):
        raise LearningError("{name} is not the name of an exploration.", HINT, name=repr(name[:60]))
    return project / FOLDER / name


def make_folder_of(project: Path) -> str:
    """Make the folder of an exploration that begins now; returns its name. Raises WriteError."""
    return new_folder(project / FOLDER).name


def discard_unsaved(project: Path, name: str) -> None:
    """Remove the folder of an exploration of which nothing was kept, as far as that can be."""
    folder = folder_of(project, name)
    if not (folder / INFO).exists():
        shutil.rmtree(folder, ignore_errors=True)


def read_exploration(project: Path, name: str) -> Exploration:
    """The facts of one. LearningError: there is none of this name, or it is damaged; OtherVersion: of a newer one, or
    its method is not known here."""
    path = folder_of(project, name) / INFO
    if not path.is_file():
        raise LearningError("There is no exploration {name} in this project.", HINT, name=name)
    try:
        content = read_json(path)
        found = _parsed(content, name) if isinstance(content, dict) else None
    except ProjectError as error:
        raise LearningError(error.message, HINT) from error
    except (KeyError, TypeError, ValueError):
        found = None
    if found is None:
        raise LearningError("{name} of the exploration {exploration} is damaged.", HINT, name=INFO, exploration=name)
    if found.method not in METHODS:
        sentence = "The exploration {name} was made with the method {method}, which this version does not have."
        raise OtherVersion(sentence, HINT, name=name, method=repr(found.method))
    return found


def _parsed(content: Mapping[str, Any], name: str) -> Exploration:
    """KeyError, TypeError, ValueError: damaged; OtherVersion: of a newer one."""
    if int(content["schema"]) > SCHEMA:
        raise OtherVersion("The exploration {name} was made with a newer version.", "Update SegStudio.", name=name)
    words = {key: str(content[key]) for key in ("method", "encoder", "created", "begun_from", "begun_kind", "program")}
    whole = {key: int(content[key]) for key in ("channels", "steps", "seed")}
    if min(whole["channels"], whole["steps"]) < 1:
        raise ValueError("no channels or no steps")
    class_ids = tuple(int(one) for one in content.get("class_ids", ()))
    if not all(0 <= one < VOID for one in class_ids):
        raise ValueError("no ids of classes")
    history = tuple(
        (int(step), float(at), {str(key): float(one) for key, one in figures.items()})
        for step, at, figures in content["history"]
    )
    images, left_out = (tuple((str(a), str(b)) for a, b in content[key]) for key in ("images", "left_out"))
    return Exploration(name, seconds=float(content["seconds"]), torch=str(content.get("torch", "")), history=history,
                       images=images, left_out=left_out, class_ids=class_ids,
                       region=str(content.get("region", "")), **words, **whole)  # type: ignore[arg-type]  # fmt: skip


def write_exploration(project: Path, facts: Exploration) -> None:
    """Write ``exploration.json``. Raises WriteError."""
    kept = {one.name for one in fields(Exploration)} - {"name", "problem"}
    content = {key: value for key, value in asdict(facts).items() if key in kept}
    write_json(folder_of(project, facts.name) / INFO, {"schema": SCHEMA, **content})


def read_weights(project: Path, name: str) -> tuple[Arrays, str]:
    """The weights of an exploration and their checksum. LearningError: missing or damaged."""
    try:
        arrays, _, digest = read_checked(folder_of(project, name) / WEIGHTS, MOST_BYTES)
    except (ProjectError, ValueError) as error:
        raise _no_weights(name) from error
    return arrays, digest


def weights_digest(project: Path, name: str) -> str:
    """The checksum of the weights as their file says. LearningError: missing, or no such file."""
    try:
        return read_facts(folder_of(project, name) / WEIGHTS)[1]
    except (ProjectError, ValueError) as error:
        raise _no_weights(name) from error


def _no_weights(name: str) -> LearningError:
    return LearningError("The weights of the exploration {name} are missing or damaged.", HINT, name=name)


def delete_exploration(project: Path, name: str) -> None:
    """Remove an exploration, damaged or not, from the disk; what was started from it stays. LearningError: there is
    none; WriteError: then it is still there."""
    folder = folder_of(project, name)
    if not folder.is_dir():
        raise LearningError("There is no exploration {name} in this project.", HINT, name=name)
    goal = project / FOLDER / DELETED
    try:
        shutil.rmtree(goal, ignore_errors=True)
        os.rename(folder, goal)  # so that it is gone as a whole
    except OSError as error:
        raise write_error(folder, error) from error
    shutil.rmtree(goal, ignore_errors=True)
