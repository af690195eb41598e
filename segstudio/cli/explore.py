"""``segstudio explore``: learning without labels. Torch is imported only inside the command."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from segstudio.choices.encoders import AUTO
from segstudio.choices.unlabelled import METHODS
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_CANCELLED, Stop
from segstudio.cli.train import add_limits, positive
from segstudio.errors import LearningError
from segstudio.learning.explore_messages import Explored, ExploreSettings, Restored
from segstudio.learning.messages import OwnStart
from segstudio.learning.runs.explorations import Exploration, explorations, read_exploration
from segstudio.learning.runs.found import ALIKE, Found, alike, levels, read_found
from segstudio.project.project import Project
from segstudio.scores.table import clock

NEWEST = "newest"  # what --resume without a name means
SECONDS = 180.0  # of learning where no budget is given
SHOWN = 10  # of the most unusual images
LINE_SECONDS = 15.0  # of learning between two lines


def add_explore_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``explore``."""
    usual = ExploreSettings()
    command.add_argument("--method", default=usual.method, help=", ".join(METHODS))
    command.add_argument("--encoder", default=AUTO, help="for methods that take one, as for train")
    command.add_argument("--unusual", nargs="?", type=count, const=SHOWN, default=SHOWN, metavar="N",
                         help=f"how many of the most unusual images are named ({SHOWN})")  # fmt: skip
    command.add_argument("--alike", nargs="?", type=percent, const=ALIKE, default=ALIKE, metavar="PERCENT",
                         help=f"how alike the images of a group are (default: {round(100 * ALIKE)})")  # fmt: skip
    what = command.add_mutually_exclusive_group()
    what.add_argument("--resume", nargs="?", const=NEWEST, metavar="NAME",
                      help="go on with an exploration (without a name: the newest) for --minutes or --steps more; "
                      "without these, only say what it found")  # fmt: skip
    what.add_argument("--list", action="store_true", help="list the explorations")
    what.add_argument("--try", dest="tried", nargs="?", const=NEWEST, metavar="NAME",
                      help="fine-tune from its encoder and from the usual weights; keep it if it scores higher on the "
                      "held-out images")  # fmt: skip
    add_limits(command)


def count(text: str) -> int:
    """A number of images."""
    return int(positive(int(text), text))


def percent(text: str) -> float:
    """A share 0..1 of a number of per cent."""
    return positive(float(text), text) / 100


def explore(options: argparse.Namespace, report: Report) -> int:
    """Learn from all images without their labels: which are unusual, which are alike, and a start for networks."""
    if options.list:
        return _list(options, report)
    with Stop() as stop, report.open(options.project, stop) as project:
        project.assign_splits()
        project.save()
        if options.tried:
            return _try(project, _name(project, options.tried), options, report, stop)
        resume = _name(project, options.resume) if options.resume else ""
        found = _read(project, resume) if not (options.seconds or options.steps) else None
        if found is not None:
            return _tell(project, resume, found, options, report)
        last = _learn(project, resume, options, report, stop)
        if last.images:
            _tell(project, last.exploration, read_found(project.folder, last.exploration), options, report)
        elif last.exploration:
            sentence = (
                f"Exploration {last.exploration} is kept after {last.steps} steps; its images were not looked at."
            )
            report.say(f"{sentence} Do it with: segstudio explore {options.project} --resume {last.exploration}",
                       event="kept", exploration=last.exploration, steps=last.steps)  # fmt: skip
        else:
            report.say("Nothing was learnt.", event="kept", exploration="", steps=0)
    return EXIT_CANCELLED if stop.asked else report.exit_code


def _name(project: Project, word: str) -> str:
    if word != NEWEST:
        return word
    usable = [one.name for one in explorations(project.folder) if not one.problem]
    if not usable:
        raise LearningError("There is no exploration in this project yet.", "Learn first, without --resume and --try.")
    return usable[0]


def _read(project: Project, resume: str) -> Found | None:
    """What an exploration found; None: nothing yet, or not with its present weights."""
    if not resume:
        return None
    read_exploration(project.folder, resume)
    try:
        return read_found(project.folder, resume)
    except LearningError:
        return None


def _learn(project: Project, resume: str, options: argparse.Namespace, report: Report, stop: Stop) -> Explored:
    from segstudio.learning.explore.explore import explore as events_of

    names = {field.name for field in fields(ExploreSettings)}
    chosen: dict[str, Any] = {name: value for name, value in vars(options).items() if name in names}
    if not resume and not (options.seconds or options.steps):
        chosen["seconds"] = SECONDS
    method = read_exploration(project.folder, resume).method if resume else options.method
    last, due = Explored(""), 0.0
    for event in events_of(project.folder, ExploreSettings(**chosen), resume, stop):
        if isinstance(event, Restored):
            facts = {"exploration": event.exploration, "step": event.step, "seconds": event.seconds}
            if report.json:
                report.line({"event": "restored", **facts, "figures": event.figures})
            elif event.seconds >= due:
                due = event.seconds + LINE_SECONDS
                report.line(f"{clock(event.seconds)}  step {event.step}  {_figures(method, event.figures)}")
        elif isinstance(event, Explored):
            last = event
        else:
            report.event(event)
    return last


def _figures(method: str, figures: Mapping[str, float]) -> str:
    names = dict(METHODS[method].figures)
    return ", ".join(f"{names.get(key, key)} {value:.4g}" for key, value in figures.items())


def _tell(project: Project, name: str, found: Found, options: argparse.Namespace, report: Report) -> int:
    """What an exploration found: the most unusual images, and groups of images that are alike."""
    facts, titles = read_exploration(project.folder, name), {entry.id: entry.title for entry in project.images}
    shown = [id for id in found.most_unusual if id in titles][: options.unusual]
    values = [found.unusual[found.ids.index(id)] for id in shown]
    groups = [[titles[id] for id in group if id in titles] for group in alike(found, options.alike)]
    groups = [group for group in groups if len(group) > 1]
    report.say(
        "\n".join(_lines(facts, found, [titles[id] for id in shown], values, groups)),
        event="explored",
        **_row(facts),
        on_map=len(found.ids),
        map=found.kind,
        not_on_map=[{"image": titles.get(id, id), "reason": text} for id, text in found.left_out],
        unusual=[
            {"image": titles[id], "unusual": float(value), "level": int(levels(found.usual, value))}
            for id, value in zip(shown, values, strict=True)
        ],
        alike=groups,
    )
    return report.exit_code


def _lines(facts: Exploration, found: Found, shown: list[str], values: list[Any], groups: list[list[str]]) -> list[str]:
    learnt, whole = int(found.learnt.sum()), len(found.ids)
    figures = _figures(facts.method, facts.history[-1][2]) if facts.history else ""
    lines = [f"Exploration {facts.name}: {facts.title}, {facts.steps} steps, {clock(facts.seconds)}; {figures}",
             f"Learnt from {learnt} of {whole} images."]  # fmt: skip
    if shown:
        lines.append("The most unusual images first:")
        lines += [f"  {value:.4g}  {title}" for title, value in zip(shown, values, strict=True)]
    lines.append(f"Groups of images that are alike: {len(groups) or 'none'}")
    return lines + ["  " + ", ".join(group) for group in groups]


def _list(options: argparse.Namespace, report: Report) -> int:
    rows = explorations(Project.open(options.project, write=False).folder)
    lines = [f"{one.name}  {one.problem or f'{one.title}, {one.steps} steps, {clock(one.seconds)}'}" for one in rows]
    report.say(
        "\n".join(lines) or "No exploration yet.", event="explorations", explorations=[_row(one) for one in rows]
    )
    return report.exit_code


def _row(one: Exploration) -> dict[str, object]:
    """An exploration as plain data."""
    return {
        "exploration": one.name, "method": one.method, "encoder": one.encoder, "channels": one.channels,
        "steps": one.steps, "seconds": one.seconds, "created": one.created, "learnt_from": len(one.images),
        "figures": dict(one.history[-1][2]) if one.history else {}, "problem": one.problem,
    }  # fmt: skip


def _try(project: Project, name: str, options: argparse.Namespace, report: Report, stop: Stop) -> int:
    from segstudio.learning.explore.start import try_exploration

    for event in try_exploration(project.folder, name, options.device, stop):
        report.event(event)
        if isinstance(event, OwnStart) and event.kept and not report.json:
            command = f"segstudio train {options.project} --encoder {event.encoder} --weights own"
            report.line(f"Train from it with: {command}")
    return report.exit_code
