"""A table as a CSV file or as text for the clipboard. No Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from segstudio.errors import FormatError
from segstudio.measures.tables import Table
from segstudio.project.storage import make_folder, write_atomic

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # of what a spreadsheet takes for a formula


def harmless(text: str) -> str:
    """A name as a spreadsheet may have it: an apostrophe goes before one that it would take for a formula (OWASP, CSV
    injection)."""
    return f"'{text}" if text.startswith(_STARTS) else text


def as_text(table: Table, rows: Iterable[int] | None = None, separator: str = ",") -> str:
    """One header line with the units, then a line for each of ``rows`` (``None``: all); decimal points."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow([harmless(column.header) for column in table.columns])
    texts = [column.is_text for column in table.columns]
    for row in range(len(table)) if rows is None else rows:
        cells = [column.cell(row) for column in table.columns]
        writer.writerow([harmless(cell) if text else cell for cell, text in zip(cells, texts, strict=True)])
    return file.getvalue()


def write_csv(table: Table, path: Path, rows: Iterable[int] | None = None) -> None:
    """Write ``rows`` of a table (``None``: all) to ``path``, whole or not at all. FormatError where a folder is in its
    place; WriteError.

    UTF-8 with a byte order mark: without it Excel reads names and units that are not English wrongly.
    """
    if path.is_dir():
        raise FormatError("{path} is a folder, not a file.", "Name a file that ends in .csv.", path=path)
    make_folder(path.parent)
    write_atomic(path, as_text(table, rows).encode("utf-8-sig"))
