"""The command line: everything without a window.

Exit codes: 0 done, 1 done but for what stderr names, 2 a user error (sentence and hint on stderr), 130 cancelled. With
``--json`` stdout carries one JSON object per line and nothing else. Only the commands that need torch import it.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from segstudio import __version__
from segstudio.cli.channels import add_channels_arguments, add_neighbours_arguments, channels, neighbours
from segstudio.cli.check import add_check_arguments, check
from segstudio.cli.compare import add_compare_arguments, compare
from segstudio.cli.evaluate import add_evaluate_arguments, evaluate
from segstudio.cli.explore import add_explore_arguments, explore
from segstudio.cli.info import add_info_arguments, info
from segstudio.cli.masks import add_export_arguments, add_import_arguments, export, import_
from segstudio.cli.measure import add_measure_arguments, measure
from segstudio.cli.predict import add_export_model_arguments, add_predict_arguments, export_model, predict
from segstudio.cli.report import Report
from segstudio.cli.runs import add_arguments as add_runs_arguments
from segstudio.cli.runs import run as runs
from segstudio.cli.search import add_find_arguments, add_near_copies_arguments, find, near_copies
from segstudio.cli.stop import EXIT_CANCELLED, EXIT_DONE, EXIT_USER_ERROR, Stop
from segstudio.cli.train import add_pretrain_arguments, add_train_arguments, pretrain, train
from segstudio.errors import Cancelled, UserError
from segstudio.labels.classes import ClassTable, read_classes_json
from segstudio.project.adding import NothingAdded
from segstudio.project.project import Project
from segstudio.project.project_file import CHANNELS

# ---- projects and masks ---------------------------------------------------------------------------------------------


def new(options: argparse.Namespace, report: Report) -> int:
    """Make a project from a folder of images and class names."""
    from segstudio.labels.class_colors import far_from
    from segstudio.project.images.finding import look_below, other_files
    from segstudio.project.images.picture_colors import picture_colors

    found = look_below(options.images)
    if not found.images:
        sentence = other_files(found.others)
        raise UserError(f"No images were found in {options.images}. {sentence}".strip(), "Choose a folder with images.")
    classes, progress = parse_classes(options.classes), report.progress("Reading images")
    try:
        with (
            Stop() as stop,
            Project.create(
                options.project, None, classes, found.images, options.copy, stop.between(progress), options.channels
            ) as project,
        ):
            added = project.added
            far = far_from(picture_colors(project.images, lambda entry: (project.image_path(entry), entry.plane)))
            project.set_classes(project.classes.standing_out(project.classes.ids, far))
            project.save()
    except NothingAdded as error:
        report.left_out(f"{path}: {reason}" for path, reason in error.skipped)
        if report.json:
            rows = [{"file": str(path), "reason": reason} for path, reason in error.skipped]
            report.line({"event": "refused", "left_out": rows, "other_files": dict(found.others)})
        raise
    report.left_out(f"{path}: {reason}" for path, reason in added.skipped)
    for note in filter(None, (added.notes, added.channels_sentence, other_files(found.others))):
        report.warn(note)
    if found.masks:
        command = f"segstudio import {shlex.quote(str(options.project))} {shlex.quote(str(options.images))}"
        report.warn(f"{found.masks_sentence} Take them with: {command}")
    report.say(
        f"{options.project}: {len(added.added)} images, classes {', '.join(project.classes.names) or 'none yet'}",
        event="created",
        project=str(options.project),
        images=len(added.added),
        classes=list(project.classes.names),
        left_out=[{"file": str(path), "reason": reason} for path, reason in added.skipped],
        not_shown=[{"file": str(path), "what": what} for path, what in added.left],
        stacks=[{"stack": name, "images": count} for name, count in added.stacks],
        masks=[str(path) for path in found.masks],
        other_files=dict(found.others),
        copies=[list(pair) for pair in added.copies],
    )
    return report.exit_code


def parse_classes(text: str) -> ClassTable:
    """``cell,membrane`` or the path of a classes.json."""
    if text.endswith(".json"):
        return read_classes_json(Path(text))
    return ClassTable.from_names([name.strip() for name in text.split(",") if name.strip()])


def sample(options: argparse.Namespace, report: Report) -> int:
    """Write the sample images with their exact masks."""
    from segstudio.project.sample.make import make_sample

    with Stop() as stop:
        make_sample(options.folder, progress=stop.between(report.progress("Writing the sample")))
    report.say(f"Sample images and masks are in {options.folder}", event="sample", folder=str(options.folder))
    return EXIT_DONE


# ---- learning -------------------------------------------------------------------------------------------------------


def doctor(options: argparse.Namespace, report: Report) -> int:
    """Versions, devices, memory, weights cache, write access."""
    from segstudio.learning.network.doctor import examine

    facts = examine(Path.cwd())
    if report.json:
        report.line(facts)
    else:
        width = max(map(len, facts))
        report.line("\n".join(f"{key.ljust(width)}  {value}" for key, value in facts.items()))
    return EXIT_DONE


# ---- the parser -----------------------------------------------------------------------------------------------------


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; names and options are fixed, since scripts rely on them."""
    parser = argparse.ArgumentParser(
        prog="segstudio",
        description="Paint masks, fine-tune a network, correct it, export. "
        "Without a command: open the window, on PROJECT if one is given.",
    )
    parser.add_argument("--version", action="version", version=f"segstudio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _project_commands(commands)
    _learning_commands(commands)
    return parser


def _command(commands: Any, name: str, function: Callable[..., int], *paths: str) -> argparse.ArgumentParser:
    """A command that runs ``function``; ``paths``: its positional arguments."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
    command.set_defaults(function=function)
    for path in paths:
        command.add_argument(path, type=Path)
    command.add_argument("--json", action="store_true", help="one JSON object per line on stdout and nothing else")
    return command


def _project_commands(commands: Any) -> None:
    command = _command(commands, "new", new, "project")
    command.add_argument("--images", type=Path, required=True, metavar="DIR")
    command.add_argument("--classes", required=True, help="names with commas between them, or a classes.json")
    command.add_argument("--copy", action="store_true", help="copy the images into the project")
    command.add_argument("--channels", choices=CHANNELS[1:], default="",
                         help="channels of a file are one image (together), or each is an image (apart)")  # fmt: skip
    add_channels_arguments(_command(commands, "channels", channels, "project"))
    add_neighbours_arguments(_command(commands, "neighbours", neighbours, "project"))
    add_info_arguments(_command(commands, "info", info))
    add_import_arguments(_command(commands, "import", import_, "project"))
    add_find_arguments(_command(commands, "find", find, "project"))
    add_near_copies_arguments(_command(commands, "near-copies", near_copies, "project"))
    add_export_arguments(_command(commands, "export", export, "project", "out"))
    add_measure_arguments(_command(commands, "measure", measure, "project"))
    add_check_arguments(_command(commands, "check", check, "project"))
    _command(commands, "sample", sample, "folder")


def _learning_commands(commands: Any) -> None:
    add_train_arguments(_command(commands, "train", train, "project"))
    add_pretrain_arguments(_command(commands, "pretrain", pretrain))
    add_compare_arguments(_command(commands, "compare", compare, "project"))
    add_explore_arguments(_command(commands, "explore", explore, "project"))
    add_predict_arguments(_command(commands, "predict", predict, "project"))
    add_export_model_arguments(_command(commands, "export-model", export_model, "project"))
    add_evaluate_arguments(_command(commands, "evaluate", evaluate))
    add_runs_arguments(_command(commands, "runs", runs, "project"))
    _command(commands, "doctor", doctor)


def _is_project(word: str) -> bool:
    """Whether the first word is a project to open in the window, not a command, an option or a typing error."""
    return word not in COMMANDS and not word.startswith("-") and Path(word).expanduser().exists()


COMMANDS = ("new", "channels", "neighbours", "info", "find", "near-copies", "import", "train", "pretrain", "compare",
            "explore", "predict", "export-model", "evaluate", "export", "measure", "check", "runs", "sample",
            "doctor")  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the console script; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or _is_project(arguments[0]):
        if len(arguments) > 1:
            build_parser().error(f"the window takes one project, not also {' '.join(arguments[1:])}")
        from segstudio.gui.window.app import run

        return run(arguments)
    options = build_parser().parse_args(arguments)
    report = Report(options.json)
    try:
        return int(options.function(options, report))
    except UserError as error:
        report.warn("\n".join(filter(None, (error.message, error.hint))))
        return EXIT_USER_ERROR
    except (Cancelled, KeyboardInterrupt):
        report.warn("Cancelled.")
        return EXIT_CANCELLED
    except BrokenPipeError:
        return EXIT_DONE
    finally:
        report.close()


if __name__ == "__main__":
    sys.exit(main())
