"""Reads what a run has predicted on an image, from the project's folder of predictions. Not for the GUI thread."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np

from segstudio.errors import UserError
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.prediction import Prediction
from segstudio.project.palette_png import decode


def read_prediction(file: Path, run: str, shape: tuple[int, int]) -> tuple[Prediction | None, str]:
    """The prediction of an image of ``shape`` (h, w) and what is said of it: when it was made, or why there is none."""
    try:
        made = datetime.fromtimestamp(file.stat().st_mtime)
        classes = decode(file, shape=shape).array
    except FileNotFoundError:
        return None, tr("not predicted yet")
    except UserError as error:
        return None, tr(error.message)
    except OSError as error:
        return None, tr("cannot be read: {reason}", reason=error.strerror or error)
    found = Prediction(classes, np.zeros(shape, np.uint8), run)
    return found, tr("predicted {when}", when=f"{made:%Y-%m-%d %H:%M}")
