"""The foreign mask formats by name: one row for each reader and writer, and nothing else to do for a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from segstudio.formats.palette_png_folder import ExportReport, ImportReport, export_masks, import_masks

Report = TypeVar("Report")


@dataclass(frozen=True)
class Format(Generic[Report]):
    """``run(project, folder, ...)`` reads or writes; ``title`` is what the window shows."""

    name: str
    title: str
    run: Callable[..., Report]


READERS: dict[str, Format[ImportReport]] = {
    "palette-png": Format("palette-png", "Palette or grey PNGs by name", import_masks),
}
WRITERS: dict[str, Format[ExportReport]] = {
    "palette-png": Format("palette-png", "Palette PNGs with classes.json", export_masks),
}
