"""``segstudio runs``: list and change the runs of a project. RUN is a run's name, or a title that only one run has."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from segstudio.choices.networks import network_words
from segstudio.cli.report import Report, score_words
from segstudio.cli.stop import Stop
from segstudio.errors import LearningError, UserError
from segstudio.learning.runs.archive import export_run, import_run
from segstudio.learning.runs.card import REASONS, card
from segstudio.learning.runs.folder import read_info, weights_file
from segstudio.learning.runs.info import clean_title, title_of
from segstudio.learning.runs.listing import DELETED, RunRow, best_of, delete_run, find, rename_run, scan
from segstudio.project.project import Project
from segstudio.scores.table import DASH, clock


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``runs``."""
    what = command.add_mutually_exclusive_group()
    what.add_argument("--card", metavar="RUN", help="print what it learnt from what, how well, and its limits")
    what.add_argument("--current", metavar="RUN", help="predictions come from it from now on")
    what.add_argument("--rename", nargs=2, metavar=("RUN", "TITLE"), help='another title; "" brings the date back')
    what.add_argument("--delete", metavar="RUN", help=f"move it to runs/{DELETED}, which the window empties on closing")
    what.add_argument("--export", nargs=2, metavar=("RUN", "FILE"), help="write one zip with weights and card")
    what.add_argument("--import", dest="source", type=Path, metavar="FILE", help="a zip, or the folder of a run")


def run(options: argparse.Namespace, report: Report) -> int:
    """List, show, rename, delete, export or import the trainings of a project."""
    if options.card:
        _card(options, report)
    elif options.export:
        _export(options, report)
    elif options.current or options.rename or options.delete or options.source:
        with Stop() as stop, report.open(options.project, stop) as project:
            for wanted, act in ((options.current, _current), (options.rename, _rename), (options.delete, _delete),
                                (options.source, _import)):  # fmt: skip
                if wanted:
                    act(project, wanted, report)
    else:
        _list(options, report)
    return 0


def _list(options: argparse.Namespace, report: Report) -> None:
    with Project.open(options.project, write=False) as project:
        rows, current = scan(project.folder), project.current_run
    if report.json:
        for row in rows:
            report.line(_facts(row, current))
    elif not rows:
        report.line("No runs yet.")
    else:
        table = [("", "Run", "Title", "Score", "Network", "Steps", "Time", "Ended because"), *_texts(rows, current)]
        widths = [max(len(line[at]) for line in table) for at in range(len(table[0]))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in table]
        report.line("\n".join(line.rstrip() for line in lines))


def _texts(rows: tuple[RunRow, ...], current: str | None) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for row in rows:
        mark, info = "*" if row.name == current else "", row.info
        if info is None or row.problem:
            lines.append((mark, row.name, row.title, row.problem, "", "", "", ""))
            continue
        score = score_words(info.best) if info.best is not None else DASH
        network, ended = network_words(info.network, info.encoder), REASONS.get(info.reason, "it was interrupted")
        lines.append((mark, row.name, row.title, score, network, str(info.steps), clock(info.seconds), ended))
    return lines


def _facts(row: RunRow, current: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "event": "run", "run": row.name, "title": row.title, "current": row.name == current, "problem": row.problem,
    }  # fmt: skip
    if row.info is None:
        return facts
    info, best = row.info, row.info.best
    return facts | {
        "mean_iou": best.mean_iou if best else None, "mean_dice": best.mean_dice if best else None,
        "score_is": best.kind if best else None, "score_images": best.images if best else 0,
        "network": info.network, "encoder": info.encoder, "weights": info.weights, "classes": list(info.class_names),
        "images": len(info.mask_hashes), "held_out": list(info.held_out),
        "steps": info.steps, "seconds": info.seconds, "reason": info.reason, "created": info.created,
    }  # fmt: skip


def _card(options: argparse.Namespace, report: Report) -> None:
    with Project.open(options.project, write=False) as project:
        info = read_info(project.folder, find(scan(project.folder), options.card).name)
    text = card(info)
    report.line({"event": "card", "run": info.name, "card": text} if report.json else text.rstrip())


def _export(options: argparse.Namespace, report: Report) -> None:
    word, file = options.export
    with Project.open(options.project, write=False) as project:
        name = find(scan(project.folder), word).name
        with Stop() as stop:
            path = export_run(project.folder, name, Path(file), stop.between(report.progress("Exporting the run")))
    report.say(f"{path}: the run {name}, written and read back", event="run_exported", run=name, out=str(path))


def _current(project: Project, word: str, report: Report) -> None:
    row = find(scan(project.folder), word)
    weights_file(project.folder, read_info(project.folder, row.name))  # they are there
    project.set_current_run(row.name)
    report.say(f"{row.title} is the current run", event="run_current", run=row.name)


def _rename(project: Project, words: tuple[str, str], report: Report) -> None:
    row = find(scan(project.folder), words[0])
    if words[1] and not clean_title(words[1]):
        raise LearningError("This title has nothing to be read.", 'Give some letters, or "" for the date.')
    info = rename_run(project.folder, row.name, words[1])
    report.say(f"{row.name}: {title_of(info)}", event="run_renamed", run=row.name, title=title_of(info))


def _delete(project: Project, word: str, report: Report) -> None:
    rows = scan(project.folder)
    row = find(rows, word)
    if row.name == project.current_run:
        successor = best_of(one for one in rows if one.name != row.name)
        project.set_current_run(successor.name if successor else None)
        report.warn(f"It was the current run; the current run is now {successor.title if successor else 'none'}")
    kept = f"runs/{DELETED}/{delete_run(project.folder, row.name)}"
    report.say(f"{row.title} is deleted; {kept} holds it until the window closes this project",
               event="run_deleted", run=row.name, kept=kept, current=project.current_run)  # fmt: skip


def _import(project: Project, source: Path, report: Report) -> None:
    if not source.exists():
        raise UserError(f"There is no {source}.", "Give a zip that --export wrote, or the folder of a run.")
    with Stop() as stop:
        progress, classes = stop.between(report.progress("Importing the run")), project.classes
        done = import_run(project.folder, source, {one.id: one.name for one in classes}, progress)
    if done.missing:
        report.warn(f"This project does not have the classes {', '.join(done.missing)}")
    report.say(f"{title_of(done.info)} is the run {done.info.name}",
               event="run_imported", run=done.info.name, missing_classes=list(done.missing))  # fmt: skip
