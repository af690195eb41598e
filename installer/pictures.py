"""The pictures of manual and README, made by driving the window: ``python -m installer.pictures [NAME ...]``.

Does what the tour does on the sample and keeps pictures of the window in ``resources/manual/pictures``, so that they
show the program as it is now; with names only those. Run it on a screen (or Xvfb): the offscreen platform has other
fonts. Where others load the machine it takes longer, but waits as long as the training goes on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from installer.tour import Tour, TourError
from segstudio.gui.window.app import make_application
from segstudio.project.images.reading import read_image

PICTURES = Path(__file__).parents[1] / "resources" / "manual" / "pictures"
SIZE = (1280, 800)
STEPS = {  # and what each keeps
    "strokes": ("first-strokes",),
    "training": ("training", "scores", "correcting"),
    "dialogs": ("export", "import"),
    "stack": ("stack",),
}
NAMES = [name for kept in STEPS.values() for name in kept]
CHECKS = 3  # scores of a training that make a curve
PATIENCE = 1800  # seconds, where other programs leave hardly any of the processor


class Photographer(Tour):
    """The tour, with a camera."""

    def __init__(self, out: Path, seconds: float, names: Collection[str]) -> None:
        super().__init__(out, seconds, 4)
        self._names = names
        self.window.resize(*SIZE)
        self.window.activateWindow()  # without a window manager nobody else gives it the keyboard
        PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, part: QWidget | None = None) -> None:
        """A picture of ``part``, of the window without one, if it is wanted."""
        if name not in self._names:
            return
        self.pump(0.6)  # what was asked for is drawn, what fades in is there
        path = PICTURES / f"{name}.png"
        if not (part or self.window).grab().save(str(path)):
            raise TourError(f"{path} cannot be written.")
        self.say(f"Picture: {path.name}")

    def strokes(self) -> None:
        """The first image with a few strokes and the prediction that follows them."""
        self.drop_folder()
        self.name_classes()
        self.pump(1)  # the window has its size
        self.paint_image()
        self.wait("the prediction after strokes", self._whole_prediction, PATIENCE)
        self.keep("first-strokes")

    def training(self) -> None:
        """While it trains, with the curves; then its scores, and a prediction to be corrected."""
        for _ in range(3):
            QTest.keyClick(self.window.canvas, Qt.Key.Key_D)
            self.wait("the image", lambda: self.window.document.mask is not None)
            self.paint_image()
        self.trigger("view.curves")
        session = self.window.session
        self.trigger("train.start")
        self._while_training("the first steps", lambda: bool(session.training.steps))
        began = time.monotonic()
        self._while_training("scores", lambda: len(session.training.scores) >= CHECKS)
        self._while_training("time to pass", lambda: time.monotonic() - began > self.seconds)
        self.wait("the prediction", self._whole_prediction, PATIENCE)
        self.keep("training")
        self.trigger("train.stop")
        self.wait("the end of the training", lambda: session.state == "idle", PATIENCE)
        self.trigger("view.curves")
        self.keep("scores", self.window.train)
        QTest.keyClick(self.window.canvas, Qt.Key.Key_D)
        self.wait("the next image", lambda: self.window.document.mask is not None)
        self.wait("its prediction", self._whole_prediction, PATIENCE)
        self.keep("correcting")

    def _while_training(self, what: str, ready: Callable[[], bool]) -> None:
        """Until ``ready()``; a training that ends before is an error, one that is slow is none."""
        session = self.window.session
        self.wait(what, lambda: ready() or not session.busy, PATIENCE)
        if not ready():
            raise TourError(f"The training ended before {what}.")

    def _whole_prediction(self) -> bool:
        prediction = self.window.document.prediction
        return prediction is not None and prediction.complete

    def dialogs(self) -> None:
        """Export, and an import of the masks that the sample has beside its images."""
        self.trigger("file.export")
        self.keep("export", self.window.export_dialog)
        self.window.export_dialog.close()
        dialog = self.window.import_dialog
        dialog.ask_about(self.sample / "train" / "masks")
        self.wait("the table of values", dialog.isVisible, 30)
        self.pump(2)
        self.keep("import", dialog)
        dialog.close()

    def stack(self) -> None:
        """A stack of as many planes as the sample has images."""
        images = sorted((self.sample / "train" / "images").iterdir())
        pages = np.stack([read_image(path).pixels for path in images])
        folder = self.out / "stack"
        folder.mkdir()
        tifffile.imwrite(folder / "stack.tif", pages, metadata={"axes": "ZYX"}, imagej=True)
        self.trigger("file.close")
        self.window.projects.drop([folder])
        self.wait("the stack", lambda: len(self.window.document.images) == len(pages))
        self.wait("its first plane", lambda: self.window.document.mask is not None)
        self.keep("stack")


def main() -> int:
    """See the module's text."""
    parser = argparse.ArgumentParser(description="Make the pictures of the manual by driving the window.")
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=float, default=60, help="how long to fine-tune at least")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such picture: {', '.join(unknown)}")
    make_application([])
    photographer = Photographer(Path(tempfile.mkdtemp(prefix="segstudio-pictures-")), options.seconds, options.names)
    try:
        photographer.strokes()  # what the other steps work on
        for step, kept in STEPS.items():
            if step != "strokes" and set(kept) & set(options.names):
                getattr(photographer, step)()
    except TourError as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    finally:
        photographer.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
