"""Pictures of masks for slides and papers: the image as it is first shown, half covered by the colours of the classes.

Where nothing is labelled the image is bare. No mask can be had back from them. Must not import Qt or torch.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import cv2
import numpy as np

from segstudio.errors import ImageError, WriteError
from segstudio.formats.common.report import ExportReport, Images
from segstudio.formats.writers.dataset import Layout, Part, Sheet, export_dataset
from segstudio.labels.classes import VOID
from segstudio.labels.geometry import Rect, bands
from segstudio.labels.steps import Progress, silent
from segstudio.project.contents import picture_of
from segstudio.project.project import Project


def export_overlays(
    project: Project, out: str | Path, what: str = "labels", progress: Progress = silent, images: Images = Images.USUAL
) -> ExportReport:
    """Write a picture of ``what`` over each of ``images``; see ``export_dataset``. An image that cannot be read, or has
    another size than its mask, is left out."""
    return export_dataset(Layout(partial(_part, project), None), project, out, what, progress, images)


def _part(project: Project, sheet: Sheet) -> Part:
    image = picture_of(project, sheet.entry).read()
    if image.shape != sheet.values.shape:
        raise ImageError(project.size_problem(sheet.entry) or "The image has another size than its mask.")
    shown, palette = image.display().copy(), sheet.classes.palette()
    for band in bands(Rect.of_shape(image.shape)):  # little memory
        pixels, values = shown[band.slices], sheet.values[band.slices]
        labelled = values != VOID
        pixels[labelled] = (pixels[labelled].astype(np.uint16) + palette[values[labelled]] + 1) // 2
    bgr = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".png", bgr)
    again = cv2.imdecode(data, cv2.IMREAD_COLOR) if done else None
    if again is None or not np.array_equal(again, bgr):
        raise WriteError("A PNG could not be made.", "Export again.")
    return Part({f"{sheet.stem}_overlay.png": data.tobytes()})
