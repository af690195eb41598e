"""``project.json``: read strictly, written whole, the previous one kept as ``project.json.bak``.

Imports labels, entries, migrations and storage. ``project.json`` is the commit point of the folder.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segstudio.errors import ClassError, ProjectError, said
from segstudio.labels.classes import ClassTable
from segstudio.project.entries import BACKUP_HINT, ImageEntry, entries_from_json, path_is_sound
from segstudio.project.migrations import SCHEMA, WITH_ACCEPTED, WITH_NOTES, WITH_PLANES, migrate
from segstudio.project.storage import is_seal_broken, parsed_json, read_bytes, sealed, write_atomic

FILE_NAME = "project.json"
CHANGED = said(
    "project.json is not as this program wrote it: it is damaged, or was changed by another program. File > Check the "
    "project says more."
)
_PAUSE = 500  # images
_KEYS = {"schema", "name", "run", "use_network", "channels", "neighbours", "classes", "images"}
CHANNELS = ("", "together", "apart")  # what a file with channels becomes; empty: nobody chose yet
NEIGHBOURS = (0, 1, 2)  # slices on each side that a slice is learnt from together with


@dataclass(frozen=True)
class ProjectContent:
    """Everything in ``project.json``, checked."""

    name: str
    classes: ClassTable
    images: tuple[ImageEntry, ...]
    run: str | None
    use_network: bool = True  # whether its network takes part in predictions; in the file only where it does not
    channels: str = ""  # one of CHANNELS; in the file only where it was chosen
    neighbours: int = 0  # one of NEIGHBOURS; in the file only where there are any
    notice: str = ""  # what there is to say of the file


def project_folder(folder: str | Path) -> tuple[Path, Path]:
    """The folder of a project (or of its project.json) as given, and without links. ProjectError: there is none."""
    given = Path(os.path.abspath(folder))
    given = given.parent if given.name == FILE_NAME else given
    path = Path(os.path.realpath(given))
    if not (path / FILE_NAME).is_file():
        bak = (path / f"{FILE_NAME}.bak").is_file()
        hint = "Rename {file}.bak in it to {file}." if bak else "Choose a folder with a {file}."
        raise ProjectError("{name} is not a SegStudio project: it has no {file}.", hint, name=path.name, file=FILE_NAME)
    return given, path


def read_project_file(path: Path, keep_copy: bool) -> ProjectContent:
    """Read ``project.json``; an older schema is migrated in memory, after a copy when ``keep_copy``.

    Raises ProjectError (damaged: the hint names the backup; newer: refused) and WriteError (the copy).
    """
    try:
        content = parsed_json(path, found := read_bytes(path))
    except ProjectError as error:
        raise ProjectError(error.message, BACKUP_HINT) from error
    data = migrate(content, path, keep_copy)
    unknown = set(data) - _KEYS
    if unknown:
        raise ProjectError(
            "project.json is damaged: it holds unknown {choices}.", BACKUP_HINT, choices=", ".join(sorted(unknown))
        )
    name, run = data.get("name"), data.get("run")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise ProjectError("project.json is damaged: the project has no name.", BACKUP_HINT)
    if run is not None and not is_run_name(run):
        raise ProjectError("project.json is damaged: the current run has no possible name.", BACKUP_HINT)
    used = data.get("use_network", True)
    if not isinstance(used, bool):
        raise ProjectError("project.json is damaged: use_network is not true or false.", BACKUP_HINT)
    channels = data.get("channels", "")
    if channels not in CHANNELS:
        raise ProjectError("project.json is damaged: its channels are neither together nor apart.", BACKUP_HINT)
    beside = data.get("neighbours", 0)
    if isinstance(beside, bool) or beside not in NEIGHBOURS:
        raise ProjectError("project.json is damaged: its neighbouring slices are not 0, 1 or 2.", BACKUP_HINT)
    try:
        classes = ClassTable.from_json(data.get("classes"))
    except ClassError as error:
        raise ProjectError("project.json is damaged: {message}", BACKUP_HINT, message=error.message) from error
    notice = CHANGED if is_seal_broken(found) else ""
    images = entries_from_json(data.get("images"))
    return ProjectContent(name, classes, images, run, used, channels, int(beside), notice)


def write_project_file(path: Path, content: ProjectContent) -> None:
    """Write ``project.json`` whole. Raises WriteError; then the file is unchanged."""
    data = sealed("".join(_pieces(content)))
    if path.exists():
        write_atomic(path.with_name(f"{path.name}.bak"), read_bytes(path), fsync=False)
    write_atomic(path, data)


def _pieces(content: ProjectContent) -> Iterator[str]:
    """The file's text, as ``json.dumps(..., indent=1)`` writes it; the text of an image is made once."""
    used: dict[str, object] = {} if content.use_network else {"use_network": False}
    used |= {"channels": content.channels} if content.channels else {}
    used |= {"neighbours": content.neighbours} if content.neighbours else {}
    planes = any(entry.plane or entry.stack or entry.values for entry in content.images)
    planes = planes or bool(content.channels) or bool(content.neighbours)
    notes = any(entry.done or entry.note for entry in content.images)
    accepted = any(entry.accepted for entry in content.images)
    schema = WITH_ACCEPTED if accepted else WITH_NOTES if notes else WITH_PLANES if planes else SCHEMA
    head = {"schema": schema, "name": content.name, "run": content.run, **used, "classes": content.classes.to_json()}
    text = json.dumps(head, indent=1, ensure_ascii=False, allow_nan=False)
    yield text.removesuffix("\n}") + ',\n "images": ['
    for number, entry in enumerate(content.images):
        yield ",\n" if number else "\n"
        yield entry.text
        if number % _PAUSE == 0:
            time.sleep(0)  # lets another thread draw the window
    yield "\n ]\n}\n" if content.images else "]\n}\n"


def is_run_name(name: object) -> bool:
    """Whether ``name`` is a plain folder name."""
    return isinstance(name, str) and path_is_sound(name) and name not in (".", "..") and not set(name) & set("/\\:")
