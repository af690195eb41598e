"""The schema of ``project.json`` and migrations from older ones. Imports errors, entries and storage only.

A newer schema is refused in a sentence; an older one is migrated step by step, in memory, after a copy of the file.
A new schema is one more row in ``MIGRATIONS``: the old number and a function from its data to the next one's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from segstudio.errors import ProjectError
from segstudio.project.entries import BACKUP_HINT
from segstudio.project.storage import read_bytes, write_atomic

SCHEMA = 1
WITH_PLANES = 2  # the same with planes, stacks or channels: a number of its own, so that older programs refuse it
WITH_NOTES = 3  # the same with images that are done or have a note
WITH_ACCEPTED = 4  # the same with images of which labels are accepted predictions
NEWEST = WITH_ACCEPTED
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def migrate(data: object, path: Path, keep_copy: bool) -> dict[str, Any]:
    """The data of ``path`` in the present schema. ``keep_copy``: first copy an older file to ``<name>.schema<n>``.

    Raises ProjectError for data that is not a project, has a newer schema, or an older one that no row migrates;
    WriteError when the copy cannot be made.
    """
    if not isinstance(data, dict):
        raise ProjectError("{name} is damaged: it is not an object.", BACKUP_HINT, name=path.name)
    schema = data.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise ProjectError("{name} is damaged: it has no schema number.", BACKUP_HINT, name=path.name)
    if schema > NEWEST:
        raise ProjectError(
            "The project was written by a newer SegStudio (schema {schema}, this program knows {known}).",
            "Open it with the newer program; nothing was changed.",
            schema=schema,
            known=NEWEST,
        )
    schema = min(schema, SCHEMA)
    steps = [MIGRATIONS[number] for number in sorted(MIGRATIONS) if schema <= number < SCHEMA]
    if len(steps) != SCHEMA - schema:
        raise ProjectError(
            "The project has schema {schema}, which this program cannot read.", BACKUP_HINT, schema=schema
        )
    if steps and keep_copy:
        write_atomic(path.with_name(f"{path.name}.schema{schema}"), read_bytes(path))
    for step in steps:
        data = step(data)
    return data
