"""The table of foreign mask formats: one row for each that is read and each that is written.

A new format is one file with its function and one row here: window, command line and their help read the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from segstudio.formats.palette_png_export import export_masks
from segstudio.formats.palette_png_import import import_masks
from segstudio.formats.report import ExportReport, ImportReport

Report = TypeVar("Report")


@dataclass(frozen=True)
class Format(Generic[Report]):
    """A row: ``sentence`` says what is in a folder of this format, ``suffix`` is that of its mask files.

    A reader is called ``run(project, folder, progress, choices)``, a writer ``run(project, folder, what, progress)``;
    ``choices`` are ``ImportChoices``, ``what`` is "labels" or "predictions".
    """

    title: str
    sentence: str
    suffix: str
    run: Callable[..., Report]


READERS: dict[str, Format[ImportReport]] = {
    "palette-png": Format(
        "Palette PNG",
        "One 8-bit palette or grey PNG per image with its name; a value is a class id, 255 is void.",
        ".png",
        import_masks,
    )
}
WRITERS: dict[str, Format[ExportReport]] = {
    "palette-png": Format(
        "Palette PNG",
        "One 8-bit palette PNG per image with its name, void is 255, and classes.json beside them.",
        ".png",
        export_masks,
    )
}


def help_of(formats: Mapping[str, Format[Report]]) -> str:
    """The formats in one line, for the help of the command line."""
    return " ".join(f"{name} (*{row.suffix}): {row.sentence}" for name, row in formats.items())
