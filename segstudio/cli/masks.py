"""Masks in and out: the commands import and export. The formats are the rows of ``formats.table``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from segstudio.cli.report import Report
from segstudio.cli.stop import Stop
from segstudio.errors import ClassError, FormatError
from segstudio.formats.common.presets import PRESETS
from segstudio.formats.common.report import Existing, Fate, Goal, Images, ImportChoices, ImportReport
from segstudio.formats.importing import AUTO, look, take
from segstudio.formats.last_import import take_back
from segstudio.formats.plan import Plan, goal_words, ready, table_words
from segstudio.formats.table import FORMATS, help_of, readers, writers
from segstudio.labels.classes import VOID, ClassTable
from segstudio.labels.objects import MOST_DIAMETER, Parting
from segstudio.project.project import Project

# ---- import ---------------------------------------------------------------------------------------------------------

_NAMED = 20  # images in one sentence


def add_import_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of ``import``."""
    command.add_argument("masks", type=Path, nargs="?", help="a folder at any level, a zip archive or a file")
    command.add_argument("--format", choices=(AUTO, *readers()), default=AUTO,
                         help=f"{AUTO}: as the files are laid out. {help_of(readers(), reading=True)}")  # fmt: skip
    command.add_argument("--dry-run", action="store_true", help="only print what would be done")
    command.add_argument("--map", action="append", default=[], metavar="VALUE=CLASS",
                         help="a number, #rrggbb or name in the files is this class; also =void, =ignore, =new, "
                         "=new:NAME. May be given again")  # fmt: skip
    command.add_argument("--new-classes", action="store_true", help="names that the project lacks become classes")
    command.add_argument("--colors", choices=tuple(PRESETS), default="",
                         help="the colours and numbers are those of this data set")  # fmt: skip
    command.add_argument(
        "--existing",
        choices=[one.value for one in Existing],
        default=Existing.OVER.value,
        help="images that have labels: paint over them, keep them, fill void only, replace the mask",
    )
    command.add_argument("--undo", action="store_true", help="take the last import back in all images")
    command.add_argument("--by-number", action="store_true",
                         help="class numbers hold, whatever names and colours in the files say")  # fmt: skip
    meaning = command.add_mutually_exclusive_group()
    meaning.add_argument("--object-255", metavar="CLASS", help="255 is this class, not void")
    meaning.add_argument("--void-255", action="store_true", help="255 is void, also where there is only 0 beside it")


def import_(options: argparse.Namespace, report: Report) -> int:
    """Import masks into the images that they are for."""
    if options.undo:
        return _undo(options, report)
    if options.masks is None:
        raise FormatError("There is nothing to import.", "Name a folder, a zip archive or a file, or add --undo.")
    with Stop() as stop:
        if options.dry_run:
            with Project.open(options.project, write=False) as project:
                return _dry_run(options, report, project, stop)
        with report.open(options.project, stop) as project:
            choices = _choices(options, project.classes)
            plan = look(project, options.masks, stop.between(report.progress("Looking at masks")), choices,
                        options.format)  # fmt: skip
            done = take(project, plan, stop.between(report.progress("Importing")), choices.existing)
            replaced = [project.entry(id).title for id in done.replaced]
            kept = [project.entry(id).title for id in done.kept]
            table = list(_table(plan, project.classes)) if not report.json else []
    for line in table:
        report.line(line)
    return _told(report, plan, done, replaced, kept)


def listed(images: list[str]) -> str:
    """Images by name; of a long stack the first ones and how many more (``--json`` has all)."""
    more = len(images) - _NAMED
    return ", ".join(images[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _told(report: Report, plan: Plan, done: ImportReport, replaced: list[str], kept: list[str]) -> int:
    left_out = [one.sentence for one in done.left_out]
    report.left_out(left_out)
    for note in done.notes:
        report.warn(note)
    if replaced:
        report.warn(f"Labels that were there before were replaced in {listed(replaced)}")
    if kept:
        report.warn(f"Kept as they were, since they have labels: {listed(kept)}")
    sentence = f"Imported {len(done.imported)} masks" + (f", left out {len(left_out)}" if left_out else "")
    report.say(sentence, event="imported", imported=len(done.imported), format=plan.format, replaced=replaced,
               kept=kept, left_out=left_out)  # fmt: skip
    return report.exit_code


def _undo(options: argparse.Namespace, report: Report) -> int:
    with Stop() as stop, report.open(options.project, stop) as project:
        done = take_back(project, stop.between(report.progress("Taking back")))
    left_out = [one.sentence for one in done.left_out]
    report.left_out(left_out)
    for note in done.notes:
        report.warn(note)
    report.say(f"Took the import back in {len(done.imported)} images", event="taken back",
               images=len(done.imported), left_out=left_out)  # fmt: skip
    return report.exit_code


def _dry_run(options: argparse.Namespace, report: Report, project: Project, stop: Stop) -> int:
    """Print what an import would do."""
    progress = stop.between(report.progress("Looking at masks"))
    plan = look(project, options.masks, progress, _choices(options, project.classes), options.format)
    pairs, closed = ready(plan)
    left_out = [one.sentence for one in (*plan.left_out, *closed)]
    asked = [f"{one.message} {one.hint}" for one in plan.unclear]
    report.close()
    if not report.json:
        for line in _table(plan, project.classes):
            report.line(line)
    for sentence in (*asked, *plan.notes):
        report.warn(sentence)
    report.left_out(left_out)
    labelled = sum(entry.id in plan.labelled for entry, _ in pairs)
    text = f"{plan.format}: {len(pairs)} masks would be imported, {labelled} of them into images that have labels"
    report.say(
        text, event="plan", format=plan.format, masks=len(pairs), labelled=labelled, left_out=left_out, questions=asked,
        values=[{"value": row.words, "name": row.value.name, "pixels": row.pixels, "files": row.files,
                 "becomes": goal_words(row.goal, project.classes), "why": row.why} for row in plan.rows],
    )  # fmt: skip
    return report.exit_code


def _table(plan: Plan, classes: ClassTable) -> Sequence[str]:
    """The table in columns."""
    rows = [("in the files", "pixels", "becomes", "why"), *table_words(plan, classes)]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    return [f"{a.ljust(widths[0])}  {b.rjust(widths[1])}  {c.ljust(widths[2])}  {d}".rstrip() for a, b, c, d in rows]


def _choices(options: argparse.Namespace, classes: ClassTable) -> ImportChoices:
    value_255 = VOID if options.void_255 else None
    if options.object_255 is not None:
        value_255 = classes.by_name(options.object_255).id
    goals = dict(_goal(text, classes) for text in options.map)
    return ImportChoices(options.by_number, value_255, options.new_classes, goals, Existing(options.existing),
                         options.colors)  # fmt: skip


def _goal(text: str, classes: ClassTable) -> tuple[str, Goal]:
    value, sign, word = text.rpartition("=")
    if not sign or not value or not word:
        raise FormatError("{text} does not say what a value becomes.", "Write for example --map 7=road.",
                          text=repr(text))  # fmt: skip
    if word in ("void", "ignore"):
        return value, Goal(Fate.VOID if word == "void" else Fate.IGNORE)
    if word == "new" or word.startswith("new:"):
        return value, Goal(Fate.NEW, name=word[4:] or value)
    try:
        return value, Goal(Fate.CLASS, classes.by_name(word).id)
    except ClassError as error:
        hint = "Name a class of the project, or write =new:NAME, =void or =ignore."
        raise FormatError(error.message, hint) from error


# ---- export ---------------------------------------------------------------------------------------------------------


def add_export_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of ``export``."""
    command.add_argument("--what", choices=("labels", "predictions"), default="labels")
    command.add_argument("--images", choices=[one.value for one in Images], default=Images.USUAL.value,
                         help="all (without labels: all void), those with labels, done (called so, or fully labelled) "
                         "or flagged; usual: labels of those that have some, every prediction")  # fmt: skip
    rows = writers()
    command.add_argument("--format", choices=tuple(rows), default=next(iter(rows)), help=help_of(rows))
    add_part_touching(command)


def add_part_touching(command: argparse.ArgumentParser) -> None:
    """The argument by which touching objects are parted."""
    command.add_argument("--part-touching", action="append", default=[], metavar="CLASS=DIAMETER",
                         help="part objects of this class that touch, by watershed: the diameter in pixels of the "
                         "smallest one. May be given again")  # fmt: skip


def parting_of(texts: Sequence[str], classes: ClassTable) -> Parting:
    """What ``--part-touching`` says. Raises FormatError, ClassError."""
    parting = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        try:
            diameter = float(number)
        except ValueError:
            diameter = 0.0
        if not name or not 1 <= diameter <= MOST_DIAMETER:
            sentence = "{text} is not a class and a diameter of 1 to {most} pixels."
            hint = "Write for example --part-touching cell=20."
            raise FormatError(sentence, hint, text=repr(text), most=MOST_DIAMETER)
        parting[classes.by_name(name).id] = diameter
    return parting


def predict_first(project: Project, report: Report, stop: Stop) -> None:
    """Make the predictions that the model in use still owes."""
    from segstudio.learning.batch.batch import BatchOptions, predict_project

    for event in predict_project(project.folder, options=BatchOptions(any_way=True), stop=stop):
        report.event(event)


def export(options: argparse.Namespace, report: Report) -> int:
    """Export masks and read them back; predictions that the current run still owes are made first."""
    row = FORMATS[options.format]
    write = row.write
    assert write is not None, "only rows with a writer can be chosen"
    if options.part_touching and not row.objects:
        names = ", ".join(name for name, one in writers().items() if one.objects)
        raise FormatError("{title} holds classes, not objects, so touching ones cannot be parted in it.",
                          "Formats that hold objects: {names}.", title=row.title, names=names)  # fmt: skip
    with Stop() as stop, Project.open(options.project, write=False) as project:
        if options.what == "predictions":
            predict_first(project, report, stop)
        if options.part_touching:
            write = partial(write, parting=parting_of(options.part_touching, project.classes))
        done = write(project, options.out, options.what, stop.between(report.progress("Exporting")),
                     Images(options.images))  # fmt: skip
    left_out = [one.sentence for one in done.left_out]
    report.left_out(left_out)
    for sentence in done.notes:
        report.warn(sentence)
    left = f", {len(left_out)} images left out" if left_out else ""
    left += f", {done.unchosen} not chosen" if done.unchosen else ""
    report.say(f"{done.verified} masks written to {options.out} and read back{left}", event="exported",
               unchosen=done.unchosen,
               files=len(done.files), verified=done.verified, out=str(options.out), left_out=left_out)  # fmt: skip
    return report.exit_code
