"""The command line: the same rooms without a window. May import everything but what only the window needs.

Exit codes: 0 done, 2 a user error (sentence and hint on stderr), 130 cancelled. With ``--json`` stdout carries one JSON
object per line and nothing else. torch is imported only by the commands that need it.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segstudio import __version__
from segstudio.errors import Cancelled, UserError
from segstudio.labels.classes import ClassTable, read_classes_json
from segstudio.learning import messages
from segstudio.project.project import Project
from segstudio.report import Report

EXIT_DONE, EXIT_USER_ERROR, EXIT_CANCELLED = 0, 2, 130


class Stop:
    """Turns the first Ctrl+C into a request to stop in good order; the second one ends the program at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    @contextmanager
    def listening(self) -> Iterator[Stop]:
        """Listen to Ctrl+C inside the block."""

        def ask(*_: object) -> None:
            if self.asked:
                raise KeyboardInterrupt
            self.asked = True

        before = signal.signal(signal.SIGINT, ask)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, before)


# ---- projects and masks ---------------------------------------------------------------------------------------------


def new(options: argparse.Namespace, report: Report) -> int:
    """Make a project from a folder of images and class names."""
    from segstudio.project.images import find_images

    images = find_images(options.images)
    if not images:
        raise UserError(f"No images were found in {options.images}.", "PNG, JPEG, BMP and TIFF files are read.")
    with Project.create(options.project, classes=parse_classes(options.classes)) as project:
        added = project.add_images(images, options.copy, progress=report.progress("Reading images"))
        project.save()
    for path, reason in added.skipped:
        report.warn(f"Left out {Path(path).name}: {reason}")
    report.say(
        f"{options.project}: {len(added.added)} images, classes {', '.join(project.classes.names) or 'none yet'}",
        event="created",
        project=str(options.project),
        images=len(added.added),
        classes=list(project.classes.names),
    )
    return EXIT_DONE


def parse_classes(text: str) -> ClassTable:
    """``cell,membrane`` or the path of a classes.json."""
    if text.endswith(".json"):
        return read_classes_json(Path(text))
    return ClassTable.from_names([name.strip() for name in text.split(",") if name.strip()])


def import_(options: argparse.Namespace, report: Report) -> int:
    """Import palette or grey PNG masks by stem."""
    from segstudio.formats.table import READERS

    with Project.open(options.project) as project:
        done = READERS["palette-png"].run(project, options.masks)
    for name in done.unmatched:
        report.warn(f"No image of the project is called {Path(name).stem}: {Path(name).name} was left out")
    report.say(
        f"Imported {len(done.imported)} masks"
        + (f", {len(done.unmatched)} without an image" if done.unmatched else ""),
        event="imported",
        imported=len(done.imported),
        unmatched=[str(name) for name in done.unmatched],
    )
    return EXIT_DONE


def export(options: argparse.Namespace, report: Report) -> int:
    """Export masks and read them back; predictions that the current run still owes are made first."""
    from segstudio.formats.table import WRITERS

    with Stop().listening() as stop, Project.open(options.project, write=False) as project:
        if options.what == "predictions":
            _predict_missing(project, report, stop)
        done = WRITERS[options.format].run(
            project, options.out, what=options.what, progress=report.progress("Exporting"), cancelled=stop
        )
    for sentence in done.notes:
        report.warn(sentence)
    report.say(
        f"{done.verified} masks written to {options.out} and read back",
        event="exported",
        files=len(done.files),
        verified=done.verified,
        out=str(options.out),
    )
    return EXIT_DONE


def _predict_missing(project: Project, report: Report, stop: Stop) -> None:
    folder = project.predictions_folder / (project.current_run or "")
    if project.current_run and all((folder / f"{entry.id}.png").is_file() for entry in project.images):
        return
    from segstudio.learning.batch import predict_project

    for event in predict_project(project.folder, stop=stop):
        report.event(event)


def sample(options: argparse.Namespace, report: Report) -> int:
    """Write the sample images with their exact masks."""
    from segstudio.project.sample import make_sample

    make_sample(options.folder, progress=report.progress("Drawing the sample"))
    report.say(f"Sample images and masks are in {options.folder}", event="sample", folder=str(options.folder))
    return EXIT_DONE


# ---- learning -------------------------------------------------------------------------------------------------------


def train(options: argparse.Namespace, report: Report) -> int:
    """Fine-tune on the project's masks."""
    from segstudio.learning.trainer import train as events_of

    settings = messages.TrainSettings(
        encoder=options.encoder,
        weights=options.weights,
        upsampling=options.upsampling,
        seconds=options.minutes * 60 if options.minutes is not None else None,
        steps=options.steps,
        device=options.device,
        seed=options.seed,
    )
    last: messages.Finished | None = None
    with Project.open(options.project) as project, Stop().listening() as stop:
        project.assign_splits()
        project.save()
        for event in events_of(project.folder, settings, stop=stop):
            report.event(event)
            if isinstance(event, messages.Finished):
                last = event
                if event.run and event.replaces:
                    project.set_current_run(event.run)
                    project.save()
    return EXIT_CANCELLED if last is None or last.reason == "cancelled" else EXIT_DONE


def pretrain(options: argparse.Namespace, report: Report) -> int:
    """Train starting weights on images drawn from formulas and write them to a file."""
    from segstudio.learning.pretrain import FormulaSettings
    from segstudio.learning.pretrain import pretrain as events_of

    settings = FormulaSettings(
        encoder=options.encoder,
        seconds=options.minutes * 60 if options.minutes is not None else None,
        steps=options.steps,
        device=options.device,
        seed=options.seed,
    )
    with Stop().listening() as stop:
        for event in events_of(settings, options.out, stop=stop):
            report.event(event)
    report.say(f"Weights are in {options.out}", event="pretrained", out=str(options.out))
    return EXIT_CANCELLED if stop.asked else EXIT_DONE


def predict(options: argparse.Namespace, report: Report) -> int:
    """Predict the project's images, or a folder of others, to palette PNGs."""
    from segstudio.learning.batch import predict_folder

    with Stop().listening() as stop, Project.open(options.project, write=False) as project:
        images = options.images or [project.image_path(entry) for entry in project.images]
        count = 0
        for event in predict_folder(project.folder, images, options.out, options.run, stop=stop):
            report.event(event)
            count = int(getattr(event, "done", count))
    report.say(
        f"{count} predictions are in {options.out}",
        event="predicted",
        files=count,
        out=str(options.out),
    )
    return EXIT_DONE


def evaluate(options: argparse.Namespace, report: Report) -> int:
    """Score predicted masks against true ones; void in the truth counts nowhere."""
    from segstudio.project.masks import read_mask
    from segstudio.scores.folders import evaluate_folders
    from segstudio.scores.table import as_dict, text_table

    beside = [folder / "classes.json" for folder in (options.truth, options.predicted)]
    found = options.classes or next((path for path in beside if path.is_file()), None)
    classes = read_classes_json(found) if found else None
    known = frozenset(classes.ids) if classes else None
    result = evaluate_folders(options.predicted, options.truth, classes, lambda path: read_mask(path, None, known))
    for name in result.unmatched:
        report.warn(f"{name} has no counterpart and was left out")
    if report.json:
        report.line(as_dict(result.confusion, result.names) | {"images": len(result.files)})
    else:
        report.line(text_table(result.confusion, result.names, images=len(result.files)))
    return EXIT_DONE


def doctor(options: argparse.Namespace, report: Report) -> int:
    """Versions, devices, memory, weights cache, write access."""
    from segstudio.learning.doctor import examine

    facts = examine(Path.cwd())
    if report.json:
        report.line(facts)
    else:
        width = max(len(key) for key in facts)
        report.line("\n".join(f"{key.ljust(width)}  {value}" for key, value in facts.items()))
    return EXIT_DONE


# ---- the parser -----------------------------------------------------------------------------------------------------


def _positive(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        value = kind(text)
        if not 0 < value < 10**9:
            raise argparse.ArgumentTypeError(f"{text} is not a positive number")
        return value

    return parse


def build_parser() -> argparse.ArgumentParser:
    """One parser with a command per job; names and options are fixed, since scripts rely on them."""
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


def _command(
    commands: Any, name: str, function: Callable[..., int], *, as_json: bool = True
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=(function.__doc__ or "").strip(), description=function.__doc__
    )
    command.set_defaults(function=function, json=False)
    if as_json:
        command.add_argument("--json", action="store_true", help="one JSON object per line on stdout and nothing else")
    return command


def _project_commands(commands: Any) -> None:
    command = _command(commands, "new", new)
    command.add_argument("project", type=Path)
    command.add_argument("--images", type=Path, required=True, metavar="DIR")
    command.add_argument("--classes", required=True, help="names with commas between them, or a classes.json")
    command.add_argument("--copy", action="store_true", help="copy the images into the project")
    command = _command(commands, "import", import_)
    command.add_argument("project", type=Path)
    command.add_argument("masks", type=Path)
    command = _command(commands, "export", export)
    command.add_argument("project", type=Path)
    command.add_argument("out", type=Path)
    command.add_argument("--what", choices=("labels", "predictions"), default="labels")
    command.add_argument("--format", choices=("palette-png",), default="palette-png")
    command = _command(commands, "sample", sample)
    command.add_argument("folder", type=Path)


def _learning_commands(commands: Any) -> None:
    command = _command(commands, "train", train)
    command.add_argument("project", type=Path)
    command.add_argument("--encoder", default="auto", help="resnet18, resnet34, mobilenet_v3_large, efficientnet_b0")
    command.add_argument("--weights", default="formula", help="formula (built in), imagenet, none, or a weights file")
    command.add_argument("--upsampling", default="bilinear", help="bilinear, nearest, transposed, subpixel")
    limit = command.add_mutually_exclusive_group()
    limit.add_argument("--minutes", type=_positive(float))
    limit.add_argument("--steps", type=_positive(int))
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    command.add_argument("--seed", type=int, default=0)
    command = _command(commands, "pretrain", pretrain)
    command.add_argument("--formula", action="store_true", required=True, help="on images drawn from formulas")
    command.add_argument("--encoder", default="mobilenet_v3_large", help="as for train, but not auto")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .safetensors file")
    limit = command.add_mutually_exclusive_group(required=True)
    limit.add_argument("--minutes", type=_positive(float))
    limit.add_argument("--steps", type=_positive(int))
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    command.add_argument("--seed", type=int, default=0)
    command = _command(commands, "predict", predict)
    command.add_argument("project", type=Path)
    command.add_argument("--run")
    command.add_argument("--images", type=Path, metavar="DIR")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command = _command(commands, "evaluate", evaluate)
    command.add_argument("predicted", type=Path)
    command.add_argument("truth", type=Path)
    command.add_argument("--classes", type=Path)
    _command(commands, "doctor", doctor)


def _is_project(word: str) -> bool:
    """Whether a first word is a project to open in the window, and not a command, an option or a typing error."""
    return word not in COMMANDS and not word.startswith("-") and Path(word).expanduser().exists()


COMMANDS = ("new", "import", "train", "pretrain", "predict", "evaluate", "export", "sample", "doctor")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the console script; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or _is_project(arguments[0]):
        if len(arguments) > 1:
            build_parser().error(f"the window takes one project, not also {' '.join(arguments[1:])}")
        from segstudio.gui.app import run

        return run(arguments)
    options = build_parser().parse_args(arguments)
    report = Report(options.json)
    try:
        return int(options.function(options, report))
    except UserError as error:
        report.close()
        print(error.message, file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        return EXIT_USER_ERROR
    except (Cancelled, KeyboardInterrupt):
        report.close()
        print("Cancelled.", file=sys.stderr)
        return EXIT_CANCELLED
    except BrokenPipeError:
        return EXIT_DONE
    finally:
        report.close()


if __name__ == "__main__":
    sys.exit(main())
