"""What the command line prints: sentences and progress bars on a terminal, or JSON lines."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from segstudio.choices.networks import network_words
from segstudio.cli.stop import EXIT_DONE, EXIT_PARTLY, Stop
from segstudio.learning import messages
from segstudio.project.project import Project
from segstudio.scores.table import DASH, clock


class Report:
    """Prints for people, or with ``as_json`` one JSON object per line on stdout; warnings always go to stderr."""

    def __init__(self, as_json: bool) -> None:
        self.json = as_json
        self._bar: tqdm[Any] | None = None
        self._waiting = False
        self.exit_code = EXIT_DONE  # or EXIT_PARTLY, once something was left out

    def say(self, sentence: str, **facts: Any) -> None:
        """The result of a command."""
        self.close()
        self.line(facts if self.json else sentence)

    def line(self, what: str | dict[str, Any]) -> None:
        """One line (or block) on stdout."""
        self._write(json.dumps(what) if isinstance(what, dict) else what, sys.stdout)

    def warn(self, sentence: str) -> None:
        """Something worth knowing that stops nothing."""
        self._write(sentence, sys.stderr)

    def open(self, folder: Path, stop: Stop) -> Project:
        """Open a project for writing: progress while masks get the strokes that a crash left in their journals, and
        what there is to say (strokes recovered, read-only) on stderr."""
        project = Project.open(folder, progress=stop.between(self.progress("Recovering strokes")))
        if project.notice:
            self.warn(project.notice)
        return project

    def left_out(self, sentences: Iterable[str]) -> None:
        """One line on stderr for everything that was asked for and is not in the result."""
        for sentence in sentences:
            self.warn(f"Left out: {sentence}")
            self.exit_code = EXIT_PARTLY

    def _write(self, text: str, stream: Any) -> None:
        if self._bar is not None:
            self._bar.clear()
        stream.write(text + "\n")
        stream.flush()

    def progress(self, task: str) -> Callable[..., None]:
        """A callback ``(done, total)`` for long work."""

        def advance(done: float, total: float = 0, *_: object) -> None:
            self.event(messages.Progress(task, float(done), float(total)))

        return advance

    def event(self, event: messages.Event) -> None:
        """One event of a training or prediction. A Waiting is sent ten times a second: only the first is printed."""
        if isinstance(event, messages.Waiting):
            if self._waiting:
                return
            self._waiting = True
        elif isinstance(event, messages.Step | messages.Finished):
            self._waiting = False
        if isinstance(event, messages.Notice) and event.left_out:
            self.warn(event.text)
            self.exit_code = EXIT_PARTLY
            if not self.json:
                return
        if isinstance(event, messages.Unlike):
            self.warn("\n  ".join((event.text, *event.names)))
            if not self.json:
                return
        if self.json:
            self.line({"event": type(event).__name__.lower()} | dataclasses.asdict(event))
        elif isinstance(event, messages.Progress):
            self._show_progress(event)
        elif isinstance(event, messages.Step):
            self._show_step(sentence_of(event))
        elif text := sentence_of(event):
            self._write(text, sys.stdout)

    def _show_progress(self, event: messages.Progress) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None or self._bar.desc != event.task + ": ":
            self.close()
            self._bar = tqdm(total=event.total or None, desc=event.task, leave=False, file=sys.stderr)
        self._bar.n = event.done
        self._bar.refresh()
        if event.total and event.done >= event.total:
            self.close()

    def _show_step(self, text: str) -> None:
        if sys.stderr.isatty():
            if self._bar is None:
                self._bar = tqdm(bar_format="{desc}", leave=False, file=sys.stderr)
            self._bar.set_description_str(text)

    def close(self) -> None:
        """End the progress bar, if one is shown."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def sentence_of(event: messages.Event) -> str:
    """An event as one line for people; empty when there is nothing to say."""
    if isinstance(event, messages.Notice | messages.OwnStart):
        return event.text
    if isinstance(event, messages.Started):
        held = f"{event.held_out_images} held out" if event.held_out_images else "no image held out"
        images = f"{event.train_images} images to train on, {held}"
        network = network_words(event.network, event.encoder)
        return f"Run {event.run}: {network}, {event.weights}; {images}; {event.device}"
    if isinstance(event, messages.Step):
        speed = f"{event.images_per_second:.1f} images/s"
        return f"{clock(event.seconds)}  step {event.step}  loss {event.loss:.3f}  {speed}"
    if isinstance(event, messages.Scored):
        best = "  (best so far)" if event.best else ""
        return f"{clock(event.seconds)}  step {event.step}  {score_words(event.table)}{best}"
    if isinstance(event, messages.Finished):
        score = f"; {score_words(event.table)}" if event.table else ""
        return f"Finished ({event.reason}) after {event.steps} steps, {clock(event.seconds)}{score}"
    if isinstance(event, messages.Failed):
        return f"{event.message} {event.hint}".strip()
    return ""


def score_words(table: messages.ScoreTable) -> str:
    """``mean IoU 0.71, Dice 0.82 (held-out, n = 4)``; a dash where nothing could be scored."""
    iou, dice = (f"{v:.2f}" if v is not None else DASH for v in (table.mean_iou, table.mean_dice))
    return f"mean IoU {iou}, Dice {dice} ({', '.join([table.kind, f'n = {table.images}', *table.notes])})"
