"""The table of what can be compared, one row each, and one side of a comparison: what it shows, read when it is needed.

A side changes nothing in the document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from segstudio.errors import UserError
from segstudio.gui.canvas.display import VIEWS, View
from segstudio.gui.document.document import Document
from segstudio.gui.files.load_image import Loaded, load_image
from segstudio.gui.files.other_prediction import read_prediction
from segstudio.gui.look.words import tr
from segstudio.gui.pixels.levels import Tones
from segstudio.gui.pixels.prediction import Prediction
from segstudio.gui.pixels.pyramid import Pyramid
from segstudio.project.project import ImageEntry, Project

RUN = "run:"  # before the name of a run whose prediction is shown
PREVIOUS = "previous"
_BARE = View("image", "Image", "The image alone.", lambda _overlay, _grid: iter(()))
SIDES: dict[str, View] = {
    "image": _BARE,
    **{name: VIEWS[name] for name in ("labels", "prediction", "both")},
    PREVIOUS: View(PREVIOUS, "Previous image", "The image or slice before this one, without labels.", _BARE.colors),
}


@dataclass(frozen=True)
class Other:
    """Read for a side: another run's prediction or another image, and what is said of it. ``missing``: the run that has
    not predicted the image yet."""

    words: str
    prediction: Prediction | None = None
    loaded: Loaded | None = None
    image_id: str = ""
    missing: str = ""


class Side:
    """``what``: a key of ``SIDES``, or RUN and the name of a run. ``changed()``: it shows something else now."""

    def __init__(self, document: Document, what: str, changed: Callable[[], None], owner: QObject) -> None:
        self._document, self._changed, self._owner = document, changed, owner
        self.what = what
        self.run_title = ""
        self.entry_before: Callable[[], ImageEntry | None] = lambda: document.current.neighbour(-1)
        self._other = Other("")
        self._asked = 0

    def choose(self, what: str, run_title: str = "") -> None:
        """Show something else."""
        self.what, self.run_title = what, run_title
        self.read()

    # ---- what a scene asks for --------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """Which of labels and prediction are drawn."""
        return VIEWS["prediction"] if self.what.startswith(RUN) else SIDES[self.what]

    @property
    def pyramid(self) -> Pyramid | None:
        """The photograph."""
        if self.what != PREVIOUS:
            return self._document.current.pyramid
        return self._other.loaded.pyramid if self._other.loaded is not None else None

    @property
    def tones(self) -> Tones:
        """Of its image, which may be another one."""
        loaded, display = self._other.loaded, self._document.display
        return display.tones if loaded is None else display.tones_of(self._other.image_id, loaded.image)

    @property
    def prediction(self) -> Prediction | None:
        """Of the model in use, or of the chosen run."""
        return self._other.prediction if self.what.startswith(RUN) else self._document.prediction

    @property
    def missing(self) -> str:
        """The run that is to be shown and has not predicted the image yet; empty: none, or it is being read."""
        return self._other.missing if self.what.startswith(RUN) else ""

    # ---- what is said of it -----------------------------------------------------------------------------------

    @property
    def foreign(self) -> bool:
        """Whether its pixels are of another image than the one that is painted."""
        return self.what == PREVIOUS

    @property
    def words(self) -> str:
        """What is seen, and why nothing is."""
        if self.what.startswith(RUN):
            return tr("Prediction of {run}: {state}", run=self.run_title, state=self._other.words)
        title = tr(SIDES[self.what].title)
        if self.foreign:
            return f"{title}: {self._other.words}"
        none = SIDES[self.what].prediction and self._document.prediction is None
        return tr("{view}: nothing is predicted yet", view=title) if none else title

    # ---- reading ----------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read what belongs to the current image, in the background; until then nothing of it is shown."""
        self._asked += 1
        self._other = Other(tr("is read"))
        document, project, entry = self._document, self._document.project, self._document.entry
        if project is not None and entry is not None and self.what.startswith(RUN):
            run = self.what.removeprefix(RUN)
            file = project.predictions_folder / run / f"{entry.id}.png"
            self._submit(partial(_prediction, file, run, entry.shape))
        elif project is not None and entry is not None and self.foreign:
            before = self.entry_before()
            if before is None:
                self._other = Other(tr("this is the first one"))
            elif before.shape != entry.shape:
                self._other = Other(tr("{name} has another size", name=before.title))
            else:
                known = document.current.cache.peek(before.id)
                self._submit(partial(_image, project, before, known))
        self._changed()

    def _submit(self, work: Callable[[], Other]) -> None:
        asked = self._asked
        self._document.background.submit(
            work, done=partial(self._on_read, asked), failed=partial(self._on_failed, asked), owner=self._owner
        )

    def _on_read(self, asked: int, other: Other) -> None:
        if asked == self._asked:
            self._other = other
            self._changed()

    def _on_failed(self, asked: int, error: Exception) -> None:
        reason = tr(error.message) if isinstance(error, UserError) else str(error)
        self._on_read(asked, Other(reason))


def _prediction(file: Path, run: str, shape: tuple[int, int]) -> Other:
    prediction, words = read_prediction(file, run, shape)
    return Other(words, prediction, missing="" if file.exists() else run)


def _image(project: Project, entry: ImageEntry, known: Loaded | None) -> Other:
    return Other(entry.title, loaded=load_image(project, entry, known, mask_open=True)[0], image_id=entry.id)
