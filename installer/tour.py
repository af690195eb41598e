"""The main job without a screen: the real window on an offscreen platform, driven with mouse and keyboard events.

``python -m installer.tour [OUT] [--seconds 90] [--images 6]`` drops a folder of sample images on the
window, names classes, paints a few strokes, fine-tunes, waits for the live prediction, accepts and corrects, looks at
feature maps, exports, and prints the scores on images that were never in the project. Exit code 1 when a step fails.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QToolButton, QWidget

from installer.simulated_user import drag, plan_strokes
from segstudio.formats.common.report import ExportReport
from segstudio.gui.look.settings import Settings
from segstudio.gui.look.words import kind_line
from segstudio.gui.window.app import make_application, open_window
from segstudio.gui.window.main_window import MainWindow
from segstudio.labels.classes import VOID, read_classes_json
from segstudio.learning.messages import FeatureMaps
from segstudio.project import palette_png
from segstudio.project.sample.make import make_sample

T = TypeVar("T")
NO_KEYS = Qt.KeyboardModifier.NoModifier


class TourError(Exception):
    """A step did not happen in time, or had a wrong result."""


class Tour:
    """One run through the program; every step is a method, in the order of a person's work."""

    def __init__(self, out: Path, seconds: float, images: int) -> None:
        self.out, self.seconds, self.images = out, seconds, images
        self.sample = make_sample(out / "sample") / "cells"
        self.names = read_classes_json(self.sample / "classes.json").names
        self.window: MainWindow = open_window(Settings(out / "settings.ini"))
        self.window.resize(1440, 900)
        self.began = time.monotonic()

    # ---- what a person does -----------------------------------------------------------------------------------------

    def drop_folder(self) -> None:
        """Drop the folder of training images on the window; a project is made and its first image opens."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.sample / "train" / "images"))])
        actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(QPoint(700, 400), actions, data, left, NO_KEYS)
        QApplication.sendEvent(self.window, enter)
        QApplication.sendEvent(self.window, QDropEvent(QPointF(700, 400), actions, data, left, NO_KEYS))
        self.wait("the first image", lambda: self.window.document.mask is not None)
        self.say(f"Dropped a folder: {len(self.window.document.images)} images, all void")

    def name_classes(self) -> None:
        """Type the names: the first one is being edited already, the button adds the others."""
        for index, name in enumerate(self.names):
            if index:
                self.click(QToolButton, "class.add.button")
            editor = self.wait("the name to type", self._editor)
            editor.selectAll()
            QTest.keyClicks(editor, name)
            QTest.keyClick(editor, Qt.Key.Key_Return)
            self.wait(f"class {name}", partial(lambda wanted: wanted in self.window.document.classes.names, name))
        self.window.canvas.setFocus()
        self.say(f"Named classes: {', '.join(self.names)}")

    def _editor(self) -> QLineEdit | None:
        found = self.window.classes.list.findChildren(QLineEdit)
        return next((one for one in found if one.isVisible()), None)

    def paint(self) -> None:
        """Three strokes per class on a few images: digit for the class, drag, D for the next image."""
        strokes = 0
        for index in range(self.images):
            if index:
                QTest.keyClick(self.window.canvas, Qt.Key.Key_D)
            self.wait(f"image {index + 1}", lambda: self.window.document.mask is not None)
            strokes += self.paint_image()
        share = [
            self.window.document.census.labelled_share(e.id) or 0.0 for e in self.window.document.images[: self.images]
        ]
        self.say(f"Painted {strokes} strokes on {self.images} images, {100 * float(np.mean(share)):.1f} % labelled")

    def paint_image(self) -> int:
        """The strokes of the current image; checks that the mask holds nothing but what was painted."""
        document, canvas = self.window.document, self.window.canvas
        assert document.entry is not None and document.mask is not None
        truth = palette_png.decode(self.sample / "train" / "masks" / f"{Path(document.entry.path).stem}.png").array
        planned = plan_strokes(truth)
        for stroke in planned:
            QTest.keyClick(canvas, Qt.Key(Qt.Key.Key_0.value + stroke.class_id))
            canvas.toolbox.set_brush_size(stroke.diameter)
            start, end = (canvas.transform.to_widget(x + 0.5, y + 0.5) for x, y in (stroke.start, stroke.end))
            drag(canvas, [start, (start + end) / 2, end])
        wrong = (document.mask.array != VOID) & (document.mask.array != truth)
        if float(wrong.sum()) > 0.02 * float((document.mask.array != VOID).sum()):
            raise TourError("The strokes are not where they were painted.")
        return len(planned)

    def fine_tune(self) -> None:
        """Press the button, watch the prediction appear and change during training, press it again."""
        document, session = self.window.document, self.window.session
        self.click(QPushButton, "train.button")
        began = time.monotonic()
        self.wait("training", lambda: session.state == "training", 240)
        self.wait("the live prediction", lambda: document.prediction is not None and bool(session.training.steps), 240)
        assert document.prediction is not None
        self.say(f"Live prediction after {time.monotonic() - began:.1f} s, at step {session.training.steps[-1].step}")
        first, seen = document.prediction.classes.copy(), time.monotonic()

        def is_better() -> bool:
            return document.prediction is not None and not np.array_equal(document.prediction.classes, first)

        self.wait("a better prediction", is_better, 120)
        self.wait("time to pass", lambda: time.monotonic() - seen > self.seconds or not session.busy, self.seconds + 60)
        if session.busy:
            self.click(QPushButton, "train.button")
        self.wait("the end of the training", lambda: session.state == "idle", 120)
        text = f"Fine-tuned for {time.monotonic() - began:.0f} s"
        table = session.shown.table
        score = f"mean IoU {table.mean_iou or 0:.2f} ({kind_line(table)})" if table else "no score yet"
        self.say(f"{text}, {len(session.training.steps)} steps; {score}")

    def accept(self) -> None:
        """Accept the prediction of the image in front, then undo and redo it."""
        document = self.window.document
        self.wait("the whole prediction", lambda: document.prediction is not None and document.prediction.complete, 60)
        assert document.mask is not None
        before = document.mask.array.copy()
        self.trigger("prediction.accept_image")
        accepted = document.mask.array.copy()
        painted = before != VOID
        if not (accepted[painted] == before[painted]).all():
            raise TourError("Accepting changed what was painted.")
        QTest.keyClick(self.window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self.pump(0.1)
        if not np.array_equal(document.mask.array, before):
            raise TourError("Undo did not give the labels back.")
        QTest.keyClick(self.window.canvas, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        if not np.array_equal(document.mask.array, accepted):
            raise TourError("Redo did not bring the accepted prediction back.")
        self.say(f"Accepted a whole prediction as one undo step: {100 * document.mask.labelled:.0f} % labelled")

    def look_at_features(self) -> None:
        """Open the feature maps and wait for the first stage."""
        found: list[FeatureMaps] = []
        self.window.session.features_ready.connect(found.append)
        self.trigger("view.features")
        answer = self.wait("feature maps", lambda: found[-1] if found else None, 60)
        self.say(f"Feature maps of {answer.stage}: {len(answer.channels)} of {answer.total} channels shown")

    def export(self) -> Path:
        """Export the labels through the export window."""
        out = self.out / "export"
        reports: list[ExportReport] = []
        self.window.exports.job.finished.connect(reports.append)
        self.trigger("file.export")
        dialog = self.window.export_dialog
        self.click(QRadioButton, "export_labels", dialog)
        field = dialog.findChild(QLineEdit, "export_folder")
        assert field is not None
        field.selectAll()
        QTest.keyClicks(field, str(out))
        self.click(QPushButton, "export_go", dialog)
        report = self.wait("the export", lambda: reports[-1] if reports else None, 60)
        dialog.close()
        self.say(f"Exported {report.verified} masks and read them back: {out}")
        return out

    def score_unseen(self) -> str:
        """Close the window; predict images that were never in the project and score them, through the command line."""
        project = self.window.document.project
        assert project is not None
        folder, unseen = project.folder, self.sample / "val"
        self.window.close()
        self.pump(0.2)
        out = self.out / "unseen"
        self.command("predict", folder, "--images", unseen / "images", "--out", out)
        table = self.command("evaluate", out, unseen / "masks", "--classes", self.sample / "classes.json")
        self.say(f"Scores on {len(list((unseen / 'images').iterdir()))} images that the network never saw:")
        return table

    # ---- tools ------------------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """One line of what happened, with the time."""
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", flush=True)

    def pump(self, seconds: float) -> None:
        """Process events for a while."""
        QTest.qWait(int(seconds * 1000))

    def wait(self, what: str, ready: Callable[[], T | None], seconds: float = 20) -> T:
        """Until ``ready()`` is true; its value."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            value = ready()
            if value:
                return value
            self.pump(0.02)
        said = self.window.banner.current
        raise TourError(f"Waited {seconds:.0f} s for {what}; it did not come. {said.text if said else ''}".strip())

    def click(self, kind: type[QWidget], name: str, inside: QWidget | None = None) -> None:
        """A left click in the middle of a control."""
        widget = (inside or self.window).findChild(kind, name)
        if widget is None or not widget.isEnabled():
            raise TourError(f"The control {name} is missing or disabled.")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NO_KEYS, widget.rect().center())
        self.pump(0.05)

    def trigger(self, action: str) -> None:
        """Choose a menu entry."""
        self.window.refresh()
        entry = self.window.actions_[action]
        if not entry.isEnabled():
            raise TourError(f"The action {action} is disabled: {entry.toolTip()}")
        entry.trigger()
        self.pump(0.05)

    def command(self, *arguments: object) -> str:
        """Run the command line; its stdout."""
        command = [sys.executable, "-m", "segstudio", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
        if done.returncode:
            raise TourError(done.stderr.strip())
        return done.stdout


def run(out: Path, seconds: float, images: int) -> int:
    """All steps in order; 0 when every one happened."""
    make_application([])
    tour = Tour(out, seconds, images)
    try:
        tour.drop_folder()
        tour.name_classes()
        tour.paint()
        tour.fine_tune()
        tour.accept()
        tour.look_at_features()
        tour.export()
        print(tour.score_unseen(), flush=True)
    except TourError as error:
        print(f"The tour stopped: {error}", file=sys.stderr)
        tour.window.session.close()
        return 1
    return 0


def main() -> int:
    """See the module's text."""
    parser = argparse.ArgumentParser(description="Do the main job through the real window, without a screen.")
    parser.add_argument("out", nargs="?", type=Path, help="folder for the sample, project and export (default: new)")
    parser.add_argument("--seconds", type=float, default=90, help="how long to fine-tune")
    parser.add_argument("--images", type=int, default=6, help="how many images to paint on")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = options.out or Path(tempfile.mkdtemp(prefix="segstudio-tour-"))
    out.mkdir(parents=True, exist_ok=True)
    return run(out.resolve(), options.seconds, options.images)


if __name__ == "__main__":
    sys.exit(main())
