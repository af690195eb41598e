"""``segstudio train`` and ``segstudio pretrain``. Torch is imported only inside the commands."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from segstudio.choices.devices import DEVICES
from segstudio.choices.encoders import AUTO, ENCODERS
from segstudio.choices.losses import LOSSES
from segstudio.choices.networks import NETWORKS
from segstudio.choices.objectives import FORMULA, OBJECTIVES
from segstudio.choices.starts import FILE, STARTS
from segstudio.choices.unlabelled import METHODS, STARTING
from segstudio.choices.upsamplings import UPSAMPLINGS
from segstudio.cli.report import Report
from segstudio.cli.stop import EXIT_CANCELLED, EXIT_DONE, Stop
from segstudio.errors import UserError
from segstudio.learning import messages
from segstudio.learning.runs.explorations import newest_generator
from segstudio.project.checking.damaged_masks import refuse_damaged

CURRENT_RUN = "current"  # what --resume without a name means
NEWEST = "newest"  # what --generated without a name means


def add_train_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``train``."""
    usual = messages.TrainSettings()
    starts = ", ".join(f"{key} ({row.title})" for key, row in STARTS.items() if key != FILE)
    command.add_argument("--network", default=usual.network, help=", ".join(NETWORKS))
    command.add_argument("--encoder", default=usual.encoder, help=", ".join((AUTO, *ENCODERS)))
    command.add_argument("--weights", default=usual.weights, help=f"{starts}, or a file")
    command.add_argument("--upsampling", default=usual.upsampling, help=", ".join(UPSAMPLINGS))
    command.add_argument("--loss", default=usual.loss, help=", ".join(LOSSES))
    command.add_argument("--class-weights", default="balanced", metavar="WEIGHTS",
                         help="balanced, median, none, or own ones by name or id: crack=3,pore=0.5")  # fmt: skip
    command.add_argument("--border", action="store_true", help="more weight between regions that nearly touch")
    command.add_argument("--elastic", action="store_true", help="bend patches as strongly as for U-Net")
    command.add_argument("--frozen", type=float, metavar="SHARE", help="share (0-1) of the time without the encoder")
    command.add_argument("--generated", nargs="?", const=NEWEST, default="", metavar="EXPLORATION",
                         help="add images of rare classes that an exploration of the method conditional generates for "
                         "masks (without a name: the newest)")  # fmt: skip
    command.add_argument("--wait", type=wait, default=0.0, metavar="MINUTES", help="for new strokes, at the end")
    command.add_argument("--resume", nargs="?", const=CURRENT_RUN, metavar="RUN",
                         help="continue a run (without a name: the current one) instead of a new one")  # fmt: skip
    add_limits(command)


def add_pretrain_arguments(command: argparse.ArgumentParser) -> None:
    """The options of ``pretrain``."""
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--formula", action="store_true", help=OBJECTIVES[FORMULA].sentence)
    what.add_argument("--own", type=Path, metavar="PROJECT",
                      help="explore a project's images without their labels by the method "
                      f"{STARTING} ({METHODS[STARTING].title}), and try that as a start")  # fmt: skip
    command.add_argument("--encoder", help="as for train; the default is the one that suits the computer")
    command.add_argument("--out", type=Path, metavar="FILE", help="with --formula: a .safetensors file")
    command.add_argument("--weights", help="with --formula: what to begin from, as for train; the default is none")
    command.add_argument(
        "--frozen",
        action="store_true",
        help="with --formula: the encoder stays as it is; only the rest is learnt and written",
    )
    add_limits(command)


def add_limits(command: argparse.ArgumentParser) -> None:
    """How long, where and with which seed."""
    limit = command.add_mutually_exclusive_group()
    limit.add_argument("--minutes", dest="seconds", type=minutes, metavar="MINUTES")
    limit.add_argument("--steps", type=steps)
    command.add_argument("--device", choices=(AUTO, *DEVICES), default=AUTO)
    command.add_argument("--seed", type=int, default=0)


def limits(options: argparse.Namespace) -> dict[str, Any]:
    """What ``add_limits`` asked for."""
    return {name: getattr(options, name) for name in ("seconds", "steps", "device", "seed")}


# The types of options; argparse names them where a text is no number.


def minutes(text: str) -> float:
    """Seconds of a positive number of minutes."""
    return 60 * positive(float(text), text)


def steps(text: str) -> int:
    """A positive number."""
    return int(positive(int(text), text))


def wait(text: str) -> float:
    """Seconds of a number of minutes."""
    return 60 * float(text)


def positive(value: float, text: str) -> float:
    """``value``, which ``text`` said; ``ArgumentTypeError`` unless it is a positive number."""
    if not 0 < value < 10**9:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def train(options: argparse.Namespace, report: Report) -> int:
    """Fine-tune on the project's masks."""
    from segstudio.learning.training.preparation import NOT_BEGUN
    from segstudio.learning.training.trainer import train as events_of

    names = {field.name for field in fields(messages.TrainSettings)}
    settings = messages.TrainSettings(**{name: value for name, value in vars(options).items() if name in names})
    last: messages.Finished | None = None
    with Stop() as stop, report.open(options.project, stop) as project:
        refuse_damaged(project, NOT_BEGUN)
        project.assign_splits()
        project.save()
        if settings.generated == NEWEST:
            settings = replace(settings, generated=newest_generator(project.folder))
        resume = project.current_run if options.resume == CURRENT_RUN else options.resume
        for event in events_of(project.folder, settings, resume, stop=stop):
            report.event(event)
            if isinstance(event, messages.Finished):
                last = event
                if event.run and event.replaces:
                    project.set_current_run(event.run)
                    project.save()
    return EXIT_CANCELLED if last is None or last.reason == "cancelled" else report.exit_code


def pretrain(options: argparse.Namespace, report: Report) -> int:
    """Train starting weights on drawn images, or on a project's own without their labels."""
    if options.own is not None:
        return _pretrain_own(options, report)
    from segstudio.learning.pretraining.formula_training import FormulaSettings
    from segstudio.learning.pretraining.pretrain import pretrain as events_of

    if options.out is None:
        raise UserError("No output file given.", "Name a file with --out.")
    usual = FormulaSettings()
    settings = FormulaSettings(
        encoder=options.encoder or usual.encoder,
        begin=options.weights or usual.begin,
        frozen=options.frozen,
        **limits(options),
    )
    with Stop() as stop:
        for event in events_of(FORMULA, settings, options.out, stop):
            report.event(event)
    report.say(f"Weights are in {options.out}", event="pretrained", out=str(options.out))
    return EXIT_CANCELLED if stop.asked else EXIT_DONE


def _pretrain_own(options: argparse.Namespace, report: Report) -> int:
    """Learn starting weights from a project's images."""
    from segstudio.learning.explore.start import learn_own_start

    settings = messages.TrainSettings(encoder=options.encoder or AUTO, **limits(options))
    with Stop() as stop, report.open(options.own, stop) as project:
        project.assign_splits()
        project.save()
        for event in learn_own_start(project.folder, settings, stop):
            report.event(event)
            if isinstance(event, messages.OwnStart) and event.kept and not report.json:
                command = f"segstudio train {options.own} --encoder {event.encoder} --weights own"
                report.line(f"Train from it with: {command}")
    return report.exit_code
